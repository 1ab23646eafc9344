/* A profile of the caller's own: a list of settings, and each by what comes of it. */
#include "profiles.h"

static const grantlet_client loopback = GRANTLET_CLIENT(NULL, "id", "s", "http://127.0.0.1:8080");

#define FORM "Content-Type: application/x-www-form-urlencoded\r\nAccept: application/json\r\n"
#define JSON "Content-Type: application/json\r\nAccept: application/json\r\n"

static void chooses_endpoints(void)
{
    grantlet_span url;
    row = "endpoints";
    start();
    set(&grantlet_setting_token_endpoint, "https://t.example/t?a=b");
    set(&grantlet_setting_authorization_endpoint, "/authorize?x");
    set(&grantlet_setting_revocation_endpoint, "revoke");
    set(&grantlet_setting_device_authorization_endpoint, "/device");
    {
        grantlet_client without_base = client;
        without_base.base_url.length = 0;
        CHECK(ask(&without_base) == GRANTLET_OK && is(request.url, "https://t.example/t?a=b"));
    }
    {
        const grantlet_revocation revocation = { GRANTLET_SPAN("t"), GRANTLET_SPAN("refresh_token"),
                                                 { { NULL, 0 }, NULL, 0 } };
        CHECK(grantlet_revocation_request(at_profile(&client), &revocation, buffer, sizeof buffer, &request,
                                          &error)
              == GRANTLET_OK);
    }
    CHECK(is(request.url, "https://as.example/revoke"));
    CHECK(grantlet_device_authorization_request(at_profile(&client), NULL, buffer, sizeof buffer, &request,
                                                &error)
          == GRANTLET_OK);
    CHECK(is(request.url, "https://as.example/device"));
    {
        const grantlet_implicit_login login = { GRANTLET_SPAN("app:cb"), GRANTLET_SPAN("s"), { NULL, 0 },
                                                { { NULL, 0 }, NULL, 0 } };
        CHECK(grantlet_implicit_url(at_profile(&client), &login, buffer, sizeof buffer, &url, &error)
              == GRANTLET_OK);
    }
    CHECK(is(url, "https://as.example/authorize?x&response_type=token&client_id=id&state=s"
                  "&redirect_uri=app%3Acb"));
}

static void chooses_bodies(void)
{
    row = "bodies";
    start();
    CHECK(ask(&client) == GRANTLET_OK && is(request.body, "grant_type=client_credentials&scope=a+b"));
    set(&grantlet_setting_json_body, NULL);
    set(&grantlet_setting_auth_body, NULL);
    CHECK(ask(&client) == GRANTLET_OK && is(request.headers, JSON));
    CHECK(is(request.body, "{\"grant_type\":\"client_credentials\",\"client_id\":\"id\","
                           "\"client_secret\":\"a b\",\"scope\":\"a b\"}"));
    set(&grantlet_setting_form_body, NULL);
    CHECK(ask(&client) == GRANTLET_OK && is(request.headers, FORM));
    CHECK(is(request.body,
             "grant_type=client_credentials&client_id=id&client_secret=a+b&scope=a+b"));
    set(&grantlet_setting_no_grant_type, NULL);
    CHECK(ask(&client) == GRANTLET_OK);
    CHECK(is(request.body, "client_id=id&client_secret=a+b&scope=a+b"));
    set(&grantlet_setting_grant_type, NULL);
    set(&grantlet_setting_rename, "client_id=clientId scope=scopes");
    set(&grantlet_setting_order, "scope client_secret");
    CHECK(ask(&client) == GRANTLET_OK);
    CHECK(is(request.body,
             "scopes=a+b&client_secret=a+b&grant_type=client_credentials&clientId=id"));
    set(&grantlet_setting_scope_separator, ",");
    CHECK(ask(&client) == GRANTLET_OK);
    CHECK(is(request.body,
             "scopes=a%2Cb&client_secret=a+b&grant_type=client_credentials&clientId=id"));
    CHECK(read_response(200, "{" TOKEN ",\"scope\":[\"a\",\"b\"]}") == GRANTLET_OK);
    CHECK(is(token.scope, "a,b"));
    set(&grantlet_setting_scope_separator, ";;"); /* none: as a space */
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
    set(&grantlet_setting_auth_basic_verbatim, NULL);
    CHECK(ask(&client) == GRANTLET_OK);
    CHECK(is(request.headers, FORM "Authorization: Basic aWQ6YSBi\r\n"));
    set(&grantlet_setting_auth_basic, NULL);
    CHECK(ask(&client) == GRANTLET_OK);
    CHECK(is(request.headers, FORM "Authorization: Basic aWQ6YSUyMGI=\r\n"));
    set(&grantlet_setting_auth_body, NULL);
    CHECK(ask(&client) == GRANTLET_OK && is(request.headers, FORM));
    set(&grantlet_setting_auth_none, NULL);
    CHECK(ask(&client) == GRANTLET_E_REQUEST_UNEXPECTED);
    CHECK(strcmp(grantlet_member_name(error.member), "client_secret") == 0);
    set(&grantlet_setting_headers, "X-API-Key=client_secret");
    CHECK(ask(&client) == GRANTLET_E_REQUEST_CHARS); /* a space is not allowed in a header's key */
    CHECK(ask(&loopback) == GRANTLET_E_REQUEST_URL);
    set(&grantlet_setting_allow_loopback, NULL);
    CHECK(ask(&loopback) == GRANTLET_OK);
    CHECK(is(request.headers, FORM "X-API-Key: s\r\n"));
    CHECK(is(request.url, "http://127.0.0.1:8080/token"));
}

static grantlet_status exchange(void)
{
    const grantlet_code_grant grant = { GRANTLET_SPAN("c"), GRANTLET_SPAN("app:cb"), { NULL, 0 }, { NULL, 0 },
                                        { { NULL, 0 }, NULL, 0 } };
    return grantlet_code_request(at_profile(&client), &grant, buffer, sizeof buffer, &request, &error);
}

static void chooses_pkce(void)
{
    row = "RFC 7636, section 4.5";
    start();
    CHECK(exchange() == GRANTLET_E_REQUEST_MISSING);
    set(&grantlet_setting_no_pkce, NULL);
    CHECK(exchange() == GRANTLET_OK);
    CHECK(is(request.body, "grant_type=authorization_code&code=c&redirect_uri=app%3Acb"));
    set(&grantlet_setting_pkce, NULL);
    CHECK(exchange() == GRANTLET_E_REQUEST_MISSING);
}

static void reads_responses_by_settings(void)
{
    row = "responses";
    start();
    CHECK(read_response(200, "{\"access_token\":\"a\"}") == GRANTLET_E_RESPONSE_MISSING);
    set(&grantlet_setting_bearer_by_default, NULL);
    CHECK(read_response(200, "{\"access_token\":\"a\"}") == GRANTLET_OK);
    set(&grantlet_setting_no_bearer_by_default, NULL);
    CHECK(read_response(200, "{\"access_token\":\"a\"}") == GRANTLET_E_RESPONSE_MISSING);
    CHECK(read_response(200, "{\"access_token\":\"a\",\"token_type\":\"mac\"}") == GRANTLET_E_RESPONSE_TOKEN_TYPE);
    set(&grantlet_setting_token_types, "dpop mac");
    CHECK(read_response(200, "{\"access_token\":\"a\",\"token_type\":\"mac\"}") == GRANTLET_OK);
    CHECK(is(token.token_type, "mac"));

    set(&grantlet_setting_extra, "tenant");
    CHECK(read_response(200, "{" TOKEN ",\"tenant\":\"t\"}") == GRANTLET_OK && is(token.extra[0].value, "t"));

    CHECK(read_response(400, "{\"why\":\"E\",\"text\":\"t\"}") == GRANTLET_E_RESPONSE_STATUS);
    set(&grantlet_setting_errors, "error/reason message,why text");
    CHECK(read_response(400, "{\"why\":\"E\",\"text\":\"t\"}") == GRANTLET_E_SERVER);
    CHECK(is(error.error, "E") && is(error.error_description, "t") && !error.ends_grant);
    CHECK(read_response(400, "{\"error\":{\"reason\":\"R\"}}") == GRANTLET_E_SERVER);
    CHECK(is(error.error, "R"));

    set(&grantlet_setting_ends_on, "R\nE=t");
    CHECK(read_response(400, "{\"why\":\"E\",\"text\":\"t\"}") == GRANTLET_E_SERVER && error.ends_grant);
    CHECK(read_response(400, "{\"why\":\"E\",\"text\":\"u\"}") == GRANTLET_E_SERVER && !error.ends_grant);
    CHECK(read_response(400, "{\"error\":{\"reason\":\"R\"}}") == GRANTLET_E_SERVER && error.ends_grant);

    set(&grantlet_setting_envelope, "result");
    CHECK(read_response(200, "{" TOKEN "}") == GRANTLET_E_RESPONSE_MISSING);
    CHECK(read_response(200, "{\"result\":{" TOKEN "}}") == GRANTLET_OK && is(token.access_token, "a"));
    set(&grantlet_setting_envelope, "");
    CHECK(read_response(200, "{" TOKEN "}") == GRANTLET_OK);
}

/* Each of this library's is one that can be used, by itself and as a base. */
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
        grantlet_client who = GRANTLET_CLIENT(NULL, "id", "s", "https://as.example");
        int own;
        row = all[index].name;
        if (all[index].url == NULL || strncmp(all[index].url, "https://as.example", 18) != 0) {
            who.base_url.length = 0;
        }
        for (own = 0; own < 2; own++) {
            const grantlet_profile based = { all[index].profile, NULL, 0, NULL };
            grantlet_status status;
            who.profile = own ? &based : all[index].profile;
            status = grantlet_client_credentials_request(&who, NULL, buffer, sizeof buffer, &request, &error);
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
}

/* As a firmware has it: in flash, without a byte of RAM. */
static void is_a_constant(void)
{
    static const grantlet_profile_setting of_acme[] = {
        { &grantlet_setting_token_endpoint, GRANTLET_SPAN("/token") },
        { &grantlet_setting_json_body, GRANTLET_NO_VALUE },
    };
    static const grantlet_profile acme = GRANTLET_PROFILE(&grantlet_rfc6749_body, of_acme);
    static const grantlet_client constant = GRANTLET_CLIENT(&acme, "id", "s", "https://as.example");
    row = "constant";
    CHECK(grantlet_client_credentials_request(&constant, NULL, buffer, sizeof buffer, &request, &error)
          == GRANTLET_OK);
    CHECK(is(request.headers, JSON) && is(request.url, "https://as.example/token"));
}

int main(void)
{
    chooses_endpoints();
    chooses_bodies();
    chooses_authentication();
    chooses_pkce();
    reads_responses_by_settings();
    copies_those_of_the_library();
    is_a_constant();
    return verdict();
}
