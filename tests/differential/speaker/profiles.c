/* The profiles of rust/profiles.rs, by the same indexes. */
#include "speaker.h"

static grantlet_profile own[3];
static bool made;

static void set(grantlet_status (*setter)(grantlet_profile *, grantlet_span), grantlet_profile *profile,
                const char *text)
{
    (void)setter(profile, grantlet_text(text));
}

static void make_standard(grantlet_profile *profile)
{
    *profile = grantlet_rfc6749;
    set(grantlet_profile_authorization_endpoint, profile, "/authorize");
    set(grantlet_profile_token_endpoint, profile, "/token");
    set(grantlet_profile_revocation_endpoint, profile, "/revoke");
    set(grantlet_profile_device_authorization_endpoint, profile, "/device");
}

static void make_all(void)
{
    size_t at;
    for (at = 0; at < sizeof own / sizeof *own; at++) {
        make_standard(&own[at]);
    }
    (void)grantlet_profile_auth_basic_verbatim(&own[1]);
    set(grantlet_profile_headers, &own[1], "X-Key=client_secret X-Id=client_id");
    set(grantlet_profile_rename, &own[1], "client_id=clientId scope=scopes");
    set(grantlet_profile_order, &own[1], "scope grant_type");
    set(grantlet_profile_extra, &own[1], "tenant account_id id");
    set(grantlet_profile_errors, &own[1], "code message errorId,error/code text");
    set(grantlet_profile_ends_on, &own[1], "invalid_request=InvalidGrantCode\nexpired");
    set(grantlet_profile_token_types, &own[1], "mac DPoP");
    (void)grantlet_profile_scope_separator(&own[1], ',');
    (void)grantlet_profile_bearer_by_default(&own[1], true);
    (void)grantlet_profile_pkce(&own[1], false);
    (void)grantlet_profile_allow_loopback(&own[1]);
    (void)grantlet_profile_auth_none(&own[2]);
    set(grantlet_profile_envelope, &own[2], "result");
    set(grantlet_profile_errors, &own[2], "error/code_reason message");
    set(grantlet_profile_extra, &own[2], "id");
    made = true;
}

const grantlet_profile *speaker_profile(uint8_t index)
{
    const grantlet_profile *const profiles[] = {
        &own[0],          &grantlet_bold,          &grantlet_bolt, &grantlet_boldsign,
        &grantlet_json_body, &grantlet_data_envelope, &own[1],        &own[2],
    };
    if (!made) {
        make_all();
    }
    return profiles[index % (sizeof profiles / sizeof *profiles)];
}

grantlet_client speaker_client(uint8_t index)
{
    grantlet_client client;
    client.base_url = grantlet_text(index == 2 || index == 3 ? "" : "https://as.example");
    client.client_id = grantlet_text("c1");
    client.client_secret = grantlet_text(index == 2 || index == 6 ? "s3cret" : "");
    return client;
}
