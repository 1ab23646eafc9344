//! `Authorization: Basic`, character by character: what the core writes for an id and a secret,
//! and what was recorded under the name of each spelling.

use grantlet::{Client, ClientAuth, Grant, Member, Profile, RequestError, Secret};

use super::exchange::Fixture;

/// How a recorded header relates to the core's.
enum Spelled {
    /// The same bytes.
    Same,
    /// Other bytes for the same id and secret.
    Otherwise,
    /// The core refuses to write it.
    Refused(RequestError),
}
use Spelled::{Otherwise, Refused, Same};

const BASIC: ClientAuth = ClientAuth::BASIC;
const BASIC_VERBATIM: ClientAuth = ClientAuth::BASIC_VERBATIM;

const SPECIAL: &str = "p+w/=&% :~";

/// A case, the id and the secret that it names, and how the core shows them.
const ROWS: &[(&str, &str, &str, ClientAuth, Spelled)] = &[
    ("basic_ok", "conf-basic", "basic-secret", BASIC, Same),
    ("basic_wrong_secret", "conf-basic", "wrong", BASIC, Same),
    ("basic_unknown_client", "nobody", "x", BASIC, Same),
    ("client_credentials_ok", "conf-basic", "basic-secret", BASIC, Same),
    ("client_credentials_bad_scope", "conf-basic", "basic-secret", BASIC, Same),
    // oidc-provider and Authlib both read `%20`, and only oidc-provider reads `+`.
    ("basic_special_pct20", "conf:special", SPECIAL, BASIC, Same),
    ("basic_special_encoded", "conf:special", SPECIAL, BASIC, Otherwise),
    ("basic_secret_pct20", "conf-special", SPECIAL, BASIC, Same),
    ("basic_secret_encoded", "conf-special", SPECIAL, BASIC, Otherwise),
    // Unreserved characters are not encoded, here the hyphen, for servers that do not decode.
    ("basic_overencoded", "conf-basic", "basic-secret", BASIC, Otherwise),
    ("basic_secret_raw", "conf-special", SPECIAL, BASIC_VERBATIM, Same),
    // Without encoding, the colon would end the id.
    (
        "basic_special_raw",
        "conf:special",
        SPECIAL,
        BASIC_VERBATIM,
        Refused(RequestError::Chars(Member::ClientId)),
    ),
];

/// Recorded with a header that is not one, or beside a secret in the body.
const NOT_THESE: [&str; 2] = ["basic_malformed", "both_basic_and_post"];

#[test]
fn basic_credentials_are_those_that_oidc_provider_was_sent() {
    compare("oidc-provider");
}

#[test]
fn basic_credentials_are_those_that_authlib_was_sent() {
    compare("authlib");
}

fn compare(name: &str) {
    let Some(fixture) = Fixture::load(name) else { return };
    let profile = Profile::RFC6749.token_endpoint("/token").allow_loopback();
    for (id, client_id, secret, auth, spelled) in ROWS {
        let client = Client::confidential(&Profile::RFC6749, client_id, Secret::new(secret))
            .base_url(&fixture.issuer);
        let mut buffer = [0; 512];
        let grant = Grant::client_credentials();
        let written = client.with_profile(&profile.client_auth(*auth)).request(&grant, &mut buffer);
        let recorded = fixture.case(id).authorization.as_str();
        let header = written.map(|request| {
            request.headers.iter().find(|(name, _)| *name == "Authorization").expect("Basic").1
        });
        match spelled {
            Same => assert_eq!(header, Ok(recorded), "{id}"),
            Otherwise => {
                let header = header.expect("a header");
                assert_ne!(header, recorded, "{id}");
                assert_eq!(credentials(header), credentials(recorded), "{id}");
            }
            Refused(error) => assert_eq!(header, Err(*error), "{id}"),
        }
    }
    let without_a_row = fixture.exchanges.iter().find(|case| {
        case.authorization.starts_with("Basic ")
            && !NOT_THESE.contains(&&*case.id)
            && !ROWS.iter().any(|(id, ..)| *id == case.id)
    });
    assert!(without_a_row.is_none(), "no row for {:?}", without_a_row.map(|case| &case.id));
}

/// The id and the secret of a header, as an oracle decodes them.
fn credentials(header: &str) -> Vec<String> {
    use base64ct::{Base64, Encoding};
    let base64 = header.strip_prefix("Basic ").expect("Basic");
    let text = String::from_utf8(Base64::decode_vec(base64).expect("Base64")).expect("UTF-8");
    let decoded =
        |part: &str| form_urlencoded::parse(part.as_bytes()).next().expect("a part").0.into();
    text.splitn(2, ':').map(decoded).collect()
}
