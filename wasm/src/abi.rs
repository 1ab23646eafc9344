//! Generates `js/abi.ts`: the constants of the boundary that the wrapper needs.

mod members;

use core::fmt::Write as _;
use std::path::Path;

use grantlet::engine::{LocatedResponse, MEMBER_NAMES};
use grantlet::{Member, ProfileSetting};

use crate::abi::members::{OF_ENDPOINTS, OF_SIGNATURES, UNSEEN};
use crate::fault::{self, Fault};
use crate::numbers::{
    class, client_auth, endpoint_call, failed, flow, hash_kind, issuer_rule, metadata_call, polled,
    request_body, request_kind, signature_algorithm, stage,
};
use crate::{
    ENDPOINTS, EXPORTS, KEYS, METADATA, PROOF, client, endpoints, logins, message, metadata, proof,
    reply, responses,
};

/// The exports that a login does not need, and the one that only a login with `id_token` needs. The build moves
/// each to a module of its own, which a page bundles only if it uses it.
const PARTS: [(&str, &str, &[&str]); 2] = [
    (
        "More",
        "The exports that a login does not need: bundled only if one is used.",
        &["read_kept", "read_device", "write_request"],
    ),
    ("IdTokens", "What a login with an `id_token` needs: loaded only then.", &["read_id_token"]),
];

/// The exports of modules of their own.
const MODULES: [(&str, &str, &[&str]); 4] = [
    ("Endpoints", "The module for a server's further endpoints: see `endpoints.rs`.", ENDPOINTS),
    ("Metadata", "The module that reads metadata: see `lib.rs`.", METADATA),
    ("Keys", "The module that reads an `id_token` and keys.", KEYS),
    ("Proof", "The module that writes what a client signs: see `lib.rs`.", PROOF),
];

#[test]
fn the_wrapper_has_the_constants_of_the_source() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("js/abi.ts");
    let written = written();
    if std::env::var_os("GRANTLET_WRITE").is_some() {
        std::fs::write(&path, &written).expect("a file that can be written");
    }
    let committed = std::fs::read_to_string(path).expect("js/abi.ts");
    assert!(
        committed == written,
        "js/abi.ts differs from the source. Run: GRANTLET_WRITE=1 cargo test -p grantlet-wasm"
    );
}

fn written() -> String {
    let mut text = String::from(
        "// The constants of the boundary to the core. Generated from wasm/src by\n\
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
        ("SPANS", reply::SPANS),
        ("KINDS", reply::KINDS),
        ("LIFETIME", reply::LIFETIME),
        ("LIFETIME_KNOWN", reply::LIFETIME_KNOWN),
        ("ENDS_GRANT", reply::ENDS_GRANT),
        ("OUTCOME", reply::OUTCOME),
    ];
    constants(
        &mut text,
        "The size of a reply, and the indexes of its words. See `reply.rs`.",
        &words,
    );
    let spans = [
        ("SPAN_OF_ERROR", LocatedResponse::ERROR),
        ("SPAN_OF_TIMES", LocatedResponse::TIMES),
        ("SPAN_OF_EXTRA", LocatedResponse::EXTRA),
    ];
    constants(
        &mut text,
        "The index of the first span of an error, of a token's times as they are written, and of the extra members.",
        &spans,
    );
    let numbers_of_calls = [
        ("MODE_SHIFT", logins::MODE_SHIFT),
        ("REST_SHIFT", logins::REST_SHIFT),
        ("ID_TOKEN_ONLY", responses::ID_TOKEN_ONLY),
        ("REVOCATION", responses::REVOCATION),
        ("FAILED_SHIFT", responses::FAILED_SHIFT),
        ("STATUS_SHIFT", endpoints::STATUS_SHIFT),
    ];
    constants(
        &mut text,
        "The parts of a call's number, and of the outcome of `read_response`. See `logins.rs` and `responses.rs`.",
        &numbers_of_calls,
    );
    let flags = [
        ("ISS_SUPPORTED", metadata::ISS_SUPPORTED),
        ("S256_SUPPORTED", metadata::S256_SUPPORTED),
        ("PUSHED_REQUIRED", metadata::PUSHED_REQUIRED),
        ("AUTH_BODY", metadata::AUTH_BODY),
        ("AUTH_NONE", metadata::AUTH_NONE),
    ];
    constants(&mut text, "The flags of a metadata document. See `metadata.rs`.", &flags);
    let most = [("MOST_PARAMS", message::MOST)];
    constants(&mut text, "The maximum number of parameters of a call.", &most);
    fields(&mut text);
    numbers(&mut text, "RequestKind", "Kinds of requests.", request_kind::WORDS);
    numbers(&mut text, "MetadataCall", "What `read_metadata` does.", metadata_call::WORDS);
    numbers(&mut text, "EndpointCall", "What `call_endpoint` does.", endpoint_call::WORDS);
    numbers(&mut text, "HashKind", "Kinds of hashes.", hash_kind::WORDS);
    numbers(&mut text, "Polled", "What a response means for a device that polls.", polled::WORDS);
    let what = "What a session does after a response that is no token: it tries again, it waits long, or it ends.";
    numbers(&mut text, "Failed", what, failed::WORDS);
    let algorithms = signature_algorithm::WORDS;
    list(&mut text, "SIGNATURE_ALGORITHMS", "Algorithms of an `id_token`.", algorithms);
    list(&mut text, "REQUEST_BODIES", "Formats of a token request.", request_body::WORDS);
    list(&mut text, "CLIENT_AUTHS", "Client authentication methods.", client_auth::WORDS);
    list(
        &mut text,
        "ISSUER_RULES",
        "Rules for `iss` in a callback (RFC 9207).",
        issuer_rule::WORDS,
    );
    list(&mut text, "FLOWS", "The flows of a login, as named in a saved login.", flow::WORDS);
    // Errors of metadata come from a module of its own.
    let (of_core, _) = stage::WORDS.split_at(stage::METADATA as usize);
    list(&mut text, "STAGES", "The first part of an error's code: where it arose.", of_core);
    split(&mut text, "CLASSES", "The second part of an error's code: what is wrong.", class::WORDS);
    codes(&mut text);
    split(
        &mut text,
        "MEMBERS",
        "Members by their number. The first means any extra member of the profile.",
        &members(),
    );
    let of_metadata = metadata::MEMBERS.map(Member::as_str).join(",");
    let _ = writeln!(
        text,
        "/** Members of metadata: first the strings that `read_metadata` returns. */\n\
         export const METADATA_MEMBERS =\n  \"{of_metadata}\";\n"
    );
    let of_proofs = proof::MEMBERS.map(Member::as_str).join(",");
    let _ = writeln!(
        text,
        "/** Members of what a client signs. */\nexport const PROOF_MEMBERS =\n  \"{of_proofs}\";"
    );
    by_number(&mut text, "KEYS_MEMBERS", "Members of an `id_token` and of keys.", &OF_SIGNATURES);
    by_number(&mut text, "ENDPOINT_MEMBERS", "Members of further endpoints.", &OF_ENDPOINTS);
    text.truncate(text.trim_end().len());
    text + "\n"
}

fn exports(text: &mut String) {
    text.push_str(
        "/** The parameters of every exported function: see `lib.rs`. */\n\
         export type Call = (at: number, room: number, text: number, body: number, number: number) => number;\n\n\
         /** What every module exports. */\n\
         export interface Module {\n  \
         readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };\n}\n\n\
         /** The exports of the core. */\n\
         export interface Core extends Module {\n",
    );
    let in_a_part = |export: &&str| PARTS.iter().any(|(_, _, exports)| exports.contains(export));
    for export in EXPORTS.iter().filter(|export| !in_a_part(export)) {
        let _ = writeln!(text, "  readonly {export}: Call;");
    }
    text.push_str("}\n\n");
    for (name, what, exports) in PARTS {
        let _ = writeln!(text, "/** {what} */\nexport interface {name} {{");
        for export in exports {
            assert!(EXPORTS.contains(export), "{export} is no export");
            let _ = writeln!(text, "  readonly {export}: Call;");
        }
        text.push_str("}\n\n");
    }
    for (name, what, exports) in MODULES {
        let _ = writeln!(text, "/** {what} */\nexport interface {name} extends Module {{");
        for export in exports {
            let _ = writeln!(text, "  readonly {export}: Call;");
        }
        text.push_str("}\n\n");
    }
}

fn by_number(text: &mut String, name: &str, what: &str, members: &[Member]) {
    let _ = writeln!(
        text,
        "\n/** {what} By their number. */\nexport const {name}: Readonly<Record<number, string>> = {{"
    );
    for member in members {
        let _ = writeln!(text, "  {}: \"{}\",", member.number(), member.as_str());
    }
    text.push_str("};\n");
}

fn constants<N: core::fmt::Display>(text: &mut String, what: &str, constants: &[(&str, N)]) {
    let _ = writeln!(text, "/** {what} */");
    for (name, value) in constants {
        let _ = writeln!(text, "export const {name} = {value};");
    }
    text.push('\n');
}

/// The letter of a field's type.
fn type_of(field: &str) -> char {
    match field {
        "headers" | "rename" | "grantTypes" | "responseNames" | "expiresAt" => 'M',
        "order" | "tokenTypes" | "extra" => 'L',
        "errors" => 'E',
        "endsOn" | "retryOn" | "servers" => 'P',
        "sendGrantType"
        | "pkce"
        | "bearerByDefault"
        | "allowLoopback"
        | "opaqueRedirectUri"
        | "formResponse"
        | "refreshByAccessToken" => 'b',
        _ => 's',
    }
}

/// The settings that a check can find at fault.
const CHECKED: [ProfileSetting; 16] = [
    ProfileSetting::Headers,
    ProfileSetting::Rename,
    ProfileSetting::GrantTypes,
    ProfileSetting::Order,
    ProfileSetting::Envelope,
    ProfileSetting::ResponseNames,
    ProfileSetting::Errors,
    ProfileSetting::ExpiresAt,
    ProfileSetting::RefreshTokenExpiresIn,
    ProfileSetting::EndsOn,
    ProfileSetting::RetryOn,
    ProfileSetting::TokenTypes,
    ProfileSetting::Extra,
    ProfileSetting::ScopeSeparator,
    ProfileSetting::RequestScopeSeparator,
    ProfileSetting::Servers,
];

/// The client's fields. The settings among them that are checked are in the order of their numbers.
fn fields(text: &mut String) {
    let first = client::NAMES.iter().position(|field| *field == "headers").expect("a list");
    for (index, setting) in CHECKED.into_iter().enumerate() {
        assert_eq!(setting as usize, index, "{setting:?}");
        let name = client::NAMES[first + index];
        assert_eq!(setting.as_str().replace('_', ""), name.to_ascii_lowercase());
    }
    let kinds: String = client::NAMES.iter().map(|field| type_of(field)).collect();
    let _ = writeln!(
        text,
        "/** A client's fields by type, in the order of `client.rs`: see `namesOf`. */\nexport const FIELD_TYPES = \"{kinds}\";\n",
    );
    let values: Vec<_> = client::NAMES.iter().map(|field| format!("client.{field}")).collect();
    let _ = writeln!(
        text,
        "/** Their values. Engines read properties faster here than by a list of names. */\n\
         export const fieldsOf = (client: Client) =>\n  [{}];\n",
        values.join(", ")
    );
    let first = [("FIRST_LIST", first - 1)];
    constants(
        text,
        "What is added to the outcome of a check for the index of the field at fault.",
        &first,
    );
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

/// A long list, which is shorter as one string.
fn split(text: &mut String, name: &str, what: &str, words: &[&str]) {
    let words = words.join(",");
    let words = words.trim_end_matches(',');
    let _ = writeln!(text, "/** {what} */\nexport const {name} =\n  \"{words}\".split(\",\");\n");
}

/// The codes of the core's errors, as a type.
fn codes(text: &mut String) {
    text.push_str("/** The codes of the core's errors. */\nexport type CoreCode =");
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
    let mut members: Vec<_> = core::iter::once(Member::Extra(0).as_str()).chain(seen).collect();
    let last = members.iter().rposition(|name| !name.is_empty());
    members.truncate(last.map_or(0, |last| last + 1));
    members
}
