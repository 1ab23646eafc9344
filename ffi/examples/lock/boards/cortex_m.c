/* Reset and vectors of Cortex-M. */
#include "start.h"

#include <stdint.h>

extern uint32_t stack_top[];

static void reset(void)
{
#ifdef __ARM_FP
    /* CPACR: full access to the FPU, before any code that may use it. */
    *(volatile uint32_t *)0xE000ED88 |= 0xFu << 20;
    __asm__ volatile("dsb\n\tisb");
#endif
    start();
}

typedef union {
    uint32_t *stack;
    void (*handler)(void);
} vector;

/* The core's exceptions, and as many interrupts as a Cortex-M0 has. TICK_VECTOR, a board's one
   interrupt, comes from the Makefile: SysTick is 15. */
__attribute__((used, section(".reset"))) static const vector vectors[16 + 32] = {
    [0] = { .stack = stack_top },
    [1] = { .handler = reset },
    [2] = { .handler = crash },
    [3] = { .handler = crash },
    [4] = { .handler = crash },
    [5] = { .handler = crash },
    [6] = { .handler = crash },
    [7] = { .handler = crash },
    [TICK_VECTOR] = { .handler = board_tick },
};
