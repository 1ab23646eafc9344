/* A profile that no request can use: found with the setting at fault. */
#include "profiles.h"

static const grantlet_setting_kind *const kinds[] = {
    &grantlet_setting_authorization_endpoint,
    &grantlet_setting_token_endpoint,
    &grantlet_setting_revocation_endpoint,
    &grantlet_setting_device_authorization_endpoint,
    &grantlet_setting_headers,
    &grantlet_setting_rename,
    &grantlet_setting_order,
    &grantlet_setting_extra,
    &grantlet_setting_errors,
    &grantlet_setting_ends_on,
    &grantlet_setting_envelope,
    &grantlet_setting_token_types,
    &grantlet_setting_scope_separator,
    &grantlet_setting_form_body,
    &grantlet_setting_json_body,
    &grantlet_setting_auth_none,
    &grantlet_setting_auth_body,
    &grantlet_setting_auth_basic,
    &grantlet_setting_auth_basic_verbatim,
    &grantlet_setting_allow_loopback,
    &grantlet_setting_grant_type,
    &grantlet_setting_no_grant_type,
    &grantlet_setting_pkce,
    &grantlet_setting_no_pkce,
    &grantlet_setting_bearer_by_default,
    &grantlet_setting_no_bearer_by_default,
};

/* A value that is no text is refused by whatever uses the profile, and the check says which setting it is. */
static void refuses_what_is_no_text(void)
{
    static const char *const none[] = { "\x80", "caf\xC3\xA9", "a\r", "a\x7F", "\t" };
    size_t index, bad, entry, word;
    row = "texts";
    EACH(index, kinds)
    {
        grantlet_span *value = &settings[1].value;
        start();
        set(kinds[index], "a");
        set(&grantlet_setting_token_endpoint, "/token");
        EACH(bad, none)
        {
            *value = grantlet_text(none[bad]);
            CHECK(ask(&client) == GRANTLET_E_ENCODING && IS_ZERO(request));
            CHECK(read_response(200, "{" TOKEN "}") == GRANTLET_E_ENCODING && IS_ZERO(token));
            SPOIL(entry);
            SPOIL(word);
            CHECK(grantlet_profile_check(&profile, &entry, &word) == GRANTLET_E_ENCODING);
            CHECK(entry == 1 && word == 0);
        }
        value->bytes = NULL;
        value->length = 1;
        SPOIL(entry);
        CHECK(ask(&client) == GRANTLET_E_NULL && grantlet_profile_check(&profile, &entry, &word) == GRANTLET_E_NULL);
        CHECK(entry == 1);
        value->bytes = buffer;
        value->length = too_large;
        CHECK(ask(&client) == GRANTLET_E_NULL);
    }
}

/* A profile of zeros, without a base of this library, or with a setting without a kind is refused. */
static void refuses_what_is_no_profile(void)
{
    grantlet_profile own;
    size_t entry, word;
    row = "no profile";
    CHECK(strstr(grantlet_strerror(GRANTLET_E_NULL), "profile") != NULL);
    memset(&profile, 0, sizeof profile);
    CHECK(ask(&client) == GRANTLET_E_NULL && read_response(200, "{" TOKEN "}") == GRANTLET_E_NULL);
    CHECK(grantlet_profile_check(&profile, &entry, &word) == GRANTLET_E_NULL);
    start();
    own = profile;
    profile.base = &own; /* of the caller's own */
    CHECK(ask(&client) == GRANTLET_E_NULL);
    start();
    profile.settings = NULL;
    CHECK(ask(&client) == GRANTLET_E_NULL);
    CHECK(grantlet_profile_check(&profile, &entry, &word) == GRANTLET_E_NULL);
    profile.settings_count = 0;
    CHECK(ask(&client) == GRANTLET_E_REQUEST_MISSING);
    start();
    set(NULL, "a");
    CHECK(ask(&client) == GRANTLET_E_NULL);
    CHECK(grantlet_client_credentials_request(&client, NULL, buffer, sizeof buffer, &request, &error)
          == GRANTLET_E_NULL); /* without a profile */
}

/* An invalid word of a list is reported before the first request, with its setting and its index. */
static void checks_lists(void)
{
    static const struct {
        const grantlet_setting_kind *kind;
        const char *right, *wrong;
    } lists[] = {
        { &grantlet_setting_headers, "X-A=client_id", "X-A=clientId" },
        { &grantlet_setting_rename, "client_id=clientId", "clientid=x" },
        { &grantlet_setting_order, "grant_type client_id", "grant_type,client_id" },
        { &grantlet_setting_envelope, "data", "error" },
        { &grantlet_setting_errors, "code message", "code message,," },
        { &grantlet_setting_ends_on, "invalid_request=X", "invalid_request: X" },
        { &grantlet_setting_token_types, "mac", "mac,dpop" },
        { &grantlet_setting_extra, "tenant", "access_token" },
        { &grantlet_setting_scope_separator, ",", "a" },
        { &grantlet_setting_scope_separator, " ", ", " },
    };
    size_t index, entry, word;
    EACH(index, lists)
    {
        row = lists[index].right;
        start();
        set(lists[index].kind, lists[index].right);
        SPOIL(entry);
        SPOIL(word);
        CHECK(grantlet_profile_check(&profile, &entry, &word) == GRANTLET_OK && entry == 0 && word == 0);
        set(lists[index].kind, lists[index].wrong);
        set(&grantlet_setting_auth_body, NULL);
        CHECK(grantlet_profile_check(&profile, &entry, &word) == GRANTLET_E_ENCODING && entry == 2);
    }
    row = "word";
    start();
    set(&grantlet_setting_extra, "tenant scope");
    CHECK(grantlet_profile_check(&profile, &entry, &word) == GRANTLET_E_ENCODING && entry == 1 && word == 1);
    row = "a value";
    start();
    set(&grantlet_setting_no_pkce, "yes");
    set(&grantlet_setting_auth_body, NULL);
    CHECK(grantlet_profile_check(&profile, &entry, &word) == GRANTLET_E_ENCODING && entry == 1 && word == 0);
    row = "NULL";
    CHECK(grantlet_profile_check(&grantlet_bold, &entry, &word) == GRANTLET_OK && entry == 0 && word == 0);
    CHECK(grantlet_profile_check(NULL, &entry, &word) == GRANTLET_E_NULL);
    SPOIL(word);
    CHECK(grantlet_profile_check(&profile, NULL, &word) == GRANTLET_E_NULL && word == 0);
    SPOIL(entry);
    CHECK(grantlet_profile_check(&profile, &entry, NULL) == GRANTLET_E_NULL && entry == 0);
    row = "a list of the base's";
    start();
    profile.base = &grantlet_bold;
    set(&grantlet_setting_envelope, "account_id");
    CHECK(grantlet_profile_check(&profile, &entry, &word) == GRANTLET_E_ENCODING && entry == 1);
}

int main(void)
{
    refuses_what_is_no_text();
    refuses_what_is_no_profile();
    checks_lists();
    return verdict();
}
