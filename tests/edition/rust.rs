//! What `tests/differential/rust.rs` is: that one does not find its parts from another folder.

#[path = "../../target/edition/tests/differential/rust/profiles.rs"]
mod profiles;
#[path = "../../target/edition/tests/differential/rust/requests.rs"]
mod requests;
#[path = "../../target/edition/tests/differential/rust/responses.rs"]
mod responses;

use crate::input::{Input, Kind};
use crate::verdict::Verdict;

use profiles::{client, profile};

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
