/* A counter that instructions advance, and the stack pointer. */
#ifndef COUNT_H
#define COUNT_H

#include <stdint.h>

#ifdef __riscv

static inline void count_start(void)
{
}

/* Instructions, where QEMU runs with -icount shift=0. */
static inline uint32_t count_of(uint32_t from, uint32_t to)
{
    return to - from;
}

static inline uint32_t count(void)
{
    uint32_t now;
    __asm__ volatile("csrr %0, minstret" : "=r"(now) : : "memory");
    return now;
}

static inline uint32_t *stack_pointer(void)
{
    uint32_t *sp;
    __asm__ volatile("mv %0, sp" : "=r"(sp));
    return sp;
}

#else

/* Of SysTick, which counts down 24 bits. */
#define SYST_CSR (*(volatile uint32_t *)0xE000E010)
#define SYST_RVR (*(volatile uint32_t *)0xE000E014)
#define SYST_CVR (*(volatile uint32_t *)0xE000E018)

static inline void count_start(void)
{
    SYST_RVR = 0xFFFFFF;
    SYST_CVR = 0;
    SYST_CSR = 5; /* the processor's clock, no interrupts, on */
}

/* Ticks of the processor's clock. */
static inline uint32_t count_of(uint32_t from, uint32_t to)
{
    return (from - to) & 0xFFFFFF;
}

static inline uint32_t count(void)
{
    uint32_t now;
    __asm__ volatile("" : : : "memory");
    now = SYST_CVR;
    __asm__ volatile("" : : : "memory");
    return now;
}

static inline uint32_t *stack_pointer(void)
{
    uint32_t *sp;
    __asm__ volatile("mov %0, sp" : "=r"(sp));
    return sp;
}

#endif

#endif
