/* The lock's private key of P-256. In a product a secure element has it, and nothing reads it. */
#ifndef KEY_H
#define KEY_H

#include <stdbool.h>
#include <stdint.h>

/* Its public half, as an uncompressed point: 4, x, y. */
bool key_public(uint8_t point[65]);

/* Signs a SHA-256 digest: both numbers of the signature, 32 bytes each. */
bool key_sign(const uint8_t digest[32], uint8_t signature[64]);

#endif
