//! The lower layer: by places, each function says and writes what that of the same name does.

use std::path::PathBuf;

use grantlet::places::{self, Answer, Answered, Place, Refusal, RequestPlaces};
use grantlet::providers::{BOLD, BOLDSIGN, BOLT, DATA_ENVELOPE, JSON_BODY};
use grantlet::{
    Authorize, Callback, Challenge, Client, ClientAuth, ErrorText, Expect, Extra, Flow, FormPairs,
    Grant, Issuer, Profile, RequestBody, RequestError, Revoke, Scope, Secret, ServerError,
    TokenError, TokenResponse, TokenType, Value, bearer, callback, device_authorization_request,
    encode_form, request, response, revocation,
};
use grantlet_tests::{shared, shared_json};
use proptest::prelude::*;

use crate::buffer::{Written, all, exact_at_every_length, needed};
use crate::callback::{EXPECT, ISS};
use crate::response::{body_of, member};

const LAX: Profile<'_> = Profile::RFC6749
    .extra("x tenant code a b c d e ninth")
    .token_types("mac DPoP")
    .bearer_by_default(true)
    .scope_separator(b',')
    .ends_on("gone\ninvalid_request=d");
const SHAPED: Profile<'_> =
    DATA_ENVELOPE.extra("x").errors("code message,error/code message x,error/reason text");

const PROFILES: [Profile<'static>; 8] =
    [Profile::RFC6749, BOLD, BOLT, BOLDSIGN, JSON_BODY, DATA_ENVELOPE, LAX, SHAPED];

/// A member of an answer by its index: its kind, and the text at its place.
fn at<'b>(answer: &Answer, index: usize, body: &'b [u8]) -> (u8, &'b str) {
    let text = std::str::from_utf8(answer.members.places[index].of(body)).expect("UTF-8");
    (answer.members.kinds[index], text)
}

/// The text of a string that is there and not empty.
fn text<'b>(answer: &Answer, index: usize, body: &'b [u8]) -> Option<&'b str> {
    Some(at(answer, index, body).1).filter(|text| !text.is_empty())
}

/// What stands in the places is the token.
fn assert_token(answer: &Answer, body: &[u8], token: &TokenResponse<'_>) {
    let text = |index| text(answer, index, body);
    assert_eq!(text(Answer::ACCESS_TOKEN), Some(token.access_token.expose()));
    assert_eq!(text(Answer::REFRESH_TOKEN), token.refresh_token.map(Secret::expose));
    assert_eq!(text(Answer::ID_TOKEN), token.id_token.map(Secret::expose));
    assert_eq!(text(Answer::SCOPE), token.scope.map(Scope::as_str));
    match token.token_type {
        TokenType::Other(other) => assert_eq!(text(Answer::TOKEN_TYPE), Some(other)),
        TokenType::Bearer => {
            let sent = text(Answer::TOKEN_TYPE);
            assert!(sent.is_none_or(|sent| sent.eq_ignore_ascii_case("Bearer")), "{sent:?}");
        }
    }
    let lifetime = answer.expires_in_known.then_some(answer.expires_in);
    assert_eq!(lifetime, token.expires_in);
    assert_eq!(answer.members.kinds[Answer::ERROR], 0);
    assert_eq!(answer.members.kinds[Answer::ERROR_NUMBER], 0);
    assert_extra(answer, body, token.extra);
}

fn assert_extra(answer: &Answer, body: &[u8], extra: Extra<'_>) {
    for index in 0..8 {
        let (kind, written) = at(answer, Answer::EXTRA + index, body);
        let found = match kind {
            0 => None,
            b'"' | b'\\' => Some(Value::Text(written)),
            b'-' | b'0'..=b'9' => Some(Value::Number(written)),
            b't' | b'f' => Some(Value::Bool(written == "true")),
            _ => Some(Value::Raw(written)),
        };
        assert!(found == extra.get(index), "{index}: {written}");
    }
}

/// What stands in the places is the server's error. An `error_uri` that could be opened by mistake
/// is told by places alone.
fn assert_error(answer: &Answer, body: &[u8], error: &ServerError<'_>) {
    let (kind, written) = at(answer, Answer::ERROR, body);
    assert_eq!((kind != 0).then_some(written), error.error.map(ErrorText::as_str));
    for (index, expected) in [
        (Answer::ERROR_DESCRIPTION, error.error_description),
        (Answer::ERROR_NUMBER, error.error_number),
    ] {
        assert_eq!(text(answer, index, body), expected.map(ErrorText::as_str));
    }
    if let Some(uri) = error.error_uri {
        assert_eq!(text(answer, Answer::ERROR_URI, body), Some(uri.as_str()));
    }
    assert!((Answer::EXTRA..17).all(|index| answer.members.kinds[index] == 0));
}

/// The same verdict on a body, and the same texts; the body is left the same.
#[track_caller]
fn assert_same_answer(profile: &Profile<'_>, status: u16, before: &[u8]) {
    let (mut left, mut right) = (before.to_vec(), before.to_vec());
    // What an earlier answer left is overwritten.
    let mut answer = Answer { expires_in: 7, expires_in_known: true, ..Answer::default() };
    answer.members.places.fill(Place { start: 1, end: 3 });
    answer.members.kinds.fill(b'"');
    let told = places::response(profile, status, &mut left, &mut answer);
    let shown = before.escape_ascii().to_string();
    match (told, response(profile, status, &mut right)) {
        (Ok(()), Ok(token)) => assert_token(&answer, &left, &token),
        (Err(Refusal::Server { ends_grant }), Err(TokenError::Server { status: kept, error })) => {
            assert_eq!((kept, ends_grant), (status, error.ends_grant()), "{shown}");
            assert_error(&answer, &left, &error);
        }
        (Err(refusal), Err(error)) => {
            let expected = match error.without_text() {
                TokenError::Status(kept) => {
                    assert_eq!(kept, status);
                    Refusal::Status
                }
                TokenError::Json(error) => Refusal::Json(error),
                TokenError::Duplicate(member) => Refusal::Duplicate(member),
                TokenError::Type(member) => Refusal::Type(member),
                TokenError::Missing(member) => Refusal::Missing(member),
                TokenError::Chars(member) => Refusal::Chars(member),
                TokenError::TokenType => Refusal::TokenType,
                other => panic!("{shown}: {other:?}"),
            };
            assert_eq!(refusal, expected, "{shown}");
            assert!(left == before, "{shown}");
        }
        (told, other) => panic!("{shown}: {told:?}, {other:?}"),
    }
    assert!(left == right, "{shown}");
}

/// The recorded answers, `JSONTestSuite` alone and as a member, and answers of each provider's.
fn bodies() -> Vec<Vec<u8>> {
    let mut bodies: Vec<Vec<u8>> = [
        r#"{"access_token":"a\u0074","token_type":"b\u0045arer","scope":["a","\u0062"],"x":"\/"}"#,
        r#"{"access_token":"at","token_type":"Bearer","scope":[],"account_id":50,"tenant":[1,"\n"]}"#,
        r#"{"access_token":"at","token_type":"DPoP","expires_in":"0\u0031","a":true,"b":false,"c":{}}"#,
        r#"{"access_token":"at","expires_in":3.6e3,"e":-1.5,"ninth":9,"d":"","refresh_token":"r"}"#,
        r#"{"data":{"access_token":"at","token_type":"Bearer","id_token":"a.b.\u0063"}}"#,
        r#"{"data":"{\"access_token\":\"a\\u0074\",\"token_type\":\"Bearer\",\"x\":\"\\n\"}"}"#,
        r#"{"data":7}"#,
        r#"{"data":"","data":""}"#,
        r#"{"error":"","error_description":""}"#,
        r#"{"error":"invalid\u005fgrant","error_description":"d","error_uri":"https://as.example"}"#,
        r#"{"error":"invalid_request","error_description":"InvalidGrantCode","error_uri":"x:"}"#,
        r#"{"error":"gone","access_token":"at","token_type":"Bearer","x":"x"}"#,
        r#"{"error":{"code":401,"message":"\u006eo","x":"1"},"error_description":"another's"}"#,
        r#"{"error":"{\"reason\":\"r\",\"text\":\"\\u0074\"}"}"#,
        r#"{"error":"{\"reason\":{}}"}"#,
        r#"{"error":true,"code":"E1"}"#,
        r#"{"code":"E\u0031","message":"m","text":"t","errorId":"id","data":"{\"a\":\"\\u0062\"}"}"#,
        "",
        "\u{feff}{}",
    ]
    .map(|body| body.as_bytes().to_vec())
    .into();
    if let Some(file) = shared_json("vectors/token-responses.json") {
        bodies.extend(file["cases"].as_array().unwrap().iter().map(body_of));
    }
    for folder in ["test_parsing", "test_transform"] {
        let Some(folder) = shared(&format!("vectors/json-test-suite/{folder}")) else { continue };
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        for text in files.map(|path: PathBuf| std::fs::read(path).unwrap()) {
            let start = br#"{"access_token":"t","token_type":"Bearer","x":"#;
            bodies.push([start, &*text, b"}"].concat());
            bodies.push(text);
        }
    }
    bodies
}

#[test]
fn every_vector_has_the_same_verdict_and_the_same_texts_by_places() {
    let bodies = bodies();
    let whole = shared("vectors/token-responses.json").is_some();
    assert!(!whole || bodies.len() > 700, "{}", bodies.len());
    for before in &bodies {
        // The longest of them are about length, which no profile changes.
        let profiles = if before.len() > 10_000 { &PROFILES[..1] } else { &PROFILES[..] };
        for profile in profiles {
            for status in [200, 400, 503] {
                assert_same_answer(profile, status, before);
            }
        }
    }
}

/// An address has the same verdict, and the same texts in its places.
#[track_caller]
fn assert_same_callback(profile: &Profile<'_>, expect: &Expect<'_>, url: &str) {
    let (mut left, mut right) = (url.as_bytes().to_vec(), url.as_bytes().to_vec());
    let mut answer = Answer { expires_in: 7, expires_in_known: true, ..Answer::default() };
    answer.members.kinds.fill(b'"');
    let told = places::callback(profile, expect, &mut left, &mut answer);
    match (told, callback(profile, expect, &mut right)) {
        (Ok(Answered::Code(place)), Ok(Callback::Code(code))) => {
            assert_eq!(place.of(&left), code.expose().as_bytes(), "{url}");
        }
        (Ok(Answered::Token), Ok(Callback::Token(token))) => assert_token(&answer, &left, &token),
        (Ok(Answered::Denied), Ok(Callback::Denied(error))) => {
            assert!(!error.ends_grant());
            let description = answer.members.places[Answer::ERROR_DESCRIPTION].of(&left);
            if std::str::from_utf8(description).is_ok() {
                assert_error(&answer, &left, &error);
            } else {
                // As text it is shown as far as it is UTF-8.
                let shown = error.error_description.map_or("", ErrorText::as_str);
                assert!(description.starts_with(shown.as_bytes()), "{url}");
            }
        }
        (Err(class), Err(error)) => {
            assert_eq!(class, error.class, "{url}");
            assert_eq!(left, url.as_bytes());
        }
        (told, other) => panic!("{url}: {told:?}, {other:?}"),
    }
    assert_eq!(left, right, "{url}");
}

#[test]
fn every_address_has_the_same_verdict_and_the_same_texts_by_places() {
    let base = "https://c.example/cb";
    let token = format!("access_token=a%74&token_type=bearer&state=S&{ISS}");
    let mut urls: Vec<String> = [
        format!("?code=a%2Fb+c&state=S&{ISS}"),
        format!("?code=C&state=%53&{ISS}&error_description=%FF"),
        format!("?error=e%20f&error_description=d%C3%A9+%F0%9F%98%80&state=S&{ISS}"),
        format!("?error=e&error_description=d%FFx&error_uri=https://as.example/e&state=S&{ISS}"),
        format!("?error=e&error_uri=javascript:x&state=S&{ISS}"),
        format!("?error=e&code=C&state=S&{ISS}"),
        format!("#{token}&expires_in=3600&scope=a%2Cb+c&id_token=a.b.c"),
        format!("#{token}&expires_in=x&scope="),
        format!("#{token}&refresh_token=r"),
        format!("#{}", token.replace("bearer", "DPoP")),
        format!("#{}", token.replace("token_type=bearer&", "")),
        format!("?{ISS}#access_token=T&token_type=Bearer&state=S"),
        format!("?state=S&state=S&code=C&{ISS}"),
        String::new(),
    ]
    .map(|rest| format!("{base}{rest}"))
    .into();
    if let Some(file) = shared_json("vectors/callbacks.json") {
        let cases = file["cases"].as_array().unwrap();
        urls.extend(cases.iter().map(|case| case["url"].as_str().unwrap().to_owned()));
    }
    let issuer = "https://as.example";
    let (mut met, mut tried) = ([false; 4], 0);
    for url in &urls {
        for flow in [Flow::Code, Flow::Implicit] {
            for issuer in [
                Issuer::Required(issuer),
                Issuer::IfPresent(issuer),
                Issuer::Refused,
                Issuer::Ignored,
            ] {
                for profile in [Profile::RFC6749, LAX] {
                    let mut expect = Expect { issuer, flow, ..EXPECT };
                    assert_same_callback(&profile, &expect, url);
                    // The recorded ones are of another address and another state.
                    (expect.redirect_uri, expect.state) = ("https://client.example/cb", "xyz");
                    assert_same_callback(&profile, &expect, url);
                    let expect = Expect { issuer, flow, ..EXPECT };
                    met[match callback(&profile, &expect, &mut url.clone().into_bytes()) {
                        Ok(Callback::Code(_)) => 0,
                        Ok(Callback::Token(_)) => 1,
                        Ok(Callback::Denied(_)) => 2,
                        Err(_) => 3,
                    }] = true;
                    tried += 1;
                }
            }
        }
    }
    assert!(met == [true; 4] && tried > 200, "{met:?} {tried}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(grantlet_tests::cases(3000)))]

    #[test]
    fn any_answer_is_the_same_by_places(
        members in prop::collection::vec(member(), 0..7),
        status in prop::sample::select(vec![200, 400, 503]),
        profile in 0..PROFILES.len(),
    ) {
        let before = format!("{{{}}}", members.join(","));
        assert_same_answer(&PROFILES[profile], status, before.as_bytes());
    }
}

/// All that a profile can ask of a request.
fn profiles() -> Vec<Profile<'static>> {
    let plain = Profile::RFC6749
        .token_endpoint("/token?v=1")
        .revocation_endpoint("/revoke")
        .device_authorization_endpoint("/device")
        .authorization_endpoint("/authorize");
    let bent = plain
        .order("client_secret scope token grant_type")
        .rename("client_id=clientId refresh_token=\u{fc} scope=s")
        .headers("X-Key=client_secret X-Id=client_id")
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

/// What stands at the places of a request, which follow each other.
fn cut(places: Result<RequestPlaces, RequestError>, buffer: &[u8]) -> Written {
    let RequestPlaces { url, headers, body } = places.map_err(needed)?;
    assert_eq!((url.start, url.end, headers.end), (0, headers.start, body.start));
    let parts = [url, headers, body].map(|place| place.of(buffer));
    Ok(String::from_utf8(parts.concat()).expect("UTF-8"))
}

/// The same bytes, the same length that is needed, and the same zeros where it is not there.
fn assert_same_request(
    name: &str,
    by_places: impl Fn(&mut [u8]) -> Result<RequestPlaces, RequestError>,
    by_text: impl Fn(&mut [u8]) -> Written,
) {
    let write = |buffer: &mut [u8]| cut(by_places(buffer), buffer);
    exact_at_every_length(name, write);
    let length = by_text(&mut []).unwrap_err();
    let (mut left, mut right) = (vec![0; length], vec![0; length]);
    assert_eq!(write(&mut left), by_text(&mut right), "{name}");
    assert_eq!(left, right, "{name}");
}

#[test]
fn every_request_is_the_same_by_places_in_a_buffer_of_every_length() {
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
            Client::public("https://as.example", "id"),
            Client::confidential("https://as.example/", "id", Secret::new("s+s")),
        ] {
            for grant in &grants {
                let mut buffer = [0; 1024];
                // Where it is refused it is refused for the same.
                if let Err(refused) = request(&profile, &client, grant, &mut buffer) {
                    let told = places::request(&profile, &client, grant, &mut buffer);
                    assert_eq!(told.unwrap_err(), refused);
                    continue;
                }
                written += 1;
                assert_same_request(
                    "request",
                    |b| places::request(&profile, &client, grant, b),
                    |b| all(request(&profile, &client, grant, b)),
                );
            }
            if request(&profile, &client, &grants[2], &mut [0; 1024]).is_err() {
                continue;
            }
            let refresh = Grant::refresh_token(secret);
            assert_same_request(
                "refresh_request",
                |b| places::refresh_request(&profile, &client, secret, b),
                |b| all(request(&profile, &client, &refresh, b)),
            );
            for revoke in [Revoke::AccessToken(secret), Revoke::RefreshToken(secret)] {
                assert_same_request(
                    "revocation",
                    |b| places::revocation(&profile, &client, revoke, b),
                    |b| all(revocation(&profile, &client, revoke, b)),
                );
            }
            for scope in ["", "a", "a b"] {
                assert_same_request(
                    "device_authorization_request",
                    |b| places::device_authorization_request(&profile, &client, scope, b),
                    |b| all(device_authorization_request(&profile, &client, scope, b)),
                );
            }
        }
    }
    assert!(written > 100, "{written}");
}

/// Each mistake is told as by the function of the same name, and leaves no secret.
#[test]
fn a_request_that_is_refused_is_refused_for_the_same_by_places() {
    const SECRET: &str = "sesame-0123456789";
    let secret = Secret::new(SECRET);
    let mut refused = 0;
    for profile in profiles().into_iter().chain([
        Profile::RFC6749,
        Profile::RFC6749.token_endpoint("http://localhost/token"),
        Profile::RFC6749.token_endpoint("/t").headers("X-Key=client_secret Host=client_id"),
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
                Client::public(base_url, id),
                Client::confidential(base_url, id, secret),
                Client::confidential(base_url, id, Secret::new("")),
            ] {
                for token in [secret, Secret::new("")] {
                    let grant = Grant::refresh_token(token);
                    let (mut left, mut middle, mut right) = ([0; 1024], [0; 1024], [0; 1024]);
                    let expected = request(&profile, &client, &grant, &mut right).err();
                    let told = places::request(&profile, &client, &grant, &mut left).err();
                    assert_eq!(told, expected);
                    let told = places::refresh_request(&profile, &client, token, &mut middle).err();
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
fn a_text_is_told_by_its_length() {
    let write = |written: Result<usize, RequestError>, buffer: &[u8]| {
        let length = written.map_err(needed)?;
        Ok(String::from_utf8(buffer[..length].to_vec()).expect("UTF-8"))
    };
    let token = Secret::new("9c273f53");
    exact_at_every_length("bearer", |b| write(places::bearer(token, b), b));
    let mut buffer = [0; 32];
    let length = places::bearer(token, &mut buffer).unwrap();
    assert_eq!(buffer[..length], *bearer(token, &mut [0; 32]).unwrap().as_bytes());
    for refused in ["", "a b", "\u{e9}"] {
        let expected = bearer(Secret::new(refused), &mut [0; 32]).unwrap_err();
        assert_eq!(places::bearer(Secret::new(refused), &mut buffer).unwrap_err(), expected);
    }
    let challenge = Challenge::s256(&"v".repeat(43)).unwrap();
    let client = Client::public("https://as.example", "i d");
    let url = Authorize::code("https://c.example/cb", "s &", &challenge).scope("a b");
    for profile in profiles() {
        exact_at_every_length("write_len", |b| write(url.write_len(&profile, &client, b), b));
        let mut buffer = [0; 512];
        let length = url.write_len(&profile, &client, &mut buffer).unwrap();
        let expected = url.write(&profile, &client, &mut [0; 512]).map(ToOwned::to_owned);
        assert_eq!(buffer[..length], *expected.unwrap().as_bytes());
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
        let client = Client::confidential("https://as.example", id, Secret::new(secret));
        for (auth, verbatim) in [(ClientAuth::BASIC, false), (ClientAuth::BASIC_VERBATIM, true)] {
            let mut buffer = [0; 1024];
            let profile = profile.client_auth(auth);
            let post = request(&profile, &client, &Grant::client_credentials(), &mut buffer);
            let mut header = [0; 256];
            match places::basic(&client, verbatim, &mut header) {
                Ok(length) => {
                    let shown = std::str::from_utf8(&header[..length]).unwrap();
                    let field = ("Authorization", shown);
                    assert!(post.unwrap().headers.iter().any(|header| header == field), "{shown}");
                    exact_at_every_length("basic", |b| {
                        let length = places::basic(&client, verbatim, b).map_err(needed)?;
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
    let public = Client::public("https://as.example", "id");
    let refused = places::basic(&public, false, &mut [0; 64]).unwrap_err();
    assert_eq!(refused, RequestError::Missing(grantlet::Member::ClientSecret));
}

#[test]
fn a_form_is_written_and_read_pair_by_pair() {
    let rows: [&[(&str, &str)]; 4] =
        [&[], &[("", "")], &[("a", "b c")], &[("\u{fc}", "\u{1f600}"), ("", ""), ("&", "*-._~")]];
    for pairs in rows {
        let write = |buffer: &mut [u8]| {
            let mut form = places::FormWriter::new(buffer);
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

#[test]
fn a_place_outside_of_its_buffer_holds_nothing() {
    let place = |start, end| Place { start, end };
    let rows: [(Place, &[u8], bool); 7] = [
        (place(0, 3), b"abc", false),
        (place(1, 2), b"b", false),
        (place(3, 3), b"", true),
        (place(2, 1), b"", true),
        (place(0, 4), b"", false),
        (place(usize::MAX, 0), b"", true),
        (place(0, usize::MAX), b"", false),
    ];
    for (place, expected, empty) in rows {
        assert_eq!((place.of(b"abc"), place.is_empty()), (expected, empty), "{place:?}");
    }
    assert!(Place::default().is_empty());
}
