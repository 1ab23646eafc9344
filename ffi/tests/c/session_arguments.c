/* What no function of a session accepts: NULL, zeros, and lengths that no object has. */
#include "sessions.h"

static const grantlet_client client = GRANTLET_CLIENT(&grantlet_rfc6749, "app", "", "");

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
    SPOIL(begun);
    CHECK(grantlet_session_begin_again(of, 0, &begun) == why && IS_ZERO(begun));
    SPOIL(moment);
    CHECK(grantlet_session_state(of, 0, &moment) == GRANTLET_SESSION_ENDED);
    CHECK(moment == UINT64_MAX);
    grantlet_session_wall_time(of, 1, 0);
    CHECK(grantlet_session_fail(of, GRANTLET_E_NO_RESPONSE, NULL, 0, 0) == why);
    CHECK(grantlet_session_rejected(of, 0) == why);
    CHECK(grantlet_session_stored(of) == why);
    CHECK(grantlet_session_set_server(of, 1) == why);
    SPOIL(error);
    CHECK(grantlet_session_receive_oauth(of, &client, &response, 0, &error) == why);
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
    const grantlet_client no_client = { NULL, none, none, none, NULL };
    uint8_t bytes[64];
    const grantlet_response response = { bytes, sizeof bytes, 0, 0, 200, 0 };
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
    CHECK(grantlet_session_begin_again(&session, HOUR, NULL) == GRANTLET_E_NULL);
    CHECK(state(HOUR) == GRANTLET_SESSION_DUE);
    (void)begin(HOUR);
    CHECK(grantlet_session_accept(&session, NULL, HOUR, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_session_accept(&session, &token, HOUR, NULL) == GRANTLET_E_NULL);
    CHECK(grantlet_session_accept(&session, &empty, HOUR, &error) == GRANTLET_E_RESPONSE_MISSING);
    SPOIL(error);
    CHECK(grantlet_session_receive(&session, NULL, &response, NULL, HOUR, &error) == GRANTLET_E_NULL && IS_ZERO(error));
    CHECK(grantlet_session_receive(&session, &no_client, &response, NULL, HOUR, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_session_receive(&session, &client, NULL, NULL, HOUR, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_session_receive(&session, &client, &response, NULL, HOUR, NULL) == GRANTLET_E_NULL);
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
    refuses_what_is_no_argument();
    return verdict();
}
