/* Numbers as text. */
#ifndef DECIMAL_H
#define DECIMAL_H

#include <stdint.h>

#define DECIMAL_SIZE 21

/* Writes a number, ended by NUL, to the end of `out`, and returns where it begins. */
const char *decimal(uint64_t number, char out[DECIMAL_SIZE]);

#endif
