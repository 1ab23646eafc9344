#include "clock.h"

#include "board.h"
#include "console.h"
#include "grantlet.h"

static grantlet_uptime uptime;

uint64_t now(void)
{
    uint64_t before = uptime.now;
    uint64_t now = grantlet_uptime_extend(&uptime, board_millis());
    if (now >> 32 != before >> 32) {
        say("the millisecond counter has wrapped\n");
    }
    return now;
}

void sleep_until(uint64_t moment)
{
    while (now() < moment) {
        board_idle();
    }
}
