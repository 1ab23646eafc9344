/* A login on a second screen, and Bold's login before the code: what the responses contain, and when to poll. */
#include "check.h"

typedef struct {
    const char *name;
    uint16_t http_status;
    const char *body;
    grantlet_status status;
    uint8_t member;
    const char *device_code, *user_code, *uri, *complete, *error;
    uint32_t expires_in, interval;
} row_of_devices;

#define CODES "\"device_code\":\"GmRh\\u006dhcx\",\"user_code\":\"WDJB-MJHT\","
#define NOTHING "", "", "", "", "", 0, 0

static const row_of_devices devices[] = {
    { "RFC 8628, section 3.2", 200,
      "{\"device_code\":\"GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS\",\"user_code\":\"WDJB-MJHT\","
      "\"verification_uri\":\"https://example.com/device\",\"verification_uri_complete\":"
      "\"https://example.com/device?user_code=WDJB-MJHT\",\"expires_in\":1800,\"interval\":6}",
      GRANTLET_OK, GRANTLET_MEMBER_NONE, "GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS", "WDJB-MJHT",
      "https://example.com/device", "https://example.com/device?user_code=WDJB-MJHT", "", 1800, 6 },
    { "RFC 8628, section 3.2, no interval", 200,
      "{" CODES "\"verification_uri\":\"https:\\/\\/a\",\"expires_in\":\"60\"}", GRANTLET_OK,
      GRANTLET_MEMBER_NONE, "GmRhmhcx", "WDJB-MJHT", "https://a", "", "", 60, 5 },
    { "a URL that must not be opened", 200,
      "{" CODES "\"verification_uri\":\"javascript:x\",\"expires_in\":60}",
      GRANTLET_E_RESPONSE_CHARS, GRANTLET_MEMBER_VERIFICATION_URI, NOTHING },
    { "a QR code that must not be opened", 200,
      "{" CODES "\"verification_uri\":\"https://a\",\"verification_uri_complete\":\"http://a\","
      "\"expires_in\":1e9,\"interval\":0}",
      GRANTLET_OK, GRANTLET_MEMBER_NONE, "GmRhmhcx", "WDJB-MJHT", "https://a", "", "", 1000000000,
      5 },
    { "a user code with a line break", 200,
      "{\"device_code\":\"d\",\"user_code\":\"a\\nb\",\"verification_uri\":\"https://a\","
      "\"expires_in\":60}",
      GRANTLET_E_RESPONSE_CHARS, GRANTLET_MEMBER_USER_CODE, NOTHING },
    { "no device code", 200, "{\"user_code\":\"u\"}", GRANTLET_E_RESPONSE_MISSING,
      GRANTLET_MEMBER_DEVICE_CODE, NOTHING },
    { "two user codes", 200, "{" CODES "\"user_code\":\"u\"}", GRANTLET_E_RESPONSE_DUPLICATE,
      GRANTLET_MEMBER_USER_CODE, NOTHING },
    { "a device code that is a number", 200, "{\"device_code\":1}", GRANTLET_E_RESPONSE_TYPE,
      GRANTLET_MEMBER_DEVICE_CODE, NOTHING },
    { "no JSON", 200, "<html>", GRANTLET_E_RESPONSE_SYNTAX, GRANTLET_MEMBER_NONE, NOTHING },
    { "RFC 6749, section 5.2", 400, "{\"error\":\"invalid_cli\\u0065nt\"}", GRANTLET_E_SERVER,
      GRANTLET_MEMBER_NONE, "", "", "", "", "invalid_client", 0, 0 },
    { "a page at 404", 404, "<html>", GRANTLET_E_RESPONSE_STATUS, GRANTLET_MEMBER_NONE, NOTHING },
};

static grantlet_error error;

static bool is_inside(grantlet_span span, const uint8_t *body, size_t length)
{
    return span.length == 0 || (span.bytes >= body && span.bytes + span.length <= body + length);
}

static void device_responses_are_read(void)
{
    static grantlet_device_authorization device;
    size_t index;
    for (index = 0; index < sizeof devices / sizeof *devices; index++) {
        const row_of_devices *of = &devices[index];
        size_t length = strlen(of->body);
        uint8_t *body = guarded_copy(of->body);
        grantlet_status status;
        row = of->name;
        SPOIL(device);
        SPOIL(error);
        status = grantlet_device_authorization_response(&grantlet_rfc6749, of->http_status, body,
                                                        length, &device, &error);
        CHECK(status == of->status && error.member == of->member);
        CHECK(is(device.device_code, of->device_code) && is(device.user_code, of->user_code));
        CHECK(is(device.verification_uri, of->uri));
        CHECK(is(device.verification_uri_complete, of->complete));
        CHECK(device.expires_in == of->expires_in && device.interval == of->interval);
        CHECK(is(error.error, of->error));
        CHECK(error.http_status == (status == GRANTLET_OK ? 0 : of->http_status));
        CHECK(status == GRANTLET_OK ? IS_ZERO(error) : IS_ZERO(device));
        CHECK(is_inside(device.device_code, body, length) && is_inside(error.error, body, length));
        CHECK(is_inside(device.verification_uri, body, length));
    }
    row = "NULL";
    CHECK(grantlet_device_authorization_response(NULL, 200, NULL, 0, &device, &error)
          == GRANTLET_E_NULL);
    CHECK(grantlet_device_authorization_response(&grantlet_rfc6749, 200, NULL, 1, &device, &error)
          == GRANTLET_E_NULL);
    CHECK(grantlet_device_authorization_response(&grantlet_rfc6749, 200, NULL, 0, NULL, &error)
          == GRANTLET_E_NULL);
    CHECK(grantlet_device_authorization_response(&grantlet_rfc6749, 200, NULL, 0, &device, NULL)
          == GRANTLET_E_NULL);
}

/* The response to a poll, and what comes of it. tests/tables/polling.json has every case: tests/unit runs it. */
static grantlet_poll polled(grantlet_polling *polling, uint16_t http_status, const char *text,
                            uint64_t now)
{
    static grantlet_token token;
    uint8_t *body = guarded_copy(text);
    grantlet_status status = grantlet_token_response(&grantlet_rfc6749, http_status, body,
                                                     strlen(text), &token, &error);
    return grantlet_polling_update(polling, status, &error, now);
}

static void a_device_polls(void)
{
    grantlet_polling polling, over;
    row = "RFC 8628, section 3.5";
    SPOIL(polling);
    grantlet_polling_init(&polling, 1800, 5, 1000);
    CHECK(grantlet_polling_next(&polling, 1000) == 6000);
    CHECK(grantlet_polling_next(&polling, 6000) == 6000);
    CHECK(grantlet_polling_next(&polling, 7000) == 7000);
    CHECK(polled(&polling, 400, "{\"error\":\"authorization_pending\"}", 7000)
          == GRANTLET_POLL_PENDING);
    CHECK(grantlet_polling_next(&polling, 7000) == 12000);
    CHECK(polled(&polling, 400, "{\"error\":\"slow_down\"}", 12000) == GRANTLET_POLL_SLOW_DOWN);
    CHECK(grantlet_polling_next(&polling, 12000) == 22000);
    CHECK(polled(&polling, 503, "<html>", 22000) == GRANTLET_POLL_LATER);
    CHECK(grantlet_polling_next(&polling, 22000) == 42000);
    CHECK(grantlet_polling_update(&polling, GRANTLET_E_NO_RESPONSE, NULL, 42000)
          == GRANTLET_POLL_LATER);
    CHECK(grantlet_polling_next(&polling, 42000) == 82000);
    over = polling;
    CHECK(grantlet_polling_next(&over, 1801000) == UINT64_MAX);
    CHECK(polled(&over, 400, "{\"error\":\"expired_token\"}", 82000) == GRANTLET_POLL_EXPIRED);
    CHECK(grantlet_polling_next(&over, 82000) == UINT64_MAX);
    over = polling;
    CHECK(polled(&over, 400, "{\"error\":\"access_denied\"}", 82000) == GRANTLET_POLL_DENIED);
    CHECK(grantlet_polling_next(&over, 82000) == UINT64_MAX);
    CHECK(polled(&polling, 200, "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}", 82000)
          == GRANTLET_POLL_DONE);
    CHECK(grantlet_polling_next(&polling, 82000) == UINT64_MAX);
    memset(&polling, 0, sizeof polling);
    CHECK(grantlet_polling_next(&polling, 0) == UINT64_MAX);
    grantlet_polling_init(NULL, 1, 1, 1);
    CHECK(grantlet_polling_next(NULL, 0) == UINT64_MAX);
    CHECK(grantlet_polling_update(NULL, GRANTLET_OK, NULL, 0) == GRANTLET_POLL_DONE);
    CHECK(grantlet_polling_update(NULL, GRANTLET_E_RESPONSE_MISSING, NULL, 0)
          == GRANTLET_POLL_DENIED);
}

typedef struct {
    const char *name;
    uint16_t http_status;
    const char *body;
    grantlet_status status;
    const char *code, *error;
    int64_t expires_at; /* -1 is unknown */
    int64_t account_id; /* -1 is unknown */
    bool created;
} row_of_bold;

static const row_of_bold bolds[] = {
    { "as documented", 200,
      "{\"code\":\"b51b918e-06c1\",\"expiration\":\"2026-03-10T09:42:45.553536044Z\","
      "\"accountId\":50,\"accountCreated\":true}",
      GRANTLET_OK, "b51b918e-06c1", "", 1773135765, 50, true },
    { "nothing but a code", 200, "{\"code\":\"\\u0061\"}", GRANTLET_OK, "a", "", -1, -1, false },
    { "other types", 200,
      "{\"code\":\"a\",\"expiration\":\"soon\",\"accountId\":\"50\",\"accountCreated\":\"true\"}",
      GRANTLET_OK, "a", "", -1, -1, false },
    { "an empty code", 200, "{\"code\":\"\"}", GRANTLET_E_RESPONSE_MISSING, "", "", -1, -1, false },
    { "an error of Bold's", 400, "{\"code\":\"OldAppVersion\",\"message\":\"old\"}",
      GRANTLET_E_SERVER, "", "OldAppVersion", -1, -1, false },
    { "no JSON", 200, "", GRANTLET_E_RESPONSE_SYNTAX, "", "", -1, -1, false },
};

static void bold_responses_are_read(void)
{
    static grantlet_bold_authentication found;
    size_t index;
    for (index = 0; index < sizeof bolds / sizeof *bolds; index++) {
        const row_of_bold *of = &bolds[index];
        size_t length = strlen(of->body);
        uint8_t *body = guarded_copy(of->body);
        grantlet_status status;
        row = of->name;
        SPOIL(found);
        SPOIL(error);
        status = grantlet_bold_authentication_response(of->http_status, body, length, &found, &error);
        CHECK(status == of->status && is(found.code, of->code) && is(error.error, of->error));
        CHECK(found.expires_at_known == (of->expires_at >= 0));
        CHECK(found.expires_at == (of->expires_at < 0 ? 0 : of->expires_at));
        CHECK(found.account_id_known == (of->account_id >= 0));
        CHECK(found.account_id == (of->account_id < 0 ? 0 : (uint64_t)of->account_id));
        CHECK(found.account_created == of->created);
        CHECK(is_inside(found.code, body, length));
        CHECK(status == GRANTLET_OK ? IS_ZERO(error) : found.code.bytes == NULL);
    }
    row = "NULL";
    CHECK(grantlet_bold_authentication_response(200, NULL, 0, NULL, &error) == GRANTLET_E_NULL);
    CHECK(grantlet_bold_authentication_response(200, NULL, 0, &found, NULL) == GRANTLET_E_NULL);
    CHECK(grantlet_bold_authentication_response(200, NULL, 1, &found, &error) == GRANTLET_E_NULL);
}

static void bold_requests_are_written(void)
{
    static const char body[] = "{\"mfaToken\":\"af8337b5\",\"password\":\"fin8\",\"clientId\":\"BoldAuth\","
                               "\"clientSecret\":\"sesame\",\"phoneNumber\":\"+40711111298\"}";
    grantlet_bold_credentials user;
    grantlet_client client;
    grantlet_request request;
    uint8_t *out;
    size_t length;
    row = "a request as documented";
    user.mfa_token = grantlet_text("af8337b5");
    user.password = grantlet_text("fin8");
    user.phone_number = grantlet_text("+40711111298");
    CHECK(grantlet_client_init(&client, &grantlet_bold, grantlet_text("BoldAuth"),
                               grantlet_text("sesame"), grantlet_text("https://api.example"), &error)
          == GRANTLET_OK);
    CHECK(grantlet_bold_authentication_request(&client, &user, NULL, 0, &request, &error)
          == GRANTLET_E_BUFFER_TOO_SMALL);
    length = error.needed;
    out = guarded(length);
    CHECK(grantlet_bold_authentication_request(&client, &user, out, length, &request, &error)
          == GRANTLET_OK);
    CHECK(is(request.url, "https://api.example/v1/authentications/password"));
    CHECK(is(request.body, body) && IS_ZERO(error));
    CHECK(grantlet_bold_authentication_request(&client, NULL, out, length, &request, &error)
          == GRANTLET_E_NULL);
    user.mfa_token.length = 0;
    CHECK(grantlet_bold_authentication_request(&client, &user, out, length, &request, &error)
              == GRANTLET_E_REQUEST_MISSING
          && error.member == GRANTLET_MEMBER_MFA_TOKEN);
}

int main(void)
{
    device_responses_are_read();
    a_device_polls();
    bold_requests_are_written();
    bold_responses_are_read();
    return verdict();
}
