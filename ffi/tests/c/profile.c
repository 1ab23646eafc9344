/* The caller's own profile: a copy of one, and each choice by what comes of it. */
#include "check.h"

static const grantlet_client client = { GRANTLET_SPAN("https://as.example"), GRANTLET_SPAN("id"),
                                        GRANTLET_SPAN("a b") };
static const grantlet_client loopback = { GRANTLET_SPAN("http://127.0.0.1:8080"),
                                          GRANTLET_SPAN("id"), GRANTLET_SPAN("s") };
static const grantlet_options scoped = { GRANTLET_SPAN("a b"), NULL, 0 };

static grantlet_profile profile;
static uint8_t buffer[1024];
static grantlet_request request;
static grantlet_token token;
static grantlet_error error;

static void start(void)
{
    profile = grantlet_rfc6749;
    CHECK(grantlet_profile_token_endpoint(&profile, grantlet_text("/token")) == GRANTLET_OK);
}

static grantlet_status ask(const grantlet_client *who)
{
    return grantlet_client_credentials_request(&profile, who, &scoped, buffer, sizeof buffer,
                                               &request, &error);
}

static grantlet_status answer(uint16_t http_status, const char *body)
{
    size_t length = strlen(body);
    memcpy(buffer, body, length);
    return grantlet_token_response(&profile, http_status, buffer, length, &token, &error);
}

#define FORM "Content-Type: application/x-www-form-urlencoded\r\nAccept: application/json\r\n"
#define JSON "Content-Type: application/json\r\nAccept: application/json\r\n"
#define TOKEN "\"access_token\":\"a\",\"token_type\":\"Bearer\""

static void chooses_endpoints(void)
{
    grantlet_span url;
    row = "endpoints";
    start();
    CHECK(grantlet_profile_token_endpoint(&profile, grantlet_text("https://t.example/t?a=b"))
          == GRANTLET_OK);
    CHECK(grantlet_profile_authorization_endpoint(&profile, grantlet_text("/authorize?x"))
          == GRANTLET_OK);
    CHECK(grantlet_profile_revocation_endpoint(&profile, grantlet_text("revoke")) == GRANTLET_OK);
    CHECK(grantlet_profile_device_authorization_endpoint(&profile, grantlet_text("/device"))
          == GRANTLET_OK);
    {
        grantlet_client without_base = client;
        without_base.base_url.length = 0;
        CHECK(ask(&without_base) == GRANTLET_OK && is(request.url, "https://t.example/t?a=b"));
    }
    CHECK(grantlet_revocation_request(&profile, &client, grantlet_text("t"), true, buffer,
                                      sizeof buffer, &request, &error)
          == GRANTLET_OK);
    CHECK(is(request.url, "https://as.example/revoke"));
    CHECK(grantlet_device_authorization_request(&profile, &client, grantlet_text("s"), buffer,
                                                sizeof buffer, &request, &error)
          == GRANTLET_OK);
    CHECK(is(request.url, "https://as.example/device"));
    CHECK(grantlet_implicit_url(&profile, &client, grantlet_text("app:cb"), grantlet_text("s"),
                                grantlet_text(""), NULL, buffer, sizeof buffer, &url, &error)
          == GRANTLET_OK);
    CHECK(is(url, "https://as.example/authorize?x&response_type=token&client_id=id&state=s"
                  "&redirect_uri=app%3Acb"));
}

static void chooses_bodies(void)
{
    row = "bodies";
    start();
    CHECK(ask(&client) == GRANTLET_OK && is(request.body, "grant_type=client_credentials&scope=a+b"));
    CHECK(grantlet_profile_json_body(&profile) == GRANTLET_OK);
    CHECK(grantlet_profile_auth_body(&profile) == GRANTLET_OK);
    CHECK(ask(&client) == GRANTLET_OK && is(request.headers, JSON));
    CHECK(is(request.body, "{\"grant_type\":\"client_credentials\",\"client_id\":\"id\","
                           "\"client_secret\":\"a b\",\"scope\":\"a b\"}"));
    CHECK(grantlet_profile_form_body(&profile) == GRANTLET_OK);
    CHECK(ask(&client) == GRANTLET_OK && is(request.headers, FORM));
    CHECK(is(request.body,
             "grant_type=client_credentials&client_id=id&client_secret=a+b&scope=a+b"));
    CHECK(grantlet_profile_send_grant_type(&profile, false) == GRANTLET_OK);
    CHECK(ask(&client) == GRANTLET_OK);
    CHECK(is(request.body, "client_id=id&client_secret=a+b&scope=a+b"));
    CHECK(grantlet_profile_send_grant_type(&profile, true) == GRANTLET_OK);
    CHECK(grantlet_profile_rename(&profile, grantlet_text("client_id=clientId scope=scopes"))
          == GRANTLET_OK);
    CHECK(grantlet_profile_order(&profile, grantlet_text("scope client_secret")) == GRANTLET_OK);
    CHECK(ask(&client) == GRANTLET_OK);
    CHECK(is(request.body,
             "scopes=a+b&client_secret=a+b&grant_type=client_credentials&clientId=id"));
    CHECK(grantlet_profile_scope_separator(&profile, ',') == GRANTLET_OK);
    CHECK(ask(&client) == GRANTLET_OK);
    CHECK(is(request.body,
             "scopes=a%2Cb&client_secret=a+b&grant_type=client_credentials&clientId=id"));
    CHECK(answer(200, "{" TOKEN ",\"scope\":[\"a\",\"b\"]}") == GRANTLET_OK);
    CHECK(is(token.scope, "a,b"));
    CHECK(grantlet_profile_scope_separator(&profile, 0x80) == GRANTLET_OK);
    CHECK(ask(&client) == GRANTLET_OK);
    CHECK(is(request.body,
             "scopes=a+b&client_secret=a+b&grant_type=client_credentials&clientId=id"));
}

static void chooses_authentication(void)
{
    row = "RFC 6749, section 2.3.1";
    start();
    CHECK(ask(&client) == GRANTLET_OK);
    CHECK(is(request.headers, FORM "Authorization: Basic aWQ6YSUyMGI=\r\n"));
    CHECK(grantlet_profile_auth_basic_verbatim(&profile) == GRANTLET_OK);
    CHECK(ask(&client) == GRANTLET_OK);
    CHECK(is(request.headers, FORM "Authorization: Basic aWQ6YSBi\r\n"));
    CHECK(grantlet_profile_auth_basic(&profile) == GRANTLET_OK);
    CHECK(ask(&client) == GRANTLET_OK);
    CHECK(is(request.headers, FORM "Authorization: Basic aWQ6YSUyMGI=\r\n"));
    CHECK(grantlet_profile_auth_body(&profile) == GRANTLET_OK);
    CHECK(ask(&client) == GRANTLET_OK && is(request.headers, FORM));
    CHECK(grantlet_profile_auth_none(&profile) == GRANTLET_OK);
    CHECK(ask(&client) == GRANTLET_E_REQUEST_UNEXPECTED);
    CHECK(strcmp(grantlet_member_name(error.member), "client_secret") == 0);
    CHECK(grantlet_profile_headers(&profile, grantlet_text("X-API-Key=client_secret"))
          == GRANTLET_OK);
    CHECK(ask(&client) == GRANTLET_E_REQUEST_CHARS); /* a space must not stand in a header's key */
    CHECK(ask(&loopback) == GRANTLET_E_REQUEST_URL);
    CHECK(grantlet_profile_allow_loopback(&profile) == GRANTLET_OK);
    CHECK(ask(&loopback) == GRANTLET_OK);
    CHECK(is(request.headers, FORM "X-API-Key: s\r\n"));
    CHECK(is(request.url, "http://127.0.0.1:8080/token"));
}

static void chooses_pkce(void)
{
    row = "RFC 7636, section 4.5";
    start();
    CHECK(grantlet_code_request(&profile, &client, grantlet_text("c"), grantlet_text("app:cb"),
                                grantlet_text(""), grantlet_text(""), NULL, buffer, sizeof buffer,
                                &request, &error)
          == GRANTLET_E_REQUEST_MISSING);
    CHECK(grantlet_profile_pkce(&profile, false) == GRANTLET_OK);
    CHECK(grantlet_code_request(&profile, &client, grantlet_text("c"), grantlet_text("app:cb"),
                                grantlet_text(""), grantlet_text(""), NULL, buffer, sizeof buffer,
                                &request, &error)
          == GRANTLET_OK);
    CHECK(is(request.body, "grant_type=authorization_code&code=c&redirect_uri=app%3Acb"));
    CHECK(grantlet_profile_pkce(&profile, true) == GRANTLET_OK);
    CHECK(grantlet_code_request(&profile, &client, grantlet_text("c"), grantlet_text("app:cb"),
                                grantlet_text(""), grantlet_text(""), NULL, buffer, sizeof buffer,
                                &request, &error)
          == GRANTLET_E_REQUEST_MISSING);
}

static void chooses_answers(void)
{
    row = "answers";
    start();
    CHECK(answer(200, "{\"access_token\":\"a\"}") == GRANTLET_E_RESPONSE_MISSING);
    CHECK(grantlet_profile_bearer_by_default(&profile, true) == GRANTLET_OK);
    CHECK(answer(200, "{\"access_token\":\"a\"}") == GRANTLET_OK);
    CHECK(grantlet_profile_bearer_by_default(&profile, false) == GRANTLET_OK);
    CHECK(answer(200, "{\"access_token\":\"a\"}") == GRANTLET_E_RESPONSE_MISSING);
    CHECK(answer(200, "{\"access_token\":\"a\",\"token_type\":\"mac\"}") == GRANTLET_E_RESPONSE_TOKEN_TYPE);
    CHECK(grantlet_profile_token_types(&profile, grantlet_text("dpop mac")) == GRANTLET_OK);
    CHECK(answer(200, "{\"access_token\":\"a\",\"token_type\":\"mac\"}") == GRANTLET_OK);
    CHECK(is(token.token_type, "mac"));

    CHECK(grantlet_profile_extra(&profile, grantlet_text("tenant")) == GRANTLET_OK);
    CHECK(answer(200, "{" TOKEN ",\"tenant\":\"t\"}") == GRANTLET_OK && is(token.extra[0], "t"));

    CHECK(answer(400, "{\"why\":\"E\",\"text\":\"t\"}") == GRANTLET_E_RESPONSE_STATUS);
    CHECK(grantlet_profile_errors(&profile, grantlet_text("error/reason message,why text"))
          == GRANTLET_OK);
    CHECK(answer(400, "{\"why\":\"E\",\"text\":\"t\"}") == GRANTLET_E_SERVER);
    CHECK(is(error.error, "E") && is(error.error_description, "t") && !error.ends_grant);
    CHECK(answer(400, "{\"error\":{\"reason\":\"R\"}}") == GRANTLET_E_SERVER);
    CHECK(is(error.error, "R"));

    CHECK(grantlet_profile_ends_on(&profile, grantlet_text("R\nE=t")) == GRANTLET_OK);
    CHECK(answer(400, "{\"why\":\"E\",\"text\":\"t\"}") == GRANTLET_E_SERVER && error.ends_grant);
    CHECK(answer(400, "{\"why\":\"E\",\"text\":\"u\"}") == GRANTLET_E_SERVER && !error.ends_grant);
    CHECK(answer(400, "{\"error\":{\"reason\":\"R\"}}") == GRANTLET_E_SERVER && error.ends_grant);

    CHECK(grantlet_profile_envelope(&profile, grantlet_text("result")) == GRANTLET_OK);
    CHECK(answer(200, "{" TOKEN "}") == GRANTLET_E_RESPONSE_MISSING);
    CHECK(answer(200, "{\"result\":{" TOKEN "}}") == GRANTLET_OK && is(token.access_token, "a"));
    CHECK(grantlet_profile_envelope(&profile, grantlet_text("")) == GRANTLET_OK);
    CHECK(answer(200, "{" TOKEN "}") == GRANTLET_OK);
}

typedef grantlet_status text_choice(grantlet_profile *profile, grantlet_span text);
typedef grantlet_status bare_choice(grantlet_profile *profile);
typedef grantlet_status flag_choice(grantlet_profile *profile, bool yes);

static text_choice *const text_choices[] = {
    grantlet_profile_authorization_endpoint,
    grantlet_profile_token_endpoint,
    grantlet_profile_revocation_endpoint,
    grantlet_profile_device_authorization_endpoint,
    grantlet_profile_headers,
    grantlet_profile_rename,
    grantlet_profile_order,
    grantlet_profile_extra,
    grantlet_profile_errors,
    grantlet_profile_ends_on,
    grantlet_profile_envelope,
    grantlet_profile_token_types,
};
static bare_choice *const bare_choices[] = {
    grantlet_profile_form_body,   grantlet_profile_json_body,
    grantlet_profile_auth_none,   grantlet_profile_auth_body,
    grantlet_profile_auth_basic,  grantlet_profile_auth_basic_verbatim,
    grantlet_profile_allow_loopback,
};
static flag_choice *const flag_choices[] = {
    grantlet_profile_send_grant_type,
    grantlet_profile_pkce,
    grantlet_profile_bearer_by_default,
};

#define EACH(index, table) for (index = 0; index < sizeof(table) / sizeof *(table); index++)

/* What is refused changes nothing. */
static void refuses_what_is_no_text(void)
{
    static const char *const none[] = { "\x80", "caf\xC3\xA9", "a\r", "a\x7F", "\t" };
    const grantlet_profile before = grantlet_rfc6749;
    size_t index, bad;
    row = "texts";
    profile = before;
    EACH(index, text_choices)
    {
        grantlet_span text = { NULL, 1 };
        CHECK(text_choices[index](&profile, text) == GRANTLET_E_NULL);
        text.bytes = buffer;
        text.length = too_large;
        CHECK(text_choices[index](&profile, text) == GRANTLET_E_NULL);
        EACH(bad, none)
        {
            CHECK(text_choices[index](&profile, grantlet_text(none[bad])) == GRANTLET_E_ENCODING);
        }
        CHECK(memcmp(&profile, &before, sizeof before) == 0);
        CHECK(text_choices[index](&profile, grantlet_text("a\nb")) == GRANTLET_OK);
        CHECK(memcmp(&profile, &before, sizeof before) != 0);
        profile = before;
        CHECK(text_choices[index](&profile, grantlet_text(NULL)) == GRANTLET_OK);
        profile = before;
        CHECK(text_choices[index](NULL, grantlet_text("a")) == GRANTLET_E_NULL);
    }
}

/* A profile that was never set, of zeros or of anything, is refused and left alone. */
static void refuses_what_is_no_profile(void)
{
    grantlet_profile unset;
    size_t index, byte;
    row = "no profile";
    CHECK(strstr(grantlet_strerror(GRANTLET_E_NULL), "profile") != NULL);
    for (byte = 0; byte < 0x100; byte += 0xA5) {
        grantlet_profile same;
        memset(&unset, (int)byte, sizeof unset);
        same = unset;
        EACH(index, text_choices)
        {
            CHECK(text_choices[index](&unset, grantlet_text("a")) == GRANTLET_E_NULL);
        }
        EACH(index, bare_choices)
        {
            CHECK(bare_choices[index](&unset) == GRANTLET_E_NULL);
        }
        EACH(index, flag_choices)
        {
            CHECK(flag_choices[index](&unset, true) == GRANTLET_E_NULL);
        }
        CHECK(grantlet_profile_scope_separator(&unset, ',') == GRANTLET_E_NULL);
        CHECK(memcmp(&unset, &same, sizeof same) == 0);
    }
    EACH(index, bare_choices)
    {
        CHECK(bare_choices[index](NULL) == GRANTLET_E_NULL);
    }
    EACH(index, flag_choices)
    {
        CHECK(flag_choices[index](NULL, true) == GRANTLET_E_NULL);
    }
    CHECK(grantlet_profile_scope_separator(NULL, ',') == GRANTLET_E_NULL);
}

/* Each of this library's is one that can be used, and a copy is as good. */
static void copies_those_of_the_library(void)
{
    static const struct {
        const char *name;
        const grantlet_profile *profile;
        const char *url; /* NULL: it has none yet */
        const char *headers, *body;
    } all[] = {
        { "rfc6749", &grantlet_rfc6749, NULL, NULL, NULL },
        { "rfc6749_body", &grantlet_rfc6749_body, NULL, NULL, NULL },
        { "bold", &grantlet_bold, "https://as.example/v2/oauth/token", FORM,
          "grant_type=client_credentials&client_id=id&client_secret=s" },
        { "bolt", &grantlet_bolt, "https://api.bolt.com/v1/oauth/token",
          FORM "X-API-Key: s\r\nX-Publishable-Key: id\r\n",
          "client_id=id&client_secret=s&grant_type=client_credentials" },
        { "boldsign", &grantlet_boldsign, "https://account.boldsign.com/connect/token", FORM,
          "grant_type=client_credentials&client_id=id&client_secret=s" },
        { "json_body", &grantlet_json_body, "https://as.example/v1/oauth/token", JSON,
          "{\"client_id\":\"id\",\"client_secret\":\"s\"}" },
        { "data_envelope", &grantlet_data_envelope, "https://as.example/v1/auth/token", FORM,
          "client_id=id&client_secret=s" },
    };
    size_t index;
    EACH(index, all)
    {
        grantlet_client who = { GRANTLET_SPAN("https://as.example"), GRANTLET_SPAN("id"),
                                GRANTLET_SPAN("s") };
        grantlet_status status;
        row = all[index].name;
        if (all[index].url == NULL || strncmp(all[index].url, "https://as.example", 18) != 0) {
            who.base_url.length = 0;
        }
        profile = *all[index].profile;
        status = grantlet_client_credentials_request(&profile, &who, NULL, buffer, sizeof buffer,
                                                     &request, &error);
        if (all[index].url == NULL) {
            CHECK(status == GRANTLET_E_REQUEST_MISSING);
            continue;
        }
        CHECK(status == GRANTLET_OK);
        CHECK(is(request.url, all[index].url));
        CHECK(is(request.headers, all[index].headers));
        CHECK(is(request.body, all[index].body));
    }
}

/* What is no word of a list is found before the first request, and the function that set it is named. */
static void checks_lists(void)
{
    typedef grantlet_status (*setter)(grantlet_profile *, grantlet_span);
    static const struct {
        setter set;
        const char *name, *right, *wrong;
    } lists[] = {
        { grantlet_profile_headers, "headers", "X-A=client_id", "X-A=clientId" },
        { grantlet_profile_rename, "rename", "client_id=clientId", "clientid=x" },
        { grantlet_profile_order, "order", "grant_type client_id", "grant_type,client_id" },
        { grantlet_profile_envelope, "envelope", "data", "error" },
        { grantlet_profile_errors, "errors", "code message", "code message,," },
        { grantlet_profile_ends_on, "ends_on", "invalid_request=X", "invalid_request: X" },
        { grantlet_profile_token_types, "token_types", "mac", "mac,dpop" },
        { grantlet_profile_extra, "extra", "tenant", "access_token" },
    };
    grantlet_profile changed, unset;
    const char *setter_name = NULL;
    size_t index, word = 9;
    row = "lists";
    for (index = 0; index < sizeof lists / sizeof *lists; index++) {
        row = lists[index].name;
        changed = grantlet_rfc6749;
        CHECK(grantlet_profile_check(&changed, &setter_name) == GRANTLET_OK);
        CHECK(lists[index].set(&changed, grantlet_text(lists[index].right)) == GRANTLET_OK);
        CHECK(grantlet_profile_check(&changed, &setter_name) == GRANTLET_OK);
        CHECK(strcmp(setter_name, "") == 0);
        CHECK(lists[index].set(&changed, grantlet_text(lists[index].wrong)) == GRANTLET_OK);
        CHECK(grantlet_profile_check(&changed, &setter_name) == GRANTLET_E_ENCODING);
        CHECK(strcmp(setter_name, lists[index].name) == 0);
    }
    row = "separator";
    changed = grantlet_rfc6749;
    CHECK(grantlet_profile_scope_separator(&changed, 0x80) == GRANTLET_OK);
    CHECK(grantlet_profile_check(&changed, &setter_name) == GRANTLET_E_ENCODING);
    CHECK(strcmp(setter_name, "scope_separator") == 0);
    row = "word";
    changed = grantlet_rfc6749;
    CHECK(grantlet_profile_word_at_fault(&changed, &word) == GRANTLET_OK);
    CHECK(word == 0);
    CHECK(grantlet_profile_extra(&changed, grantlet_text("tenant scope")) == GRANTLET_OK);
    CHECK(grantlet_profile_word_at_fault(&changed, &word) == GRANTLET_E_ENCODING);
    CHECK(word == 1);
    CHECK(grantlet_profile_word_at_fault(&changed, NULL) == GRANTLET_E_NULL);
    memset(&unset, 0, sizeof unset);
    CHECK(grantlet_profile_word_at_fault(&unset, &word) == GRANTLET_E_NULL);
    CHECK(word == 0);
    CHECK(grantlet_profile_check(&unset, &setter_name) == GRANTLET_E_NULL);
    CHECK(strcmp(setter_name, "") == 0);
    CHECK(grantlet_profile_check(NULL, &setter_name) == GRANTLET_E_NULL);
    CHECK(grantlet_profile_check(&changed, NULL) == GRANTLET_E_NULL);
}

int main(void)
{
    chooses_endpoints();
    chooses_bodies();
    chooses_authentication();
    chooses_pkce();
    chooses_answers();
    refuses_what_is_no_text();
    refuses_what_is_no_profile();
    copies_those_of_the_library();
    checks_lists();
    return verdict();
}
