/* One refresh_token that outlives a restart. */
#ifndef STORE_H
#define STORE_H

#include "grantlet.h"

/* Bytes of the longest refresh_token that can be stored. */
#define STORE_CAPACITY 254

/* Reads the stored refresh_token and returns its length, 0 where none is stored. */
size_t store_read(uint8_t token[STORE_CAPACITY]);

/* Stores a refresh_token in place of the one before. True where it was read back the same. */
bool store_write(grantlet_span token);

#endif
