//! The outcome of a recorded response. What the core hands out is compared with what an oracle
//! reads: `serde_json` in a body, `form_urlencoded` in an address.

use grantlet::{
    Callback, CallbackClass, CallbackError, CallbackExpectation, ErrorCode, ErrorText, Flow,
    Issuer, Polled, Profile, Scope, Secret, TokenError, TokenResponse, TokenType, UntrustedText,
    callback,
};

use super::exchange::{Exchange, Fixture, REDIRECT_URI, value};
use super::{Verdict, same};

/// What the policy owes a recorded response.
pub(crate) enum Outcome {
    /// A metadata document whose endpoints can be used.
    Metadata,
    /// A token: `expires_in`, `scope` (empty: as requested), and what comes beside it.
    Token(u32, &'static str, &'static str),
    /// The server's error, by its `error`.
    Error(u16, &'static str),
    /// The same, as the response to a poll.
    Poll(u16, &'static str, Polled),
    /// Not a token, and not an error that can be read.
    Status(u16),
    /// The start of a device's login, with its interval.
    Device(u32),
    /// Any 2xx revokes, whatever its body.
    Revoked,
    /// A redirect, under the rule for `iss` that the metadata asks for.
    Back(Back),
    /// A response that the core does not read, and whose it is.
    AnotherLayers(&'static str),
}

/// What the policy owes a recorded redirect.
pub(crate) enum Back {
    Code,
    /// A token in the fragment: `expires_in`, `scope`, and what comes beside it.
    Implicit(u32, &'static str, &'static str),
    Denied(&'static str),
    /// Not this login's response; the `error` that it claims, empty where it claims none.
    NotOurs(CallbackClass, &'static str),
    /// The metadata announces `iss` and none is there: refused. The outcome for a caller who
    /// knows this server and asks for [`Issuer::IfPresent`].
    WithoutIss(&'static Back),
}

impl Outcome {
    pub(crate) fn check(&self, fixture: &Fixture, case: &Exchange) -> Verdict {
        let mut metadata = Vec::new();
        let metadata = fixture.metadata(&mut metadata);
        let profile = metadata.profile().expect("S256");
        let mut body = case.response.clone();
        match self {
            Self::Metadata => {
                let oracle = case.json();
                for (found, name) in [
                    (metadata.issuer, "issuer"),
                    (metadata.authorization_endpoint, "authorization_endpoint"),
                    (metadata.token_endpoint, "token_endpoint"),
                    (metadata.revocation_endpoint, "revocation_endpoint"),
                    (metadata.device_authorization_endpoint, "device_authorization_endpoint"),
                    (metadata.jwks_uri, "jwks_uri"),
                ] {
                    same(name, Some(found), oracle[name].as_str())?;
                }
                same(
                    "iss and S256",
                    (metadata.iss_supported, metadata.s256_supported),
                    (true, true),
                )
            }
            Self::Token(expires_in, scope, beside) => {
                let token = profile.token(case.status, &mut body).map_err(shown)?;
                let oracle = case.json();
                let text = |name: &str| oracle[name].as_str().map(str::to_owned);
                same_token(&token, *expires_in, scope, beside, &text)
            }
            Self::Error(status, error) => {
                let refused = profile.token(case.status, &mut body).map(drop);
                same_error(case, refused, &body, *status, error)
            }
            Self::Poll(status, error, polled) => {
                let refused = profile.token(case.status, &mut body).map(drop);
                same("poll", Polled::of(&refused), *polled)?;
                same_error(case, refused, &body, *status, error)
            }
            Self::Status(status) => {
                same("Location", &*case.location, "")?;
                let refused = profile.token(case.status, &mut body);
                same("error", refused.err(), Some(TokenError::Status(*status)))
            }
            Self::Device(interval) => {
                let found = profile.device_authorization(case.status, &mut body).map_err(shown)?;
                let oracle = case.json();
                same("interval", found.interval, *interval)?;
                same(
                    "expires_in",
                    Some(u64::from(found.expires_in)),
                    oracle["expires_in"].as_u64(),
                )?;
                for (found, name) in [
                    (Some(found.device_code.expose()), "device_code"),
                    (Some(found.user_code), "user_code"),
                    (Some(found.verification_uri), "verification_uri"),
                    (found.verification_uri_complete, "verification_uri_complete"),
                ] {
                    same(name, found, oracle[name].as_str())?;
                }
                Ok(())
            }
            Self::Revoked => same("2xx", (200..300).contains(&case.status), true),
            Self::Back(back) => back.check(case, fixture.issuer_rule(&metadata), &fixture.issuer),
            Self::AnotherLayers(whose) => same("the reason is empty", whose.is_empty(), false),
        }
    }
}

fn shown(error: TokenError) -> String {
    error.to_string()
}

impl Back {
    fn check(&self, case: &Exchange, rule: Issuer<'_>, issuer: &str) -> Verdict {
        // A hybrid response holds a code and what the fragment is for: wrong for both flows.
        let flows: &[Flow] = match case.id.split('_').next() {
            Some("implicit") => &[Flow::Implicit],
            Some("hybrid") => &[Flow::Code, Flow::Implicit],
            _ => &[Flow::Code],
        };
        for flow in flows {
            self.check_flow(case, rule, issuer, *flow)?;
        }
        Ok(())
    }

    fn check_flow(&self, case: &Exchange, rule: Issuer<'_>, issuer: &str, flow: Flow) -> Verdict {
        let state = case.state();
        let expect =
            CallbackExpectation { redirect_uri: REDIRECT_URI, state: &state, issuer: rule, flow };
        let mut url = case.location.clone().into_bytes();
        let response = callback(&Profile::RFC6749, &expect, &mut url);
        let claimed_of = |refused: &CallbackError| {
            let mut text = [0; 64];
            let claimed = refused.text(case.location.as_bytes());
            let claimed = claimed.map(|claimed| claimed.error.decode(&mut text));
            claimed.map_or(Ok(""), |text| text).expect("room").to_owned()
        };
        match (self, response) {
            (Self::Code, Ok(Callback::Code(code))) => {
                let query = super::exchange::pairs(query_of(&case.location));
                same("code", Some(code.expose()), value(&query, "code"))
            }
            (Self::Implicit(expires_in, scope, beside), Ok(Callback::Token(token))) => {
                let oracle = case.fragment();
                let text = |name: &str| value(&oracle, name).map(str::to_owned);
                same_token(&token, *expires_in, scope, beside, &text)
            }
            (Self::Denied(expected), Ok(Callback::Denied(error))) => {
                let place = case.location.replace('#', "?");
                let oracle = super::exchange::pairs(query_of(&place));
                let text = |name: &str| value(&oracle, name).map(str::to_owned);
                same_server_error(&error, expected, &text)
            }
            (Self::NotOurs(class, claimed), Err(refused)) => {
                same("class", refused.class, *class)?;
                same("claimed", claimed_of(&refused), (*claimed).to_owned())
            }
            (Self::WithoutIss(otherwise), Err(refused)) => {
                assert!(matches!(refused.class, CallbackClass::Issuer(_)), "{:?}", refused.class);
                let claimed = if let Self::Denied(error) = otherwise { *error } else { "" };
                same("claimed", claimed_of(&refused), claimed.to_owned())?;
                otherwise.check_flow(case, Issuer::IfPresent(issuer), issuer, flow)
            }
            (_, response) => Err(format!("{response:?}")),
        }
    }
}

fn query_of(url: &str) -> &str {
    let (_, query) = url.split_once('?').unwrap_or_default();
    query.split('#').next().unwrap_or_default()
}

type Oracle<'o> = &'o dyn Fn(&str) -> Option<String>;

fn same_token(
    token: &TokenResponse<'_>,
    expires_in: u32,
    scope: &str,
    beside: &str,
    oracle: Oracle<'_>,
) -> Verdict {
    let beside = |name| beside.split(' ').any(|found| found == name);
    same("token_type", token.token_type, TokenType::Bearer)?;
    same("expires_in", token.expires_in, Some(expires_in))?;
    same("scope", token.scope.map_or("", |scope| scope.as_str()), scope)?;
    same("refresh_token", token.refresh_token.is_some(), beside("refresh_token"))?;
    same("id_token", token.id_token.is_some(), beside("id_token"))?;
    for (found, name) in [
        (Some(token.access_token), "access_token"),
        (token.refresh_token, "refresh_token"),
        (token.id_token, "id_token"),
    ] {
        same(name, found.map(Secret::expose), oracle(name).as_deref())?;
    }
    same("scope", token.scope.map(Scope::as_str), oracle("scope").as_deref())
}

fn same_error(
    case: &Exchange,
    refused: Result<(), TokenError>,
    body: &[u8],
    status: u16,
    expected: &str,
) -> Verdict {
    let Err(TokenError::Server { status: found, error }) = refused else {
        return Err(format!("{refused:?}"));
    };
    same("status", found, status)?;
    same("ends the grant", error.ends_grant(), expected == "invalid_grant")?;
    let oracle = case.json();
    let text = error.text(body).ok_or("another body")?;
    same_server_error(&text, expected, &|name| oracle[name].as_str().map(str::to_owned))
}

fn same_server_error(error: &ErrorText<'_>, expected: &str, oracle: Oracle<'_>) -> Verdict {
    same("error", error.error.map(UntrustedText::as_str), Some(expected))?;
    same("code", error.code(), ErrorCode::of(expected))?;
    let description = error.error_description.map(|text| text.as_str().to_owned());
    same("error_description", description, oracle("error_description"))
}
