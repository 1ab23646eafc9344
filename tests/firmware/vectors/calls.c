/* One call for each function of the library. A verdict begins with the number of the status. */
#include <string.h>

#include "output.h"
#include "vectors.h"

static grantlet_profile_setting settings[8];
static grantlet_profile profile;
static grantlet_client client;
static grantlet_token token;
static grantlet_error error;
static grantlet_request request;
static const grantlet_span none;
static const grantlet_options no_options;

static grantlet_span literal(const char *text)
{
    return grantlet_text(text);
}

static void set(const grantlet_setting_kind *kind, const char *value)
{
    settings[profile.settings_count].kind = kind;
    settings[profile.settings_count].value = literal(value);
    profile.settings_count++;
}

static void a_profile(const vector *vector)
{
    profile.base = &grantlet_rfc6749;
    profile.settings = settings;
    profile.settings_count = 0;
    set(&grantlet_setting_authorization_endpoint, "/authorize");
    set(&grantlet_setting_token_endpoint, "/token");
    vector->bend();
}

static void a_client(grantlet_span id, grantlet_span secret)
{
    client.check = &grantlet_check_each_request;
    client.profile = &profile;
    client.base_url = literal("https://server.example.com");
    client.client_id = id;
    client.client_secret = secret;
}

void bend_nothing(void)
{
}

void bend_extra_x(void)
{
    set(&grantlet_setting_extra, "x");
}

void bend_type_example(void)
{
    set(&grantlet_setting_token_types, "example");
    set(&grantlet_setting_extra, "example_parameter");
}

void bend_no_pkce(void)
{
    set(&grantlet_setting_no_pkce, NULL);
}

void bend_auth_body(void)
{
    set(&grantlet_setting_auth_body, NULL);
}

/* Puts what is given where it may be changed. */
static void into_room(grantlet_span given)
{
    if (given.length > 0) {
        memcpy(room, given.bytes, given.length);
    }
}

static void say_status(grantlet_status status)
{
    output_number((uint64_t)status);
    output_text("\n");
}

static void say_token(void)
{
    size_t at;
    output_text_line("access_token", token.access_token);
    output_text_line("token_type", token.token_type);
    output_text_line("refresh_token", token.refresh_token);
    output_text_line("id_token", token.id_token);
    output_text_line("scope", token.scope);
    if (token.expires_in_known) {
        output_number_line("expires_in", token.expires_in);
    }
    for (at = 0; at < sizeof token.extra / sizeof *token.extra; at++) {
        if (token.extra[at].kind != GRANTLET_VALUE_ABSENT) {
            output_number_line("kind", (uint64_t)token.extra[at].kind);
            output_text_line("extra", token.extra[at].value);
        }
    }
}

static void say_fault(void)
{
    output_text_line("member", literal(grantlet_member_name(error.member)));
    output_number_line("need", error.needed);
    output_number_line("at", error.at);
    output_number_line("http_status", error.http_status);
    output_text_line("error", error.error);
    output_text_line("error_description", error.error_description);
    output_text_line("error_uri", error.error_uri);
    output_text_line("error_number", error.error_number);
    output_text(error.ends_grant ? "ends the grant\n" : "");
}

/* A server's error is read where it stands; after any other the room must be as it was. */
static void say_outcome(grantlet_status status, grantlet_span given)
{
    say_status(status);
    say_token();
    say_fault();
    if (status != GRANTLET_OK && status != GRANTLET_E_SERVER && given.length > 0 &&
        memcmp(room, given.bytes, given.length) != 0) {
        output_text("what was given has changed\n");
    }
}

void call_response(const vector *vector)
{
    const grantlet_span body = vector->given[0];
    a_profile(vector);
    into_room(body);
    say_outcome(grantlet_token_response(&profile, vector->number, room, body.length, &token, &error),
                body);
}

/* Given are the address, the redirect_uri, the state and the issuer. */
static void call_callback(const vector *vector, bool implicit)
{
    const grantlet_span address = vector->given[0];
    grantlet_expected expected = { 0 };
    grantlet_span code = none;
    grantlet_status status;
    a_profile(vector);
    expected.redirect_uri = vector->given[1];
    expected.state = vector->given[2];
    expected.issuer = vector->given[3];
    expected.issuer_rule = (uint8_t)vector->number;
    into_room(address);
    if (implicit) {
        status = grantlet_implicit_callback(&profile, &expected, room, address.length, &token, &error);
    } else {
        memset(&token, 0, sizeof token);
        status = grantlet_callback(&profile, &expected, room, address.length, &code, &error);
    }
    say_outcome(status, address);
    output_text_line("code", code);
}

void call_code_callback(const vector *vector)
{
    call_callback(vector, false);
}

void call_implicit_callback(const vector *vector)
{
    call_callback(vector, true);
}

static void say_written(grantlet_status status, grantlet_span written)
{
    say_status(status);
    output_span(written);
}

/* Text that a function writes without a span of its own. */
static void say_room(grantlet_status status, size_t length)
{
    grantlet_span written;
    written.bytes = room;
    written.length = length;
    say_written(status, written);
}

/* Given are names and values in turn. */
void call_form(const vector *vector)
{
    grantlet_pair pairs[8];
    grantlet_span form;
    size_t at;
    grantlet_status status;
    for (at = 0; at < vector->length / 2 && at < sizeof pairs / sizeof *pairs; at++) {
        pairs[at].name = vector->given[2 * at];
        pairs[at].value = vector->given[2 * at + 1];
    }
    status = grantlet_form(pairs, at, room, room_size, &form, &error);
    say_written(status, form);
}

static void say_decoded(grantlet_span encoded)
{
    grantlet_span decoded;
    const grantlet_status status = grantlet_form_decode(encoded, room, room_size, &decoded, &error);
    say_written(status, decoded);
    output_text("\n");
}

void call_form_pairs(const vector *vector)
{
    grantlet_span form = vector->given[0];
    grantlet_pair pair;
    while (grantlet_form_next(&form, &pair)) {
        say_decoded(pair.name);
        say_decoded(pair.value);
    }
}

void call_verifier(const vector *vector)
{
    say_room(grantlet_code_verifier(vector->given[0].bytes, room), 43);
}

void call_challenge(const vector *vector)
{
    say_room(grantlet_code_challenge(vector->given[0], room), 43);
}

void call_basic(const vector *vector)
{
    grantlet_span value;
    grantlet_status status;
    a_client(vector->given[0], vector->given[1]);
    status = grantlet_basic(&client, false, room, room_size, &value, &error);
    say_written(status, value);
}

/* Given to each that writes a request are the client's id and secret, then what the function takes. */
static void prepare_request(const vector *vector)
{
    a_profile(vector);
    a_client(vector->given[0], vector->given[1]);
}

static void say_request(grantlet_status status)
{
    say_status(status);
    output_text_line("url", request.url);
    output_text_line("headers", request.headers);
    output_text_line("body", request.body);
}

void call_refresh(const vector *vector)
{
    prepare_request(vector);
    say_request(grantlet_refresh_request(&client, vector->given[2], room, room_size, &request, &error));
}

void call_code_request(const vector *vector)
{
    const grantlet_span *given = vector->given;
    const grantlet_code_grant grant = { given[2], given[3], given[4], none, no_options };
    prepare_request(vector);
    say_request(grantlet_code_request(&client, &grant, room, room_size, &request, &error));
}

void call_client_credentials(const vector *vector)
{
    prepare_request(vector);
    say_request(grantlet_client_credentials_request(&client, NULL, room, room_size, &request, &error));
}

/* A vector of the RFC's is no login. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
void call_password(const vector *vector)
{
    const grantlet_password_grant grant = { vector->given[2], vector->given[3], no_options };
    prepare_request(vector);
    say_request(grantlet_password_request(&client, &grant, room, room_size, &request, &error));
}
#pragma GCC diagnostic pop

static void say_url(grantlet_status status, grantlet_span url)
{
    say_status(status);
    output_text_line("url", url);
}

void call_code_url(const vector *vector)
{
    const grantlet_span *given = vector->given;
    const grantlet_code_login login = { given[2], given[3], none, given[4], no_options };
    grantlet_span url;
    grantlet_status status;
    prepare_request(vector);
    status = grantlet_code_url(&client, &login, room, room_size, &url, &error);
    say_url(status, url);
}

void call_implicit_url(const vector *vector)
{
    const grantlet_implicit_login login = { vector->given[2], vector->given[3], none, no_options };
    grantlet_span url;
    grantlet_status status;
    prepare_request(vector);
    status = grantlet_implicit_url(&client, &login, room, room_size, &url, &error);
    say_url(status, url);
}

void call_http_date(const vector *vector)
{
    int64_t seconds = 0;
    size_t at = 0;
    say_status(grantlet_http_date(vector->given[0], &seconds, &at));
    output_number_line("seconds", (uint64_t)seconds);
}

void call_retry_after(const vector *vector)
{
    /* Ten seconds before the year 2000. */
    const int64_t date = 946684790;
    uint32_t seconds = 0;
    say_status(grantlet_retry_after(vector->given[0], &date, &seconds));
    output_number_line("seconds", seconds);
}
