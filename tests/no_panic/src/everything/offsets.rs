//! What bindings call: results as offsets in the caller's buffer.

use core::hint::black_box;

use grantlet::engine::{
    self, CallbackMode, Class, FormWriter, Lifetime, LocatedResponse, Members, Span, Verdict,
    Writer,
};
use grantlet::providers::{BoldAuthentication, locate_bold_authentication};
use grantlet::{
    CallbackExpectation, Challenge, Encoded, ExpectIdToken, Flow, FormPairs, Issuer, Profile,
    Secret,
};

use super::{keep, say, secs};

/// Strings, dates, entropy and credentials.
pub(super) fn text(text: &str, buffer: &mut [u8], body: &mut [u8]) {
    let secret = Secret::new(text);
    keep(&(engine::is_utf8(body), engine::http_date(body)));
    keep(&engine::retry_after(body, black_box(Some(0))));
    if let (Some(entropy), Some(text)) = (body.first_chunk(), buffer.first_chunk_mut()) {
        keep(&engine::from_entropy(entropy, text));
        keep(&engine::write_challenge(body, text));
    }
    keep(&body.first_chunk().map(engine::login_entropy));
    keep(&Challenge::of_bytes(body).map(|challenge| challenge.as_bytes()[0]));
    keep(&(engine::left_half_hash(body), engine::is_from_entropy(body)));
    keep(&(engine::bearer(secret, buffer), engine::dpop(secret, buffer)));
    keep(&(engine::host(body, engine::HTTPS), engine::array_has(body, text)));
    keep(&engine::base_url_len(black_box(text.as_bytes()), body, buffer));
    let mut writer = Writer::new(buffer);
    Writer::bytes(&mut writer, body);
    keep(&Writer::end(writer));
    let mut form = FormWriter::new(buffer);
    form.pair(black_box(text.as_bytes()), black_box(body));
    keep(&FormWriter::end(form));
    let mut pairs = FormPairs::new(body);
    keep(&pairs.next().map(|(name, value)| (name.decode_len(buffer), value.is_bytes(body))));
    keep(&(engine::MEMBER_NAMES, engine::ALL_MEMBER_NAMES));
    keep(&pairs.rest());
    keep(&Encoded::as_bytes(Encoded::new(body)));
    let lifetime = Lifetime::of(black_box(Some(1)), black_box(Some(2)));
    keep_lifetime(lifetime);
}

fn keep_lifetime(lifetime: Lifetime) {
    keep(&(Lifetime::expires_in(lifetime), Lifetime::expires_at(lifetime)));
    keep(&lifetime.seconds_from(black_box(Some(3))));
}

fn keep_verdict(verdict: Verdict) {
    keep(&(verdict.class, verdict.member, verdict.ends_grant, verdict.retries));
    keep(&verdict.at_fault());
}

fn keep_located(located: &LocatedResponse, body: &[u8]) {
    for (index, span) in located.members.spans.into_iter().enumerate() {
        let span = black_box(span);
        keep(&(
            Span::is_empty(span),
            Span::of(span, body),
            LocatedResponse::kind(located, index, body),
            LocatedResponse::kind_number(located, index),
        ));
        let members = &located.members;
        keep(&(Members::bytes(members, index, body), Members::is_true(members, index)));
        keep(&Members::time(members, index, body));
    }
    keep(&(LocatedResponse::has_no_escapes(located), LocatedResponse::expires_at(located)));
    keep(&LocatedResponse::expires_in(located));
    keep(&LocatedResponse::refresh_token_expires_in(located));
    keep(located);
}

/// Each response by its offsets.
pub(super) fn responses(profile: &Profile<'_>, text: &str, buffer: &mut [u8], body: &mut [u8]) {
    let mut located = LocatedResponse::default();
    let found = black_box(&mut located);
    let status = black_box(200);
    keep_verdict(Verdict::of(black_box(Class::Syntax)));
    keep_verdict(Verdict::server(black_box(true), black_box(false)));
    keep_verdict(engine::response(profile, status, body, found));
    keep_located(found, body);
    keep_verdict(engine::response_into_empty(profile, status, body, found));
    keep_verdict(engine::id_token_response(profile, status, body, found));
    keep_verdict(engine::revoked(profile, status, body, found));
    keep_verdict(engine::pushed(profile, status, body, found));
    keep_verdict(engine::introspection(profile, status, body, found));
    keep_verdict(engine::userinfo(profile, status, body, black_box(text.as_bytes()), found));
    let (mut interval, mut expires_at) = (0, 0);
    keep_verdict(engine::device_authorization(profile, status, body, found, &mut interval));
    keep_verdict(engine::registered(profile, status, body, found, &mut expires_at));
    keep(&(interval, expires_at));
    keep_verdict(engine::protected_resource(body, text, &mut found.members));
    keep(&engine::protected_resource_url(text, buffer));
    let kept = engine::kept(profile, status, body, found);
    keep(&(kept.has_refresh_token, kept.repeats_id_token));
    let until = black_box(Some(secs(3)));
    keep(&engine::holds_at(until, until, black_box(secs(4)), black_box(5)));
    keep_verdict(locate_bold_authentication(status, body, found));
    let bold = BoldAuthentication::of(&found.members, body, Secret::new(text));
    keep(&(bold.code, bold.expiration, bold.account_id, bold.account_created));
    let expect = ExpectIdToken::new(text, text, black_box(secs(1)));
    keep(&engine::check_id_token(Secret::new(text), &expect, buffer, &mut found.members));
    match engine::id_token_claims(Secret::new(text), buffer) {
        Ok(claims) => keep(&claims),
        Err(error) => say(&error),
    }
}

/// Each callback by its offsets.
pub(super) fn callbacks(profile: &Profile<'_>, text: &str, body: &mut [u8]) {
    let mut located = LocatedResponse::default();
    let expect = CallbackExpectation {
        redirect_uri: text,
        state: text,
        issuer: black_box(Issuer::IfPresent(text)),
        flow: black_box(Flow::Code),
    };
    match engine::callback(profile, &expect, body, &mut located) {
        Ok(result) => keep(&result),
        Err(class) => keep(&engine::unverified_error(class, black_box(Flow::Code), body)),
    }
    let mode = CallbackMode { is_form: black_box(true), is_hybrid: black_box(true) };
    match engine::callback_by_mode(profile, &expect, mode, body, &mut located) {
        Ok(response) => keep(&(response.result, response.id_token, response.server)),
        Err(class) => keep(&engine::unverified_by_mode(class, black_box(Flow::Code), mode, body)),
    }
    keep_located(&located, body);
    keep(&engine::named_server(profile, black_box(false), body));
    let shared = [(text, text)];
    keep(&engine::check_saved_login(profile, text, black_box(&shared)));
    let challenge = black_box(text.as_bytes());
    let authorize = engine::authorize("code", text, text, challenge, black_box(b"n"));
    let client = grantlet::Client::public(profile, text);
    keep(&authorize.write_len(&client, body));
}
