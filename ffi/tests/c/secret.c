/* Entropy as text, challenges, equality, wiping. */
#include "check.h"

/* RFC 7636, appendix B: the octets, the verifier, the challenge. */
static const uint8_t octets[32] = { 116, 24,  223, 180, 151, 153, 224, 37,  79,  250, 96,
                                    125, 216, 173, 187, 186, 22,  212, 37,  77,  105, 214,
                                    191, 240, 91,  88,  5,   88,  83,  132, 141, 121 };
#define VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

typedef grantlet_status from_entropy(const uint8_t *entropy, uint8_t *out);

static void makes_text_of_entropy(from_entropy *make)
{
    uint8_t entropy[32];
    uint8_t out[44];
    uint8_t *edge;
    size_t index;
    int value;
    SPOIL(out);
    CHECK(make(octets, out) == GRANTLET_OK);
    CHECK(memcmp(out, VERIFIER, 43) == 0 && out[43] == 0xA5);
    /* Neither is read or written further. */
    edge = guarded(43);
    CHECK(make(octets, edge) == GRANTLET_OK && memcmp(edge, VERIFIER, 43) == 0);
    edge = guarded(32);
    memcpy(edge, octets, 32);
    CHECK(make(edge, out) == GRANTLET_OK);
    for (value = 0; value < 256; value++) {
        memset(entropy, value, sizeof entropy);
        SPOIL(out);
        CHECK(make(entropy, out) == GRANTLET_E_ENTROPY);
        CHECK(is_zero(out, 43) && out[43] == 0xA5);
        for (index = 0; index < 32; index++) {
            entropy[index] = (uint8_t)(value ^ 1);
            CHECK(make(entropy, out) == GRANTLET_OK);
            entropy[index] = (uint8_t)value;
        }
    }
    CHECK(make(octets, NULL) == GRANTLET_E_NULL);
    SPOIL(out);
    CHECK(make(NULL, out) == GRANTLET_E_NULL);
    CHECK(is_zero(out, 43) && out[43] == 0xA5);
}

static void hashes_a_verifier(void)
{
    uint8_t out[44];
    uint8_t *verifier;
    grantlet_span span = GRANTLET_SPAN(VERIFIER);
    size_t length;
    unsigned byte;
    row = "RFC 7636, appendix B";
    SPOIL(out);
    CHECK(grantlet_code_challenge(span, out) == GRANTLET_OK);
    CHECK(memcmp(out, CHALLENGE, 43) == 0 && out[43] == 0xA5);
    CHECK(grantlet_code_challenge(span, guarded(43)) == GRANTLET_OK);
    CHECK(grantlet_code_challenge(span, NULL) == GRANTLET_E_NULL);
    row = "RFC 7636, section 4.1";
    for (length = 0; length <= 200; length++) {
        verifier = guarded(length);
        memset(verifier, '~', length);
        span.bytes = verifier;
        span.length = length;
        SPOIL(out);
        CHECK(grantlet_code_challenge(span, out)
              == (length >= 43 && length <= 128 ? GRANTLET_OK : GRANTLET_E_VERIFIER));
        CHECK((length >= 43 && length <= 128) || is_zero(out, 43));
    }
    for (byte = 0; byte < 256; byte++) {
        bool unreserved = byte != 0 && byte < 128
                          && strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                    "0123456789-._~", (int)byte) != NULL;
        verifier = guarded(43);
        memset(verifier, 'a', 43);
        verifier[42] = (uint8_t)byte;
        span.bytes = verifier;
        span.length = 43;
        CHECK(grantlet_code_challenge(span, out)
              == (unreserved ? GRANTLET_OK : GRANTLET_E_VERIFIER));
    }
    span.length = too_large;
    CHECK(grantlet_code_challenge(span, out) == GRANTLET_E_NULL && is_zero(out, 43));
    span.bytes = NULL;
    span.length = 43;
    CHECK(grantlet_code_challenge(span, out) == GRANTLET_E_NULL);
    span.length = 0;
    CHECK(grantlet_code_challenge(span, out) == GRANTLET_E_VERIFIER);
}

static void compares_all_bytes(void)
{
    uint8_t a[67], b[67];
    grantlet_span left, right;
    size_t length, index;
    row = "equality";
    for (index = 0; index < sizeof a; index++) {
        a[index] = (uint8_t)(index * 7);
    }
    left.bytes = a;
    right.bytes = b;
    for (length = 0; length <= sizeof a; length++) {
        left.length = length;
        right.length = length;
        memcpy(b, a, sizeof a);
        CHECK(grantlet_equal(left, right) && grantlet_equal(right, left));
        CHECK(grantlet_equal(left, left));
        for (index = 0; index < length; index++) {
            b[index] ^= 0x80;
            CHECK(!grantlet_equal(left, right));
            b[index] ^= 0x80;
        }
        if (length > 0) {
            right.length = length - 1;
            CHECK(!grantlet_equal(left, right) && !grantlet_equal(right, left));
        }
    }
    right.length = 0;
    right.bytes = NULL;
    CHECK(!grantlet_equal(left, right));
    left.length = 0;
    CHECK(grantlet_equal(left, right));
    right.length = 1;
    CHECK(!grantlet_equal(right, right));
    right.bytes = b;
    right.length = too_large;
    CHECK(!grantlet_equal(right, right));
}

static void wipes_what_it_is_told(void)
{
    uint8_t bytes[130];
    uint8_t *edge;
    size_t start, length;
    row = "wiping";
    for (start = 1; start < 9; start++) {
        for (length = 0; start + length < sizeof bytes; length++) {
            SPOIL(bytes);
            grantlet_wipe(bytes + start, length);
            CHECK(is_zero(bytes + start, length));
            CHECK(bytes[start - 1] == 0xA5 && bytes[start + length] == 0xA5);
        }
    }
    edge = guarded(77);
    memset(edge, 1, 77);
    grantlet_wipe(edge, 77);
    CHECK(is_zero(edge, 77));
    /* What is nothing is left alone. */
    SPOIL(bytes);
    grantlet_wipe(NULL, 0);
    grantlet_wipe(NULL, 7);
    grantlet_wipe(bytes, too_large);
    grantlet_wipe(bytes, SIZE_MAX);
    CHECK(bytes[0] == 0xA5 && memcmp(bytes, bytes + 1, sizeof bytes - 1) == 0);
}

int main(void)
{
    row = "RFC 7636, section 4.1, code_verifier";
    makes_text_of_entropy(grantlet_code_verifier);
    row = "RFC 6749, section 10.12, state";
    makes_text_of_entropy(grantlet_state);
    row = "OpenID Connect Core, section 3.1.2.1, nonce";
    makes_text_of_entropy(grantlet_nonce);
    hashes_a_verifier();
    compares_all_bytes();
    wipes_what_it_is_told();
    return verdict();
}
