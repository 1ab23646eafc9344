/* The buffers of one exchange with a server. They hold secrets. */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include <stdint.h>

#include "config.h"

typedef struct {
    uint8_t request[REQUEST_CAPACITY];
    uint8_t response[RESPONSE_CAPACITY];
#ifdef DPOP
    uint8_t proof[PROOF_CAPACITY];
#endif
} exchange;

#endif
