/* Token exchange, introspection, userinfo, registration, protected-resource metadata and WWW-Authenticate. */
#include "check.h"

static const grantlet_profile_setting settings[] = {
    { &grantlet_setting_token_endpoint, GRANTLET_SPAN("/token") },
    { &grantlet_setting_extra, GRANTLET_SPAN("issued_token_type") },
};
static const grantlet_profile profile = GRANTLET_PROFILE(&grantlet_rfc6749_body, settings);
static const grantlet_client client = GRANTLET_CLIENT(&profile, "api", "sesame", "https://as.example");

static grantlet_error error;
static grantlet_request request;

/* A body that ends where memory does. */
static uint8_t *body_of(const char *text)
{
    SPOIL(error);
    return guarded_copy(text);
}

static void exchanges_a_token(void)
{
    static const char body[] =
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&client_id=api&client_secret=sesame"
        "&scope=a+b&subject_token=at&subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token"
        "&actor_token=it&actor_token_type=t&audience=x";
    const grantlet_pair audience[] = { { GRANTLET_SPAN("audience"), GRANTLET_SPAN("x") } };
    grantlet_token_exchange exchange;
    size_t needed;
    uint8_t *out;
    row = "a token exchange";
    memset(&exchange, 0, sizeof exchange);
    exchange.subject_token = grantlet_text("at");
    exchange.subject_token_type = grantlet_text(GRANTLET_ACCESS_TOKEN_TYPE);
    exchange.actor_token = grantlet_text("it");
    exchange.actor_token_type = grantlet_text("t");
    exchange.options.scope = grantlet_text("a b");
    exchange.options.params = audience;
    exchange.options.params_length = 1;
    CHECK(grantlet_token_exchange_request(&client, &exchange, NULL, 0, &request, &error) == GRANTLET_E_BUFFER_TOO_SMALL);
    needed = error.needed;
    out = guarded(needed - 1);
    CHECK(grantlet_token_exchange_request(&client, &exchange, out, needed - 1, &request, &error)
          == GRANTLET_E_BUFFER_TOO_SMALL);
    CHECK(is_zero(out, needed - 1) && IS_ZERO(request));
    out = guarded(needed);
    CHECK(grantlet_token_exchange_request(&client, &exchange, out, needed, &request, &error) == GRANTLET_OK);
    CHECK(is(request.url, "https://as.example/token") && is(request.body, body));

    row = "half a token";
    exchange.actor_token.length = 0;
    CHECK(grantlet_token_exchange_request(&client, &exchange, out, needed, &request, &error)
          == GRANTLET_E_REQUEST_MISSING);
    CHECK(error.member == GRANTLET_MEMBER_ACTOR_TOKEN);
    exchange.actor_token_type.length = 0;
    CHECK(grantlet_token_exchange_request(&client, &exchange, out, needed, &request, &error) == GRANTLET_OK);
    exchange.subject_token_type.length = 0;
    CHECK(grantlet_token_exchange_request(&client, &exchange, out, needed, &request, &error)
          == GRANTLET_E_REQUEST_MISSING);
    CHECK(error.member == GRANTLET_MEMBER_SUBJECT_TOKEN_TYPE);
    exchange.subject_token = grantlet_text("a\n");
    CHECK(grantlet_token_exchange_request(&client, &exchange, out, needed, &request, &error) == GRANTLET_E_ENCODING);
    CHECK(error.member == GRANTLET_MEMBER_SUBJECT_TOKEN);
    CHECK(grantlet_token_exchange_request(&client, NULL, out, needed, &request, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_token_exchange_request(NULL, &exchange, out, needed, &request, &error) == GRANTLET_E_NULL);
}

static void asks_about_a_token(void)
{
    grantlet_introspection asked;
    size_t needed;
    uint8_t *out;
    row = "an introspection";
    memset(&asked, 0, sizeof asked);
    asked.endpoint = grantlet_text("/introspect");
    asked.token = grantlet_text("at");
    asked.token_type_hint = grantlet_text("access_token");
    CHECK(grantlet_introspection_request(&client, &asked, NULL, 0, &request, &error) == GRANTLET_E_BUFFER_TOO_SMALL);
    needed = error.needed;
    CHECK(grantlet_introspection_request(&client, &asked, guarded(needed - 1), needed - 1, &request, &error)
          == GRANTLET_E_BUFFER_TOO_SMALL);
    out = guarded(needed);
    CHECK(grantlet_introspection_request(&client, &asked, out, needed, &request, &error) == GRANTLET_OK);
    CHECK(is(request.url, "https://as.example/introspect"));
    CHECK(is(request.body, "token=at&token_type_hint=access_token&client_id=api&client_secret=sesame"));
    asked.token.length = 0;
    CHECK(grantlet_introspection_request(&client, &asked, out, needed, &request, &error) == GRANTLET_E_REQUEST_MISSING);
    CHECK(error.member == GRANTLET_MEMBER_TOKEN);
    asked.token = grantlet_text("at");
    asked.options.scope = grantlet_text("a");
    CHECK(grantlet_introspection_request(&client, &asked, out, needed, &request, &error) == GRANTLET_E_REQUEST_UNEXPECTED);
    asked.options.scope.length = 0;
    asked.endpoint = grantlet_text("http://as.example/introspect");
    CHECK(grantlet_introspection_request(&client, &asked, out, needed, &request, &error) == GRANTLET_E_REQUEST_BASE_URL);
    CHECK(error.member == GRANTLET_MEMBER_INTROSPECTION_ENDPOINT);
    CHECK(grantlet_introspection_request(&client, NULL, out, needed, &request, &error) == GRANTLET_E_NULL);
}

static void reads_an_introspection(void)
{
    static const char active[] =
        "{\"active\":true,\"scope\":\"read write\",\"client_id\":\"app\",\"username\":\"ad\\u0061\",\"token_type\":\"DPoP\","
        "\"exp\":2000,\"iat\":1000,\"nbf\":1500,\"sub\":\"u\",\"aud\":[\"x\",\"y\"],\"iss\":\"https://as.example\","
        "\"jti\":\"j\",\"cnf\":{\"jkt\":\"k\"}}";
    grantlet_introspected found;
    uint8_t *body;
    row = "an introspection response";
    body = body_of(active);
    CHECK(grantlet_introspection_response(&profile, 200, body, sizeof active - 1, &found, &error) == GRANTLET_OK);
    CHECK(found.active && is(found.scope, "read write") && is(found.client_id, "app") && is(found.username, "ada"));
    CHECK(is(found.token_type, "DPoP") && is(found.subject, "u") && is(found.audience, "[\"x\",\"y\"]"));
    CHECK(is(found.issuer, "https://as.example") && is(found.jti, "j") && is(found.confirmation, "{\"jkt\":\"k\"}"));
    CHECK(found.expires_at == 2000 && found.issued_at == 1000 && found.not_before == 1500);
    CHECK(grantlet_json_array_has(found.audience, grantlet_text("y")));
    CHECK(!grantlet_json_array_has(found.audience, grantlet_text("z")));
    CHECK(grantlet_introspected_is_active(&found, 1999, 0) && !grantlet_introspected_is_active(&found, 2000, 0));
    CHECK(grantlet_introspected_is_active(&found, 2000, 1) && !grantlet_introspected_is_active(&found, 1499, 0));
    CHECK(grantlet_introspected_is_active(&found, 1499, 1) && !grantlet_introspected_is_active(NULL, 1600, 0));

    body = body_of("{\"active\":true,\"cnf\":\"{\"}");
    CHECK(grantlet_introspection_response(&profile, 200, body, 25, &found, &error) == GRANTLET_E_RESPONSE_TYPE);
    CHECK(IS_ZERO(found) && error.member == GRANTLET_MEMBER_CONFIRMATION);
    body = body_of("{\"active\":true}");
    CHECK(grantlet_introspection_response(&profile, 200, body, 15, &found, &error) == GRANTLET_OK);
    CHECK(found.expires_at == INT64_MAX && found.not_before == INT64_MIN && found.issued_at == INT64_MIN);
    CHECK(grantlet_introspected_is_active(&found, 0, 0) && found.audience.length == 0);
    body = body_of("{\"active\":false,\"exp\":9}");
    CHECK(grantlet_introspection_response(&profile, 200, body, 24, &found, &error) == GRANTLET_OK);
    CHECK(!found.active && !grantlet_introspected_is_active(&found, 1, 0));

    row = "no introspection response";
    body = body_of("{\"active\":\"true\"}");
    SPOIL(found);
    CHECK(grantlet_introspection_response(&profile, 200, body, 17, &found, &error) == GRANTLET_E_RESPONSE_TYPE);
    CHECK(error.member == GRANTLET_MEMBER_ACTIVE && IS_ZERO(found));
    CHECK(!grantlet_introspected_is_active(&found, 0, 0));
    CHECK(strcmp(grantlet_any_member_name(error.member), "active") == 0);
    CHECK(strcmp(grantlet_member_name(error.member), "") == 0);
    body = body_of("{}");
    CHECK(grantlet_introspection_response(&profile, 200, body, 2, &found, &error) == GRANTLET_E_RESPONSE_MISSING);
    body = body_of("{\"error\":\"invalid_client\"}");
    CHECK(grantlet_introspection_response(&profile, 401, body, 26, &found, &error) == GRANTLET_E_SERVER);
    CHECK(is(error.error, "invalid_client"));
    CHECK(grantlet_introspection_response(&profile, 200, NULL, 1, &found, &error) == GRANTLET_E_NULL);
}

static grantlet_status read_user(uint16_t status, const char *text, const char *subject, grantlet_userinfo *user)
{
    grantlet_response response;
    memset(&response, 0, sizeof response);
    response.body = body_of(text);
    response.length = strlen(text);
    response.status = status;
    SPOIL(*user);
    return grantlet_userinfo_response(&profile, &response, grantlet_text(subject), user, &error);
}

static void reads_who_logged_in(void)
{
    static const char jane[] = "{\"sub\":\"24\",\"name\":\"J\\u00e4ne\",\"email\":\"j@x\",\"email_verified\":true,"
                               "\"preferred_username\":\"j\",\"picture\":\"p\"}";
    grantlet_userinfo user;
    grantlet_response response;
    row = "userinfo";
    CHECK(read_user(200, jane, "24", &user) == GRANTLET_OK && IS_ZERO(error));
    CHECK(is(user.subject, "24") && is(user.name, "J\xc3\xa4ne") && is(user.email, "j@x") && user.email_verified);
    CHECK(is(user.preferred_username, "j") && is(user.picture, "p"));
    CHECK(read_user(200, jane, "", &user) == GRANTLET_OK);
    CHECK(read_user(200, "{\"sub\":\"24\",\"email_verified\":\"true\"}", "24", &user) == GRANTLET_OK);
    CHECK(!user.email_verified && user.email.length == 0);

    row = "no userinfo";
    CHECK(read_user(200, jane, "25", &user) == GRANTLET_E_OTHER_USER && IS_ZERO(user));
    CHECK(error.member == GRANTLET_MEMBER_SUBJECT && error.http_status == 200);
    CHECK(read_user(200, "{\"name\":\"J\"}", "24", &user) == GRANTLET_E_RESPONSE_MISSING && IS_ZERO(user));
    CHECK(error.member == GRANTLET_MEMBER_SUBJECT);
    CHECK(read_user(200, "eyJ0eXAi.e30.c2ln", "24", &user) == GRANTLET_E_RESPONSE_SYNTAX);
    CHECK(read_user(401, "", "24", &user) == GRANTLET_E_RESPONSE_STATUS && error.http_status == 401);
    CHECK(read_user(401, "{\"error\":\"invalid_token\"}", "24", &user) == GRANTLET_E_SERVER);
    CHECK(is(error.error, "invalid_token"));
    memset(&response, 0, sizeof response);
    CHECK(grantlet_userinfo_response(&profile, NULL, grantlet_text("24"), &user, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_userinfo_response(NULL, &response, grantlet_text("24"), &user, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_userinfo_response(&profile, &response, grantlet_text("24"), NULL, &error) == GRANTLET_E_NULL);
    response.length = 1;
    CHECK(grantlet_userinfo_response(&profile, &response, grantlet_text("24"), &user, &error) == GRANTLET_E_NULL);
}

static void registers_a_client(void)
{
    static const grantlet_span uris[] = { GRANTLET_SPAN("http://127.0.0.1/callback"), GRANTLET_SPAN("https://app.example/") };
    static const grantlet_pair members[] = { { GRANTLET_SPAN("grant_types"), GRANTLET_SPAN("[\"authorization_code\"]") } };
    static const grantlet_pair no_json[] = { { GRANTLET_SPAN("grant_types"), GRANTLET_SPAN("[") } };
    static const grantlet_span relative[] = { GRANTLET_SPAN("/callback") };
    static const char registered_body[] =
        "{\"client_id\":\"s6\",\"client_secret\":\"se\",\"client_secret_expires_at\":2000,"
        "\"registration_access_token\":\"rt\",\"registration_client_uri\":\"https://as.example/register/s6\"}";
    grantlet_registration app;
    grantlet_registered found;
    size_t needed;
    uint8_t *out;
    row = "a registration";
    memset(&app, 0, sizeof app);
    app.endpoint = grantlet_text("https://as.example/register");
    app.name = grantlet_text("L\xc3\xb6" "ck");
    app.auth_method = grantlet_text("none");
    app.scope = grantlet_text("a b");
    app.initial_access_token = grantlet_text("iat");
    app.redirect_uris = uris;
    app.redirect_uris_length = 2;
    app.members = members;
    app.members_length = 1;
    CHECK(grantlet_registration_request(&app, NULL, 0, &request, &error) == GRANTLET_E_BUFFER_TOO_SMALL);
    needed = error.needed;
    CHECK(grantlet_registration_request(&app, guarded(needed - 1), needed - 1, &request, &error)
          == GRANTLET_E_BUFFER_TOO_SMALL);
    CHECK(IS_ZERO(request));
    out = guarded(needed);
    CHECK(grantlet_registration_request(&app, out, needed, &request, &error) == GRANTLET_OK);
    CHECK(is(request.url, "https://as.example/register"));
    CHECK(is(request.headers, "Content-Type: application/json\r\nAccept: application/json\r\nAuthorization: Bearer iat\r\n"));
    CHECK(is(request.body, "{\"redirect_uris\":[\"http://127.0.0.1/callback\",\"https://app.example/\"],"
                           "\"client_name\":\"L\xc3\xb6" "ck\",\"token_endpoint_auth_method\":\"none\",\"scope\":\"a b\","
                           "\"grant_types\":[\"authorization_code\"]}"));

    row = "no registration";
    app.members = no_json;
    CHECK(grantlet_registration_request(&app, out, needed, &request, &error) == GRANTLET_E_REQUEST_CHARS);
    CHECK(error.member == GRANTLET_MEMBER_EXTRA_PARAMETER && IS_ZERO(request));
    app.members_length = 9;
    CHECK(grantlet_registration_request(&app, out, needed, &request, &error) == GRANTLET_E_TOO_MANY_PARAMETERS);
    app.members = NULL;
    app.members_length = 1;
    CHECK(grantlet_registration_request(&app, out, needed, &request, &error) == GRANTLET_E_NULL);
    app.members_length = 0;
    app.redirect_uris = relative;
    app.redirect_uris_length = 1;
    CHECK(grantlet_registration_request(&app, out, needed, &request, &error) == GRANTLET_E_REQUEST_REDIRECT_URI);
    app.redirect_uris_length = 9;
    CHECK(grantlet_registration_request(&app, out, needed, &request, &error) == GRANTLET_E_TOO_MANY_PARAMETERS);
    app.redirect_uris = NULL;
    app.redirect_uris_length = 1;
    CHECK(grantlet_registration_request(&app, out, needed, &request, &error) == GRANTLET_E_NULL);
    app.redirect_uris_length = 0;
    CHECK(grantlet_registration_request(&app, out, needed, &request, &error) == GRANTLET_OK);
    app.initial_access_token = grantlet_text("a b");
    CHECK(grantlet_registration_request(&app, out, needed, &request, &error) == GRANTLET_E_REQUEST_CHARS);
    CHECK(error.member == GRANTLET_MEMBER_ACCESS_TOKEN && is_zero(out, 8));
    app.endpoint = grantlet_text("http://as.example/register");
    CHECK(grantlet_registration_request(&app, out, needed, &request, &error) == GRANTLET_E_REQUEST_URL);
    CHECK(error.member == GRANTLET_MEMBER_REGISTRATION_ENDPOINT);
    CHECK(grantlet_registration_request(NULL, out, needed, &request, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_registration_request(&app, NULL, needed, &request, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_registration_request(&app, out, needed, NULL, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_registration_request(&app, out, needed, &request, NULL) == GRANTLET_E_NULL);

    row = "a registered client";
    out = body_of(registered_body);
    CHECK(grantlet_registration_response(&profile, 201, out, sizeof registered_body - 1, &found, &error) == GRANTLET_OK);
    CHECK(is(found.client_id, "s6") && is(found.client_secret, "se") && is(found.access_token, "rt"));
    CHECK(is(found.client_uri, "https://as.example/register/s6") && found.secret_expires_at == 2000);
    out = body_of("{\"client_id\":\"s6\",\"client_secret_expires_at\":0}");
    CHECK(grantlet_registration_response(&profile, 201, out, 47, &found, &error) == GRANTLET_OK);
    CHECK(found.client_secret.length == 0 && found.secret_expires_at == 0);
    out = body_of("{\"client_secret\":\"s\"}");
    SPOIL(found);
    CHECK(grantlet_registration_response(&profile, 201, out, 21, &found, &error) == GRANTLET_E_RESPONSE_MISSING);
    CHECK(error.member == GRANTLET_MEMBER_CLIENT_ID && IS_ZERO(found));
    out = body_of("{\"error\":\"invalid_redirect_uri\"}");
    CHECK(grantlet_registration_response(&profile, 400, out, 32, &found, &error) == GRANTLET_E_SERVER);
    CHECK(is(error.error, "invalid_redirect_uri"));
}

static grantlet_status read_resource(const char *text, grantlet_protected_resource *found)
{
    SPOIL(*found);
    return grantlet_protected_resource_response(body_of(text), strlen(text), grantlet_text("https://api.example/mcp"),
                                                found, &error);
}

static void reads_what_an_api_says_of_itself(void)
{
    grantlet_protected_resource found;
    uint8_t out[64];
    grantlet_span url;
    row = "protected-resource metadata";
    CHECK(read_resource("{\"resource\":\"https://api.example/mcp\",\"authorization_servers\":[\"https://as.example\"],"
                        "\"scopes_supported\":[\"a\"],\"dpop_signing_alg_values_supported\":[\"ES256\"],"
                        "\"dpop_bound_access_tokens_required\":true}", &found) == GRANTLET_OK);
    CHECK(grantlet_json_array_has(found.authorization_servers, grantlet_text("https://as.example")));
    CHECK(!grantlet_json_array_has(found.authorization_servers, grantlet_text("https://as.example/")));
    CHECK(!grantlet_json_array_has(found.authorization_servers, grantlet_text("")));
    CHECK(grantlet_json_array_has(found.dpop_algorithms, grantlet_text("ES256")) && found.dpop_required);
    CHECK(is(found.scopes_supported, "[\"a\"]"));
    CHECK(read_resource("{\"resource\":\"https://api.example/mcp\"}", &found) == GRANTLET_OK);
    CHECK(!found.dpop_required && !grantlet_json_array_has(found.authorization_servers, grantlet_text("a")));
    CHECK(!grantlet_json_array_has(grantlet_text("[\"a"), grantlet_text("b")));
    CHECK(!grantlet_json_array_has(grantlet_text("a"), grantlet_text("a")));
    CHECK(!grantlet_json_array_has(grantlet_text("{\"a\":1}"), grantlet_text("a")));
    url.bytes = NULL;
    url.length = 1;
    CHECK(!grantlet_json_array_has(url, grantlet_text("a")) && !grantlet_json_array_has(grantlet_text("[\"a\"]"), url));
    CHECK(read_resource("{\"resource\":\"https://api.example\"}", &found) == GRANTLET_E_RESPONSE_MISSING && IS_ZERO(found));
    CHECK(error.member == GRANTLET_MEMBER_RESOURCE);
    CHECK(read_resource("{\"resource\":7}", &found) == GRANTLET_E_RESPONSE_TYPE);
    CHECK(read_resource("{\"resource\":\"a\",\"resource\":\"b\"}", &found) == GRANTLET_E_RESPONSE_DUPLICATE);
    CHECK(read_resource("{\"resource\" 1}", &found) == GRANTLET_E_RESPONSE_SYNTAX && error.at == 12);
    CHECK(grantlet_protected_resource_response(NULL, 1, grantlet_text("a"), &found, &error) == GRANTLET_E_NULL);

    row = "its address";
    CHECK(grantlet_protected_resource_url(grantlet_text("https://api.example/mcp"), out, sizeof out, &url, &error)
          == GRANTLET_OK);
    CHECK(is(url, "https://api.example/.well-known/oauth-protected-resource/mcp"));
    CHECK(grantlet_protected_resource_url(grantlet_text("https://api.example/mcp"), out, url.length - 1, &url, &error)
          == GRANTLET_E_BUFFER_TOO_SMALL);
    CHECK(error.needed == 60);
    CHECK(grantlet_protected_resource_url(grantlet_text("http://api.example/"), out, sizeof out, &url, &error)
          == GRANTLET_E_REQUEST_URL);
    CHECK(error.member == GRANTLET_MEMBER_RESOURCE);
}

static void reads_a_challenge(void)
{
    static const char header[] = "Basic realm=\"x\", DPoP error=\"use_dpop_nonce\", algs=\"ES256 PS256\"";
    grantlet_span span;
    grantlet_challenge challenge;
    row = "WWW-Authenticate";
    span.bytes = guarded_copy(header);
    span.length = sizeof header - 1;
    SPOIL(challenge);
    CHECK(grantlet_challenge_of(span, grantlet_text("dpop"), &challenge));
    CHECK(challenge.wants_dpop_nonce && !challenge.insufficient_scope && is(challenge.error, "use_dpop_nonce"));
    CHECK(challenge.scope.length == 0);
    CHECK(is(grantlet_challenge_param(span, grantlet_text("DPoP"), grantlet_text("ALGS")), "ES256 PS256"));
    CHECK(grantlet_challenge_param(span, grantlet_text("DPoP"), grantlet_text("realm")).bytes == NULL);
    CHECK(grantlet_challenge_of(span, grantlet_text("Basic"), NULL));
    SPOIL(challenge);
    CHECK(!grantlet_challenge_of(span, grantlet_text("Bearer"), &challenge) && IS_ZERO(challenge));
    CHECK(grantlet_challenge_param(span, grantlet_text("Bearer"), grantlet_text("error")).bytes == NULL);
    span = grantlet_text("Bearer error=insufficient_scope, scope=\"a b\"");
    CHECK(grantlet_challenge_of(span, grantlet_text("Bearer"), &challenge));
    CHECK(challenge.insufficient_scope && !challenge.wants_dpop_nonce && is(challenge.scope, "a b"));
    row = "no WWW-Authenticate";
    CHECK(!grantlet_challenge_of(grantlet_text("Bearer \xff"), grantlet_text("Bearer"), &challenge));
    CHECK(!grantlet_challenge_of(grantlet_text(""), grantlet_text("Bearer"), &challenge));
    span.bytes = NULL;
    CHECK(!grantlet_challenge_of(span, grantlet_text("Bearer"), &challenge) && IS_ZERO(challenge));
    CHECK(!grantlet_challenge_of(grantlet_text("Bearer"), span, &challenge));
    CHECK(grantlet_challenge_param(grantlet_text("Bearer a=b"), grantlet_text("Bearer"), span).bytes == NULL);
}

int main(void)
{
    exchanges_a_token();
    asks_about_a_token();
    reads_an_introspection();
    reads_who_logged_in();
    registers_a_client();
    reads_what_an_api_says_of_itself();
    reads_a_challenge();
    return verdict();
}
