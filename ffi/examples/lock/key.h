/* The lock's private key of P-256. In a product it is in a secure element, and nothing can read it. */
#ifndef KEY_H
#define KEY_H

#include <stdbool.h>
#include <stdint.h>

/* Writes the public key as an uncompressed point: 4, x, y. */
bool key_public(uint8_t point[65]);

/* Signs a SHA-256 digest: writes both numbers of the signature, R and S, 32 bytes each. */
bool key_sign(const uint8_t digest[32], uint8_t signature[64]);

#endif
