/* Requests: what each grant writes, at every size of the buffer, and what is refused. */
#include "check.h"

/* Everything that a request is written from and to. */
typedef struct {
    const grantlet_profile *profile;
    const grantlet_client *client;
    const grantlet_options *options;
    grantlet_span text[4];
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
    grantlet_refresh_grant grant = { with->text[0], given_options(with->options) };
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

static void writes_what_the_rfc_has(const request_row *of)
{
    arguments with = good(of);
    CHECK(ask(of, &with) == GRANTLET_OK);
    CHECK(IS_ZERO(error));
    CHECK(is(request.url, of->url));
    CHECK(is(request.headers, FORM));
    CHECK(is(request.body, of->body));
}

static void tells_its_length_to_the_byte(const request_row *of)
{
    size_t needed = strlen(of->url) + strlen(FORM) + strlen(of->body);
    arguments with = good(of);
    for (with.capacity = 0; with.capacity < needed; with.capacity++) {
        with.out = guarded(with.capacity);
        memset(with.out, 0xA5, with.capacity);
        refused(of, &with, GRANTLET_E_BUFFER_TOO_SMALL);
        CHECK(error.needed == needed);
        CHECK(is_zero(with.out, with.capacity));
    }
    with.out = guarded(needed);
    CHECK(ask(of, &with) == GRANTLET_OK);
    CHECK(is(request.body, of->body));
    with.out = NULL;
    with.capacity = 0;
    refused(of, &with, GRANTLET_E_BUFFER_TOO_SMALL);
    CHECK(error.needed == needed);
}

static void refuses_null(const request_row *of)
{
    arguments with = good(of);
    grantlet_profile unset;
    with.profile = NULL;
    refused(of, &with, GRANTLET_E_NULL);
    CHECK(IS_ZERO(error));
    memset(&unset, 0, sizeof unset);
    with.profile = &unset;
    refused(of, &with, GRANTLET_E_NULL);

    with = good(of);
    with.client = NULL;
    refused(of, &with, GRANTLET_E_NULL);
    CHECK(IS_ZERO(error));

    with = good(of);
    with.out = NULL;
    refused(of, &with, GRANTLET_E_NULL);

    with = good(of);
    with.capacity = too_large;
    refused(of, &with, GRANTLET_E_NULL);
    with.capacity = SIZE_MAX;
    refused(of, &with, GRANTLET_E_NULL);

    with = good(of);
    with.request = NULL;
    refused(of, &with, GRANTLET_E_NULL);
    CHECK(IS_ZERO(error));

    with = good(of);
    with.error = NULL;
    refused(of, &with, GRANTLET_E_NULL);
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

static void refuses_texts_that_are_none(const request_row *of)
{
    arguments with = good(of);
    grantlet_client other_client = client;
    size_t index;
    for (index = 0; index < 4 && of->texts[index].text != NULL; index++) {
        refuses_bad_text(of, &with, &with.text[index], of->texts[index].member,
                         of->texts[index].is_utf8);
    }
    with.client = &other_client;
    refuses_bad_text(of, &with, &other_client.base_url, "base_url", false);
    refuses_bad_text(of, &with, &other_client.client_id, "client_id", false);
    refuses_bad_text(of, &with, &other_client.client_secret, "client_secret", false);
    if (of->has_options) {
        grantlet_options other_options = options;
        grantlet_pair other_params[2];
        memcpy(other_params, params, sizeof params);
        other_options.params = other_params;
        with.options = &other_options;
        refuses_bad_text(of, &with, &other_options.scope, "scope", false);
        refuses_bad_text(of, &with, &other_params[1].name, "a parameter of the caller's", false);
        refuses_bad_text(of, &with, &other_params[1].value, "a parameter of the caller's", true);
    }
}

static void says_what_it_lacks(const request_row *of)
{
    size_t index;
    for (index = 0; index < 4 && of->texts[index].text != NULL; index++) {
        arguments with = good(of);
        grantlet_status status;
        with.text[index].length = 0;
        with.text[index].bytes = NULL;
        status = ask(of, &with);
        CHECK(status == of->texts[index].if_empty);
        CHECK(status == GRANTLET_OK || blames(of->texts[index].member));
    }
}

static void knows_its_client(const request_row *of)
{
    arguments with = good(of);
    grantlet_client other_client = client;
    with.client = &other_client;
    other_client.client_id.length = 0;
    refused(of, &with, GRANTLET_E_REQUEST_MISSING);
    CHECK(blames("client_id"));

    other_client = client;
    other_client.client_secret.length = 0;
    other_client.client_secret.bytes = NULL;
    if (strstr(of->name, "4.4.2") != NULL) {
        /* The client's own credentials are none without a secret. */
        refused(of, &with, GRANTLET_E_REQUEST_MISSING);
        CHECK(blames("client_secret"));
    } else {
        /* A public client: its id, and no secret. */
        char body[512];
        CHECK(ask(of, &with) == GRANTLET_OK);
        memcpy(body, request.body.bytes, request.body.length);
        body[request.body.length] = '\0';
        CHECK(strstr(body, "client_id=s6BhdRkqt3") != NULL);
        CHECK(strstr(body, "client_secret") == NULL);
    }

    other_client = client;
    other_client.base_url = grantlet_text("http://as.example");
    refused(of, &with, GRANTLET_E_REQUEST_URL);
    other_client.base_url = grantlet_text("https://");
    refused(of, &with, GRANTLET_E_REQUEST_URL);
    other_client.base_url.length = 0;
    refused(of, &with, GRANTLET_E_REQUEST_URL);
}

static void takes_options_or_none(const request_row *of)
{
    grantlet_pair many[9];
    grantlet_options other_options = options;
    arguments with = good(of);
    size_t index;
    if (!of->has_options) {
        return;
    }
    with.options = NULL;
    CHECK(ask(of, &with) == GRANTLET_OK);
    CHECK(request.body.length + strlen("&scope=a+b" TAIL) == strlen(of->body));

    memset(&other_options, 0, sizeof other_options);
    with.options = &other_options;
    CHECK(ask(of, &with) == GRANTLET_OK);

    for (index = 0; index < 9; index++) {
        many[index].name = grantlet_text("p");
        many[index].value = grantlet_text("v");
    }
    other_options.params = many;
    other_options.params_length = 8;
    CHECK(ask(of, &with) == GRANTLET_OK);
    CHECK(request.body.length >= strlen("&p=v") * 8);
    other_options.params_length = 9;
    refused(of, &with, GRANTLET_E_TOO_MANY_PARAMETERS);
    other_options.params_length = SIZE_MAX;
    refused(of, &with, GRANTLET_E_TOO_MANY_PARAMETERS);
    other_options.params = NULL;
    other_options.params_length = 1;
    refused(of, &with, GRANTLET_E_NULL);

    other_options.params = many;
    many[0].name = grantlet_text("client_secret");
    refused(of, &with, GRANTLET_E_REQUEST_UNEXPECTED);
    CHECK(blames("client_secret"));
    many[0].name.length = 0;
    refused(of, &with, GRANTLET_E_REQUEST_MISSING);
    many[0].name = grantlet_text("p");

    other_options.scope = grantlet_text("a  b");
    refused(of, &with, GRANTLET_E_REQUEST_CHARS);
    CHECK(blames("scope"));
    other_options.scope = grantlet_text("a\"b");
    refused(of, &with, GRANTLET_E_REQUEST_CHARS);
}

/* What is only read may be the same memory. */
static void reads_what_overlaps(void)
{
    static const grantlet_client same = GRANTLET_CLIENT(&profile, "https://as.example",
                                                        "https://as.example", "https://as.example");
    arguments with = good(&rows[0]);
    row = "overlapping inputs";
    with.client = &same;
    with.text[0] = same.base_url;
    CHECK(ask(&rows[0], &with) == GRANTLET_OK);
}

/* RFC 7636, section 4.1: a code_verifier has 43 to 128 characters. */
static void refuses_verifiers_of_another_length(void)
{
    char long_one[130];
    size_t length;
    arguments with = good(&rows[2]);
    row = "RFC 7636, section 4.1";
    memset(long_one, 'a', sizeof long_one);
    with.text[2].bytes = (const uint8_t *)long_one;
    for (length = 1; length <= sizeof long_one; length++) {
        bool fits = length >= 43 && length <= 128;
        with.text[2].length = length;
        CHECK(ask(&rows[2], &with) == (fits ? GRANTLET_OK : GRANTLET_E_REQUEST_LENGTH));
        CHECK(fits || blames("code_verifier"));
    }
    long_one[0] = '/';
    with.text[2].length = 43;
    refused(&rows[2], &with, GRANTLET_E_REQUEST_CHARS);
    with = good(&rows[2]);
    with.text[1] = grantlet_text("https://client.example.com/cb#top");
    refused(&rows[2], &with, GRANTLET_E_REQUEST_REDIRECT_URI);
}

static void asks_for_an_endpoint(void)
{
    static const struct {
        size_t row;
        const char *member;
    } endpoints[] = {
        { 0, "token_endpoint" },
        { 5, "device_authorization_endpoint" },
        { 8, "revocation_endpoint" },
    };
    size_t index;
    row = "no endpoint";
    for (index = 0; index < 3; index++) {
        const request_row *of = &rows[endpoints[index].row];
        arguments with = good(of);
        with.profile = &grantlet_rfc6749;
        refused(of, &with, GRANTLET_E_REQUEST_MISSING);
        CHECK(blames(endpoints[index].member));
    }
    {
        arguments with = good(&rows[0]);
        with.profile = &grantlet_boldsign;
        refused(&rows[0], &with, GRANTLET_E_REQUEST_BASE_URL);
        CHECK(blames("token_endpoint"));
    }
}

/* RFC 6749, section 2.3.1; RFC 6750, section 2.1. */
static void writes_authorization_headers(void)
{
    static const struct {
        const char *id, *secret, *encoded, *verbatim;
    } basics[] = {
        { "s6BhdRkqt3", "gX1fBat3bV", "Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW",
          "Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW" },
        { "a b", "c/d", "Basic YSUyMGI6YyUyRmQ=", "Basic YSBiOmMvZA==" },
        { "a:b", "c", "Basic YSUzQWI6Yw==", NULL },
    };
    uint8_t *out;
    grantlet_span value;
    size_t index, capacity;
    row = "RFC 6750, section 2.1";
    for (capacity = 0; capacity < 20; capacity++) {
        grantlet_status status;
        out = guarded(capacity);
        SPOIL(value);
            SPOIL(error);
        status = grantlet_bearer(grantlet_text("mF_9.B5f-4.1J"), out, capacity, &value, &error);
        CHECK(status == GRANTLET_E_BUFFER_TOO_SMALL && error.needed == 20 && is_zero(out, capacity));
    }
    out = guarded(20);
    CHECK(grantlet_bearer(grantlet_text("mF_9.B5f-4.1J"), out, 20, &value, &error) == GRANTLET_OK);
    CHECK(IS_ZERO(error) && value.length == 20 && value.bytes == out && memcmp(out, "Bearer mF_9.B5f-4.1J", 20) == 0);
    CHECK(grantlet_bearer(grantlet_text("t"), NULL, 0, &value, &error) == GRANTLET_E_BUFFER_TOO_SMALL && error.needed == 8);
    CHECK(grantlet_bearer(grantlet_text(""), out, 20, &value, &error) == GRANTLET_E_REQUEST_MISSING && IS_ZERO(value));
    CHECK(grantlet_bearer(grantlet_text("a b"), out, 20, &value, &error) == GRANTLET_E_REQUEST_CHARS && IS_ZERO(value));
    CHECK(grantlet_bearer(grantlet_text("a\r\n"), out, 20, &value, &error) == GRANTLET_E_ENCODING);
    {
        grantlet_token of_a_type;
        memset(&of_a_type, 0, sizeof of_a_type);
        of_a_type.access_token = grantlet_text("t");
        CHECK(grantlet_token_bearer(&of_a_type, out, 20, &value, &error) == GRANTLET_OK && is(value, "Bearer t"));
        of_a_type.token_type = grantlet_text("bEARER");
        CHECK(grantlet_token_bearer(&of_a_type, out, 20, &value, &error) == GRANTLET_OK && is(value, "Bearer t"));
        of_a_type.token_type = grantlet_text("mac");
        CHECK(grantlet_token_bearer(&of_a_type, out, 20, &value, &error) == GRANTLET_E_REQUEST_UNEXPECTED
              && IS_ZERO(value));
        CHECK(grantlet_token_bearer(NULL, out, 20, &value, &error) == GRANTLET_E_NULL && IS_ZERO(value));
    }
    CHECK(grantlet_bearer(grantlet_text("t"), out, 20, NULL, &error) == GRANTLET_E_NULL);
    SPOIL(value);
    CHECK(grantlet_bearer(grantlet_text("t"), NULL, 20, &value, &error) == GRANTLET_E_NULL && IS_ZERO(value));
    CHECK(grantlet_bearer(grantlet_text("t"), out, too_large, &value, &error) == GRANTLET_E_NULL);
    {
        grantlet_span none = { NULL, 1 };
        CHECK(grantlet_bearer(none, out, 20, &value, &error) == GRANTLET_E_NULL);
        none.bytes = out;
        none.length = too_large;
        CHECK(grantlet_bearer(none, out, 20, &value, &error) == GRANTLET_E_NULL);
    }

    for (index = 0; index < sizeof basics / sizeof *basics; index++) {
        grantlet_client with;
        int verbatim;
        row = basics[index].id;
        memset(&with, 0, sizeof with);
        with.client_id = grantlet_text(basics[index].id);
        with.client_secret = grantlet_text(basics[index].secret);
        for (verbatim = 0; verbatim < 2; verbatim++) {
            const char *expected = verbatim ? basics[index].verbatim : basics[index].encoded;
            if (expected == NULL) {
                CHECK(grantlet_basic(&with, true, out, 20, &value, &error) == GRANTLET_E_REQUEST_CHARS);
                continue;
            }
            for (capacity = 0; capacity <= strlen(expected); capacity++) {
                grantlet_status status;
                bool fits = capacity == strlen(expected);
                out = guarded(capacity);
                status = grantlet_basic(&with, verbatim != 0, out, capacity, &value, &error);
                CHECK(status == (fits ? GRANTLET_OK : GRANTLET_E_BUFFER_TOO_SMALL));
                CHECK(fits ? is(value, expected) && IS_ZERO(error) : error.needed == strlen(expected));
                CHECK(fits ? memcmp(out, expected, capacity) == 0 : is_zero(out, capacity));
            }
        }
        out = guarded(64);
        CHECK(grantlet_basic(NULL, false, out, 64, &value, &error) == GRANTLET_E_NULL && IS_ZERO(value));
        CHECK(grantlet_basic(&with, false, NULL, 64, &value, &error) == GRANTLET_E_NULL);
        CHECK(grantlet_basic(&with, false, out, 64, NULL, &error) == GRANTLET_E_NULL);
        CHECK(grantlet_basic(&with, false, out, too_large, &value, &error) == GRANTLET_E_NULL);
        with.client_secret = grantlet_text("\x80");
        CHECK(grantlet_basic(&with, false, out, 64, &value, &error) == GRANTLET_E_ENCODING);
        with.client_secret.length = 0;
        CHECK(grantlet_basic(&with, false, out, 64, &value, &error) == GRANTLET_E_REQUEST_MISSING);
        with.client_secret = grantlet_text("s");
        with.client_id.length = 0;
        CHECK(grantlet_basic(&with, false, out, 64, &value, &error) == GRANTLET_E_REQUEST_MISSING);
    }
}

/* RFC 8707, and what is like it: further parameters on every request. */
static void takes_parameters_on_every_request(void)
{
    grantlet_options only = options;
    size_t index;
    only.scope.length = 0;
    for (index = 0; index < sizeof rows / sizeof *rows; index++) {
        arguments with = good(&rows[index]);
        row = rows[index].name;
        if (rows[index].write == refresh) {
            continue;
        }
        with.options = &only;
        CHECK(ask(&rows[index], &with) == GRANTLET_OK);
        CHECK(request.body.length > strlen(TAIL)
              && memcmp(request.body.bytes + request.body.length - strlen(TAIL), TAIL, strlen(TAIL)) == 0);
    }
    {
        arguments with = good(&rows[1]);
        row = "RFC 6749, section 6";
        with.options = &options;
        refused(&rows[1], &with, GRANTLET_E_REQUEST_SCOPE);
    }
}

/* A struct that is NULL, where that is not allowed. */
static void refuses_no_grant(void)
{
    arguments of = good(&rows[0]);
    const arguments *with = &of;
    row = "no grant";
    CHECK(grantlet_refresh_request_with(TO, NULL, FROM) == GRANTLET_E_NULL && IS_ZERO(request));
    CHECK(grantlet_code_request(TO, NULL, FROM) == GRANTLET_E_NULL);
    CHECK(grantlet_device_code_request(TO, NULL, FROM) == GRANTLET_E_NULL);
    CHECK(grantlet_extension_request(TO, NULL, FROM) == GRANTLET_E_NULL);
    CHECK(grantlet_revocation_request(TO, NULL, FROM) == GRANTLET_E_NULL);
    CHECK(grantlet_device_authorization_request(TO, NULL, FROM) == GRANTLET_OK);
    CHECK(is(request.body, "client_id=s6BhdRkqt3&client_secret=7Fjfp0ZBr1KtDRbnfVdmIw"));
}

/* A client that is checked once: https, and below the base URL. */
static void checks_a_client_once(void)
{
    static const grantlet_profile_setting loopback_settings[] = {
        { &grantlet_setting_token_endpoint, GRANTLET_SPAN("/token") },
        { &grantlet_setting_allow_loopback, GRANTLET_NO_VALUE },
    };
    static const grantlet_profile loopback = GRANTLET_PROFILE(&grantlet_rfc6749_body, loopback_settings);
    const struct {
        const char *base_url;
        const grantlet_profile *profile;
        grantlet_status status;
        const char *member;
    } clients[] = {
        { "https://as.example", &profile, GRANTLET_OK, "" },
        { "http://as.example", &profile, GRANTLET_E_REQUEST_URL, "token_endpoint" },
        { "https://as.example?a", &profile, GRANTLET_E_REQUEST_URL, "token_endpoint" },
        { "https://user@as.example", &profile, GRANTLET_E_REQUEST_URL, "token_endpoint" },
        { "", &profile, GRANTLET_E_REQUEST_URL, "token_endpoint" },
        { "", &grantlet_boldsign, GRANTLET_OK, "" },
        { "https://as.example", &grantlet_boldsign, GRANTLET_E_REQUEST_BASE_URL, "token_endpoint" },
        { "http://127.0.0.1:8080", &loopback, GRANTLET_OK, "" },
        { "http://127.0.0.1:8080", &profile, GRANTLET_E_REQUEST_URL, "token_endpoint" },
        { "\x80", &profile, GRANTLET_E_ENCODING, "base_url" },
        { "https://as.example", NULL, GRANTLET_E_NULL, "" },
    };
    const grantlet_span id = GRANTLET_SPAN("s6BhdRkqt3");
    const grantlet_span secret = GRANTLET_SPAN("7Fjfp0ZBr1KtDRbnfVdmIw");
    uint8_t buffer[512];
    grantlet_client made;
    size_t index;
    for (index = 0; index < sizeof clients / sizeof *clients; index++) {
        grantlet_status status;
        row = clients[index].base_url;
        SPOIL(made);
        SPOIL(error);
        status = grantlet_client_init(&made, clients[index].profile, id, secret,
                                      grantlet_text(clients[index].base_url), &error);
        CHECK(status == clients[index].status);
        CHECK(blames(clients[index].member));
        if (status != GRANTLET_OK) {
            CHECK(IS_ZERO(made));
            continue;
        }
        CHECK(IS_ZERO(error) && made.addresses_checked);
        CHECK(grantlet_refresh_request(&made, id, buffer, sizeof buffer, &request, &error) == GRANTLET_OK);
    }
    row = "NULL";
    CHECK(grantlet_client_init(NULL, &profile, id, secret, id, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_client_init(&made, &profile, id, secret, id, NULL) == GRANTLET_E_NULL && IS_ZERO(made));
}

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
        size_t at;
        row = all[index].url;
        SPOIL(parts);
        CHECK(grantlet_url_split(grantlet_text(all[index].url), &parts) == GRANTLET_OK);
        CHECK(is(parts.host, all[index].host) && is(parts.authority, all[index].authority));
        CHECK(is(parts.path, all[index].path) && parts.port == all[index].port);
        CHECK(parts.https == all[index].https);
        request.url = grantlet_text(all[index].url);
        request.headers = grantlet_text("Accept: application/json\r\n");
        request.body.bytes = (const uint8_t *)body;
        for (at = 0; at < sizeof lengths / sizeof *lengths; at++) {
            char expected[256];
            size_t needed;
            request.body.length = lengths[at];
            snprintf(expected, sizeof expected,
                     "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %u\r\n"
                     "Accept: application/json\r\n\r\n",
                     all[index].target, all[index].authority, (unsigned)lengths[at]);
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

int main(void)
{
    size_t index;
    for (index = 0; index < sizeof rows / sizeof *rows; index++) {
        row = rows[index].name;
        writes_what_the_rfc_has(&rows[index]);
        tells_its_length_to_the_byte(&rows[index]);
        refuses_null(&rows[index]);
        refuses_texts_that_are_none(&rows[index]);
        says_what_it_lacks(&rows[index]);
        knows_its_client(&rows[index]);
        takes_options_or_none(&rows[index]);
    }
    reads_what_overlaps();
    refuses_verifiers_of_another_length();
    asks_for_an_endpoint();
    writes_authorization_headers();
    takes_parameters_on_every_request();
    refuses_no_grant();
    checks_a_client_once();
    writes_the_head();
    return verdict();
}
