/* A software stand-in for a secure element, so that the lock has a key in QEMU: libsoftware_key.a of
   tests/software_key signs, with a key that comes of the board's seed. A product has neither. */
#include "../key.h"
#include "start.h"

bool software_key_public(const uint8_t seed[32], uint8_t point[65]);
bool software_key_sign(const uint8_t seed[32], const uint8_t digest[32], uint8_t signature[64]);

bool key_public(uint8_t point[65])
{
    uint8_t seed[32];
    return board_key_seed(seed) && software_key_public(seed, point);
}

bool key_sign(const uint8_t digest[32], uint8_t signature[64])
{
    uint8_t seed[32];
    return board_key_seed(seed) && software_key_sign(seed, digest, signature);
}
