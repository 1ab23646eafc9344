/* The profiles of rust/profiles.rs, by the same indexes. */
#include "program.h"

#define ENDPOINTS                                                                                                  \
    { &grantlet_setting_authorization_endpoint, GRANTLET_SPAN("/authorize") },                                     \
        { &grantlet_setting_token_endpoint, GRANTLET_SPAN("/token") },                                             \
        { &grantlet_setting_revocation_endpoint, GRANTLET_SPAN("/revoke") },                                       \
    {                                                                                                              \
        &grantlet_setting_device_authorization_endpoint, GRANTLET_SPAN("/device")                                  \
    }

static const grantlet_profile_setting standard[] = { ENDPOINTS };
static const grantlet_profile_setting bent[] = {
    ENDPOINTS,
    { &grantlet_setting_auth_basic_verbatim, GRANTLET_NO_VALUE },
    { &grantlet_setting_headers, GRANTLET_SPAN("X-Key=client_secret X-Id=client_id") },
    { &grantlet_setting_rename, GRANTLET_SPAN("client_id=clientId scope=scopes") },
    { &grantlet_setting_order, GRANTLET_SPAN("scope grant_type") },
    { &grantlet_setting_extra, GRANTLET_SPAN("tenant account_id id") },
    { &grantlet_setting_errors, GRANTLET_SPAN("code message errorId,error/code text") },
    { &grantlet_setting_ends_on, GRANTLET_SPAN("invalid_request=InvalidGrantCode\nexpired") },
    { &grantlet_setting_token_types, GRANTLET_SPAN("mac DPoP") },
    { &grantlet_setting_scope_separator, GRANTLET_SPAN(",") },
    { &grantlet_setting_bearer_by_default, GRANTLET_NO_VALUE },
    { &grantlet_setting_no_pkce, GRANTLET_NO_VALUE },
    { &grantlet_setting_allow_loopback, GRANTLET_NO_VALUE },
};
static const grantlet_profile_setting wrapped[] = {
    ENDPOINTS,
    { &grantlet_setting_auth_none, GRANTLET_NO_VALUE },
    { &grantlet_setting_envelope, GRANTLET_SPAN("result") },
    { &grantlet_setting_errors, GRANTLET_SPAN("error/code_reason message") },
    { &grantlet_setting_extra, GRANTLET_SPAN("id") },
};

static const grantlet_profile own[] = {
    GRANTLET_PROFILE(&grantlet_rfc6749, standard),
    GRANTLET_PROFILE(&grantlet_rfc6749, bent),
    GRANTLET_PROFILE(&grantlet_rfc6749, wrapped),
};

const grantlet_profile *profile_at(uint8_t index)
{
    static const grantlet_profile *const profiles[] = {
        &own[0],          &grantlet_bold,          &grantlet_bolt, &grantlet_boldsign,
        &grantlet_json_body, &grantlet_data_envelope, &own[1],        &own[2],
    };
    return profiles[index % (sizeof profiles / sizeof *profiles)];
}

grantlet_client client_with(uint8_t index)
{
    grantlet_client client;
    client.profile = profile_at(index);
    client.client_id = grantlet_text("c1");
    client.client_secret = grantlet_text(index == 2 || index == 6 ? "s3cret" : "");
    client.base_url = grantlet_text(index == 2 || index == 3 ? "" : "https://as.example");
    client.check = &grantlet_check_each_request;
    return client;
}
