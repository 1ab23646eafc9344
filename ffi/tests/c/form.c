/* application/x-www-form-urlencoded, both ways. */
#include "check.h"

/* RFC 6749, appendix B; WHATWG URL, section 5.2. */
static const struct {
    const char *name;
    size_t count;
    const char *pairs[6]; /* name, value, ... */
    const char *form;
} written[] = {
    { "RFC 6749, appendix B", 1, { " %&+\xC2\xA3\xE2\x82\xAC", "" }, "+%25%26%2B%C2%A3%E2%82%AC=" },
    { "nothing", 0, { NULL }, "" },
    { "an empty pair", 1, { "", "" }, "=" },
    { "WHATWG URL, section 5.2", 3, { "a", "*-._~", "b c", "=", "", "\x80\xFF" },
      "a=*-._%7E&b+c=%3D&=%80%FF" },
};

static grantlet_error error;

static void writes_forms(void)
{
    size_t index, at, capacity;
    grantlet_span form;
    grantlet_pair pairs[3];
    for (index = 0; index < sizeof written / sizeof *written; index++) {
        size_t length = strlen(written[index].form);
        row = written[index].name;
        for (at = 0; at < written[index].count; at++) {
            pairs[at].name = grantlet_text(written[index].pairs[2 * at]);
            pairs[at].value = grantlet_text(written[index].pairs[2 * at + 1]);
        }
        for (capacity = 0; capacity <= length + 1; capacity++) {
            uint8_t *out = guarded(capacity);
            bool fits = capacity >= length;
            grantlet_status status;
            memset(out, 0xA5, capacity);
            SPOIL(form);
            status = grantlet_form(pairs, written[index].count, out, capacity, &form, &error);
            CHECK(status == (fits ? GRANTLET_OK : GRANTLET_E_BUFFER_TOO_SMALL));
            CHECK(fits ? form.length == length && IS_ZERO(error) : error.needed == length);
            CHECK(fits ? memcmp(out, written[index].form, length) == 0 : is_zero(out, capacity));
        }
    }
    row = "NULL";
    {
        uint8_t out[64];
        grantlet_pair pair = { { NULL, 0 }, { NULL, 0 } };
        CHECK(grantlet_form(NULL, 0, out, sizeof out, &form, &error) == GRANTLET_OK && form.length == 0);
        SPOIL(form);
        CHECK(grantlet_form(NULL, 1, out, sizeof out, &form, &error) == GRANTLET_E_NULL && form.length == 0);
        CHECK(grantlet_form(&pair, 1, NULL, sizeof out, &form, &error) == GRANTLET_E_NULL && form.length == 0);
        CHECK(grantlet_form(&pair, 1, out, too_large, &form, &error) == GRANTLET_E_NULL);
        CHECK(grantlet_form(&pair, 1, out, sizeof out, NULL, &error) == GRANTLET_E_NULL);
        CHECK(grantlet_form(&pair, 1, NULL, 0, &form, &error) == GRANTLET_E_BUFFER_TOO_SMALL && error.needed == 1);
        CHECK(grantlet_form(&pair, SIZE_MAX, out, sizeof out, &form, &error) == GRANTLET_E_NULL);
        CHECK(grantlet_form(&pair, too_large / sizeof pair, out, sizeof out, &form, &error)
              == GRANTLET_E_NULL);
        pair.name.length = 1;
        SPOIL(form);
        CHECK(grantlet_form(&pair, 1, out, sizeof out, &form, &error) == GRANTLET_E_NULL && form.length == 0);
        pair.name.length = 0;
        pair.value.bytes = out;
        pair.value.length = too_large;
        CHECK(grantlet_form(&pair, 1, out, sizeof out, &form, &error) == GRANTLET_E_NULL);
    }
}

/* WHATWG URL, section 5.1: names and values encoded and decoded; and the decoded bytes,
   where these are not UTF-8. */
static const struct {
    const char *form;
    size_t count;
    struct {
        const char *name, *value, *decoded, *bytes;
    } pairs[3];
} forms[] = {
    { "scope=a+b&q=%C2%A3", 2, { { "scope", "a+b", "a b", NULL }, { "q", "%C2%A3", "\xC2\xA3", NULL } } },
    { "", 0, { { NULL, NULL, NULL, NULL } } },
    { "&&", 0, { { NULL, NULL, NULL, NULL } } },
    { "&a&=b&c=&", 3, { { "a", "", "", NULL }, { "", "b", "b", NULL }, { "c", "", "", NULL } } },
    { "a==b;c", 1, { { "a", "=b;c", "=b;c", NULL } } },
    { "a=%zz%4", 1, { { "a", "%zz%4", "%zz%4", NULL } } },
    { "a=%80x", 1, { { "a", "%80x", "\xEF\xBF\xBDx", "\x80x" } } },
    { "a=%E2%82", 1, { { "a", "%E2%82", "\xEF\xBF\xBD", "\xE2\x82" } } },
};

static void reads_forms(void)
{
    size_t index, at, capacity;
    grantlet_span bytes_of;
    for (index = 0; index < sizeof forms / sizeof *forms; index++) {
        grantlet_span form;
        grantlet_pair pair;
        row = forms[index].form;
        form.bytes = (const uint8_t *)forms[index].form;
        form.length = strlen(forms[index].form);
        for (at = 0; at < forms[index].count; at++) {
            const char *decoded = forms[index].pairs[at].decoded;
            const char *bytes = forms[index].pairs[at].bytes;
            size_t length = strlen(decoded);
            grantlet_span value;
            SPOIL(pair);
            CHECK(grantlet_form_next(&form, &pair));
            CHECK(is(pair.name, forms[index].pairs[at].name));
            CHECK(is(pair.value, forms[index].pairs[at].value));
            CHECK(grantlet_form_is(pair.value, grantlet_text(bytes == NULL ? decoded : bytes)));
            CHECK(!grantlet_form_is(pair.value, grantlet_text("another")));
            for (capacity = 0; capacity <= length + 1; capacity++) {
                uint8_t out[64];
                bool fits = capacity >= length;
                grantlet_status status;
                value.bytes = guarded(pair.value.length);
                value.length = pair.value.length;
                memcpy(guarded(value.length), pair.value.bytes, value.length);
                SPOIL(out);
                SPOIL(bytes_of);
                status = grantlet_form_decode(value, out, capacity, &bytes_of, &error);
                CHECK(status == (fits ? GRANTLET_OK : GRANTLET_E_BUFFER_TOO_SMALL));
                CHECK(fits ? bytes_of.length == length && IS_ZERO(error) : error.needed == length);
                CHECK(fits ? memcmp(out, decoded, length) == 0 : is_zero(out, capacity));
                CHECK(out[capacity > length ? capacity : length] == 0xA5 || !fits);
            }
        }
        SPOIL(pair);
        CHECK(!grantlet_form_next(&form, &pair) && IS_ZERO(pair));
        CHECK(form.length == 0 && *form.bytes == '\0'); /* where the form ends */
        CHECK(!grantlet_form_next(&form, &pair));
    }
    row = "NULL";
    {
        uint8_t out[8];
        grantlet_span none = { NULL, 1 };
        grantlet_span empty = { NULL, 0 };
        grantlet_pair pair;
        SPOIL(pair);
        CHECK(!grantlet_form_next(NULL, &pair) && IS_ZERO(pair));
        CHECK(!grantlet_form_next(&none, NULL));
        CHECK(!grantlet_form_next(&none, &pair) && none.length == 0);
        none.bytes = out;
        none.length = too_large;
        CHECK(!grantlet_form_next(&none, &pair) && none.length == 0);
        none.bytes = NULL;
        none.length = 1;
        SPOIL(bytes_of);
        CHECK(grantlet_form_decode(none, out, sizeof out, &bytes_of, &error) == GRANTLET_E_NULL && bytes_of.length == 0);
        CHECK(grantlet_form_decode(empty, NULL, 8, &bytes_of, &error) == GRANTLET_E_NULL && bytes_of.length == 0);
        CHECK(grantlet_form_decode(empty, out, too_large, &bytes_of, &error) == GRANTLET_E_NULL);
        CHECK(grantlet_form_decode(empty, out, sizeof out, NULL, &error) == GRANTLET_E_NULL);
        CHECK(grantlet_form_decode(empty, NULL, 0, &bytes_of, &error) == GRANTLET_OK && bytes_of.length == 0);
        CHECK(grantlet_form_is(empty, empty));
        CHECK(!grantlet_form_is(none, none) && !grantlet_form_is(empty, none));
        none.bytes = out;
        none.length = too_large;
        CHECK(!grantlet_form_is(none, empty) && !grantlet_form_is(empty, none));
    }
}

int main(void)
{
    writes_forms();
    reads_forms();
    return verdict();
}
