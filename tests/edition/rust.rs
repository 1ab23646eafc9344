//! What `tests/differential/rust.rs` is: that one does not find its parts from another folder.

#[path = "../differential/rust/form.rs"]
mod form;
#[path = "../../target/edition/tests/differential/rust/profiles.rs"]
mod profiles;
#[path = "../../target/edition/tests/differential/rust/requests.rs"]
mod requests;
#[path = "../../target/edition/tests/differential/rust/responses.rs"]
mod responses;

use crate::input::{Input, Kind};
use crate::verdict::Verdict;

use profiles::{client, profile};

/// That edition's `Kind` has no forms.
pub(crate) const FORM: u8 = 6;

pub(crate) fn form_verdict(fields: &[Vec<u8>]) -> Verdict {
    form::form(fields)
}

pub(crate) fn verdict(input: &Input) -> Verdict {
    match input.kind {
        Kind::TokenResponse => responses::token_response(input),
        Kind::Callback => responses::callback(input),
        Kind::DeviceResponse => responses::device_response(input),
        Kind::IdToken => responses::id_token(input),
        Kind::Request => requests::request(input),
        Kind::Login => requests::login(input),
    }
}
