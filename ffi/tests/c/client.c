/* A client that is checked once, before its first request. */
#include "check.h"

static const grantlet_profile_setting settings[] = {
    { &grantlet_setting_token_endpoint, GRANTLET_SPAN("/token") },
};
static const grantlet_profile profile = GRANTLET_PROFILE(&grantlet_rfc6749_body, settings);
static grantlet_request request;
static grantlet_error error;

static bool blames(const char *member)
{
    return strcmp(grantlet_member_name(error.member), member) == 0;
}

/* A client that is checked once: https, and below the base URL. */
static void checks_a_client_once(void)
{
    static const grantlet_profile_setting loopback_settings[] = {
        { &grantlet_setting_token_endpoint, GRANTLET_SPAN("/token") },
        { &grantlet_setting_allow_loopback, GRANTLET_NO_VALUE },
    };
    static const grantlet_profile loopback = GRANTLET_PROFILE(&grantlet_rfc6749_body, loopback_settings);
    static const grantlet_profile_setting elsewhere_settings[] = {
        { &grantlet_setting_token_endpoint, GRANTLET_SPAN("https://as.example/token") },
        { &grantlet_setting_revocation_endpoint, GRANTLET_SPAN("https://as.example:99999/revoke") },
    };
    static const grantlet_profile elsewhere = GRANTLET_PROFILE(&grantlet_rfc6749_body, elsewhere_settings);
    const struct {
        const char *base_url;
        const grantlet_profile *profile;
        grantlet_status status;
        const char *member;
    } clients[] = {
        { "https://as.example", &profile, GRANTLET_OK, "" },
        { "http://as.example", &profile, GRANTLET_E_REQUEST_URL, "token_endpoint" },
        { "https://as.example?a", &profile, GRANTLET_E_REQUEST_URL, "token_endpoint" },
        { "https://user@as.example", &profile, GRANTLET_E_REQUEST_URL, "token_endpoint" },
        { "", &profile, GRANTLET_E_REQUEST_URL, "token_endpoint" },
        { "", &grantlet_boldsign, GRANTLET_OK, "" },
        { "https://as.example", &grantlet_boldsign, GRANTLET_E_REQUEST_BASE_URL, "token_endpoint" },
        { "http://127.0.0.1:8080", &loopback, GRANTLET_OK, "" },
        { "http://127.0.0.1:8080", &profile, GRANTLET_E_REQUEST_URL, "token_endpoint" },
        { "\x80", &profile, GRANTLET_E_ENCODING, "base_url" },
        { "https://as.example", NULL, GRANTLET_E_NULL, "" },
        { "https://as.example:65535", &profile, GRANTLET_OK, "" },
        { "https://as.example:65536", &profile, GRANTLET_E_REQUEST_URL, "token_endpoint" },
        { "https://[::1]:4294967739", &profile, GRANTLET_E_REQUEST_URL, "token_endpoint" },
        { "https://as.example:0", &profile, GRANTLET_E_REQUEST_URL, "token_endpoint" },
        { "http://127.0.0.1:65536", &loopback, GRANTLET_E_REQUEST_URL, "token_endpoint" },
        { "", &elsewhere, GRANTLET_E_REQUEST_URL, "revocation_endpoint" },
    };
    const grantlet_span id = GRANTLET_SPAN("s6BhdRkqt3");
    const grantlet_span secret = GRANTLET_SPAN("7Fjfp0ZBr1KtDRbnfVdmIw");
    uint8_t buffer[512];
    grantlet_client made;
    size_t index;
    for (index = 0; index < sizeof clients / sizeof *clients; index++) {
        grantlet_status status;
        row = clients[index].base_url;
        SPOIL(made);
        SPOIL(error);
        status = grantlet_client_init(&made, clients[index].profile, id, secret,
                                      grantlet_text(clients[index].base_url), &error);
        CHECK(status == clients[index].status);
        CHECK(blames(clients[index].member));
        if (status != GRANTLET_OK) {
            CHECK(IS_ZERO(made));
            continue;
        }
        CHECK(IS_ZERO(error) && made.check == &grantlet_checked_once);
        CHECK(grantlet_refresh_request(&made, id, buffer, sizeof buffer, &request, &error) == GRANTLET_OK);
    }
    row = "no id";
    SPOIL(made);
    CHECK(grantlet_client_init(&made, &profile, grantlet_text(""), secret, grantlet_text("https://as.example"), &error)
          == GRANTLET_E_REQUEST_MISSING);
    CHECK(blames("client_id") && IS_ZERO(made));
    row = "a public client";
    CHECK(grantlet_client_init(&made, &profile, id, grantlet_text(""), grantlet_text("https://as.example"), &error)
          == GRANTLET_OK);
    row = "NULL";
    CHECK(grantlet_client_init(NULL, &profile, id, secret, id, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_client_init(&made, &profile, id, secret, id, NULL) == GRANTLET_E_NULL && IS_ZERO(made));
}

/* A constant client that a test of the program checks: what it links less is never the check for https. */
static void checks_a_constant_client(void)
{
    static const grantlet_client clients[] = {
        GRANTLET_CHECKED_CLIENT(&profile, "id", "", "https://as.example"),
        GRANTLET_CHECKED_CLIENT(&profile, "id", "", "http://as.example"),
        GRANTLET_CHECKED_CLIENT(&profile, "id", "", "https://user@as.example"),
        GRANTLET_CHECKED_CLIENT(&profile, "id", "", "https://as.example:65536"),
        GRANTLET_CLIENT(&profile, "id", "", "https://as.example?a"),
    };
    grantlet_client by_hand = clients[0];
    uint8_t buffer[512];
    size_t index;
    row = "constant";
    for (index = 0; index < sizeof clients / sizeof *clients; index++) {
        const grantlet_status status = index == 0 ? GRANTLET_OK : GRANTLET_E_REQUEST_URL;
        SPOIL(error);
        CHECK(grantlet_client_check(&clients[index], &error) == status);
        CHECK(blames(index == 0 ? "" : "token_endpoint"));
        SPOIL(request);
        CHECK(grantlet_refresh_request(&clients[index], clients[0].client_id, buffer, sizeof buffer, &request, &error)
              == status);
        CHECK(blames(index == 0 ? "" : "token_endpoint"));
    }
    row = "NULL";
    CHECK(grantlet_client_check(NULL, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_client_check(&clients[0], NULL) == GRANTLET_E_NULL);
    by_hand.check = NULL;
    CHECK(grantlet_client_check(&by_hand, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_refresh_request(&by_hand, clients[0].client_id, buffer, sizeof buffer, &request, &error)
          == GRANTLET_E_NULL);
}

/* A count that is none is no reason to read beyond the settings. */
static void refuses_more_settings_than_there_are(void)
{
    static const size_t counts[] = { 65, 1000, SIZE_MAX / sizeof(grantlet_profile_setting), SIZE_MAX };
    grantlet_profile_setting many[64];
    grantlet_profile own = { &grantlet_rfc6749_body, many, 64, NULL };
    grantlet_client made;
    grantlet_token token;
    uint8_t body[64];
    size_t index, entry, word;
    row = "settings_count";
    for (index = 0; index < 64; index++) {
        many[index] = settings[0];
    }
    CHECK(grantlet_profile_check(&own, &entry, &word) == GRANTLET_OK);
    CHECK(grantlet_client_init(&made, &own, grantlet_text("id"), grantlet_text(""),
                               grantlet_text("https://as.example"), &error) == GRANTLET_OK);
    for (index = 0; index < sizeof counts / sizeof *counts; index++) {
        own.settings_count = counts[index];
        entry = word = 7;
        CHECK(grantlet_profile_check(&own, &entry, &word) == GRANTLET_E_TOO_MANY_SETTINGS);
        CHECK(entry == 0 && word == 0);
        SPOIL(made);
        CHECK(grantlet_client_init(&made, &own, grantlet_text("id"), grantlet_text(""),
                                   grantlet_text("https://as.example"), &error) == GRANTLET_E_TOO_MANY_SETTINGS);
        CHECK(IS_ZERO(made) && IS_ZERO(error));
        CHECK(grantlet_token_response(&own, 200, body, 2, &token, &error) == GRANTLET_E_TOO_MANY_SETTINGS);
    }
}

int main(void)
{
    checks_a_client_once();
    checks_a_constant_client();
    refuses_more_settings_than_there_are();
    return verdict();
}
