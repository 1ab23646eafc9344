//! What Rust says, through the functions that take and give `&str`.

mod form;
mod profiles;
mod requests;
mod responses;

use crate::input::{Input, Kind};
use crate::verdict::Verdict;

pub(crate) use profiles::{COUNT as PROFILES, client, profile};

pub(crate) fn verdict(input: &Input) -> Verdict {
    match input.kind {
        Kind::TokenResponse => responses::token_response(input),
        Kind::Callback => responses::callback(input),
        Kind::DeviceResponse => responses::device_response(input),
        Kind::IdToken => responses::id_token(input),
        Kind::Request => requests::request(input),
        Kind::Login => requests::login(input),
        Kind::Form => form::form(&input.fields),
    }
}
