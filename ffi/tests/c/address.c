/* Authorization URLs and callback URLs. */
#include "check.h"

#define VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
#define NONCE "n-0S6_WzA2Mjn-0S6_WzA2Mjn-0S6_WzA2Mjn-0S6_W"

/* Everything that the address of a login is written from and to. */
typedef struct {
    const grantlet_profile *profile;
    const grantlet_client *client;
    const grantlet_options *options;
    grantlet_span text[4]; /* redirect_uri, state, nonce, code_verifier */
    void *out;
    size_t capacity;
    grantlet_span *url;
    grantlet_error *error;
} arguments;

typedef grantlet_status writing(const arguments *with);

static grantlet_status code_url(const arguments *with)
{
    grantlet_code_login login = { with->text[0], with->text[1], with->text[2], with->text[3],
                                  given_options(with->options) };
    return grantlet_code_url(client_at(with->client, with->profile), &login, with->out, with->capacity, with->url, with->error);
}

static grantlet_status implicit_url(const arguments *with)
{
    grantlet_implicit_login login = { with->text[0], with->text[1], with->text[2], given_options(with->options) };
    return grantlet_implicit_url(client_at(with->client, with->profile), &login, with->out, with->capacity, with->url,
                                 with->error);
}

typedef struct {
    const char *name;
    writing *write;
    const char *nonce;
    bool pkce;
    bool options;
    const char *url;
} url_row;

#define BASE "https://server.example.com/authorize?response_type="
#define TEXTS "&client_id=s6BhdRkqt3&state=x%20z"
#define REDIRECT "&redirect_uri=https%3A%2F%2Fclient.example.com%2Fcb"
#define PKCE "&code_challenge=" CHALLENGE "&code_challenge_method=S256"

static const url_row urls[] = {
    { "RFC 7636, section 4.3", code_url, "", true, false, BASE "code" TEXTS REDIRECT PKCE },
    { "RFC 6749, section 4.1.1", code_url, "", false, false, BASE "code" TEXTS REDIRECT },
    { "RFC 6749, section 3.3", code_url, "", true, true,
      BASE "code" TEXTS "&scope=openid%20b" REDIRECT PKCE "&login_hint=caf%C3%A9" },
    { "OpenID Connect Core, section 3.1.2.1", code_url, NONCE, true, true,
      BASE "code" TEXTS "&scope=openid%20b" REDIRECT PKCE "&nonce=" NONCE "&login_hint=caf%C3%A9" },
    { "RFC 6749, section 4.2.1", implicit_url, "", true, false, BASE "token" TEXTS REDIRECT },
    { "OpenID Connect Core, section 3.2.2.1", implicit_url, NONCE, true, true,
      BASE "id_token%20token" TEXTS "&scope=openid%20b" REDIRECT "&nonce=" NONCE
           "&login_hint=caf%C3%A9" },
};

static const grantlet_profile_setting settings[] = {
    { &grantlet_setting_authorization_endpoint, GRANTLET_SPAN("/authorize") },
    { &grantlet_setting_no_pkce, GRANTLET_NO_VALUE },
};
static const grantlet_profile without_pkce = GRANTLET_PROFILE(&grantlet_rfc6749, settings);
static const grantlet_profile with_pkce = { &grantlet_rfc6749, settings, 1, NULL };
static const grantlet_client client = GRANTLET_CLIENT(&with_pkce, "s6BhdRkqt3", "",
                                                      "https://server.example.com");
static const grantlet_pair params[] = {
    { GRANTLET_SPAN("login_hint"), GRANTLET_SPAN("caf\xC3\xA9") },
};
static const grantlet_options options = { GRANTLET_SPAN("openid b"), params, 1 };
static const char *const members[] = { "redirect_uri", "state", "nonce" };

static grantlet_span url;
static grantlet_span code;
static grantlet_token token;
static grantlet_error error;

static arguments good(const url_row *of)
{
    static uint8_t buffer[1024];
    arguments with;
    with.profile = of->pkce ? &with_pkce : &without_pkce;
    with.client = &client;
    with.options = of->options ? &options : NULL;
    with.text[0] = grantlet_text("https://client.example.com/cb");
    with.text[1] = grantlet_text("x z");
    with.text[2] = grantlet_text(of->nonce);
    with.text[3] = grantlet_text(VERIFIER);
    with.out = buffer;
    with.capacity = sizeof buffer;
    with.url = &url;
    with.error = &error;
    return with;
}

static grantlet_status ask(const url_row *of, const arguments *with)
{
    SPOIL(url);
    SPOIL(error);
    return of->write(with);
}

static bool blames(const char *member)
{
    return strcmp(grantlet_member_name(error.member), member) == 0;
}

static void refused(const url_row *of, const arguments *with, grantlet_status expected)
{
    CHECK(ask(of, with) == expected);
    CHECK(with->url == NULL || IS_ZERO(url));
}

static void writes_what_the_rfc_has(const url_row *of)
{
    arguments with = good(of);
    CHECK(ask(of, &with) == GRANTLET_OK);
    CHECK(is(url, of->url));
    CHECK(IS_ZERO(error));
}

static void tells_its_length_to_the_byte(const url_row *of)
{
    size_t needed = strlen(of->url);
    arguments with = good(of);
    for (with.capacity = 0; with.capacity < needed; with.capacity++) {
        with.out = guarded(with.capacity);
        memset(with.out, 0xA5, with.capacity);
        refused(of, &with, GRANTLET_E_BUFFER_TOO_SMALL);
        CHECK(error.needed == needed && is_zero(with.out, with.capacity));
    }
    with.out = guarded(needed);
    CHECK(ask(of, &with) == GRANTLET_OK && is(url, of->url));
    with.out = NULL;
    with.capacity = 0;
    refused(of, &with, GRANTLET_E_BUFFER_TOO_SMALL);
    CHECK(error.needed == needed);
}

static void refuses_null(const url_row *of)
{
    arguments with = good(of);
    with.profile = NULL;
    refused(of, &with, GRANTLET_E_NULL);
    CHECK(IS_ZERO(error));
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
    with = good(of);
    with.url = NULL;
    refused(of, &with, GRANTLET_E_NULL);
    CHECK(IS_ZERO(error));
    with = good(of);
    with.error = NULL;
    refused(of, &with, GRANTLET_E_NULL);
}

static void refuses_texts_that_are_none(const url_row *of)
{
    static const char *const none[] = { "\x80", "caf\xC3\xA9", "a\x7F", "a\r\n" };
    arguments with = good(of);
    size_t index, bad;
    for (index = 0; index < 3; index++) {
        for (bad = 0; bad < sizeof none / sizeof *none; bad++) {
            with.text[index] = grantlet_text(none[bad]);
            refused(of, &with, GRANTLET_E_ENCODING);
            CHECK(blames(members[index]));
        }
        with.text[index].length = too_large;
        refused(of, &with, GRANTLET_E_NULL);
        with.text[index].bytes = NULL;
        with.text[index].length = 1;
        refused(of, &with, GRANTLET_E_NULL);
        with.text[index].length = 0;
        if (index < 2) {
            refused(of, &with, GRANTLET_E_REQUEST_MISSING);
            CHECK(blames(members[index]));
        }
        with = good(of);
    }
    /* A nonce is what grantlet_nonce writes. */
    with.text[2] = grantlet_text("too-short");
    refused(of, &with, GRANTLET_E_ENCODING);
    CHECK(blames("nonce"));
    with.text[2] = grantlet_text(NONCE);
    with.text[2].bytes = guarded_copy("n-0S6_WzA2Mjn-0S6_WzA2Mjn-0S6_WzA2Mjn-0S6.W");
    refused(of, &with, GRANTLET_E_ENCODING);
    with = good(of);
    with.text[0] = grantlet_text("/relative");
    refused(of, &with, GRANTLET_E_REQUEST_REDIRECT_URI);
    with = good(of);
    if (of->write == code_url) {
        with.text[3] = grantlet_text("short");
        refused(of, &with, GRANTLET_E_VERIFIER);
        CHECK(blames("code_verifier"));
        with.text[3].bytes = NULL;
        refused(of, &with, GRANTLET_E_NULL);
        /* None is needed where the provider has no PKCE. */
        with.text[3].length = 0;
        if (of->pkce) {
            refused(of, &with, GRANTLET_E_VERIFIER);
        } else {
            CHECK(ask(of, &with) == GRANTLET_OK && is(url, of->url));
        }
    }
}

/* RFC 6749, sections 4.1.2 and 4.2.2; RFC 9207. */
typedef struct {
    const char *name;
    const char *address;
    grantlet_status status;
    const char *found; /* the code, the access_token, or the error */
    const char *member;
    bool implicit;
    grantlet_issuer_rule issuer_rule;
} callback_row;

#define CB "https://client.example.com/cb"
#define CODE "?code=SplxlOBeZQQYbYS6WxSbIA"
#define STATE "&state=x%20z"
#define ISS "&iss=https%3A%2F%2Fserver.example.com"
#define TOKEN "#access_token=2YotnFZFEjr1zCsicMWpAA"
#define TYPE "&token_type=bearer&expires_in=3600&scope=a+b"

static const callback_row callbacks[] = {
    { "RFC 6749, section 4.1.2", CB CODE STATE, GRANTLET_OK, "SplxlOBeZQQYbYS6WxSbIA", "", false,
      GRANTLET_ISSUER_IGNORED },
    { "RFC 9207, section 2.1", CB CODE STATE ISS, GRANTLET_OK, "SplxlOBeZQQYbYS6WxSbIA", "", false,
      GRANTLET_ISSUER_REQUIRED },
    { "RFC 9207, section 2.4, if present", CB CODE STATE ISS, GRANTLET_OK,
      "SplxlOBeZQQYbYS6WxSbIA", "", false, GRANTLET_ISSUER_IF_PRESENT },
    { "RFC 9207, section 2.4, not there", CB CODE STATE, GRANTLET_OK, "SplxlOBeZQQYbYS6WxSbIA", "",
      false, GRANTLET_ISSUER_IF_PRESENT },
    { "RFC 9207, section 2.4, absent", CB CODE STATE, GRANTLET_E_CALLBACK_ISSUER, NULL, "iss", false,
      GRANTLET_ISSUER_REQUIRED },
    { "RFC 9207, section 2.4, an unknown rule is the strict one", CB CODE STATE, GRANTLET_E_CALLBACK_ISSUER,
      NULL, "iss", false, (grantlet_issuer_rule)77 },
    { "RFC 9207, section 2.4, another", CB CODE STATE "&iss=https%3A%2F%2Fevil.example",
      GRANTLET_E_CALLBACK_ISSUER, NULL, "iss", false, GRANTLET_ISSUER_IF_PRESENT },
    { "RFC 9207, section 2.4, not announced", CB CODE STATE ISS, GRANTLET_E_CALLBACK_ISSUER, NULL, "iss",
      false, GRANTLET_ISSUER_REFUSED },
    { "RFC 6749, section 4.1.2, escapes", CB "?code=a%2Fb+c" STATE, GRANTLET_OK, "a/b c", "", false,
      GRANTLET_ISSUER_IGNORED },
    { "RFC 6749, section 4.1.2.1", CB "?error=access_denied&error_description=no+%3Cb%3E" STATE,
      GRANTLET_E_SERVER, "access_denied", "", false, GRANTLET_ISSUER_IGNORED },
    { "RFC 6749, section 10.12", CB CODE "&state=xz", GRANTLET_E_CALLBACK_STATE, NULL, "state", false,
      GRANTLET_ISSUER_IGNORED },
    { "RFC 6749, section 10.12, an error too", CB "?error=access_denied", GRANTLET_E_CALLBACK_STATE, NULL,
      "state", false, GRANTLET_ISSUER_IGNORED },
    { "RFC 6749, section 3.1.2", "https://client.example.com/other" CODE STATE,
      GRANTLET_E_CALLBACK_REDIRECT_URI, NULL, "redirect_uri", false, GRANTLET_ISSUER_IGNORED },
    { "RFC 6749, section 3.1", CB CODE STATE "&%63ode=b", GRANTLET_E_CALLBACK_DUPLICATE, NULL, "code", false,
      GRANTLET_ISSUER_IGNORED },
    { "RFC 6749, appendix A.11", CB "?code=a%0D%0Ab" STATE, GRANTLET_E_CALLBACK_CHARS, NULL, "code",
      false, GRANTLET_ISSUER_IGNORED },
    { "RFC 6749, section 4.1.2, fragment", CB "#code=a" STATE, GRANTLET_E_CALLBACK_MISPLACED, NULL, "code",
      false, GRANTLET_ISSUER_IGNORED },
    { "RFC 6749, section 4.1.2.1, both", CB CODE "&error=access_denied" STATE, GRANTLET_E_CALLBACK_CONFLICT,
      NULL, "error", false, GRANTLET_ISSUER_IGNORED },
    { "RFC 6749, section 4.1.2, neither", CB "?code=&state=x%20z", GRANTLET_E_CALLBACK_MISSING, NULL,
      "code", false, GRANTLET_ISSUER_IGNORED },
    { "RFC 6749, section 4.2.2", CB TOKEN TYPE STATE, GRANTLET_OK, "2YotnFZFEjr1zCsicMWpAA", "",
      true, GRANTLET_ISSUER_IGNORED },
    { "RFC 6749, section 4.2.2.1", CB "#error=access_denied" STATE, GRANTLET_E_SERVER,
      "access_denied", "", true, GRANTLET_ISSUER_IGNORED },
    { "RFC 6749, section 4.2.2, no refresh token", CB TOKEN TYPE STATE "&refresh_token=r",
      GRANTLET_E_CALLBACK_MISPLACED, NULL, "refresh_token", true, GRANTLET_ISSUER_IGNORED },
    { "RFC 6749, section 7.1, absent", CB TOKEN STATE, GRANTLET_E_CALLBACK_MISSING, NULL, "token_type",
      true, GRANTLET_ISSUER_IGNORED },
    { "RFC 6749, section 7.1, mac", CB TOKEN "&token_type=mac" STATE,
      GRANTLET_E_CALLBACK_TOKEN_TYPE, NULL, "token_type", true, GRANTLET_ISSUER_IGNORED },
    { "an empty address", "", GRANTLET_E_CALLBACK_REDIRECT_URI, NULL, "redirect_uri", true,
      GRANTLET_ISSUER_IGNORED },
};

static grantlet_expected expected;
static bool implicit;

static grantlet_status come_back(uint8_t *address, size_t length)
{
    SPOIL(error);
    if (implicit) {
        memset(&code, 0, sizeof code);
        SPOIL(token);
        return grantlet_implicit_callback(&grantlet_rfc6749, &expected, address, length, &token, &error);
    }
    SPOIL(code);
    memset(&token, 0, sizeof token);
    return grantlet_callback(&grantlet_rfc6749, &expected, address, length, &code, &error);
}

static void reads(const callback_row *of)
{
    size_t length = strlen(of->address);
    uint8_t *address = guarded_copy(of->address);
    grantlet_status status;
    implicit = of->implicit;
    expected.issuer_rule = of->issuer_rule;
    status = come_back(address, length);
    CHECK(status == of->status);
    CHECK(blames(of->member));
    CHECK(error.http_status == 0 && error.needed == 0 && !error.ends_grant);
    if (status == GRANTLET_OK) {
        CHECK(IS_ZERO(error));
        CHECK(is(of->implicit ? token.access_token : code, of->found));
        CHECK(of->implicit ? IS_ZERO(code) : IS_ZERO(token));
        CHECK(!of->implicit || (is(token.token_type, "bearer") && is(token.scope, "a b")));
        CHECK(!of->implicit || (token.expires_in_known && token.expires_in == 3600));
    } else {
        CHECK(IS_ZERO(code) && IS_ZERO(token));
        if (status == GRANTLET_E_SERVER) {
            CHECK(is(error.error, of->found));
            CHECK(error.error_uri.length == 0 && error.error_number.length == 0);
            CHECK(of->implicit || is(error.error_description, "no <b>"));
        } else {
            /* What it claims is nobody's word, and still encoded. */
            CHECK(error.error_uri.length == 0 && error.error_number.length == 0);
            CHECK(status != GRANTLET_E_CALLBACK_REDIRECT_URI || error.error.bytes == NULL);
            CHECK(error.error.length == 0
                  || (error.error.bytes > address && error.error.bytes < address + length));
            CHECK(memcmp(address, of->address, length) == 0);
        }
    }
}

/* An id_token comes only with openid in the scope: seen before the user leaves. */
static void asks_for_an_id_token_by_the_scope(void)
{
    static const grantlet_options other = { GRANTLET_SPAN("a openidb"), NULL, 0 };
    const grantlet_options *scopes[] = { NULL, &other };
    size_t index;
    row = "openid";
    for (index = 0; index < 2; index++) {
        arguments with = good(&urls[3]);
        with.options = scopes[index];
        CHECK(ask(&urls[3], &with) == GRANTLET_E_REQUEST_MISSING && blames("scope"));
        CHECK(ask(&urls[5], &with) == GRANTLET_E_REQUEST_MISSING && blames("scope"));
    }
}

/* An iss that is absent, another server's, or not expected: one status, distinguished by its offset. */
static void tells_an_absent_iss_from_a_wrong_one(void)
{
    static const char start[] = "https://client.example.com/cb?error=access%5Fdenied&state=x%20z";
    static const struct {
        const char *iss;
        grantlet_issuer_rule rule;
        size_t at;
    } cases[] = {
        { "", GRANTLET_ISSUER_REQUIRED, 0 },
        { "&iss=", GRANTLET_ISSUER_REQUIRED, 0 },
        { "&iss=https://evil.example", GRANTLET_ISSUER_REQUIRED, sizeof start - 1 + 5 },
        { "&iss=https://evil.example", GRANTLET_ISSUER_IF_PRESENT, sizeof start - 1 + 5 },
        { "&iss=https://server.example.com", GRANTLET_ISSUER_REFUSED, sizeof start - 1 + 5 },
    };
    size_t index;
    row = "iss";
    implicit = false;
    for (index = 0; index < sizeof cases / sizeof *cases; index++) {
        char address[128];
        snprintf(address, sizeof address, "%s%s", start, cases[index].iss);
        expected.issuer_rule = cases[index].rule;
        CHECK(come_back((uint8_t *)address, strlen(address)) == GRANTLET_E_CALLBACK_ISSUER);
        CHECK(error.at == cases[index].at);
        CHECK(is(error.error, "access%5Fdenied"));
        CHECK(grantlet_form_is(error.error, grantlet_text("access_denied")));
    }
}

/* Every prefix of an address ends somewhere: nothing behind it is read. */
static void reads_no_further(const callback_row *of)
{
    size_t length;
    implicit = of->implicit;
    expected.issuer_rule = of->issuer_rule;
    for (length = 0; length < strlen(of->address); length++) {
        uint8_t *address = guarded(length);
        memcpy(address, of->address, length);
        CHECK(come_back(address, length) == GRANTLET_OK || (IS_ZERO(code) && IS_ZERO(token)));
    }
}

static void refuses_null_in_callbacks(void)
{
    static const char address[] = CB CODE STATE;
    uint8_t copy[sizeof address - 1];
    const grantlet_profile *rfc = &grantlet_rfc6749;
    grantlet_profile unset;
    size_t length = sizeof copy;
    grantlet_span *places[3];
    size_t index;
    row = "NULL";
    memset(&unset, 0, sizeof unset);
    memcpy(copy, address, length);
    implicit = false;
    expected.issuer_rule = GRANTLET_ISSUER_IF_PRESENT;
    SPOIL(code);
    SPOIL(error);
    CHECK(grantlet_callback(NULL, &expected, copy, length, &code, &error) == GRANTLET_E_NULL);
    CHECK(IS_ZERO(code) && IS_ZERO(error));
    SPOIL(code);
    SPOIL(error);
    CHECK(grantlet_callback(&unset, &expected, copy, length, &code, &error) == GRANTLET_E_NULL);
    CHECK(IS_ZERO(code) && IS_ZERO(error));
    SPOIL(code);
    SPOIL(error);
    CHECK(grantlet_callback(rfc, NULL, copy, length, &code, &error) == GRANTLET_E_NULL);
    CHECK(IS_ZERO(code) && IS_ZERO(error));
    SPOIL(code);
    SPOIL(error);
    CHECK(grantlet_callback(rfc, &expected, NULL, length, &code, &error) == GRANTLET_E_NULL);
    CHECK(IS_ZERO(code) && IS_ZERO(error));
    SPOIL(code);
    SPOIL(error);
    CHECK(grantlet_callback(rfc, &expected, copy, too_large, &code, &error) == GRANTLET_E_NULL);
    CHECK(IS_ZERO(code) && IS_ZERO(error));
    SPOIL(error);
    CHECK(grantlet_callback(rfc, &expected, copy, length, NULL, &error) == GRANTLET_E_NULL && IS_ZERO(error));
    SPOIL(code);
    CHECK(grantlet_callback(rfc, &expected, copy, length, &code, NULL) == GRANTLET_E_NULL && IS_ZERO(code));
    SPOIL(token);
    SPOIL(error);
    CHECK(grantlet_implicit_callback(NULL, &expected, copy, length, &token, &error) == GRANTLET_E_NULL);
    CHECK(IS_ZERO(token) && IS_ZERO(error));
    SPOIL(token);
    SPOIL(error);
    CHECK(grantlet_implicit_callback(&unset, &expected, copy, length, &token, &error) == GRANTLET_E_NULL);
    CHECK(IS_ZERO(token) && IS_ZERO(error));
    SPOIL(token);
    SPOIL(error);
    CHECK(grantlet_implicit_callback(rfc, NULL, copy, length, &token, &error) == GRANTLET_E_NULL);
    CHECK(IS_ZERO(token) && IS_ZERO(error));
    SPOIL(token);
    SPOIL(error);
    CHECK(grantlet_implicit_callback(rfc, &expected, NULL, length, &token, &error) == GRANTLET_E_NULL);
    CHECK(IS_ZERO(token) && IS_ZERO(error));
    SPOIL(token);
    SPOIL(error);
    CHECK(grantlet_implicit_callback(rfc, &expected, copy, too_large, &token, &error) == GRANTLET_E_NULL);
    CHECK(IS_ZERO(token) && IS_ZERO(error));
    SPOIL(error);
    CHECK(grantlet_implicit_callback(rfc, &expected, copy, length, NULL, &error) == GRANTLET_E_NULL && IS_ZERO(error));
    SPOIL(token);
    CHECK(grantlet_implicit_callback(rfc, &expected, copy, length, &token, NULL) == GRANTLET_E_NULL && IS_ZERO(token));
    CHECK(memcmp(copy, address, length) == 0);

    places[0] = &expected.redirect_uri;
    places[1] = &expected.state;
    places[2] = &expected.issuer;
    for (index = 0; index < 3; index++) {
        const grantlet_span was = *places[index];
        row = index == 2 ? "iss" : members[index];
        *places[index] = grantlet_text("caf\xC3\xA9");
        CHECK(come_back(copy, length) == GRANTLET_E_ENCODING && blames(row));
        places[index]->length = too_large;
        CHECK(come_back(copy, length) == GRANTLET_E_NULL);
        places[index]->bytes = NULL;
        places[index]->length = 1;
        CHECK(come_back(copy, length) == GRANTLET_E_NULL);
        places[index]->length = 0;
        CHECK(come_back(copy, length)
              == (index == 0   ? GRANTLET_E_CALLBACK_REDIRECT_URI
                  : index == 1 ? GRANTLET_E_CALLBACK_STATE
                               : GRANTLET_OK));
        *places[index] = was;
        memcpy(copy, address, length);
    }
    /* All zeros expect an issuer, and so believe nothing. */
    memset(&expected, 0, sizeof expected);
    expected.redirect_uri = grantlet_text(CB);
    expected.state = grantlet_text("x z");
    CHECK(come_back(copy, length) == GRANTLET_E_CALLBACK_ISSUER);
}

static void puts_a_name_into_a_base_url(void)
{
    static const struct {
        const char *pattern;
        const char *name;
        grantlet_status status;
        const char *url;
    } bases[] = {
        { "https://{}.myshopify.com", "acme", GRANTLET_OK, "https://acme.myshopify.com" },
        { "https://{}.myshopify.com", "", GRANTLET_E_REQUEST_MISSING, "" },
        { "https://{}.myshopify.com", "evil.example/", GRANTLET_E_REQUEST_CHARS, "" },
        { "https://login.microsoftonline.com/{}", "..", GRANTLET_E_REQUEST_CHARS, "" },
        { "https://acme.example", "acme", GRANTLET_E_REQUEST_URL, "" },
    };
    uint8_t out[64];
    size_t index;
    for (index = 0; index < sizeof bases / sizeof *bases; index++) {
        row = bases[index].name;
        SPOIL(url);
        CHECK(grantlet_base_url(grantlet_text(bases[index].pattern), grantlet_text(bases[index].name), out, sizeof out,
                                &url, &error)
              == bases[index].status);
        CHECK(is(url, bases[index].url));
    }
    row = "base URL";
    CHECK(grantlet_base_url(grantlet_text(bases[0].pattern), grantlet_text("acme"), out, 8, &url, &error)
          == GRANTLET_E_BUFFER_TOO_SMALL);
    CHECK(error.needed == 26);
    CHECK(grantlet_base_url(grantlet_text(bases[0].pattern), grantlet_text("acme"), out, sizeof out, NULL, &error)
          == GRANTLET_E_NULL);
}

int main(void)
{
    size_t index;
    for (index = 0; index < sizeof urls / sizeof *urls; index++) {
        row = urls[index].name;
        writes_what_the_rfc_has(&urls[index]);
        tells_its_length_to_the_byte(&urls[index]);
        refuses_null(&urls[index]);
        refuses_texts_that_are_none(&urls[index]);
    }
    expected.redirect_uri = grantlet_text(CB);
    expected.state = grantlet_text("x z");
    expected.issuer = grantlet_text("https://server.example.com");
    for (index = 0; index < sizeof callbacks / sizeof *callbacks; index++) {
        row = callbacks[index].name;
        reads(&callbacks[index]);
        reads_no_further(&callbacks[index]);
    }
    asks_for_an_id_token_by_the_scope();
    tells_an_absent_iss_from_a_wrong_one();
    refuses_null_in_callbacks();
    puts_a_name_into_a_base_url();
    return verdict();
}
