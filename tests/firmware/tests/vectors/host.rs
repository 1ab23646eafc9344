//! What the core says here, in the words of `vectors/calls.c`. The unit tests of `tests/unit` hold it to
//! the same files; here it is what the boards must say too.

use grantlet::engine::{self, CallbackResult, Class, LocatedResponse, Span};
use grantlet::{CallbackClass, CallbackExpectation, IssuerFault, Member, Profile};

/// A verdict while it is said.
pub(crate) struct Verdict(Vec<u8>);

impl Verdict {
    pub(crate) fn of(status: u16) -> Self {
        Self(format!("{status}\n").into_bytes())
    }

    pub(crate) fn line(mut self, name: &str, text: &[u8]) -> Self {
        if !text.is_empty() {
            self.0.extend_from_slice(name.as_bytes());
            self.0.push(b'=');
            self.0.extend_from_slice(text);
            self.0.push(b'\n');
        }
        self
    }

    pub(crate) fn number(self, name: &str, number: &impl ToString) -> Self {
        self.line(name, number.to_string().as_bytes())
    }

    /// All of it.
    pub(crate) fn said(self) -> Vec<u8> {
        self.0
    }

    fn token(mut self, located: &LocatedResponse, body: &[u8]) -> Self {
        let names = [
            ("access_token", LocatedResponse::ACCESS_TOKEN),
            ("token_type", LocatedResponse::TOKEN_TYPE),
            ("refresh_token", LocatedResponse::REFRESH_TOKEN),
            ("id_token", LocatedResponse::ID_TOKEN),
            ("scope", LocatedResponse::SCOPE),
        ];
        for (name, index) in names {
            self = self.line(name, located.members.spans[index].of(body));
        }
        if let Some(seconds) = located.expires_in() {
            self = self.number("expires_in", &seconds);
        }
        for index in LocatedResponse::EXTRA..located.members.spans.len() {
            let kind = located.kind_number(index);
            if kind != 0 {
                let extra = located.members.spans[index].of(body);
                self = self.number("kind", &kind).line("extra", extra);
            }
        }
        self
    }

    fn fault(self, fault: &Fault) -> Self {
        let [error, description, uri, number] = fault.texts.each_ref();
        let said = self
            .line("member", fault.member.map_or("", Member::as_str).as_bytes())
            .number("need", &0)
            .number("at", &fault.at)
            .number("http_status", &fault.http_status)
            .line("error", error)
            .line("error_description", description)
            .line("error_uri", uri)
            .line("error_number", number);
        let ends: &[u8] = if fault.ends_grant { b"ends the grant\n" } else { b"" };
        Self([&said.0, ends].concat())
    }
}

/// As `grantlet_error`.
#[derive(Default)]
struct Fault {
    member: Option<Member>,
    at: usize,
    http_status: u16,
    texts: [Vec<u8>; 4],
    ends_grant: bool,
}

impl Fault {
    fn of_server(located: &LocatedResponse, body: &[u8], ends_grant: bool) -> Self {
        let indexes = [
            LocatedResponse::ERROR,
            LocatedResponse::ERROR_DESCRIPTION,
            LocatedResponse::ERROR_URI,
            LocatedResponse::ERROR_NUMBER,
        ];
        let texts = indexes.map(|index| located.members.spans[index].of(body).to_vec());
        Self { texts, ends_grant, ..Self::default() }
    }
}

/// The verdict on a response, and the class that the parsing policy has for it.
pub(crate) fn response(profile: &Profile<'_>, status: u16, body: &[u8]) -> (Vec<u8>, &'static str) {
    let mut read = body.to_vec();
    let mut located = LocatedResponse::default();
    let told = engine::response(profile, status, &mut read, &mut located);
    let member = |class| (class, Fault { member: told.at_fault(), ..Fault::default() });
    let at = located.members.at as usize;
    let (class, fault) = match told.class {
        Class::Ok => {
            let token = Verdict::of(0).token(&located, &read).fault(&Fault::default());
            return (token.said(), "accept");
        }
        Class::Status => ("status", Fault::default()),
        Class::Server => ("server", Fault::of_server(&located, &read, told.ends_grant)),
        Class::Syntax => ("syntax", Fault { at, ..Fault::default() }),
        Class::Depth => ("depth", Fault { at, ..Fault::default() }),
        Class::Duplicate => member("duplicate"),
        Class::Type => member("type"),
        Class::Missing => member("missing"),
        Class::Chars => member("chars"),
        Class::TokenType => member("token_type"),
    };
    let number = u16::from(told.class as u8);
    (Verdict::of(number).fault(&Fault { http_status: status, ..fault }).said(), class)
}

fn at_fault(member: Member) -> Fault {
    Fault { member: Some(member), ..Fault::default() }
}

/// The verdict on an address, and the class that the parsing policy has for it.
pub(crate) fn callback(expect: &CallbackExpectation<'_>, address: &str) -> (Vec<u8>, &'static str) {
    let mut read = address.as_bytes().to_vec();
    let mut located = LocatedResponse::default();
    let class = match engine::callback(&Profile::RFC6749, expect, &mut read, &mut located) {
        Ok(result) => return (callback_verdict(result, &located, &read), "accept"),
        Err(class) => class,
    };
    let reject = class;
    let (number, class, fault) = match class {
        CallbackClass::RedirectUri => (60, "redirect_uri", at_fault(Member::RedirectUri)),
        CallbackClass::Duplicate(member) => (61, "duplicate", at_fault(member)),
        CallbackClass::Chars(member) => (62, "chars", at_fault(member)),
        CallbackClass::Misplaced(member) => (63, "misplaced", at_fault(member)),
        CallbackClass::State => (64, "state", at_fault(Member::State)),
        CallbackClass::Issuer(_) => (65, "issuer", at_fault(Member::Issuer)),
        CallbackClass::Conflict => (66, "conflict", at_fault(Member::Error)),
        CallbackClass::Missing(member) => (67, "missing", at_fault(member)),
        CallbackClass::TokenType => (68, "token_type", at_fault(Member::TokenType)),
        other => panic!("a class that the policy does not know: {other:?}"),
    };
    let at = match reject {
        CallbackClass::Issuer(IssuerFault::Other { at } | IssuerFault::Unexpected { at }) => at,
        _ => 0,
    };
    // What such an address claims is handed out as it is written there.
    let claimed =
        engine::unverified_error(reject, expect.flow, address.as_bytes()).unwrap_or_default();
    let [error, description] = claimed.map(|span| span.of(address.as_bytes()).to_vec());
    let texts = [error, description, Vec::new(), Vec::new()];
    (Verdict::of(number).fault(&Fault { at, texts, ..fault }).said(), class)
}

fn callback_verdict(result: CallbackResult, located: &LocatedResponse, read: &[u8]) -> Vec<u8> {
    let code =
        |found: Span| Verdict::of(0).fault(&Fault::default()).line("code", found.of(read)).said();
    match result {
        CallbackResult::Code(found) => code(found),
        CallbackResult::Token => {
            Verdict::of(0).token(located, read).fault(&Fault::default()).said()
        }
        CallbackResult::Denied => {
            Verdict::of(41).fault(&Fault::of_server(located, read, false)).said()
        }
    }
}
