/* A device that loses its power at 600 random moments of one life: it always comes back with its grant, unless the
   server has ended that. A moment is a byte that does not leave any more, for the flash or for the server: whatever
   instruction a cut hits, the last byte before it decides what the next start finds. */
#include <setjmp.h>

#include "check.h"

enum { SLOT = 256, KILLS = 600, STEPS = 4 };

static const grantlet_client client = GRANTLET_CLIENT(&grantlet_rfc6749, "app", "", "");

/* What outlives a cut. */
static uint8_t flash[2][SLOT];

/* RAM, which does not. */
static grantlet_session session;
static uint8_t arena[64];
static uint8_t buffer[SLOT], body[256];

/* The cut. */
static jmp_buf dead;
static unsigned left;
static uint32_t numbers;

/* The server: it rotates refresh tokens, and takes one that was replaced for theft, or accepts the last but one. */
static struct {
    bool has_grace, ended;
    unsigned last, first, logins;
} server;

/* The newest refresh token that was stored; 0 before the first one of a login. */
static unsigned stored;
static unsigned kills, restarts_in_doubt, torn;
static uint64_t now;

static uint32_t number(uint32_t below)
{
    numbers ^= numbers << 13;
    numbers ^= numbers >> 17;
    numbers ^= numbers << 5;
    return numbers % below;
}

/* One byte leaves, or the power goes. */
static void step(void)
{
    if (left-- == 0) {
        longjmp(dead, 1);
    }
}

static void steps(size_t count)
{
    while (count-- > 0) {
        step();
    }
}

static void erase(size_t slot)
{
    size_t at;
    for (at = 0; at < SLOT; at++) {
        if (left == 0) {
            flash[slot][at] |= (uint8_t)number(256); /* half erased */
        }
        step();
        flash[slot][at] = 0xFF;
    }
}

static void program(size_t slot, size_t at, const uint8_t *bytes, size_t length)
{
    for (; length > 0; at++, bytes++, length--) {
        if (left == 0) {
            flash[slot][at] &= (uint8_t)(*bytes | number(256)); /* half programmed */
        }
        step();
        flash[slot][at] &= *bytes;
    }
}

static grantlet_span slot_of(size_t index)
{
    grantlet_span span;
    span.bytes = flash[index];
    span.length = SLOT;
    return span;
}

static unsigned number_of(grantlet_span token)
{
    unsigned value = 0;
    size_t index;
    for (index = 0; index < token.length; index++) {
        value = value * 10 + (unsigned)(token.bytes[index] - '0');
    }
    return value;
}

/* The response to a refresh token. Returns the HTTP status. */
static uint16_t respond(unsigned sent)
{
    CHECK(sent >= stored); /* never an older one than was stored */
    if (!server.ended && (sent == server.last || (server.has_grace && sent + 1 == server.last))) {
        if (sent == server.last) {
            server.last++;
        }
        (void)snprintf((char *)body, sizeof body,
                       "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"refresh_token\":\"%u\","
                       "\"expires_in\":600}",
                       server.last);
        return 200;
    }
    server.ended = true;
    (void)snprintf((char *)body, sizeof body, "{\"error\":\"invalid_grant\"}");
    return 400;
}

static void store(void)
{
    size_t slot = grantlet_session_next_slot(&session);
    unsigned newest = number_of(grantlet_session_refresh_token(&session));
    grantlet_span record;
    grantlet_error error;
    CHECK(grantlet_session_record(&session, buffer, sizeof buffer, &record, &error) == GRANTLET_OK);
    erase(slot);
    program(slot, GRANTLET_MARK_LENGTH, record.bytes + GRANTLET_MARK_LENGTH,
            record.length - GRANTLET_MARK_LENGTH);
    CHECK(grantlet_session_stored(&session) == GRANTLET_OK);
    stored = newest;
}

/* A new login, of a new grant. What it brings is lost if the power goes before it is stored. */
static void log_in(void)
{
    static const grantlet_span none = { NULL, 0 };
    grantlet_token token;
    grantlet_error error;
    char text[12];
    server.ended = false;
    server.last += 2;
    server.first = server.last;
    server.logins++;
    stored = 0;
    (void)snprintf(text, sizeof text, "%u", server.last);
    memset(&token, 0, sizeof token);
    token.access_token = grantlet_text("a");
    token.refresh_token = grantlet_text(text);
    token.expires_in = 600;
    token.expires_in_known = true;
    CHECK(grantlet_session_login(&session, &token, none, now, now, &error) == GRANTLET_OK);
}

static void refresh(void)
{
    grantlet_attempt attempt;
    grantlet_response response;
    grantlet_error error;
    grantlet_status status;
    CHECK(grantlet_session_begin(&session, now, &attempt) == GRANTLET_OK);
    if (attempt.mark) {
        program(attempt.slot, 0, grantlet_mark, sizeof grantlet_mark);
    }
    steps(40); /* half a request is none */
    memset(&response, 0, sizeof response);
    response.status = respond(number_of(attempt.refresh_token));
    response.body = body;
    response.length = strlen((const char *)body);
    steps(response.length);
    status = grantlet_session_receive_oauth(&session, &client, &response, now, &error);
    CHECK(status == (response.status == 200 ? GRANTLET_OK : GRANTLET_E_SERVER));
}

/* From a start to the cut. */
static void live(void)
{
    static const grantlet_settings settings = { 0, 0, 0, 0, 7, 0, false, false, false };
    grantlet_record_choice choice;
    grantlet_error error;
    uint64_t until;
    CHECK(grantlet_record_newest(slot_of(0), slot_of(1), &choice) == GRANTLET_OK);
    restarts_in_doubt += choice.marked;
    torn += choice.other_is_torn;
    CHECK(grantlet_session_init(&session, arena, sizeof arena, &settings) == GRANTLET_OK);
    CHECK(grantlet_session_restore(&session, slot_of(0), slot_of(1), now, &error) == GRANTLET_OK);
    for (;;) {
        switch (grantlet_session_state(&session, now, &until)) {
        case GRANTLET_SESSION_READY:
        case GRANTLET_SESSION_WAITING:
        case GRANTLET_SESSION_REFUSED:
            now = until;
            break;
        case GRANTLET_SESSION_DUE:
        case GRANTLET_SESSION_IN_DOUBT:
            refresh();
            break;
        case GRANTLET_SESSION_UNSTORED:
            store();
            break;
        default:
            /* A login is asked for only where the server has ended the grant, or no token of it was stored. */
            CHECK(server.ended || stored == 0);
            log_in();
        }
    }
}

static void dies(bool has_grace)
{
    row = has_grace ? "with a grace period" : "without a grace period";
    memset(&server, 0, sizeof server);
    server.has_grace = has_grace;
    memset(flash, 0xFF, sizeof flash);
    numbers = has_grace ? 5 : 7;
    stored = kills = restarts_in_doubt = torn = 0;
    now = 0;
    if (setjmp(dead) != 0) {
        kills++;
    }
    if (kills < KILLS) {
        memset(&session, (int)number(256), sizeof session);
        memset(arena, (int)number(256), sizeof arena);
        now = number(1000);
        left = number(STEPS * SLOT);
        live();
    }
    CHECK(kills == KILLS);
    /* Cuts hit writes and requests, so that the checks above have shown something. */
    CHECK(restarts_in_doubt > KILLS / 20 && torn > KILLS / 20);
    printf("%s: %u cuts, %u logins, %u starts in doubt, %u with a torn slot\n", row, kills,
           server.logins, restarts_in_doubt, torn);
}

int main(void)
{
    dies(true);
    dies(false);
    return verdict();
}
