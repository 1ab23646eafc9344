#include "jobs.h"

#include <string.h>

#include "grantlet.h"

/* Bold's response to a login, as its documents print it. */
#define SAMPLE                                                                                     \
    "{\"access_token\":\"199e3162-80cb-4acf-9281-f58487879c32\","                                  \
    "\"refresh_token\":\"40156dc1-8920-4360-afeb-168925d31aba\",\"token_type\":\"Bearer\","        \
    "\"expires_in\":86400,\"account_id\":50}"
#define VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define STATE "ZWVlNDBlYzA1NjdkMDNhYjg3ZjUxZjAyNGQzMTM2NzI"
#define REDIRECT_URI "https://lock.example/callback"
#define ADDRESS REDIRECT_URI "?code=SplxlOBeZQQYbYS6WxSbIA&state=" STATE

static const grantlet_profile_setting settings[] = {
    { &grantlet_setting_token_endpoint, GRANTLET_SPAN("/oauth/token") },
    { &grantlet_setting_authorization_endpoint, GRANTLET_SPAN("/oauth/authorize") },
};
static const grantlet_profile plain = GRANTLET_PROFILE(&grantlet_rfc6749_body, settings);
#define CLIENT(profile)                                                                            \
    GRANTLET_CLIENT(profile, "f0e5b4d2-8f2c-4b6e", "YXV0aC1zZWNyZXQtZm9yLWRlbW8",                  \
                    "https://api.example.com")
static const grantlet_client client = CLIENT(&plain);
static const grantlet_client bold_client = CLIENT(&grantlet_bold);
static const grantlet_span refresh_token = GRANTLET_SPAN("40156dc1-8920-4360-afeb-168925d31aba");
static const grantlet_span verifier = GRANTLET_SPAN(VERIFIER);
static const grantlet_code_grant code_grant = { GRANTLET_SPAN("SplxlOBeZQQYbYS6WxSbIA"),
                                                GRANTLET_SPAN(REDIRECT_URI),
                                                GRANTLET_SPAN(VERIFIER),
                                                { NULL, 0 },
                                                { { NULL, 0 }, NULL, 0 } };
static const grantlet_code_login code_login = { GRANTLET_SPAN(REDIRECT_URI),
                                                GRANTLET_SPAN(STATE),
                                                { NULL, 0 },
                                                GRANTLET_SPAN(VERIFIER),
                                                { { NULL, 0 }, NULL, 0 } };
static const uint8_t entropy[32] = { 116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125 };
static const grantlet_pair pairs[] = {
    { GRANTLET_SPAN("grant_type"), GRANTLET_SPAN("authorization_code") },
    { GRANTLET_SPAN("code"), GRANTLET_SPAN("SplxlOBeZQQYbYS6WxSbIA") },
    { GRANTLET_SPAN("redirect_uri"), GRANTLET_SPAN(REDIRECT_URI) },
    { GRANTLET_SPAN("client_id"), GRANTLET_SPAN("f0e5b4d2-8f2c-4b6e") },
    { GRANTLET_SPAN("client_secret"), GRANTLET_SPAN("YXV0aC1zZWNyZXQtZm9yLWRlbW8") },
    { GRANTLET_SPAN("code_verifier"), GRANTLET_SPAN(VERIFIER) },
};
static const grantlet_expected expected = { GRANTLET_SPAN(REDIRECT_URI),
                                            GRANTLET_SPAN(STATE),
                                            { NULL, 0 },
                                            GRANTLET_ISSUER_IGNORED,
                                            GRANTLET_RESPONSE_MODE_QUERY };

static grantlet_token token;
static grantlet_error error;
static grantlet_request request;
static grantlet_uptime uptime;
static grantlet_expiry expiry;
static const grantlet_span none;
static grantlet_span found;
static uint8_t buffer[1024];
static grantlet_span written;
static uint64_t moment;
static grantlet_session session;
static grantlet_attempt begun;
static uint8_t arena[256];
static uint8_t slots[2][GRANTLET_RECORD_LENGTH(64, 0, 0)];

static void no_preparation(void)
{
}

static void bolds_response(void)
{
    memcpy(buffer, SAMPLE, sizeof SAMPLE - 1);
}

static void an_address(void)
{
    memcpy(buffer, ADDRESS, sizeof ADDRESS - 1);
}

static bool nothing(void)
{
    return true;
}

static bool response(void)
{
    return grantlet_token_response(&grantlet_rfc6749_body, 200, buffer, sizeof SAMPLE - 1, &token,
                                   &error) == GRANTLET_OK;
}

static bool bold_response(void)
{
    return grantlet_token_response(&grantlet_bold, 200, buffer, sizeof SAMPLE - 1, &token,
                                   &error) == GRANTLET_OK;
}

static bool challenge(void)
{
    return grantlet_code_challenge(verifier, buffer) == GRANTLET_OK;
}

static bool form(void)
{
    return grantlet_form(pairs, sizeof pairs / sizeof *pairs, buffer, sizeof buffer, &found, &error) ==
           GRANTLET_OK;
}

static bool refresh(void)
{
    return grantlet_refresh_request(&client, refresh_token, buffer, sizeof buffer, &request,
                                    &error) == GRANTLET_OK;
}

static bool bold_refresh(void)
{
    return grantlet_refresh_request(&bold_client, refresh_token, buffer, sizeof buffer, &request,
                                    &error) == GRANTLET_OK;
}

static bool new_verifier(void)
{
    return grantlet_code_verifier(entropy, buffer) == GRANTLET_OK;
}

static bool code_url(void)
{
    return grantlet_code_url(&client, &code_login, buffer, sizeof buffer, &found, &error) == GRANTLET_OK;
}

static bool callback(void)
{
    return grantlet_callback(&plain, &expected, buffer, sizeof ADDRESS - 1, &found, &error) == GRANTLET_OK;
}

static bool code_request(void)
{
    return grantlet_code_request(&client, &code_grant, buffer, sizeof buffer, &request, &error) == GRANTLET_OK;
}

static bool extend(void)
{
    moment = grantlet_uptime_extend(&uptime, 0xFFFFF000u);
    return moment == 0xFFFFF000u;
}

static bool new_expiry(void)
{
    expiry = grantlet_expiry_new(moment, &token);
    return expiry.known;
}

static bool life(void)
{
    return grantlet_expiry_life(&expiry, moment, 60000) == GRANTLET_LIFE_FRESH;
}

static bool session_init(void)
{
    static const grantlet_settings settings = { 0, 0, 0, 0, 7, 2592000, true, false, false };
    return grantlet_session_init(&session, arena, sizeof arena, &settings) == GRANTLET_OK;
}

static bool session_login(void)
{
    return grantlet_session_login(&session, &token, none, 0, 0, &error) == GRANTLET_OK;
}

static bool session_record(void)
{
    return grantlet_session_record(&session, slots[grantlet_session_next_slot(&session)],
                                   sizeof slots[0], &written, &error) == GRANTLET_OK;
}

static bool session_stored(void)
{
    return grantlet_session_stored(&session) == GRANTLET_OK
           && grantlet_session_state(&session, 0, &moment) == GRANTLET_SESSION_READY;
}

/* A restart. */
static void again(void)
{
    memset(slots[grantlet_session_next_slot(&session)], 0xFF, sizeof slots[0]);
    (void)session_init();
}

static bool session_restore(void)
{
    const grantlet_span first = { slots[0], sizeof slots[0] };
    const grantlet_span second = { slots[1], sizeof slots[1] };
    return grantlet_session_restore(&session, first, second, 0, &error) == GRANTLET_OK;
}

static bool session_state(void)
{
    return grantlet_session_state(&session, 0, &moment) == GRANTLET_SESSION_DUE;
}

static bool session_begin(void)
{
    return grantlet_session_begin(&session, 0, &begun) == GRANTLET_OK;
}

static bool session_fail(void)
{
    return grantlet_session_fail(&session, GRANTLET_E_NO_RESPONSE, NULL, 0, 0) == GRANTLET_OK;
}

static void asks_again(void)
{
    moment = grantlet_session_begin(&session, 1000, &begun) == GRANTLET_OK ? 1000 : 0;
}

static bool session_accept(void)
{
    return grantlet_session_accept(&session, &token, moment, &error) == GRANTLET_OK;
}

static bool session_access_token(void)
{
    return grantlet_session_access_token(&session, 1000).length > 0;
}

const job jobs[] = {
    { "nothing", no_preparation, nothing },
    { "verifier", no_preparation, new_verifier },
    { "challenge", no_preparation, challenge },
    { "form", no_preparation, form },
    { "code-url", no_preparation, code_url },
    { "callback", an_address, callback },
    { "code-request", no_preparation, code_request },
    { "refresh", no_preparation, refresh },
    { "bold-refresh", no_preparation, bold_refresh },
    { "bold-response", bolds_response, bold_response },
    { "response", bolds_response, response },
    { "uptime", no_preparation, extend },
    { "expiry", no_preparation, new_expiry },
    { "life", no_preparation, life },
    { "session-init", no_preparation, session_init },
    { "session-login", no_preparation, session_login },
    { "session-record", no_preparation, session_record },
    { "session-stored", no_preparation, session_stored },
    { "session-restore", again, session_restore },
    { "session-state", no_preparation, session_state },
    { "session-begin", no_preparation, session_begin },
    { "session-fail", no_preparation, session_fail },
    { "session-accept", asks_again, session_accept },
    { "session-access-token", no_preparation, session_access_token },
};
const size_t jobs_count = sizeof jobs / sizeof *jobs;
