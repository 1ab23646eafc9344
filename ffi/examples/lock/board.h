/* What the lock needs of a board. boards/ holds one file for each; yours is one more. */
#ifndef BOARD_H
#define BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where the millisecond counter starts: four seconds before it wraps, so that every run crosses the
   wrap while a token lives. A product starts at 0 and meets it after 49.7 days. */
#define BOARD_FIRST_MILLIS 0xFFFFF000u

/* Clocks, the UART and the counter. Called once, first. */
void board_init(void);

/* Milliseconds in 32 bits, which wrap. */
uint32_t board_millis(void);

/* Sleeps until the next interrupt, which is at most a millisecond away. */
void board_idle(void);

/* Sends bytes over the UART, and returns when the last is on its way. */
void board_write(const void *bytes, size_t length);

/* The next byte from the UART, or -1 where none has come. Does not wait. */
int board_read(void);

/* Two pages of flash, 0 and 1. Erased bytes are 0xFF, and to program a byte clears bits of it. False
   where the flash failed. */
#define BOARD_PAGE_LENGTH 512
bool board_flash_read(size_t page, void *bytes, size_t length);
bool board_flash_erase(size_t page);
bool board_flash_program(size_t page, size_t offset, const void *bytes, size_t length);

/* Random bytes, of the hardware. False where it has none. With DPOP=1 alone. */
bool board_random(void *bytes, size_t length);

/* Text, ended by NUL, for a person. */
void board_console(const char *text);

/* The most bytes of stack that were in use at any time since boot. */
size_t board_stack_used(void);

/* Ends the run with a code that the host sees. A product resets here. */
void board_exit(int code);

#endif
