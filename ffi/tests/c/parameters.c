/* Scope and further parameters of a request. */
#include "requests.h"

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
}

/* RFC 6749, section 6: a refresh asks for no scope but what was granted. */
static void refreshes_for_a_narrower_scope(void)
{
    static const struct {
        const char *scope, *granted;
        const char *written; /* NULL: refused */
    } scopes[] = {
        { "", "", "" },
        { "", "a b", "" },
        { "a", "a b", "&scope=a" },
        { "b a", "a b", "&scope=b+a" },
        { "a b", "", NULL },
        { "a c", "a b", NULL },
        { "A", "a b", NULL },
        { "aa", "a b", NULL },
    };
    static const grantlet_profile_setting comma_settings[] = {
        { &grantlet_setting_token_endpoint, GRANTLET_SPAN("/token") },
        { &grantlet_setting_scope_separator, GRANTLET_SPAN(",") },
    };
    static const grantlet_profile comma = GRANTLET_PROFILE(&grantlet_rfc6749_body, comma_settings);
    grantlet_options asked = given_options(NULL);
    arguments with = good(&rows[1]);
    size_t index;
    with.options = &asked;
    for (index = 0; index < sizeof scopes / sizeof *scopes; index++) {
        char expected[256];
        row = scopes[index].scope;
        asked.scope = grantlet_text(scopes[index].scope);
        with.granted = grantlet_text(scopes[index].granted);
        if (scopes[index].written == NULL) {
            refused(&rows[1], &with, GRANTLET_E_REQUEST_SCOPE);
            CHECK(blames("scope"));
            continue;
        }
        snprintf(expected, sizeof expected, "%s%s", rows[1].body, scopes[index].written);
        CHECK(ask(&rows[1], &with) == GRANTLET_OK && is(request.body, expected));
    }
    row = "a scope as a response has it";
    with.profile = &comma;
    asked.scope = grantlet_text("b c");
    with.granted = grantlet_text("a,b,c");
    CHECK(ask(&rows[1], &with) == GRANTLET_OK);
    {
        char expected[256];
        snprintf(expected, sizeof expected, "%s&scope=b%%2Cc", rows[1].body);
        CHECK(is(request.body, expected));
    }
    refuses_bad_text(&rows[1], &with, &with.granted, "scope", false);
}

/* RFC 8259, section 4: a JSON body has each further parameter once; a form can repeat it. */
static void repeats_no_parameter_in_json(void)
{
    static const grantlet_profile_setting json_settings[] = {
        { &grantlet_setting_token_endpoint, GRANTLET_SPAN("/token") },
        { &grantlet_setting_revocation_endpoint, GRANTLET_SPAN("/revoke") },
        { &grantlet_setting_device_authorization_endpoint, GRANTLET_SPAN("/device_authorization") },
        { &grantlet_setting_json_body, GRANTLET_NO_VALUE },
    };
    static const grantlet_profile json = GRANTLET_PROFILE(&grantlet_rfc6749_body, json_settings);
    static const grantlet_pair repeated[] = {
        { GRANTLET_SPAN("resource"), GRANTLET_SPAN("https://a.example") },
        { GRANTLET_SPAN("resource"), GRANTLET_SPAN("https://b.example") },
    };
    grantlet_options twice = given_options(NULL);
    size_t index;
    twice.params = repeated;
    for (index = 0; index < sizeof rows / sizeof *rows; index++) {
        arguments with = good(&rows[index]);
        bool is_form = rows[index].write == revoke_token || rows[index].write == device_authorization;
        row = rows[index].name;
        if (rows[index].write == refresh) {
            continue;
        }
        with.options = &twice;
        twice.params_length = 2;
        CHECK(ask(&rows[index], &with) == GRANTLET_OK);
        with.profile = &json;
        if (is_form) {
            CHECK(ask(&rows[index], &with) == GRANTLET_OK);
        } else {
            refused(&rows[index], &with, GRANTLET_E_REQUEST_UNEXPECTED);
            CHECK(blames("a parameter of the caller's"));
        }
        twice.params_length = 1;
        CHECK(ask(&rows[index], &with) == GRANTLET_OK);
    }
}

/* The requests that have structs of their own. */
static void takes_parameters_at_other_endpoints(void)
{
    static uint8_t out[1024];
    static const grantlet_pair members[] = { { GRANTLET_SPAN("client_uri"), GRANTLET_SPAN("\"https://c.example\"") } };
    static const char member[] = ",\"client_uri\":\"https://c.example\"}";
    grantlet_options only = options;
    grantlet_push push = { GRANTLET_SPAN("/par"), GRANTLET_SPAN("https://as.example/authorize?client_id=s6BhdRkqt3"),
                           { { NULL, 0 }, NULL, 0 } };
    grantlet_token_exchange exchange = { GRANTLET_SPAN("a"), GRANTLET_SPAN(GRANTLET_ACCESS_TOKEN_TYPE), { NULL, 0 },
                                         { NULL, 0 }, { { NULL, 0 }, NULL, 0 } };
    grantlet_introspection introspection = { GRANTLET_SPAN("/introspect"), GRANTLET_SPAN("a"), { NULL, 0 },
                                             { { NULL, 0 }, NULL, 0 } };
    grantlet_registration registration;
    const grantlet_span redirect_uri = GRANTLET_SPAN("https://c.example/cb");
    size_t index;
    only.scope.length = 0;
    push.options = exchange.options = introspection.options = only;
    for (index = 0; index < 3; index++) {
        const grantlet_client *to = client_at(&client, &profile);
        grantlet_status status =
            index == 0   ? grantlet_push_request(to, &push, out, sizeof out, &request, &error)
            : index == 1 ? grantlet_token_exchange_request(to, &exchange, out, sizeof out, &request, &error)
                         : grantlet_introspection_request(to, &introspection, out, sizeof out, &request, &error);
        row = index == 0 ? "RFC 9126" : index == 1 ? "RFC 8693" : "RFC 7662";
        CHECK(status == GRANTLET_OK && request.body.length > strlen(TAIL)
              && memcmp(request.body.bytes + request.body.length - strlen(TAIL), TAIL, strlen(TAIL)) == 0);
    }
    row = "RFC 7591";
    memset(&registration, 0, sizeof registration);
    registration.endpoint = grantlet_text("https://as.example/register");
    registration.redirect_uris = &redirect_uri;
    registration.redirect_uris_length = 1;
    registration.members = members;
    registration.members_length = 1;
    CHECK(grantlet_registration_request(&registration, out, sizeof out, &request, &error) == GRANTLET_OK);
    CHECK(request.body.length > strlen(member)
          && memcmp(request.body.bytes + request.body.length - strlen(member), member, strlen(member)) == 0);
}

int main(void)
{
    size_t index;
    for (index = 0; index < sizeof rows / sizeof *rows; index++) {
        row = rows[index].name;
        takes_options_or_none(&rows[index]);
    }
    takes_parameters_on_every_request();
    takes_parameters_at_other_endpoints();
    refreshes_for_a_narrower_scope();
    repeats_no_parameter_in_json();
    return verdict();
}
