//! What the demo prints, with secrets elided.

use std::io::IsTerminal;

/// Writes the account to standard output, in colour where a person reads it.
pub(crate) struct Account {
    colour: bool,
}

/// Columns of a line after its arrow.
const WIDTH: usize = 92;

/// Parameters and members whose value is never printed.
const SECRET: [&str; 16] = [
    "access_token",
    "refresh_token",
    "id_token",
    "client_secret",
    "clientSecret",
    "code",
    "code_verifier",
    "state",
    "nonce",
    "password",
    "mfaToken",
    "Authorization",
    "X-API-Key",
    "X-Auth-Token",
    "session_state",
    "phoneNumber",
];

impl Account {
    pub(crate) fn new() -> Self {
        let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        Self { colour }
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_string() }
    }

    pub(crate) fn title(&self, text: &str) {
        println!("\n{}", self.paint("1", text));
    }

    pub(crate) fn provider(&self, name: &str, what: &str) {
        println!("\n{}  {}", self.paint("1;36", name), self.paint("2", what));
    }

    /// What the client is about to do, and why.
    pub(crate) fn step(&self, text: &str) {
        println!("  {} {text}", self.paint("1", "•"));
    }

    pub(crate) fn aside(&self, text: &str) {
        println!("{}", self.paint("2", text));
    }

    pub(crate) fn sent(&self, line: &str) {
        Self::wrapped(&self.paint("34", "→"), line);
    }

    pub(crate) fn came(&self, text: &str) {
        Self::wrapped(&self.paint("32", "←"), text);
    }

    /// A line, broken before a separator where it is too wide for a terminal.
    fn wrapped(arrow: &str, line: &str) {
        let mut width = 0;
        print!("      {arrow} ");
        for part in line.split_inclusive(['&', '?', '#', ',', ' ']) {
            if width > 0 && width + part.len() > WIDTH {
                print!("\n          ");
                width = 0;
            }
            print!("{part}");
            width += part.len();
        }
        println!();
    }

    pub(crate) fn refused(&self, text: &str) {
        Self::wrapped(&self.paint("33", "✗"), text);
    }
}

/// A form body or a query with the values of secrets left out.
pub(crate) fn elide_form(form: &str) -> String {
    let elide = |pair: &str| match pair.split_once('=') {
        Some((name, _)) if SECRET.contains(&name) => format!("{name}=…"),
        _ => pair.to_string(),
    };
    form.split('&').map(elide).collect::<Vec<_>>().join("&")
}

/// A JSON body of strings with the values of secrets left out.
pub(crate) fn elide_json(text: &str) -> String {
    let Ok(serde_json::Value::Object(object)) = serde_json::from_str(text) else {
        return "…".to_string();
    };
    let member = |(name, value): (&String, &serde_json::Value)| {
        let value = if SECRET.contains(&name.as_str()) { "…".into() } else { value.clone() };
        format!("\"{name}\":{value}")
    };
    format!("{{{}}}", object.iter().map(member).collect::<Vec<_>>().join(","))
}

/// An address with the values of secrets left out, in its query and in its fragment.
pub(crate) fn elide_url(url: &str) -> String {
    let (url, fragment) = url.split_once('#').map_or((url, None), |(u, f)| (u, Some(f)));
    let (base, query) = url.split_once('?').map_or((url, None), |(b, q)| (b, Some(q)));
    let query = query.map(|query| format!("?{}", elide_form(query))).unwrap_or_default();
    let fragment = fragment.map(|text| format!("#{}", elide_form(text))).unwrap_or_default();
    format!("{base}{query}{fragment}")
}

/// A header with a secret value left out.
pub(crate) fn elide_header(name: &str, value: &str) -> String {
    if SECRET.contains(&name) {
        let scheme = value.split_once(' ').map(|(scheme, _)| format!("{scheme} "));
        format!("{name}: {}…", scheme.unwrap_or_default())
    } else {
        format!("{name}: {value}")
    }
}

/// Seconds as a person says them.
pub(crate) fn duration(seconds: u64) -> String {
    match (seconds / 3600, seconds % 3600 / 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, 0) => format!("{minutes} min"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, 0, _) => format!("{hours} h"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}
