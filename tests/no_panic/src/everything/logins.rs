//! Logins, from the first URL to the callback.

use core::hint::black_box;

use grantlet::{
    Authorize, CallbackError, CallbackExpectation, Challenge, Client, ExpectIdToken, Flow, Issuer,
    Login, LoginError, LoginKind, LoginRequest, Nonce, Profile, ResponseMode, Secret,
    UnverifiedIdToken, callback, callback_state, form_post_callback, form_post_state,
    unverified_id_token,
};

use super::{keep, say, secs};

pub(super) fn started(profile: &Profile<'_>, text: &str, buffer: &mut [u8]) {
    let secret = Secret::new(text);
    let client = Client::confidential(profile, text, secret).base_url(text);
    let params = [(text, text)];
    let params = black_box(&params[..]);
    if let (Ok(challenge), Some(nonce)) = (Challenge::s256(text), Nonce::from_text(text)) {
        for authorize in [
            Authorize::code(text, text, &challenge),
            Authorize::hybrid(text, text, &challenge, &nonce),
            Authorize::implicit(text, text),
            Authorize::implicit_id_token(text, text, &nonce),
        ] {
            let authorize = Authorize::params(Authorize::scope(authorize, text), params);
            let authorize = Authorize::nonce(authorize, &nonce);
            let authorize = authorize.for_login(params, black_box(ResponseMode::FormPost));
            keep(&Authorize::write(&authorize, &client, buffer));
            keep(&authorize.write_len(&client, buffer));
        }
    }
    let entropy = [black_box(1); 96];
    let now = secs(black_box(1));
    let request = LoginRequest::new(&client, text).shared_params(params).return_uri(text);
    let request = LoginRequest::lifetime(LoginRequest::scope(request, text), black_box(60));
    let request = LoginRequest::params(request, params).response_mode(ResponseMode::Fragment);
    let request = LoginRequest::issuer(request, black_box(Issuer::IfPresent(text)));
    let mut url = [0; 64];
    if let Ok(login) = LoginRequest::start_with_entropy(&request, &entropy, now, &mut url) {
        keep(&(login.save(buffer), Login::url(&login), Login::redirect_uri(&login)));
        keep(&Login::request(&login, &client, secret, buffer));
    }
    let request = LoginRequest::kind(LoginRequest::new(&client, text), LoginKind::Hybrid);
    let request = request.response_mode(ResponseMode::FormPost).id_token_only();
    if let Ok(login) = LoginRequest::start_with_entropy(&request, &entropy, now, &mut url) {
        let mut body = [0u8; 64];
        keep(&(login.is_id_token_only(), login.save(buffer)));
        match login.id_token_response(&client, black_box(200), black_box(&mut body)) {
            Ok(response) => keep(&login.id_token_alone(&response, buffer, black_box(secs(1)))),
            Err(error) => say(&error),
        }
        if let Ok(token) = Profile::token(profile, black_box(200), black_box(&mut body)) {
            keep(&login.id_token_of(text, &token, buffer, black_box(secs(1))));
        }
    }
    let issuer = Issuer::Refused("");
    let started = Login::start_with_entropy(LoginKind::Code, &client, text, issuer, &entropy, now);
    if let Ok(login) = started {
        keep(&(Login::state(&login), Login::nonce(&login).as_str(), Login::issuer(&login)));
        keep(&(Login::kind(&login), Login::server(&login), Login::code_verifier(&login)));
        keep(&login.save(buffer));
        let mut body = [0u8; 64];
        if let Ok(token) = Profile::token(profile, black_box(200), black_box(&mut body)) {
            keep(&login.id_token(&token, buffer, black_box(secs(1))));
        }
        keep(&Login::request(&login, &client, secret, buffer));
        match Login::exchange(&login, &client, secret) {
            Ok(exchange) => keep(&exchange.write(buffer)),
            Err(error) => say(&error),
        }
        keep(&login.authorize().write(&client, buffer));
    }
}

pub(super) fn finished(profile: &Profile<'_>, text: &str, buffer: &mut [u8], body: &mut [u8]) {
    let client = Client::public(profile, text);
    let expect = CallbackExpectation {
        redirect_uri: text,
        state: text,
        issuer: black_box(Issuer::Required(text)),
        flow: black_box(Flow::Implicit),
    };
    match callback(profile, &expect, body) {
        Ok(callback) => keep(&callback),
        Err(error) => {
            say(&error);
            let claimed = CallbackError::text(&error, body);
            keep(&claimed.map(|text_of| text_of.error.is(text)));
        }
    }
    keep(&(form_post_state(body), callback_state(body)));
    match form_post_callback(profile, &expect, body) {
        Ok(callback) => keep(&callback),
        Err(error) => say(&error),
    }
    let mut url = [0u8; 256];
    if let Ok(mut login) = Login::restore(body) {
        match login.finish_hybrid(&client, black_box(&mut url), buffer, black_box(secs(1))) {
            Ok(finished) => keep(&finished),
            Err(error) => say(&error),
        }
    }
    if let Ok(mut login) = Login::restore(body) {
        match Login::callback(&mut login, &client, black_box(&mut url), buffer, secs(1)) {
            Ok(callback) => keep(&callback),
            Err(error) => say(&error),
        }
    }
    if let Ok(mut login) = Login::restore(body) {
        match Login::finish(&mut login, &client, black_box(&mut url), black_box(secs(1))) {
            Ok(exchange) => keep(&exchange.write(buffer)),
            Err(error) => {
                say(&error);
                keep(&LoginError::text(&error, &url).map(|text_of| text_of.code()));
            }
        }
    }
    let expect = ExpectIdToken::new(text, text, black_box(secs(1)));
    let expect = ExpectIdToken::nonce(expect, text);
    let expect = ExpectIdToken::access_token(expect, Secret::new(text));
    let expect = ExpectIdToken::code(expect, Secret::new(text));
    let expect = ExpectIdToken::leeway(ExpectIdToken::subject(expect, text), black_box(1));
    let mut room = [0u8; 256];
    match unverified_id_token(Secret::new(text), &expect, buffer) {
        Ok(claims) => {
            keep(&claims);
            keep(&UnverifiedIdToken::header_json(&claims, &mut room));
            keep(&UnverifiedIdToken::claims_json(&claims, &mut room));
        }
        Err(error) => say(&error),
    }
}
