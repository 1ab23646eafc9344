#include "store.h"

#include <string.h>

#include "board.h"

/* A token's length in two bytes, then the token. An erased page's length is none. */
enum { LENGTH = 2, RECORD = LENGTH + STORE_CAPACITY };

size_t store_read(uint8_t token[STORE_CAPACITY])
{
    uint8_t record[RECORD];
    size_t length = 0;
    if (board_flash_read(record, sizeof record)) {
        length = (size_t)(record[0] | record[1] << 8);
    }
    if (length > STORE_CAPACITY) {
        length = 0;
    }
    memcpy(token, record + LENGTH, length);
    grantlet_wipe(record, sizeof record);
    return length;
}

bool store_write(grantlet_span token)
{
    uint8_t record[RECORD];
    grantlet_span stored = { record, 0 };
    bool same;
    if (token.length > STORE_CAPACITY) {
        return false;
    }
    memset(record, 0xFF, sizeof record);
    record[0] = (uint8_t)(token.length & 0xFF);
    record[1] = (uint8_t)(token.length >> 8);
    memcpy(record + LENGTH, token.bytes, token.length);
    same = board_flash_write(record, sizeof record);
    stored.length = store_read(record);
    same = same && grantlet_equal(stored, token);
    grantlet_wipe(record, sizeof record);
    return same;
}
