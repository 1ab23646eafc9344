//! What is misspelt in a profile's lists.

use grantlet::providers::{BOLD, BOLDSIGN, BOLT, DATA_ENVELOPE, JSON_BODY};
use grantlet::{Profile, ProfileError};

const RFC: Profile<'_> = Profile::RFC6749;
const _: () = assert!(BOLD.check().is_ok() && BOLT.check().is_ok() && BOLDSIGN.check().is_ok());
const _: () = assert!(DATA_ENVELOPE.check().is_ok() && JSON_BODY.check().is_ok());
const _: () = assert!(RFC.ends_on("invalid_request: X").check().is_err());
const _: () = assert!(matches!(RFC.extra("a b scope").word_at_fault(), Some(2)));

/// The lists themselves are in `tables/profiles.json`.
#[test]
fn an_error_names_its_setter() {
    for (error, name) in [
        (ProfileError::Headers, "headers"),
        (ProfileError::Rename, "rename"),
        (ProfileError::Order, "order"),
        (ProfileError::Envelope, "envelope"),
        (ProfileError::Errors, "errors"),
        (ProfileError::EndsOn, "ends_on"),
        (ProfileError::TokenTypes, "token_types"),
        (ProfileError::Extra, "extra"),
        (ProfileError::ScopeSeparator, "scope_separator"),
    ] {
        assert_eq!(error.setter(), name);
        assert_eq!(error.to_string(), format!("misspelt in the profile's {name}"));
    }
}

#[test]
fn a_separator_of_a_scope_is_printed_and_in_no_token_of_it() {
    for separator in 0..=u8::MAX {
        let fits = (0x20..0x7F).contains(&separator) && !separator.is_ascii_alphanumeric();
        let expected = if fits { Ok(()) } else { Err(ProfileError::ScopeSeparator) };
        assert_eq!(RFC.scope_separator(separator).check(), expected, "{separator}");
        assert_eq!(RFC.scope_separator(separator).word_at_fault(), (!fits).then_some(0));
    }
}
