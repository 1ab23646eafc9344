/* What a key signs, sent by a C program to oidc-provider: DPoP with a nonce, clients that sign, pushed and signed
   requests, exchange, introspection, revocation, registration, userinfo and the signature of an id_token. */
#include <stdio.h>
#include <string.h>

#include "device.h"

/* A login that is not yet begun by the user: what is kept of it, and its URL. */
typedef struct login {
    grantlet_code_login asked;
    grantlet_span url;
    char buffer[1024];
} login;

static void start(login *begun, const grantlet_client *client, grantlet_span jkt)
{
    static grantlet_pair params[2] = { { GRANTLET_SPAN("prompt"), GRANTLET_SPAN("consent") },
                                       { GRANTLET_SPAN("dpop_jkt"), { NULL, 0 } } };
    params[1].value = jkt;
    memset(&begun->asked, 0, sizeof begun->asked);
    begun->asked.redirect_uri = grantlet_text(REDIRECT_URI);
    begun->asked.state = unique();
    begun->asked.nonce = unique();
    begun->asked.code_verifier = unique();
    begun->asked.options.scope = grantlet_text("openid profile offline_access");
    begun->asked.options.params = params;
    begun->asked.options.params_length = jkt.length == 0 ? 1 : 2;
    NEEDS(grantlet_code_url(client, &begun->asked, begun->buffer, sizeof begun->buffer, &begun->url, &error)
          == GRANTLET_OK);
}

/* The request that exchanges the code of a login, whose user is sent to `url`. */
static grantlet_request finish(const login *begun, const grantlet_client *client, grantlet_span url)
{
    static uint8_t buffer[4096];
    char *back = browse(url);
    grantlet_expected expected;
    grantlet_code_grant grant;
    grantlet_request request;
    memset(&expected, 0, sizeof expected);
    expected.redirect_uri = begun->asked.redirect_uri;
    expected.state = begun->asked.state;
    expected.issuer = grantlet_text(issuer);
    expected.issuer_rule = GRANTLET_ISSUER_REQUIRED;
    memset(&grant, 0, sizeof grant);
    NEEDS(grantlet_callback(&profile, &expected, back, strlen(back), &grant.code, &error) == GRANTLET_OK);
    grant.redirect_uri = begun->asked.redirect_uri;
    grant.code_verifier = begun->asked.code_verifier;
    grant.options = asserted(kept(client->client_id));
    NEEDS(grantlet_code_request(client, &grant, buffer, sizeof buffer, &request, &error) == GRANTLET_OK);
    return request;
}

/* Sends a request with a proof, and once more where the server has a new nonce. Returns how often it was sent. */
static int send_bound(const grantlet_request *request, grantlet_dpop_nonce *nonce, grantlet_token *token)
{
    int sent = 0;
    for (;;) {
        response received =
            send_request(request, "DPoP", proof_of(grantlet_request_method(request), request->url, nonce, ""));
        bool is_new = grantlet_dpop_nonce_keep(nonce, received.dpop_nonce);
        grantlet_status status =
            grantlet_token_response(&profile, received.status, received.body, received.length, token, &error);
        sent++;
        if (is_new && sent == 1 && grantlet_dpop_nonce_wanted(status, &error)) {
            continue;
        }
        NEEDS(status == GRANTLET_OK && is(token->token_type, "DPoP"));
        return sent;
    }
}

/* Sends the refresh of a session's attempt. Returns what came of it, and whether the server has a new nonce. */
static grantlet_status refresh_once(grantlet_session *session, const grantlet_attempt *attempt, grantlet_dpop_nonce *nonce,
                                    bool *is_new)
{
    const grantlet_client client = client_of("spa");
    uint8_t room[2048];
    grantlet_request request;
    grantlet_response taken;
    response received;
    NEEDS(grantlet_refresh_request(&client, attempt->refresh_token, room, sizeof room, &request, &error) == GRANTLET_OK);
    received = send_request(&request, "DPoP", proof_of("POST", request.url, nonce, ""));
    *is_new = grantlet_dpop_nonce_keep(nonce, received.dpop_nonce);
    memset(&taken, 0, sizeof taken);
    taken.body = received.body;
    taken.length = received.length;
    taken.status = received.status;
    return grantlet_session_receive_oauth(session, &client, &taken, 2000, &error);
}

/* A session keeps a bound refresh token: without the nonce it asks once more at once, and not a third time. */
static void refreshes_in_a_session(grantlet_span refresh_token)
{
    static const grantlet_settings defaults;
    static uint8_t arena[1024];
    grantlet_session session;
    grantlet_dpop_nonce nonce;
    grantlet_attempt attempt;
    grantlet_token token;
    uint64_t until;
    bool is_new;
    memset(&nonce, 0, sizeof nonce);
    memset(&token, 0, sizeof token);
    token.refresh_token = refresh_token;
    NEEDS(grantlet_session_init(&session, arena, sizeof arena, &defaults) == GRANTLET_OK);
    NEEDS(grantlet_session_login(&session, &token, grantlet_text(""), 1000, 1000, &error) == GRANTLET_OK);
    NEEDS(grantlet_session_stored(&session) == GRANTLET_OK);
    NEEDS(grantlet_session_begin(&session, 2000, &attempt) == GRANTLET_OK);
    NEEDS(grantlet_dpop_nonce_wanted(refresh_once(&session, &attempt, &nonce, &is_new), &error) && is_new);
    NEEDS(grantlet_session_state(&session, 2000, &until) == GRANTLET_SESSION_WAITING);
    NEEDS(grantlet_session_begin_again(&session, 2000, &attempt) == GRANTLET_OK && !attempt.mark);
    NEEDS(refresh_once(&session, &attempt, &nonce, &is_new) == GRANTLET_OK);
    NEEDS(grantlet_session_state(&session, 2000, &until) == GRANTLET_SESSION_UNSTORED);
    NEEDS(grantlet_session_begin_again(&session, 2000, &attempt) == GRANTLET_E_WRONG_STATE);
}

/* RFC 9449: the server wants a nonce, the token is bound to the key, and each use has a proof of its own. */
static void binds_a_login_to_a_key(void)
{
    const grantlet_client client = client_of("spa");
    const char *api = at("/me");
    grantlet_dpop_nonce nonce, api_nonce;
    uint8_t room[2048], jkt_room[132];
    grantlet_span jkt, header;
    grantlet_challenge challenge;
    grantlet_request request;
    grantlet_response userinfo;
    grantlet_userinfo user;
    grantlet_token token;
    char headers[4096], *access_token, *refresh_token;
    response received;
    login begun;
    int tries;
    memset(&nonce, 0, sizeof nonce);
    memset(&api_nonce, 0, sizeof api_nonce);
    NEEDS(grantlet_p256_thumbprint(point(), jkt_room, sizeof jkt_room, &jkt, &error) == GRANTLET_OK);
    start(&begun, &client, jkt);
    request = finish(&begun, &client, begun.url);
    NEEDS(send_bound(&request, &nonce, &token) == 2);
    NEEDS(grantlet_refresh_request(&client, token.refresh_token, room, sizeof room, &request, &error) == GRANTLET_OK);
    NEEDS(send_bound(&request, &nonce, &token) == 1);
    refresh_token = kept(token.refresh_token);

    /* The API has a nonce of its own, and refuses what has no proof. */
    access_token = kept(token.access_token);
    NEEDS(grantlet_bearer(token.access_token, room, sizeof room, &header, &error) == GRANTLET_OK);
    sprintf(headers, "Authorization: %s\r\n", kept(header));
    NEEDS(fetch(api, headers).status == 401);
    NEEDS(grantlet_token_dpop(&token, room, sizeof room, &header, &error) == GRANTLET_OK);
    header = grantlet_text(kept(header));
    for (tries = 1;; tries++) {
        sprintf(headers, "Authorization: %s\r\nDPoP: %s\r\n", kept(header),
                proof_of("GET", grantlet_text(api), &api_nonce, access_token));
        received = fetch(api, headers);
        if (!(grantlet_dpop_nonce_keep(&api_nonce, received.dpop_nonce) && received.status == 401 && tries == 1)) {
            break;
        }
        NEEDS(grantlet_challenge_of(received.challenge, grantlet_text("DPoP"), &challenge));
        NEEDS(challenge.wants_dpop_nonce && !challenge.insufficient_scope);
    }
    NEEDS(tries == 2);
    memset(&userinfo, 0, sizeof userinfo);
    userinfo.status = received.status;
    userinfo.body = received.body;
    userinfo.length = received.length;
    NEEDS(grantlet_userinfo_response(&profile, &userinfo, grantlet_text("user-1"), &user, &error) == GRANTLET_OK);
    NEEDS(is(user.name, "\xc3\x9cn\xc3\xaf T\xc3\xabst"));
    refreshes_in_a_session(grantlet_text(refresh_token));
}

static grantlet_introspected introspected(const grantlet_client *client, grantlet_span token)
{
    uint8_t buffer[4096];
    grantlet_introspection asked;
    grantlet_introspected found;
    grantlet_request request;
    response received;
    memset(&asked, 0, sizeof asked);
    asked.endpoint = grantlet_text("/token/introspection");
    asked.token = token;
    asked.options = asserted(kept(client->client_id));
    NEEDS(grantlet_introspection_request(client, &asked, buffer, sizeof buffer, &request, &error) == GRANTLET_OK);
    received = send_request(&request, NULL, NULL);
    NEEDS(grantlet_introspection_response(&profile, received.status, received.body, received.length, &found, &error)
          == GRANTLET_OK);
    return found;
}

/* RFC 8693: the response, as it was received. */
static response exchanged(const grantlet_client *client, grantlet_span token)
{
    uint8_t buffer[4096];
    grantlet_token_exchange exchange;
    grantlet_request request;
    memset(&exchange, 0, sizeof exchange);
    exchange.subject_token = token;
    exchange.subject_token_type = grantlet_text(GRANTLET_ACCESS_TOKEN_TYPE);
    exchange.options = asserted(kept(client->client_id));
    NEEDS(grantlet_token_exchange_request(client, &exchange, buffer, sizeof buffer, &request, &error) == GRANTLET_OK);
    return send_request(&request, NULL, NULL);
}

/* RFC 7523: ES256 by a key, HS256 by the secret; an assertion that was used is refused. */
static void authenticates_by_what_it_signs(const char *client_id)
{
    const grantlet_client client = client_of(client_id);
    grantlet_options options = asserted(client_id);
    uint8_t buffer[4096];
    grantlet_introspected found;
    grantlet_revocation revocation;
    grantlet_request request;
    grantlet_token token, none;
    response received;
    options.scope = grantlet_text("api:read");
    NEEDS(grantlet_client_credentials_request(&client, &options, buffer, sizeof buffer, &request, &error) == GRANTLET_OK);
    received = send_request(&request, NULL, NULL);
    token = token_of(&received);
    received = send_request(&request, NULL, NULL);
    NEEDS(grantlet_token_response(&profile, received.status, received.body, received.length, &none, &error)
          == GRANTLET_E_SERVER);
    NEEDS(is(error.error, "invalid_client"));

    found = introspected(&client, token.access_token);
    NEEDS(grantlet_introspected_is_active(&found, (int64_t)now(), 0));
    NEEDS(is(found.client_id, client_id) && is(found.scope, "api:read"));
    /* A token of the client's own has no user. */
    received = exchanged(&client, token.access_token);
    NEEDS(grantlet_token_response(&profile, received.status, received.body, received.length, &none, &error)
          != GRANTLET_OK);

    memset(&revocation, 0, sizeof revocation);
    revocation.token = token.access_token;
    revocation.token_type_hint = grantlet_text("access_token");
    revocation.options = asserted(client_id);
    NEEDS(grantlet_revocation_request(&client, &revocation, buffer, sizeof buffer, &request, &error) == GRANTLET_OK);
    NEEDS(send_request(&request, NULL, NULL).status == 200);
    found = introspected(&client, token.access_token);
    NEEDS(!found.active);
}

/* The signature of an `id_token`, by the server's key. */
static void verifies(const login *begun, grantlet_span id_token)
{
    response keys = fetch(at("/jwks"), "");
    const grantlet_jwk_set set = { keys.body, keys.length, GRANTLET_ALGORITHM_RS256 };
    grantlet_id_token_signature signature;
    grantlet_verified_id_token verified;
    grantlet_id_token_expected expected;
    grantlet_id_token claims;
    uint8_t room[2048], buffer[1024];
    memset(&expected, 0, sizeof expected);
    expected.issuer = grantlet_text(issuer);
    expected.client_id = grantlet_text("signs");
    expected.nonce = begun->asked.nonce;
    expected.now = (int64_t)now();
    expected.leeway = 5;
    NEEDS(grantlet_id_token_check(&expected, id_token, room, sizeof room, &claims, &error) == GRANTLET_OK);
    NEEDS(grantlet_id_token_key(&claims, &set, buffer, sizeof buffer, &signature, &error) == GRANTLET_OK);
    NEEDS(grantlet_id_token_verified(&signature, rs256_verifies(&signature), &verified, &error) == GRANTLET_OK);
    NEEDS(is(verified.subject, "user-1"));
    buffer[signature.signature.bytes - buffer] ^= 1;
    NEEDS(grantlet_id_token_verified(&signature, rs256_verifies(&signature), &verified, &error) == GRANTLET_E_ID_TOKEN);
}

/* RFC 9126 and RFC 9101: pushed, and pushed as a signed request; then exchanged, and the id_token verified. */
static void pushes_a_request(bool is_signed)
{
    static char room[4096], long_url[4096];
    const grantlet_client client = client_of("signs");
    char short_url[512];
    uint8_t buffer[8192];
    grantlet_request request;
    grantlet_pushed pushed;
    grantlet_token token, other;
    grantlet_span url;
    grantlet_push push;
    response received;
    login begun;
    start(&begun, &client, grantlet_text(""));
    url = begun.url;
    if (is_signed) {
        const grantlet_assertion issued = assertion_of("signs");
        grantlet_unsigned_jws made;
        NEEDS(grantlet_request_object(&issued, url, room, sizeof room, &made, &error) == GRANTLET_OK);
        NEEDS(grantlet_request_object_url(&client, grantlet_text(signed_by_key(&made)), long_url, sizeof long_url, &url,
                                          &error) == GRANTLET_OK);
    }
    memset(&push, 0, sizeof push);
    push.endpoint = grantlet_text("/request");
    push.url = url;
    push.options = asserted("signs");
    NEEDS(grantlet_push_request(&client, &push, buffer, sizeof buffer, &request, &error) == GRANTLET_OK);
    received = send_request(&request, NULL, NULL);
    NEEDS(grantlet_pushed_response(&profile, received.status, received.body, received.length, &pushed, &error)
          == GRANTLET_OK);
    NEEDS(grantlet_pushed_url(&client, pushed.request_uri, short_url, sizeof short_url, &url, &error) == GRANTLET_OK);

    request = finish(&begun, &client, url);
    received = send_request(&request, NULL, NULL);
    token = token_of(&received);
    NEEDS(token.refresh_token.length > 0);
    verifies(&begun, token.id_token);
    /* RFC 8693: this token has a user. */
    received = exchanged(&client, token.access_token);
    other = token_of(&received);
    NEEDS(!is(other.access_token, kept(token.access_token)));
}

/* RFC 7591: what was registered logs in at once. */
static void registers_itself(void)
{
    const grantlet_span uris[] = { GRANTLET_SPAN(REDIRECT_URI) };
    const grantlet_pair members[] = { { GRANTLET_SPAN("application_type"), GRANTLET_SPAN("\"native\"") } };
    uint8_t buffer[1024];
    grantlet_registration app;
    grantlet_registered registered;
    grantlet_request request;
    grantlet_client client;
    response received;
    login begun;
    memset(&app, 0, sizeof app);
    app.endpoint = grantlet_text(at("/reg"));
    app.name = grantlet_text("Lock tool");
    app.auth_method = grantlet_text("none");
    app.redirect_uris = uris;
    app.redirect_uris_length = 1;
    app.members = members;
    app.members_length = 1;
    NEEDS(grantlet_registration_request(&app, buffer, sizeof buffer, &request, &error) == GRANTLET_OK);
    received = send_request(&request, NULL, NULL);
    NEEDS(grantlet_registration_response(&profile, received.status, received.body, received.length, &registered, &error)
          == GRANTLET_OK);
    NEEDS(registered.client_secret.length == 0 && registered.access_token.length > 0);
    client = client_of(kept(registered.client_id));
    start(&begun, &client, grantlet_text(""));
    request = finish(&begun, &client, begun.url);
    received = send_request(&request, NULL, NULL);
    NEEDS(token_of(&received).access_token.length > 0);
}

int main(int count, char **arguments)
{
    NEEDS(count == 2);
    issuer = arguments[1];
    binds_a_login_to_a_key();
    authenticates_by_what_it_signs("signs");
    authenticates_by_what_it_signs("hmac");
    pushes_a_request(false);
    pushes_a_request(true);
    registers_itself();
    puts("done");
    return 0;
}
