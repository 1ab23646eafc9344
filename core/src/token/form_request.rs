//! Requests of a client to endpoints that a profile does not have: forms with the client's authentication.

use crate::oauth::body::{RequestBody, RequestSpans};
use crate::oauth::parameter::Parameter;
use crate::oauth::request_error::RequestError;
use crate::profile::client::Client;
use crate::profile::endpoint::Endpoint;
use crate::text::buffer::Writer;
use crate::token::grant::credentials;
use crate::token::request::write_head;

/// Writes a form: what is encoded already, or else two parameters and `client_id`; then the secret, and parameters of the
/// caller's own.
pub(crate) fn write_form(
    client: &Client<'_>,
    endpoint: &Endpoint<'_>,
    encoded: &str,
    [first, second]: [Parameter<'_>; 2],
    own: &[(&str, &str)],
    buffer: &mut [u8],
) -> Result<RequestSpans, RequestError> {
    // The endpoint is none of those that were checked with the client.
    let client = client.base_url(client.base_url);
    let mut body = RequestBody::FORM;
    let mut writer = Writer::new(buffer);
    let (url_end, headers_end) = write_head(&mut writer, &client, endpoint, &body)?;
    writer.text(encoded);
    let [mut client_id, client_secret] = credentials(&client);
    if !encoded.is_empty() {
        // It has `client_id`.
        client_id = "";
        body.marks = [b'&', b'&', 0];
    }
    let credentials = [("client_id", client_id), ("client_secret", client_secret)];
    let [id, secret] = credentials.map(|(name, value)| Parameter::new(name, value));
    body.write(&mut writer, &[first, second, id, secret], own);
    Ok(RequestSpans::of_ends(url_end, headers_end, writer.end()?))
}
