//! Misspelt words in a profile's lists: refused by the setter's name.

use grantlet::{Profile, ProfileError, providers};

const BASE: Profile<'_> = Profile::RFC6749;

#[test]
fn each_provider_of_the_library_is_spelt_right() {
    let all = [
        providers::BOLD,
        providers::BOLT,
        providers::BOLDSIGN,
        providers::JSON_BODY,
        providers::DATA_ENVELOPE,
        Profile::RFC6749,
    ];
    for profile in all {
        assert_eq!(profile.check(), Ok(()), "{profile:?}");
    }
}

#[test]
fn a_list_that_means_what_it_says_is_accepted() {
    let rows = [
        BASE.headers("X-API-Key=client_secret X-Id=client_id"),
        BASE.headers("  X-Id=client_id   "),
        BASE.rename("client_id=clientId scope=scopes audience=aud"),
        BASE.order("grant_type client_id client_secret audience scope"),
        BASE.envelope("data"),
        BASE.envelope(""),
        BASE.errors("code message"),
        BASE.errors("error/code_reason message code,code_reason message code"),
        BASE.errors("error"),
        BASE.ends_on("invalid_request=InvalidGrantCode"),
        BASE.ends_on("invalid_request=Token: is dead, again"),
        BASE.ends_on("gone\nbad=d e\nbad=a=b\n"),
        BASE.ends_on("10004\nurn:acme:dead\nBad Request=Invalid refresh token\ninvalid_grant_type"),
        BASE.token_types("mac DPoP"),
        BASE.extra("account_id tenant"),
        BASE.extra("a b c d e f g h"),
        BASE.extra("größe data.id"),
    ];
    for profile in rows {
        assert_eq!(profile.check(), Ok(()), "{profile:?}");
    }
}

#[test]
fn a_misspelt_word_is_refused_and_names_its_setter() {
    let long = "x".repeat(65);
    let rows = [
        (BASE.headers("X-API-Key"), ProfileError::Headers),
        (BASE.headers("X-API-Key=secret"), ProfileError::Headers),
        (BASE.headers("X-API-Key:client_secret"), ProfileError::Headers),
        (BASE.headers("X-API-Key=client_secret,X-Id=client_id"), ProfileError::Headers),
        (BASE.headers("=client_secret"), ProfileError::Headers),
        (BASE.headers("authorization=client_secret"), ProfileError::Headers),
        (BASE.rename("client_id"), ProfileError::Rename),
        (BASE.rename("client_id="), ProfileError::Rename),
        (BASE.rename("clientid=clientId"), ProfileError::Rename),
        (BASE.rename("=id"), ProfileError::Rename),
        (BASE.rename("client_id=a\u{7f}"), ProfileError::Rename),
        (BASE.order("grant_typ client_id"), ProfileError::Order),
        (BASE.order("grant_type,client_id"), ProfileError::Order),
        (BASE.envelope("data\n"), ProfileError::Envelope),
        (BASE.errors("code message,"), ProfileError::Errors),
        (BASE.errors(",code message"), ProfileError::Errors),
        (BASE.errors("code,,message"), ProfileError::Errors),
        (BASE.errors("error/"), ProfileError::Errors),
        (BASE.errors("error/code error/message"), ProfileError::Errors),
        (BASE.errors("data/code message"), ProfileError::Errors),
        (BASE.errors("a b c d"), ProfileError::Errors),
        (BASE.errors("code\tmessage"), ProfileError::Errors),
        (BASE.ends_on("invalid_request: X"), ProfileError::EndsOn),
        (BASE.ends_on("invalid_request:X"), ProfileError::EndsOn),
        (BASE.ends_on("invalid_request invalid_scope"), ProfileError::EndsOn),
        (BASE.ends_on("gone\ninvalid_request,invalid_scope"), ProfileError::EndsOn),
        (BASE.ends_on("invalid_request = X"), ProfileError::EndsOn),
        (BASE.ends_on("=X"), ProfileError::EndsOn),
        (BASE.ends_on(" gone"), ProfileError::EndsOn),
        (BASE.ends_on("gone\r\nbad"), ProfileError::EndsOn),
        (BASE.token_types("mac,DPoP"), ProfileError::TokenTypes),
        (BASE.token_types("mac\n"), ProfileError::TokenTypes),
        (BASE.extra("account_id,tenant"), ProfileError::Extra),
        (BASE.extra("a b c d e f g h ninth"), ProfileError::Extra),
        (BASE.extra("a\0"), ProfileError::Extra),
        (BASE.extra(&long), ProfileError::Extra),
    ];
    for (profile, expected) in rows {
        let error = profile.check().unwrap_err();
        assert_eq!(error, expected);
        assert!(error.to_string().contains(": write "), "{error}");
    }
}
