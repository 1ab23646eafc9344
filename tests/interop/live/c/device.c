/* A device at this server: its profile, its clients, and what its key signs. */
#include "device.h"

#include <stdio.h>
#include <string.h>

#define SECRET "a client_secret that is as long as HS256 wants it"

static const grantlet_profile_setting settings[] = {
    { &grantlet_setting_authorization_endpoint, GRANTLET_SPAN("/auth") },
    { &grantlet_setting_token_endpoint, GRANTLET_SPAN("/token") },
    { &grantlet_setting_revocation_endpoint, GRANTLET_SPAN("/token/revocation") },
    { &grantlet_setting_token_types, GRANTLET_SPAN("DPoP") },
    { &grantlet_setting_allow_loopback, GRANTLET_NO_VALUE },
};
const grantlet_profile profile = GRANTLET_PROFILE(&grantlet_rfc6749_body, settings);

const char *issuer;
grantlet_error error;

const char *at(const char *path)
{
    char url[128];
    sprintf(url, "%s%s", issuer, path);
    return kept(grantlet_text(url));
}

grantlet_client client_of(const char *id)
{
    grantlet_client client;
    NEEDS(grantlet_client_init(&client, &profile, grantlet_text(id), grantlet_text(""), grantlet_text(issuer), &error)
          == GRANTLET_OK);
    return client;
}

grantlet_span unique(void)
{
    uint8_t bytes[32];
    char text[44] = { 0 };
    entropy(bytes);
    NEEDS(grantlet_state(bytes, (uint8_t *)text) == GRANTLET_OK);
    return grantlet_text(kept(grantlet_text(text)));
}

char *signed_by_key(const grantlet_unsigned_jws *made)
{
    uint8_t digest[32];
    grantlet_span jws;
    grantlet_jws_sha256(made, digest);
    NEEDS(grantlet_jws_sign_der(made, key_sign(digest), &jws, &error) == GRANTLET_OK);
    return kept(jws);
}

grantlet_span point(void)
{
    grantlet_span span;
    span.bytes = key_point;
    span.length = sizeof key_point;
    return span;
}

char *proof_of(const char *method, grantlet_span url, const grantlet_dpop_nonce *nonce, const char *access_token)
{
    uint8_t buffer[1024];
    grantlet_unsigned_jws made;
    grantlet_dpop proof;
    memset(&proof, 0, sizeof proof);
    proof.key = point();
    proof.method = grantlet_text(method);
    proof.url = url;
    proof.jti = unique();
    proof.nonce = grantlet_dpop_nonce_text(nonce);
    proof.access_token = grantlet_text(access_token);
    proof.issued_at = now();
    NEEDS(grantlet_dpop_proof(&proof, buffer, sizeof buffer, &made, &error) == GRANTLET_OK);
    return signed_by_key(&made);
}

grantlet_assertion assertion_of(const char *client_id)
{
    bool has_secret = strcmp(client_id, "hmac") == 0;
    grantlet_assertion assertion;
    memset(&assertion, 0, sizeof assertion);
    assertion.client_id = grantlet_text(client_id);
    assertion.audience = grantlet_text(issuer);
    assertion.jti = unique();
    assertion.key_id = grantlet_text(has_secret ? "" : "k1");
    assertion.issued_at = now();
    assertion.algorithm = has_secret ? GRANTLET_ALGORITHM_HS256 : GRANTLET_ALGORITHM_ES256;
    return assertion;
}

grantlet_options asserted(const char *client_id)
{
    static grantlet_pair params[2];
    grantlet_assertion assertion = assertion_of(client_id);
    uint8_t buffer[1024];
    grantlet_unsigned_jws made;
    grantlet_options options;
    grantlet_span jwt;
    memset(&options, 0, sizeof options);
    if (strcmp(client_id, "signs") != 0 && strcmp(client_id, "hmac") != 0) {
        return options;
    }
    NEEDS(grantlet_client_assertion(&assertion, buffer, sizeof buffer, &made, &error) == GRANTLET_OK);
    if (made.algorithm == GRANTLET_ALGORITHM_HS256) {
        NEEDS(grantlet_jws_sign_hs256(&made, grantlet_text(SECRET), &jwt, &error) == GRANTLET_OK);
        jwt = grantlet_text(kept(jwt));
    } else {
        jwt = grantlet_text(signed_by_key(&made));
    }
    grantlet_assertion_params(jwt, params);
    options.params = params;
    options.params_length = 2;
    return options;
}

grantlet_token token_of(const response *received)
{
    grantlet_token token;
    NEEDS(grantlet_token_response(&profile, received->status, received->body, received->length, &token, &error)
          == GRANTLET_OK);
    return token;
}
