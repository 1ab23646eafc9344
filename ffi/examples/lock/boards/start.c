#include "start.h"

#include "../board.h"

/* From image.ld. */
extern uint32_t stack_bottom[], stack_top[];
extern uint32_t data_image[], data_start[], data_end[];
extern uint32_t bss_start[], bss_end[];

int main(void);

static const uint32_t paint = 0xDEADBEEF;

void start(void)
{
    const uint32_t *from = data_image;
    uint32_t *to;
    for (to = data_start; to < data_end; to++) {
        *to = *from++;
    }
    for (to = bss_start; to < bss_end; to++) {
        *to = 0;
    }
    /* Up to this function's own frame; what lies above is in use. */
    for (to = stack_bottom; to < (uint32_t *)__builtin_frame_address(0) - 16; to++) {
        *(volatile uint32_t *)to = paint;
    }
    board_exit(main());
}

void crash(void)
{
    board_console("the processor faulted\n");
    board_exit(4);
}

size_t board_stack_used(void)
{
    const uint32_t *at = stack_bottom;
    while (at < stack_top && *(const volatile uint32_t *)at == paint) {
        at++;
    }
    return (size_t)(stack_top - at) * sizeof *at;
}
