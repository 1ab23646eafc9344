/* Reset of RISC-V, in machine mode. Exceptions crash; the timer wakes the hart and interrupts
   nothing. */
#include "start.h"

__attribute__((naked, used, section(".reset"))) static void reset(void)
{
    __asm__ volatile("la sp, stack_top\n\t"
                     "la t0, crash\n\t"
                     "csrw mtvec, t0\n\t"
                     "tail start");
}
