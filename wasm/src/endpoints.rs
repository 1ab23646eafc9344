//! Requests to a server's further endpoints, and readers of what they return.

use grantlet::{
    AuthChallenge, Introspected, Introspection, MetadataError, PushedRequest, Registration,
    Request, RequestError, Secret, TokenError, UnixTime, UserInfoError, protected_resource,
    protected_resource_url,
};

use crate::client::{Config, read};
use crate::fault::{Fault, of_document, of_other_user, of_request, of_resource};
use crate::id_tokens::LEEWAY;
use crate::message::{Fields, MOST, Message};
use crate::numbers::endpoint_call;
use crate::reply::{OUTCOME, Reply};

/// The bits of a call's number; those above are the status of a response.
pub(crate) const STATUS_SHIFT: u32 = 8;

/// Makes the call of a number of [`endpoint_call`]; its upper bits are the status of a response. The fields of the client come
/// first, but for what concerns no client: a resource, a challenge and a registration. The body of the message is that of
/// a response. The fields, spans and the outcome are:
///
/// | call | fields | spans; outcome |
/// |---|---|---|
/// | push | endpoint, authorization URL | the request |
/// | pushed | | the authorization URL; its lifetime in seconds |
/// | signed | request object | the authorization URL |
/// | introspect | endpoint, token, `token_type_hint` | the request |
/// | introspected | the time in seconds | none; 1 if the token is active |
/// | userinfo | `sub`, or nothing | none |
/// | register | endpoint, token, `client_name`, `token_endpoint_auth_method`, `scope`, the number of redirect URIs, they, members as pairs | the request |
/// | registered | | none |
/// | resource URL | resource | the URL |
/// | resource | resource | none |
/// | challenge | header, scheme, names of parameters | a value for each; 1 if there is a challenge |
///
/// Of a response without a span, every member that is read was validated: the wrapper reads the same body.
///
/// # Errors
/// [`Fault`]. An error of the server is `response_refused`, without its text.
pub fn endpoints(message: Message<'_>, number: u32) -> Result<(), Fault> {
    let call = number % (1 << STATUS_SHIFT);
    // A status has ten bits.
    let status = u16::try_from(number >> STATUS_SHIFT).unwrap_or_default();
    match call {
        endpoint_call::RESOURCE_URL | endpoint_call::RESOURCE => resource(message, call),
        endpoint_call::CHALLENGE => {
            challenge(message);
            Ok(())
        }
        endpoint_call::REGISTER => register(message),
        _ => of_client(message, call, status),
    }
}

fn of_client(message: Message<'_>, call: u32, status: u16) -> Result<(), Fault> {
    let Message { mut reply, mut fields, body, room } = message;
    let config: Config<'_> = read(&mut fields);
    let client = config.client();
    let (first, second, third) = (fields.text(), fields.text(), fields.text());
    let outcome = match call {
        endpoint_call::PUSH => {
            return write_request(
                &mut reply,
                PushedRequest::new(first, second).write(&client, room),
            );
        }
        endpoint_call::INTROSPECT => {
            let introspection = Introspection::new(first, Secret::new(second)).hint(third);
            return write_request(&mut reply, introspection.write(&client, room));
        }
        endpoint_call::SIGNED => return write_url(&mut reply, client.request_url(first, room)),
        endpoint_call::PUSHED => {
            let pushed =
                client.pushed(status, body).map_err(|error| of_document(&mut reply, error))?;
            write_url(&mut reply, client.pushed_url(&pushed, room))?;
            pushed.expires_in as usize
        }
        endpoint_call::INTROSPECTED => {
            let now = UnixTime::from_secs(first.parse().unwrap_or_default());
            let active = client
                .introspected(status, body)
                .map(|token: Introspected<'_>| token.is_active(now, LEEWAY));
            usize::from(active.map_err(|error| of_document(&mut reply, error))?)
        }
        endpoint_call::USERINFO => {
            client.userinfo(status, body, first).map_err(|error| match error {
                UserInfoError::Response(error) => of_document(&mut reply, error),
                UserInfoError::Subject => of_other_user(&mut reply),
            })?;
            0
        }
        _ => {
            let registered = config.profile.registered(status, body).map(drop);
            registered.map_err(|error: TokenError| of_document(&mut reply, error))?;
            0
        }
    };
    reply.word(OUTCOME, outcome);
    Ok(())
}

/// Writes the request's URL, header fields and body as the first spans.
fn write_request(
    reply: &mut Reply<'_>,
    written: Result<Request<'_>, RequestError>,
) -> Result<(), Fault> {
    let request = written.map_err(|error| of_request(reply, error))?;
    reply.span(0, request.url.as_bytes());
    reply.span(1, request.headers.as_str().as_bytes());
    reply.span(2, request.body.as_bytes());
    Ok(())
}

fn write_url(reply: &mut Reply<'_>, written: Result<&str, RequestError>) -> Result<(), Fault> {
    let url = written.map_err(|error| of_request(reply, error))?;
    reply.span(0, url.as_bytes());
    Ok(())
}

fn register(message: Message<'_>) -> Result<(), Fault> {
    let Message { mut reply, mut fields, room, .. } = message;
    let (endpoint, token) = (fields.text(), fields.text());
    let (name, auth_method, scope) = (fields.text(), fields.text(), fields.text());
    let mut uris = [""; MOST];
    let uris = take(&mut fields, &mut uris);
    let mut pairs = [("", ""); MOST];
    let members = fields.pairs(&mut pairs);
    let mut registration = Registration::new(endpoint, uris)
        .name(name)
        .auth_method(auth_method)
        .scope(scope)
        .members(members);
    if !token.is_empty() {
        registration = registration.initial_access_token(Secret::new(token));
    }
    write_request(&mut reply, registration.write(room))
}

/// As many fields as the next one says.
fn take<'a, 't>(fields: &mut Fields<'a>, texts: &'t mut [&'a str; MOST]) -> &'t [&'a str] {
    let count = fields.text().parse().unwrap_or(0).min(MOST);
    for slot in texts.iter_mut().take(count) {
        *slot = fields.text();
    }
    texts.get(..count).unwrap_or_default()
}

fn resource(message: Message<'_>, call: u32) -> Result<(), Fault> {
    let Message { mut reply, mut fields, body, room } = message;
    let resource = fields.text();
    if call == endpoint_call::RESOURCE_URL {
        return write_url(&mut reply, protected_resource_url(resource, room));
    }
    let read = protected_resource(body, resource).map(drop);
    read.map_err(|error: MetadataError| of_resource(&mut reply, error))
}

fn challenge(message: Message<'_>) {
    let Message { mut reply, mut fields, .. } = message;
    let (header, scheme) = (fields.text(), fields.text());
    let Some(challenge) = AuthChallenge::of(header, scheme) else { return };
    reply.word(OUTCOME, 1);
    for index in 0..MOST {
        let name = fields.text();
        if name.is_empty() {
            break;
        }
        reply.span(index, challenge.param(name).unwrap_or_default().as_bytes());
    }
}
