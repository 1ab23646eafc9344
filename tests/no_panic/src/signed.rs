//! What a key signs, the requests around it, and signatures that are verified.

use core::hint::black_box;

use grantlet::{
    ACCESS_TOKEN_TYPE, Algorithm, AuthChallenge, Client, ClientAssertion, DpopNonce, DpopProof,
    ExpectIdToken, Introspection, Profile, PublicKey, PushedRequest, Registration, RequestObject,
    Secret, TokenExchange, UnsignedJws, assertion_parameters, protected_resource,
    protected_resource_url, signing_key, unverified_id_token,
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
        keep(&(unsigned.input(), unsigned.sha256(), unsigned.algorithm().as_str()));
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
    let client = Client::confidential(profile, text, Secret::new(text));
    let mut rooms = [[0u8; 256]; 3];
    for key in keys.into_iter().flatten() {
        keep(&key.thumbprint(buffer));
        let proof = DpopProof::new(key, text, text, text, black_box(secs(1)));
        let proof = proof.nonce(nonce.as_str()).access_token(Secret::new(text));
        let mut room = [0u8; 256];
        keep(&proof.write(black_box(&mut room)).map(|unsigned| unsigned.input().len()));
        if let Ok(post) = client.refresh(Secret::new(text)).write(buffer) {
            let proof = DpopProof::of_request(key, &post, text, black_box(secs(2)));
            sign(|room| proof.write(room), rooms.each_mut().map(|room| &mut room[..]), bytes);
        }
    }
    for algorithm in algorithms() {
        let assertion = ClientAssertion::new(algorithm, text, text, text, black_box(secs(1)))
            .key_id(text)
            .lifetime(black_box(9));
        sign(|room| assertion.write(room), rooms.each_mut().map(|room| &mut room[..]), bytes);
        let object = RequestObject::new(assertion, text);
        sign(|room| object.write(room), rooms.each_mut().map(|room| &mut room[..]), bytes);
        keep(&algorithm.signature_len());
    }
    keep(&assertion_parameters(text));
    keep(&client.request_url(text, buffer));
}

pub(super) fn requests(profile: &Profile<'_>, text: &str, buffer: &mut [u8]) {
    let client = Client::confidential(profile, text, Secret::new(text));
    let token = Secret::new(text);
    let params = [(text, text)];
    let exchange = TokenExchange::new(token, ACCESS_TOKEN_TYPE).actor(token, text).scope(text);
    keep(&exchange.params(&params).write(&client, buffer).map(|post| post.body.len()));
    let introspection = Introspection::new(text, token).hint(text).params(&params);
    keep(&introspection.write(&client, buffer).map(|post| post.body.len()));
    let pushed = PushedRequest::new(text, text).params(&params);
    keep(&pushed.write(&client, buffer).map(|post| post.body.len()));
    let redirect_uris = [text];
    let registration = Registration::new(text, &redirect_uris)
        .name(text)
        .auth_method(text)
        .scope(text)
        .initial_access_token(token)
        .members(&params);
    keep(&registration.write(buffer).map(|post| post.body.len()));
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
        keep(&(challenge.param(text), challenge.error(), challenge.scope()));
        keep(&challenge.wants_dpop_nonce());
    }
    let mut nonce = DpopNonce::default();
    let token = profile.token(status, body);
    match token {
        Ok(token) => keep(&token.dpop(buffer)),
        Err(error) => keep(&error.wants_dpop_nonce()),
    }
    keep(&nonce.keep(black_box(None)));
}

pub(super) fn signatures(text: &str, buffer: &mut [u8], body: &mut [u8]) {
    let expect = ExpectIdToken::new(text, text, black_box(secs(1)));
    let mut room = [0u8; 256];
    for algorithm in algorithms() {
        match signing_key(body, algorithm, text) {
            Ok(key) => keep(&key.algorithm()),
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
