/* Callback URLs. */
#include "check.h"

static grantlet_span code;
static grantlet_token token;
static grantlet_error error;
static const char *const members[] = { "redirect_uri", "state", "nonce" };

static bool blames(const char *member)
{
    return strcmp(grantlet_member_name(error.member), member) == 0;
}

/* RFC 6749, sections 4.1.2 and 4.2.2; RFC 9207. */
typedef struct {
    const char *name;
    const char *address;
    grantlet_status status;
    const char *found; /* the code, the access_token, or the error */
    const char *member;
    bool implicit;
    grantlet_issuer_rule issuer_rule;
} callback_row;

#define CB "https://client.example.com/cb"
#define CODE "?code=SplxlOBeZQQYbYS6WxSbIA"
#define STATE "&state=x%20z"
#define ISS "&iss=https%3A%2F%2Fserver.example.com"
#define TOKEN "#access_token=2YotnFZFEjr1zCsicMWpAA"
#define TYPE "&token_type=bearer&expires_in=3600&scope=a+b"

static const callback_row callbacks[] = {
    { "RFC 6749, section 4.1.2", CB CODE STATE, GRANTLET_OK, "SplxlOBeZQQYbYS6WxSbIA", "", false,
      GRANTLET_ISSUER_IGNORED },
    { "RFC 9207, section 2.1", CB CODE STATE ISS, GRANTLET_OK, "SplxlOBeZQQYbYS6WxSbIA", "", false,
      GRANTLET_ISSUER_REQUIRED },
    { "RFC 9207, section 2.4, if present", CB CODE STATE ISS, GRANTLET_OK,
      "SplxlOBeZQQYbYS6WxSbIA", "", false, GRANTLET_ISSUER_IF_PRESENT },
    { "RFC 9207, section 2.4, not there", CB CODE STATE, GRANTLET_OK, "SplxlOBeZQQYbYS6WxSbIA", "",
      false, GRANTLET_ISSUER_IF_PRESENT },
    { "RFC 9207, section 2.4, absent", CB CODE STATE, GRANTLET_E_CALLBACK_ISSUER, NULL, "iss", false,
      GRANTLET_ISSUER_REQUIRED },
    { "RFC 9207, section 2.4, an unknown rule is the strict one", CB CODE STATE, GRANTLET_E_CALLBACK_ISSUER,
      NULL, "iss", false, (grantlet_issuer_rule)77 },
    { "RFC 9207, section 2.4, another", CB CODE STATE "&iss=https%3A%2F%2Fevil.example",
      GRANTLET_E_CALLBACK_ISSUER, NULL, "iss", false, GRANTLET_ISSUER_IF_PRESENT },
    { "RFC 9207, section 2.4, not announced", CB CODE STATE ISS, GRANTLET_E_CALLBACK_ISSUER, NULL, "iss",
      false, GRANTLET_ISSUER_REFUSED },
    { "RFC 6749, section 4.1.2, escapes", CB "?code=a%2Fb+c" STATE, GRANTLET_OK, "a/b c", "", false,
      GRANTLET_ISSUER_IGNORED },
    { "RFC 6749, section 4.1.2.1", CB "?error=access_denied&error_description=no+%3Cb%3E" STATE,
      GRANTLET_E_SERVER, "access_denied", "", false, GRANTLET_ISSUER_IGNORED },
    { "RFC 6749, section 10.12", CB CODE "&state=xz", GRANTLET_E_CALLBACK_STATE, NULL, "state", false,
      GRANTLET_ISSUER_IGNORED },
    { "RFC 6749, section 10.12, an error too", CB "?error=access_denied", GRANTLET_E_CALLBACK_STATE, NULL,
      "state", false, GRANTLET_ISSUER_IGNORED },
    { "RFC 6749, section 3.1.2", "https://client.example.com/other" CODE STATE,
      GRANTLET_E_CALLBACK_REDIRECT_URI, NULL, "redirect_uri", false, GRANTLET_ISSUER_IGNORED },
    { "RFC 6749, section 3.1", CB CODE STATE "&%63ode=b", GRANTLET_E_CALLBACK_DUPLICATE, NULL, "code", false,
      GRANTLET_ISSUER_IGNORED },
    { "RFC 6749, appendix A.11", CB "?code=a%0D%0Ab" STATE, GRANTLET_E_CALLBACK_CHARS, NULL, "code",
      false, GRANTLET_ISSUER_IGNORED },
    { "RFC 6749, section 4.1.2, fragment", CB "#code=a" STATE, GRANTLET_E_CALLBACK_MISPLACED, NULL, "code",
      false, GRANTLET_ISSUER_IGNORED },
    { "RFC 6749, section 4.1.2.1, both", CB CODE "&error=access_denied" STATE, GRANTLET_E_CALLBACK_CONFLICT,
      NULL, "error", false, GRANTLET_ISSUER_IGNORED },
    { "RFC 6749, section 4.1.2, neither", CB "?code=&state=x%20z", GRANTLET_E_CALLBACK_MISSING, NULL,
      "code", false, GRANTLET_ISSUER_IGNORED },
    { "RFC 6749, section 4.2.2", CB TOKEN TYPE STATE, GRANTLET_OK, "2YotnFZFEjr1zCsicMWpAA", "",
      true, GRANTLET_ISSUER_IGNORED },
    { "RFC 6749, section 4.2.2.1", CB "#error=access_denied" STATE, GRANTLET_E_SERVER,
      "access_denied", "", true, GRANTLET_ISSUER_IGNORED },
    { "RFC 6749, section 4.2.2, no refresh token", CB TOKEN TYPE STATE "&refresh_token=r",
      GRANTLET_E_CALLBACK_MISPLACED, NULL, "refresh_token", true, GRANTLET_ISSUER_IGNORED },
    { "RFC 6749, section 7.1, absent", CB TOKEN STATE, GRANTLET_E_CALLBACK_MISSING, NULL, "token_type",
      true, GRANTLET_ISSUER_IGNORED },
    { "RFC 6749, section 7.1, mac", CB TOKEN "&token_type=mac" STATE,
      GRANTLET_E_CALLBACK_TOKEN_TYPE, NULL, "token_type", true, GRANTLET_ISSUER_IGNORED },
    { "an empty address", "", GRANTLET_E_CALLBACK_REDIRECT_URI, NULL, "redirect_uri", true,
      GRANTLET_ISSUER_IGNORED },
};

static grantlet_expected expected;
static bool implicit;

static grantlet_status come_back(uint8_t *address, size_t length)
{
    SPOIL(error);
    if (implicit) {
        memset(&code, 0, sizeof code);
        SPOIL(token);
        return grantlet_implicit_callback(&grantlet_rfc6749, &expected, address, length, &token, &error);
    }
    SPOIL(code);
    memset(&token, 0, sizeof token);
    return grantlet_callback(&grantlet_rfc6749, &expected, address, length, &code, &error);
}

static void reads(const callback_row *of)
{
    size_t length = strlen(of->address);
    uint8_t *address = guarded_copy(of->address);
    grantlet_status status;
    implicit = of->implicit;
    expected.issuer_rule = of->issuer_rule;
    status = come_back(address, length);
    CHECK(status == of->status);
    CHECK(blames(of->member));
    CHECK(error.http_status == 0 && error.needed == 0 && !error.ends_grant);
    if (status == GRANTLET_OK) {
        CHECK(IS_ZERO(error));
        CHECK(is(of->implicit ? token.access_token : code, of->found));
        CHECK(of->implicit ? IS_ZERO(code) : IS_ZERO(token));
        CHECK(!of->implicit || (is(token.token_type, "bearer") && is(token.scope, "a b")));
        CHECK(!of->implicit || (token.expires_in_known && token.expires_in == 3600));
    } else {
        CHECK(IS_ZERO(code) && IS_ZERO(token));
        if (status == GRANTLET_E_SERVER) {
            CHECK(is(error.error, of->found));
            CHECK(error.error_uri.length == 0 && error.error_number.length == 0);
            CHECK(of->implicit || is(error.error_description, "no <b>"));
        } else {
            /* What it claims is nobody's word, and still encoded. */
            CHECK(error.error_uri.length == 0 && error.error_number.length == 0);
            CHECK(status != GRANTLET_E_CALLBACK_REDIRECT_URI || error.error.bytes == NULL);
            CHECK(error.error.length == 0
                  || (error.error.bytes > address && error.error.bytes < address + length));
            CHECK(memcmp(address, of->address, length) == 0);
        }
    }
}

/* An iss that is absent, another server's, or not expected: one status, distinguished by its offset. */
static void tells_an_absent_iss_from_a_wrong_one(void)
{
    static const char start[] = "https://client.example.com/cb?error=access%5Fdenied&state=x%20z";
    static const struct {
        const char *iss;
        grantlet_issuer_rule rule;
        size_t at;
    } cases[] = {
        { "", GRANTLET_ISSUER_REQUIRED, 0 },
        { "&iss=", GRANTLET_ISSUER_REQUIRED, 0 },
        { "&iss=https://evil.example", GRANTLET_ISSUER_REQUIRED, sizeof start - 1 + 5 },
        { "&iss=https://evil.example", GRANTLET_ISSUER_IF_PRESENT, sizeof start - 1 + 5 },
        { "&iss=https://server.example.com", GRANTLET_ISSUER_REFUSED, sizeof start - 1 + 5 },
    };
    size_t index;
    row = "iss";
    implicit = false;
    for (index = 0; index < sizeof cases / sizeof *cases; index++) {
        char address[128];
        snprintf(address, sizeof address, "%s%s", start, cases[index].iss);
        expected.issuer_rule = cases[index].rule;
        CHECK(come_back((uint8_t *)address, strlen(address)) == GRANTLET_E_CALLBACK_ISSUER);
        CHECK(error.at == cases[index].at);
        CHECK(is(error.error, "access%5Fdenied"));
        CHECK(grantlet_form_is(error.error, grantlet_text("access_denied")));
    }
}

/* Every prefix of an address ends somewhere: nothing behind it is read. */
static void reads_no_further(const callback_row *of)
{
    size_t length;
    implicit = of->implicit;
    expected.issuer_rule = of->issuer_rule;
    for (length = 0; length < strlen(of->address); length++) {
        uint8_t *address = guarded(length);
        memcpy(address, of->address, length);
        CHECK(come_back(address, length) == GRANTLET_OK || (IS_ZERO(code) && IS_ZERO(token)));
    }
}

static void refuses_null_in_callbacks(void)
{
    static const char address[] = CB CODE STATE;
    uint8_t copy[sizeof address - 1];
    const grantlet_profile *rfc = &grantlet_rfc6749;
    grantlet_profile unset;
    size_t length = sizeof copy;
    grantlet_span *places[3];
    size_t index;
    row = "NULL";
    memset(&unset, 0, sizeof unset);
    memcpy(copy, address, length);
    implicit = false;
    expected.issuer_rule = GRANTLET_ISSUER_IF_PRESENT;
    SPOIL(code);
    SPOIL(error);
    CHECK(grantlet_callback(NULL, &expected, copy, length, &code, &error) == GRANTLET_E_NULL);
    CHECK(IS_ZERO(code) && IS_ZERO(error));
    SPOIL(code);
    SPOIL(error);
    CHECK(grantlet_callback(&unset, &expected, copy, length, &code, &error) == GRANTLET_E_NULL);
    CHECK(IS_ZERO(code) && IS_ZERO(error));
    SPOIL(code);
    SPOIL(error);
    CHECK(grantlet_callback(rfc, NULL, copy, length, &code, &error) == GRANTLET_E_NULL);
    CHECK(IS_ZERO(code) && IS_ZERO(error));
    SPOIL(code);
    SPOIL(error);
    CHECK(grantlet_callback(rfc, &expected, NULL, length, &code, &error) == GRANTLET_E_NULL);
    CHECK(IS_ZERO(code) && IS_ZERO(error));
    SPOIL(code);
    SPOIL(error);
    CHECK(grantlet_callback(rfc, &expected, copy, too_large, &code, &error) == GRANTLET_E_NULL);
    CHECK(IS_ZERO(code) && IS_ZERO(error));
    SPOIL(error);
    CHECK(grantlet_callback(rfc, &expected, copy, length, NULL, &error) == GRANTLET_E_NULL && IS_ZERO(error));
    SPOIL(code);
    CHECK(grantlet_callback(rfc, &expected, copy, length, &code, NULL) == GRANTLET_E_NULL && IS_ZERO(code));
    SPOIL(token);
    SPOIL(error);
    CHECK(grantlet_implicit_callback(NULL, &expected, copy, length, &token, &error) == GRANTLET_E_NULL);
    CHECK(IS_ZERO(token) && IS_ZERO(error));
    SPOIL(token);
    SPOIL(error);
    CHECK(grantlet_implicit_callback(&unset, &expected, copy, length, &token, &error) == GRANTLET_E_NULL);
    CHECK(IS_ZERO(token) && IS_ZERO(error));
    SPOIL(token);
    SPOIL(error);
    CHECK(grantlet_implicit_callback(rfc, NULL, copy, length, &token, &error) == GRANTLET_E_NULL);
    CHECK(IS_ZERO(token) && IS_ZERO(error));
    SPOIL(token);
    SPOIL(error);
    CHECK(grantlet_implicit_callback(rfc, &expected, NULL, length, &token, &error) == GRANTLET_E_NULL);
    CHECK(IS_ZERO(token) && IS_ZERO(error));
    SPOIL(token);
    SPOIL(error);
    CHECK(grantlet_implicit_callback(rfc, &expected, copy, too_large, &token, &error) == GRANTLET_E_NULL);
    CHECK(IS_ZERO(token) && IS_ZERO(error));
    SPOIL(error);
    CHECK(grantlet_implicit_callback(rfc, &expected, copy, length, NULL, &error) == GRANTLET_E_NULL && IS_ZERO(error));
    SPOIL(token);
    CHECK(grantlet_implicit_callback(rfc, &expected, copy, length, &token, NULL) == GRANTLET_E_NULL && IS_ZERO(token));
    CHECK(memcmp(copy, address, length) == 0);

    places[0] = &expected.redirect_uri;
    places[1] = &expected.state;
    places[2] = &expected.issuer;
    for (index = 0; index < 3; index++) {
        const grantlet_span was = *places[index];
        row = index == 2 ? "iss" : members[index];
        *places[index] = grantlet_text("caf\xC3\xA9");
        CHECK(come_back(copy, length) == GRANTLET_E_ENCODING && blames(row));
        places[index]->length = too_large;
        CHECK(come_back(copy, length) == GRANTLET_E_NULL);
        places[index]->bytes = NULL;
        places[index]->length = 1;
        CHECK(come_back(copy, length) == GRANTLET_E_NULL);
        places[index]->length = 0;
        CHECK(come_back(copy, length)
              == (index == 0   ? GRANTLET_E_CALLBACK_REDIRECT_URI
                  : index == 1 ? GRANTLET_E_CALLBACK_STATE
                               : GRANTLET_OK));
        *places[index] = was;
        memcpy(copy, address, length);
    }
    /* All zeros expect an issuer, and so believe nothing. */
    memset(&expected, 0, sizeof expected);
    expected.redirect_uri = grantlet_text(CB);
    expected.state = grantlet_text("x z");
    CHECK(come_back(copy, length) == GRANTLET_E_CALLBACK_ISSUER);
}

int main(void)
{
    size_t index;
    expected.redirect_uri = grantlet_text(CB);
    expected.state = grantlet_text("x z");
    expected.issuer = grantlet_text("https://server.example.com");
    for (index = 0; index < sizeof callbacks / sizeof *callbacks; index++) {
        row = callbacks[index].name;
        reads(&callbacks[index]);
        reads_no_further(&callbacks[index]);
    }
    tells_an_absent_iss_from_a_wrong_one();
    refuses_null_in_callbacks();
    return verdict();
}
