/* The signature of an id_token: which key of the issuer's it must be of, and what is never verified. */
#include "check.h"

static grantlet_error error;

/* The numbers of the key in RFC 9449, section 4.1, and of one of RSA: 256 bytes of 0xAB. */
#define X "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs"
#define Y "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"
#define EC "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "\",\"y\":\"" Y "\""

static const uint8_t first_of_point[4] = { 0x04, 0x97, 0xcb, 0x45 };

/* Base64url without padding, at the end of a text. */
static void append(char *text, const uint8_t *bytes, size_t length)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char *at = text + strlen(text);
    uint32_t bits = 0, count = 0;
    size_t index;
    for (index = 0; index < length; index++) {
        bits = bits << 8 | bytes[index];
        for (count += 8; count >= 6; count -= 6) {
            *at++ = digits[bits >> (count - 6) & 63];
        }
    }
    if (count > 0) {
        *at++ = digits[bits << (6 - count) & 63];
    }
    *at = '\0';
}

/* A token of a header, and a signature of so many bytes. */
static const char *token_of(const char *header, size_t signature_length)
{
    static const char claims[] = "{\"iss\":\"https://as.example\",\"sub\":\"u\",\"aud\":\"c\",\"exp\":2000,\"iat\":1000,\"nonce\":\"n\"}";
    static char text[2048];
    uint8_t signature[512];
    memset(signature, 1, sizeof signature);
    text[0] = '\0';
    append(text, (const uint8_t *)header, strlen(header));
    strcat(text, ".");
    append(text, (const uint8_t *)claims, sizeof claims - 1);
    strcat(text, ".");
    append(text, signature, signature_length);
    return text;
}

static uint8_t claims_buffer[512];

static grantlet_id_token claims_of(const char *token)
{
    grantlet_id_token_expected expected;
    grantlet_id_token claims;
    grantlet_status status;
    memset(&expected, 0, sizeof expected);
    expected.issuer = grantlet_text("https://as.example");
    expected.client_id = grantlet_text("c");
    expected.nonce = grantlet_text("n");
    expected.now = 1500;
    status = grantlet_id_token_check(&expected, grantlet_text(token), claims_buffer, sizeof claims_buffer, &claims, &error);
    CHECK(status == GRANTLET_OK);
    return claims;
}

static uint8_t set_buffer[2048];

/* The issuer's keys, as they come each time. */
static grantlet_jwk_set set_of(const char *text, grantlet_algorithm algorithm)
{
    grantlet_jwk_set set;
    set.length = strlen(text);
    set.body = set_buffer;
    memcpy(set_buffer, text, set.length);
    set.algorithm = algorithm;
    return set;
}

static grantlet_status find(const char *token, const char *keys, grantlet_algorithm algorithm, grantlet_id_token_signature *found)
{
    static grantlet_id_token claims;
    static uint8_t out[1024];
    grantlet_jwk_set set = set_of(keys, algorithm);
    claims = claims_of(token);
    SPOIL(*found);
    SPOIL(error);
    return grantlet_id_token_key(&claims, &set, out, sizeof out, found, &error);
}

static void hands_out_what_is_verified(void)
{
    static const char keys[] = "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AQ\"},{" EC ",\"use\":\"sig\",\"kid\":\"1\"}]}";
    const char *token = token_of("{\"alg\":\"ES256\",\"kid\":\"1\"}", 64);
    grantlet_id_token claims = claims_of(token);
    grantlet_id_token_signature found;
    grantlet_verified_id_token verified;
    size_t needed, index;
    uint8_t *out, ones[64];
    row = "ES256";
    memset(ones, 1, sizeof ones);
    for (needed = 1; needed != 0;) {
        grantlet_jwk_set set = set_of(keys, GRANTLET_ALGORITHM_ES256);
        out = guarded(needed - 1);
        SPOIL(found);
        if (grantlet_id_token_key(&claims, &set, out, needed - 1, &found, &error) == GRANTLET_OK) {
            break;
        }
        CHECK(IS_ZERO(found) && error.needed >= needed);
        /* One byte short, then as long as it says. */
        needed = needed == 1 ? error.needed : error.needed + 1;
    }
    CHECK(found.key.algorithm == GRANTLET_ALGORITHM_ES256 && found.key.key.length == 65);
    CHECK(memcmp(found.key.key.bytes, first_of_point, 4) == 0 && found.key.exponent.length == 0);
    CHECK(found.signature.length == 64 && memcmp(found.signature.bytes, ones, 64) == 0);
    CHECK(found.input.bytes == (const uint8_t *)token && found.input.length == strlen(token) - 87);
    {
        uint8_t room[132];
        grantlet_span thumbprint;
        CHECK(grantlet_key_thumbprint(&found.key, room, sizeof room, &thumbprint, &error) == GRANTLET_OK);
        CHECK(is(thumbprint, "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"));
    }
    SPOIL(verified);
    CHECK(grantlet_id_token_verified(&found, true, &verified, &error) == GRANTLET_OK && IS_ZERO(error));
    CHECK(is(verified.subject, "u") && verified.expires_at == 2000 && verified.issued_at == 1000);

    row = "a signature that is not valid";
    SPOIL(verified);
    CHECK(grantlet_id_token_verified(&found, false, &verified, &error) == GRANTLET_E_ID_TOKEN && IS_ZERO(verified));
    CHECK(error.member == GRANTLET_MEMBER_SIGNATURE);

    row = "what was not found is not verified";
    CHECK(find(token, "{\"keys\":[]}", GRANTLET_ALGORITHM_ES256, &found) == GRANTLET_E_ID_TOKEN && IS_ZERO(found));
    SPOIL(verified);
    CHECK(grantlet_id_token_verified(&found, true, &verified, &error) == GRANTLET_E_NULL && IS_ZERO(verified));
    CHECK(grantlet_id_token_verified(NULL, true, &verified, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_id_token_verified(&found, true, NULL, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_id_token_verified(&found, true, &verified, NULL) == GRANTLET_E_NULL);
    for (index = 0; index < 3; index++) {
        grantlet_jwk_set set = set_of(keys, GRANTLET_ALGORITHM_ES256);
        out = guarded(512);
        CHECK(grantlet_id_token_key(index == 0 ? NULL : &claims, index == 1 ? NULL : &set, index == 2 ? NULL : out, 512,
                                    &found, &error) == GRANTLET_E_NULL);
    }
}

static void reads_keys_of_other_algorithms(void)
{
    static char rsa[1024];
    uint8_t modulus[256];
    grantlet_id_token_signature found;
    memset(modulus, 0xAB, sizeof modulus);
    row = "RS256";
    strcpy(rsa, "{\"keys\":[{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"");
    append(rsa, modulus, sizeof modulus);
    strcat(rsa, "\"}]}");
    CHECK(find(token_of("{\"alg\":\"RS256\"}", 256), rsa, GRANTLET_ALGORITHM_RS256, &found) == GRANTLET_OK);
    CHECK(found.key.algorithm == GRANTLET_ALGORITHM_RS256 && found.key.key.length == 256);
    CHECK(memcmp(found.key.key.bytes, modulus, 256) == 0 && found.signature.length == 256);
    CHECK(found.key.exponent.length == 3 && memcmp(found.key.exponent.bytes, "\1\0\1", 3) == 0);
    row = "PS256";
    CHECK(find(token_of("{\"alg\":\"PS256\"}", 256), rsa, GRANTLET_ALGORITHM_PS256, &found) == GRANTLET_OK);
    CHECK(found.key.algorithm == GRANTLET_ALGORITHM_PS256 && found.key.exponent.length == 3);
    row = "a signature that is too short";
    CHECK(find(token_of("{\"alg\":\"RS256\"}", 255), rsa, GRANTLET_ALGORITHM_RS256, &found) == GRANTLET_E_ID_TOKEN);
    CHECK(error.member == GRANTLET_MEMBER_SIGNATURE && IS_ZERO(found));
    row = "EdDSA";
    CHECK(find(token_of("{\"alg\":\"EdDSA\"}", 64), "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" X "\"}]}",
               GRANTLET_ALGORITHM_EDDSA, &found) == GRANTLET_OK);
    CHECK(found.key.key.length == 32 && memcmp(found.key.key.bytes, first_of_point + 1, 3) == 0);
    CHECK(found.key.exponent.length == 0 && found.signature.length == 64);
}

static void refuses_what_would_choose_its_key(void)
{
    static const char one[] = "{\"keys\":[{" EC "}]}", two[] = "{\"keys\":[{" EC "},{" EC "}]}";
    static const struct {
        const char *header, *keys;
        grantlet_algorithm algorithm;
        grantlet_status status;
        uint8_t member;
    } refused[] = {
        /* RFC 8725, sections 2.1 and 3.1: another algorithm, and the secret of HS256 that is a public key. */
        { "{\"alg\":\"RS256\"}", one, GRANTLET_ALGORITHM_ES256, GRANTLET_E_ID_TOKEN, GRANTLET_MEMBER_ALGORITHM },
        { "{\"alg\":\"HS256\"}", one, GRANTLET_ALGORITHM_ES256, GRANTLET_E_ID_TOKEN, GRANTLET_MEMBER_ALGORITHM },
        { "{\"alg\":\"HS256\"}", one, GRANTLET_ALGORITHM_HS256, GRANTLET_E_ID_TOKEN, GRANTLET_MEMBER_KEYS },
        { "{\"alg\":\"HS256\"}", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AQ\"}]}", GRANTLET_ALGORITHM_HS256,
          GRANTLET_E_ID_TOKEN, GRANTLET_MEMBER_KEYS },
        { "{\"alg\":\"es256\"}", one, GRANTLET_ALGORITHM_ES256, GRANTLET_E_ID_TOKEN, GRANTLET_MEMBER_ALGORITHM },
        /* Section 3.10, and RFC 7515, section 4.1.11. */
        { "{\"alg\":\"ES256\",\"crit\":[\"b64\"]}", one, GRANTLET_ALGORITHM_ES256, GRANTLET_E_ID_TOKEN, GRANTLET_MEMBER_CRITICAL },
        { "{\"alg\":\"ES256\",\"jwk\":{}}", one, GRANTLET_ALGORITHM_ES256, GRANTLET_E_ID_TOKEN, GRANTLET_MEMBER_EMBEDDED_KEY },
        { "{\"alg\":\"ES256\",\"jku\":\"u\"}", one, GRANTLET_ALGORITHM_ES256, GRANTLET_E_ID_TOKEN, GRANTLET_MEMBER_KEY_SET_URL },
        { "{\"alg\":\"ES256\",\"x5u\":\"u\"}", one, GRANTLET_ALGORITHM_ES256, GRANTLET_E_ID_TOKEN, GRANTLET_MEMBER_CERTIFICATE_URL },
        { "{\"alg\":\"ES256\",\"typ\":\"dpop+jwt\"}", one, GRANTLET_ALGORITHM_ES256, GRANTLET_E_ID_TOKEN, GRANTLET_MEMBER_TYPE },
        { "{\"alg\":\"ES256\",\"typ\":\"JWT\"}", one, GRANTLET_ALGORITHM_ES256, GRANTLET_OK, 0 },
        /* Keys: none of this name, several without one, of another curve, for encryption. */
        { "{\"alg\":\"ES256\",\"kid\":\"2\"}", one, GRANTLET_ALGORITHM_ES256, GRANTLET_E_ID_TOKEN, GRANTLET_MEMBER_KEYS },
        { "{\"alg\":\"ES256\"}", two, GRANTLET_ALGORITHM_ES256, GRANTLET_E_ID_TOKEN, GRANTLET_MEMBER_KEY_ID },
        { "{\"alg\":\"ES256\"}", "{\"keys\":[{" EC ",\"use\":\"enc\"}]}", GRANTLET_ALGORITHM_ES256, GRANTLET_E_ID_TOKEN,
          GRANTLET_MEMBER_KEYS },
        { "{\"alg\":\"ES256\"}", "{\"keys\":[{" EC ",\"alg\":\"ES384\"}]}", GRANTLET_ALGORITHM_ES256, GRANTLET_E_ID_TOKEN,
          GRANTLET_MEMBER_KEYS },
        { "{\"alg\":\"ES256\"}", "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"" X "\",\"y\":\"" Y "\"}]}",
          GRANTLET_ALGORITHM_ES256, GRANTLET_E_ID_TOKEN, GRANTLET_MEMBER_KEYS },
        /* A set that is none. */
        { "{\"alg\":\"ES256\"}", "{\"keys\":[{" EC "}", GRANTLET_ALGORITHM_ES256, GRANTLET_E_RESPONSE_SYNTAX, 0 },
        { "{\"alg\":\"ES256\"}", "{}", GRANTLET_ALGORITHM_ES256, GRANTLET_E_RESPONSE_MISSING, GRANTLET_MEMBER_KEYS },
        { "{\"alg\":\"ES256\"}", "{\"keys\":{}}", GRANTLET_ALGORITHM_ES256, GRANTLET_E_RESPONSE_TYPE, GRANTLET_MEMBER_KEYS },
        { "{\"alg\":\"ES256\"}", "{\"keys\":[],\"keys\":[]}", GRANTLET_ALGORITHM_ES256, GRANTLET_E_RESPONSE_DUPLICATE,
          GRANTLET_MEMBER_KEYS },
        { "{\"alg\":\"ES256\"}", one, (grantlet_algorithm)0, GRANTLET_E_ENCODING, 0 },
    };
    grantlet_id_token_signature found;
    size_t index;
    for (index = 0; index < sizeof refused / sizeof *refused; index++) {
        grantlet_status status;
        row = refused[index].header;
        status = find(token_of(row, 64), refused[index].keys, refused[index].algorithm, &found);
        CHECK(status == refused[index].status);
        CHECK(error.member == refused[index].member);
        CHECK(status == GRANTLET_OK || IS_ZERO(found));
    }
}

static void never_takes_a_token_without_a_signature(void)
{
    static const char *const headers[] = { "{\"alg\":\"none\"}", "{\"alg\":\"None\"}" };
    size_t index;
    for (index = 0; index < 2; index++) {
        grantlet_id_token_expected expected;
        grantlet_id_token claims;
        row = headers[index];
        memset(&expected, 0, sizeof expected);
        expected.issuer = grantlet_text("https://as.example");
        expected.client_id = grantlet_text("c");
        expected.nonce = grantlet_text("n");
    expected.now = 1500;
        CHECK(grantlet_id_token_check(&expected, grantlet_text(token_of(row, 64)), claims_buffer, sizeof claims_buffer,
                                      &claims, &error) == GRANTLET_E_ID_TOKEN);
        CHECK(error.member == GRANTLET_MEMBER_ALGORITHM && IS_ZERO(claims));
    }
}

/* Signed by another program: HMAC-SHA-256 by "a secret of at least thirty-two bytes". */
static const char by_secret[] =
    "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJodHRwczovL2FzLmV4YW1wbGUiLCJzdWIiOiJ1IiwiYXVkIjoiYyIsImV4cCI6MjAwMCw"
    "iaWF0IjoxMDAwLCJub25jZSI6Im4ifQ."
    "ZH30UK_WjO3Qem-SUEyQM7KCzexiXlN1wMVYW2zxTmY";

static void verifies_by_a_secret(void)
{
    grantlet_verified_id_token verified;
    grantlet_id_token claims = claims_of(by_secret);
    const grantlet_span secret = GRANTLET_SPAN("a secret of at least thirty-two bytes");
    uint8_t out[64];
    row = "HS256";
    CHECK(grantlet_id_token_verify_hs256(&claims, secret, out, sizeof out, &verified, &error) == GRANTLET_OK);
    CHECK(is(verified.subject, "u") && verified.expires_at == 2000 && verified.issued_at == 1000);
    CHECK(grantlet_id_token_verify_hs256(&claims, secret, out, 46, &verified, &error) == GRANTLET_E_BUFFER_TOO_SMALL);
    CHECK(error.needed == 47 && IS_ZERO(verified));
    CHECK(grantlet_id_token_verify_hs256(&claims, grantlet_text("another secret of at least thirty-two bytes"), out, sizeof out, &verified, &error)
          == GRANTLET_E_ID_TOKEN);
    CHECK(error.member == GRANTLET_MEMBER_SIGNATURE && IS_ZERO(verified));
    CHECK(grantlet_id_token_verify_hs256(&claims, grantlet_text("a short secret"), out, sizeof out, &verified, &error)
          == GRANTLET_E_ID_TOKEN);
    CHECK(error.member == GRANTLET_MEMBER_CLIENT_SECRET && IS_ZERO(verified));
    CHECK(grantlet_id_token_verify_hs256(NULL, secret, out, sizeof out, &verified, &error) == GRANTLET_E_NULL);
    claims = claims_of(token_of("{\"alg\":\"ES256\"}", 64));
    CHECK(grantlet_id_token_verify_hs256(&claims, secret, out, sizeof out, &verified, &error)
          == GRANTLET_E_BUFFER_TOO_SMALL);
    {
        uint8_t more[128];
        CHECK(grantlet_id_token_verify_hs256(&claims, secret, more, sizeof more, &verified, &error) == GRANTLET_E_ID_TOKEN);
        CHECK(error.member == GRANTLET_MEMBER_ALGORITHM);
    }
}

int main(void)
{
    hands_out_what_is_verified();
    reads_keys_of_other_algorithms();
    refuses_what_would_choose_its_key();
    never_takes_a_token_without_a_signature();
    verifies_by_a_secret();
    return verdict();
}
