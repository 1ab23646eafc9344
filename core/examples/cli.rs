//! A login for a command line: the redirect goes to a listener on loopback (RFC 8252, section 7.3).
//!
//! `cargo run -p grantlet --example cli -- ISSUER CLIENT_ID FILE`
//!
//! Register `CLIENT_ID` at the server as a public native client with the redirect URI `http://127.0.0.1/cb`. The server
//! must allow any port (RFC 8252, section 7.3). FILE keeps the refresh token, and on Unix only its owner can read it.
//! The next start needs no browser.

use std::error::Error;
use std::fs::{File, OpenOptions, read_to_string, remove_file, rename};
use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use grantlet::{Callback, Client, Failure, Login, LoginError, LoginRequest, Request, Secret};
use grantlet::{TokenResponse, UnixTime, WellKnown, metadata, metadata_url};

type Fails<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> Fails {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [issuer, client_id, file] = arguments.as_slice() else {
        return Err("cli ISSUER CLIENT_ID FILE".into());
    };
    let wait = Duration::from_secs(300);
    run(issuer, client_id, Path::new(file), wait, |line| println!("{line}"))
}

/// Logs in by the refresh token in the file, or else in the browser. It waits for the browser as long as `wait`.
pub(crate) fn run(
    issuer: &str,
    client_id: &str,
    file: &Path,
    wait: Duration,
    show: impl Fn(&str),
) -> Fails {
    // 1. The server's metadata.
    let mut buffer = [0; 4096];
    let url = metadata_url(issuer, WellKnown::OpenId, &mut buffer)?;
    let mut document = agent().get(url).call()?.body_mut().read_to_vec()?;
    let found = metadata(&mut document, issuer)?;
    let profile = found.profile()?;
    let client = Client::public(&profile, client_id);

    // 2. A refresh, if the file has a refresh token.
    let refresh_token = read_to_string(file).unwrap_or_default();
    if !refresh_token.is_empty() {
        let (status, mut body) =
            send(&client.refresh(Secret::new(&refresh_token)).write(&mut buffer)?)?;
        match client.token(status, &mut body) {
            Ok(token) => return logged_in(&token, file, show),
            Err(error) if Failure::of(&error) == Failure::Ended => {}
            Err(error) => return Err(error.into()),
        }
    }

    // 3. The user opens the URL, and logs in. The redirect goes to a free port.
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let origin = format!("http://{}", listener.local_addr()?);
    let redirect_uri = format!("{origin}/cb");
    let mut login = LoginRequest::new(&client, &redirect_uri)
        .issuer(found.issuer_rule())
        .scope("openid offline_access")
        .params(&[("prompt", "consent")])
        .start(now()?, &mut buffer)?;
    show(&format!("Open this address in your browser: {}", login.url()));
    let code = wait_for_code(&mut login, &client, &listener, &origin, wait)?;

    // 4. Exchange the code for tokens.
    let mut buffer = [0; 4096];
    let exchange = login.exchange(&client, Secret::new(&code))?.write(&mut buffer)?;
    let (status, mut body) = send(&exchange)?;
    logged_in(&client.token(status, &mut body)?, file, show)
}

/// Serves requests until one is the callback of this login. Any web page can send others to this port.
fn wait_for_code(
    login: &mut Login<'_>,
    client: &Client<'_>,
    listener: &TcpListener,
    origin: &str,
    wait: Duration,
) -> Fails<String> {
    listener.set_nonblocking(true)?;
    let until = Instant::now() + wait;
    loop {
        let browser = match listener.accept() {
            Ok((browser, _)) => browser,
            Err(error) if error.kind() != ErrorKind::WouldBlock => return Err(error.into()),
            Err(_) if Instant::now() > until => return Err("nobody logged in in time".into()),
            Err(_) => {
                sleep(Duration::from_millis(20));
                continue;
            }
        };
        // Browsers open connections in advance, and send nothing on some.
        let Ok(target) = request_target(&browser) else { continue };
        let mut url = format!("{origin}{target}").into_bytes();
        match login.callback(client, &mut url, &mut [], now()?) {
            Ok(Callback::Code(code)) => {
                page(browser, "200 OK", "You are logged in. You can close this window.");
                return Ok(code.expose().to_owned());
            }
            // Another path, `state` or `iss`: the login is still pending.
            Err(LoginError::Callback(_)) => page(browser, "404 Not Found", "Nothing is here."),
            Ok(_) => {
                page(browser, "200 OK", "You are not logged in. You can close this window.");
                return Err("the user or the server refused".into());
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// The path and query of a GET.
fn request_target(browser: &TcpStream) -> Fails<String> {
    browser.set_nonblocking(false)?;
    browser.set_read_timeout(Some(Duration::from_secs(2)))?;
    let mut head = BufReader::new(browser.take(16 * 1024)).lines();
    let line = head.next().ok_or("no request")??;
    // Read all of it: closing a connection with unread bytes can lose the response.
    while head.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    let target = line.strip_prefix("GET ").and_then(|rest| rest.strip_suffix(" HTTP/1.1"));
    Ok(target.ok_or("not a GET")?.to_owned())
}

/// Responds, and closes the connection. It is no error if the browser has closed it already.
fn page(mut browser: TcpStream, status: &str, text: &str) {
    let length = text.len();
    let _ = write!(
        browser,
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {length}\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n\r\n{text}"
    );
}

fn logged_in(token: &TokenResponse<'_>, file: &Path, show: impl Fn(&str)) -> Fails {
    // If the response has no refresh token, the one in the file stays valid.
    if let Some(refresh_token) = token.refresh_token {
        keep(refresh_token, file)?;
    }
    show(&format!("logged in, for {:?} seconds", token.expires_in));
    Ok(())
}

/// Replaces the file atomically: after a power cut it has the old token or the new one.
fn keep(refresh_token: Secret<'_>, file: &Path) -> Fails {
    let new = file.with_extension("new");
    let _ = remove_file(&new);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut written: File = options.open(&new)?;
    written.write_all(refresh_token.expose().as_bytes())?;
    written.sync_all()?;
    Ok(rename(new, file)?)
}

/// Sends a request, and returns the status and the body of the response.
fn send(post: &Request<'_>) -> Fails<(u16, Vec<u8>)> {
    let mut request = agent().post(post.url);
    for (name, value) in post.headers.iter() {
        request = request.header(name, value);
    }
    let mut response = request.send(post.body)?;
    Ok((response.status().as_u16(), response.body_mut().read_to_vec()?))
}

/// An HTTP client that follows no redirect and returns every status.
fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder().max_redirects(0).http_status_as_error(false);
    config.build().into()
}

/// Seconds since 1970.
fn now() -> Fails<UnixTime> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?.into())
}
