/* A profile of the caller's own: what the tests of its settings share. */
#ifndef PROFILES_H
#define PROFILES_H

#include "check.h"

static const grantlet_client client = GRANTLET_CLIENT(NULL, "id", "a b", "https://as.example");
static const grantlet_options scoped = { GRANTLET_SPAN("a b"), NULL, 0 };

static grantlet_profile_setting settings[16];
static grantlet_profile profile;
static uint8_t buffer[1024];
static grantlet_request request;
static grantlet_token token;
static grantlet_error error;

/* Adds a setting to the profile, without a value where that is NULL. */
static inline void set(const grantlet_setting_kind *kind, const char *value)
{
    settings[profile.settings_count].kind = kind;
    settings[profile.settings_count].value = grantlet_text(value);
    profile.settings_count++;
}

static inline void start(void)
{
    const grantlet_profile empty = { &grantlet_rfc6749, settings, 0, NULL };
    profile = empty;
    set(&grantlet_setting_token_endpoint, "/token");
}

/* The client at the profile. */
static inline const grantlet_client *at_profile(const grantlet_client *who)
{
    static grantlet_client made;
    made = *who;
    made.profile = &profile;
    return &made;
}

static inline grantlet_status ask(const grantlet_client *who)
{
    return grantlet_client_credentials_request(at_profile(who), &scoped, buffer, sizeof buffer, &request,
                                               &error);
}

static inline grantlet_status read_response(uint16_t http_status, const char *body)
{
    size_t length = strlen(body);
    memcpy(buffer, body, length);
    return grantlet_token_response(&profile, http_status, buffer, length, &token, &error);
}

#define TOKEN "\"access_token\":\"a\",\"token_type\":\"Bearer\""
#define EACH(index, table) for (index = 0; index < sizeof(table) / sizeof *(table); index++)

#endif
