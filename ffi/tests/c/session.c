/* A session: its life, and what it does with each response. */
#include "sessions.h"

static const grantlet_client client = GRANTLET_CLIENT(&grantlet_rfc6749, "app", "", "");

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

    row = "a response without a refresh token";
    begun = begin(2 * due);
    CHECK(is(begun.refresh_token, "rt-2") && begun.mark && begun.slot == 1 - first);
    CHECK(accept("at-3", "", 2 * due) == GRANTLET_OK);
    CHECK(state(2 * due) == GRANTLET_SESSION_READY);
    CHECK(is(grantlet_session_refresh_token(&session), "rt-2"));
    begun = begin(3 * due);
    CHECK(!begun.mark && begun.slot == 0); /* it is there */

    row = "a response after its request was given up";
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
        CHECK(grantlet_session_receive(&session, &client, &response, NULL, HOUR, &error)
              == responses[index].status);
        CHECK(responses[index].status != GRANTLET_E_SERVER || error.error.length > 0);
        CHECK(is(grantlet_session_refresh_token(&session), responses[index].refresh_token));
        CHECK(state(HOUR) == responses[index].state);
        CHECK(grantlet_session_receive(&session, &client, &response, NULL, HOUR, &error)
              == GRANTLET_E_WRONG_STATE);
    }
}

static void is_rejected(void)
{
    row = "rejected";
    start(64, NULL);
    CHECK(grantlet_session_rejected(&session, 5) == GRANTLET_E_WRONG_STATE); /* no grant */
    log_in(0);
    CHECK(grantlet_session_rejected(&session, 5) == GRANTLET_OK);
    CHECK(state(5) == GRANTLET_SESSION_DUE);
    CHECK(is(grantlet_session_access_token(&session, 5), ""));
    CHECK(grantlet_session_rejected(&session, 5) == GRANTLET_E_WRONG_STATE); /* rejected before */
    CHECK(state(5) == GRANTLET_SESSION_DUE);
    (void)begin(5);
    CHECK(accept("at-2", "rt-2", 5) == GRANTLET_OK);
    CHECK(grantlet_session_rejected(&session, 5) == GRANTLET_E_WRONG_STATE); /* not handed out */
    store();
    CHECK(state(5) == GRANTLET_SESSION_READY);
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

int main(void)
{
    lives();
    receives();
    is_rejected();
    moves();
    has_credentials_of_its_own();
    knows_when_its_token_dies();
    waits_for_its_spread();
    return verdict();
}
