/* The response of a token endpoint: a token, or why it is none. */
#include "check.h"

typedef struct {
    const char *name;
    const grantlet_profile *profile;
    uint16_t http_status;
    const char *body;
    grantlet_status status;
    const char *member; /* at fault */
    size_t at;
    bool ends_grant;
    /* What is told; NULL is nothing. */
    const char *access_token, *refresh_token, *scope;
    int64_t expires_in; /* -1 is unknown */
    const char *error, *error_description, *error_number;
} token_row;

#define RFC &grantlet_rfc6749
#define NONE NULL, NULL, NULL, -1
#define NO_ERROR NULL, NULL, NULL
#define NOTHING NONE, NO_ERROR

static const token_row rows[] = {
    { "RFC 6749, section 5.1", RFC, 200,
      "{\"access_token\":\"2YotnFZFEjr1zCsicMWpAA\",\"token_type\":\"example\",\"expires_in\":3600}",
      GRANTLET_E_RESPONSE_TOKEN_TYPE, "token_type", 0, false, NOTHING },
    { "RFC 6749, section 5.1, Bearer", RFC, 200,
      "{\"access_token\":\"2YotnFZFEjr1zCsicMWpAA\",\"token_type\":\"bearer\",\"expires_in\":3600,"
      "\"refresh_token\":\"tGzv3JOkF0XG5Qx2TlKWIA\",\"scope\":\"a b\",\"example_parameter\":1}",
      GRANTLET_OK, "", 0, false, "2YotnFZFEjr1zCsicMWpAA", "tGzv3JOkF0XG5Qx2TlKWIA", "a b", 3600,
      NO_ERROR },
    { "RFC 8259, section 7", RFC, 201,
      "{\"access\\u005ftoken\":\"a\\/b\",\"token_type\":\"\\u0042earer\",\"scope\":[\"a\",\"\\u0062\"]}",
      GRANTLET_OK, "", 0, false, "a/b", NULL, "a b", -1, NO_ERROR },
    { "RFC 6749, section 5.1, expires_in in digits", RFC, 200,
      "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":\"3600\"}", GRANTLET_OK, "",
      0, false, "a", NULL, NULL, 3600, NO_ERROR },
    { "RFC 6749, section 5.1, expires_in saturated", RFC, 200,
      "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":1e99}", GRANTLET_OK, "", 0,
      false, "a", NULL, NULL, 4294967295, NO_ERROR },
    { "RFC 6749, section 5.1, expires_in unknown", RFC, 200,
      "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":null,\"refresh_token\":\"\"}",
      GRANTLET_OK, "", 0, false, "a", NULL, NULL, -1, NO_ERROR },
    { "RFC 6749, section 5.2", RFC, 400,
      "{\"error\":\"invalid_request\",\"error_description\":\"no \\u003cb\\u003e\",\"error_uri\":"
      "\"http://a\"}",
      GRANTLET_E_SERVER, "", 0, false, NONE, "invalid_request", "no <b>", NULL },
    { "RFC 6749, section 5.2, invalid_grant", RFC, 400, "{\"error\":\"invalid_grant\"}",
      GRANTLET_E_SERVER, "", 0, true, NONE, "invalid_grant", NULL, NULL },
    { "RFC 6749, section 5.2, from a proxy", RFC, 502, "{\"error\":\"invalid_grant\"}",
      GRANTLET_E_SERVER, "", 0, false, NONE, "invalid_grant", NULL, NULL },
    { "RFC 6749, section 5.2, with success", RFC, 200,
      "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"error\":\"slow_down\"}",
      GRANTLET_E_SERVER, "", 0, false, NONE, "slow_down", NULL, NULL },
    { "an error that is empty", RFC, 200,
      "{\"error\":\"\",\"access_token\":\"a\",\"token_type\":\"Bearer\"}", GRANTLET_OK, "", 0, false,
      "a", NULL, NULL, -1, NO_ERROR },
    { "an error that is 0", RFC, 200,
      "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"error\":0.0}", GRANTLET_OK, "", 0, false,
      "a", NULL, NULL, -1, NO_ERROR },
    { "an error that is false, in an envelope", &grantlet_data_envelope, 200,
      "{\"data\":{\"error\":false,\"access_token\":\"a\",\"token_type\":\"Bearer\"}}", GRANTLET_OK, "",
      0, false, "a", NULL, NULL, -1, NO_ERROR },
    { "an error that is empty, at 400", RFC, 400, "{\"error\":\"\"}", GRANTLET_E_RESPONSE_STATUS, "", 0, false,
      NOTHING },
    { "a code that is 0, at 400", &grantlet_bold, 400, "{\"error\":0,\"code\":0,\"message\":\"\"}",
      GRANTLET_E_RESPONSE_STATUS, "", 0, false, NOTHING },
    { "an error that is a number", RFC, 400, "{\"error\":5}", GRANTLET_E_SERVER, "", 0, false, NONE,
      "5", NULL, NULL },
    { "an error that is an object", RFC, 400, "{\"error\":{\"a\":\"\\u0062\"}}", GRANTLET_E_SERVER, "",
      0, false, NONE, "{\"a\":\"\\u0062\"}", NULL, NULL },
    { "no body", RFC, 401, "", GRANTLET_E_RESPONSE_STATUS, "", 0, false, NOTHING },
    { "HTML", RFC, 502, "<html>", GRANTLET_E_RESPONSE_STATUS, "", 0, false, NOTHING },
    { "a redirect", RFC, 302, "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}",
      GRANTLET_E_RESPONSE_STATUS, "", 0, false, NOTHING },
    { "RFC 8259, no body", RFC, 200, "", GRANTLET_E_RESPONSE_SYNTAX, "", 0, false, NOTHING },
    { "RFC 8259, section 4", RFC, 200, "{\"a\":1,}", GRANTLET_E_RESPONSE_SYNTAX, "", 7, false, NOTHING },
    { "RFC 8259, section 9", RFC, 200,
      "{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}",
      GRANTLET_E_RESPONSE_DEPTH, "", 36, false, NOTHING },
    { "RFC 8259, section 4, twice", RFC, 200,
      "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"access_token\":\"b\"}",
      GRANTLET_E_RESPONSE_DUPLICATE, "access_token", 0, false, NOTHING },
    { "RFC 6749, section 5.1, type", RFC, 200, "{\"access_token\":1,\"token_type\":\"Bearer\"}",
      GRANTLET_E_RESPONSE_TYPE, "access_token", 0, false, NOTHING },
    { "RFC 6749, section 5.1, absent", RFC, 200, "{}", GRANTLET_E_RESPONSE_MISSING, "access_token", 0, false,
      NOTHING },
    { "RFC 6749, section 5.1, no type", RFC, 200, "{\"access_token\":\"a\"}", GRANTLET_E_RESPONSE_MISSING,
      "token_type", 0, false, NOTHING },
    { "RFC 6750, section 2.1", RFC, 200,
      "{\"access_token\":\"a\\u000d\\nb\",\"token_type\":\"Bearer\"}", GRANTLET_E_RESPONSE_CHARS,
      "access_token", 0, false, NOTHING },
    { "Bold", &grantlet_bold, 400,
      "{\"error\":\"invalid_request\",\"error_description\":\"InvalidGrantCode\"}",
      GRANTLET_E_SERVER, "", 0, true, NONE, "invalid_request", "InvalidGrantCode", NULL },
    { "Bold, an error of its own", &grantlet_bold, 401, "{\"code\":\"E\",\"message\":\"m\"}",
      GRANTLET_E_SERVER, "", 0, false, NONE, "E", "m", NULL },
    { "an error with a number", &grantlet_json_body, 503,
      "{\"errorId\":17,\"code\":\"SW\",\"text\":\"t\"}", GRANTLET_E_SERVER, "", 0, false, NONE, "SW",
      "t", "17" },
    { "an envelope", &grantlet_data_envelope, 200,
      "{\"data\":{\"access_token\":\"sk-41\",\"token_type\":\"Bearer\",\"expires_in\":60}}",
      GRANTLET_OK, "", 0, false, "sk-41", NULL, NULL, 60, NO_ERROR },
    { "an envelope that is a text", &grantlet_data_envelope, 200,
      "{\"data\":\"{\\\"access_token\\\":\\\"sk-41\\\",\\\"token_type\\\":\\\"Bearer\\\"}\"}",
      GRANTLET_OK, "", 0, false, "sk-41", NULL, NULL, -1, NO_ERROR },
    { "an envelope twice", &grantlet_data_envelope, 200, "{\"data\":{},\"data\":{}}",
      GRANTLET_E_RESPONSE_DUPLICATE, "the profile's envelope", 0, false, NOTHING },
};

static grantlet_token token;
static grantlet_error error;

static bool tells(grantlet_span span, const char *text)
{
    return text == NULL ? span.length == 0 : is(span, text);
}

/* What is told lies in the body. */
static bool lies_in(grantlet_span span, const uint8_t *body, size_t length)
{
    return span.length == 0 || (span.bytes >= body && span.bytes + span.length <= body + length);
}

static void reads(const token_row *of)
{
    size_t length = strlen(of->body);
    uint8_t *body = guarded_copy(of->body);
    grantlet_status status;
    size_t index;
    SPOIL(token);
    SPOIL(error);
    status = grantlet_token_response(of->profile, of->http_status, body, length, &token, &error);
    CHECK(status == of->status);
    CHECK(strcmp(grantlet_member_name(error.member), of->member) == 0);
    CHECK(error.at == of->at && error.needed == 0 && error.ends_grant == of->ends_grant);
    CHECK(error.http_status == (status == GRANTLET_OK ? 0 : of->http_status));
    CHECK(tells(token.access_token, of->access_token));
    CHECK(tells(token.refresh_token, of->refresh_token));
    CHECK(tells(token.scope, of->scope));
    CHECK(token.expires_in_known == (of->expires_in >= 0));
    CHECK(token.expires_in == (of->expires_in < 0 ? 0 : of->expires_in));
    CHECK(tells(error.error, of->error));
    CHECK(tells(error.error_description, of->error_description));
    CHECK(tells(error.error_number, of->error_number));
    CHECK(error.error_uri.length == 0);
    CHECK(lies_in(token.access_token, body, length) && lies_in(token.token_type, body, length)
          && lies_in(token.refresh_token, body, length) && lies_in(token.id_token, body, length)
          && lies_in(token.scope, body, length) && lies_in(error.error, body, length)
          && lies_in(error.error_description, body, length)
          && lies_in(error.error_number, body, length));
    for (index = 0; index < 8; index++) {
        CHECK(token.extra[index].value.length == 0
              && token.extra[index].kind == GRANTLET_VALUE_ABSENT);
    }
    if (status == GRANTLET_OK) {
        CHECK(IS_ZERO(error));
    } else {
        CHECK(IS_ZERO(token));
        CHECK(status == GRANTLET_E_SERVER || memcmp(body, of->body, length) == 0);
    }
}

/* Every prefix of a response: nothing beyond its end is read, and no part of a token is returned. */
static void reads_no_further(const token_row *of)
{
    size_t length;
    for (length = 0; length < strlen(of->body); length++) {
        uint8_t *body = guarded(length);
        memcpy(body, of->body, length);
        SPOIL(token);
        SPOIL(error);
        CHECK(grantlet_token_response(of->profile, of->http_status, body, length, &token, &error)
              == (of->http_status == 200 || of->http_status == 201 ? GRANTLET_E_RESPONSE_SYNTAX
                                                                   : GRANTLET_E_RESPONSE_STATUS)
              || of->status == GRANTLET_E_RESPONSE_DEPTH);
        CHECK(IS_ZERO(token));
    }
}

static void refuses_null(void)
{
    static const char text[] = "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}";
    uint8_t body[sizeof text - 1];
    grantlet_profile unset;
    row = "NULL";
    memset(&unset, 0, sizeof unset);
    memcpy(body, text, sizeof body);
    SPOIL(token);
    SPOIL(error);
    CHECK(grantlet_token_response(NULL, 200, body, sizeof body, &token, &error) == GRANTLET_E_NULL);
    CHECK(IS_ZERO(token) && IS_ZERO(error));
    CHECK(grantlet_token_response(&unset, 200, body, sizeof body, &token, &error)
          == GRANTLET_E_NULL);
    SPOIL(token);
    SPOIL(error);
    CHECK(grantlet_token_response(RFC, 200, NULL, sizeof body, &token, &error) == GRANTLET_E_NULL);
    CHECK(IS_ZERO(token) && IS_ZERO(error));
    CHECK(grantlet_token_response(RFC, 200, body, too_large, &token, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_token_response(RFC, 200, body, SIZE_MAX, &token, &error) == GRANTLET_E_NULL);
    SPOIL(error);
    CHECK(grantlet_token_response(RFC, 200, body, sizeof body, NULL, &error) == GRANTLET_E_NULL);
    CHECK(IS_ZERO(error));
    SPOIL(token);
    CHECK(grantlet_token_response(RFC, 200, body, sizeof body, &token, NULL) == GRANTLET_E_NULL);
    CHECK(IS_ZERO(token));
    CHECK(memcmp(body, text, sizeof body) == 0);
    /* No body is a body of nothing. */
    CHECK(grantlet_token_response(RFC, 200, NULL, 0, &token, &error) == GRANTLET_E_RESPONSE_SYNTAX);
    CHECK(grantlet_token_response(RFC, 204, NULL, 0, &token, &error) == GRANTLET_E_RESPONSE_SYNTAX);
    CHECK(grantlet_token_response(RFC, 500, NULL, 0, &token, &error) == GRANTLET_E_RESPONSE_STATUS);
}

/* Extra members: each kind of value, by its place in the profile's list, and no more than eight. */
static void reads_extra_members(void)
{
    static const char text[] = "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"m1\":\"t\\u0022\","
                               "\"m2\":-1.5e3,\"m3\":true,\"m4\":false,\"m5\":null,"
                               "\"m6\":{\"a\":\"\\/\"},\"m7\":[1],\"m8\":[\"x\"],\"m9\":9}";
    static const struct {
        const char *text;
        grantlet_value_kind kind;
    } expected[] = {
        { "t\"", GRANTLET_VALUE_STRING },        { "-1.5e3", GRANTLET_VALUE_NUMBER },
        { "true", GRANTLET_VALUE_BOOLEAN },      { "false", GRANTLET_VALUE_BOOLEAN },
        { "", GRANTLET_VALUE_ABSENT },           { "{\"a\":\"\\/\"}", GRANTLET_VALUE_OBJECT },
        { "[1]", GRANTLET_VALUE_ARRAY },         { "[\"x\"]", GRANTLET_VALUE_STRINGS },
    };
    uint8_t body[sizeof text - 1];
    static const grantlet_profile_setting settings[] = {
        { &grantlet_setting_extra, GRANTLET_SPAN("m1 m2 m3 m4 m5 m6 m7 m8 m9") },
    };
    static const grantlet_profile profile = GRANTLET_PROFILE(&grantlet_rfc6749, settings);
    size_t index;
    row = "extra members";
    memcpy(body, text, sizeof body);
    CHECK(grantlet_token_response(&profile, 200, body, sizeof body, &token, &error) == GRANTLET_OK);
    for (index = 0; index < 8; index++) {
        CHECK(is(token.extra[index].value, expected[index].text));
        CHECK(token.extra[index].kind == expected[index].kind);
    }
}

/* A member at fault that is an extra one has a name, too. */
static void names_extra_members(void)
{
    static const char text[] = "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"account_id\":1,"
                               "\"account_id\":2}";
    uint8_t body[sizeof text - 1];
    row = "an extra member twice";
    memcpy(body, text, sizeof body);
    CHECK(grantlet_token_response(&grantlet_bold, 200, body, sizeof body, &token, &error)
          == GRANTLET_E_RESPONSE_DUPLICATE);
    CHECK(error.member == 128);
    CHECK(strcmp(grantlet_member_name(error.member), "an extra member of the profile") == 0);
}

/* What comes of a long token is as long: nothing is cut. */
static void reads_long_tokens(void)
{
    enum { LONG = 12000 };
    static const char start[] = "{\"token_type\":\"Bearer\",\"access_token\":\"";
    size_t length = sizeof start - 1 + LONG + 2;
    uint8_t *body = guarded(length);
    row = "a long token";
    memcpy(body, start, sizeof start - 1);
    memset(body + sizeof start - 1, 't', LONG);
    memcpy(body + length - 2, "\"}", 2);
    CHECK(grantlet_token_response(RFC, 200, body, length, &token, &error) == GRANTLET_OK);
    CHECK(token.access_token.length == LONG);
}

/* RFC 6749, section 5.2: of the error's address nothing is told that is not https, or not to be printed. */
static void tells_https_addresses_only(void)
{
    static const struct {
        const char *uri;
        bool told;
    } uris[] = {
        { "https://as.example/e", true },   { "HTTPS://as.example/e", true },
        { "http://as.example/e", false },   { "javascript:alert(1)", false },
        { "https://as.example/\\n", false }, { "https://as.example/ e", false },
        { "https://as.example/\xC3\xA9", false }, { "", false },
    };
    size_t index;
    for (index = 0; index < sizeof uris / sizeof *uris; index++) {
        char body[128];
        int length = snprintf(body, sizeof body, "{\"error\":\"e\",\"error_uri\":\"%s\"}",
                              uris[index].uri);
        row = uris[index].uri;
        CHECK(grantlet_token_response(RFC, 400, body, (size_t)length, &token, &error)
              == GRANTLET_E_SERVER);
        CHECK(uris[index].told ? is(error.error_uri, uris[index].uri)
                               : error.error_uri.length == 0);
    }
}

/* A grant ends by an error of the server itself, never by what a proxy or an overloaded server sends. */
static void ends_a_grant_by_status(void)
{
    static const uint16_t ends[] = { 200, 299, 400, 401, 499 };
    static const uint16_t does_not[] = { 0, 100, 199, 302, 408, 429, 500, 503, 599, 600, 65535 };
    size_t index;
    row = "statuses that end a grant";
    for (index = 0; index < sizeof ends / sizeof *ends; index++) {
        char body[] = "{\"error\":\"invalid_grant\"}";
        CHECK(grantlet_token_response(RFC, ends[index], body, sizeof body - 1, &token, &error)
              == GRANTLET_E_SERVER);
        CHECK(error.ends_grant && error.http_status == ends[index]);
    }
    row = "statuses that do not";
    for (index = 0; index < sizeof does_not / sizeof *does_not; index++) {
        char body[] = "{\"error\":\"invalid_grant\"}";
        CHECK(grantlet_token_response(RFC, does_not[index], body, sizeof body - 1, &token, &error)
              == GRANTLET_E_SERVER);
        CHECK(!error.ends_grant && error.http_status == does_not[index]);
    }
}

int main(void)
{
    size_t index;
    for (index = 0; index < sizeof rows / sizeof *rows; index++) {
        row = rows[index].name;
        reads(&rows[index]);
        reads_no_further(&rows[index]);
    }
    refuses_null();
    reads_extra_members();
    names_extra_members();
    reads_long_tokens();
    tells_https_addresses_only();
    ends_a_grant_by_status();
    return verdict();
}
