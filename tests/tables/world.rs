//! What real providers send and want to be sent: the cases of `../shared/vectors/world.json`, by the profiles of
//! `world_profiles.json`, in Rust and in C.

use grantlet_tests::members::{Members, assert_members};
use serde_json::Value;

use crate::setters::Settings;
use crate::world_c::C;
use crate::world_rust::Rust;

/// Why a response is no token.
pub(crate) struct Refused {
    /// The class: `server`, `missing` and the others.
    pub(crate) class: &'static str,
    /// The member at fault.
    pub(crate) member: String,
    /// `error`, `error_description` and `error_number` of the server.
    pub(crate) error: [String; 3],
    pub(crate) ends_grant: bool,
    /// Whether the poll of a device goes on as before.
    pub(crate) is_pending: bool,
}

pub(crate) struct Written {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: String,
    pub(crate) body: String,
}

/// A grant to ask with.
pub(crate) enum Grant<'t> {
    Refresh(&'t str),
    Extension(&'t str),
    Code { code: &'t str, redirect_uri: &'t str },
}

pub(crate) type Params<'t> = Vec<(&'t str, &'t str)>;

/// A client of one language, whose `state` is `s1` and whose `code_verifier` is [`VERIFIER`].
pub(crate) trait Language {
    fn new(settings: &Settings, client_id: &'static str, base_url: &'static str) -> Self;
    /// Whether the profile's lists are without a fault.
    fn is_valid(&self) -> bool;
    fn token(&self, status: u16, body: &mut [u8]) -> Result<Members, Refused>;
    /// Reads a response to a login that asked for an `id_token` alone, as that.
    fn id_token(&self, status: u16, body: &mut [u8]) -> Result<String, Refused>;
    /// Reads the response to a revocation.
    fn revoked(&self, status: u16, body: &mut [u8]) -> Result<(), Refused>;
    fn device(&self, status: u16, body: &mut [u8]) -> Members;
    fn request(&self, grant: &Grant<'_>, params: &Params<'_>) -> Written;
    fn url(&self, redirect_uri: &str, scope: &str, params: &Params<'_>) -> String;
    /// The code of a callback.
    fn callback(&self, redirect_uri: &str, in_fragment: bool, url: &str) -> Option<String>;
    /// Where the code of a callback is exchanged.
    fn token_endpoint(&self, url: &str) -> String;
}

pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const REDIRECT_URI: &str = "https://app.example/cb";

pub(crate) fn table() -> Value {
    serde_json::from_str(include_str!("world_profiles.json")).unwrap()
}

/// The settings of a row, and those of every row that it does not have itself.
pub(crate) fn settings(table: &Value, row: &Value) -> Settings {
    let mut settings = table["common"].as_object().unwrap().clone();
    settings.extend(row["settings"].as_object().unwrap().clone());
    settings
}

fn run<L: Language>() {
    let Some(world) = grantlet_tests::shared_json("vectors/world.json") else { return };
    let table = table();
    let (mut read, mut open) = (0, Vec::new());
    for case in world["cases"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        let row = &table["cases"][id];
        assert_ne!(row.is_null(), table["open"][id].is_null(), "{id} is in one of both lists");
        if row.is_null() {
            open.push(id);
            continue;
        }
        let client_id = row["client_id"].as_str().unwrap_or("CID").to_owned().leak();
        let base_url = row["base_url"].as_str().unwrap_or_default().to_owned().leak();
        let client = L::new(&settings(&table, row), client_id, base_url);
        assert!(client.is_valid(), "{id}");
        let trial = Trial { id, case, row, expected: &case["expect"] };
        match trial.case["kind"].as_str().unwrap() {
            "token_response" | "device_poll" => trial.token(&client),
            "device_authorization" => trial.device(&client),
            "token_request" => trial.request(&client),
            "authorization_url" => trial.url(&client),
            "login" => trial.login(&client),
            "callback" => trial.callback(&client),
            kind => panic!("{id}: {kind}"),
        }
        read += 1;
    }
    println!("{read} cases; not yet: {}", open.join(" "));
    assert_eq!(read, table["cases"].as_object().unwrap().len());
}

#[test]
fn the_cases_of_real_providers_are_as_expected_in_rust() {
    run::<Rust>();
}

#[test]
fn the_cases_of_real_providers_are_as_expected_in_c() {
    run::<C>();
}

struct Trial<'t> {
    id: &'t str,
    case: &'t Value,
    row: &'t Value,
    expected: &'t Value,
}

impl<'t> Trial<'t> {
    fn expected(&self) -> impl Iterator<Item = (&'t str, &'t Value)> {
        let expected = self.expected.as_object().unwrap().iter();
        expected.map(|(name, value)| (name.as_str(), value))
    }

    fn given(&self, name: &str) -> &'t str {
        self.case["given"][name].as_str().unwrap_or_default()
    }

    fn params(&self) -> Params<'t> {
        let rows = self.case["given"]["params"].as_array().map(Vec::as_slice).unwrap_or_default();
        rows.iter().map(|row| (row[0].as_str().unwrap(), row[1].as_str().unwrap())).collect()
    }

    /// The status and the body: a text as it was sent, or a document.
    fn response(&self) -> (u16, Vec<u8>) {
        let from = if self.case["given"].is_null() { self.case } else { &self.case["given"] };
        let body = &from["body"];
        let body = body.as_str().map_or_else(|| body.to_string(), str::to_owned);
        (u16::try_from(from["status"].as_u64().unwrap_or(200)).unwrap(), body.into_bytes())
    }

    fn token(&self, client: &impl Language) {
        let (status, mut body) = self.response();
        if self.row["id_token_only"] == true {
            assert_eq!(self.expected["verdict"], "id_token_only", "{}", self.id);
            let refused = client.token(status, &mut body.clone()).err();
            assert!(refused.is_some_and(|refused| refused.class == "missing"), "{}", self.id);
            let id_token = client.id_token(status, &mut body).ok();
            assert_eq!(id_token.as_deref(), Some("e30.e30.c2ln"), "{}", self.id);
            return;
        }
        match client.token(status, &mut body) {
            Ok(token) => {
                assert_eq!(self.expected["verdict"], "token", "{}", self.id);
                assert_members(&token, self.expected, self.id);
            }
            Err(refused) => self.refused(&refused),
        }
    }

    fn refused(&self, found: &Refused) {
        let [error, description, number] = &found.error;
        for (name, value) in self.expected() {
            let found: Value = match name {
                "verdict" if value == "pending" && found.is_pending => "pending".into(),
                "verdict" => found.class.into(),
                "error" => error.as_str().into(),
                "error_description" => description.as_str().into(),
                "error_number" => number.as_str().into(),
                "ends_grant" => found.ends_grant.into(),
                _ => panic!("{}: {name}", self.id),
            };
            assert_eq!(&found, value, "{}: {name}", self.id);
        }
    }

    fn device(&self, client: &impl Language) {
        let (status, mut body) = self.response();
        assert_members(&client.device(status, &mut body), self.expected, self.id);
    }

    fn request(&self, client: &impl Language) {
        let grant = match (self.given("grant"), self.given("grant_type")) {
            ("", "") => Grant::Refresh("rt"),
            ("refresh", _) => Grant::Refresh(self.given("access_token")),
            (_, grant_type) => Grant::Extension(grant_type),
        };
        let written = client.request(&grant, &self.params());
        // The client's id is between the type and the caller's parameters.
        let body = written.body.replacen("&client_id=CID", "", 1);
        for (name, value) in self.expected() {
            let value = value.as_str().unwrap();
            let is_so = match name {
                "body_has" => body.contains(value),
                "method" => written.method == value,
                "url" => written.url == value,
                // A field, or its value.
                "header" => written.headers.lines().any(|line| {
                    line == value || line.split_once(": ").is_some_and(|(_, found)| found == value)
                }),
                _ => panic!("{}: {name}", self.id),
            };
            assert!(is_so, "{}: {name}", self.id);
        }
    }

    fn url(&self, client: &impl Language) {
        let scope = self.case["given"]["scope"].as_array().map(Vec::as_slice).unwrap_or_default();
        let scope: Vec<_> = scope.iter().map(|token| token.as_str().unwrap()).collect();
        let url = client.url(REDIRECT_URI, &scope.join(" "), &self.params());
        for (name, value) in self.expected() {
            let value = value.as_str().unwrap();
            let is_so = match name {
                "url_has" => url.contains(value),
                "url_has_not" => !url.contains(value),
                "url_ends" => url.ends_with(value),
                _ => panic!("{}: {name}", self.id),
            };
            assert!(is_so, "{}: {name}: {url}", self.id);
        }
    }

    /// A login: its URL, the callback, and the exchange.
    fn login(&self, client: &impl Language) {
        let redirect_uri = match self.given("redirect_uri") {
            "" => REDIRECT_URI,
            given => given,
        };
        let url = client.url(redirect_uri, "", &self.params());
        let code = match self.given("callback") {
            "" => "c1".to_owned(),
            callback => {
                let returned_to = callback.split('?').next().unwrap();
                client.callback(returned_to, false, callback).unwrap()
            }
        };
        let exchange = Grant::Code { code: &code, redirect_uri };
        let body = client.request(&exchange, &self.params()).body;
        for text in [&url, &body] {
            // The name of a redirect_uri needs no encoding, and a URL of this host is not in it.
            let is_named = redirect_uri == REDIRECT_URI
                || text.contains(&format!("&redirect_uri={redirect_uri}&"));
            assert!(is_named, "{}: {text}", self.id);
        }
        for (name, value) in self.expected() {
            let value = value.as_str().unwrap();
            match name {
                "both_have" => assert!(url.contains(value) && body.contains(value), "{url} {body}"),
                "code" => assert_eq!(code, value, "{}", self.id),
                _ => panic!("{}: {name}", self.id),
            }
        }
    }

    fn callback(&self, client: &impl Language) {
        let in_fragment = self.row["response_mode"] == "fragment";
        for hostile in self.case["given"]["callbacks"].as_array().into_iter().flatten() {
            let url = hostile.as_str().unwrap();
            assert_eq!(client.callback(REDIRECT_URI, in_fragment, url), None, "{}", self.id);
        }
        let code = client.callback(REDIRECT_URI, in_fragment, self.given("callback"));
        for (name, value) in self.expected() {
            match name {
                "code" => assert_eq!(code.as_deref(), value.as_str(), "{}", self.id),
                "token_endpoint" => {
                    assert!(code.is_some(), "{}", self.id);
                    assert_eq!(
                        &client.token_endpoint(self.given("callback")),
                        value,
                        "{}",
                        self.id
                    );
                }
                "verdict" => assert!(code.is_none(), "{}", self.id),
                _ => panic!("{}: {name}", self.id),
            }
        }
    }
}
