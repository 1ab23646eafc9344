/* Authorization URLs. */
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
    asks_for_an_id_token_by_the_scope();
    puts_a_name_into_a_base_url();
    return verdict();
}
