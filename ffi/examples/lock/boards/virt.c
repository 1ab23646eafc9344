/* QEMU's RISC-V machine "virt": an NS16550 and a CLINT. */
#include "../board.h"
#include "start.h"

#define UART ((volatile uint8_t *)0x10000000)
enum { BUFFER = 0, FIFO_CONTROL = 2, LINE_CONTROL = 3, LINE_STATUS = 5 };
enum { EIGHT_BITS = 3, FIFO_ON = 1, RX_READY = 1, TX_EMPTY = 0x20 };

/* Of the CLINT, in words: the low one first. The clock is 10 MHz. */
#define MTIMECMP ((volatile uint32_t *)0x02004000)
#define MTIME ((volatile uint32_t *)0x0200BFF8)
enum { PER_MILLISECOND = 10000 };

void board_init(void)
{
    UART[LINE_CONTROL] = EIGHT_BITS;
    UART[FIFO_CONTROL] = FIFO_ON;
    /* mie.MTIE without mstatus.MIE: the timer ends wfi, and interrupts nothing. */
    __asm__ volatile("csrs mie, %0" : : "r"(1 << 7));
}

static uint64_t mtime(void)
{
    uint32_t high, low;
    do {
        high = MTIME[1];
        low = MTIME[0];
    } while (high != MTIME[1]);
    return (uint64_t)high << 32 | low;
}

uint32_t board_millis(void)
{
    return BOARD_FIRST_MILLIS + (uint32_t)(mtime() / PER_MILLISECOND);
}

void board_idle(void)
{
    uint64_t wake = mtime() + PER_MILLISECOND;
    MTIMECMP[1] = 0xFFFFFFFF; /* no moment between the two writes is in the past */
    MTIMECMP[0] = (uint32_t)wake;
    MTIMECMP[1] = (uint32_t)(wake >> 32);
    __asm__ volatile("wfi");
}

void board_write(const void *bytes, size_t length)
{
    const uint8_t *byte = bytes;
    for (; length > 0; length--) {
        byte_leaves();
        while ((UART[LINE_STATUS] & TX_EMPTY) == 0) {
        }
        UART[BUFFER] = *byte++;
    }
}

int board_read(void)
{
    return (UART[LINE_STATUS] & RX_READY) != 0 ? UART[BUFFER] : -1;
}
