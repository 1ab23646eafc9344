/* The life of a lock that serves an account at Bold: it keeps one refresh_token in flash, trades it
   for access tokens, and opens while it holds one that works. */
#include "board.h"
#include "config.h"
#include "console.h"
#include "grantlet.h"
#include "http.h"
#include "store.h"

/* What became of an attempt. The numbers are also what the run exits with. */
typedef enum { DONE = 0, BROKEN = 1, LOG_IN_AGAIN = 2, TRY_AGAIN = 3 } outcome;

static const grantlet_client client = { GRANTLET_SPAN(BASE_URL), GRANTLET_SPAN(CLIENT_ID),
                                        GRANTLET_SPAN(CLIENT_SECRET) };

/* Each holds secrets for the time of one attempt, and is wiped after it. */
static uint8_t request_buffer[REQUEST_CAPACITY];
static uint8_t answer_buffer[ANSWER_CAPACITY];
static uint8_t stored_token[STORE_CAPACITY];

static grantlet_uptime uptime;
static grantlet_expiry expiry;

static uint64_t now(void)
{
    return grantlet_uptime_extend(&uptime, board_millis());
}

static void sleep_until(uint64_t moment)
{
    while (now() < moment) {
        board_idle();
    }
}

/* Says why there is no token, with the names, numbers and texts that help, and no secret. */
static void say_fault(grantlet_status status, const grantlet_fault *fault)
{
    say(grantlet_strerror(status));
    if (fault->member != 0) {
        say(": ");
        say(grantlet_member_name(fault->member));
    }
    if (fault->http_status != 0) {
        say(", HTTP status ");
        say_number(fault->http_status);
    }
    if (status == GRANTLET_E_SPACE) {
        say(", it needs ");
        say_number(fault->need);
    }
    if (fault->error.length > 0) {
        say(", ");
        say_wire(fault->error);
    }
    if (fault->error_description.length > 0) {
        say(" / ");
        say_wire(fault->error_description);
    }
    say("\n");
}

static void say_no_answer(http_result result, const http_answer *answer)
{
    switch (result) {
    case HTTP_NO_ANSWER:
        say("no answer in time\n");
        break;
    case HTTP_CUT_OFF:
        say("the answer was cut off after ");
        say_number(answer->length);
        say(" bytes of its body\n");
        break;
    case HTTP_TOO_LARGE:
        say("the answer needs a buffer of ");
        say_number(answer->length);
        say(" bytes, and there are ");
        say_number(sizeof answer_buffer);
        say("\n");
        break;
    default:
        say("the answer is not HTTP\n");
        break;
    }
}

/* Opens where the account says yes to the token. */
static void open_with(grantlet_span access_token)
{
    static const char name[] = "Authorization: ";
    const size_t before = sizeof name - 1;
    grantlet_request get = { GRANTLET_SPAN(ACCOUNTS_URL), { NULL, 0 }, { NULL, 0 } };
    http_answer answer;
    http_result result;
    size_t length;
    size_t at;

    /* The request that gave the token was sent: its buffer is free. Two bytes are for CR LF. */
    for (at = 0; at < before; at++) {
        request_buffer[at] = (uint8_t)name[at];
    }
    if (grantlet_bearer(access_token, request_buffer + before, sizeof request_buffer - before - 2,
                        &length)
        != GRANTLET_OK) {
        say("closed: the request_buffer is too small for the token\n");
        return;
    }
    request_buffer[before + length] = '\r';
    request_buffer[before + length + 1] = '\n';
    get.headers.bytes = request_buffer;
    get.headers.length = before + length + 2;
    result = http_exchange("GET", &get, answer_buffer, sizeof answer_buffer, &answer);
    if (result != HTTP_OK) {
        say("closed: ");
        say_no_answer(result, &answer);
    } else if (answer.status != 200) {
        say("closed: the account answers with HTTP status ");
        say_number(answer.status);
        say("\n");
    } else {
        say("open: the account knows the access_token\n");
    }
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
    status = grantlet_refresh_request(&grantlet_bold, &client, refresh_token, request_buffer,
                                      sizeof request_buffer, &request, &fault);
    if (status != GRANTLET_OK) {
        say_fault(status, &fault);
        return BROKEN;
    }
    /* Read before the request is sent: the time on the wire makes a token end early, never late. */
    requested_at = now();
    result = http_exchange("POST", &request, answer_buffer, sizeof answer_buffer, &answer);
    if (result != HTTP_OK) {
        say_no_answer(result, &answer);
        return TRY_AGAIN;
    }
    status = grantlet_token_response(&grantlet_bold, answer.status, answer_buffer, answer.length,
                                     &token, &fault);
    if (status != GRANTLET_OK) {
        say_fault(status, &fault);
        return fault.ends_grant ? LOG_IN_AGAIN : TRY_AGAIN;
    }
    /* Before the token is used: the server may forget the old one the moment the new one works. */
    if (token.refresh_token.length == 0) {
        say("a token, and no new refresh_token: the stored one stays\n");
    } else if (store_write(token.refresh_token)) {
        say("a token, and a new refresh_token, which is stored\n");
    } else {
        say("the new refresh_token of ");
        say_number(token.refresh_token.length);
        say(" bytes could not be stored\n");
        return BROKEN;
    }
    expiry = grantlet_expiry_new(requested_at, &token);
    open_with(token.access_token);
    return DONE;
}

static outcome attempt(void)
{
    outcome outcome = refresh();
    grantlet_wipe(request_buffer, sizeof request_buffer);
    grantlet_wipe(answer_buffer, sizeof answer_buffer);
    grantlet_wipe(stored_token, sizeof stored_token);
    return outcome;
}

/* Attempts until one is answered for good. */
static outcome live_through_a_token(void)
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
    uint32_t counter = board_millis();

    (void)grantlet_expiry_refresh_at(&expiry, LEEWAY_MS, &due);
    say("asleep until the refresh is due, for ");
    say_number(due - from);
    say(" ms\n");
    sleep_until(due);
    if (board_millis() < counter) {
        say("the millisecond counter has wrapped\n");
    }
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
        outcome = live_through_a_token();
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
