/* A session: its life, what it refuses, its arena, its record in two slots. */
#include "check.h"

enum { SLOT = 256, HOUR = 3600000 };

static const grantlet_span none = { NULL, 0 };
static grantlet_session session;
static grantlet_error error;
static grantlet_span written_record;
static uint8_t *arena;
static uint8_t slots[2][SLOT];

static grantlet_token token_of(const char *access_token, const char *refresh_token,
                               uint32_t expires_in)
{
    grantlet_token token;
    memset(&token, 0, sizeof token);
    token.access_token = grantlet_text(access_token);
    token.refresh_token = grantlet_text(refresh_token);
    token.expires_in = expires_in;
    token.expires_in_known = expires_in > 0;
    return token;
}

/* A session in an arena behind whose last byte nothing is. */
static void start(size_t length, const grantlet_settings *settings)
{
    grantlet_settings defaults;
    memset(&defaults, 0, sizeof defaults);
    SPOIL(session);
    arena = guarded(length);
    memset(arena, 0xA5, length);
    CHECK(grantlet_session_init(&session, arena, length, settings != NULL ? settings : &defaults)
          == GRANTLET_OK);
    CHECK(is_zero(arena, length));
}

static int32_t state(uint64_t now)
{
    uint64_t until;
    SPOIL(until);
    return grantlet_session_state(&session, now, &until);
}

static uint64_t until(uint64_t now)
{
    uint64_t moment;
    SPOIL(moment);
    (void)grantlet_session_state(&session, now, &moment);
    return moment;
}

static grantlet_span slot(size_t index)
{
    grantlet_span span;
    span.bytes = slots[index];
    span.length = SLOT;
    return span;
}

static void erase_slots(void)
{
    memset(slots, 0xFF, sizeof slots);
}

/* Stores the record as a flash does. */
static void store(void)
{
    size_t next = grantlet_session_next_slot(&session);
    CHECK(next < 2);
    memset(slots[next], 0xFF, SLOT);
    CHECK(grantlet_session_record(&session, slots[next], SLOT, &written_record, &error) == GRANTLET_OK);
    CHECK(written_record.bytes == slots[next] && IS_ZERO(error));
    CHECK(written_record.length > GRANTLET_MARK_LENGTH && written_record.length <= SLOT
          && written_record.length % 32 == 0);
    CHECK(grantlet_session_stored(&session) == GRANTLET_OK);
    CHECK(grantlet_session_stored(&session) == GRANTLET_E_WRONG_STATE);
}

static void log_in(uint64_t now)
{
    grantlet_token token = token_of("at-1", "rt-1", 3600);
    CHECK(grantlet_session_login(&session, &token, grantlet_text("user"), now, now, &error)
          == GRANTLET_OK);
    CHECK(error.needed == 0 && state(now) == GRANTLET_SESSION_UNSTORED);
    store();
    CHECK(state(now) == GRANTLET_SESSION_READY);
}

/* Begins, and programs the mark where it is asked for. */
static grantlet_attempt begin(uint64_t now)
{
    grantlet_attempt begun;
    SPOIL(begun);
    CHECK(grantlet_session_begin(&session, now, &begun) == GRANTLET_OK);
    if (begun.mark) {
        memcpy(slots[begun.slot], grantlet_mark, sizeof grantlet_mark);
    }
    return begun;
}

static grantlet_status accept(const char *access_token, const char *refresh_token, uint64_t now)
{
    grantlet_token token = token_of(access_token, refresh_token, 3600);
    grantlet_status status = grantlet_session_accept(&session, &token, now, &error);
    CHECK((status == GRANTLET_E_BUFFER_TOO_SMALL) == (error.needed > 0));
    return status;
}

static void restart(uint64_t now)
{
    start(64, NULL);
    CHECK(grantlet_session_restore(&session, slot(0), slot(1), now, &error) == GRANTLET_OK);
    CHECK(error.needed == 0);
}

static void lives(void)
{
    const uint64_t due = HOUR - 60000;
    grantlet_attempt begun;
    size_t first;

    row = "a life";
    erase_slots();
    start(64, NULL);
    CHECK(state(0) == GRANTLET_SESSION_ENDED && until(0) == UINT64_MAX);
    log_in(0);
    CHECK(until(0) == due);
    CHECK(is(grantlet_session_access_token(&session, 0), "at-1"));
    CHECK(is(grantlet_session_refresh_token(&session), "rt-1"));
    CHECK(is(grantlet_session_subject(&session), "user"));

    row = "a refresh";
    CHECK(state(due - 1) == GRANTLET_SESSION_READY);
    SPOIL(begun);
    CHECK(grantlet_session_begin(&session, due - 1, &begun) == GRANTLET_E_WRONG_STATE && IS_ZERO(begun));
    CHECK(state(due) == GRANTLET_SESSION_DUE && until(due) == UINT64_MAX);
    begun = begin(due);
    first = begun.slot;
    CHECK(is(begun.refresh_token, "rt-1") && begun.mark);
    CHECK(first == 1 - grantlet_session_next_slot(&session));
    CHECK(state(due) == GRANTLET_SESSION_IN_FLIGHT);
    CHECK(grantlet_session_begin(&session, due, &begun) == GRANTLET_E_WRONG_STATE);
    CHECK(is(grantlet_session_access_token(&session, due), "at-1"));
    CHECK(accept("at-2", "rt-2", due + 10) == GRANTLET_OK);
    CHECK(accept("at-3", "rt-3", due + 10) == GRANTLET_E_WRONG_STATE);
    CHECK(state(due + 10) == GRANTLET_SESSION_UNSTORED);
    CHECK(is(grantlet_session_access_token(&session, due + 10), ""));
    CHECK(grantlet_session_begin(&session, due + 10, &begun) == GRANTLET_E_WRONG_STATE);
    store();
    CHECK(is(grantlet_session_access_token(&session, due + 10), "at-2"));
    CHECK(is(grantlet_session_subject(&session), "user"));
    CHECK(until(due + 10) == due + due);

    row = "an answer without a refresh token";
    begun = begin(2 * due);
    CHECK(is(begun.refresh_token, "rt-2") && begun.mark && begun.slot == 1 - first);
    CHECK(accept("at-3", "", 2 * due) == GRANTLET_OK);
    CHECK(state(2 * due) == GRANTLET_SESSION_READY);
    CHECK(is(grantlet_session_refresh_token(&session), "rt-2"));
    begun = begin(3 * due);
    CHECK(!begun.mark && begun.slot == 0); /* it is there */

    row = "an answer that was given up";
    CHECK(grantlet_session_fail(&session, GRANTLET_E_NO_RESPONSE, NULL, 0, 3 * due) == GRANTLET_OK);
    CHECK(accept("at-4", "rt-4", 3 * due) == GRANTLET_OK);
    CHECK(state(3 * due) == GRANTLET_SESSION_UNSTORED);
    store();
    CHECK(is(grantlet_session_access_token(&session, 3 * due), "at-4"));
    CHECK(accept("at-5", "rt-5", 3 * due) == GRANTLET_E_WRONG_STATE);

    row = "a logout";
    grantlet_session_end(&session);
    CHECK(is_zero(arena, 64) && state(3 * due) == GRANTLET_SESSION_ENDED);
    CHECK(accept("at-4", "rt-4", 3 * due) == GRANTLET_E_WRONG_STATE);
    row = "a logout, and the power goes before the slot with the token is erased";
    first = grantlet_session_next_slot(&session);
    store();
    CHECK(grantlet_session_next_slot(&session) == 1 - first);
    restart(0);
    CHECK(state(0) == GRANTLET_SESSION_ENDED);
    CHECK(is(grantlet_session_refresh_token(&session), ""));

    row = "a refresh token alone";
    start(64, NULL);
    {
        grantlet_token token = token_of("", "rt-9", 0);
        CHECK(grantlet_session_login(&session, &token, none, 0, 0, &error) == GRANTLET_OK);
    }
    store();
    CHECK(state(0) == GRANTLET_SESSION_DUE);
    CHECK(is(begin(0).refresh_token, "rt-9"));
}

/* A response as it came: taken, or its new refresh token alone. */
static void receives(void)
{
    static const struct {
        const char *name, *body;
        uint16_t http_status;
        grantlet_status status;
        const char *refresh_token;
        int32_t state;
    } responses[] = {
        { "a token", "{\"access_token\":\"at\",\"refresh_token\":\"rt-2\",\"token_type\":\"Bearer\"}",
          200, GRANTLET_OK, "rt-2", GRANTLET_SESSION_UNSTORED },
        { "no Bearer token",
          "{\"access_token\":\"at\",\"refresh_token\":\"rt-2\",\"token_type\":\"mac\"}", 200,
          GRANTLET_E_RESPONSE_TOKEN_TYPE, "rt-2", GRANTLET_SESSION_UNSTORED },
        { "an error", "{\"error\":\"invalid_client\",\"refresh_token\":\"rt-2\"}", 401,
          GRANTLET_E_SERVER, "rt-1", GRANTLET_SESSION_REFUSED },
        { "the end", "{\"error\":\"invalid_grant\"}", 400, GRANTLET_E_SERVER, "",
          GRANTLET_SESSION_ENDED },
    };
    size_t index;
    for (index = 0; index < sizeof responses / sizeof *responses; index++) {
        grantlet_response response = { NULL, 0, 0, 0, 200, 0 };
        char body[128];
        row = responses[index].name;
        start(64, NULL);
        log_in(0);
        (void)begin(HOUR);
        strcpy(body, responses[index].body);
        response.body = body;
        response.length = strlen(body);
        response.status = responses[index].http_status;
        SPOIL(error);
        CHECK(grantlet_session_receive(&session, &grantlet_rfc6749, &response, NULL, HOUR, &error)
              == responses[index].status);
        CHECK(responses[index].status != GRANTLET_E_SERVER || error.error.length > 0);
        CHECK(is(grantlet_session_refresh_token(&session), responses[index].refresh_token));
        CHECK(state(HOUR) == responses[index].state);
        CHECK(grantlet_session_receive(&session, &grantlet_rfc6749, &response, NULL, HOUR, &error)
              == GRANTLET_E_WRONG_STATE);
    }
}

/* What comes of each failure, and whether the refresh token may be spent. */
static const struct {
    const char *name;
    int32_t status;
    uint16_t http_status;
    const char *error;
    bool ends_grant;
    uint32_t retry_after;
    int32_t state, later;
    size_t at;
} failures[] = {
    { "no room for the request", GRANTLET_E_BUFFER_TOO_SMALL, 0, "", false, 0, GRANTLET_SESSION_WAITING,
      GRANTLET_SESSION_DUE, 0 },
    { "not sent", GRANTLET_E_NOT_SENT, 0, "", false, 0, GRANTLET_SESSION_WAITING,
      GRANTLET_SESSION_DUE, 0 },
    { "the last of a request's", 39, 0, "", false, 0, GRANTLET_SESSION_WAITING,
      GRANTLET_SESSION_DUE, 0 },
    { "no answer", GRANTLET_E_NO_RESPONSE, 0, "", false, 0, GRANTLET_SESSION_WAITING,
      GRANTLET_SESSION_IN_DOUBT, 0 },
    { "no status at all", GRANTLET_OK, 0, "", false, 0, GRANTLET_SESSION_WAITING,
      GRANTLET_SESSION_IN_DOUBT, 0 },
    { "a number of nobody's", -1, 0, "", false, 0, GRANTLET_SESSION_WAITING,
      GRANTLET_SESSION_IN_DOUBT, 0 },
    { "half a document", GRANTLET_E_RESPONSE_SYNTAX, 200, "", false, 0, GRANTLET_SESSION_WAITING,
      GRANTLET_SESSION_IN_DOUBT, 20 },
    { "a page, and 200", GRANTLET_E_RESPONSE_SYNTAX, 200, "", false, 0, GRANTLET_SESSION_REFUSED,
      GRANTLET_SESSION_IN_DOUBT, 0 },
    { "no such address", GRANTLET_E_RESPONSE_STATUS, 404, "", false, 0, GRANTLET_SESSION_REFUSED,
      GRANTLET_SESSION_DUE, 0 },
    { "too many requests, without a word", GRANTLET_E_RESPONSE_STATUS, 429, "", false, 0,
      GRANTLET_SESSION_WAITING, GRANTLET_SESSION_DUE, 0 },
    { "login_required", GRANTLET_E_SERVER, 400, "login_required", false, 0, GRANTLET_SESSION_ENDED,
      GRANTLET_SESSION_ENDED, 0 },
    { "a token of another type", GRANTLET_E_RESPONSE_TOKEN_TYPE, 200, "", false, 0,
      GRANTLET_SESSION_WAITING, GRANTLET_SESSION_IN_DOUBT, 0 },
    { "a proxy's page", GRANTLET_E_RESPONSE_STATUS, 502, "", false, 0, GRANTLET_SESSION_WAITING,
      GRANTLET_SESSION_DUE, 0 },
    { "a busy server", GRANTLET_E_SERVER, 503, "temporarily_unavailable", false, 100,
      GRANTLET_SESSION_WAITING, GRANTLET_SESSION_DUE, 0 },
    { "too many requests", GRANTLET_E_SERVER, 429, "slow_down", false, 100,
      GRANTLET_SESSION_WAITING, GRANTLET_SESSION_DUE, 0 },
    { "invalid_client", GRANTLET_E_SERVER, 401, "invalid_client", false, 0,
      GRANTLET_SESSION_REFUSED, GRANTLET_SESSION_DUE, 0 },
    { "invalid_grant", GRANTLET_E_SERVER, 400, "invalid_grant", true, 0, GRANTLET_SESSION_ENDED,
      GRANTLET_SESSION_ENDED, 0 },
};

static void fails(void)
{
    const uint64_t due = HOUR - 60000;
    const uint64_t much_later = due + 86400000;
    size_t index;
    for (index = 0; index < sizeof failures / sizeof *failures; index++) {
        uint64_t next;
        row = failures[index].name;
        erase_slots();
        start(64, NULL);
        log_in(0);
        (void)begin(due);
        memset(&error, 0, sizeof error);
        error.http_status = failures[index].http_status;
        error.error = grantlet_text(failures[index].error);
        error.ends_grant = failures[index].ends_grant;
        error.at = failures[index].at;
        CHECK(grantlet_session_fail(&session, failures[index].status, &error,
                                    failures[index].retry_after, due)
              == GRANTLET_OK);
        next = until(due);
        if (failures[index].state == GRANTLET_SESSION_ENDED) {
            CHECK(is_zero(arena, 64) && next == UINT64_MAX);
        } else {
            CHECK(next >= due + failures[index].retry_after * 1000u);
            CHECK(is(grantlet_session_refresh_token(&session), "rt-1"));
            CHECK(next == due || state(next - 1) == failures[index].state);
            CHECK(next >= due + 1000);
            if (failures[index].state == GRANTLET_SESSION_REFUSED) {
                CHECK(next >= due + 150000 && next <= due + 300000);
            }
        }
        CHECK(state(much_later) == failures[index].later);
        /* Where no request is on its way, there is nothing to fail. */
        CHECK(grantlet_session_fail(&session, GRANTLET_E_SERVER, &error, 0, much_later)
              == GRANTLET_E_WRONG_STATE);
        CHECK(state(much_later) == failures[index].later);
    }
    row = "a refusal without its error";
    start(64, NULL);
    log_in(0);
    (void)begin(due);
    CHECK(grantlet_session_fail(&session, GRANTLET_E_SERVER, NULL, 0, due) == GRANTLET_OK);
    CHECK(state(much_later) == GRANTLET_SESSION_DUE);
    CHECK(is(grantlet_session_refresh_token(&session), "rt-1"));
}

static void pauses(void)
{
    grantlet_settings settings;
    uint64_t now = HOUR;
    uint64_t longest = 2000;
    int attempt;
    bool grew = false;
    row = "pauses";
    memset(&settings, 0, sizeof settings);
    settings.first = 2000;
    settings.cap = 20000;
    settings.seed = 42;
    start(64, &settings);
    log_in(0);
    for (attempt = 0; attempt < 20; attempt++) {
        uint64_t next;
        (void)begin(now);
        CHECK(grantlet_session_fail(&session, GRANTLET_E_NO_RESPONSE, NULL, 0, now) == GRANTLET_OK);
        next = until(now);
        if (next != UINT64_MAX) {
            CHECK(next - now <= longest);
            grew = grew || next - now > 10000;
            now = next;
        }
        longest = longest < 10000 ? longest * 2 : 20000;
    }
    CHECK(grew);
}

static void is_rejected(void)
{
    row = "rejected";
    start(64, NULL);
    log_in(0);
    grantlet_session_rejected(&session, 5);
    CHECK(state(5) == GRANTLET_SESSION_DUE);
    CHECK(is(grantlet_session_access_token(&session, 5), ""));
    (void)begin(5);
    CHECK(accept("at-2", "rt-2", 5) == GRANTLET_OK);
    store();
    CHECK(state(5) == GRANTLET_SESSION_READY);
}

static void restores(void)
{
    const uint64_t due = HOUR - 60000;
    uint8_t whole[2][SLOT];
    grantlet_record_choice picked;
    size_t first, length;
    grantlet_attempt begun;

    row = "nothing stored";
    erase_slots();
    restart(0);
    CHECK(state(0) == GRANTLET_SESSION_ENDED);
    SPOIL(picked);
    CHECK(grantlet_record_newest(slot(0), slot(1), &picked) == GRANTLET_OK && IS_ZERO(picked));

    row = "stored";
    log_in(0);
    first = 1 - grantlet_session_next_slot(&session);
    CHECK(grantlet_record_newest(slot(0), slot(1), &picked) == GRANTLET_OK);
    CHECK(picked.found && picked.slot == first && !picked.marked && !picked.other_is_torn);
    restart(7);
    CHECK(state(7) == GRANTLET_SESSION_DUE && grantlet_session_next_slot(&session) != first);
    CHECK(is(grantlet_session_refresh_token(&session), "rt-1"));
    CHECK(is(grantlet_session_subject(&session), "user"));

    row = "marked";
    begun = begin(7);
    CHECK(begun.mark && begun.slot == first);
    CHECK(grantlet_record_newest(slot(0), slot(1), &picked) == GRANTLET_OK && picked.marked);
    restart(0);
    CHECK(state(0) == GRANTLET_SESSION_IN_DOUBT);
    begun = begin(0);
    CHECK(!begun.mark && is(begun.refresh_token, "rt-1"));

    row = "a newer record, cut anywhere";
    CHECK(accept("at-2", "rt-2", due) == GRANTLET_OK);
    memcpy(whole, slots, sizeof slots);
    store();
    for (length = 0; length < SLOT; length++) {
        uint8_t cut[SLOT];
        memcpy(cut, slots[1 - first], SLOT);
        memset(cut + length, 0xFF, SLOT - length);
        memcpy(whole[1 - first], slots[1 - first], SLOT);
        memcpy(slots[1 - first], cut, SLOT);
        restart(0);
        if (memcmp(cut, whole[1 - first], SLOT) == 0) {
            CHECK(is(grantlet_session_refresh_token(&session), "rt-2"));
            CHECK(state(0) == GRANTLET_SESSION_DUE);
        } else {
            CHECK(is(grantlet_session_refresh_token(&session), "rt-1"));
            CHECK(state(0) == GRANTLET_SESSION_IN_DOUBT);
            CHECK(grantlet_record_newest(slot(0), slot(1), &picked) == GRANTLET_OK);
            CHECK(picked.found && picked.slot == first
                  && picked.other_is_torn == (length > GRANTLET_MARK_LENGTH));
        }
        memcpy(slots[1 - first], whole[1 - first], SLOT);
    }
    restart(0);
    CHECK(is(grantlet_session_refresh_token(&session), "rt-2"));

    row = "an arena too small for what is stored";
    {
        static uint8_t large[8];
        start(7, NULL);
        CHECK(grantlet_session_restore(&session, slot(0), slot(1), 0, &error) == GRANTLET_E_BUFFER_TOO_SMALL);
        CHECK(error.needed == sizeof large);
        CHECK(grantlet_session_move_to(&session, large, sizeof large, &error) == GRANTLET_OK);
        CHECK(grantlet_session_restore(&session, slot(0), slot(1), 0, &error) == GRANTLET_OK);
        CHECK(is(grantlet_session_refresh_token(&session), "rt-2"));
    }
}

static void encodes(void)
{
    size_t capacity;
    uint8_t *out;
    row = "a record's length";
    start(64, NULL);
    log_in(0);
    SPOIL(error);
    CHECK(grantlet_session_record(&session, NULL, 0, &written_record, &error) == GRANTLET_E_BUFFER_TOO_SMALL);
    CHECK(error.needed == 96 && error.needed <= GRANTLET_RECORD_LENGTH(4, 4, 0));
    for (capacity = 1; capacity < 96; capacity++) {
        out = guarded(capacity);
        memset(out, 0xA5, capacity);
        CHECK(grantlet_session_record(&session, out, capacity, &written_record, &error) == GRANTLET_E_BUFFER_TOO_SMALL);
        CHECK(error.needed == 96 && is_zero(out, capacity) && IS_ZERO(written_record));
    }
}

/* With each text there is, the record is as long as the macro says. */
static void keeps_the_access_token(void)
{
    static const char text[101] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                                  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    static uint8_t space[512];
    static uint8_t record[512];
    grantlet_settings settings;
    size_t length;
    uint8_t constant[GRANTLET_RECORD_LENGTH(64, 0, 0)];
    row = "the access token stored";
    CHECK(sizeof constant == 160);
    memset(&settings, 0, sizeof settings);
    settings.keep_access_token = true;
    for (length = 1; length <= 100; length++) {
        grantlet_token token = token_of(text, text, 3600);
        grantlet_span subject = grantlet_text(text);
        grantlet_span written = { record, 0 };
        token.access_token.length = token.refresh_token.length = subject.length = length;
        CHECK(grantlet_session_init(&session, space, sizeof space, &settings) == GRANTLET_OK);
        grantlet_session_wall_time(&session, 1000000, 0);
        CHECK(grantlet_session_login(&session, &token, subject, 0, 0, &error) == GRANTLET_OK);
        CHECK(grantlet_session_record(&session, record, sizeof record, &written_record, &error) == GRANTLET_OK);
        CHECK(written_record.length == GRANTLET_RECORD_LENGTH(length, length, length));

        CHECK(grantlet_session_init(&session, space, sizeof space, &settings) == GRANTLET_OK);
        grantlet_session_wall_time(&session, 1000600, 5);
        written.length = written_record.length;
        CHECK(grantlet_session_restore(&session, none, written, 5, &error) == GRANTLET_OK);
        CHECK(state(5) == GRANTLET_SESSION_READY);
        CHECK(until(5) == 5 + HOUR - 600000 - 60000);
        CHECK(grantlet_session_access_token(&session, 5).length == length);
    }
}

static void moves(void)
{
    const uint64_t due = HOUR - 60000;
    static uint8_t large[64];
    grantlet_token token = token_of("a longer access token", "rt-2", 60);
    row = "another arena";
    start(12, NULL);
    log_in(0);
    (void)begin(due);
    CHECK(grantlet_session_accept(&session, &token, due, &error) == GRANTLET_E_BUFFER_TOO_SMALL);
    CHECK(error.needed == 29 && state(due) == GRANTLET_SESSION_IN_FLIGHT);
    CHECK(is(grantlet_session_refresh_token(&session), "rt-1"));
    CHECK(grantlet_session_move_to(&session, large, 11, &error) == GRANTLET_E_BUFFER_TOO_SMALL && error.needed == 12);
    CHECK(grantlet_session_move_to(&session, large, sizeof large, &error) == GRANTLET_OK);
    CHECK(error.needed == 0 && is_zero(arena, 12));
    CHECK(grantlet_session_accept(&session, &token, due, &error) == GRANTLET_OK);
    store();
    CHECK(is(grantlet_session_access_token(&session, due), "a longer access token"));
    CHECK(is(grantlet_session_subject(&session), "user"));

    row = "started again, without an end";
    CHECK(grantlet_session_init(&session, large, sizeof large, NULL) == GRANTLET_E_NULL);
    CHECK(state(due) == GRANTLET_SESSION_ENDED);
    start(64, NULL);
    log_in(0);
    start(64, NULL);
    CHECK(is_zero(arena, 64) && state(0) == GRANTLET_SESSION_ENDED);
}

static void has_credentials_of_its_own(void)
{
    grantlet_settings settings;
    grantlet_attempt begun;
    row = "client credentials";
    memset(&settings, 0, sizeof settings);
    settings.client_credentials = true;
    start(64, &settings);
    CHECK(state(0) == GRANTLET_SESSION_DUE);
    begun = begin(0);
    CHECK(begun.refresh_token.length == 0 && !begun.mark);
    CHECK(accept("at-1", "not for it", 0) == GRANTLET_OK);
    CHECK(state(0) == GRANTLET_SESSION_READY);
    CHECK(is(grantlet_session_access_token(&session, 0), "at-1"));
    CHECK(is(grantlet_session_refresh_token(&session), ""));
    CHECK(state(HOUR) == GRANTLET_SESSION_DUE);
}

static void knows_when_its_token_dies(void)
{
    grantlet_settings settings;
    int64_t seconds = 42;
    int sliding;
    memset(&settings, 0, sizeof settings);
    settings.refresh_lifetime = 30 * 86400;
    for (sliding = 0; sliding < 2; sliding++) {
        row = sliding ? "a sliding life" : "an absolute life";
        settings.sliding = sliding != 0;
        start(64, &settings);
        log_in(0);
        CHECK(!grantlet_session_deadline(&session, &seconds) && seconds == 42);
        grantlet_session_wall_time(&session, 1000000, 0);
        log_in(0);
        CHECK(grantlet_session_deadline(&session, &seconds) && seconds == 1000000 + 30 * 86400);
        CHECK(!grantlet_session_deadline(&session, NULL));
        (void)begin(HOUR - 60000);
        CHECK(accept("at-2", "rt-2", HOUR - 60000) == GRANTLET_OK);
        CHECK(grantlet_session_deadline(&session, &seconds));
        CHECK(seconds == 1000000 + 30 * 86400 + (sliding ? 3540 : 0));
        seconds = 42;
    }
}

static void waits_for_its_spread(void)
{
    grantlet_settings settings;
    row = "leeway and spread";
    memset(&settings, 0, sizeof settings);
    settings.leeway = 600000;
    start(64, &settings);
    log_in(0);
    CHECK(until(0) == HOUR - 600000);
    settings.spread = 300000;
    settings.seed = 7;
    start(64, &settings);
    log_in(0);
    CHECK(until(0) < HOUR - 600000 && until(0) >= HOUR - 900000);
    row = "an unknown life";
    start(64, NULL);
    {
        grantlet_token token = token_of("at-1", "rt-1", 0);
        CHECK(grantlet_session_login(&session, &token, none, 0, 0, &error) == GRANTLET_OK);
    }
    store();
    CHECK(state(HOUR) == GRANTLET_SESSION_READY && until(HOUR) == UINT64_MAX);
    CHECK(is(grantlet_session_subject(&session), ""));
}

/* NULL, a session of zeros, and what is none. */
static void refuses(grantlet_session *of)
{
    const grantlet_settings settings = { 0, 0, 0, 0, 0, 0, false, false, false };
    const grantlet_token token = token_of("at-1", "rt-1", 3600);
    const grantlet_span too_long = { (const uint8_t *)"", too_large };
    uint8_t bytes[64];
    uint64_t moment;
    int64_t seconds = 42;
    grantlet_attempt begun;
    const grantlet_status why = of == NULL ? GRANTLET_E_NULL : GRANTLET_E_NO_SESSION;
    const grantlet_response response = { bytes, sizeof bytes, 0, 0, 200, 0 };
    if (of == NULL) {
        CHECK(grantlet_session_init(NULL, bytes, 64, &settings) == GRANTLET_E_NULL);
    }
    SPOIL(error);
    CHECK(grantlet_session_restore(of, none, none, 0, &error) == why && IS_ZERO(error));
    SPOIL(error);
    CHECK(grantlet_session_login(of, &token, none, 0, 0, &error) == why && IS_ZERO(error));
    SPOIL(error);
    CHECK(grantlet_session_accept(of, &token, 0, &error) == why && IS_ZERO(error));
    SPOIL(error);
    CHECK(grantlet_session_record(of, bytes, 64, &written_record, &error) == why && IS_ZERO(error));
    SPOIL(error);
    CHECK(grantlet_session_move_to(of, bytes, 64, &error) == why && IS_ZERO(error));
    SPOIL(begun);
    CHECK(grantlet_session_begin(of, 0, &begun) == why && IS_ZERO(begun));
    SPOIL(moment);
    CHECK(grantlet_session_state(of, 0, &moment) == GRANTLET_SESSION_ENDED);
    CHECK(moment == UINT64_MAX);
    grantlet_session_wall_time(of, 1, 0);
    CHECK(grantlet_session_fail(of, GRANTLET_E_NO_RESPONSE, NULL, 0, 0) == why);
    grantlet_session_rejected(of, 0);
    CHECK(grantlet_session_stored(of) == why);
    SPOIL(error);
    CHECK(grantlet_session_receive_oauth(of, &grantlet_rfc6749, &response, 0, &error) == why);
    CHECK(IS_ZERO(error));
    grantlet_session_end(of);
    CHECK(grantlet_session_access_token(of, 0).length == 0);
    CHECK(grantlet_session_refresh_token(of).length == 0);
    CHECK(grantlet_session_subject(of).length == 0);
    CHECK(grantlet_session_next_slot(of) == 0);
    CHECK(!grantlet_session_deadline(of, &seconds) && seconds == 42);
    CHECK(grantlet_record_newest(too_long, none, NULL) == GRANTLET_E_NULL);
}

static void refuses_what_is_no_argument(void)
{
    const grantlet_settings settings = { 0, 0, 0, 0, 0, 0, false, false, false };
    const grantlet_token token = token_of("at-1", "rt-1", 3600);
    const grantlet_token empty = token_of("", "rt-1", 3600);
    const grantlet_token nothing = token_of("", "", 3600);
    const grantlet_span too_long = { (const uint8_t *)"", too_large };
    const grantlet_span nowhere = { NULL, 1 };
    uint8_t bytes[64];
    grantlet_record_choice picked;
    grantlet_session zeros;

    row = "NULL";
    refuses(NULL);
    row = "a session of zeros";
    memset(&zeros, 0, sizeof zeros);
    refuses(&zeros);
    CHECK(IS_ZERO(zeros));
    row = "a session that could not be started";
    SPOIL(session);
    CHECK(grantlet_session_init(&session, NULL, 64, &settings) == GRANTLET_E_NULL);
    refuses(&session);
    CHECK(grantlet_session_init(&session, bytes, too_large, &settings) == GRANTLET_E_NULL);
    refuses(&session);

    row = "other arguments";
    start(64, NULL);
    CHECK(grantlet_session_restore(&session, none, none, 0, NULL) == GRANTLET_E_NULL);
    CHECK(grantlet_session_restore(&session, nowhere, none, 0, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_session_restore(&session, none, too_long, 0, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_session_restore(&session, none, none, 0, &error) == GRANTLET_OK);
    CHECK(grantlet_session_login(&session, NULL, none, 0, 0, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_session_login(&session, &token, nowhere, 0, 0, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_session_login(&session, &token, none, 0, 0, NULL) == GRANTLET_E_NULL);
    CHECK(grantlet_session_login(&session, &nothing, none, 0, 0, &error) == GRANTLET_E_RESPONSE_MISSING);
    CHECK(state(0) == GRANTLET_SESSION_ENDED);
    log_in(0);
    CHECK(grantlet_session_begin(&session, HOUR, NULL) == GRANTLET_E_NULL);
    CHECK(state(HOUR) == GRANTLET_SESSION_DUE);
    (void)begin(HOUR);
    CHECK(grantlet_session_accept(&session, NULL, HOUR, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_session_accept(&session, &token, HOUR, NULL) == GRANTLET_E_NULL);
    CHECK(grantlet_session_accept(&session, &empty, HOUR, &error) == GRANTLET_E_RESPONSE_MISSING);
    CHECK(state(HOUR) == GRANTLET_SESSION_IN_FLIGHT);
    CHECK(grantlet_session_record(&session, NULL, 64, &written_record, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_session_record(&session, bytes, 64, NULL, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_session_record(&session, bytes, 64, &written_record, NULL) == GRANTLET_E_NULL);
    CHECK(grantlet_session_record(&session, bytes, too_large, &written_record, &error)
          == GRANTLET_E_NULL);
    CHECK(grantlet_session_move_to(&session, NULL, 64, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_session_move_to(&session, bytes, 64, NULL) == GRANTLET_E_NULL);
    CHECK(grantlet_session_state(&session, HOUR, NULL) == GRANTLET_SESSION_IN_FLIGHT);
    SPOIL(picked);
    CHECK(grantlet_record_newest(nowhere, none, &picked) == GRANTLET_E_NULL && IS_ZERO(picked));
    CHECK(grantlet_record_newest(none, none, &picked) == GRANTLET_OK && IS_ZERO(picked));
    CHECK(is_zero(grantlet_mark, sizeof grantlet_mark));
}

int main(void)
{
    lives();
    receives();
    fails();
    pauses();
    is_rejected();
    restores();
    encodes();
    keeps_the_access_token();
    moves();
    has_credentials_of_its_own();
    knows_when_its_token_dies();
    waits_for_its_spread();
    refuses_what_is_no_argument();
    return verdict();
}
