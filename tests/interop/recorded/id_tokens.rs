//! Every recorded `id_token`: taken with the claims that bind it, and refused when one of them is
//! another's.

use base64ct::{Base64UrlUnpadded, Encoding};
use grantlet::{ExpectIdToken, IdTokenError, Member, Secret, unverified_id_token};
use grantlet_tests::secs;
use serde_json::Value;

use super::exchange::{Exchange, Fixture, NONCE, value};

/// A case with an `id_token`, its client, and what binds it beside `iss` and `aud`.
type Row = (&'static str, &'static str, &'static [Member]);

const BY_TOKEN: &[Member] = &[Member::AccessTokenHash];
const BY_NONCE: &[Member] = &[Member::Nonce];
const BY_NONCE_AND_TOKEN: &[Member] = &[Member::Nonce, Member::AccessTokenHash];
const BY_NONCE_AND_CODE: &[Member] = &[Member::Nonce, Member::CodeHash];
const BY_ALL: &[Member] = &[Member::Nonce, Member::AccessTokenHash, Member::CodeHash];

const OIDC_PROVIDER: &[Row] = &[
    ("token_code_pkce_ok", "spa", &[]),
    ("refresh_ok", "spa", &[]),
    ("refresh_race_1", "spa", &[]),
    ("basic_ok", "conf-basic", &[]),
    ("post_ok", "conf-post", &[]),
    ("post_refresh", "conf-post", &[]),
    ("short_token", "spa-short", &[]),
    ("refresh_after_expiry", "spa-short", &[]),
    ("implicit_id_token_token", "implicit", BY_NONCE_AND_TOKEN),
    ("implicit_id_token", "implicit", BY_NONCE),
    ("implicit_state_special", "implicit", BY_NONCE_AND_TOKEN),
    ("hybrid_code_id_token", "hybrid", BY_NONCE_AND_CODE),
    ("hybrid_code_id_token_token", "hybrid", BY_ALL),
    ("device_ok", "device", &[]),
];

const AUTHLIB: &[Row] = &[
    ("token_code_pkce_ok", "spa", BY_TOKEN),
    ("duplicate_param", "spa", BY_TOKEN),
    ("basic_ok", "conf-basic", BY_TOKEN),
    ("post_ok", "conf-post", BY_TOKEN),
    ("short_token", "spa-short", BY_TOKEN),
    ("implicit_id_token_token", "implicit", BY_NONCE_AND_TOKEN),
    ("implicit_id_token", "implicit", BY_NONCE),
    ("implicit_state_special", "implicit", BY_NONCE_AND_TOKEN),
    ("hybrid_code_id_token", "hybrid", BY_NONCE_AND_CODE),
    ("hybrid_code_id_token_token", "hybrid", BY_ALL),
];

#[test]
fn an_id_token_of_oidc_provider_is_taken_by_the_login_that_it_is_bound_to_and_by_no_other() {
    check("oidc-provider", OIDC_PROVIDER);
}

#[test]
fn an_id_token_of_authlib_is_taken_by_the_login_that_it_is_bound_to_and_by_no_other() {
    check("authlib", AUTHLIB);
}

fn check(name: &str, rows: &[Row]) {
    let Some(fixture) = Fixture::load(name) else { return };
    let with_one: Vec<&str> = fixture
        .exchanges
        .iter()
        .filter(|case| returned(case, "id_token").is_some())
        .map(|case| &*case.id)
        .collect();
    let ids: Vec<&str> = rows.iter().map(|(id, ..)| *id).collect();
    assert_eq!(ids, with_one, "{name}: a case without a row, or a row without a case");
    for (id, client, bound_by) in rows {
        Bound::new(fixture.case(id), &fixture.issuer, client, bound_by).check();
    }
}

/// A member of the response, in the query, the fragment or the body.
fn returned(case: &Exchange, name: &str) -> Option<String> {
    let fragment = case.fragment();
    value(&fragment, name).or(case.json()[name].as_str()).map(str::to_owned)
}

/// An `id_token` and what it is bound to.
struct Bound<'a> {
    case: &'a Exchange,
    id_token: String,
    /// Its claims by the oracle.
    claims: Value,
    access_token: String,
    code: String,
    issuer: &'a str,
    client: &'a str,
    by: &'a [Member],
}

impl<'a> Bound<'a> {
    fn new(case: &'a Exchange, issuer: &'a str, client: &'a str, by: &'a [Member]) -> Self {
        let of = |name| returned(case, name).unwrap_or_default();
        let id_token = of("id_token");
        let claims = id_token.split('.').nth(1).expect("three parts");
        let claims = Base64UrlUnpadded::decode_vec(claims).expect("base64url");
        Self {
            case,
            claims: serde_json::from_slice(&claims).expect("claims"),
            access_token: of("access_token"),
            code: of("code"),
            id_token,
            issuer,
            client,
            by,
        }
    }

    fn check(&self) {
        let id = &self.case.id;
        if let Some(recorded) = &self.case.id_token_claims {
            assert_eq!(&self.claims, recorded, "{id}: the claims as they were recorded");
        }
        let bound = self.by.contains(&Member::AccessTokenHash);
        assert!(bound || !self.case.at_hash_checks, "{id}: at_hash was found to check");

        let mut buffer = [0; 2048];
        let now = self.seconds("iat");
        let expect = self.expect(now);
        let taken = unverified_id_token(Secret::new(&self.id_token), &expect, &mut buffer);
        let taken = taken.unwrap_or_else(|error| panic!("{id}: {error}"));
        assert_eq!(Some(taken.issuer), self.claims["iss"].as_str(), "{id}");
        assert_eq!(Some(taken.subject), self.claims["sub"].as_str(), "{id}");
        assert_eq!(taken.expires_at, secs(self.seconds("exp")), "{id}");
        assert_eq!(taken.issued_at, secs(self.seconds("iat")), "{id}");

        let other = Secret::new("another");
        self.refused(expect.subject("user-2"), IdTokenError::Mismatch(Member::Subject));
        self.refused(expect.nonce("n-0S6_WzA2Mk"), self.without(Member::Nonce));
        self.refused(expect.access_token(other), self.without(Member::AccessTokenHash));
        self.refused(expect.code(other), self.without(Member::CodeHash));
        self.refused(self.expect(self.seconds("exp")), IdTokenError::Expired);
        self.refused(self.expect(now - 1), IdTokenError::NotYet);
        let client = ExpectIdToken::new(self.issuer, "another", secs(now));
        self.refused(client, IdTokenError::Mismatch(Member::Audience));
        let issuer = ExpectIdToken::new("https://another.example", self.client, secs(now));
        self.refused(issuer, IdTokenError::Mismatch(Member::Issuer));
    }

    /// All that this row says that it is bound by.
    fn expect(&self, now: i64) -> ExpectIdToken<'_> {
        let expect = ExpectIdToken::new(self.issuer, self.client, secs(now)).subject("user-1");
        self.by.iter().fold(expect, |expect, member| match member {
            Member::Nonce => expect.nonce(NONCE),
            Member::AccessTokenHash => expect.access_token(Secret::new(&self.access_token)),
            _ => expect.code(Secret::new(&self.code)),
        })
    }

    fn refused(&self, expect: ExpectIdToken<'_>, expected: IdTokenError) {
        let mut buffer = [0; 2048];
        let refused = unverified_id_token(Secret::new(&self.id_token), &expect, &mut buffer);
        assert_eq!(refused, Err(expected), "{}", self.case.id);
    }

    /// A claim that is another's, or that a login asks for and this token has not.
    fn without(&self, member: Member) -> IdTokenError {
        if self.by.contains(&member) {
            IdTokenError::Mismatch(member)
        } else {
            IdTokenError::Missing(member)
        }
    }

    fn seconds(&self, claim: &str) -> i64 {
        self.claims[claim].as_i64().expect("seconds")
    }
}
