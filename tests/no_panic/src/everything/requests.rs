//! Requests for tokens.

use core::hint::black_box;

use grantlet::engine::{self, AddressCheck, Credentials};
use grantlet::providers::{
    BoldCredentials, bold_authentication_request, bold_authentication_spans,
};
use grantlet::{
    Client, Grant, Headers, Profile, Request, Revoke, Scope, Secret, TokenRequest, WellKnown,
    bearer, metadata_url,
};

use super::{keep, say};

pub(super) fn written(profile: &Profile<'_>, text: &str, buffer: &mut [u8]) {
    let secret = Secret::new(text);
    let client = Client::confidential(profile, text, secret).base_url(text);
    let params = [(text, text)];
    let params = black_box(&params[..]);
    #[allow(deprecated)]
    let password = Grant::password(text, secret);
    let code = Grant::redirect_uri(Grant::authorization_code(secret), text);
    let code = Grant::code_verifier(code, text);
    for grant in [
        Grant::state(code, text),
        Grant::narrow_scope(Grant::refresh_token(secret), Scope::new(text), text),
        Grant::params(Grant::scope(Grant::client_credentials(), text), params),
        Grant::server(Grant::device_code(secret), black_box(3)),
        Grant::other(text),
        password,
    ] {
        match Client::request(&client, black_box(&grant), buffer) {
            Ok(request) => {
                Headers::iter(request.headers).for_each(|header| keep(&header));
                keep(&(Headers::as_str(request.headers), Request::method(&request)));
                keep(&request);
            }
            Err(error) => say(&error),
        }
    }
    keep(&TokenRequest::write(&client.revoke(black_box(Revoke::AccessToken(secret))), buffer));
    match Client::try_new(profile, text, black_box(Some(secret)), text) {
        Ok(checked) => of_a_checked_client(&checked, text, params, buffer),
        Err(error) => say(&error),
    }
    keep(&TokenRequest::write(&client.authorize_device(), buffer));
    keep(&bearer(secret, buffer));
    let user = BoldCredentials { mfa_token: secret, password: secret, phone_number: text };
    keep(&bold_authentication_request(&client, &user, buffer));
    keep(&metadata_url(text, black_box(WellKnown::OAuth), buffer));
}

fn of_a_checked_client(
    checked: &Client<'_>,
    text: &str,
    params: &[(&str, &str)],
    buffer: &mut [u8],
) {
    let secret = Secret::new(text);
    keep(&checked.extension(black_box(text)).write(buffer));
    let refresh =
        TokenRequest::narrow_scope(Client::refresh(checked, secret), Scope::new(text), text);
    keep(&TokenRequest::server(refresh, black_box(2)).write(buffer));
    let exchange = TokenRequest::code_verifier(Client::exchange(checked, secret, text), text);
    keep(&TokenRequest::state(exchange, text).write(buffer));
    let request = TokenRequest::scope(Client::client_credentials(checked), text);
    keep(&TokenRequest::params(request, params).write(buffer));
    keep(&Client::device_code(checked, secret).write(buffer));
    #[allow(deprecated)]
    let password = Client::password(checked, text, secret);
    keep(&password.write(buffer));
}

/// The same by offsets, for bindings.
pub(super) fn by_offsets(profile: &Profile<'_>, text: &str, buffer: &mut [u8]) {
    let secret = Secret::new(text);
    let client = Client::confidential(profile, text, secret).base_url(text);
    let grant = Grant::scope(Grant::client_credentials(), text);
    keep(&engine::request(&client, black_box(&grant), buffer));
    keep(&engine::refresh_request(&client, secret, buffer));
    let revocation = client.revoke(black_box(Revoke::RefreshToken(secret)));
    keep(&TokenRequest::write_spans(&revocation, buffer));
    let device = TokenRequest::scope(client.authorize_device(), text);
    keep(&TokenRequest::write_spans(&device, buffer));
    for kind in [
        &engine::GrantKind::AUTHORIZATION_CODE,
        &engine::GrantKind::PASSWORD,
        &engine::GrantKind::OTHER,
        &engine::GrantKind::REVOCATION,
        &engine::GrantKind::DEVICE_AUTHORIZATION,
    ] {
        let grant = Grant::of(black_box(kind), [text; 5]);
        keep(&(engine::GrantKind::members(kind), engine::request(&client, &grant, buffer)));
    }
    let user = BoldCredentials { mfa_token: secret, password: secret, phone_number: text };
    keep(&bold_authentication_spans(&client, &user, buffer));
    let credentials = Credentials { id: text, secret: black_box(Some(secret)) };
    for check in black_box([AddressCheck::EACH_REQUEST, AddressCheck::ONCE]) {
        let client = Client::at(profile, credentials, text, check);
        keep(&(engine::check_client(&client), engine::request(&client, &grant, buffer)));
    }
    let client = Client::of(profile, credentials);
    keep(&engine::basic(&credentials, black_box(true), buffer));
    keep(&(Client::id(&client), Client::secret(&client), Client::profile(&client).has_pkce()));
    let client = Client::with_profile(client, black_box(profile));
    keep(&client.short_url_len(text, text, buffer));
    if let Ok(client) = client.at_server(black_box(3)) {
        keep(&engine::refresh_request(&client, secret, buffer));
    }
}
