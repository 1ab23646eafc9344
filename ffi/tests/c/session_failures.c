/* What comes of a failed attempt of a session, and the pauses between attempts. */
#include "sessions.h"

/* What comes of each failure, and whether the refresh token may be spent. */
static const struct {
    const char *name;
    grantlet_status status;
    uint16_t http_status;
    const char *error;
    bool ends_grant;
    uint32_t retry_after;
    int32_t state, later;
    size_t at;
} failures[] = {
    { "no room for the request", GRANTLET_E_BUFFER_TOO_SMALL, 0, "", false, 0, GRANTLET_SESSION_WAITING,
      GRANTLET_SESSION_DUE, 0 },
    { "not sent", GRANTLET_E_NOT_SENT, 0, "", false, 0, GRANTLET_SESSION_WAITING,
      GRANTLET_SESSION_DUE, 0 },
    { "the last of a request's", (grantlet_status)39, 0, "", false, 0, GRANTLET_SESSION_WAITING,
      GRANTLET_SESSION_DUE, 0 },
    { "no response", GRANTLET_E_NO_RESPONSE, 0, "", false, 0, GRANTLET_SESSION_WAITING,
      GRANTLET_SESSION_IN_DOUBT, 0 },
    { "no status at all", GRANTLET_OK, 0, "", false, 0, GRANTLET_SESSION_WAITING,
      GRANTLET_SESSION_IN_DOUBT, 0 },
    { "a number of nobody's", (grantlet_status)-1, 0, "", false, 0, GRANTLET_SESSION_WAITING,
      GRANTLET_SESSION_IN_DOUBT, 0 },
    { "half a document", GRANTLET_E_RESPONSE_SYNTAX, 200, "", false, 0, GRANTLET_SESSION_WAITING,
      GRANTLET_SESSION_IN_DOUBT, 20 },
    { "a page, and 200", GRANTLET_E_RESPONSE_SYNTAX, 200, "", false, 0, GRANTLET_SESSION_REFUSED,
      GRANTLET_SESSION_IN_DOUBT, 0 },
    { "no such address", GRANTLET_E_RESPONSE_STATUS, 404, "", false, 0, GRANTLET_SESSION_REFUSED,
      GRANTLET_SESSION_DUE, 0 },
    { "too many requests, without a word", GRANTLET_E_RESPONSE_STATUS, 429, "", false, 0,
      GRANTLET_SESSION_WAITING, GRANTLET_SESSION_DUE, 0 },
    { "login_required", GRANTLET_E_SERVER, 400, "login_required", false, 0, GRANTLET_SESSION_ENDED,
      GRANTLET_SESSION_ENDED, 0 },
    { "a token of another type", GRANTLET_E_RESPONSE_TOKEN_TYPE, 200, "", false, 0,
      GRANTLET_SESSION_WAITING, GRANTLET_SESSION_IN_DOUBT, 0 },
    { "a proxy's page", GRANTLET_E_RESPONSE_STATUS, 502, "", false, 0, GRANTLET_SESSION_WAITING,
      GRANTLET_SESSION_DUE, 0 },
    { "a busy server", GRANTLET_E_SERVER, 503, "temporarily_unavailable", false, 100,
      GRANTLET_SESSION_WAITING, GRANTLET_SESSION_DUE, 0 },
    { "too many requests", GRANTLET_E_SERVER, 429, "slow_down", false, 100,
      GRANTLET_SESSION_WAITING, GRANTLET_SESSION_DUE, 0 },
    { "invalid_client", GRANTLET_E_SERVER, 401, "invalid_client", false, 0,
      GRANTLET_SESSION_REFUSED, GRANTLET_SESSION_DUE, 0 },
    { "invalid_grant", GRANTLET_E_SERVER, 400, "invalid_grant", true, 0, GRANTLET_SESSION_ENDED,
      GRANTLET_SESSION_ENDED, 0 },
};

static void fails(void)
{
    const uint64_t due = HOUR - 60000;
    const uint64_t much_later = due + 86400000;
    size_t index;
    for (index = 0; index < sizeof failures / sizeof *failures; index++) {
        uint64_t next;
        row = failures[index].name;
        erase_slots();
        start(64, NULL);
        log_in(0);
        (void)begin(due);
        memset(&error, 0, sizeof error);
        error.http_status = failures[index].http_status;
        error.error = grantlet_text(failures[index].error);
        error.ends_grant = failures[index].ends_grant;
        error.at = failures[index].at;
        CHECK(grantlet_session_fail(&session, failures[index].status, &error,
                                    failures[index].retry_after, due)
              == GRANTLET_OK);
        next = until(due);
        if (failures[index].state == GRANTLET_SESSION_ENDED) {
            CHECK(is_zero(arena, 64) && next == UINT64_MAX);
        } else {
            CHECK(next >= due + failures[index].retry_after * 1000u);
            CHECK(is(grantlet_session_refresh_token(&session), "rt-1"));
            CHECK(next == due || state(next - 1) == failures[index].state);
            CHECK(next >= due + 1000);
            if (failures[index].state == GRANTLET_SESSION_REFUSED) {
                CHECK(next >= due + 150000 && next <= due + 300000);
            }
        }
        CHECK(state(much_later) == failures[index].later);
        /* Where no request is on its way, there is nothing to fail. */
        CHECK(grantlet_session_fail(&session, GRANTLET_E_SERVER, &error, 0, much_later)
              == GRANTLET_E_WRONG_STATE);
        CHECK(state(much_later) == failures[index].later);
    }
    row = "a refusal without its error";
    start(64, NULL);
    log_in(0);
    (void)begin(due);
    CHECK(grantlet_session_fail(&session, GRANTLET_E_SERVER, NULL, 0, due) == GRANTLET_OK);
    CHECK(state(much_later) == GRANTLET_SESSION_DUE);
    CHECK(is(grantlet_session_refresh_token(&session), "rt-1"));
}

static void pauses(void)
{
    grantlet_settings settings;
    uint64_t now = HOUR;
    uint64_t longest = 2000;
    int attempt;
    bool grew = false;
    row = "pauses";
    memset(&settings, 0, sizeof settings);
    settings.first = 2000;
    settings.cap = 20000;
    settings.seed = 42;
    start(64, &settings);
    log_in(0);
    for (attempt = 0; attempt < 20; attempt++) {
        uint64_t next;
        (void)begin(now);
        CHECK(grantlet_session_fail(&session, GRANTLET_E_NO_RESPONSE, NULL, 0, now) == GRANTLET_OK);
        next = until(now);
        if (next != UINT64_MAX) {
            CHECK(next - now <= longest);
            grew = grew || next - now > 10000;
            now = next;
        }
        longest = longest < 10000 ? longest * 2 : 20000;
    }
    CHECK(grew);
}

int main(void)
{
    fails();
    pauses();
    return verdict();
}
