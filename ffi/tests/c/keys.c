/* Keys of other algorithms than ES256, and a client assertion on each request. */
#include "check.h"

static grantlet_error error;

static const uint8_t point[65] = {
    0x04, 0x97, 0xcb, 0x45, 0xae, 0x1c, 0x7e, 0xdf, 0x8b, 0x55, 0xde, 0x14, 0x48, 0x09, 0x10, 0xd8, 0xf7,
    0x30, 0xa4, 0x0e, 0x5a, 0x41, 0x84, 0x5e, 0x36, 0x51, 0x05, 0x1f, 0x59, 0x50, 0x16, 0x04, 0x5b, 0xf5,
    0x51, 0x38, 0x8d, 0xff, 0xce, 0x93, 0xfa, 0x3a, 0xe3, 0x36, 0xd3, 0x4e, 0x57, 0x2e, 0x34, 0x96, 0xa3,
    0x1e, 0x6b, 0x7a, 0xbf, 0xd4, 0xc3, 0x56, 0xb5, 0x34, 0x09, 0xdb, 0xc6, 0x44, 0x30,
};
/* RFC 8037, appendix A.2. */
static const uint8_t ed25519[32] = {
    0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a,
    0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a,
};
static const uint8_t exponent[3] = { 1, 0, 1 };

static grantlet_public_key key_of(grantlet_algorithm algorithm, const uint8_t *bytes, size_t length, size_t exponent_length)
{
    grantlet_public_key key;
    memset(&key, 0, sizeof key);
    key.key.bytes = bytes;
    key.key.length = length;
    key.exponent.bytes = exponent;
    key.exponent.length = exponent_length;
    key.algorithm = algorithm;
    return key;
}

static void writes_thumbprints(void)
{
    uint8_t out[132];
    grantlet_span value;
    grantlet_public_key key = key_of(GRANTLET_ALGORITHM_EDDSA, ed25519, 32, 0);
    row = "RFC 8037, appendix A.3";
    CHECK(grantlet_key_thumbprint(&key, out, sizeof out, &value, &error) == GRANTLET_OK);
    CHECK(is(value, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"));
    CHECK(grantlet_key_thumbprint(&key, out, 0, &value, &error) == GRANTLET_E_BUFFER_TOO_SMALL);
    CHECK(error.needed == 79);
    row = "RFC 9449, section 6.1";
    key = key_of(GRANTLET_ALGORITHM_ES256, point, 65, 0);
    CHECK(grantlet_key_thumbprint(&key, out, sizeof out, &value, &error) == GRANTLET_OK);
    CHECK(is(value, "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"));
    row = "no key";
    key.key.length = 64;
    CHECK(grantlet_key_thumbprint(&key, out, sizeof out, &value, &error) == GRANTLET_E_ENCODING);
    key = key_of(GRANTLET_ALGORITHM_ES256, point, 65, 3);
    CHECK(grantlet_key_thumbprint(&key, out, sizeof out, &value, &error) == GRANTLET_E_ENCODING);
    key = key_of(GRANTLET_ALGORITHM_EDDSA, ed25519, 31, 0);
    CHECK(grantlet_key_thumbprint(&key, out, sizeof out, &value, &error) == GRANTLET_E_ENCODING);
    key = key_of(GRANTLET_ALGORITHM_RS256, point, 65, 0);
    CHECK(grantlet_key_thumbprint(&key, out, sizeof out, &value, &error) == GRANTLET_E_ENCODING);
    key = key_of(GRANTLET_ALGORITHM_RS256, point, 0, 3);
    CHECK(grantlet_key_thumbprint(&key, out, sizeof out, &value, &error) == GRANTLET_E_ENCODING);
    key = key_of(GRANTLET_ALGORITHM_HS256, point, 65, 0);
    CHECK(grantlet_key_thumbprint(&key, out, sizeof out, &value, &error) == GRANTLET_E_ENCODING);
    key = key_of((grantlet_algorithm)0, point, 65, 0);
    CHECK(grantlet_key_thumbprint(&key, out, sizeof out, &value, &error) == GRANTLET_E_ENCODING);
    CHECK(grantlet_key_thumbprint(NULL, out, sizeof out, &value, &error) == GRANTLET_E_NULL);
}

static grantlet_dpop proof_of(void)
{
    grantlet_dpop proof;
    memset(&proof, 0, sizeof proof);
    proof.method = grantlet_text("POST");
    proof.url = grantlet_text("https://as.example/token");
    proof.jti = grantlet_text("-BwC3ESc6acc2lTc");
    proof.issued_at = 1562262616;
    return proof;
}

static void writes_proofs(void)
{
    static const struct {
        grantlet_algorithm algorithm;
        size_t signature;
        const char *start;
    } algorithms[] = {
        /* {"typ":"dpop+jwt","alg":"EdDSA","jwk":{"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}} */
        { GRANTLET_ALGORITHM_EDDSA, 64,
          "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVkRFNBIiwiandrIjp7ImNydiI6IkVkMjU1MTkiLCJrdHkiOiJPS1AiLCJ4IjoiMTFxWUFZS3hD"
          "cmZWU183VHlXUUhPZzdoY3ZQYXBpTWxyd0lhYVBjSFVSbyJ9fQ." },
        /* {"typ":"dpop+jwt","alg":"RS256","jwk":{"e":"AQAB","kty":"RSA","n":" */
        { GRANTLET_ALGORITHM_RS256, 256,
          "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IlJTMjU2IiwiandrIjp7ImUiOiJBUUFCIiwia3R5IjoiUlNBIiwibiI6I" },
        { GRANTLET_ALGORITHM_PS256, 256,
          "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IlBTMjU2IiwiandrIjp7ImUiOiJBUUFCIiwia3R5IjoiUlNBIiwibiI6I" },
    };
    static uint8_t modulus[256];
    size_t index;
    memset(modulus, 0xAB, sizeof modulus);
    for (index = 0; index < sizeof algorithms / sizeof *algorithms; index++) {
        bool is_rsa = algorithms[index].signature == 256;
        const char *start = algorithms[index].start;
        grantlet_public_key key = key_of(algorithms[index].algorithm, is_rsa ? modulus : ed25519, is_rsa ? 256 : 32, is_rsa ? 3 : 0);
        grantlet_dpop proof = proof_of();
        grantlet_unsigned_jws made;
        grantlet_span jws, signature;
        size_t needed;
        uint8_t *out;
        row = start;
        CHECK(grantlet_dpop_proof_with_key(&proof, &key, NULL, 0, &made, &error) == GRANTLET_E_BUFFER_TOO_SMALL);
        needed = error.needed;
        out = guarded(needed - 1);
        CHECK(grantlet_dpop_proof_with_key(&proof, &key, out, needed - 1, &made, &error) == GRANTLET_E_BUFFER_TOO_SMALL);
        CHECK(IS_ZERO(made) && is_zero(out, needed - 1));
        out = guarded(needed);
        CHECK(grantlet_dpop_proof_with_key(&proof, &key, out, needed, &made, &error) == GRANTLET_OK);
        CHECK(made.algorithm == algorithms[index].algorithm && made.input.length > strlen(start));
        CHECK(memcmp(made.input.bytes, start, strlen(start)) == 0);
        signature.bytes = modulus;
        signature.length = algorithms[index].signature;
        CHECK(grantlet_jws_sign_der(&made, signature, &jws, &error) == GRANTLET_E_REQUEST_UNEXPECTED);
        CHECK(grantlet_jws_sign(&made, signature, &jws, &error) == GRANTLET_OK && jws.length == needed);
        signature.length--;
        CHECK(grantlet_jws_sign(&made, signature, &jws, &error) == GRANTLET_E_REQUEST_LENGTH);
    }
    {
        uint8_t out[1024], one[1024];
        grantlet_dpop proof = proof_of();
        grantlet_public_key key = key_of(GRANTLET_ALGORITHM_ES256, point, 65, 0);
        grantlet_unsigned_jws made, by_point;
        row = "the same by a point";
        CHECK(grantlet_dpop_proof_with_key(&proof, &key, out, sizeof out, &made, &error) == GRANTLET_OK);
        proof.key = key.key;
        CHECK(grantlet_dpop_proof(&proof, one, sizeof one, &by_point, &error) == GRANTLET_OK);
        CHECK(made.input.length == by_point.input.length && memcmp(out, one, made.input.length) == 0);
        row = "HS256 proves nothing";
        key.algorithm = GRANTLET_ALGORITHM_HS256;
        CHECK(grantlet_dpop_proof_with_key(&proof, &key, out, sizeof out, &made, &error) == GRANTLET_E_ENCODING);
        CHECK(grantlet_dpop_proof_with_key(&proof, NULL, out, sizeof out, &made, &error) == GRANTLET_E_NULL && IS_ZERO(made));
        CHECK(grantlet_dpop_proof_with_key(NULL, &key, out, sizeof out, &made, &error) == GRANTLET_E_NULL);
    }
}

static const grantlet_profile_setting settings[] = {
    { &grantlet_setting_token_endpoint, GRANTLET_SPAN("/token") },
    { &grantlet_setting_revocation_endpoint, GRANTLET_SPAN("/revoke") },
    { &grantlet_setting_device_authorization_endpoint, GRANTLET_SPAN("/device") },
};
static const grantlet_profile profile = GRANTLET_PROFILE(&grantlet_rfc6749_body, settings);
/* It has a key, and no secret. */
static const grantlet_client client = GRANTLET_CLIENT(&profile, "app", "", "https://as.example");

static uint8_t out[1024];
static grantlet_request request;
static grantlet_pair params[2];

/* Each assertion is of its own request. */
static grantlet_options assertion(char jwt[24])
{
    static unsigned written;
    grantlet_options options;
    memset(&options, 0, sizeof options);
    sprintf(jwt, "h.c-%u.s", ++written);
    grantlet_assertion_params(grantlet_text(jwt), params);
    options.params = params;
    options.params_length = 2;
    return options;
}

static void shows(grantlet_status status, const char *jwt)
{
    static const char type[] = "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=";
    char end[sizeof type + 24];
    size_t length = (size_t)sprintf(end, "%s%s", type, jwt);
    CHECK(status == GRANTLET_OK);
    CHECK(request.body.length > length && memcmp(request.body.bytes + request.body.length - length, end, length) == 0);
}

static void each_request_shows_an_assertion(void)
{
    char jwt[24];
    row = "the parameters";
    grantlet_assertion_params(grantlet_text("j"), NULL);
    grantlet_assertion_params(grantlet_text("j"), params);
    CHECK(is(params[0].name, "client_assertion_type") && is(params[0].value, GRANTLET_CLIENT_ASSERTION_TYPE));
    CHECK(is(params[1].name, "client_assertion") && is(params[1].value, "j"));

    row = "a code";
    {
        grantlet_code_grant grant;
        memset(&grant, 0, sizeof grant);
        grant.code = grantlet_text("c");
        grant.redirect_uri = grantlet_text("https://app.example/");
        grant.code_verifier = grantlet_text("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        grant.options = assertion(jwt);
        shows(grantlet_code_request(&client, &grant, out, sizeof out, &request, &error), jwt);
    }
    row = "a refresh, as a session's attempt has it";
    {
        grantlet_refresh_grant grant;
        memset(&grant, 0, sizeof grant);
        grant.refresh_token = grantlet_text("rt");
        grant.options = assertion(jwt);
        shows(grantlet_refresh_request_with(&client, &grant, out, sizeof out, &request, &error), jwt);
    }
    row = "client credentials";
    {
        grantlet_options options = assertion(jwt);
        shows(grantlet_client_credentials_request(&client, &options, out, sizeof out, &request, &error), jwt);
        row = "a device's login";
        options = assertion(jwt);
        shows(grantlet_device_authorization_request(&client, &options, out, sizeof out, &request, &error), jwt);
    }
    row = "a device code";
    {
        grantlet_device_code_grant grant;
        memset(&grant, 0, sizeof grant);
        grant.device_code = grantlet_text("dc");
        grant.options = assertion(jwt);
        shows(grantlet_device_code_request(&client, &grant, out, sizeof out, &request, &error), jwt);
    }
    row = "an extension grant";
    {
        grantlet_extension_grant grant;
        memset(&grant, 0, sizeof grant);
        grant.grant_type = grantlet_text("urn:x");
        grant.options = assertion(jwt);
        shows(grantlet_extension_request(&client, &grant, out, sizeof out, &request, &error), jwt);
    }
    row = "a revocation";
    {
        grantlet_revocation revocation;
        memset(&revocation, 0, sizeof revocation);
        revocation.token = grantlet_text("rt");
        revocation.token_type_hint = grantlet_text("refresh_token");
        revocation.options = assertion(jwt);
        shows(grantlet_revocation_request(&client, &revocation, out, sizeof out, &request, &error), jwt);
    }
    row = "an exchange";
    {
        grantlet_token_exchange exchange;
        memset(&exchange, 0, sizeof exchange);
        exchange.subject_token = grantlet_text("at");
        exchange.subject_token_type = grantlet_text(GRANTLET_ACCESS_TOKEN_TYPE);
        exchange.options = assertion(jwt);
        shows(grantlet_token_exchange_request(&client, &exchange, out, sizeof out, &request, &error), jwt);
    }
    row = "an introspection";
    {
        grantlet_introspection introspection;
        memset(&introspection, 0, sizeof introspection);
        introspection.endpoint = grantlet_text("/introspect");
        introspection.token = grantlet_text("at");
        introspection.options = assertion(jwt);
        shows(grantlet_introspection_request(&client, &introspection, out, sizeof out, &request, &error), jwt);
    }
    row = "a pushed request";
    {
        grantlet_push push;
        memset(&push, 0, sizeof push);
        push.endpoint = grantlet_text("/par");
        push.url = grantlet_text("https://as.example/authorize?client_id=app");
        push.options = assertion(jwt);
        shows(grantlet_push_request(&client, &push, out, sizeof out, &request, &error), jwt);
    }
}

int main(void)
{
    writes_thumbprints();
    writes_proofs();
    each_request_shows_an_assertion();
    return verdict();
}
