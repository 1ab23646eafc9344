/* HTTP for programs without a library for it: URLs in parts, and the head of a request. */
#include "check.h"

static grantlet_request request;
static grantlet_error error;

/* RFC 9112, sections 3 and 5: the head that a program without an HTTP library sends. */
static void writes_the_head(void)
{
    static const struct {
        const char *url, *host, *authority, *path, *target;
        uint16_t port;
        bool https;
    } all[] = {
        { "https://as.example/token", "as.example", "as.example", "/token", "/token", 443, true },
        { "https://as.example:8443/a/b?c=d", "as.example", "as.example:8443", "/a/b?c=d", "/a/b?c=d", 8443,
          true },
        { "HTTPS://as.example", "as.example", "as.example", "/", "/", 443, true },
        { "https://as.example:/t", "as.example", "as.example:", "/t", "/t", 443, true },
        { "https://as.example?x", "as.example", "as.example", "?x", "/?x", 443, true },
        { "http://127.0.0.1:80/t", "127.0.0.1", "127.0.0.1:80", "/t", "/t", 80, false },
        { "http://[::1]:65535/t", "::1", "[::1]:65535", "/t", "/t", 65535, false },
        { "https://[2001:db8::1]/", "2001:db8::1", "[2001:db8::1]", "/", "/", 443, true },
    };
    static const char *const none[] = { "", "as.example", "/token", "ftp://a/", "https://", "https://a:65536/",
                                        "https://a:99999/", "https://a:0/", "https://u@a/", "https://a b/",
                                        "https://a/#f" };
    char body[1024];
    grantlet_span head;
    grantlet_url parts;
    size_t index, capacity;
    memset(body, 'x', sizeof body);
    for (index = 0; index < sizeof all / sizeof *all; index++) {
        static const size_t lengths[] = { 0, 7, 1000 };
        /* A request that has its parameters in a query starts with a field of its own. */
        static const char *const methods[] = { "GET", "POST", "POST" };
        static const char *const headers[] = { "Cache-Control: no-store\r\n", "Accept: application/json\r\n",
                                               "Content-Type: application/json\r\nCache-Control: no-store\r\n" };
        size_t at;
        row = all[index].url;
        SPOIL(parts);
        CHECK(grantlet_url_split(grantlet_text(all[index].url), &parts) == GRANTLET_OK);
        CHECK(is(parts.host, all[index].host) && is(parts.authority, all[index].authority));
        CHECK(is(parts.path, all[index].path) && parts.port == all[index].port);
        CHECK(parts.https == all[index].https);
        request.url = grantlet_text(all[index].url);
        request.body.bytes = (const uint8_t *)body;
        for (at = 0; at < sizeof lengths / sizeof *lengths; at++) {
            char expected[256];
            size_t needed;
            request.body.length = lengths[at];
            request.headers = grantlet_text(headers[at]);
            CHECK(strcmp(grantlet_request_method(&request), methods[at]) == 0);
            snprintf(expected, sizeof expected,
                     "%s %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %u\r\n%s\r\n", methods[at],
                     all[index].target, all[index].authority, (unsigned)lengths[at], headers[at]);
            needed = strlen(expected);
            for (capacity = 0; capacity <= needed; capacity++) {
                uint8_t *out = guarded(capacity);
                grantlet_status status;
                SPOIL(head);
                SPOIL(error);
                memset(out, 0xA5, capacity);
                status = grantlet_request_head(&request, out, capacity, &head, &error);
                if (capacity < needed) {
                    CHECK(status == GRANTLET_E_BUFFER_TOO_SMALL && error.needed == needed);
                    CHECK(IS_ZERO(head) && is_zero(out, capacity));
                } else {
                    CHECK(status == GRANTLET_OK && is(head, expected) && IS_ZERO(error));
                }
            }
        }
    }
    row = "a body that is NULL";
    request.url = grantlet_text("https://as.example/t");
    request.body.bytes = NULL;
    request.body.length = 1;
    CHECK(grantlet_request_head(&request, body, sizeof body, &head, &error) == GRANTLET_E_NULL);
    request.body.length = 0;
    for (index = 0; index < sizeof none / sizeof *none; index++) {
        row = none[index];
        SPOIL(parts);
        CHECK(grantlet_url_split(grantlet_text(none[index]), &parts) == GRANTLET_E_ENCODING
              && IS_ZERO(parts));
        request.url = grantlet_text(none[index]);
        CHECK(grantlet_request_head(&request, body, sizeof body, &head, &error) == GRANTLET_E_ENCODING);
        CHECK(IS_ZERO(head));
    }
    row = "NULL";
    {
        grantlet_span gone = { NULL, 1 };
        CHECK(grantlet_url_split(gone, &parts) == GRANTLET_E_NULL && IS_ZERO(parts));
        CHECK(grantlet_url_split(grantlet_text("https://a/"), NULL) == GRANTLET_E_NULL);
        CHECK(grantlet_request_head(NULL, body, sizeof body, &head, &error) == GRANTLET_E_NULL);
        request.url = grantlet_text("https://a/");
        request.headers = gone;
        CHECK(grantlet_request_head(&request, body, sizeof body, &head, &error) == GRANTLET_E_NULL);
        request.headers.length = 0;
        CHECK(grantlet_request_head(&request, NULL, 9, &head, &error) == GRANTLET_E_NULL);
        CHECK(grantlet_request_head(&request, body, sizeof body, NULL, &error) == GRANTLET_E_NULL);
        CHECK(grantlet_request_head(&request, body, sizeof body, &head, NULL) == GRANTLET_E_NULL);
    }
}

/* A refresh that sends the access token in a query, and the rest of what a provider wants to be sent. */
static const grantlet_profile_setting in_query[] = {
    { &grantlet_setting_token_endpoint, GRANTLET_SPAN("https://graph.example/refresh") },
    { &grantlet_setting_authorization_endpoint, GRANTLET_SPAN("https://graph.example/login#there") },
    { &grantlet_setting_grant_types, GRANTLET_SPAN("refresh_token=ig_refresh_token") },
    { &grantlet_setting_rename, GRANTLET_SPAN("refresh_token=access_token client_id=appid") },
    { &grantlet_setting_headers, GRANTLET_SPAN("X-Version=\"3\"") },
    { &grantlet_setting_scope_separator, GRANTLET_SPAN(",") },
    { &grantlet_setting_request_scope_separator, GRANTLET_SPAN(" ") },
    { &grantlet_setting_auth_omitted, GRANTLET_NO_VALUE },
    { &grantlet_setting_opaque_redirect_uri, GRANTLET_NO_VALUE },
    { &grantlet_setting_form_response, GRANTLET_NO_VALUE },
    { &grantlet_setting_no_pkce, GRANTLET_NO_VALUE },
    { &grantlet_setting_dangerously_send_in_query, GRANTLET_NO_VALUE },
};
static const grantlet_profile in_query_profile = GRANTLET_PROFILE(&grantlet_rfc6749, in_query);
static const grantlet_client in_query_client = GRANTLET_CLIENT(&in_query_profile, "id", "", "");

static void sends_in_a_query(void)
{
    static uint8_t buffer[512];
    uint8_t out[512];
    grantlet_refresh_grant grant;
    grantlet_code_login login;
    grantlet_span text;
    size_t entry, word;
    row = "in a query";
    CHECK(grantlet_profile_check(&in_query_profile, &entry, &word) == GRANTLET_OK);
    memset(&grant, 0, sizeof grant);
    grant.refresh_token = grantlet_text("a1");
    CHECK(grantlet_refresh_request_with(&in_query_client, &grant, buffer, sizeof buffer, &request, &error)
          == GRANTLET_OK);
    CHECK(is(request.url, "https://graph.example/refresh?grant_type=ig_refresh_token&access_token=a1"));
    CHECK(is(request.headers, "Cache-Control: no-store\r\nAccept: application/json\r\nX-Version: 3\r\n"));
    CHECK(request.body.length == 0 && strcmp(grantlet_request_method(&request), "GET") == 0);
    CHECK(grantlet_request_head(&request, out, sizeof out, &text, &error) == GRANTLET_OK);
    CHECK(text.length > 60 && memcmp(text.bytes, "GET /refresh?grant_type=ig_refresh_token&access_token=a1 HTTP", 61) == 0);
    CHECK(grantlet_refresh_request(&in_query_client, grantlet_text("a1"), buffer, sizeof buffer, &request, &error)
          == GRANTLET_E_REQUEST_UNEXPECTED);
    CHECK(IS_ZERO(request) && strcmp(grantlet_request_method(&request), "POST") == 0);
    CHECK(strcmp(grantlet_request_method(NULL), "POST") == 0);

    row = "a login";
    memset(&login, 0, sizeof login);
    login.redirect_uri = grantlet_text("Acme-App");
    login.state = grantlet_text("s1");
    login.options.scope = grantlet_text("a b");
    CHECK(grantlet_code_url(&in_query_client, &login, buffer, sizeof buffer, &text, &error) == GRANTLET_OK);
    CHECK(is(text, "https://graph.example/login?response_type=code&appid=id&state=s1&scope=a%20b"
                   "&redirect_uri=Acme-App#there"));
}

/* A code in the fragment, where that was asked for. */
static void reads_a_code_in_the_fragment(void)
{
    static const char url[] = "https://app.example/cb#state=s1&code=c1";
    char callback[sizeof url];
    grantlet_expected expected;
    grantlet_span code;
    row = "a code in the fragment";
    memset(&expected, 0, sizeof expected);
    expected.redirect_uri = grantlet_text("https://app.example/cb");
    expected.state = grantlet_text("s1");
    expected.issuer_rule = GRANTLET_ISSUER_REFUSED;
    memcpy(callback, url, sizeof url);
    CHECK(grantlet_callback(&grantlet_rfc6749, &expected, callback, sizeof url - 1, &code, &error)
          == GRANTLET_E_CALLBACK_MISPLACED);
    expected.response_mode = GRANTLET_RESPONSE_MODE_FRAGMENT;
    CHECK(grantlet_callback(&grantlet_rfc6749, &expected, callback, sizeof url - 1, &code, &error) == GRANTLET_OK);
    CHECK(is(code, "c1"));
}

int main(void)
{
    sends_in_a_query();
    reads_a_code_in_the_fragment();
    writes_the_head();
    return verdict();
}
