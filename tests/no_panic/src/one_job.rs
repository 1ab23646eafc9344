//! Images of one job each, whose sizes the README gives.

use core::hint::black_box;

use grantlet::{Client, Profile, Secret};

/// Where the image starts.
#[unsafe(no_mangle)]
extern "C" fn _start() -> ! {
    let mut memory = [0u8; 1024];
    let memory = black_box(&mut memory[..]);
    let (text, body) = memory.split_at_mut_checked(black_box(100)).unwrap_or_default();
    let text = core::str::from_utf8(text).unwrap_or_default();
    let client = Client::confidential(text, text, Secret::new(text));
    job(black_box(&Profile::RFC6749.token_endpoint(text)), &client, text, body);
    loop {
        black_box(());
    }
}

/// A refresh: the request, the answer, and when the token ends.
#[cfg(feature = "refresh")]
fn job(profile: &Profile<'_>, client: &Client<'_>, text: &str, body: &mut [u8]) {
    let grant = grantlet::Grant::refresh_token(Secret::new(text));
    black_box(grantlet::request(profile, client, &grant, body).is_ok());
    if let Ok(token) = grantlet::response(profile, black_box(200), body) {
        let expiry = grantlet::Expiry::new(black_box(0), token.expires_in);
        black_box(expiry.life(black_box(1), black_box(2)));
        black_box(token);
    }
}

/// A login by code: PKCE, the URL, the callback, the exchange and its answer.
#[cfg(feature = "login")]
fn job(profile: &Profile<'_>, client: &Client<'_>, text: &str, body: &mut [u8]) {
    use grantlet::{Callback, Issuer, Login, LoginKind};
    let entropy = [black_box(1); 96];
    let started =
        Login::start(LoginKind::Code, profile, client, text, Issuer::Ignored, &entropy, 0);
    let Ok(mut login) = started else { return };
    black_box(login.authorize().write(profile, client, body).is_ok());
    let mut buffer = [0u8; 512];
    if let Ok(Callback::Code(code)) = login.callback(profile, body, &mut [], black_box(1)) {
        black_box(login.request(profile, client, code, &mut buffer).is_ok());
    }
    black_box(grantlet::response(profile, black_box(200), &mut buffer).is_ok());
}
