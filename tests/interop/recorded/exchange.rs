//! A recording as it lies in `../shared/fixtures`.

use grantlet::{Issuer, Metadata, WellKnown, metadata, metadata_url};
use serde_json::Value;

/// The `redirect_uri` of the recorded logins.
pub(crate) const REDIRECT_URI: &str = "http://127.0.0.1:9999/cb";
/// The `nonce` of the recorded implicit and hybrid logins.
pub(crate) const NONCE: &str = "n-0S6_WzA2Mj";

/// One server's exchanges.
pub(crate) struct Fixture {
    /// The address that all of them went to, which is its issuer.
    pub(crate) issuer: String,
    pub(crate) exchanges: Vec<Exchange>,
}

/// One request and its response.
pub(crate) struct Exchange {
    pub(crate) id: String,
    pub(crate) method: String,
    pub(crate) path: String,
    /// The query, still encoded.
    pub(crate) query: String,
    /// `Authorization`, empty where there is none.
    pub(crate) authorization: String,
    pub(crate) content_type: String,
    pub(crate) body: String,
    pub(crate) status: u16,
    /// `Location`, empty where there is none.
    pub(crate) location: String,
    pub(crate) response: Vec<u8>,
    /// `id_token_claims`, where who recorded it decoded them.
    pub(crate) id_token_claims: Option<Value>,
    /// Who recorded it found `at_hash` to be the access token's.
    pub(crate) at_hash_checks: bool,
}

/// Decoded pairs of a form, of a query or of a fragment, by the oracle.
pub(crate) fn pairs(encoded: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(encoded.as_bytes()).into_owned().collect()
}

/// The first value of that name.
pub(crate) fn value<'p>(pairs: &'p [(String, String)], name: &str) -> Option<&'p str> {
    pairs.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
}

impl Fixture {
    /// Reads a recording; none, and a line that says so, where `../shared` is absent.
    pub(crate) fn load(name: &str) -> Option<Self> {
        let fixture = grantlet_tests::shared_json(&format!("fixtures/{name}.json"))?;
        let exchanges: Vec<_> =
            fixture["cases"].as_array().expect("cases").iter().map(Exchange::read).collect();
        let host = header_of(fixture["cases"][0]["request"].as_str().expect("request"), "Host");
        Some(Self { issuer: format!("http://{host}"), exchanges })
    }

    pub(crate) fn case(&self, id: &str) -> &Exchange {
        self.exchanges.iter().find(|case| case.id == id).unwrap_or_else(|| panic!("no case {id}"))
    }

    /// What the recorded metadata document says, read into `body`.
    pub(crate) fn metadata<'b>(&self, body: &'b mut Vec<u8>) -> Metadata<'b> {
        body.clone_from(&self.case("discovery").response);
        metadata(body, &self.issuer).expect("the recorded metadata")
    }

    /// The rule for `iss` that the metadata asks for (RFC 9207, section 2.4).
    pub(crate) fn issuer_rule(&self, metadata: &Metadata<'_>) -> Issuer<'_> {
        if metadata.iss_supported { Issuer::Required(&self.issuer) } else { Issuer::Refused("") }
    }

    /// The address of the metadata document, as the core writes it.
    pub(crate) fn metadata_url(&self) -> String {
        metadata_url(&self.issuer, WellKnown::OpenId, &mut [0; 128]).expect("128 bytes").to_owned()
    }
}

impl Exchange {
    fn read(case: &Value) -> Self {
        let text = |name: &str| case[name].as_str().unwrap_or_default().to_owned();
        let request = text("request");
        let (head, body) = request.split_once("\r\n\r\n").expect("the request's head");
        let mut words = head.split(' ');
        let (method, target) = (words.next().expect("method"), words.next().expect("target"));
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let location = case["headers"].as_array().expect("headers").iter().find_map(|header| {
            let name = header[0].as_str()?;
            name.eq_ignore_ascii_case("location").then(|| header[1].as_str().map(str::to_owned))?
        });
        Self {
            id: text("id"),
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            authorization: header_of(head, "Authorization").to_owned(),
            content_type: header_of(head, "Content-Type").to_owned(),
            body: body.to_owned(),
            status: case["status"].as_u64().and_then(|s| u16::try_from(s).ok()).expect("status"),
            location: location.unwrap_or_default(),
            response: text("body_utf8").into_bytes(),
            id_token_claims: case.get("id_token_claims").cloned(),
            at_hash_checks: case["at_hash_checks"] == true,
        }
    }

    /// The response's body, read by the oracle; null where it is not JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.response).unwrap_or_default()
    }

    /// What the response put into the fragment, decoded by the oracle.
    pub(crate) fn fragment(&self) -> Vec<(String, String)> {
        pairs(self.location.split_once('#').map_or("", |(_, fragment)| fragment))
    }

    /// The `state` that the login was started with: what its request says, or where the last
    /// request of several was recorded what the case is named after.
    pub(crate) fn state(&self) -> String {
        let recorded = pairs(&self.query);
        if let Some(state) = value(&recorded, "state") {
            return state.to_owned();
        }
        match self.id.as_str() {
            "authz_state_special" | "implicit_state_special" => {
                "a b+c&d=e%f/g?h#i\"é€😀".to_owned()
            }
            "authz_state_long" => "x".repeat(2000),
            _ => "xyz-ABC_123~.".to_owned(),
        }
    }
}

/// The value of a header field, empty where there is none.
fn header_of<'h>(head: &'h str, name: &str) -> &'h str {
    let head = head.split("\r\n\r\n").next().unwrap_or_default();
    let mut fields = head.split("\r\n").skip(1).filter_map(|line| line.split_once(": "));
    fields.find(|(found, _)| found.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
}
