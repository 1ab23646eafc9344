//! Responses to requests for tokens, and a provider's metadata.

use core::hint::black_box;

use grantlet::providers::bold_authentication;
use grantlet::{
    Client, ErrorBuf, ErrorCode, ErrorText, Extra, Member, Metadata, OwnedToken, Polled, Profile,
    Scope, ServerError, TokenError, TokenResponse, UntrustedText, Value, metadata,
};

use super::{keep, ms, say, secs};

pub(super) fn read(profile: &Profile<'_>, text: &str, buffer: &mut [u8], body: &mut [u8]) {
    let client = Client::public(profile, text);
    let mut said: ErrorBuf<64> = ErrorBuf::new();
    match client.token_or_error(black_box(400), body, &mut said) {
        Ok(token) => keep_token(&token, buffer),
        Err(error) => {
            if let Some(text) = ErrorBuf::text(&said) {
                keep_text(&text, buffer);
            }
            keep_error(&error, body);
        }
    }
    match Client::token(&client, black_box(200), body) {
        Ok(token) => keep_token(&token, buffer),
        Err(error) => say(&error),
    }
    keep(&Client::revoked(&client, black_box(400), body));
    match Profile::token(profile, black_box(200), body) {
        Ok(token) => {
            keep(&profile.extra_of(&token, text));
            keep_token(&token, buffer);
        }
        Err(error) => {
            keep(&Polled::of::<()>(&Err(error)));
            keep(&TokenError::text(&error, buffer));
            keep_error(&error, buffer);
        }
    }
    keep(&Profile::device_authorization(profile, black_box(200), body));
    keep(&Client::device_authorization(&client, black_box(200), body));
    keep(&bold_authentication(black_box(200), body));
    match metadata(body, text) {
        Ok(metadata) => {
            match Metadata::profile(&metadata) {
                Ok(profile) => keep(&profile),
                Err(error) => say(&error),
            }
            keep(&(metadata.issuer_rule(), metadata.profile_even_without_s256()));
        }
        Err(error) => say(&error),
    }
    keep(&ErrorCode::as_str(ErrorCode::of(text)));
    if let Err(error) = Profile::revoked(profile, black_box(400), body) {
        keep_error(&error, body);
    }
}

fn keep_text(text: &ErrorText<'_>, buffer: &mut [u8]) {
    say(text);
    keep(&ErrorText::code(text));
    if let Some(error) = text.error {
        say(&error);
        keep(&(error.is_printable(), UntrustedText::as_str(error)));
        keep(&UntrustedText::copy_into(error, buffer));
    }
}

fn keep_error(error: &TokenError, body: &[u8]) {
    say(error);
    match *error {
        TokenError::Server { error, .. } => {
            say(&error);
            keep(&(error.ends_grant(), ServerError::code(&error), ServerError::retries(&error)));
            keep(&ServerError::text(&error, body));
        }
        TokenError::Duplicate(member)
        | TokenError::Type(member)
        | TokenError::Missing(member)
        | TokenError::Chars(member) => {
            say(&member);
            keep(&(Member::as_str(member), Member::number(member)));
        }
        _ => {}
    }
}

fn keep_token(token: &TokenResponse<'_>, buffer: &mut [u8]) {
    keep(token);
    owned(token);
    let extra: Option<Value<'_>> = Extra::get(&token.extra, black_box(3));
    keep(&extra.map(|value| (Value::text(value), value.integer(), value.signed())));
    keep(&extra.and_then(Value::secret));
    keep(&extra.is_some_and(|value| matches!(value, Value::Raw(_))));
    if let Some(scope) = token.scope {
        Scope::iter(scope).for_each(|granted| keep(&granted));
        keep(&(Scope::contains(scope, black_box("a")), Scope::as_str(scope)));
    }
    keep(&token.expiry(black_box(ms(1)), black_box(Some(secs(2)))));
    keep(&TokenResponse::bearer(token, buffer));
}

fn owned(token: &TokenResponse<'_>) {
    let mut owned: OwnedToken<64> = OwnedToken::new();
    keep(&TokenResponse::copy_into(token, black_box(&mut owned)));
    keep(&OwnedToken::refresh(&mut owned, black_box(token)));
    keep(&OwnedToken::get(&owned));
    owned.wipe();
}
