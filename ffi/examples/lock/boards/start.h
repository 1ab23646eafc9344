/* From reset to main, the same on every board. */
#ifndef START_H
#define START_H

/* Copies .data, zeroes .bss, paints the stack, and runs main to its end. */
void start(void);

/* Where an exception goes that nobody expects. */
void crash(void);

/* Where a board's one interrupt goes. */
void board_tick(void);

/* Called before each byte that leaves for the line or the flash: a test may have the board reset there. */
void byte_leaves(void);

#endif
