//! What is sent: requests for tokens, and the addresses of logins.

use grantlet::{
    Authorize, Challenge, Client, Grant, Nonce, Profile, Request, RequestError, Revoke, Scope,
    Secret, State, Verifier,
};

use super::profile;
use super::responses::of_member;
use crate::input::{HAS_SECRET, Input, OF_ACCESS};
use crate::verdict::Verdict;

/// More than any input needs.
pub(super) const ROOM: usize = 1 << 17;

type Write<'w> = &'w dyn for<'b> Fn(&'b mut [u8]) -> Result<Request<'b>, RequestError>;

pub(super) fn request(input: &Input) -> Verdict {
    let profile = profile(input.profile);
    let client = if input.number & HAS_SECRET == 0 {
        Client::public(&Profile::RFC6749, input.text(1)).base_url(input.text(0))
    } else {
        Client::confidential(&Profile::RFC6749, input.text(1), Secret::new(input.text(2)))
            .base_url(input.text(0))
    };
    let first = Secret::new(input.text(3));
    let scope = input.text(8);
    let grant = match input.number & 0xFF {
        0 => Grant::authorization_code(first)
            .redirect_uri(input.text(5))
            .code_verifier(input.text(6))
            .state(input.text(7))
            .scope(scope),
        1 => Grant::refresh_token(first).narrow_scope(Scope::new(input.text(9)), scope),
        2 => Grant::client_credentials().scope(scope),
        3 => Grant::device_code(first),
        4 => Grant::other(input.text(3)).scope(scope),
        5 => {
            let of_access = input.number & OF_ACCESS != 0;
            let revoke =
                if of_access { Revoke::AccessToken(first) } else { Revoke::RefreshToken(first) };
            return written(&|buffer| client.with_profile(profile).revoke(revoke).write(buffer));
        }
        6 => {
            return written(&|buffer| {
                client.with_profile(profile).authorize_device().scope(scope).write(buffer)
            });
        }
        #[allow(deprecated)]
        _ => Grant::password(input.text(3), Secret::new(input.text(4))).scope(scope),
    };
    let pairs = input.pairs(10);
    let grant = grant.params(&pairs);
    written(&|buffer| client.with_profile(profile).request(&grant, buffer))
}

pub(super) fn login(input: &Input) -> Verdict {
    match login_url(input, &mut vec![0; ROOM]) {
        Ok(url) => Verdict::of("login").line("url", url),
        Err(error) => of_error(error),
    }
}

fn login_url<'b>(input: &Input, buffer: &'b mut [u8]) -> Result<&'b str, RequestError> {
    let (entropy, _) = input.field(0).as_chunks::<32>();
    let constant = |_| RequestError::Entropy;
    let state = State::from_entropy(&entropy[0]).map_err(constant)?;
    let nonce = Nonce::from_entropy(&entropy[1]).map_err(constant)?;
    let verifier = Verifier::from_entropy(&entropy[2]).map_err(constant)?;
    let challenge = Challenge::of(&verifier);
    let client = Client::public(&Profile::RFC6749, input.text(2)).base_url(input.text(1));
    let (redirect_uri, scope) = (input.text(3), input.text(4));
    let authorize = match input.number & 3 {
        0 => Authorize::code(redirect_uri, state.as_str(), &challenge),
        1 => Authorize::code(redirect_uri, state.as_str(), &challenge).nonce(&nonce),
        2 => Authorize::implicit(redirect_uri, state.as_str()),
        _ => Authorize::implicit_id_token(redirect_uri, state.as_str(), &nonce),
    };
    let pairs = input.pairs(5);
    authorize
        .scope(scope)
        .params(&pairs)
        .write(&client.with_profile(profile(input.profile)), buffer)
}

/// What was written, and that the length which is asked for first is exact.
pub(super) fn written(write: Write<'_>) -> Verdict {
    let mut buffer = vec![0; ROOM];
    let needed = match write(&mut []) {
        Err(RequestError::BufferTooSmall { needed }) => needed,
        Err(error) => return of_error(error),
        Ok(_) => return Verdict::of("a request of no bytes"),
    };
    match write(&mut buffer[..needed]) {
        Ok(request) => Verdict::of("request")
            .line("url", request.url)
            .line("headers", request.headers.as_str())
            .line("body", request.body)
            .in_c("need", needed.to_string()),
        Err(error) => Verdict::of("not what was asked for").line("error", format!("{error:?}")),
    }
}

fn of_error(error: RequestError) -> Verdict {
    match error {
        RequestError::Missing(member) => of_member("request_missing", member),
        RequestError::Unexpected(member) => of_member("request_unexpected", member),
        RequestError::Chars(member) => of_member("request_chars", member),
        RequestError::Length(member) => of_member("request_length", member),
        RequestError::Url(member) => of_member("request_url", member),
        RequestError::BaseUrl(member) => of_member("request_base_url", member),
        RequestError::RedirectUri => Verdict::of("request_redirect_uri"),
        RequestError::Scope => Verdict::of("request_scope"),
        RequestError::Entropy => Verdict::of("request_entropy"),
        other => Verdict::of("a class without a name").line("class", format!("{other:?}")),
    }
}
