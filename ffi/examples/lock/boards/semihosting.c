/* What a debugger, or QEMU, lends a board: a console, files in place of flash, an exit, a reset. A
   product has its own and leaves this file out. Numbers are Arm's semihosting operations, which RISC-V
   shares. */
#include "../board.h"
#include "start.h"

#include <string.h>

enum {
    SYS_OPEN = 0x01,
    SYS_CLOSE = 0x02,
    SYS_WRITE0 = 0x04,
    SYS_WRITE = 0x05,
    SYS_READ = 0x06,
    SYS_SEEK = 0x0A,
    SYS_GET_CMDLINE = 0x15,
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

/* After how many bytes the board is reset: `reset=` on the command line; never where that is not there.

   A reset takes with it all that is in RAM. What the next start finds depends on nothing but the bytes
   that have left for the flash and for the line: between two of them every instruction is as good a
   place for a reset as any other, and counting bytes meets them all. */
static uint32_t bytes_until_reset(void)
{
    static const char name[] = "reset=";
    static char line[32];
    intptr_t block[2] = { (intptr_t)line, sizeof line };
    const char *at = line + sizeof name - 1;
    uint32_t number = 0;
    if (ask(SYS_GET_CMDLINE, block) != 0 || memcmp(line, name, sizeof name - 1) != 0) {
        return UINT32_MAX;
    }
    for (; *at >= '0' && *at <= '9'; at++) {
        number = number * 10 + (uint32_t)(*at - '0');
    }
    return number;
}

void byte_leaves(void)
{
    enum { RESET = 5 };
    static bool known;
    static uint32_t left;
    if (!known) {
        left = bytes_until_reset();
        known = true;
    }
    if (left == 0) {
        board_exit(RESET);
    }
    if (left != UINT32_MAX) {
        left--;
    }
}

/* Reads all of so many bytes from a file of the host. */
static bool read_file(const char *name, void *bytes, size_t length)
{
    enum { READ_BINARY = 1 };
    const intptr_t opening[3] = { (intptr_t)name, READ_BINARY, (intptr_t)strlen(name) };
    const intptr_t handle = ask(SYS_OPEN, opening);
    const intptr_t moving[3] = { handle, (intptr_t)bytes, (intptr_t)length };
    const bool done = handle >= 0 && ask(SYS_READ, moving) == 0;
    return handle >= 0 && ask(SYS_CLOSE, &handle) == 0 && done;
}

bool board_random(void *bytes, size_t length)
{
    return read_file("/dev/urandom", bytes, length);
}

bool board_key_seed(uint8_t seed[32])
{
    return read_file("key-seed.bin", seed, 32);
}

/* Opens the file of a page at a place; negative where that fails. */
static intptr_t open_page(size_t page, size_t offset)
{
    enum { UPDATE_BINARY = 3 };
    static const char *const names[] = { "flash-0.bin", "flash-1.bin" };
    const intptr_t opening[3] = { (intptr_t)names[page & 1], UPDATE_BINARY, 11 };
    const intptr_t handle = ask(SYS_OPEN, opening);
    const intptr_t seeking[2] = { handle, (intptr_t)offset };
    if (handle >= 0 && ask(SYS_SEEK, seeking) != 0) {
        (void)ask(SYS_CLOSE, &handle);
        return -1;
    }
    return handle;
}

static bool transfer(intptr_t operation, intptr_t handle, const void *bytes, size_t length)
{
    const intptr_t moving[3] = { handle, (intptr_t)bytes, (intptr_t)length };
    return ask(operation, moving) == 0;
}

bool board_flash_read(size_t page, void *bytes, size_t length)
{
    const intptr_t handle = open_page(page, 0);
    bool done;
    if (handle < 0) {
        return false;
    }
    done = transfer(SYS_READ, handle, bytes, length);
    return ask(SYS_CLOSE, &handle) == 0 && done;
}

bool board_flash_erase(size_t page)
{
    static const uint8_t erased = 0xFF;
    const intptr_t handle = open_page(page, 0);
    size_t at;
    bool done = handle >= 0;
    for (at = 0; done && at < BOARD_PAGE_LENGTH; at++) {
        byte_leaves();
        done = transfer(SYS_WRITE, handle, &erased, 1);
    }
    return handle >= 0 && ask(SYS_CLOSE, &handle) == 0 && done;
}

bool board_flash_program(size_t page, size_t offset, const void *bytes, size_t length)
{
    const uint8_t *from = bytes;
    size_t at;
    bool done = true;
    for (at = 0; done && at < length; at++) {
        const intptr_t handle = open_page(page, offset + at);
        const intptr_t seeking[2] = { handle, (intptr_t)(offset + at) };
        uint8_t byte;
        byte_leaves();
        if (handle < 0) {
            return false;
        }
        done = transfer(SYS_READ, handle, &byte, 1) && ask(SYS_SEEK, seeking) == 0;
        byte &= from[at]; /* to set a bit again takes an erase */
        done = done && transfer(SYS_WRITE, handle, &byte, 1);
        done = ask(SYS_CLOSE, &handle) == 0 && done;
    }
    return done;
}
