/* A counter that wraps, the end of a token, dates. */
#include "check.h"

#define FOREVER UINT64_MAX

static void extends_a_counter(void)
{
    grantlet_uptime uptime = { 0 };
    uint64_t last = 0;
    int turn;
    row = "uptime";
    CHECK(grantlet_uptime_extend(&uptime, 0) == 0);
    CHECK(grantlet_uptime_extend(&uptime, 1000) == 1000);
    CHECK(grantlet_uptime_extend(&uptime, 1000) == 1000);
    CHECK(grantlet_uptime_extend(&uptime, UINT32_MAX) == UINT32_MAX);
    CHECK(grantlet_uptime_extend(&uptime, 0) == (uint64_t)UINT32_MAX + 1);
    CHECK(grantlet_uptime_extend(&uptime, 5) == (uint64_t)UINT32_MAX + 6);
    CHECK(grantlet_uptime_extend(NULL, 5) == 0);
    uptime.now = FOREVER;
    CHECK(grantlet_uptime_extend(&uptime, 7) == FOREVER);
    memset(&uptime, 0, sizeof uptime);
    for (turn = 1; turn < 100; turn++) {
        uint64_t now = grantlet_uptime_extend(&uptime, (uint32_t)turn * 3000000000u);
        CHECK(now == (uint64_t)turn * 3000000000u && now > last);
        last = now;
    }
}

typedef struct {
    const char *name;
    uint64_t requested_at;
    int64_t expires_in; /* -1 is unknown */
    uint64_t leeway;
    uint64_t due, end; /* 0 is never */
} expiry_row;

static const expiry_row expiries[] = {
    { "an hour", 5000, 3600, 60000, 3545000, 3605000 },
    { "no leeway", 5000, 3600, 0, 3605000, 3605000 },
    { "a leeway longer than half the life", 0, 10, 60000, 5000, 10000 },
    { "the longest life", 0, 4294967295, 1000, 4294967294000, 4294967295000 },
    { "the end of time", FOREVER - 5, 3600, FOREVER, FOREVER - 1800000, FOREVER },
    { "no life", 5000, 0, 60000, 5000, 5000 },
    { "unknown", 5000, -1, 60000, 0, 0 },
};

static void tells_a_life(const expiry_row *of)
{
    grantlet_token token;
    grantlet_expiry expiry;
    uint64_t at = 42;
    bool known = of->expires_in >= 0;
    memset(&token, 0, sizeof token);
    token.expires_in_known = known;
    token.expires_in = known ? (uint32_t)of->expires_in : 0;
    expiry = grantlet_expiry_new(of->requested_at, &token);
    CHECK(expiry.requested_at == of->requested_at && expiry.known == known
          && expiry.expires_in == token.expires_in);
    CHECK(grantlet_expiry_refresh_at(&expiry, of->leeway, &at) == known);
    CHECK(at == (known ? of->due : 42));
    CHECK(!grantlet_expiry_refresh_at(&expiry, of->leeway, NULL));
    if (!known) {
        CHECK(grantlet_expiry_life(&expiry, 0, of->leeway) == GRANTLET_LIFE_UNKNOWN);
        CHECK(grantlet_expiry_life(&expiry, FOREVER, of->leeway) == GRANTLET_LIFE_UNKNOWN);
        return;
    }
    CHECK(grantlet_expiry_refresh_at(&expiry, 0, &at) && at == of->end);
    CHECK(grantlet_expiry_life(&expiry, of->end, of->leeway) == GRANTLET_LIFE_EXPIRED);
    CHECK(grantlet_expiry_life(&expiry, FOREVER, of->leeway) == GRANTLET_LIFE_EXPIRED);
    if (of->due > 0) {
        CHECK(grantlet_expiry_life(&expiry, of->due - 1, of->leeway) == GRANTLET_LIFE_FRESH);
        CHECK(grantlet_expiry_life(&expiry, 0, of->leeway) == GRANTLET_LIFE_FRESH);
    }
    if (of->due < of->end) {
        CHECK(grantlet_expiry_life(&expiry, of->due, of->leeway) == GRANTLET_LIFE_REFRESH_DUE);
        CHECK(grantlet_expiry_life(&expiry, of->end - 1, of->leeway) == GRANTLET_LIFE_REFRESH_DUE);
    }
}

static void knows_no_expiry_of_null(void)
{
    grantlet_expiry expiry = grantlet_expiry_new(7, NULL);
    uint64_t at = 42;
    row = "NULL";
    CHECK(expiry.requested_at == 7 && !expiry.known && expiry.expires_in == 0);
    CHECK(grantlet_expiry_life(NULL, 0, 0) == GRANTLET_LIFE_UNKNOWN);
    CHECK(!grantlet_expiry_refresh_at(NULL, 0, &at) && at == 42);
}

/* RFC 9110, section 5.6.7. */
static const struct {
    const char *text;
    int64_t seconds;
    size_t at; /* of the error, with seconds of -1 */
} dates[] = {
    { "Sun, 06 Nov 1994 08:49:37 GMT", 784111777, 0 },
    { "Sunday, 06-Nov-94 08:49:37 GMT", 784111777, 0 },
    { "Sun Nov  6 08:49:37 1994", 784111777, 0 },
    { "Thu, 01 Jan 1970 00:00:00 GMT", 0, 0 },
    { "Wed, 31 Dec 1969 23:59:58 GMT", -2, 0 },
    { "Thu, 29 Feb 2024 23:59:60 GMT", 1709251200, 0 },
    { "Fri, 31 Dec 9999 23:59:59 GMT", 253402300799, 0 },
    { "", -1, 0 },
    { "Sun, 6 Nov 1994 08:49:37 GMT", -1, 6 },
    { "Sun, 06 Nov 1994 24:49:37 GMT", -1, 17 },
    { "Sun, 06 Nov 1994 08:49:37 UTC", -1, 26 },
    { "Sun, 06 Nov 1994 08:49:37 GMT ", -1, 29 },
    { "Thu, 29 Feb 2023 00:00:00 GMT", -1, 5 },
    { "S\xC3\xBCn, 06 Nov 1994 08:49:37 GMT", -1, 0 },
};

static void reads_dates(void)
{
    grantlet_span none = { NULL, 1 };
    int64_t seconds;
    size_t index, length, at;
    for (index = 0; index < sizeof dates / sizeof *dates; index++) {
        grantlet_span text;
        grantlet_status status;
        row = dates[index].text;
        text.bytes = guarded_copy(dates[index].text);
        text.length = strlen(dates[index].text);
        SPOIL(seconds);
        SPOIL(at);
        status = grantlet_http_date(text, &seconds, &at);
        if (dates[index].seconds == -1) {
            CHECK(status == GRANTLET_E_DATE && seconds == 0 && at == dates[index].at);
            continue;
        }
        CHECK(status == GRANTLET_OK && seconds == dates[index].seconds && at == 0);
        for (length = 0; length < strlen(dates[index].text); length++) {
            text.bytes = guarded(length);
            text.length = length;
            memcpy(guarded(length), dates[index].text, length);
            CHECK(grantlet_http_date(text, &seconds, &at) == GRANTLET_E_DATE && at <= length);
        }
    }
    row = "NULL";
    SPOIL(at);
    CHECK(grantlet_http_date(grantlet_text("x"), NULL, &at) == GRANTLET_E_NULL && at == 0);
    SPOIL(seconds);
    CHECK(grantlet_http_date(grantlet_text("x"), &seconds, NULL) == GRANTLET_E_NULL
          && seconds == 0);
    SPOIL(seconds);
    CHECK(grantlet_http_date(none, &seconds, &at) == GRANTLET_E_NULL && seconds == 0);
    none.bytes = (const uint8_t *)"";
    none.length = too_large;
    CHECK(grantlet_http_date(none, &seconds, &at) == GRANTLET_E_NULL);
}

/* RFC 9110, section 10.2.3; the response's Date is one second before the first of those above. */
static const struct {
    const char *text;
    bool dated;
    int64_t seconds; /* -1 is GRANTLET_E_DATE */
} waits[] = {
    { "120", false, 120 },
    { "0", true, 0 },
    { "4294967296", false, 4294967295 },
    { "99999999999999999999", false, 4294967295 },
    { "Sun, 06 Nov 1994 08:49:37 GMT", true, 1 },
    { "Sun, 06 Nov 1994 08:49:30 GMT", true, 0 },
    { "Fri, 31 Dec 9999 23:59:59 GMT", true, 4294967295 },
    { "Sun, 06 Nov 1994 08:49:37 GMT", false, -1 },
    { "", true, -1 },
    { "-1", true, -1 },
    { "1.5", true, -1 },
};

static void reads_waits(void)
{
    const int64_t date = 784111776;
    grantlet_span none = { NULL, 1 };
    uint32_t seconds;
    size_t index;
    for (index = 0; index < sizeof waits / sizeof *waits; index++) {
        grantlet_span text;
        grantlet_status status;
        row = waits[index].text;
        text.bytes = guarded_copy(waits[index].text);
        text.length = strlen(waits[index].text);
        SPOIL(seconds);
        status = grantlet_retry_after(text, waits[index].dated ? &date : NULL, &seconds);
        CHECK(status == (waits[index].seconds < 0 ? GRANTLET_E_DATE : GRANTLET_OK));
        CHECK(seconds == (waits[index].seconds < 0 ? 0 : waits[index].seconds));
    }
    row = "NULL";
    CHECK(grantlet_retry_after(grantlet_text("1"), &date, NULL) == GRANTLET_E_NULL);
    SPOIL(seconds);
    CHECK(grantlet_retry_after(none, &date, &seconds) == GRANTLET_E_NULL && seconds == 0);
    none.bytes = (const uint8_t *)"";
    none.length = too_large;
    CHECK(grantlet_retry_after(none, &date, &seconds) == GRANTLET_E_NULL);
}

int main(void)
{
    size_t index;
    extends_a_counter();
    for (index = 0; index < sizeof expiries / sizeof *expiries; index++) {
        row = expiries[index].name;
        tells_a_life(&expiries[index]);
    }
    knows_no_expiry_of_null();
    reads_dates();
    reads_waits();
    return verdict();
}
