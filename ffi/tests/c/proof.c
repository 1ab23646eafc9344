/* DPoP proofs and client assertions: what is signed, and what a signature makes of it. */
#include "check.h"

/* The key of RFC 9449, section 4.1. */
static const uint8_t point[65] = {
    0x04, 0x97, 0xcb, 0x45, 0xae, 0x1c, 0x7e, 0xdf, 0x8b, 0x55, 0xde, 0x14, 0x48, 0x09, 0x10, 0xd8, 0xf7,
    0x30, 0xa4, 0x0e, 0x5a, 0x41, 0x84, 0x5e, 0x36, 0x51, 0x05, 0x1f, 0x59, 0x50, 0x16, 0x04, 0x5b, 0xf5,
    0x51, 0x38, 0x8d, 0xff, 0xce, 0x93, 0xfa, 0x3a, 0xe3, 0x36, 0xd3, 0x4e, 0x57, 0x2e, 0x34, 0x96, 0xa3,
    0x1e, 0x6b, 0x7a, 0xbf, 0xd4, 0xc3, 0x56, 0xb5, 0x34, 0x09, 0xdb, 0xc6, 0x44, 0x30,
};

/* Another program's Base64 of header and claims; RFC 9449, section 7.1 has the hash. */
static const char input[] =
    "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7ImNydiI6IlAtMjU2Iiwia3R5IjoiRUMiLCJ4IjoibDh0RnJoeC0z"
    "NHRWM2hSSUNSRFk5ekNrRGxwQmhGNDJVUVVmV1ZBV0JGcyIsInkiOiI5VkU0amZfT2tfbzY0emJUVGxjdU5KYWpIbXQ2djlURFZyVTBD"
    "ZHZHUkRBIn19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9hcGkuZXhhbXBsZS9kb29y"
    "IiwiaWF0IjoxNTYyMjYyNjE2LCJub25jZSI6ImV5SjdTX3pHIiwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlp"
    "S0NBcWtzbVFFbyJ9";

/* The same program's HMAC. */
static const char hs256[] =
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJhcHAiLCJhdWQiOiJodHRwczovL2FzLmV4YW1wbGUiLCJqdGkiOiJlMWozVl9i"
    "S2ljOC1MQUVCIiwiaWF0IjoxNzczMTM1MDAwLCJleHAiOjE3NzMxMzUwNjAsInN1YiI6ImFwcCJ9.cErjkgu2WYbnH3kpbb8WgbYzJNHMEX-y"
    "cFJD6vnyo58";

static grantlet_error error;

static grantlet_span bytes(const uint8_t *start, size_t length)
{
    grantlet_span span;
    span.bytes = start;
    span.length = length;
    return span;
}

static grantlet_dpop door(void)
{
    grantlet_dpop proof = { { point, sizeof point }, GRANTLET_SPAN("GET"),
                            GRANTLET_SPAN("https://api.example/door?open=1#now"),
                            GRANTLET_SPAN("-BwC3ESc6acc2lTc"), GRANTLET_SPAN("eyJ7S_zG"),
                            GRANTLET_SPAN("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"), 1562262616 };
    return proof;
}

static void writes_a_proof(void)
{
    const size_t length = sizeof input - 1, needed = length + 87;
    size_t capacity;
    grantlet_dpop proof = door();
    row = "a proof for an API";
    for (capacity = 0; capacity <= needed + 1; capacity += capacity < needed - 2 ? 97 : 1) {
        uint8_t *out = guarded(capacity);
        uint8_t raw[64], der[72], digest[32];
        grantlet_unsigned_jws made;
        grantlet_span jws;
        bool fits = capacity >= needed;
        grantlet_status status;
        SPOIL(made);
        status = grantlet_dpop_proof(&proof, out, capacity, &made, &error);
        CHECK(status == (fits ? GRANTLET_OK : GRANTLET_E_BUFFER_TOO_SMALL));
        if (!fits) {
            CHECK(error.needed == needed && IS_ZERO(made) && is_zero(out, capacity));
            continue;
        }
        CHECK(is(made.input, input) && made.algorithm == GRANTLET_ALGORITHM_ES256);
        grantlet_jws_sha256(&made, digest);
        grantlet_jws_sha256(NULL, digest);
        grantlet_jws_sha256(&made, NULL);
        CHECK(!IS_ZERO(digest));
        memset(raw, 1, sizeof raw);
        CHECK(grantlet_jws_sign(&made, bytes(raw, sizeof raw), &jws, &error) == GRANTLET_OK);
        CHECK(jws.length == needed && jws.bytes == out && out[length] == '.' && out[length + 1] == 'A');
        CHECK(grantlet_jws_sign(&made, bytes(raw, 63), &jws, &error) == GRANTLET_E_REQUEST_LENGTH);
        CHECK(jws.length == 0 && error.member == GRANTLET_MEMBER_SIGNATURE);
        memset(der, 1, sizeof der);
        der[0] = 0x30;
        der[1] = 68;
        der[2] = 2;
        der[3] = 32;
        der[36] = 2;
        der[37] = 32;
        CHECK(grantlet_jws_sign_der(&made, bytes(der, 70), &jws, &error) == GRANTLET_OK);
        CHECK(jws.length == needed);
        CHECK(grantlet_jws_sign_der(&made, bytes(der, 69), &jws, &error) == GRANTLET_E_REQUEST_CHARS);
        CHECK(grantlet_jws_sign_hs256(&made, grantlet_text("x"), &jws, &error) == GRANTLET_E_REQUEST_UNEXPECTED);
    }
}

static void refuses_what_is_no_proof(void)
{
    uint8_t out[1024];
    grantlet_unsigned_jws made;
    grantlet_dpop proof = door();
    row = "no proof";
    proof.key.length = 64;
    CHECK(grantlet_dpop_proof(&proof, out, sizeof out, &made, &error) == GRANTLET_E_ENCODING);
    proof = door();
    proof.key.bytes = out; /* It starts with 0. */
    memset(out, 0, sizeof out);
    CHECK(grantlet_dpop_proof(&proof, out + 65, sizeof out - 65, &made, &error) == GRANTLET_E_ENCODING);
    proof = door();
    proof.url = grantlet_text("http://api.example/");
    CHECK(grantlet_dpop_proof(&proof, out, sizeof out, &made, &error) == GRANTLET_E_REQUEST_URL);
    CHECK(error.member == GRANTLET_MEMBER_HTTP_URI);
    proof = door();
    proof.jti = grantlet_text("short");
    CHECK(grantlet_dpop_proof(&proof, out, sizeof out, &made, &error) == GRANTLET_E_REQUEST_LENGTH);
    CHECK(error.member == GRANTLET_MEMBER_JWT_ID);
    proof = door();
    proof.nonce = grantlet_text("a\"b");
    CHECK(grantlet_dpop_proof(&proof, out, sizeof out, &made, &error) == GRANTLET_E_REQUEST_CHARS);
    CHECK(error.member == GRANTLET_MEMBER_NONCE);
    proof = door();
    proof.issued_at = UINT64_MAX;
    CHECK(grantlet_dpop_proof(&proof, out, sizeof out, &made, &error) == GRANTLET_OK);
    SPOIL(made);
    CHECK(grantlet_dpop_proof(NULL, out, sizeof out, &made, &error) == GRANTLET_E_NULL && IS_ZERO(made));
    CHECK(grantlet_dpop_proof(&proof, NULL, 1, &made, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_dpop_proof(&proof, out, too_large, &made, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_dpop_proof(&proof, out, sizeof out, NULL, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_dpop_proof(&proof, out, sizeof out, &made, NULL) == GRANTLET_E_NULL);
}

static void signs_an_assertion_by_a_secret(void)
{
    uint8_t out[512];
    grantlet_unsigned_jws made;
    grantlet_span jws;
    grantlet_assertion assertion = { GRANTLET_SPAN("app"), GRANTLET_SPAN("https://as.example"),
                                     GRANTLET_SPAN("e1j3V_bKic8-LAEB"), { NULL, 0 }, 1773135000,
                                     GRANTLET_ALGORITHM_HS256 };
    row = "an assertion";
    CHECK(grantlet_client_assertion(&assertion, out, sizeof out, &made, &error) == GRANTLET_OK);
    CHECK(grantlet_jws_sign_hs256(&made, grantlet_text("a secret of at least thirty-two bytes"), &jws, &error)
          == GRANTLET_OK);
    CHECK(is(jws, hs256));
    CHECK(grantlet_jws_sign_hs256(&made, grantlet_text("short"), &jws, &error) == GRANTLET_E_REQUEST_LENGTH);
    CHECK(error.member == GRANTLET_MEMBER_CLIENT_SECRET);
    CHECK(grantlet_jws_sign_hs256(NULL, grantlet_text("short"), &jws, &error) == GRANTLET_E_NULL);
    assertion.algorithm = (grantlet_algorithm)0;
    CHECK(grantlet_client_assertion(&assertion, out, sizeof out, &made, &error) == GRANTLET_E_ENCODING);
    assertion.algorithm = GRANTLET_ALGORITHM_ES256;
    assertion.audience.length = 0;
    CHECK(grantlet_client_assertion(&assertion, out, sizeof out, &made, &error) == GRANTLET_E_REQUEST_MISSING);
    CHECK(error.member == GRANTLET_MEMBER_AUDIENCE);
}

static void writes_a_thumbprint(void)
{
    uint8_t out[132];
    grantlet_span key, value;
    row = "RFC 9449, section 6.1";
    key.bytes = point;
    key.length = sizeof point;
    CHECK(grantlet_p256_thumbprint(key, out, sizeof out, &value, &error) == GRANTLET_OK);
    CHECK(is(value, "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"));
    CHECK(grantlet_p256_thumbprint(key, out, 0, &value, &error) == GRANTLET_E_BUFFER_TOO_SMALL);
    CHECK(grantlet_p256_thumbprint(key, out, error.needed, &value, &error) == GRANTLET_OK);
    key.length = 64;
    CHECK(grantlet_p256_thumbprint(key, out, sizeof out, &value, &error) == GRANTLET_E_ENCODING);
}

static void sends_a_bound_token_only(void)
{
    uint8_t out[64];
    grantlet_token token;
    grantlet_span value;
    row = "the header of a token";
    memset(&token, 0, sizeof token);
    token.access_token = grantlet_text("Kz~8");
    token.token_type = grantlet_text("dpop");
    CHECK(grantlet_token_dpop(&token, out, 9, &value, &error) == GRANTLET_OK && is(value, "DPoP Kz~8"));
    CHECK(grantlet_token_dpop(&token, out, 8, &value, &error) == GRANTLET_E_BUFFER_TOO_SMALL);
    CHECK(error.needed == 9);
    token.token_type = grantlet_text("Bearer");
    CHECK(grantlet_token_dpop(&token, out, sizeof out, &value, &error) == GRANTLET_E_REQUEST_UNEXPECTED);
    CHECK(error.member == GRANTLET_MEMBER_TOKEN_TYPE);
    token.token_type.length = 0;
    CHECK(grantlet_token_dpop(&token, out, sizeof out, &value, &error) == GRANTLET_E_REQUEST_UNEXPECTED);
    CHECK(grantlet_token_dpop(NULL, out, sizeof out, &value, &error) == GRANTLET_E_NULL);
}

int main(void)
{
    writes_a_proof();
    refuses_what_is_no_proof();
    signs_an_assertion_by_a_secret();
    writes_a_thumbprint();
    sends_a_bound_token_only();
    return verdict();
}
