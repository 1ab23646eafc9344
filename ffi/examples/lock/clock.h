/* Time that does not wrap. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

/* Milliseconds since boot. */
uint64_t now(void);

void sleep_until(uint64_t moment);

#endif
