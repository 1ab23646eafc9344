#include "jobs.h"

#include <string.h>

#include "grantlet.h"

#define SAMPLE                                                                                     \
    "{\"access_token\":\"199e3162-80cb-4acf-9281-f58487879c32\","                                  \
    "\"refresh_token\":\"40156dc1-8920-4360-afeb-168925d31aba\",\"token_type\":\"Bearer\","        \
    "\"expires_in\":86400,\"account_id\":50}"

static const grantlet_client client = { GRANTLET_SPAN("https://api.example.com"),
                                        GRANTLET_SPAN("f0e5b4d2-8f2c-4b6e-9d3a"),
                                        GRANTLET_SPAN("YXV0aC1zZWNyZXQtZm9yLWRlbW8") };
static const grantlet_span old_token = GRANTLET_SPAN("40156dc1-8920-4360-afeb-168925d31aba");
static const grantlet_span verifier = GRANTLET_SPAN("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
static const uint8_t entropy[32] = { 116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186 };

static grantlet_profile plain;
static grantlet_token token;
static grantlet_fault fault;
static grantlet_request request;
static grantlet_uptime uptime;
static grantlet_expiry expiry;
static uint8_t buffer[1024];
static uint64_t moment;

static void nothing(void)
{
}

static bool empty(void)
{
    return true;
}

static void a_profile(void)
{
    static const grantlet_span endpoint = GRANTLET_SPAN("/oauth/token");
    plain = grantlet_rfc6749;
    (void)grantlet_profile_token_endpoint(&plain, endpoint);
    (void)grantlet_profile_body_auth(&plain);
}

static void an_answer(void)
{
    memcpy(buffer, SAMPLE, sizeof SAMPLE - 1);
}

static bool parse(void)
{
    return grantlet_token_response(&grantlet_rfc6749, 200, buffer, sizeof SAMPLE - 1, &token, &fault) == GRANTLET_OK;
}

static bool parse_bold(void)
{
    return grantlet_token_response(&grantlet_bold, 200, buffer, sizeof SAMPLE - 1, &token, &fault) == GRANTLET_OK;
}

static bool challenge(void)
{
    return grantlet_code_challenge(verifier, buffer) == GRANTLET_OK;
}

static bool new_verifier(void)
{
    return grantlet_code_verifier(entropy, buffer) == GRANTLET_OK;
}

static bool refresh(void)
{
    return grantlet_refresh_request(&plain, &client, old_token, buffer, sizeof buffer, &request, &fault) == GRANTLET_OK;
}

static bool refresh_bold(void)
{
    return grantlet_refresh_request(&grantlet_bold, &client, old_token, buffer, sizeof buffer, &request, &fault) ==
           GRANTLET_OK;
}

static bool extend(void)
{
    moment = grantlet_uptime_extend(&uptime, 0xFFFFF000u);
    return true;
}

static bool new_expiry(void)
{
    expiry = grantlet_expiry_new(1000, &token);
    return true;
}

static bool life(void)
{
    return grantlet_expiry_life(&expiry, 2000, 60000) == GRANTLET_LIFE_FRESH;
}

const job jobs[] = {
    { "nothing", nothing, empty },
    { "parse", an_answer, parse },
    { "parse-bold", an_answer, parse_bold },
    { "verifier", nothing, new_verifier },
    { "challenge", nothing, challenge },
    { "refresh", a_profile, refresh },
    { "refresh-bold", nothing, refresh_bold },
    { "uptime", nothing, extend },
    { "expiry", nothing, new_expiry },
    { "life", nothing, life },
};
const size_t jobs_count = sizeof jobs / sizeof *jobs;
