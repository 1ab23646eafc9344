/* Requests: what each grant writes, at every size of the buffer, and what is refused. */
#include "requests.h"

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
    }
    reads_what_overlaps();
    refuses_verifiers_of_another_length();
    asks_for_an_endpoint();
    refuses_no_grant();
    return verdict();
}
