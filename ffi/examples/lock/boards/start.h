/* From reset to main, the same on every board. */
#ifndef START_H
#define START_H

#include <stdbool.h>
#include <stdint.h>

/* Copies .data, zeroes .bss, paints the stack, and runs main to its end. */
void start(void);

/* Where an exception goes that nobody expects. */
void crash(void);

/* Where a board's one interrupt goes. */
void board_tick(void);

/* Called before each byte that leaves for the line or the flash: a test may have the board reset there. */
void byte_leaves(void);

/* What the software key comes of. False where the board has none. */
bool board_key_seed(uint8_t seed[32]);

#endif
