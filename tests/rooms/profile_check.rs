//! What is misspelt in a profile's lists.

use grantlet::providers::{BOLD, BOLDSIGN, BOLT, DATA_ENVELOPE, JSON_BODY};
use grantlet::{Profile, ProfileError};

const RFC: Profile<'_> = Profile::RFC6749;
const _: () = assert!(BOLD.check().is_ok() && BOLT.check().is_ok() && BOLDSIGN.check().is_ok());
const _: () = assert!(DATA_ENVELOPE.check().is_ok() && JSON_BODY.check().is_ok());
const _: () = assert!(RFC.ends_on("invalid_request: X").check().is_err());

/// A setter, its error and name, texts that it takes, and texts that are misspelt.
type Row = (Setter, ProfileError, &'static str, &'static [&'static str], &'static [&'static str]);
type Setter = for<'a> fn(Profile<'a>, &'a str) -> Profile<'a>;

// A table is as long as it is.
#[allow(clippy::too_many_lines)]
#[test]
fn a_misspelt_word_in_a_list_is_an_error_that_names_the_setter() {
    let setters: [Row; 8] = [
        (
            |profile, text| profile.headers(text),
            ProfileError::Headers,
            "headers",
            &["", "X-API-Key=client_secret", "X-A=client_id X-B=client_secret"],
            &[
                " ",
                "X-A",
                "X-A=",
                "=client_id",
                "X-A=clientId",
                "X-A=CLIENT_ID",
                "X A=client_id",
                "X-A:client_id",
                "X-A=client_id,X-B=client_id",
                "X-A=client_id\nX-B=client_id",
                "Authorization=client_id",
                "content-type=client_id",
                "X-\u{e9}=client_id",
            ],
        ),
        (
            |profile, text| profile.rename(text),
            ProfileError::Rename,
            "rename",
            &["", "client_id=clientId", "client_id=clientId  scope=scopes"],
            &[
                " ",
                "client_id",
                "client_id=",
                "=x",
                "clientid=x",
                "Client_id=x",
                "audience=x",
                "client_id:x",
                "client_id=x client_id=y",
                "scope=a,client_id=b",
                "scope=a\tb",
                "scope=\u{e9}",
                "state=a=b",
            ],
        ),
        (
            |profile, text| profile.order(text),
            ProfileError::Order,
            "order",
            &["", "grant_type", "client_id client_secret code grant_type scope state", "username"],
            &[
                " ",
                "grant",
                "grant_type,client_id",
                "grant_type client_id grant_type",
                "client_id=clientId",
                "resource",
                "grant_type\nclient_id",
            ],
        ),
        (
            |profile, text| profile.envelope(text),
            ProfileError::Envelope,
            "envelope",
            &["", "data", "the data", "donn\u{e9}es"],
            &["\n", "da\tta", "data\0", "data\u{7f}", "error", "error_uri"],
        ),
        (
            |profile, text| profile.errors(text),
            ProfileError::Errors,
            "errors",
            &[
                "",
                "code message",
                "code text errorId",
                "error/code message code,code message",
                "a , b",
            ],
            &[
                " ",
                ",",
                "code message,",
                ",code",
                "code,,text",
                "error/",
                "error/ ,code",
                "code message number other",
                "errors/code",
                "data/error/code",
                "code\nmessage",
            ],
        ),
        (
            |profile, text| profile.ends_on(text),
            ProfileError::EndsOn,
            "ends_on",
            &[
                "",
                "gone",
                "invalid_request=InvalidGrantCode",
                "a=b c\nd",
                "urn:x:gone",
                "Session expired",
                "a=b: c",
                "a=b=c",
                "a\n",
            ],
            &[
                "\n",
                "invalid_request: X",
                "invalid_request:X",
                "invalid_grant,invalid_scope",
                "invalid_token expired_token",
                "invalid_request: a=b",
                "urn:x: y",
                "=x",
                "a=",
                "a = b",
                "a =b",
                "a= b",
                " a",
                "a ",
                "a\r\nb",
                "a\tb",
                "a=b\0",
                "good\n: bad",
            ],
        ),
        (
            |profile, text| profile.token_types(text),
            ProfileError::TokenTypes,
            "token_types",
            &["", "mac", "mac DPoP N_A", "urn:ietf:params:oauth:token-type:x"],
            &[" ", "mac,dpop", "mac=1", "\"mac\"", "m\u{e9}c", "mac\ndpop"],
        ),
        (
            |profile, text| profile.extra(text),
            ProfileError::Extra,
            "extra",
            &["", "tenant", "a b c d e f g h", "account_id  tenant", "n\u{e9}"],
            &[
                " ",
                "a b c d e f g h i",
                "a a",
                "a,b",
                "a\nb",
                "access_token",
                "x scope",
                "expires_in",
                "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggg",
            ],
        ),
    ];
    for (set, error, name, right, wrong) in setters {
        assert_eq!(error.setter(), name);
        for text in right {
            assert_eq!(set(RFC, text).check(), Ok(()), "{name} {text:?}");
        }
        for text in wrong {
            assert_eq!(set(RFC, text).check(), Err(error), "{name} {text:?}");
            assert_eq!(error.to_string(), format!("misspelt in the profile's {name}"));
        }
    }
}

#[test]
fn a_separator_of_a_scope_is_printed_and_in_no_token_of_it() {
    for separator in 0..=u8::MAX {
        let fits = (0x20..0x7F).contains(&separator) && !separator.is_ascii_alphanumeric();
        let expected = if fits { Ok(()) } else { Err(ProfileError::ScopeSeparator) };
        assert_eq!(RFC.scope_separator(separator).check(), expected, "{separator}");
    }
}
