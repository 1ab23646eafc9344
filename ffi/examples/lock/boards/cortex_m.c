/* Reset and vectors of Cortex-M. */
#include "start.h"

#include <stdint.h>

extern uint32_t stack_top[];

/* Exceptions of the core, and what the boards here have of interrupts. */
enum { VECTORS = 16 + 32 };

static void reset(void)
{
#ifdef __ARM_FP
    /* CPACR: full access to the FPU, before any code that may use it. */
    *(volatile uint32_t *)0xE000ED88 |= 0xFu << 20;
    __asm__ volatile("dsb\n\tisb");
#endif
    start();
}

/* TICK_VECTOR is a board's one interrupt: SysTick is 15. */
__attribute__((used, section(".reset"))) static const struct {
    uint32_t *stack;
    void (*handlers[VECTORS - 1])(void);
} vectors = { stack_top,
              {
                  [1 - 1] = reset,
                  [2 - 1] = crash,
                  [3 - 1] = crash,
                  [4 - 1] = crash,
                  [5 - 1] = crash,
                  [6 - 1] = crash,
                  [7 - 1] = crash,
                  [TICK_VECTOR - 1] = board_tick,
              } };
