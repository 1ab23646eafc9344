/* Responses to a revocation (RFC 7009, section 2.2). */
#include "check.h"

static grantlet_error error;

typedef struct {
    const char *name;
    uint16_t http_status;
    const char *body;
    grantlet_status status;
    const char *error;
} revocation_row;

static const revocation_row rows[] = {
    { "revoked", 200, "", GRANTLET_OK, "" },
    { "revoked, without content", 204, "", GRANTLET_OK, "" },
    { "revoked, whatever the body says", 200, "{\"error\":\"invalid_request\"}", GRANTLET_OK, "" },
    { "RFC 7009, section 2.2.1", 400,
      "{\"error\":\"unsupported_token_type\",\"error_description\":\"n\\u006f\"}", GRANTLET_E_SERVER,
      "unsupported_token_type" },
    { "an error of the provider's own", 400, "{\"reason\":\"blocked\"}", GRANTLET_E_SERVER, "blocked" },
    { "no error that can be read", 404, "<html>", GRANTLET_E_RESPONSE_STATUS, "" },
    { "a token is no revocation", 404, "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}",
      GRANTLET_E_RESPONSE_STATUS, "" },
    { "try again later", 503, "", GRANTLET_E_RESPONSE_STATUS, "" },
    { "a redirect", 302, "", GRANTLET_E_RESPONSE_STATUS, "" },
};

static const grantlet_profile_setting settings[] = {
    { &grantlet_setting_errors, GRANTLET_SPAN("reason text") },
};
static const grantlet_profile profile = GRANTLET_PROFILE(&grantlet_rfc6749, settings);

static void responses_are_read(void)
{
    size_t index;
    for (index = 0; index < sizeof rows / sizeof *rows; index++) {
        const revocation_row *of = &rows[index];
        size_t length = strlen(of->body);
        uint8_t *body = guarded_copy(of->body);
        row = of->name;
        SPOIL(error);
        CHECK(grantlet_revocation_response(&profile, of->http_status, body, length, &error) == of->status);
        CHECK(is(error.error, of->error));
        CHECK(error.error.length == 0
              || (error.error.bytes >= body && error.error.bytes + error.error.length <= body + length));
        CHECK(error.http_status == (of->status == GRANTLET_OK ? 0 : of->http_status));
        CHECK(of->status != GRANTLET_OK || IS_ZERO(error));
        CHECK(of->status == GRANTLET_E_SERVER || memcmp(body, of->body, length) == 0);
    }
}

static void pointers_are_checked(void)
{
    static const grantlet_profile unset = { NULL, NULL, 0, NULL };
    row = "NULL";
    SPOIL(error);
    CHECK(grantlet_revocation_response(NULL, 200, NULL, 0, &error) == GRANTLET_E_NULL && IS_ZERO(error));
    CHECK(grantlet_revocation_response(&unset, 200, NULL, 0, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_revocation_response(&profile, 200, NULL, 1, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_revocation_response(&profile, 400, NULL, 0, NULL) == GRANTLET_E_NULL);
    CHECK(grantlet_revocation_response(&profile, 400, NULL, 0, &error) == GRANTLET_E_RESPONSE_STATUS);
}

int main(void)
{
    responses_are_read();
    pointers_are_checked();
    return verdict();
}
