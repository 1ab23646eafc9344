#include "decimal.h"

const char *decimal(uint64_t number, char out[DECIMAL_SIZE])
{
    char *at = out + DECIMAL_SIZE - 1;
    *at = '\0';
    do {
        *--at = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    return at;
}
