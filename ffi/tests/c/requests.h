/* Each request with the RFC's own example: what the tests of requests share. */
#ifndef REQUESTS_H
#define REQUESTS_H

#include "check.h"

/* Everything that a request is written from and to. */
typedef struct {
    const grantlet_profile *profile;
    const grantlet_client *client;
    const grantlet_options *options;
    grantlet_span text[4];
    grantlet_span granted;
    void *out;
    size_t capacity;
    grantlet_request *request;
    grantlet_error *error;
} arguments;

typedef grantlet_status writing(const arguments *with);

#define TO client_at(with->client, with->profile)
#define FROM with->out, with->capacity, with->request, with->error

static grantlet_status refresh(const arguments *with)
{
    return grantlet_refresh_request(TO, with->text[0], FROM);
}

static grantlet_status refresh_with(const arguments *with)
{
    grantlet_refresh_grant grant = { with->text[0], given_options(with->options), with->granted };
    return grantlet_refresh_request_with(TO, &grant, FROM);
}

static grantlet_status code(const arguments *with)
{
    grantlet_code_grant grant = { with->text[0], with->text[1], with->text[2], with->text[3],
                                  given_options(with->options) };
    return grantlet_code_request(TO, &grant, FROM);
}

static grantlet_status client_credentials(const arguments *with)
{
    return grantlet_client_credentials_request(TO, with->options, FROM);
}

static grantlet_status device_code(const arguments *with)
{
    grantlet_device_code_grant grant = { with->text[0], given_options(with->options) };
    return grantlet_device_code_request(TO, &grant, FROM);
}

static grantlet_status device_authorization(const arguments *with)
{
    grantlet_options asked = given_options(with->options);
    asked.scope = with->text[0];
    return grantlet_device_authorization_request(TO, &asked, FROM);
}

#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#endif
static grantlet_status password(const arguments *with)
{
    grantlet_password_grant grant = { with->text[0], with->text[1], given_options(with->options) };
    return grantlet_password_request(TO, &grant, FROM);
}
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

static grantlet_status extension(const arguments *with)
{
    grantlet_extension_grant grant = { with->text[0], given_options(with->options) };
    return grantlet_extension_request(TO, &grant, FROM);
}

static grantlet_status revoke_token(const arguments *with)
{
    grantlet_revocation revocation = { with->text[0], with->text[1], given_options(with->options) };
    return grantlet_revocation_request(TO, &revocation, FROM);
}

/* A text of a request: what is said where it is empty, and of what it is. */
typedef struct {
    const char *text;
    const char *member;
    grantlet_status if_empty;
    bool is_utf8;
} text_row;

typedef struct {
    const char *name;
    writing *write;
    const char *url;
    const char *body;
    bool has_options;
    text_row texts[4];
} request_row;

#define FORM "Content-Type: application/x-www-form-urlencoded\r\nAccept: application/json\r\n"
#define TAIL "&audience=caf%C3%A9&empty="
#define VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

static const request_row rows[] = {
    { "RFC 6749, section 6", refresh, "https://as.example/token",
      "grant_type=refresh_token&refresh_token=tGzv3JOkF0XG5Qx2TlKWIA&client_id=s6BhdRkqt3"
      "&client_secret=7Fjfp0ZBr1KtDRbnfVdmIw",
      false, { { "tGzv3JOkF0XG5Qx2TlKWIA", "refresh_token", GRANTLET_E_REQUEST_MISSING, false } } },
    { "RFC 6749, section 6, with options", refresh_with, "https://as.example/token",
      "grant_type=refresh_token&refresh_token=tGzv3JOkF0XG5Qx2TlKWIA&client_id=s6BhdRkqt3"
      "&client_secret=7Fjfp0ZBr1KtDRbnfVdmIw",
      false, { { "tGzv3JOkF0XG5Qx2TlKWIA", "refresh_token", GRANTLET_E_REQUEST_MISSING, false } } },
    { "RFC 6749, section 4.1.3", code, "https://as.example/token",
      "grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIA"
      "&redirect_uri=https%3A%2F%2Fclient.example.com%2Fcb&client_id=s6BhdRkqt3"
      "&client_secret=7Fjfp0ZBr1KtDRbnfVdmIw&code_verifier=" VERIFIER
      "&scope=a+b&state=xyz&audience=caf%C3%A9&empty=",
      true,
      { { "SplxlOBeZQQYbYS6WxSbIA", "code", GRANTLET_E_REQUEST_MISSING, false },
        { "https://client.example.com/cb", "redirect_uri", GRANTLET_OK, false },
        { VERIFIER, "code_verifier", GRANTLET_E_REQUEST_MISSING, false },
        { "xyz", "state", GRANTLET_OK, false } } },
    { "RFC 6749, section 4.4.2", client_credentials, "https://as.example/token",
      "grant_type=client_credentials&client_id=s6BhdRkqt3&client_secret=7Fjfp0ZBr1KtDRbnfVdmIw"
      "&scope=a+b&audience=caf%C3%A9&empty=",
      true, { { NULL, NULL, GRANTLET_OK, false } } },
    { "RFC 8628, section 3.4", device_code, "https://as.example/token",
      "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code"
      "&device_code=GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS&client_id=s6BhdRkqt3"
      "&client_secret=7Fjfp0ZBr1KtDRbnfVdmIw",
      false,
      { { "GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS", "device_code", GRANTLET_E_REQUEST_MISSING,
          false } } },
    { "RFC 8628, section 3.1", device_authorization, "https://as.example/device_authorization",
      "client_id=s6BhdRkqt3&client_secret=7Fjfp0ZBr1KtDRbnfVdmIw&scope=example_scope", false,
      { { "example_scope", "scope", GRANTLET_OK, false } } },
    { "RFC 6749, section 4.3.2", password, "https://as.example/token",
      "grant_type=password&username=johndoe%C3%A9&password=A3ddj3w+%E2%82%AC&client_id=s6BhdRkqt3"
      "&client_secret=7Fjfp0ZBr1KtDRbnfVdmIw&scope=a+b&audience=caf%C3%A9&empty=",
      true,
      { { "johndoe\xC3\xA9", "username", GRANTLET_E_REQUEST_MISSING, true },
        { "A3ddj3w \xE2\x82\xAC", "password", GRANTLET_E_REQUEST_MISSING, true } } },
    { "RFC 6749, section 4.5", extension, "https://as.example/token",
      "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Asaml2-bearer&client_id=s6BhdRkqt3"
      "&client_secret=7Fjfp0ZBr1KtDRbnfVdmIw&scope=a+b&audience=caf%C3%A9&empty=",
      true,
      { { "urn:ietf:params:oauth:grant-type:saml2-bearer", "grant_type", GRANTLET_E_REQUEST_MISSING,
          false } } },
    { "RFC 7009, section 2.1, refresh_token", revoke_token, "https://as.example/revoke",
      "token=45ghiukldjahdnhzdauz&token_type_hint=refresh_token&client_id=s6BhdRkqt3"
      "&client_secret=7Fjfp0ZBr1KtDRbnfVdmIw",
      false,
      { { "45ghiukldjahdnhzdauz", "token", GRANTLET_E_REQUEST_MISSING, false },
        { "refresh_token", "token_type_hint", GRANTLET_E_REQUEST_MISSING, false } } },
    { "RFC 7009, section 2.1, access_token", revoke_token, "https://as.example/revoke",
      "token=45ghiukldjahdnhzdauz&token_type_hint=access_token&client_id=s6BhdRkqt3"
      "&client_secret=7Fjfp0ZBr1KtDRbnfVdmIw",
      false,
      { { "45ghiukldjahdnhzdauz", "token", GRANTLET_E_REQUEST_MISSING, false },
        { "access_token", "token_type_hint", GRANTLET_E_REQUEST_MISSING, false } } },
};

static const grantlet_profile_setting settings[] = {
    { &grantlet_setting_token_endpoint, GRANTLET_SPAN("/token") },
    { &grantlet_setting_revocation_endpoint, GRANTLET_SPAN("/revoke") },
    { &grantlet_setting_device_authorization_endpoint, GRANTLET_SPAN("/device_authorization") },
};
static const grantlet_profile profile = GRANTLET_PROFILE(&grantlet_rfc6749_body, settings);
static const grantlet_client client = GRANTLET_CLIENT(&profile, "s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw",
                                                      "https://as.example");
static const grantlet_pair params[] = {
    { GRANTLET_SPAN("audience"), GRANTLET_SPAN("caf\xC3\xA9") },
    { GRANTLET_SPAN("empty"), { NULL, 0 } },
};
static const grantlet_options options = { GRANTLET_SPAN("a b"), params, 2 };

static grantlet_request request;
static grantlet_error error;

static arguments good(const request_row *of)
{
    static uint8_t buffer[1024];
    arguments with;
    size_t index;
    with.profile = &profile;
    with.client = &client;
    with.options = of->has_options ? &options : NULL;
    for (index = 0; index < 4; index++) {
        with.text[index] = grantlet_text(of->texts[index].text);
    }
    with.granted = grantlet_text("");
    with.out = buffer;
    with.capacity = sizeof buffer;
    with.request = &request;
    with.error = &error;
    return with;
}

static grantlet_status ask(const request_row *of, const arguments *with)
{
    SPOIL(request);
    SPOIL(error);
    return of->write(with);
}

static bool blames(const char *member)
{
    return strcmp(grantlet_member_name(error.member), member) == 0;
}

/* What is refused writes nothing, and has nothing to point to. */
static void refused(const request_row *of, const arguments *with, grantlet_status expected)
{
    CHECK(ask(of, with) == expected);
    CHECK(with->request == NULL || IS_ZERO(request));
}

/* A text at `place` of the arguments that is none, in each way. */
static void refuses_bad_text(const request_row *of, const arguments *with, grantlet_span *place,
                             const char *member, bool is_utf8)
{
    static const char *const never[] = { "\x80", "\xC3", "a\xED\xA0\x80", "\xF4\x90\x80\x80" };
    static const char *const not_ascii[] = { "\x7F", "\x1F", "a\n", "\r\nX: y", "caf\xC3\xA9" };
    const grantlet_span was = *place;
    size_t index;
    place->length = too_large;
    refused(of, with, GRANTLET_E_NULL);
    place->length = SIZE_MAX;
    refused(of, with, GRANTLET_E_NULL);
    place->length = 1;
    place->bytes = NULL;
    refused(of, with, GRANTLET_E_NULL);
    for (index = 0; index < sizeof never / sizeof *never; index++) {
        *place = grantlet_text(never[index]);
        refused(of, with, GRANTLET_E_ENCODING);
        CHECK(blames(member));
    }
    place->bytes = (const uint8_t *)"a";
    place->length = 2; /* with its NUL */
    if (!is_utf8) {
        refused(of, with, GRANTLET_E_ENCODING);
        CHECK(blames(member));
    }
    for (index = 0; index < sizeof not_ascii / sizeof *not_ascii && !is_utf8; index++) {
        *place = grantlet_text(not_ascii[index]);
        refused(of, with, GRANTLET_E_ENCODING);
        CHECK(blames(member));
    }
    *place = was;
    CHECK(ask(of, with) == GRANTLET_OK);
}

#endif
