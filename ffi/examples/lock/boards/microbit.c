/* BBC micro:bit: nRF51822, Cortex-M0. Its UART goes to the interface chip, and so to USB. An nRF51
   has no SysTick; TIMER0 ticks. */
#include "../board.h"
#include "start.h"

#define REGISTER(address) (*(volatile uint32_t *)(address))

#define UART 0x40002000u
#define UART_STARTRX REGISTER(UART + 0x000)
#define UART_STARTTX REGISTER(UART + 0x008)
#define UART_RXDRDY REGISTER(UART + 0x108)
#define UART_TXDRDY REGISTER(UART + 0x11C)
#define UART_ENABLE REGISTER(UART + 0x500)
#define UART_PSELTXD REGISTER(UART + 0x50C)
#define UART_PSELRXD REGISTER(UART + 0x514)
#define UART_RXD REGISTER(UART + 0x518)
#define UART_TXD REGISTER(UART + 0x51C)
#define UART_BAUDRATE REGISTER(UART + 0x524)

#define TIMER0 0x40008000u
#define TIMER0_START REGISTER(TIMER0 + 0x000)
#define TIMER0_COMPARE0 REGISTER(TIMER0 + 0x140)
#define TIMER0_SHORTS REGISTER(TIMER0 + 0x200)
#define TIMER0_INTENSET REGISTER(TIMER0 + 0x304)
#define TIMER0_BITMODE REGISTER(TIMER0 + 0x508)
#define TIMER0_PRESCALER REGISTER(TIMER0 + 0x510)
#define TIMER0_CC0 REGISTER(TIMER0 + 0x540)

#define NVIC_ISER REGISTER(0xE000E100)
enum { TIMER0_IRQ = 8 };

static volatile uint32_t millis = BOARD_FIRST_MILLIS;

void board_init(void)
{
    UART_PSELTXD = 24;
    UART_PSELRXD = 25;
    UART_BAUDRATE = 0x01D7E000; /* 115200 */
    UART_ENABLE = 4;
    UART_STARTRX = 1;
    UART_STARTTX = 1;

    TIMER0_BITMODE = 3;   /* 32 bits */
    TIMER0_PRESCALER = 4; /* 16 MHz / 2^4 */
    TIMER0_CC0 = 1000;
    TIMER0_SHORTS = 1;         /* start again at each compare */
    TIMER0_INTENSET = 1 << 16; /* on compare */
    NVIC_ISER = 1 << TIMER0_IRQ;
    TIMER0_START = 1;
}

void board_tick(void)
{
    TIMER0_COMPARE0 = 0;
    millis++;
}

uint32_t board_millis(void)
{
    return millis;
}

void board_idle(void)
{
    __asm__ volatile("wfi");
}

void board_write(const void *bytes, size_t length)
{
    const uint8_t *byte = bytes;
    for (; length > 0; length--) {
        byte_leaves();
        UART_TXDRDY = 0;
        UART_TXD = *byte++;
        while (UART_TXDRDY == 0) {
        }
    }
}

int board_read(void)
{
    if (UART_RXDRDY == 0) {
        return -1;
    }
    UART_RXDRDY = 0;
    return (int)(UART_RXD & 0xFF);
}
