/* Servers that a callback chooses from: the client at the one that it names, and a session that keeps it. */
#include "sessions.h"

static const grantlet_profile_setting settings[] = {
    { &grantlet_setting_token_endpoint, GRANTLET_SPAN("/token") },
    { &grantlet_setting_refresh_endpoint, GRANTLET_SPAN("/refresh") },
    { &grantlet_setting_refresh_by_access_token, GRANTLET_NO_VALUE },
    { &grantlet_setting_servers, GRANTLET_SPAN("dc us=https://us.example https://eu.example") },
};
static const grantlet_profile profile = GRANTLET_PROFILE(&grantlet_rfc6749_body, settings);
static const grantlet_client client = GRANTLET_CLIENT(&profile, "id", "", "https://us.example");

static uint8_t callback(const char *text, grantlet_response_mode mode, grantlet_status status)
{
    static char url[128];
    size_t length = strlen(text);
    grantlet_expected expected;
    grantlet_span code;
    uint8_t server;
    memset(&expected, 0, sizeof expected);
    expected.redirect_uri = grantlet_text("https://app.example/cb");
    expected.state = grantlet_text("s1");
    expected.issuer_rule = GRANTLET_ISSUER_REFUSED;
    expected.response_mode = mode;
    row = text;
    memcpy(url, text, length);
    server = grantlet_callback_server(&profile, &expected, url, length);
    CHECK(memcmp(url, text, length) == 0);
    CHECK(grantlet_callback(&profile, &expected, url, length, &code, &error) == status);
    CHECK(grantlet_callback_server(NULL, &expected, url, length) == 0);
    CHECK(grantlet_callback_server(&profile, NULL, url, length) == 0);
    CHECK(grantlet_callback_server(&profile, &expected, NULL, length) == 0);
    return server;
}

static void reads_which_server_a_callback_names(void)
{
    CHECK(callback("https://app.example/cb?code=c1&state=s1&dc=us",
                   GRANTLET_RESPONSE_MODE_QUERY, GRANTLET_OK) == 1);
    CHECK(callback("https://app.example/cb?code=c1&state=s1&dc=https%3A%2F%2Feu.example",
                   GRANTLET_RESPONSE_MODE_QUERY, GRANTLET_OK) == 2);
    CHECK(callback("https://app.example/cb?code=c1&state=s1",
                   GRANTLET_RESPONSE_MODE_QUERY, GRANTLET_OK) == 0);
    CHECK(callback("https://app.example/cb#code=c1&state=s1&dc=us", GRANTLET_RESPONSE_MODE_FRAGMENT, GRANTLET_OK) == 1);
    CHECK(callback("https://app.example/cb?code=c1&state=s1&dc=https%3A%2F%2Feu.example.evil", GRANTLET_RESPONSE_MODE_QUERY,
                   GRANTLET_E_CALLBACK_ISSUER) == 0);
    CHECK(error.at == 43);
    CHECK(callback("https://app.example/cb?code=c1&state=s1&dc=us&dc=us",
                   GRANTLET_RESPONSE_MODE_QUERY, GRANTLET_E_CALLBACK_ISSUER) == 0);
    CHECK(callback("https://app.example/cb?code=c1&state=s2&dc=us",
                   GRANTLET_RESPONSE_MODE_QUERY, GRANTLET_E_CALLBACK_STATE) == 1);
}

static void refreshes_at(uint8_t server, const char *url)
{
    static uint8_t buffer[256];
    grantlet_client at;
    grantlet_request request;
    SPOIL(at);
    row = url;
    CHECK(grantlet_client_at_server(&client, server, &at, &error) == GRANTLET_OK);
    CHECK(grantlet_refresh_request(&at, grantlet_text("rt"), buffer, sizeof buffer, &request, &error) == GRANTLET_OK);
    CHECK(is(request.url, url));
}

static void makes_a_client_at_a_server(void)
{
    grantlet_client at;
    size_t entry, word;
    CHECK(grantlet_profile_check(&profile, &entry, &word) == GRANTLET_OK);
    refreshes_at(0, "https://us.example/refresh");
    refreshes_at(2, "https://eu.example/refresh");
    SPOIL(at);
    CHECK(grantlet_client_at_server(&client, 3, &at, &error) == GRANTLET_E_REQUEST_UNEXPECTED);
    CHECK(error.member == GRANTLET_MEMBER_SERVER && IS_ZERO(at));
    CHECK(grantlet_client_at_server(NULL, 1, &at, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_client_at_server(&client, 1, NULL, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_client_at_server(&client, 1, &at, NULL) == GRANTLET_E_NULL);
}

/* The response has no refresh token: the access token is the one. */
static void keeps_the_server_in_a_session(void)
{
    static char body[] = "{\"access_token\":\"a\\/1\",\"token_type\":\"bearer\",\"expires_in\":60}";
    grantlet_token token;
    row = "a session at a server";
    CHECK(grantlet_token_response(&profile, 200, body, sizeof body - 1, &token, &error) == GRANTLET_OK);
    CHECK(is(token.access_token, "a/1") && is(token.refresh_token, "a/1"));
    start(64, NULL);
    CHECK(grantlet_session_login(&session, &token, none, 0, 0, &error) == GRANTLET_OK);
    CHECK(grantlet_session_server(&session) == 0);
    CHECK(grantlet_session_set_server(&session, 1) == GRANTLET_OK);
    CHECK(grantlet_session_set_server(&session, 2) == GRANTLET_OK);
    CHECK(grantlet_session_set_server(&session, 16) == GRANTLET_E_REQUEST_UNEXPECTED);
    CHECK(grantlet_session_set_server(&session, 17) == GRANTLET_E_REQUEST_UNEXPECTED);
    CHECK(grantlet_session_set_server(&session, 255) == GRANTLET_E_REQUEST_UNEXPECTED);
    CHECK(grantlet_session_server(&session) == 2);
    memset(slots, 0xFF, sizeof slots);
    CHECK(grantlet_session_record(&session, slots[0], SLOT, &written_record, &error) == GRANTLET_OK);
    grantlet_session_end(&session);
    start(64, NULL);
    CHECK(grantlet_session_restore(&session, slot(0), slot(1), 0, &error) == GRANTLET_OK);
    CHECK(grantlet_session_server(&session) == 2);
    CHECK(grantlet_session_set_server(&session, 1) == GRANTLET_E_WRONG_STATE);
    CHECK(grantlet_session_set_server(&session, 16) == GRANTLET_E_REQUEST_UNEXPECTED);
    CHECK(grantlet_session_server(&session) == 2);
    CHECK(is(grantlet_session_refresh_token(&session), "a/1"));
    refreshes_at(grantlet_session_server(&session), "https://eu.example/refresh");
    grantlet_session_end(&session);
    CHECK(grantlet_session_set_server(&session, 1) == GRANTLET_E_WRONG_STATE);
    CHECK(grantlet_session_set_server(NULL, 1) == GRANTLET_E_NULL);
    CHECK(grantlet_session_server(NULL) == 0);
}

int main(void)
{
    reads_which_server_a_callback_names();
    makes_a_client_at_a_server();
    keeps_the_server_in_a_session();
    return verdict();
}
