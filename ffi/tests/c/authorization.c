/* The header fields that show a token, or a client's id and secret. */
#include "check.h"

static grantlet_error error;

/* RFC 6749, section 2.3.1; RFC 6750, section 2.1. */
static void writes_authorization_headers(void)
{
    static const struct {
        const char *id, *secret, *encoded, *verbatim;
    } basics[] = {
        { "s6BhdRkqt3", "gX1fBat3bV", "Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW",
          "Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW" },
        { "a b", "c/d", "Basic YSUyMGI6YyUyRmQ=", "Basic YSBiOmMvZA==" },
        { "a:b", "c", "Basic YSUzQWI6Yw==", NULL },
    };
    uint8_t *out;
    grantlet_span value;
    size_t index, capacity;
    row = "RFC 6750, section 2.1";
    for (capacity = 0; capacity < 20; capacity++) {
        grantlet_status status;
        out = guarded(capacity);
        SPOIL(value);
        SPOIL(error);
        status = grantlet_bearer(grantlet_text("mF_9.B5f-4.1J"), out, capacity, &value, &error);
        CHECK(status == GRANTLET_E_BUFFER_TOO_SMALL && error.needed == 20 && is_zero(out, capacity));
    }
    out = guarded(20);
    CHECK(grantlet_bearer(grantlet_text("mF_9.B5f-4.1J"), out, 20, &value, &error) == GRANTLET_OK);
    CHECK(IS_ZERO(error) && value.length == 20 && value.bytes == out && memcmp(out, "Bearer mF_9.B5f-4.1J", 20) == 0);
    CHECK(grantlet_bearer(grantlet_text("t"), NULL, 0, &value, &error) == GRANTLET_E_BUFFER_TOO_SMALL && error.needed == 8);
    CHECK(grantlet_bearer(grantlet_text(""), out, 20, &value, &error) == GRANTLET_E_REQUEST_MISSING && IS_ZERO(value));
    CHECK(grantlet_bearer(grantlet_text("a b"), out, 20, &value, &error) == GRANTLET_E_REQUEST_CHARS && IS_ZERO(value));
    CHECK(grantlet_bearer(grantlet_text("a\r\n"), out, 20, &value, &error) == GRANTLET_E_ENCODING);
    {
        grantlet_token of_a_type;
        memset(&of_a_type, 0, sizeof of_a_type);
        of_a_type.access_token = grantlet_text("t");
        CHECK(grantlet_token_bearer(&of_a_type, out, 20, &value, &error) == GRANTLET_OK && is(value, "Bearer t"));
        of_a_type.token_type = grantlet_text("bEARER");
        CHECK(grantlet_token_bearer(&of_a_type, out, 20, &value, &error) == GRANTLET_OK && is(value, "Bearer t"));
        of_a_type.token_type = grantlet_text("mac");
        CHECK(grantlet_token_bearer(&of_a_type, out, 20, &value, &error) == GRANTLET_E_REQUEST_UNEXPECTED
              && IS_ZERO(value));
        CHECK(grantlet_token_bearer(NULL, out, 20, &value, &error) == GRANTLET_E_NULL && IS_ZERO(value));
    }
    CHECK(grantlet_bearer(grantlet_text("t"), out, 20, NULL, &error) == GRANTLET_E_NULL);
    SPOIL(value);
    CHECK(grantlet_bearer(grantlet_text("t"), NULL, 20, &value, &error) == GRANTLET_E_NULL && IS_ZERO(value));
    CHECK(grantlet_bearer(grantlet_text("t"), out, too_large, &value, &error) == GRANTLET_E_NULL);
    {
        grantlet_span none = { NULL, 1 };
        CHECK(grantlet_bearer(none, out, 20, &value, &error) == GRANTLET_E_NULL);
        none.bytes = out;
        none.length = too_large;
        CHECK(grantlet_bearer(none, out, 20, &value, &error) == GRANTLET_E_NULL);
    }

    for (index = 0; index < sizeof basics / sizeof *basics; index++) {
        grantlet_client with;
        int verbatim;
        row = basics[index].id;
        memset(&with, 0, sizeof with);
        with.client_id = grantlet_text(basics[index].id);
        with.client_secret = grantlet_text(basics[index].secret);
        for (verbatim = 0; verbatim < 2; verbatim++) {
            const char *expected = verbatim ? basics[index].verbatim : basics[index].encoded;
            if (expected == NULL) {
                CHECK(grantlet_basic(&with, true, out, 20, &value, &error) == GRANTLET_E_REQUEST_CHARS);
                continue;
            }
            for (capacity = 0; capacity <= strlen(expected); capacity++) {
                grantlet_status status;
                bool fits = capacity == strlen(expected);
                out = guarded(capacity);
                status = grantlet_basic(&with, verbatim != 0, out, capacity, &value, &error);
                CHECK(status == (fits ? GRANTLET_OK : GRANTLET_E_BUFFER_TOO_SMALL));
                CHECK(fits ? is(value, expected) && IS_ZERO(error) : error.needed == strlen(expected));
                CHECK(fits ? memcmp(out, expected, capacity) == 0 : is_zero(out, capacity));
            }
        }
        out = guarded(64);
        CHECK(grantlet_basic(NULL, false, out, 64, &value, &error) == GRANTLET_E_NULL && IS_ZERO(value));
        CHECK(grantlet_basic(&with, false, NULL, 64, &value, &error) == GRANTLET_E_NULL);
        CHECK(grantlet_basic(&with, false, out, 64, NULL, &error) == GRANTLET_E_NULL);
        CHECK(grantlet_basic(&with, false, out, too_large, &value, &error) == GRANTLET_E_NULL);
        with.client_secret = grantlet_text("\x80");
        CHECK(grantlet_basic(&with, false, out, 64, &value, &error) == GRANTLET_E_ENCODING);
        with.client_secret.length = 0;
        CHECK(grantlet_basic(&with, false, out, 64, &value, &error) == GRANTLET_E_REQUEST_MISSING);
        with.client_secret = grantlet_text("s");
        with.client_id.length = 0;
        CHECK(grantlet_basic(&with, false, out, 64, &value, &error) == GRANTLET_E_REQUEST_MISSING);
    }
}

int main(void)
{
    writes_authorization_headers();
    return verdict();
}
