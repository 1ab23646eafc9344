//! The authorization URL and the token requests, with their secrets elided.

use std::fmt::Write;

use grantlet::{Client, Grant, LoginRequest, Profile, RequestError, Secret, UnixTime};

use super::settings::listed;

const CLIENT_ID: &str = "sample-client";
const CALLBACK: &str = "https://app.example/callback";
const BASE_URL: &str = "https://base-url.example";

/// Sample values that are secret, each with what is printed instead. No encoding changes them.
const ELIDED: [(&str, &str); 4] = [
    ("SAMPLE-SECRET", "(client secret)"),
    ("SAMPLE-CODE", "(code)"),
    ("SAMPLE-REFRESH-TOKEN", "(refresh token)"),
    ("SAMPLE-VERIFIER-SAMPLE-VERIFIER-SAMPLE-VERIFIER", "(code verifier)"),
];

/// A client with a secret at this provider. Where an endpoint is a path, it has a base URL.
fn client<'p>(profile: &'p Profile<'p>) -> Client<'p> {
    let client = Client::confidential(profile, CLIENT_ID, Secret::new(ELIDED[0].0));
    let is_path = |name: &str, text: &str| name.ends_with("_endpoint") && !text.contains("://");
    let needs_base = listed(profile).iter().any(|setting| is_path(setting.name, &setting.text));
    if needs_base { client.base_url(BASE_URL) } else { client }
}

/// Appends the authorization URL, one parameter a line.
pub(super) fn write_login(profile: &Profile<'_>, text: &mut String) {
    *text += "\nA login goes to\n";
    if !names(profile, "authorization_endpoint", "") {
        *text += "  nowhere: the profile has no authorization_endpoint, so that the code comes another way\n";
        return;
    }
    let client = client(profile);
    let entropy = std::array::from_fn(|index| (index * 7 % 251).to_le_bytes()[0]);
    let mut buffer = [0; 4096];
    let request = LoginRequest::new(&client, CALLBACK).scope("first second");
    match request.start_with_entropy(&entropy, UnixTime::from_secs(1_773_135_000), &mut buffer) {
        Ok(login) => {
            let url = login.url().replace('&', "\n    &").replacen('?', "\n    ?", 1);
            let _ = writeln!(text, "  {url}");
            *text +=
                "  (for the scope of two words `first second`; `state` and others are random)\n";
        }
        Err(error) => refused(text, error),
    }
}

/// Appends the requests of a code's exchange, of a refresh, and of client credentials.
pub(super) fn write_tokens(profile: &Profile<'_>, text: &mut String) {
    let client = client(profile);
    let has_redirect =
        names(profile, "authorization_endpoint", "") || names(profile, "order", "redirect_uri");
    let mut exchange = Grant::authorization_code(Secret::new(ELIDED[1].0));
    if has_redirect {
        exchange = exchange.redirect_uri(CALLBACK);
    }
    if profile.has_pkce() {
        exchange = exchange.code_verifier(ELIDED[3].0);
    }
    for (what, grant) in [
        ("A code is exchanged by", exchange),
        ("A token is refreshed by", Grant::refresh_token(Secret::new(ELIDED[2].0))),
        ("The client gets a token of its own by", Grant::client_credentials()),
    ] {
        let _ = writeln!(text, "\n{what}");
        let mut buffer = [0; 4096];
        match client.request(&grant, &mut buffer) {
            Ok(post) => {
                let _ = writeln!(text, "  {} {}", post.method(), elided(post.url));
                for (name, value) in post.headers.iter() {
                    let value = if value.starts_with("Basic ") {
                        "Basic (Base64 of `sample-client`, a colon and the client secret)"
                            .to_owned()
                    } else {
                        elided(value)
                    };
                    let _ = writeln!(text, "  {name}: {value}");
                }
                let _ = writeln!(text, "\n  {}", elided(post.body));
            }
            Err(error) => refused(text, error),
        }
    }
}

/// Whether a profile has a setting, and the setting this word unless it is empty.
fn names(profile: &Profile<'_>, setting: &str, word: &str) -> bool {
    let has = |text: &str| word.is_empty() || text.split(' ').any(|other| other == word);
    listed(profile).iter().any(|listed| listed.name == setting && has(&listed.text))
}

fn elided(text: &str) -> String {
    ELIDED.iter().fold(text.to_owned(), |text, (value, shown)| text.replace(value, shown))
}

fn refused(text: &mut String, error: RequestError) {
    let _ = writeln!(text, "  nothing that can be sent: {error}");
}
