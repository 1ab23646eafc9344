//! A device without a heap: a token that outlives its buffers, as an embassy task or an RTIC resource
//! keeps it, a session over an arena of `heapless`, and buffers of `heapless`.
//!
//! On a host: `cargo run -p grantlet --example no_std --features heapless`. For a board:
//! `cargo build -p grantlet --example no_std --features heapless --target thumbv7em-none-eabihf`.
#![cfg_attr(target_os = "none", no_std, no_main)]

use grantlet::{
    BufferTooSmall, Client, Failure, OwnedToken, Profile, Request, RequestError, Response, Secret,
    Session, SessionError, SessionState, Settings, TokenError, Uptime, wipe,
};
use heapless::Vec;

/// Room for a request, and for a response.
type Buffer = Vec<u8, 1024>;
/// Room for the access token, the refresh token and the user's id of a session.
type Arena = Vec<u8, 512>;

const ACME: Profile<'_> = Profile::RFC6749.token_endpoint("/oauth/token");
const CLIENT: Client<'_> =
    Client::confidential(&ACME, "lock-17", Secret::new("sesame")).base_url("https://api.example");

/// How this device sends a request: by its modem, its TLS, its network stack. It returns the status and
/// writes the body of the response.
trait Http {
    fn post(&mut self, request: &Request<'_>, body: &mut Buffer) -> Result<u16, NoResponse>;
}

/// No response came.
#[derive(Debug)]
struct NoResponse;

/// Why there is no token.
#[derive(Debug)]
#[allow(dead_code, reason = "a device logs it")]
enum Fault {
    Request(RequestError),
    NoResponse(NoResponse),
    Token(TokenError),
    TooLong(BufferTooSmall),
    Session(SessionError),
    NoToken(SessionState),
}

/// What the device shares between its tasks. With RTIC it is a field of `Shared`, with embassy it lives in
/// `static TOKENS: Mutex<CriticalSectionRawMutex, Tokens> = Mutex::new(Tokens::new())`.
struct Tokens {
    token: OwnedToken<512>,
}

impl Tokens {
    const fn new() -> Self {
        Self { token: OwnedToken::new() }
    }

    /// Gets a token of the device's own and keeps it. The buffers are wiped before they are left.
    fn get<H: Http>(&mut self, http: &mut H) -> Result<(), Fault> {
        let mut out = Buffer::new();
        let mut body = Buffer::new();
        out.resize_default(out.capacity()).unwrap_or_default();
        let request = CLIENT.client_credentials().scope("doors.open");
        let post = request.write(&mut out).map_err(Fault::Request)?;
        let status = http.post(&post, &mut body);
        wipe(&mut out);
        let got = status.map_err(Fault::NoResponse).and_then(|status| {
            let token = CLIENT.token(status, &mut body);
            token.map_err(Fault::Token)?.copy_into(&mut self.token).map_err(Fault::TooLong)
        });
        wipe(&mut body);
        got
    }
}

/// Refreshes a user's grant where it is due; returns the length of the access token. A task has its session as
/// long as its arena, such as one in a `StaticCell`; it stores the records as the example `flash` does.
fn refresh<H: Http>(session: &mut Session<'_>, http: &mut H, now: Uptime) -> Result<usize, Fault> {
    let mut out = Buffer::new();
    let mut body = Buffer::new();
    out.resize_default(out.capacity()).unwrap_or_default();
    let attempt = session.begin(now).map_err(|not_due| Fault::NoToken(not_due.0))?;
    let post = CLIENT.request(&attempt.grant, &mut out).map_err(Fault::Request)?;
    let status = http.post(&post, &mut body);
    wipe(&mut out);
    let received = match status {
        Ok(status) => {
            let response = Response::new(status, &mut body);
            session.receive(&CLIENT, response, None, now).map(drop)
        }
        Err(NoResponse) => session.fail(Failure::NoResponse, None, now).map_err(Into::into),
    };
    wipe(&mut body);
    received.map_err(Fault::Session)?;
    match session.access_token(now) {
        Some(token) => Ok(token.expose().len()),
        None => Err(Fault::NoToken(session.state(now))),
    }
}

/// A server that gives the same token to everybody.
struct Echo;

impl Http for Echo {
    fn post(&mut self, request: &Request<'_>, body: &mut Buffer) -> Result<u16, NoResponse> {
        let grants = ["grant_type=client_credentials", "grant_type=refresh_token"];
        let known = grants.iter().any(|grant| request.body.starts_with(grant));
        let token = br#"{"access_token":"eyJhb","token_type":"Bearer","expires_in":3600}"#;
        body.extend_from_slice(if known { token } else { b"{}" }).map_err(|_| NoResponse)?;
        Ok(200)
    }
}

fn open_the_door() -> Result<usize, Fault> {
    let mut tokens = Tokens::new();
    tokens.get(&mut Echo)?;
    let token = tokens.token.get().map(|token| token.access_token.expose().len());
    Ok(token.unwrap_or_default())
}

fn open_the_door_for_its_user() -> Result<usize, Fault> {
    let now = Uptime::from_millis(40);
    let mut arena = Arena::new();
    arena.resize_default(arena.capacity()).unwrap_or_default();
    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    session.adopt(Secret::new("from-pairing"), "user-1", now).map_err(Fault::Session)?;
    session.stored().map_err(|wrong| Fault::Session(wrong.into()))?;
    refresh(&mut session, &mut Echo, now)
}

#[cfg(not(target_os = "none"))]
fn main() {
    println!("a token of {} bytes", open_the_door().expect("a token"));
    println!("its user's has {} bytes", open_the_door_for_its_user().expect("a token"));
}

#[cfg(target_os = "none")]
#[unsafe(no_mangle)]
extern "C" fn _start() -> ! {
    let tokens = [open_the_door(), open_the_door_for_its_user()];
    loop {
        core::hint::black_box(&tokens);
    }
}

#[cfg(target_os = "none")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
