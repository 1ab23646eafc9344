/* Prints a line for each job: its name, how far the counter went, bytes of stack, and FAILED where
   it did not give what it must. The first job does nothing, and shows what measuring costs. */
#include "../../../ffi/examples/lock/board.h"
#include "../../../ffi/examples/lock/decimal.h"
#include "count.h"
#include "jobs.h"

/* From image.ld. */
extern uint32_t stack_bottom[];

static void say_number(size_t number)
{
    char digits[DECIMAL_SIZE];
    board_console(" ");
    board_console(decimal(number, digits));
}

/* Not inlined, so that a job's frame does not lie in its caller's. */
__attribute__((noinline)) static bool measure(const job *job)
{
    const uint32_t paint = 0xDEADBEEF;
    uint32_t from, to;
    uint32_t *const top = stack_pointer();
    volatile uint32_t *at;
    bool done;
    job->prepare();
    for (at = stack_bottom; at < top; at++) {
        *at = paint;
    }
    from = count();
    done = job->run();
    to = count();
    for (at = stack_bottom; at < top && *at == paint; at++) {
    }
    board_console(job->name);
    say_number(count_of(from, to));
    say_number((size_t)(top - (uint32_t *)at) * sizeof *at);
    board_console(done ? "\n" : " FAILED\n");
    return done;
}

int main(void)
{
    size_t at;
    bool done = true;
    count_start();
    for (at = 0; at < jobs_count; at++) {
        done = measure(&jobs[at]) && done;
    }
    return done ? 0 : 1;
}
