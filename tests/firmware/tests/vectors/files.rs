//! The files of ../shared/vectors as vectors: all but the examples of the RFCs.

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use grantlet::{CallbackExpectation, Flow, Issuer, Profile};
use grantlet_tests::{expanded, shared, shared_json};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::host;
use crate::vector::Vector;

/// What became of a file.
pub(crate) struct File {
    pub(crate) name: &'static str,
    /// How many cases it has.
    pub(crate) cases: usize,
    /// Cases that no function of the interface is for, each with the reason.
    pub(crate) left_out: Vec<String>,
    pub(crate) vectors: Vec<Vector>,
}

impl File {
    fn of(name: &'static str, cases: usize, vectors: Vec<Vector>) -> Self {
        Self { name, cases, left_out: Vec::new(), vectors }
    }
}

pub(crate) fn text<'a>(of: &'a Value, name: &str) -> Option<&'a str> {
    of[name].as_str()
}

/// Whether a verdict says what a case expects: a line for each member, none for null.
fn agrees(said: &[u8], expected: &Value) -> bool {
    let said = String::from_utf8_lossy(said);
    expected.as_object().into_iter().flatten().all(|(name, value)| {
        let found = said.lines().find_map(|line| line.strip_prefix(&format!("{name}=")));
        match value {
            Value::Null => found.is_none(),
            Value::String(text) => found == Some(text),
            Value::Array(words) => {
                let words: Vec<_> = words.iter().filter_map(Value::as_str).collect();
                found == Some(&words.join(" "))
            }
            other => found == Some(&other.to_string()),
        }
    })
}

/// A response, which Rust reads first.
pub(crate) fn response(
    name: String,
    profile: &Profile<'_>,
    bend: &'static str,
    status: u16,
    body: &[u8],
) -> (Vector, &'static str) {
    let (owed, class) = host::response(profile, status, body);
    (Vector::new(name, "call_response", &[body], owed).bend(bend).number(status.to_string()), class)
}

pub(crate) fn token_responses() -> Option<File> {
    let file = shared_json("vectors/token-responses.json")?;
    let cases = file["cases"].as_array()?;
    let vectors = cases.iter().map(|case| {
        let id = text(case, "id").unwrap();
        let status = u16::try_from(case["status"].as_u64().unwrap()).unwrap();
        let name = format!("token-responses/{id}");
        let body = body_of(case);
        let (vector, class) = response(name, &Profile::RFC6749, "bend_nothing", status, &body);
        assert_eq!(class, text(case, "reject").unwrap_or("accept"), "{id}");
        assert!(agrees(&vector.owed, &case["accept"]), "{id}");
        vector
    });
    Some(File::of("token-responses.json", cases.len(), vectors.collect()))
}

/// The body of a case, which is text, Base64, or a recipe.
fn body_of(case: &Value) -> Vec<u8> {
    if let Some(body) = text(case, "body") {
        return body.as_bytes().to_vec();
    }
    if let Some(base64) = text(case, "body_base64") {
        return Base64::decode_vec(base64).unwrap();
    }
    let part = |name: &str| text(&case["body_gen"], name).unwrap();
    let times = usize::try_from(case["body_gen"]["times"].as_u64().unwrap()).unwrap();
    let middle = part("open").repeat(times) + &part("close").repeat(times);
    [part("prefix"), &middle, part("suffix")].concat().into_bytes()
}

/// C's name for a rule for `iss`, and the issuer that it names.
fn rule(issuer: Issuer<'_>) -> (&'static str, &str) {
    match issuer {
        Issuer::Required(issuer) => ("GRANTLET_ISSUER_REQUIRED", issuer),
        Issuer::IfPresent(issuer) => ("GRANTLET_ISSUER_IF_PRESENT", issuer),
        Issuer::Refused(_) => ("GRANTLET_ISSUER_REFUSED", ""),
        Issuer::Ignored => ("GRANTLET_ISSUER_IGNORED", ""),
    }
}

/// A callback URL, which Rust reads first.
pub(crate) fn callback(
    name: String,
    expect: &CallbackExpectation<'_>,
    address: &str,
) -> (Vector, &'static str) {
    let (owed, class) = host::callback(expect, address);
    let call = match expect.flow {
        Flow::Code | Flow::CodeInFragment => "call_code_callback",
        Flow::Implicit => "call_implicit_callback",
    };
    let (rule, issuer) = rule(expect.issuer);
    let given = [address, expect.redirect_uri, expect.state, issuer].map(str::as_bytes);
    (Vector::new(name, call, &given, owed).number(rule), class)
}

pub(crate) fn callbacks() -> Option<File> {
    let file = shared_json("vectors/callbacks.json")?;
    let cases = file["cases"].as_array()?;
    let expected = |name| text(&file["expected"], name).unwrap();
    let many = json!({
        "id": "many_params",
        "url": "https://c.example/cb?A_REPEAT_300&code=C&state=S&iss=https%3A%2F%2Fas.example",
        "expect": { "code": "C" },
    });
    let vectors = cases.iter().chain([&many]).map(|case| {
        let id = text(case, "id").unwrap();
        let issuer = match text(case, "issuer") {
            None => Issuer::Required(expected("issuer")),
            Some("if_present") => Issuer::IfPresent(expected("issuer")),
            Some(other) => panic!("{id}: {other}"),
        };
        let flow = match text(case, "flow") {
            None => Flow::Code,
            Some("implicit") => Flow::Implicit,
            Some(other) => panic!("{id}: {other}"),
        };
        let (redirect_uri, state) = (expected("redirect_uri"), expected("state"));
        let expect = CallbackExpectation { redirect_uri, state, issuer, flow };
        let address = expanded(text(case, "url").unwrap());
        assert!(!address.contains("A_REPEAT_"), "{id}");
        let (vector, class) = callback(format!("callbacks/{id}"), &expect, &address);
        assert_eq!(class, text(case, "reject").unwrap_or("accept"), "{id}");
        assert!(agrees(&vector.owed, &case["expect"]), "{id}");
        vector
    });
    Some(File::of("callbacks.json", cases.len() + 1, vectors.collect()))
}

/// The files of a folder of `JSONTestSuite`, by name.
fn suite(folder: &str) -> Option<Vec<(String, Vec<u8>)>> {
    let folder = shared(&format!("vectors/json-test-suite/{folder}"))?;
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = paths
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read(path).unwrap())
        })
        .collect();
    files.sort();
    Some(files)
}

/// The text as a member of a response.
fn as_member(text: &[u8]) -> Vec<u8> {
    [br#"{"access_token":"t","token_type":"Bearer","x":"#, text, b"}"].concat()
}

/// Each text as a member that nobody asked for. The `i_` files have the verdict of this machine, on
/// which `tests/unit/json.rs` states each.
pub(crate) fn json_parsing() -> Option<File> {
    let files = suite("test_parsing")?;
    let vectors = files.iter().map(|(name, text)| {
        let body = as_member(text);
        let full = format!("test_parsing/{name}");
        let (vector, class) = response(full, &Profile::RFC6749, "bend_nothing", 200, &body);
        match &name[..2] {
            "y_" => assert_eq!(class, "accept", "{name}"),
            "n_" => assert!(["syntax", "depth"].contains(&class), "{name}"),
            _ => assert_eq!(&name[..2], "i_", "{name}"),
        }
        vector
    });
    Some(File::of("json-test-suite/test_parsing", files.len(), vectors.collect()))
}

/// The one item of each array, or the object, as an extra member.
pub(crate) fn json_transform() -> Option<File> {
    let files = suite("test_transform")?;
    let vectors = files.iter().map(|(name, text)| {
        let text = text.trim_ascii();
        let item = text.strip_prefix(b"[").and_then(|text| text.strip_suffix(b"]"));
        let body = as_member(item.unwrap_or(text));
        let profile = Profile::RFC6749.extra(&["x"]);
        response(format!("test_transform/{name}"), &profile, "bend_extra_x", 200, &body).0
    });
    Some(File::of("json-test-suite/test_transform", files.len(), vectors.collect()))
}

pub(crate) fn form_parser() -> Option<File> {
    let file = shared_json("vectors/wpt-url/urlencoded-parser-data.json")?;
    let cases = file.as_array()?;
    let vectors = cases.iter().enumerate().map(|(index, case)| {
        let texts = case["output"].as_array().unwrap().iter().flat_map(|pair| {
            [&pair[0], &pair[1]].map(|text| format!("0\n{}\n", text.as_str().unwrap()))
        });
        let owed: String = texts.collect();
        let input = text(case, "input").unwrap().as_bytes();
        Vector::new(format!("urlencoded-parser/{index}"), "call_form_pairs", &[input], owed)
    });
    Some(File::of("wpt-url/urlencoded-parser-data.json", cases.len(), vectors.collect()))
}

pub(crate) fn form_serializer() -> Option<File> {
    let file = shared_json("vectors/wpt-url/urlencoded-serializer-data.json")?;
    let cases = file["cases"].as_array()?;
    let vectors = cases.iter().enumerate().map(|(index, case)| {
        let pairs = case["pairs"].as_array().unwrap().iter();
        let texts = pairs.flat_map(|pair| [&pair[0], &pair[1]].map(|text| text.as_str().unwrap()));
        let given: Vec<_> = texts.map(str::as_bytes).collect();
        let owed = format!("0\n{}", text(case, "out").unwrap());
        Vector::new(format!("urlencoded-serializer/{index}"), "call_form", &given, owed)
    });
    Some(File::of("wpt-url/urlencoded-serializer-data.json", cases.len(), vectors.collect()))
}

/// The interface hashes verifiers alone, and no message of NIST's is one. A verifier of each length
/// takes their place, hashed by another build of the hash.
pub(crate) fn challenges() -> File {
    let characters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    let vectors = (43..=128).map(|length| {
        let verifier: Vec<_> =
            characters.iter().cycle().skip(length).take(length).copied().collect();
        let challenge = Base64UrlUnpadded::encode_string(&Sha256::digest(&verifier));
        let owed = format!("0\n{challenge}");
        Vector::new(format!("challenge/{length}"), "call_challenge", &[&verifier], owed)
    });
    File::of("a code_verifier of each length", 86, vectors.collect())
}
