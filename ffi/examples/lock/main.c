/* The life of a lock that serves an account at Bold: it keeps one refresh_token in flash, trades it
   for access tokens, and opens while it holds one that works. */
#include "board.h"
#include "config.h"
#include "console.h"
#include "door.h"
#include "exchange.h"
#include "grantlet.h"
#include "http.h"
#include "store.h"

/* What became of an attempt. The numbers are also what the run exits with. */
typedef enum { DONE = 0, BROKEN = 1, LOG_IN_AGAIN = 2, TRY_AGAIN = 3 } outcome;

static const grantlet_client client = { GRANTLET_SPAN(BASE_URL), GRANTLET_SPAN(CLIENT_ID),
                                        GRANTLET_SPAN(CLIENT_SECRET) };

/* Both hold secrets for the time of one attempt, and are wiped after it. */
static exchange buffers;
static uint8_t stored_token[STORE_CAPACITY];

static grantlet_uptime uptime;
static grantlet_expiry expiry;

/* Milliseconds since boot, which do not wrap as the counter does. */
static uint64_t now(void)
{
    uint64_t before = uptime.now;
    uint64_t now = grantlet_uptime_extend(&uptime, board_millis());
    if (now >> 32 != before >> 32) {
        say("the millisecond counter has wrapped\n");
    }
    return now;
}

static void sleep_until(uint64_t moment)
{
    while (now() < moment) {
        board_idle();
    }
}

/* Stores the refresh_token that came, in place of the one that was sent. */
static bool keep(grantlet_span refresh_token)
{
    if (refresh_token.length == 0) {
        say("a token, and no new refresh_token: the stored one stays\n");
        return true;
    }
    if (store_write(refresh_token)) {
        say("a token, and a new refresh_token, which is stored\n");
        return true;
    }
    say("the new refresh_token of ");
    say_number(refresh_token.length);
    say(" bytes could not be stored\n");
    return false;
}

/* Trades the stored refresh_token for an access token, and opens with it. */
static outcome refresh(void)
{
    grantlet_span refresh_token = { stored_token, 0 };
    grantlet_request request;
    grantlet_token token;
    grantlet_fault fault;
    grantlet_status status;
    http_answer answer;
    http_result result;
    uint64_t requested_at;

    refresh_token.length = store_read(stored_token);
    if (refresh_token.length == 0) {
        say("no refresh_token is stored\n");
        return LOG_IN_AGAIN;
    }
    status = grantlet_refresh_request(&grantlet_bold, &client, refresh_token, buffers.request,
                                      sizeof buffers.request, &request, &fault);
    if (status != GRANTLET_OK) {
        say_fault(status, &fault);
        return BROKEN;
    }

    /* Read before the request is sent: the time on the wire makes a token end early, never late. */
    requested_at = now();
    result = http_exchange("POST", &request, buffers.answer, sizeof buffers.answer, &answer);
    if (result != HTTP_OK) {
        say_no_answer(result, &answer, sizeof buffers.answer);
        return TRY_AGAIN;
    }
    status = grantlet_token_response(&grantlet_bold, answer.status, buffers.answer, answer.length,
                                     &token, &fault);
    if (status != GRANTLET_OK) {
        say_fault(status, &fault);
        return fault.ends_grant ? LOG_IN_AGAIN : TRY_AGAIN;
    }

    /* Before the token is used: the server may forget the old one the moment the new one works. */
    if (!keep(token.refresh_token)) {
        return BROKEN;
    }
    expiry = grantlet_expiry_new(requested_at, &token);
    door_open(token.access_token, &buffers);
    return DONE;
}

static outcome attempt(void)
{
    outcome outcome = refresh();
    grantlet_wipe(&buffers, sizeof buffers);
    grantlet_wipe(stored_token, sizeof stored_token);
    return outcome;
}

/* Attempts until one is answered for good. */
static outcome next_token(void)
{
    uint32_t wait = FIRST_WAIT_MS;
    outcome outcome;
    while ((outcome = attempt()) == TRY_AGAIN) {
        say("again in ");
        say_number(wait);
        say(" ms\n");
        sleep_until(now() + wait);
        wait = wait < LONGEST_WAIT_MS / 2 ? wait * 2 : LONGEST_WAIT_MS;
    }
    return outcome;
}

static void sleep_until_refresh_is_due(void)
{
    uint64_t from = now();
    uint64_t due = from + UNKNOWN_LIFE_MS;

    (void)grantlet_expiry_refresh_at(&expiry, LEEWAY_MS, &due);
    say("asleep until the refresh is due, for ");
    say_number(due > from ? due - from : 0);
    say(" ms\n");
    sleep_until(due);
    if (grantlet_expiry_life(&expiry, now(), LEEWAY_MS) == GRANTLET_LIFE_EXPIRED) {
        say("the token has ended before its refresh\n");
    }
}

int main(void)
{
    outcome outcome;
    unsigned cycle;

    board_init();
    if (grantlet_abi() != GRANTLET_ABI) {
        say("the library is not the header's\n");
        return BROKEN;
    }
    for (cycle = 1; cycle <= CYCLES; cycle++) {
        say("refresh ");
        say_number(cycle);
        say(" of ");
        say_number(CYCLES);
        say("\n");
        outcome = next_token();
        if (outcome == LOG_IN_AGAIN) {
            say("log in again\n");
        }
        if (outcome != DONE) {
            return (int)outcome;
        }
        if (cycle < CYCLES) {
            sleep_until_refresh_is_due();
        }
    }
    say("done, with at most ");
    say_number(board_stack_used());
    say(" bytes of stack\n");
    return DONE;
}
