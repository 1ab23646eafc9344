//! What a key signs, the requests around it, and signatures that are verified.

use core::hint::black_box;

use grantlet::{
    ACCESS_TOKEN_TYPE, Algorithm, AuthChallenge, Client, ClientAssertion, DpopNonce, DpopProof,
    ExpectIdToken, Introspection, Profile, PublicKey, PushedRequest, Registration, RequestObject,
    Secret, TokenError, TokenExchange, UnsignedJws, assertion_parameters, engine,
    protected_resource, protected_resource_url, signing_key, unverified_id_token,
};

use super::{keep, say, secs};

/// The algorithm of a key is not known when this is compiled.
fn algorithms() -> [Algorithm; 5] {
    black_box([
        Algorithm::Es256,
        Algorithm::Rs256,
        Algorithm::Ps256,
        Algorithm::EdDsa,
        Algorithm::Hs256,
    ])
}

/// Finishes a document in each way.
fn sign<'b>(
    write: impl Fn(&'b mut [u8]) -> Result<UnsignedJws<'b>, grantlet::RequestError>,
    buffers: [&'b mut [u8]; 3],
    bytes: &[u8],
) {
    for (at, buffer) in buffers.into_iter().enumerate() {
        let unsigned = match write(buffer) {
            Ok(unsigned) => unsigned,
            Err(error) => {
                say(&error);
                continue;
            }
        };
        keep(&(
            unsigned.input(),
            unsigned.sha256(),
            Algorithm::as_str(UnsignedJws::algorithm(&unsigned)),
        ));
        let secret = Secret::new(core::str::from_utf8(bytes).unwrap_or_default());
        keep(&match at {
            0 => unsigned.sign(bytes),
            1 => unsigned.sign_der(bytes),
            _ => unsigned.sign_hs256(secret),
        });
    }
}

pub(super) fn written(profile: &Profile<'_>, text: &str, buffer: &mut [u8]) {
    let bytes = black_box(text.as_bytes());
    let point = bytes.first_chunk::<65>().and_then(PublicKey::p256_point);
    let keys = [
        point,
        bytes.first_chunk::<32>().map(PublicKey::ed25519),
        Some(PublicKey::rs256(bytes, bytes)),
        Some(PublicKey::ps256(bytes, bytes)),
    ];
    let mut nonce = DpopNonce::default();
    keep(&nonce.keep(black_box(Some(text))));
    keep(&nonce.keep_bytes(bytes));
    keep(&DpopNonce::as_bytes(&nonce));
    let client = Client::confidential(profile, text, Secret::new(text));
    let mut rooms = [[0u8; 256]; 3];
    for key in keys.into_iter().flatten() {
        keep(&key.thumbprint(buffer));
        let proof = DpopProof::new(key, text, text, text, black_box(secs(1)));
        let proof = DpopProof::nonce(proof, DpopNonce::as_str(&nonce));
        let proof = DpopProof::access_token(proof, Secret::new(text));
        let mut room = [0u8; 256];
        keep(
            &DpopProof::write(&proof, black_box(&mut room)).map(|unsigned| unsigned.input().len()),
        );
        if let Ok(post) = client.refresh(Secret::new(text)).write(buffer) {
            let proof = DpopProof::of_request(key, &post, text, black_box(secs(2)));
            sign(|room| proof.write(room), rooms.each_mut().map(|room| &mut room[..]), bytes);
        }
    }
    for algorithm in algorithms() {
        let assertion =
            ClientAssertion::new(algorithm, text, text, text, black_box(secs(1))).key_id(text);
        let assertion = ClientAssertion::lifetime(assertion, black_box(9));
        sign(
            |room| ClientAssertion::write(&assertion, room),
            rooms.each_mut().map(|room| &mut room[..]),
            bytes,
        );
        let object = RequestObject::new(assertion, text);
        sign(
            |room| RequestObject::write(&object, room),
            rooms.each_mut().map(|room| &mut room[..]),
            bytes,
        );
        keep(&algorithm.signature_len());
    }
    keep(&assertion_parameters(text));
    keep(&client.request_url(text, buffer));
}

/// The same for bindings.
pub(super) fn by_offsets(profile: &Profile<'_>, text: &str, buffer: &mut [u8]) {
    let bytes = black_box(text.as_bytes());
    let (Some(x), Some(y)) = (bytes.first_chunk::<32>(), bytes.last_chunk::<32>()) else { return };
    let key = black_box(PublicKey::p256(x, y));
    keep(&(key.jwk_len(buffer), key.thumbprint_len(buffer)));
    let client = Client::public(profile, text);
    let mut room = [0u8; 256];
    if let Ok(post) = client.refresh(Secret::new(text)).write(buffer) {
        let mut proof = DpopProof::of_request(key, &post, text, black_box(secs(2)));
        keep(&DpopProof::texts(&mut proof).len());
        let len = DpopProof::write(&proof, &mut room).map(|unsigned| unsigned.input_len());
        keep(&len);
    }
    let mut unsigned = UnsignedJws::of_input(algorithms()[0], &mut room, black_box(64));
    keep(&UnsignedJws::sign_len(&mut unsigned, bytes));
    keep(&UnsignedJws::sign_der_len(&mut unsigned, bytes));
    keep(&UnsignedJws::sign_hs256_len(&mut unsigned, bytes));
}

pub(super) fn requests(profile: &Profile<'_>, text: &str, buffer: &mut [u8]) {
    let client = Client::confidential(profile, text, Secret::new(text));
    let token = Secret::new(text);
    let params = [(text, text)];
    let exchange = TokenExchange::new(token, ACCESS_TOKEN_TYPE).actor(token, text);
    let exchange = TokenExchange::params(TokenExchange::scope(exchange, text), &params);
    keep(&TokenExchange::write(&exchange, &client, buffer).map(|post| post.body.len()));
    keep(&exchange.with_grant(|grant| engine::request(&client, grant, buffer)));
    let introspection = Introspection::params(Introspection::new(text, token).hint(text), &params);
    keep(&Introspection::write(&introspection, &client, buffer).map(|post| post.body.len()));
    keep(&Introspection::write_spans(&introspection, &client, buffer));
    let pushed = PushedRequest::params(PushedRequest::new(text, text), &params);
    keep(&PushedRequest::write(&pushed, &client, buffer).map(|post| post.body.len()));
    keep(&PushedRequest::write_spans(&pushed, &client, buffer));
    let redirect_uris = [text];
    let registration = Registration::new(text, &redirect_uris).name(text).auth_method(text);
    let registration = Registration::scope(registration, text).initial_access_token(token);
    let registration = Registration::members(registration, &params);
    keep(&Registration::write(&registration, buffer).map(|post| post.body.len()));
    keep(&Registration::write_spans(&registration, buffer));
    keep(&protected_resource_url(text, buffer));
}

pub(super) fn responses(profile: &Profile<'_>, text: &str, buffer: &mut [u8], body: &mut [u8]) {
    let client = Client::public(profile, text);
    let status = black_box(200);
    match client.pushed(status, body) {
        Ok(pushed) => keep(&client.pushed_url(&pushed, buffer)),
        Err(error) => say(&error),
    }
    match client.introspected(status, body) {
        Ok(found) => {
            keep(&(found.is_active(black_box(secs(3)), black_box(4)), found.scope.contains(text)))
        }
        Err(error) => say(&error),
    }
    match client.userinfo(status, body, text) {
        Ok(user) => keep(&(user.subject, user.name)),
        Err(error) => say(&error),
    }
    match Profile::RFC6749.registered(status, body) {
        Ok(found) => keep(&(found.client_id, found.client_secret, found.secret_expires_at)),
        Err(error) => say(&error),
    }
    match protected_resource(body, text) {
        Ok(found) => keep(&(found.is_served_by(text), found.dpop_required)),
        Err(error) => say(&error),
    }
    if let Some(challenge) = AuthChallenge::of(text, black_box("DPoP")) {
        keep(&(challenge.param(text), challenge.error(), AuthChallenge::scope(&challenge)));
        keep(&AuthChallenge::wants_dpop_nonce(&challenge));
    }
    let mut nonce = DpopNonce::default();
    let token = Profile::token(profile, status, body);
    match token {
        Ok(token) => keep(&token.dpop(buffer)),
        Err(error) => keep(&TokenError::wants_dpop_nonce(&error)),
    }
    keep(&nonce.keep(black_box(None)));
}

pub(super) fn signatures(text: &str, buffer: &mut [u8], body: &mut [u8]) {
    let expect = ExpectIdToken::new(text, text, black_box(secs(1)));
    let mut room = [0u8; 256];
    for algorithm in algorithms() {
        match signing_key(body, algorithm, text) {
            Ok(key) => keep(&(PublicKey::algorithm(&key), PublicKey::numbers(&key))),
            Err(error) => say(&error),
        }
        let unverified = match unverified_id_token(Secret::new(text), &expect, buffer) {
            Ok(unverified) => unverified,
            Err(error) => {
                say(&error);
                continue;
            }
        };
        let verified = unverified.verify(body, algorithm, &mut room, |key, input, signature| {
            black_box(key.algorithm() == algorithm && input.len() > signature.len())
        });
        match verified.or_else(|_| unverified.verify_hs256(Secret::new(text), &mut room)) {
            Ok(verified) => keep(&(verified.issuer, verified.subject, verified.expires_at)),
            Err(error) => say(&error),
        }
    }
}
