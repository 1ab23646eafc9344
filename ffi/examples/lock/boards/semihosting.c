/* What a debugger, or QEMU, lends a board: a console, a file in place of flash, an exit. A product
   has its own and leaves this file out. Numbers are Arm's semihosting operations, which RISC-V
   shares. */
#include "../board.h"

#include <string.h>

enum {
    SYS_OPEN = 0x01,
    SYS_CLOSE = 0x02,
    SYS_WRITE0 = 0x04,
    SYS_WRITE = 0x05,
    SYS_READ = 0x06,
    SYS_EXIT_EXTENDED = 0x20
};

static intptr_t ask(intptr_t operation, const void *argument)
{
#ifdef __riscv
    register intptr_t result __asm__("a0") = operation;
    register const void *block __asm__("a1") = argument;
    /* These three in a row, uncompressed and on one page, are the sign. */
    __asm__ volatile(".balign 16\n\t"
                     ".option push\n\t.option norvc\n\t"
                     "slli x0, x0, 0x1f\n\tebreak\n\tsrai x0, x0, 7\n\t"
                     ".option pop"
                     : "+r"(result)
                     : "r"(block)
                     : "memory");
#else
    register intptr_t result __asm__("r0") = operation;
    register const void *block __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xAB" : "+r"(result) : "r"(block) : "memory");
#endif
    return result;
}

void board_console(const char *text)
{
    (void)ask(SYS_WRITE0, text);
}

void board_exit(int code)
{
    const intptr_t ADP_Stopped_ApplicationExit = 0x20026;
    const intptr_t block[2] = { ADP_Stopped_ApplicationExit, code };
    for (;;) {
        (void)ask(SYS_EXIT_EXTENDED, block);
    }
}

/* Reads or writes the whole page. */
static bool transfer(intptr_t operation, intptr_t mode, const void *page, size_t length)
{
    static const char name[] = "flash.bin";
    const intptr_t opening[3] = { (intptr_t)name, mode, sizeof name - 1 };
    const intptr_t handle = ask(SYS_OPEN, opening);
    const intptr_t moving[3] = { handle, (intptr_t)page, (intptr_t)length };
    intptr_t left;
    if (handle < 0) {
        return false;
    }
    left = ask(operation, moving);
    return ask(SYS_CLOSE, &handle) == 0 && left == 0;
}

bool board_flash_read(void *page, size_t length)
{
    enum { READ_BINARY = 1 };
    memset(page, 0xFF, length);
    return transfer(SYS_READ, READ_BINARY, page, length);
}

bool board_flash_write(const void *page, size_t length)
{
    enum { WRITE_BINARY = 5 };
    return transfer(SYS_WRITE, WRITE_BINARY, page, length);
}
