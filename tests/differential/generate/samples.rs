//! Recorded bodies, URLs and `id_token`s, from the shared files where they exist.

use grantlet_tests::{shared_json, shared_text};
use serde_json::Value;

#[derive(Default)]
pub(crate) struct Samples {
    /// What starts like a JSON object.
    pub(crate) bodies: Vec<Vec<u8>>,
    pub(crate) addresses: Vec<Vec<u8>>,
    pub(crate) id_tokens: Vec<Vec<u8>>,
}

impl Samples {
    /// All that is there; each file that is not is named.
    pub(crate) fn read() -> Self {
        let mut samples = Self::default();
        let files = [
            "vectors/token-responses.json",
            "vectors/callbacks.json",
            "vectors/world.json",
            "vectors/rfc-vectors.json",
            "fixtures/authlib.json",
            "fixtures/oidc-provider.json",
        ];
        for file in files {
            if let Some(json) = shared_json(file) {
                samples.take(&json);
            }
        }
        for provider in ["bold", "bolt", "boldsign", "json-body", "data-envelope"] {
            if let Some(text) = shared_text(&format!("providers/{provider}.txt")) {
                samples.bodies.extend(objects(&text));
            }
        }
        for kept in [&mut samples.bodies, &mut samples.addresses, &mut samples.id_tokens] {
            kept.sort();
            kept.dedup();
        }
        samples
    }

    fn take(&mut self, json: &Value) {
        match json {
            Value::String(text) => self.take_text(text),
            Value::Array(all) => all.iter().for_each(|one| self.take(one)),
            Value::Object(members) => {
                if members.keys().any(|name| name == "access_token" || name == "error") {
                    self.bodies.push(json.to_string().into_bytes());
                }
                members.values().for_each(|one| self.take(one));
            }
            _ => {}
        }
    }

    fn take_text(&mut self, text: &str) {
        // What is longer would take the time of a thousand others.
        if text.len() > 4000 {
            return;
        }
        if text.contains('{') {
            self.bodies.push(text.as_bytes().to_vec());
        }
        if text.contains("://") && text.contains(['?', '#']) {
            self.addresses.push(text.as_bytes().to_vec());
        }
        if text.starts_with("eyJ") && text.matches('.').count() == 2 {
            self.id_tokens.push(text.as_bytes().to_vec());
        }
    }
}

/// The objects that a document prints, by their brackets.
fn objects(text: &str) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let (mut depth, mut start) = (0usize, 0);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => {
                if depth == 0 {
                    start = at;
                }
                depth += 1;
            }
            b'}' if depth == 1 => {
                depth = 0;
                found.push(text.as_bytes()[start..=at].to_vec());
            }
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    found
}
