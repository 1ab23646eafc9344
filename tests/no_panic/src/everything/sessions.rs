//! A session through all that can happen to it.

use core::hint::black_box;

use grantlet::engine::{self, IdTokenCheck, Lifetime, LocatedResponse, NewTokens};
use grantlet::{
    Client, Failure, Identity, MARK, Polled, Profile, Received, RefreshLifetime, Response, Secret,
    Session, Settings, newest_record, record_len,
};

use super::{keep, ms, say, secs};

/// All that a session can be told, in an order that the compiler cannot see through.
pub(super) fn lived(profile: &Profile<'_>, text: &str, buffer: &mut [u8], body: &mut [u8]) {
    let (mut arena, mut larger) = ([0u8; 128], [0u8; 256]);
    let client = Client::public(profile, text);
    let mut settings = Settings::leeway(Settings::DEFAULT, black_box(1))
        .spread(black_box(2))
        .backoff(black_box(3), black_box(4))
        .seed(black_box(5))
        .refresh_lifetime(black_box(RefreshLifetime::Sliding(6)));
    if black_box(true) {
        settings = settings.keep_access_token();
    }
    if black_box(false) {
        settings = Settings::client_credentials(settings);
    }
    keep(&(record_len(black_box(1), black_box(2), black_box(3)), &MARK));
    let mut session = Session::new(black_box(&mut arena), settings);
    let slots = body.split_at_checked(black_box(200)).unwrap_or_default();
    keep(&newest_record([slots.0, slots.1]));
    session.wall_time(black_box(secs(1)), black_box(ms(2)));
    keep(&Session::restore(&mut session, [slots.0, slots.1], black_box(ms(3))));
    let bytes = black_box(text.as_bytes());
    let mut body = [0u8; 64];
    for now in black_box([1u64, 2, 3]) {
        match Profile::token(profile, black_box(200), black_box(&mut body)) {
            Ok(token) => keep(&(
                session.login(&token, text, ms(now), ms(now)),
                session.accept(&token, ms(now)),
            )),
            Err(error) => {
                let failure = Failure::of(&error);
                keep(&session.fail(failure, black_box(Some(1)), ms(now)));
            }
        }
        let verdict = engine::response(profile, 200, &mut body, &mut LocatedResponse::default());
        keep(&(verdict.at_fault(), Failure::of_verdict(verdict, 0, black_box(400), bytes)));
        keep(&Polled::of_verdict(verdict, black_box(400), bytes));
        keep(&session.fail(black_box(Failure::Refused), black_box(None), ms(now)));
        let received = Response::new(black_box(200), black_box(&mut body))
            .retry_after(black_box(None))
            .requested_at(black_box(ms(1)));
        let identity = Identity { issuer: text, client_id: text, leeway: black_box(1) };
        let received = session.receive(&client, received, black_box(Some(identity)), ms(now));
        keep(&received.is_ok_and(|received| Received::wants_dpop_nonce(&received)));
        keep(&session.adopt(Secret::new(text), text, ms(now)));
        keep(&(session.set_server(black_box(3)).is_ok(), session.take_server(black_box(3))));
        keep(&Session::server(&session));
        match session.begin(ms(now)) {
            Ok(begun) => keep(&(begun.mark, begun.grant)),
            Err(error) => say(&error),
        }
        match session.begin_again(ms(now)) {
            Ok(begun) => keep(&(begun.mark, begun.grant)),
            Err(error) => say(&error),
        }
        keep(&(Session::state(&mut session, ms(now)), session.deadline(), session.next_slot()));
        keep(&Session::access_token(&mut session, ms(now)));
        keep(&(Session::refresh_token(&session), Session::subject(&session)));
        keep(&session.record(buffer));
        keep(&session.stored());
        keep(&session.rejected(ms(now)));
    }
    keep(&session.move_to(black_box(&mut larger)));
    Session::end(&mut session);
}

/// The same for bindings.
pub(super) fn by_bytes(profile: &Profile<'_>, text: &str, body: &mut [u8]) {
    let mut arena = [0u8; 128];
    let bytes = black_box(text.as_bytes());
    let mut session = Session::new(black_box(&mut arena), black_box(Settings::DEFAULT));
    keep(&session.login_bytes(bytes, bytes, bytes, black_box(None), black_box(3), black_box(4)));
    for now in black_box([1u64, 2, 3]) {
        let lifetime = Lifetime::of(black_box(Some(7)), black_box(None));
        let mut new_tokens = NewTokens::new(bytes, bytes, lifetime, black_box(8));
        keep(&session.login_with(&new_tokens, bytes, black_box(1), now));
        keep(&(session.begin_bytes(now).is_ok(), session.begin_attempt(now)));
        keep(&session.repeat_attempt(now));
        keep(&session.take_token(&mut new_tokens, black_box(true), now));
        keep(&session.accept_bytes(bytes, bytes, black_box(Some(7)), now));
        keep(&session.accept_with(new_tokens, black_box(true), now));
        keep(&session.take_failure(black_box(Failure::TryLater), black_box(1), now));
        keep(&(session.take_stored(), session.take_rejection(now), session.awaits_response()));
        let mut left = 0;
        keep(&session.stage(now, &mut left));
        keep(&left);
        let mut located = LocatedResponse::default();
        let identity = Identity { issuer: text, client_id: text, leeway: black_box(1) };
        let check = black_box(IdTokenCheck::new(identity));
        let response = Response::new(black_box(200), black_box(&mut *body));
        keep(&session.receive_spans(profile, response, &mut located, Some(&check), now).is_ok());
        keep(&session.access_token_bytes(now));
        keep(&(session.refresh_token_bytes(), session.subject_bytes()));
    }
}
