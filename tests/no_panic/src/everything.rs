//! The image: an entry that calls everything and prints every error.
//!
//! `Debug` is left out: it is for a host. It formats numbers and text by `core`'s own machinery,
//! which can panic as far as a linker can tell.

use core::fmt::{Display, Write};
use core::hint::black_box;

use grantlet::engine::strings;
use grantlet::providers::{
    BOLD, BOLDSIGN, BOLT, BoldCredentials, DATA_ENVELOPE, JSON_BODY, bold_authentication,
    bold_authentication_request,
};
use grantlet::{
    Authorize, CallbackExpectation, Challenge, Client, ClientAuth, ErrorBuf, ErrorCode,
    ExpectIdToken, Expiry, Failure, Flow, FormPairs, Grant, Identity, Issuer, Login, LoginKind,
    LoginRequest, MARK, Nonce, OwnedToken, Polled, Polling, Profile, RefreshLifetime, RequestBody,
    Response, ResponseMode, Revoke, Scope, Secret, Session, Settings, State, TokenError,
    TokenResponse, UnixTime, Uptime, UptimeCounter, Value, Verifier, WellKnown, bearer, callback,
    callback_state, constant_time_eq, encode_form, engine, form_post_callback, form_post_state,
    metadata, metadata_url, newest_record, parse_http_date, parse_rfc3339, record_len, retry_after,
    unverified_id_token, validate_json, wipe,
};

#[path = "signed.rs"]
mod signed;

/// Where the image starts.
#[unsafe(no_mangle)]
extern "C" fn _start() -> ! {
    let mut memory = [0u8; 2048];
    let memory = black_box(&mut memory[..]);
    let (text, rest) = memory.split_at_checked(black_box(700)).unwrap_or_default();
    let _ = rest;
    let text = core::str::from_utf8(black_box(text)).unwrap_or_default();
    let mut buffer = [0u8; 1024];
    let mut body = [0u8; 1024];
    let (buffer, body) = (black_box(&mut buffer[..]), black_box(&mut body[..]));
    forms(text, buffer);
    entropy(text, buffer);
    dates(text);
    let documented = [BOLD, BOLT, BOLDSIGN, JSON_BODY, DATA_ENVELOPE];
    let in_query = of_the_caller(text).dangerously_send_in_query();
    let in_a_form = of_the_caller(text).form_response();
    let of_the_caller = [
        ClientAuth::NONE,
        ClientAuth::BODY,
        ClientAuth::BASIC,
        ClientAuth::BASIC_ALWAYS,
        ClientAuth::BASIC_VERBATIM,
    ]
    .map(|auth| of_the_caller(text).client_auth(auth));
    for profile in documented.iter().chain(&of_the_caller).chain([&in_query, &in_a_form]) {
        let profile = black_box(profile);
        requests(profile, text, buffer);
        answers(profile, text, buffer, body);
        by_offsets(profile, text, buffer, body);
        sessions(profile, text, buffer, body);
        signed::written(profile, text, buffer);
        signed::requests(profile, text, buffer);
        signed::responses(profile, text, buffer, body);
    }
    signed::signatures(text, buffer, body);
    loop {
        keep(&());
    }
}

fn ms(milliseconds: u64) -> Uptime {
    Uptime::from_millis(milliseconds)
}

fn secs(seconds: i64) -> UnixTime {
    UnixTime::from_secs(seconds)
}

/// A value that the compiler must compute.
fn keep<T>(value: &T) {
    black_box(value);
}

/// What an error says, said.
fn say<T: Display>(value: &T) {
    let _ = write!(Sink, "{value}");
}

struct Sink;

impl Write for Sink {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        keep(&text);
        Ok(())
    }
}

/// All that a profile can be told, read from where the compiler cannot see.
fn of_the_caller(text: &str) -> Profile<'_> {
    let profile = Profile::RFC6749
        .token_endpoint(text)
        .authorization_endpoint(text)
        .revocation_endpoint(text)
        .device_authorization_endpoint(text)
        .request_body(black_box(RequestBody::FORM))
        .envelope(text)
        .scope_separator(black_box(b','))
        .request_scope_separator(black_box(b' '))
        .opaque_redirect_uri(black_box(true))
        .refresh_endpoint(text)
        .refresh_by_access_token()
        .send_grant_type(black_box(true))
        .pkce(black_box(true))
        .bearer_by_default(black_box(false))
        .allow_loopback();
    let profile = strings::headers(profile, text);
    let profile = strings::servers(profile, text);
    let profile = strings::rename(profile, text);
    let profile = strings::order(profile, text);
    let profile = strings::grant_types(profile, text);
    let profile = strings::errors(profile, text);
    let profile = strings::ends_on(profile, text);
    let profile = strings::token_types(profile, text);
    strings::extra(profile, text)
}

fn forms(text: &str, buffer: &mut [u8]) {
    keep(&encode_form(black_box(&[(text, text)]), buffer));
    for (name, value) in FormPairs::new(text.as_bytes()) {
        keep(&(name.is(text), value.is_empty(), value.decode(buffer)));
    }
    keep(&validate_json(text.as_bytes()));
    keep(&constant_time_eq(text.as_bytes(), buffer));
    wipe(buffer);
}

fn entropy(text: &str, buffer: &[u8]) {
    let Some(entropy) = buffer.first_chunk::<32>() else { return };
    if let (Ok(verifier), Ok(state), Ok(nonce)) = (
        Verifier::from_entropy(entropy),
        State::from_entropy(entropy),
        Nonce::from_entropy(entropy),
    ) {
        keep(&Challenge::of(&verifier).as_str());
        keep(&(state.matches(text), nonce.as_str()));
    }
    keep(&Challenge::s256(text));
    keep(&Secret::new(text).matches(text));
}

fn dates(text: &str) {
    keep(&parse_rfc3339(text));
    keep(&parse_http_date(text));
    keep(&retry_after(text, black_box(Some(secs(0)))));
    let expiry = Expiry::new(black_box(ms(1)), black_box(Some(2)));
    keep(&(
        expiry.life(black_box(ms(3)), black_box(4)),
        expiry.is_expired(black_box(ms(3)), black_box(4)),
    ));
    keep(&UptimeCounter::new().extend(black_box(5)));
    keep(&UptimeCounter::since(black_box(ms(5))).extend(black_box(5)));
    let mut polling = Polling::new(black_box(6), black_box(7), black_box(ms(8)));
    polling.polled(black_box(Polled::SlowDown), black_box(ms(9)));
    keep(&polling.next(black_box(ms(10))));
}

fn requests(profile: &Profile<'_>, text: &str, buffer: &mut [u8]) {
    keep(&profile.check().map_err(|error| (say(&error), error.index)));
    let secret = Secret::new(text);
    let client = Client::confidential(profile, text, secret).base_url(text);
    let params = [(text, text)];
    let params = black_box(&params[..]);
    #[allow(deprecated)]
    let password = Grant::password(text, secret);
    for grant in [
        Grant::authorization_code(secret).redirect_uri(text).code_verifier(text).state(text),
        Grant::refresh_token(secret).narrow_scope(Scope::new(text), text),
        Grant::client_credentials().scope(text).params(params),
        Grant::device_code(secret),
        Grant::other(text),
        password,
    ] {
        match client.request(black_box(&grant), buffer) {
            Ok(request) => {
                request.headers.iter().for_each(|header| keep(&header));
                keep(&request);
            }
            Err(error) => say(&error),
        }
    }
    keep(&client.revoke(black_box(Revoke::AccessToken(secret))).write(buffer));
    match Client::try_new(profile, text, black_box(Some(secret)), text) {
        Ok(checked) => {
            keep(&checked.extension(black_box(text)).write(buffer));
            keep(&checked.refresh(secret).narrow_scope(Scope::new(text), text).write(buffer));
            keep(&checked.exchange(secret, text).code_verifier(text).state(text).write(buffer));
            keep(&checked.client_credentials().params(params).write(buffer));
            keep(&checked.device_code(secret).write(buffer));
            keep(&Authorize::implicit(text, text).write(black_box(&checked), buffer));
        }
        Err(error) => say(&error),
    }
    keep(&client.authorize_device().scope(text).write(buffer));
    keep(&bearer(secret, buffer));
    let user = BoldCredentials { mfa_token: secret, password: secret, phone_number: text };
    keep(&bold_authentication_request(&client, &user, buffer));
    if let Ok(challenge) = Challenge::s256(text) {
        let authorize = Authorize::code(text, text, &challenge).scope(text).params(params);
        keep(&authorize.write(&client, buffer));
    }
    keep(&metadata_url(text, black_box(WellKnown::OAuth), buffer));
    let entropy = [black_box(1); 96];
    let now = black_box(1);
    let request = LoginRequest::new(&client, text).shared_params(params).return_uri(text);
    let request = request.response_mode(ResponseMode::Fragment).lifetime(black_box(60));
    let mut url = [0; 64];
    if let Ok(login) = request.start_with_entropy(&entropy, secs(now), &mut url) {
        keep(&login.save(buffer));
        keep(&login.request(&client, secret, buffer));
    }
    let request = LoginRequest::new(&client, text).kind(LoginKind::Hybrid);
    let request = request.response_mode(ResponseMode::FormPost).id_token_only();
    if let Ok(login) = request.start_with_entropy(&entropy, secs(now), &mut url) {
        let mut body = [0u8; 64];
        keep(&(login.is_id_token_only(), login.save(buffer)));
        match login.id_token_response(profile, black_box(200), black_box(&mut body)) {
            Ok(response) => keep(&login.id_token_alone(&response, buffer, black_box(secs(1)))),
            Err(error) => say(&error),
        }
        if let Ok(token) = profile.token(black_box(200), black_box(&mut body)) {
            keep(&login.id_token_of(text, &token, buffer, black_box(secs(1))));
        }
    }
    let started = Login::start_with_entropy(
        LoginKind::Code,
        &client,
        text,
        Issuer::Refused(""),
        &entropy,
        secs(now),
    );
    if let Ok(login) = started {
        keep(&(login.state(), login.nonce().as_str(), login.issuer()));
        keep(&login.save(buffer));
        let mut body = [0u8; 64];
        if let Ok(token) = profile.token(black_box(200), black_box(&mut body)) {
            keep(&login.id_token(&token, buffer, black_box(secs(1))));
            keep(&profile.extra_of(&token, text));
        }
        keep(&login.request(&client, secret, buffer));
        keep(&login.authorize().write(&client, buffer));
    }
}

fn answers(profile: &Profile<'_>, text: &str, buffer: &mut [u8], body: &mut [u8]) {
    let client = Client::public(profile, text);
    let mut said = ErrorBuf::<64>::new();
    match client.token_or_error(black_box(400), body, &mut said) {
        Ok(token) => keep_token(&token),
        Err(error) => {
            if let Some(text) = said.text() {
                say(&text);
                keep(&text.error.map(|error| (error.is_printable(), error.copy_into(buffer))));
            }
            say(&error);
        }
    }
    keep(&client.revoked(black_box(400), body));
    match profile.token(black_box(200), body) {
        Ok(token) => keep_token(&token),
        Err(error) => {
            say(&error);
            keep(&Polled::of::<()>(&Err(error)));
            keep(&error.text(buffer));
        }
    }
    keep(&profile.device_authorization(black_box(200), body));
    keep(&bold_authentication(black_box(200), body));
    match metadata(body, text) {
        Ok(metadata) => keep(&metadata.profile()),
        Err(error) => say(&error),
    }
    let expect = CallbackExpectation {
        redirect_uri: text,
        state: text,
        issuer: black_box(Issuer::Required(text)),
        flow: black_box(Flow::Implicit),
    };
    match callback(profile, &expect, body) {
        Ok(answer) => keep(&answer),
        Err(error) => {
            say(&error);
            let claimed = error.text(body);
            keep(
                &claimed
                    .map(|text_of| (text_of.error.is(text), text_of.error_description.is_empty())),
            );
        }
    }
    keep(&form_post_state(body));
    match form_post_callback(profile, &expect, body) {
        Ok(answer) => keep(&answer),
        Err(error) => say(&error),
    }
    if let Ok(mut login) = Login::restore(body) {
        let mut url = [0u8; 256];
        match login.finish_hybrid(&client, black_box(&mut url), buffer, black_box(secs(1))) {
            Ok(answer) => keep(&answer),
            Err(error) => say(&error),
        }
        match login.callback(profile, black_box(&mut url), buffer, black_box(secs(1))) {
            Ok(answer) => keep(&answer),
            Err(error) => say(&error),
        }
    }
    let expect = ExpectIdToken::new(text, text, black_box(secs(1)))
        .nonce(text)
        .access_token(Secret::new(text))
        .code(Secret::new(text))
        .subject(text)
        .leeway(black_box(1));
    match unverified_id_token(Secret::new(text), &expect, buffer) {
        Ok(claims) => keep(&claims),
        Err(error) => say(&error),
    }
    keep(&ErrorCode::of(text));
    keep(&callback_state(body));
    keep(&engine::named_server(profile, black_box(false), body));
    keep(&client.at_server(black_box(3)).is_ok());
    if let Err(error) = profile.revoked(black_box(400), body) {
        say(&error);
        if let TokenError::Server { error, .. } = error {
            keep(&(error.ends_grant(), error.code()));
        }
    }
}

fn by_offsets(profile: &Profile<'_>, text: &str, buffer: &mut [u8], body: &mut [u8]) {
    let secret = Secret::new(text);
    let client = Client::confidential(profile, text, secret).base_url(text);
    let grant = Grant::client_credentials().scope(text);
    keep(&engine::request(&client, black_box(&grant), buffer));
    keep(&engine::refresh_request(&client, secret, buffer));
    keep(&client.revoke(black_box(Revoke::RefreshToken(secret))).write_spans(buffer));
    keep(&client.authorize_device().scope(text).write_spans(buffer));
    keep(&(engine::is_utf8(body), engine::http_date(body)));
    keep(&engine::retry_after(body, black_box(Some(0))));
    if let (Some(entropy), Some(text)) = (body.first_chunk(), buffer.first_chunk_mut()) {
        keep(&engine::from_entropy(entropy, text));
        keep(&engine::write_challenge(body, text));
    }
    keep(&Challenge::of_bytes(body).map(|challenge| challenge.as_bytes()[0]));
    keep(&engine::bearer(secret, buffer));
    let credentials = engine::Credentials { id: text, secret: black_box(Some(secret)) };
    keep(&engine::basic(&credentials, black_box(true), buffer));
    keep(&engine::is_utf8(buffer));
    keep(&(engine::http_date(buffer), engine::retry_after(buffer, black_box(Some(0)))));
    keep(&Challenge::of_bytes(buffer));
    let mut made = [0; 43];
    if let Some(entropy) = buffer.first_chunk::<32>() {
        keep(&engine::from_entropy(entropy, &mut made));
        keep(&made);
    }
    let mut form = engine::FormWriter::new(buffer);
    form.pair(black_box(text.as_bytes()), black_box(body));
    keep(&form.end());
    let mut pairs = FormPairs::new(body);
    keep(&pairs.next().map(|(name, value)| (name.decode_len(buffer), value.is_bytes(body))));
    keep(&engine::MEMBER_NAMES);
    keep(&pairs.rest());
    let authorize = Authorize::implicit(text, text).scope(text);
    keep(&authorize.write_len(&client, buffer));
    let authorize =
        engine::authorize("code", text, text, black_box(text.as_bytes()), black_box(b"n"));
    keep(&(engine::is_from_entropy(body), authorize.write_len(&client, buffer)));
    for kind in [
        &engine::GrantKind::AUTHORIZATION_CODE,
        &engine::GrantKind::PASSWORD,
        &engine::GrantKind::OTHER,
        &engine::GrantKind::REVOCATION,
        &engine::GrantKind::DEVICE_AUTHORIZATION,
    ] {
        let grant = Grant::of(black_box(kind), [text; 5]);
        keep(&(kind.members(), engine::request(&client, &grant, buffer)));
    }
    let mut answer = engine::LocatedResponse::default();
    keep(&engine::response(profile, black_box(200), body, &mut answer));
    for (index, span) in answer.members.spans.into_iter().enumerate() {
        keep(&(span.is_empty(), black_box(span).of(body), answer.kind(index, body)));
    }
    keep(&answer.has_no_escapes());
    let expect = CallbackExpectation {
        redirect_uri: text,
        state: text,
        issuer: black_box(Issuer::IfPresent(text)),
        flow: black_box(Flow::Code),
    };
    keep(&engine::callback(profile, &expect, body, &mut answer));
    let mode = engine::CallbackMode { is_form: black_box(true), is_hybrid: black_box(true) };
    keep(&engine::callback_by_mode(profile, &expect, mode, body, &mut answer));
    keep(&engine::id_token_response(profile, black_box(200), body, &mut answer));
    keep(&answer);
}

/// All that a session can be told, in an order that the compiler cannot see through.
fn sessions(profile: &Profile<'_>, text: &str, buffer: &mut [u8], body: &mut [u8]) {
    let (mut arena, mut larger) = ([0u8; 128], [0u8; 256]);
    let mut settings = Settings::DEFAULT
        .leeway(black_box(1))
        .spread(black_box(2))
        .backoff(black_box(3), black_box(4))
        .seed(black_box(5))
        .refresh_lifetime(black_box(RefreshLifetime::Sliding(6)));
    if black_box(true) {
        settings = settings.keep_access_token();
    }
    if black_box(false) {
        settings = settings.client_credentials();
    }
    keep(&(record_len(black_box(1), black_box(2), black_box(3)), &MARK));
    let mut session = Session::new(black_box(&mut arena), settings);
    let slots = body.split_at_checked(black_box(200)).unwrap_or_default();
    keep(&newest_record([slots.0, slots.1]));
    session.wall_time(black_box(secs(1)), black_box(ms(2)));
    keep(&session.restore([slots.0, slots.1], black_box(ms(3))));
    let bytes = black_box(text.as_bytes());
    keep(&session.login_bytes(bytes, bytes, bytes, black_box(None), black_box(3), black_box(4)));
    let mut answer = [0u8; 64];
    for now in black_box([1u64, 2, 3]) {
        match profile.token(black_box(200), black_box(&mut answer)) {
            Ok(token) => keep(&(
                session.login(&token, text, ms(now), ms(now)),
                session.accept(&token, ms(now)),
            )),
            Err(error) => {
                let failure = Failure::of(&error, 200);
                keep(&session.fail(failure, black_box(Some(1)), ms(now)));
            }
        }
        let verdict =
            engine::response(profile, 200, &mut answer, &mut engine::LocatedResponse::default());
        keep(&(verdict.at_fault(), Failure::of_verdict(verdict, 0, black_box(400), bytes)));
        keep(&Polled::of_verdict(verdict, black_box(400), bytes));
        keep(&session.fail(black_box(Failure::Refused), black_box(None), ms(now)));
        let received = Response::new(black_box(200), black_box(&mut answer))
            .retry_after(black_box(None))
            .requested_at(black_box(ms(1)));
        let identity = Identity { issuer: text, client_id: text, leeway: black_box(1) };
        let received = session.receive(profile, received, black_box(Some(identity)), ms(now));
        keep(&received.is_ok_and(|received| received.wants_dpop_nonce()));
        keep(&session.adopt(Secret::new(text), text, ms(now)));
        keep(&session.set_server(black_box(3)));
        keep(&session.server());
        match session.begin(ms(now)) {
            Ok(begun) => keep(&(begun.mark, begun.grant)),
            Err(error) => say(&error),
        }
        match session.begin_again(ms(now)) {
            Ok(begun) => keep(&(begun.mark, begun.grant)),
            Err(error) => say(&error),
        }
        keep(&session.accept_bytes(bytes, bytes, black_box(Some(7)), now));
        keep(&session.begin_bytes(now).is_ok());
        keep(&(session.state(ms(now)), session.deadline(), session.next_slot()));
        keep(&session.access_token(ms(now)));
        keep(&session.access_token_bytes(now));
        keep(&(session.refresh_token(), session.refresh_token_bytes()));
        keep(&(session.subject(), session.subject_bytes()));
        keep(&session.record(buffer));
        keep(&session.stored());
        keep(&session.rejected(ms(now)));
    }
    keep(&session.move_to(black_box(&mut larger)));
    session.end();
}

fn owned(token: &TokenResponse<'_>) {
    let mut owned = OwnedToken::<64>::new();
    keep(&token.copy_into(black_box(&mut owned)));
    keep(&owned.refresh(black_box(token)));
    keep(&owned.get());
    owned.wipe();
}

fn keep_token(token: &TokenResponse<'_>) {
    keep(token);
    owned(token);
    keep(
        &token.extra.get(black_box(3)).map(|value| (value.text(), value.integer(), value.signed())),
    );
    keep(&token.extra.get(black_box(3)).is_some_and(|value| matches!(value, Value::Raw(_))));
    if let Some(scope) = token.scope {
        scope.iter().for_each(|granted| keep(&granted));
        keep(&scope.contains(black_box("a")));
    }
}
