//! The lower layer: by offsets, a request is the bytes that it is elsewhere.

use grantlet::HeaderValue;
use grantlet::engine::{self, Credentials, RequestSpans};
use grantlet::{
    Authorize, Challenge, Client, ClientAuth, FormPairs, Grant, Member, Nonce, Profile,
    RequestBody, RequestError, Revoke, Scope, Secret, bearer, encode_form,
};

use crate::buffer::{Written, all, exact_at_every_length, needed};

/// All that a profile can ask of a request.
fn profiles() -> Vec<Profile<'static>> {
    let plain = Profile::RFC6749
        .token_endpoint("/token?v=1")
        .revocation_endpoint("/revoke")
        .device_authorization_endpoint("/device")
        .authorization_endpoint("/authorize");
    let bent = plain
        .order(&["client_secret", "scope", "token", "grant_type"])
        .rename(&[("client_id", "clientId"), ("refresh_token", "\u{fc}"), ("scope", "s")])
        .headers(&[("X-Key", HeaderValue::ClientSecret), ("X-Id", HeaderValue::ClientId)])
        .scope_separator(b',');
    let mut profiles = Vec::new();
    for profile in [plain, bent, bent.send_grant_type(false)] {
        for body in [RequestBody::FORM, RequestBody::JSON] {
            for auth in
                [ClientAuth::NONE, ClientAuth::BODY, ClientAuth::BASIC, ClientAuth::BASIC_VERBATIM]
            {
                profiles.push(profile.request_body(body).client_auth(auth));
            }
        }
    }
    profiles
}

/// The parts of a request, whose spans follow each other.
fn cut(spans: Result<RequestSpans, RequestError>, buffer: &[u8]) -> Written {
    let RequestSpans { url, headers, body } = spans.map_err(needed)?;
    assert_eq!((url.start, url.end, headers.end), (0, headers.start, body.start));
    let parts = [url, headers, body].map(|span| span.of(buffer));
    Ok(String::from_utf8(parts.concat()).expect("UTF-8"))
}

/// The same bytes, the same length that is needed, and the same zeros where it is not there.
fn assert_same_request(
    name: &str,
    by_offsets: impl Fn(&mut [u8]) -> Result<RequestSpans, RequestError>,
    by_text: impl Fn(&mut [u8]) -> Written,
) {
    let write = |buffer: &mut [u8]| cut(by_offsets(buffer), buffer);
    exact_at_every_length(name, write);
    let length = by_text(&mut []).unwrap_err();
    let (mut left, mut right) = (vec![0; length], vec![0; length]);
    assert_eq!(write(&mut left), by_text(&mut right), "{name}");
    assert_eq!(left, right, "{name}");
}

#[test]
fn every_request_is_the_same_by_offsets_in_a_buffer_of_every_length() {
    let verifier = "v".repeat(43);
    let secret = Secret::new("s&s\"\u{fc}");
    let grants = [
        Grant::authorization_code(secret).code_verifier(&verifier).redirect_uri(crate::login::URI),
        Grant::refresh_token(secret).narrow_scope(Scope::new("a b"), "b a"),
        Grant::client_credentials().scope("a b").params(&[("\u{fc}", "x y")]),
        Grant::device_code(secret),
        Grant::other("urn:x").state("s"),
    ];
    let mut written = 0;
    for profile in profiles() {
        for client in [
            Client::public(&Profile::RFC6749, "id").base_url("https://as.example"),
            Client::confidential(&Profile::RFC6749, "id", Secret::new("s+s"))
                .base_url("https://as.example/"),
        ] {
            for grant in &grants {
                let mut buffer = [0; 1024];
                // Where it is refused it is refused for the same.
                if let Err(refused) = client.with_profile(&profile).request(grant, &mut buffer) {
                    let told = engine::request(&client.with_profile(&profile), grant, &mut buffer);
                    assert_eq!(told.unwrap_err(), refused);
                    continue;
                }
                written += 1;
                assert_same_request(
                    "request",
                    |b| engine::request(&client.with_profile(&profile), grant, b),
                    |b| all(client.with_profile(&profile).request(grant, b)),
                );
            }
            if client.with_profile(&profile).request(&grants[2], &mut [0; 1024]).is_err() {
                continue;
            }
            let refresh = Grant::refresh_token(secret);
            assert_same_request(
                "refresh_request",
                |b| engine::refresh_request(&client.with_profile(&profile), secret, b),
                |b| all(client.with_profile(&profile).request(&refresh, b)),
            );
            for revoke in [Revoke::AccessToken(secret), Revoke::RefreshToken(secret)] {
                assert_same_request(
                    "revocation",
                    |b| client.with_profile(&profile).revoke(revoke).write_spans(b),
                    |b| all(client.with_profile(&profile).revoke(revoke).write(b)),
                );
            }
            for scope in ["", "a", "a b"] {
                assert_same_request(
                    "device_authorization_request",
                    |b| {
                        client.with_profile(&profile).authorize_device().scope(scope).write_spans(b)
                    },
                    |b| all(client.with_profile(&profile).authorize_device().scope(scope).write(b)),
                );
            }
        }
    }
    assert!(written > 100, "{written}");
}

/// Each mistake is told as by the function of the same name, and leaves no secret.
#[test]
fn a_request_that_is_refused_is_refused_for_the_same_by_offsets() {
    const SECRET: &str = "sesame-0123456789";
    let secret = Secret::new(SECRET);
    let mut refused = 0;
    for profile in profiles().into_iter().chain([
        Profile::RFC6749,
        Profile::RFC6749.token_endpoint("http://localhost/token"),
        Profile::RFC6749
            .token_endpoint("/t")
            .headers(&[("X-Key", HeaderValue::ClientSecret), ("Host", HeaderValue::ClientId)]),
    ]) {
        for (base_url, id) in [
            ("https://as.example", "id"),
            ("http://as.example", "id"),
            ("http://localhost", "id"),
            ("", "id"),
            ("https://as.example", ""),
            ("https://as.example", "i:d"),
            ("https://as.example", "i\nd"),
        ] {
            for client in [
                Client::public(&Profile::RFC6749, id).base_url(base_url),
                Client::confidential(&Profile::RFC6749, id, secret).base_url(base_url),
                Client::confidential(&Profile::RFC6749, id, Secret::new("")).base_url(base_url),
            ] {
                for token in [secret, Secret::new("")] {
                    let grant = Grant::refresh_token(token);
                    let (mut left, mut middle, mut right) = ([0; 1024], [0; 1024], [0; 1024]);
                    let expected = client.with_profile(&profile).request(&grant, &mut right).err();
                    let told =
                        engine::request(&client.with_profile(&profile), &grant, &mut left).err();
                    assert_eq!(told, expected);
                    let told =
                        engine::refresh_request(&client.with_profile(&profile), token, &mut middle)
                            .err();
                    assert_eq!(told, expected);
                    let Some(error) = expected else { continue };
                    refused += 1;
                    for buffer in [&left, &middle, &right] {
                        let held = buffer.windows(SECRET.len()).any(|at| at == SECRET.as_bytes());
                        assert!(!held, "{error:?} {}", buffer.escape_ascii());
                    }
                }
            }
        }
    }
    assert!(refused > 500, "{refused}");
}

#[test]
fn a_returned_text_has_the_length_that_was_written() {
    let write = |written: Result<usize, RequestError>, buffer: &[u8]| {
        let length = written.map_err(needed)?;
        Ok(String::from_utf8(buffer[..length].to_vec()).expect("UTF-8"))
    };
    let token = Secret::new("9c273f53");
    exact_at_every_length("bearer", |b| write(engine::bearer(token, b), b));
    let mut buffer = [0; 32];
    let length = engine::bearer(token, &mut buffer).unwrap();
    assert_eq!(buffer[..length], *bearer(token, &mut [0; 32]).unwrap().as_bytes());
    for refused in ["", "a b", "\u{e9}"] {
        let expected = bearer(Secret::new(refused), &mut [0; 32]).unwrap_err();
        assert_eq!(engine::bearer(Secret::new(refused), &mut buffer).unwrap_err(), expected);
    }
    let challenge = Challenge::s256(&"v".repeat(43)).unwrap();
    let client = Client::public(&Profile::RFC6749, "i d").base_url("https://as.example");
    let url = Authorize::code("https://c.example/cb", "s &", &challenge).scope("a b");
    for profile in profiles() {
        exact_at_every_length("write_len", |b| {
            write(url.write_len(&client.with_profile(&profile), b), b)
        });
        let mut buffer = [0; 512];
        let length = url.write_len(&client.with_profile(&profile), &mut buffer).unwrap();
        let expected =
            url.write(&client.with_profile(&profile), &mut [0; 512]).map(ToOwned::to_owned);
        assert_eq!(buffer[..length], *expected.unwrap().as_bytes());
    }
}

/// Of a kind and its texts, in the order of the kind's members.
#[test]
fn a_grant_of_a_kind_is_that_of_its_name() {
    use engine::GrantKind;
    let verifier = "v".repeat(43);
    let (secret, uri) = (Secret::new("s&s"), crate::login::URI);
    #[allow(deprecated)]
    let password = Grant::password("u", secret);
    let rows = [
        (
            &GrantKind::AUTHORIZATION_CODE,
            ["s&s", "", uri, &verifier, "st"],
            Grant::authorization_code(secret)
                .redirect_uri(uri)
                .code_verifier(&verifier)
                .state("st"),
        ),
        (&GrantKind::CLIENT_CREDENTIALS, [""; 5], Grant::client_credentials()),
        (&GrantKind::DEVICE_CODE, ["s&s", "", "", "", ""], Grant::device_code(secret)),
        (&GrantKind::PASSWORD, ["u", "s&s", "", "", ""], password),
        (&GrantKind::OTHER, ["urn:x", "", "", "", "st"], Grant::other("urn:x").state("st")),
        // What one of them cannot be without is named, and the same for both.
        (
            &GrantKind::AUTHORIZATION_CODE,
            ["c", "", "", "", ""],
            Grant::authorization_code(Secret::new("c")),
        ),
        (&GrantKind::AUTHORIZATION_CODE, [""; 5], Grant::authorization_code(Secret::new(""))),
        (&GrantKind::DEVICE_CODE, [""; 5], Grant::device_code(Secret::new(""))),
        (&GrantKind::OTHER, [""; 5], Grant::other("")),
    ];
    let client = Client::public(&Profile::RFC6749, "id").base_url("https://as.example");
    for (kind, texts, named) in rows {
        for profile in profiles() {
            let (mut left, mut right) = ([0; 1024], [0; 1024]);
            let of =
                engine::request(&client.with_profile(&profile), &Grant::of(kind, texts), &mut left);
            assert_eq!(
                of,
                engine::request(&client.with_profile(&profile), &named, &mut right),
                "{kind:?}"
            );
            assert_eq!(left, right, "{kind:?}");
        }
    }
    let members = [Member::RedirectUri, Member::CodeVerifier, Member::State];
    let own = |kind: &GrantKind| {
        let [first, second, rest @ ..] = kind.members();
        assert_eq!(rest, members);
        [first, second]
    };
    let none = Member::ExtraParameter;
    assert_eq!(own(&GrantKind::AUTHORIZATION_CODE), [Member::Code, none]);
    assert_eq!(own(&GrantKind::CLIENT_CREDENTIALS), [none, none]);
    assert_eq!(own(&GrantKind::PASSWORD), [Member::Username, Member::Password]);
    assert_eq!(own(&GrantKind::OTHER), [Member::GrantType, none]);
    assert_eq!(own(&GrantKind::REVOCATION), [Member::Token, Member::TokenTypeHint]);
}

/// Of a challenge and a nonce in bytes, as of those that were made here.
#[test]
fn an_authorization_request_by_offsets_is_that_of_its_flow() {
    let challenge = Challenge::s256(&"v".repeat(43)).unwrap();
    let nonce = Nonce::from_entropy(&std::array::from_fn(|at| u8::try_from(at).unwrap())).unwrap();
    let (uri, state) = (crate::login::URI, "s &");
    let (hash, once) = (&challenge.as_bytes()[..], &nonce.as_bytes()[..]);
    let rows = [
        (engine::authorize("code", uri, state, hash, b""), Authorize::code(uri, state, &challenge)),
        (
            engine::authorize("code", uri, state, hash, once),
            Authorize::code(uri, state, &challenge).nonce(&nonce),
        ),
        (engine::authorize("token", uri, state, b"", b""), Authorize::implicit(uri, state)),
        (
            engine::authorize("id_token token", uri, state, b"", once),
            Authorize::implicit_id_token(uri, state, &nonce),
        ),
    ];
    let client = Client::public(&Profile::RFC6749, "i d").base_url("https://as.example");
    for (by_offsets, named) in rows {
        for profile in profiles() {
            for profile in [profile, profile.pkce(false)] {
                let params = [("prompt", "none")];
                let (mut left, mut right) = ([0; 512], [0; 512]);
                let url = by_offsets
                    .scope("openid b")
                    .params(&params)
                    .write(&client.with_profile(&profile), &mut left);
                let expected = named
                    .scope("openid b")
                    .params(&params)
                    .write(&client.with_profile(&profile), &mut right);
                assert_eq!(url.unwrap(), expected.unwrap());
            }
        }
    }
}

/// What a binding shows with: as in the request of a client that shows its secret so.
#[test]
fn basic_is_the_header_of_a_request() {
    let profile = Profile::RFC6749.token_endpoint("/token");
    let mut met = [0; 2];
    for (id, secret) in [
        ("id", "s"),
        ("i d", "p+w/=&% :~"),
        ("\u{e9}", "\u{1f600}"),
        ("i:d", "s"),
        ("", "s"),
        ("id", ""),
    ] {
        let shown = Credentials { id, secret: Some(Secret::new(secret)) };
        for (auth, verbatim) in [(ClientAuth::BASIC, false), (ClientAuth::BASIC_VERBATIM, true)] {
            let mut buffer = [0; 1024];
            let profile = profile.client_auth(auth);
            let client = Client::confidential(&profile, id, Secret::new(secret))
                .base_url("https://as.example");
            let post = client.request(&Grant::client_credentials(), &mut buffer);
            let mut header = [0; 256];
            match engine::basic(&shown, verbatim, &mut header) {
                Ok(length) => {
                    let value = std::str::from_utf8(&header[..length]).unwrap();
                    let field = ("Authorization", value);
                    assert!(post.unwrap().headers.iter().any(|header| header == field), "{value}");
                    exact_at_every_length("basic", |b| {
                        let length = engine::basic(&shown, verbatim, b).map_err(needed)?;
                        Ok(std::str::from_utf8(&b[..length]).unwrap().to_owned())
                    });
                    met[0] += 1;
                }
                Err(refused) => {
                    assert_eq!(post.unwrap_err(), refused);
                    assert!(header.iter().all(|byte| *byte == 0));
                    met[1] += 1;
                }
            }
        }
    }
    assert_eq!(met, [7, 5]);
    let public = Credentials { id: "id", secret: None };
    let refused = engine::basic(&public, false, &mut [0; 64]).unwrap_err();
    assert_eq!(refused, RequestError::Missing(Member::ClientSecret));
}

#[test]
fn a_form_is_written_and_read_pair_by_pair() {
    let rows: [&[(&str, &str)]; 4] =
        [&[], &[("", "")], &[("a", "b c")], &[("\u{fc}", "\u{1f600}"), ("", ""), ("&", "*-._~")]];
    for pairs in rows {
        let write = |buffer: &mut [u8]| {
            let mut form = engine::FormWriter::new(buffer);
            for (name, value) in pairs {
                form.pair(name.as_bytes(), value.as_bytes());
            }
            form.end()
        };
        let (mut left, mut right) = ([0; 128], [0; 128]);
        let whole = encode_form(pairs, &mut right).unwrap();
        let length = write(&mut left).unwrap();
        assert_eq!(left[..length], *whole.as_bytes());
        if length > 0 {
            exact_at_every_length("FormWriter", |b| {
                let length = write(b).map_err(|error| error.needed)?;
                Ok(std::str::from_utf8(&b[..length]).unwrap().to_owned())
            });
        }
        let mut read = FormPairs::new(whole.as_bytes());
        let mut seen = 0;
        assert_eq!(read.rest(), whole.as_bytes());
        while let Some((name, value)) = read.next() {
            for (encoded, expected) in [(name, pairs[seen].0), (value, pairs[seen].1)] {
                let mut buffer = [0; 32];
                let length = encoded.decode_len(&mut buffer).unwrap();
                assert_eq!(buffer[..length], *expected.as_bytes());
                assert_eq!(grantlet::Encoded::new(encoded.as_bytes()), encoded);
            }
            seen += 1;
            // What is left is read as it would have been here.
            assert_eq!(FormPairs::new(read.rest()).count(), pairs.len() - seen);
        }
        assert_eq!((seen, read.rest()), (pairs.len(), &b""[..]));
    }
}
