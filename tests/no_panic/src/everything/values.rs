//! Forms, entropy, times and what else stands alone.

use core::hint::black_box;
use core::time::Duration;

use grantlet::{
    Challenge, Encoded, Expiry, FormPairs, Nonce, Polled, Polling, Secret, State, Uptime,
    UptimeCounter, Verifier, base_url, constant_time_eq, encode_form, parse_http_date,
    parse_rfc3339, retry_after, validate_json, wipe,
};

use super::{keep, ms, say, secs};

pub(super) fn forms(text: &str, buffer: &mut [u8]) {
    keep(&encode_form(black_box(&[(text, text)]), buffer));
    for (name, value) in FormPairs::new(text.as_bytes()) {
        keep(&(name.is(text), Encoded::is_empty(value), Encoded::decode(value, buffer)));
    }
    keep(&Encoded::as_bytes(Encoded::new(black_box(text.as_bytes()))));
    keep(&validate_json(text.as_bytes()));
    keep(&constant_time_eq(text.as_bytes(), buffer));
    match base_url(text, black_box(text), buffer) {
        Ok(url) => keep(&url),
        Err(error) => say(&error),
    }
    wipe(buffer);
}

pub(super) fn entropy(text: &str, buffer: &[u8]) {
    let Some(entropy) = buffer.first_chunk::<32>() else { return };
    if let (Ok(verifier), Ok(state), Ok(nonce)) = (
        Verifier::from_entropy(entropy),
        State::from_entropy(entropy),
        Nonce::from_entropy(entropy),
    ) {
        let challenge = Challenge::of(&verifier);
        keep(&(Challenge::as_str(&challenge), Challenge::as_bytes(&challenge)));
        keep(&(Verifier::as_str(&verifier), Verifier::as_bytes(&verifier)));
        keep(&(State::as_str(&state), State::as_bytes(&state), State::matches(&state, text)));
        keep(&(Nonce::as_str(&nonce), Nonce::as_bytes(&nonce)));
    }
    keep(&(Verifier::from_text(text), State::from_text(text), Nonce::from_text(text)));
    keep(&Challenge::s256(text));
    let secret = black_box(Secret::new(text));
    keep(&(Secret::matches(secret, text), Secret::is_empty(secret), Secret::expose(secret)));
}

pub(super) fn times(text: &str) {
    keep(&parse_rfc3339(text));
    keep(&parse_http_date(text));
    keep(&retry_after(text, black_box(Some(secs(0)))));
    let expiry = Expiry::new(black_box(ms(1)), black_box(Some(2)));
    keep(&(
        expiry.life(black_box(ms(3)), black_box(4)),
        expiry.is_expired(black_box(ms(3)), black_box(4)),
        Expiry::expires_at(expiry),
        expiry.refresh_at(black_box(4)),
    ));
    keep(&UptimeCounter::new().extend(black_box(5)));
    keep(&UptimeCounter::since(black_box(ms(5))).extend(black_box(5)));
    let later = black_box(ms(3)).saturating_add(black_box(Duration::from_millis(7)));
    keep(&(later.as_millis(), Uptime::since(later, black_box(ms(9)))));
    keep(&black_box(secs(3)).as_secs());
    let mut polling = Polling::new(black_box(6), black_box(7), black_box(ms(8)));
    polling.polled(black_box(Polled::SlowDown), black_box(ms(9)));
    keep(&polling.next(black_box(ms(10))));
}
