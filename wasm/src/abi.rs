//! `js/abi.ts`: what the wrapper must know of the boundary, written from the source.

use core::fmt::Write as _;
use std::path::Path;

use grantlet::Member;
use grantlet::places::{Answer, MEMBER_NAMES};

use crate::fault::{self, Fault};
use crate::numbers::{
    class, client_auth, flow, hash_kind, issuer_rule, misspelt, polled, request_body, request_kind,
    stage,
};
use crate::{EXPORTS, client, message, reply};

/// The exports that a login by code does without: the build lays them over the rest, and a page whose program
/// needs none does not bundle them.
const LATER: [&str; 3] = ["read_kept", "read_device", "read_id_token"];

/// The members that a page never hears of.
const UNSEEN: [Member; 15] = [
    Member::MetadataIssuer,
    Member::UserinfoEndpoint,
    Member::JwksUri,
    Member::IssSupported,
    Member::CodeChallengeMethods,
    Member::AuthMethods,
    Member::MfaToken,
    Member::PhoneNumber,
    Member::Expiration,
    Member::AccountId,
    Member::AccountCreated,
    Member::Started,
    Member::Flow,
    Member::IssuerRule,
    Member::BaseUrl,
];

#[test]
fn the_wrapper_has_the_numbers_of_the_source() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("js/abi.ts");
    let written = written();
    if std::env::var_os("GRANTLET_WRITE").is_some() {
        std::fs::write(&path, &written).expect("a file that can be written");
    }
    let committed = std::fs::read_to_string(path).expect("js/abi.ts");
    assert!(
        committed == written,
        "js/abi.ts is not the source's. Type: GRANTLET_WRITE=1 cargo test -p grantlet-wasm"
    );
}

fn written() -> String {
    let mut text = String::from(
        "// What crosses to the core, by its numbers. It is written from wasm/src by\n\
         // GRANTLET_WRITE=1 cargo test -p grantlet-wasm\n\n\
         import type { Client } from \"./client.js\";\n\n",
    );
    exports(&mut text);
    let words = [
        ("REPLY_BYTES", reply::REPLY_BYTES),
        ("MEMBER", reply::MEMBER),
        ("NEEDED", reply::NEEDED),
        ("END", reply::END),
        ("AS_GIVEN", reply::AS_GIVEN),
        ("PLACES", reply::PLACES),
        ("KINDS", reply::KINDS),
        ("LIFETIME", reply::LIFETIME),
        ("LIFETIME_KNOWN", reply::LIFETIME_KNOWN),
        ("ENDS_GRANT", reply::ENDS_GRANT),
        ("OUTCOME", reply::OUTCOME),
    ];
    constants(
        &mut text,
        "A reply: its bytes, and its words by their index. See `reply.rs`.",
        &words,
    );
    let places = [("PLACE_OF_ERROR", Answer::ERROR), ("PLACE_OF_EXTRA", Answer::EXTRA)];
    constants(&mut text, "The first place of an error, and that of the extra members.", &places);
    let most = [
        ("MOST_EXTRA", (reply::KINDS - reply::PLACES) / 2 - Answer::EXTRA),
        ("MOST_PARAMS", message::MOST),
    ];
    constants(&mut text, "The most extra members of a profile, and parameters of a call.", &most);
    let flags = [
        ("JSON_BODY", client::JSON_BODY),
        ("CLIENT_AUTH_SHIFT", client::CLIENT_AUTH_SHIFT),
        ("NO_GRANT_TYPE", client::NO_GRANT_TYPE),
        ("NO_PKCE", client::NO_PKCE),
        ("BEARER_BY_DEFAULT", client::BEARER_BY_DEFAULT),
        ("ALLOW_LOOPBACK", client::ALLOW_LOOPBACK),
        ("HAS_SECRET", client::HAS_SECRET),
    ];
    constants(&mut text, "What of a client is no text, as bits. See `client.rs`.", &flags);
    fields(&mut text);
    numbers(&mut text, "RequestKind", "What a request asks for.", request_kind::WORDS);
    numbers(&mut text, "HashKind", "What a hash is for.", hash_kind::WORDS);
    numbers(&mut text, "Polled", "What a response means to a device that polls.", polled::WORDS);
    list(&mut text, "REQUEST_BODIES", "The body of a token request.", request_body::WORDS);
    list(&mut text, "CLIENT_AUTHS", "How a client's secret is shown.", client_auth::WORDS);
    list(
        &mut text,
        "ISSUER_RULES",
        "Rules for `iss` in a callback (RFC 9207).",
        issuer_rule::WORDS,
    );
    list(&mut text, "FLOWS", "How a login asks, by the names that a saved login has.", flow::WORDS);
    list(&mut text, "LISTS", "A client's lists of words.", misspelt::WORDS);
    list(
        &mut text,
        "STAGES",
        "The first part of a fault's code, each before one of the classes.",
        stage::WORDS,
    );
    split(&mut text, "CLASSES", "The second part of a fault's code.", class::WORDS);
    codes(&mut text);
    split(
        &mut text,
        "MEMBERS",
        "Members by their number; the first stands for the profile's extra ones.",
        &members(),
    );
    text.truncate(text.trim_end().len());
    text + "\n"
}

fn exports(text: &mut String) {
    text.push_str(
        "/** A call of `lib.rs`. */\n\
         export type Call = (at: number, room: number, text: number, body: number, flags: number, number: number) => number;\n\n\
         /** What the core exports. */\n\
         export interface Core {\n  \
         readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };\n",
    );
    let is_later = |export: &&&str| LATER.contains(*export);
    for export in EXPORTS.iter().filter(|export| !is_later(export)) {
        let _ = writeln!(text, "  readonly {export}: Call;");
    }
    text.push_str(
        "}\n\n/** What a login by code does without: a page bundles it where it uses some of it. */\n\
         export interface More {\n",
    );
    for export in EXPORTS.iter().filter(is_later) {
        let _ = writeln!(text, "  readonly {export}: Call;");
    }
    text.push_str("}\n\n");
}

fn constants<N: core::fmt::Display>(text: &mut String, what: &str, constants: &[(&str, N)]) {
    let _ = writeln!(text, "/** {what} */");
    for (name, value) in constants {
        let _ = writeln!(text, "export const {name} = {value};");
    }
    text.push('\n');
}

/// The client's fields: a list that is written out is read faster than one by names.
fn fields(text: &mut String) {
    text.push_str("/** A client's fields, in the order of `client.rs`. */\n");
    text.push_str(
        "export const fieldsOf = (client: Client): readonly (string | undefined)[] => [\n",
    );
    for field in client::FIELDS {
        let _ = writeln!(text, "  client.{field},");
    }
    text.push_str("];\n\n");
}

fn numbers(text: &mut String, name: &str, what: &str, words: &[&str]) {
    let _ = writeln!(text, "/** {what} */\nexport const enum {name} {{");
    for word in words {
        let parts = word.split('_').map(|part| part[..1].to_uppercase() + &part[1..]);
        let _ = writeln!(text, "  {},", parts.collect::<String>());
    }
    text.push_str("}\n\n");
}

fn list(text: &mut String, name: &str, what: &str, words: &[&str]) {
    let words: Vec<_> = words.iter().map(|word| format!("\"{word}\"")).collect();
    let words = words.join(", ");
    let _ = writeln!(text, "/** {what} */\nexport const {name} = [{words}] as const;\n");
}

/// A long list, which is shorter as one text.
fn split(text: &mut String, name: &str, what: &str, words: &[&str]) {
    let words = words.join(",");
    let words = words.trim_end_matches(',');
    let _ = writeln!(text, "/** {what} */\nexport const {name} =\n  \"{words}\".split(\",\");\n");
}

/// The codes that the core can give, as a type.
fn codes(text: &mut String) {
    text.push_str("/** The codes of the core's faults. */\nexport type CoreCode =");
    for code in fault::ALL.iter().map(|fault| code_of(*fault)) {
        let _ = write!(text, "\n  | \"{code}\"");
    }
    text.push_str(";\n\n");
}

fn code_of(fault: Fault) -> String {
    let number = fault.number() as usize;
    format!("{}_{}", stage::WORDS[number / 32], class::WORDS[number % 32])
}

fn members() -> Vec<&'static str> {
    let unseen: Vec<_> = UNSEEN.iter().map(|member| member.as_str()).collect();
    let names = MEMBER_NAMES.split_terminator('\0').skip(1);
    let seen = names.map(|name| if unseen.contains(&name) { "" } else { name });
    core::iter::once(Member::Extra(0).as_str()).chain(seen).collect()
}
