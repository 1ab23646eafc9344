/* The life of a lock that serves an account at Bold: a session keeps one refresh_token through
   refreshes, restarts and lost responses, and the lock opens while it holds an access token that works. */
#include "board.h"
#include "clock.h"
#include "config.h"
#include "console.h"
#include "door.h"
#include "refresh.h"
#include "slots.h"

/* What the run exits with. */
enum { DONE = 0, BROKEN = 1, LOG_IN_AGAIN = 2 };

/* All three hold secrets: the buffers for the time of one exchange, and are wiped after it. */
static grantlet_session session;
static uint8_t arena[ARENA_CAPACITY];
static exchange buffers;

static bool start(void)
{
    static const grantlet_settings settings = { .leeway = LEEWAY_MS,
                                                .first = FIRST_PAUSE_MS,
                                                .cap = LONGEST_PAUSE_MS,
                                                .seed = SERIAL_NUMBER };
    board_init();
    return grantlet_abi() == GRANTLET_ABI
           && grantlet_session_init(&session, arena, sizeof arena, &settings) == GRANTLET_OK
           && slots_restore(&session, &buffers);
}

static void wait(const char *what, uint64_t until)
{
    uint64_t from = now();
    say(what);
    say_number(until > from ? until - from : 0);
    say(" ms\n");
    sleep_until(until);
}

/* Opens with the session's token, and sleeps until the next is due. */
static void serve(uint64_t until)
{
    uint64_t longest = now() + LONGEST_SLEEP_MS;
    bool rejected = door_open(grantlet_session_access_token(&session, now()), &buffers);
    grantlet_wipe(&buffers, sizeof buffers);
    /* A token that expired meanwhile is rejected too: then there is none to report. */
    if (!rejected || grantlet_session_rejected(&session, now()) != GRANTLET_OK) {
        wait("asleep until the refresh is due, for ", until < longest ? until : longest);
    }
}

int main(void)
{
    unsigned tokens = 0;
    uint64_t until;
    bool goes_on = start();
    while (goes_on && tokens < TOKENS) {
        switch (grantlet_session_state(&session, now(), &until)) {
        case GRANTLET_SESSION_READY:
            serve(until);
            tokens++;
            break;
        case GRANTLET_SESSION_IN_DOUBT:
            say("the response to the last refresh may be lost\n");
            goes_on = refresh(&session, &buffers);
            break;
        case GRANTLET_SESSION_DUE:
            goes_on = refresh(&session, &buffers);
            break;
        case GRANTLET_SESSION_UNSTORED:
            slots_store(&session, &buffers);
            break;
        case GRANTLET_SESSION_WAITING:
            wait("again in ", until);
            break;
        case GRANTLET_SESSION_REFUSED:
            wait("somebody must look at this; again in ", until);
            break;
        default:
            slots_end(&session, &buffers);
            say("log in again\n");
            return LOG_IN_AGAIN;
        }
    }
    if (!goes_on) {
        say("the lock is set up wrongly\n");
        return BROKEN;
    }
    say("done, with at most ");
    say_number(board_stack_used());
    say(" bytes of stack\n");
    return DONE;
}
