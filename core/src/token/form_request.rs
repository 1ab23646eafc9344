//! Requests of a client to endpoints that a profile does not have: forms with the client's authentication.

use crate::oauth::body::{RequestBody, RequestPlaces};
use crate::oauth::parameter::Parameter;
use crate::oauth::request_error::RequestError;
use crate::profile::client::Client;
use crate::profile::endpoint::Endpoint;
use crate::text::buffer::{Place, Writer};
use crate::token::grant::credentials;
use crate::token::request::{Request, write_head};

/// Writes a form: parameters that are encoded already, `client_id` unless they have it, further ones, and those of the
/// caller's own.
pub(crate) fn write_form<'b>(
    client: &Client<'_>,
    endpoint: &Endpoint<'_>,
    encoded: &str,
    parameters: &[Parameter<'_>],
    own: &[(&str, &str)],
    buffer: &'b mut [u8],
) -> Result<Request<'b>, RequestError> {
    // The endpoint is none of those that were checked with the client.
    let client = client.base_url(client.base_url);
    let mut body = RequestBody::FORM;
    let mut writer = Writer::new(&mut *buffer);
    let (url_end, headers_end) = write_head(&mut writer, &client, endpoint, &body)?;
    writer.text(encoded);
    let [client_id, client_secret] = credentials(&client);
    let client_id = if encoded.is_empty() { client_id } else { "" };
    if !encoded.is_empty() {
        body.marks = [b'&', b'&', 0];
    }
    body.write(&mut writer, parameters, &[]);
    if writer.len() > headers_end {
        body.marks = [b'&', b'&', 0];
    }
    let credentials =
        [Parameter::new("client_id", client_id), Parameter::new("client_secret", client_secret)];
    body.write(&mut writer, &credentials, own);
    let end = writer.end()?;
    let places = RequestPlaces {
        url: Place { start: 0, end: url_end },
        headers: Place { start: url_end, end: headers_end },
        body: Place { start: headers_end, end },
    };
    Ok(Request::cut(buffer, places))
}
