//! Whether the core writes a recorded request: the same bytes, the same pairs, or not at all.

use grantlet::{
    Authorize, Challenge, Client, ClientAuth, Grant, Metadata, Nonce, Profile, Request,
    RequestError, Revoke, Scope, Secret, bearer,
};

use super::exchange::{Exchange, Fixture, REDIRECT_URI, pairs, value};
use super::{Verdict, same};

/// What the core makes of a recorded request.
pub(crate) enum ExpectedRequest {
    /// It writes this body, byte for byte. What stands in an `Authorization: Basic` is compared in
    /// `basic`.
    Bytes,
    /// It writes the same parameters, in another order.
    Pairs,
    /// It writes this address with the same parameters. `code_challenge` and `nonce` have other
    /// values, because they come from entropy.
    Url,
    /// It writes this `Authorization: Bearer`.
    Bearer,
    /// It refuses to write it.
    Refused(RequestError),
    /// There is no way to make it write this, and why.
    Never(&'static str),
    /// A browser on its way: the last of several requests was recorded.
    Browser,
}

impl ExpectedRequest {
    pub(crate) fn check(&self, fixture: &Fixture, case: &Exchange) -> Verdict {
        let mut body = Vec::new();
        let metadata = fixture.metadata(&mut body);
        let mut buffer = [0; 4096];
        match self {
            Self::Bytes => {
                let written = written(&metadata, case, &mut buffer)?;
                same("body", written.body, &case.body)
            }
            Self::Pairs => {
                let written = written(&metadata, case, &mut buffer)?;
                let (mut written, mut recorded) = (pairs(written.body), pairs(&case.body));
                if written == recorded {
                    return Err("the order is the same: expect Bytes".to_owned());
                }
                written.sort();
                recorded.sort();
                same("pairs", written, recorded)
            }
            Self::Url if case.id == "discovery" => {
                same("url", fixture.metadata_url(), format!("{}{}", fixture.issuer, case.path))
            }
            Self::Url => {
                let url = write_url(&metadata, case, &mut buffer).map_err(|e| e.to_string())?;
                let (address, query) = url.split_once('?').unwrap_or_default();
                same("address", address, &format!("{}{}", fixture.issuer, case.path))?;
                same("query", fixed(query), fixed(&case.query))
            }
            Self::Bearer => {
                let token = case.authorization.strip_prefix("Bearer ").unwrap_or_default();
                same("header", bearer(Secret::new(token), &mut buffer), Ok(&*case.authorization))
            }
            Self::Refused(expected) => {
                let written = match case.method.as_str() {
                    "POST" => write(&metadata, case, &mut buffer).err(),
                    _ if case.query.is_empty() => bearer(Secret::new(""), &mut buffer).err(),
                    _ => write_url(&metadata, case, &mut buffer).err(),
                };
                same("error", written, Some(*expected))
            }
            Self::Never(why) => {
                same("the reason is empty", why.is_empty(), false)?;
                same("the core writes it all the same", writes(&metadata, case, &mut buffer), false)
            }
            Self::Browser => {
                same("method", &*case.method, "GET")?;
                same("query", &*case.query, "")
            }
        }
    }
}

/// Whether the core writes a recorded request as it is, by the closest call that it has.
fn writes(metadata: &Metadata<'_>, case: &Exchange, buffer: &mut [u8]) -> bool {
    match case.method.as_str() {
        "POST" => written(metadata, case, buffer).is_ok_and(|request| {
            let header = request.headers.iter().find(|(name, _)| *name == "Authorization");
            request.body == case.body && header.map_or("", |(_, value)| value) == case.authorization
        }),
        "GET" => write_url(metadata, case, buffer).is_ok_and(|url| {
            url.split_once('?').is_some_and(|(_, query)| fixed(query) == fixed(&case.query))
        }),
        _ => false,
    }
}

/// Pairs in an order of their own, without the values that come from entropy.
fn fixed(query: &str) -> Vec<(String, String)> {
    let mut pairs = pairs(query);
    for (name, value) in &mut pairs {
        if name == "code_challenge" || name == "nonce" {
            value.clear();
        }
    }
    pairs.sort();
    pairs
}

/// What the core writes for the parameters of a recorded request, its address and header fields
/// found to be the recorded ones.
fn written<'b>(
    metadata: &Metadata<'_>,
    case: &Exchange,
    buffer: &'b mut [u8],
) -> Result<Request<'b>, String> {
    let written = write(metadata, case, buffer).map_err(|error| error.to_string())?;
    let field = |name| written.headers.iter().find(|(n, _)| *n == name).map(|(_, value)| value);
    same("url", written.url, &format!("{}{}", metadata.issuer, case.path))?;
    same("Content-Type", field("Content-Type"), Some(&case.content_type))?;
    let basic = |value: &str| value.starts_with("Basic ");
    let shown = field("Authorization").is_some_and(basic);
    same("the presence of Basic", shown, basic(&case.authorization))?;
    Ok(written)
}

fn write<'b>(
    metadata: &Metadata<'_>,
    case: &Exchange,
    buffer: &'b mut [u8],
) -> Result<Request<'b>, RequestError> {
    let pairs = pairs(&case.body);
    let of = |name| value(&pairs, name).unwrap_or_default();
    let secret = |name| Secret::new(of(name));
    let profile = metadata.profile().expect("S256").client_auth(ClientAuth::BODY);
    let (profile, client) = if case.authorization.starts_with("Basic ") {
        let stand_in = Client::confidential(&Profile::RFC6749, "basic", Secret::new("basic"));
        (profile.client_auth(ClientAuth::BASIC), stand_in)
    } else if of("client_secret").is_empty() {
        (profile, Client::public(&Profile::RFC6749, of("client_id")))
    } else {
        (profile, Client::confidential(&Profile::RFC6749, of("client_id"), secret("client_secret")))
    };
    let at = |endpoint: &str| endpoint.strip_prefix(metadata.issuer) == Some(&case.path);
    if at(metadata.revocation_endpoint) {
        return client
            .with_profile(&profile)
            .revoke(Revoke::RefreshToken(secret("token")))
            .write(buffer);
    }
    if at(metadata.device_authorization_endpoint) {
        return client.with_profile(&profile).authorize_device().scope(of("scope")).write(buffer);
    }
    // A code that was asked for without a challenge is exchanged without a verifier.
    let profile = profile.pkce(!of("code_verifier").is_empty());
    let grant = match of("grant_type") {
        "authorization_code" => Grant::authorization_code(secret("code"))
            .redirect_uri(of("redirect_uri"))
            .code_verifier(of("code_verifier")),
        // What the recorded refresh tokens were granted, without what one of the cases adds.
        "refresh_token" => Grant::refresh_token(secret("refresh_token"))
            .narrow_scope(Scope::new("openid profile"), of("scope")),
        "client_credentials" if client.secret().is_some() => {
            Grant::client_credentials().scope(of("scope"))
        }
        "urn:ietf:params:oauth:grant-type:device_code" => Grant::device_code(secret("device_code")),
        // Client credentials without a secret, which this crate does not write by itself, too.
        other => Grant::other(other).scope(of("scope")),
    };
    client.with_profile(&profile).request(&grant, buffer)
}

fn write_url<'b>(
    metadata: &Metadata<'_>,
    case: &Exchange,
    buffer: &'b mut [u8],
) -> Result<&'b str, RequestError> {
    let pairs = pairs(&case.query);
    let of = |name| value(&pairs, name).unwrap_or_default();
    let (verifier, state) = ("v".repeat(43), of("state"));
    let challenge = Challenge::s256(&verifier).expect("43 characters");
    let nonce = Nonce::from_entropy(&core::array::from_fn(|i| i.to_le_bytes()[0])).expect("nonce");
    // Of the recorded logins some hint at a user, who then says no or is not logged in.
    let params: Vec<(&str, &str)> = pairs
        .iter()
        .filter(|(name, _)| name == "login_hint" || name == "prompt")
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let authorize = match of("response_type") {
        "code" => Authorize::code(REDIRECT_URI, state, &challenge),
        "token" => Authorize::implicit(REDIRECT_URI, state).nonce(&nonce),
        _ => Authorize::implicit_id_token(REDIRECT_URI, state, &nonce),
    };
    let client = Client::public(&Profile::RFC6749, of("client_id"));
    authorize
        .scope(of("scope"))
        .params(&params)
        .write(&client.with_profile(&metadata.profile().expect("S256")), buffer)
}
