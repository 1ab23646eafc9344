/* Arm's MPS2 with the images AN385 (Cortex-M3), AN386 (M4) and AN505 (M33), which differ in UART,
   the address of the second CMSDK UART, and CLOCK_HZ. */
#include "../board.h"
#include "start.h"

/* Of the CMSDK UART. */
enum { DATA = 0, STATE = 1, CONTROL = 2, BAUD_DIVIDER = 4 };
enum { TX_FULL = 1, RX_FULL = 2, TX_AND_RX_ON = 3 };
#define UART_REGISTER(index) (((volatile uint32_t *)UART)[index])

/* Of SysTick. */
#define SYST_CSR (*(volatile uint32_t *)0xE000E010)
#define SYST_RVR (*(volatile uint32_t *)0xE000E014)
#define SYST_CVR (*(volatile uint32_t *)0xE000E018)

static volatile uint32_t millis = BOARD_FIRST_MILLIS;

void board_init(void)
{
    UART_REGISTER(BAUD_DIVIDER) = CLOCK_HZ / 115200;
    UART_REGISTER(CONTROL) = TX_AND_RX_ON;
    SYST_RVR = CLOCK_HZ / 1000 - 1;
    SYST_CVR = 0;
    SYST_CSR = 7; /* the processor's clock, with interrupts, on */
}

void board_tick(void)
{
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
        while (UART_REGISTER(STATE) & TX_FULL) {
        }
        UART_REGISTER(DATA) = *byte++;
    }
}

int board_read(void)
{
    return UART_REGISTER(STATE) & RX_FULL ? (int)(UART_REGISTER(DATA) & 0xFF) : -1;
}
