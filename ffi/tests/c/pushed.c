/* Authorization requests that are pushed (RFC 9126) and signed (RFC 9101). */
#include "check.h"

static const grantlet_profile_setting settings[] = {
    { &grantlet_setting_authorization_endpoint, GRANTLET_SPAN("/authorize") },
    { &grantlet_setting_token_endpoint, GRANTLET_SPAN("/token") },
};
static const grantlet_profile profile = GRANTLET_PROFILE(&grantlet_rfc6749_body, settings);
static const grantlet_client client = GRANTLET_CLIENT(&profile, "app", "sesame", "https://as.example");

static const char login[] = "https://as.example/authorize?response_type=code&client_id=app&scope=a%20b&state=s";

static grantlet_error error;

static grantlet_push push_of(const char *endpoint, const char *url)
{
    grantlet_push push;
    memset(&push, 0, sizeof push);
    push.endpoint = grantlet_text(endpoint);
    push.url = grantlet_text(url);
    return push;
}

static void pushes_a_request(void)
{
    static const char body[] = "response_type=code&client_id=app&scope=a%20b&state=s&client_secret=sesame&resource=r+1";
    const grantlet_pair resource[] = { { GRANTLET_SPAN("resource"), GRANTLET_SPAN("r 1") } };
    grantlet_push push = push_of("/par", login);
    grantlet_request request;
    size_t needed, capacity;
    uint8_t *out;
    row = "a request to push";
    push.options.params = resource;
    push.options.params_length = 1;
    CHECK(grantlet_push_request(&client, &push, NULL, 0, &request, &error) == GRANTLET_E_BUFFER_TOO_SMALL);
    needed = error.needed;
    for (capacity = needed - 3; capacity < needed; capacity++) {
        out = guarded(capacity);
        SPOIL(request);
        CHECK(grantlet_push_request(&client, &push, out, capacity, &request, &error) == GRANTLET_E_BUFFER_TOO_SMALL);
        CHECK(error.needed == needed && IS_ZERO(request) && is_zero(out, capacity));
    }
    out = guarded(needed);
    CHECK(grantlet_push_request(&client, &push, out, needed, &request, &error) == GRANTLET_OK && IS_ZERO(error));
    CHECK(is(request.url, "https://as.example/par") && is(request.body, body));
    CHECK(strcmp(grantlet_request_method(&request), "POST") == 0);

    row = "nothing to push";
    push = push_of("/par", "https://as.example/authorize");
    CHECK(grantlet_push_request(&client, &push, out, needed, &request, &error) == GRANTLET_E_REQUEST_MISSING);
    push = push_of("http://as.example/par", login);
    CHECK(grantlet_push_request(&client, &push, out, needed, &request, &error) == GRANTLET_E_REQUEST_BASE_URL);
    CHECK(error.member == GRANTLET_MEMBER_PUSHED_AUTHORIZATION_REQUEST_ENDPOINT);
    push = push_of("", login);
    CHECK(grantlet_push_request(&client, &push, out, needed, &request, &error) != GRANTLET_OK);
    push = push_of("/par", login);
    push.options.scope = grantlet_text("a");
    CHECK(grantlet_push_request(&client, &push, out, needed, &request, &error) == GRANTLET_E_REQUEST_UNEXPECTED);
    CHECK(error.member == GRANTLET_MEMBER_SCOPE);
    push = push_of("/par", login);
    push.options.params_length = 9;
    CHECK(grantlet_push_request(&client, &push, out, needed, &request, &error) == GRANTLET_E_TOO_MANY_PARAMETERS);
    push.options.params_length = 1;
    CHECK(grantlet_push_request(&client, &push, out, needed, &request, &error) == GRANTLET_E_NULL);
    push = push_of("/par", login);
    push.url.bytes = NULL;
    SPOIL(request);
    CHECK(grantlet_push_request(&client, &push, out, needed, &request, &error) == GRANTLET_E_NULL && IS_ZERO(request));
    CHECK(grantlet_push_request(&client, NULL, out, needed, &request, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_push_request(NULL, &push, out, needed, &request, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_push_request(&client, &push, out, needed, NULL, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_push_request(&client, &push, out, needed, &request, NULL) == GRANTLET_E_NULL);
}

static grantlet_status read_pushed(uint16_t status, const char *text, grantlet_pushed *pushed)
{
    SPOIL(*pushed);
    SPOIL(error);
    return grantlet_pushed_response(&profile, status, guarded_copy(text), strlen(text), pushed, &error);
}

static void reads_what_was_pushed(void)
{
    static const struct {
        uint16_t http;
        const char *body;
        grantlet_status status;
        uint8_t member;
    } refused[] = {
        { 201, "{\"expires_in\":60}", GRANTLET_E_RESPONSE_MISSING, GRANTLET_MEMBER_REQUEST_URI },
        { 201, "{\"request_uri\":\"u\"}", GRANTLET_E_RESPONSE_MISSING, GRANTLET_MEMBER_EXPIRES_IN },
        { 201, "{\"request_uri\":\"u\",\"request_uri\":\"u\",\"expires_in\":1}", GRANTLET_E_RESPONSE_DUPLICATE,
          GRANTLET_MEMBER_REQUEST_URI },
        { 201, "{\"request_uri\":7,\"expires_in\":1}", GRANTLET_E_RESPONSE_TYPE, GRANTLET_MEMBER_REQUEST_URI },
        { 201, "{\"request_uri\":\"a b\",\"expires_in\":1}", GRANTLET_E_RESPONSE_CHARS, GRANTLET_MEMBER_REQUEST_URI },
        { 201, "<html>", GRANTLET_E_RESPONSE_SYNTAX, 0 },
        { 500, "<html>", GRANTLET_E_RESPONSE_STATUS, 0 },
        { 201, "[]", GRANTLET_E_RESPONSE_SYNTAX, 0 },
    };
    grantlet_pushed pushed;
    uint8_t out[128];
    grantlet_span url;
    size_t index;
    row = "a response";
    CHECK(read_pushed(201, "{\"request_uri\":\"urn:x:6\\u0065sc\",\"expires_in\":60}", &pushed) == GRANTLET_OK);
    CHECK(is(pushed.request_uri, "urn:x:6esc") && pushed.expires_in == 60 && IS_ZERO(error));
    CHECK(grantlet_pushed_url(&client, grantlet_text("urn:x:6esc"), out, sizeof out, &url, &error) == GRANTLET_OK);
    CHECK(is(url, "https://as.example/authorize?client_id=app&request_uri=urn%3Ax%3A6esc"));
    CHECK(grantlet_pushed_url(&client, grantlet_text("urn:x:6esc"), out, url.length - 1, &url, &error)
          == GRANTLET_E_BUFFER_TOO_SMALL);
    CHECK(error.needed == 69 && url.length == 0);
    CHECK(grantlet_pushed_url(&client, grantlet_text(""), out, sizeof out, &url, &error) == GRANTLET_E_REQUEST_MISSING);
    CHECK(error.member == GRANTLET_MEMBER_REQUEST_URI);
    CHECK(grantlet_pushed_url(NULL, grantlet_text("u"), out, sizeof out, &url, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_pushed_url(&client, grantlet_text("u"), NULL, 1, &url, &error) == GRANTLET_E_NULL);

    row = "an error of the server";
    CHECK(read_pushed(400, "{\"error\":\"invalid_request\",\"error_description\":\"no\"}", &pushed) == GRANTLET_E_SERVER);
    CHECK(is(error.error, "invalid_request") && is(error.error_description, "no") && error.http_status == 400);
    CHECK(IS_ZERO(pushed) && !error.ends_grant && !error.retries);
    CHECK(read_pushed(400, "{\"error\":\"use_dpop_nonce\"}", &pushed) == GRANTLET_E_SERVER);
    CHECK(grantlet_dpop_nonce_wanted(GRANTLET_E_SERVER, &error));

    for (index = 0; index < sizeof refused / sizeof *refused; index++) {
        row = refused[index].body;
        CHECK(read_pushed(refused[index].http, refused[index].body, &pushed) == refused[index].status);
        CHECK(IS_ZERO(pushed) && error.http_status == refused[index].http);
        CHECK(error.member == refused[index].member);
    }
    row = "no response";
    CHECK(grantlet_pushed_response(NULL, 201, out, 1, &pushed, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_pushed_response(&profile, 201, NULL, 1, &pushed, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_pushed_response(&profile, 201, out, 1, NULL, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_pushed_response(&profile, 201, out, 1, &pushed, NULL) == GRANTLET_E_NULL);
}

static void signs_a_request(void)
{
    /* {"typ":"oauth-authz-req+jwt","alg":"HS256"} */
    static const char header[] = "eyJ0eXAiOiJvYXV0aC1hdXRoei1yZXErand0IiwiYWxnIjoiSFMyNTYifQ.";
    static const grantlet_assertion issued = { GRANTLET_SPAN("app"), GRANTLET_SPAN("https://as.example"),
                                               GRANTLET_SPAN("e1j3V_bKic8-LAEB"), { NULL, 0 }, 1773135000,
                                               GRANTLET_ALGORITHM_HS256 };
    uint8_t out[1024], url_out[1024];
    grantlet_unsigned_jws made;
    grantlet_span jwt, url;
    size_t needed;
    row = "a signed request";
    CHECK(grantlet_request_object(&issued, grantlet_text(login), NULL, 0, &made, &error) == GRANTLET_E_BUFFER_TOO_SMALL);
    needed = error.needed;
    CHECK(grantlet_request_object(&issued, grantlet_text(login), guarded(needed - 1), needed - 1, &made, &error)
          == GRANTLET_E_BUFFER_TOO_SMALL);
    CHECK(IS_ZERO(made));
    CHECK(grantlet_request_object(&issued, grantlet_text(login), guarded(needed), needed, &made, &error) == GRANTLET_OK);
    CHECK(grantlet_request_object(&issued, grantlet_text(login), out, sizeof out, &made, &error) == GRANTLET_OK);
    CHECK(made.input.length > sizeof header && memcmp(made.input.bytes, header, sizeof header - 1) == 0);
    CHECK(grantlet_jws_sign_hs256(&made, grantlet_text("a secret of at least thirty-two bytes"), &jwt, &error)
          == GRANTLET_OK);
    CHECK(jwt.length == needed);
    CHECK(grantlet_request_object_url(&client, jwt, url_out, sizeof url_out, &url, &error) == GRANTLET_OK);
    CHECK(url.length > jwt.length && memcmp(url.bytes, "https://as.example/authorize?client_id=app&request=eyJ0", 55) == 0);
    CHECK(grantlet_request_object_url(&client, grantlet_text(""), url_out, sizeof url_out, &url, &error)
          == GRANTLET_E_REQUEST_MISSING);

    row = "no signed request";
    CHECK(grantlet_request_object(&issued, grantlet_text("https://as.example/authorize"), out, sizeof out, &made, &error)
          == GRANTLET_E_REQUEST_MISSING);
    CHECK(error.member == GRANTLET_MEMBER_RESPONSE_TYPE && IS_ZERO(made));
    CHECK(grantlet_request_object(NULL, grantlet_text(login), out, sizeof out, &made, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_request_object(&issued, grantlet_text(login), out, sizeof out, NULL, &error) == GRANTLET_E_NULL);
    {
        grantlet_assertion none = issued;
        none.audience.length = 0;
        CHECK(grantlet_request_object(&none, grantlet_text(login), out, sizeof out, &made, &error)
              == GRANTLET_E_REQUEST_MISSING);
        none = issued;
        none.algorithm = (grantlet_algorithm)6;
        CHECK(grantlet_request_object(&none, grantlet_text(login), out, sizeof out, &made, &error) == GRANTLET_E_ENCODING);
    }
}

int main(void)
{
    pushes_a_request();
    reads_what_was_pushed();
    signs_a_request();
    return verdict();
}
