//! The file of a provider: the requests that its documentation shows, and the responses.

use serde_json::Value;

use crate::body::Form;

/// What the files write where a code and a refresh token are.
pub(super) const CODE: &str = "c/1";
pub(super) const REFRESH_TOKEN: &str = "r|1";

/// Names and values.
pub(super) type Pairs = Vec<(String, String)>;

#[derive(Clone, Copy)]
pub(super) struct Table<'t> {
    pub(super) name: &'t str,
    file: &'t Value,
}

impl<'t> Table<'t> {
    pub(super) fn new(name: &'t str, file: &'t Value) -> Self {
        Self { name, file }
    }

    fn url(&self, request: &str) -> &'t str {
        self.file[request]["url"].as_str().unwrap_or_default()
    }

    /// The host that a login goes to.
    pub(super) fn host(&self) -> &'t str {
        self.url("login").split('/').nth(2).unwrap_or_default()
    }

    /// Whether one of the requests goes to this path, which begins without a slash.
    pub(super) fn is_at(&self, request: &str, path: &str) -> bool {
        let url = self.url(request);
        let url = url.split(['?', '#']).next().unwrap_or_default();
        !url.is_empty() && url.splitn(4, '/').nth(3).unwrap_or_default() == path
    }

    pub(super) fn redirect_uri(&self) -> &'t str {
        self.file["login"]["redirect_uri"].as_str().unwrap_or_default()
    }

    pub(super) fn scope(&self) -> &'t str {
        self.file["login"]["scope"].as_str().unwrap_or_default()
    }

    /// The parameters of a request, those in its URL first.
    pub(super) fn params(&self, request: &str) -> Pairs {
        let url = self.url(request);
        let query = url.split_once('?').map_or("", |(_, query)| query);
        let query = query.split('#').next().unwrap_or_default();
        let body = self.file[request]["body"].as_str().unwrap_or_default();
        [Form::parse(query.as_bytes()).pairs(), &pairs_of(body.as_bytes())].concat()
    }

    pub(super) fn headers(&self, request: &str) -> Pairs {
        let rows = self.file[request]["headers"].as_array().map(Vec::as_slice).unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        rows.iter().map(|row| (text(&row[0]), text(&row[1]))).collect()
    }

    pub(super) fn rows(&self) -> &'t [Value] {
        self.file["responses"].as_array().map(Vec::as_slice).unwrap_or_default()
    }

    /// The response with a token: one that is documented, if there is one.
    pub(super) fn token_row(&self) -> Option<usize> {
        let find = |is_it: fn(&Value) -> bool| {
            self.rows().iter().position(|row| row["token"].is_object() && is_it(row))
        };
        find(|row| row["documented"] == true).or_else(|| find(|_| true))
    }

    /// Whether a response has issued this refresh token.
    pub(super) fn has_refresh_token(&self, token: &str) -> bool {
        self.rows().iter().any(|row| row["token"]["refresh_token"] == token)
    }

    /// The error that ends a grant.
    pub(super) fn ending_row(&self) -> Option<usize> {
        self.rows().iter().position(|row| row["error"]["ends_grant"] == true)
    }
}

/// The parameters of a body: a JSON object's members, or a form's.
pub(super) fn pairs_of(body: &[u8]) -> Pairs {
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => {
            let text = |value: Value| value.as_str().map_or(value.to_string(), str::to_owned);
            members.into_iter().map(|(name, value)| (name, text(value))).collect()
        }
        _ => Form::parse(body).pairs().to_vec(),
    }
}

/// The name of the parameter with this value.
pub(super) fn name_of<'p>(pairs: &'p Pairs, value: &str) -> Option<&'p str> {
    pairs.iter().find(|(_, other)| other == value).map(|(name, _)| name.as_str())
}

/// The value of the parameter of this name.
pub(super) fn value_of<'p>(pairs: &'p Pairs, name: &str) -> Option<&'p str> {
    pairs.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
}

/// How a request differs from the documented one; its values are not repeated, since some are secret. `is_same` is
/// asked about a documented value and one that was sent.
pub(super) fn difference(
    documented: &Pairs,
    sent: &Pairs,
    is_same: impl Fn(&str, &str) -> bool,
) -> Option<String> {
    let mut left: Vec<_> = sent.iter().collect();
    for (name, value) in documented {
        match left.iter().position(|(other, sent)| name == other && is_same(value, sent)) {
            Some(index) => drop(left.remove(index)),
            None if left.iter().any(|(other, _)| name == other) => {
                return Some(format!("the value of {name} is another than the documented one"));
            }
            None => return Some(format!("{name} is missing")),
        }
    }
    left.first().map(|(name, _)| format!("{name} is not documented"))
}
