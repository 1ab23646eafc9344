//! A login on a second screen (RFC 8628): what to show the user, and when to poll, over HTTP.
//!
//! `cargo run -p grantlet --example device`
//!
//! No documented provider of the simulator has this grant, so the end of this file is a server of its
//! own, on loopback, whose user takes two polls to log in.

use std::error::Error;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::thread;
use std::time::Instant;

use grantlet::{Client, Poll, Polled, Polling, Profile, Request, Uptime};

const PROFILE: Profile<'static> = Profile::RFC6749
    .device_authorization_endpoint("/device_authorization")
    .token_endpoint("/token")
    .allow_loopback();

fn main() -> Result<(), Box<dyn Error>> {
    let base_url = start_server()?;
    let client = Client::public(&PROFILE, "a-lock-without-a-keyboard").base_url(&base_url);
    let started = Instant::now();
    let now = || Uptime::from(started.elapsed());

    // 1. Ask for a code, and show it.
    let mut buffer = [0; 512];
    let post = client.authorize_device().scope("unlock").write(&mut buffer)?;
    let (status, mut body) = send(&post)?;
    let device = client.device_authorization(status, &mut body)?;
    println!("Open {} and type {}", device.verification_uri, device.user_code);

    // 2. Poll for the token, as often as the server allows.
    let mut polling = Polling::new(device.expires_in, device.interval, now());
    let mut buffer = [0; 512];
    loop {
        match polling.next(now()) {
            Poll::WaitUntil(moment) => {
                thread::sleep(moment.since(now()));
            }
            Poll::Expired => return Err("nobody logged in: start again".into()),
            Poll::Now => {
                let post = client.device_code(device.device_code).write(&mut buffer)?;
                // Without a response the next poll comes later.
                let Ok((status, mut body)) = send(&post) else {
                    polling.polled(Polled::NoResponse, now());
                    continue;
                };
                let result = client.token(status, &mut body);
                match Polled::of(&result) {
                    Polled::Decided => {
                        let token = result?;
                        println!("logged in, for {:?} seconds", token.expires_in);
                        return Ok(());
                    }
                    polled => {
                        println!("not yet: {polled:?}");
                        polling.polled(polled, now());
                    }
                }
            }
        }
    }
}

/// Sends a request, and returns the status and the body of the response.
fn send(post: &Request<'_>) -> Result<(u16, Vec<u8>), ureq::Error> {
    let config = ureq::Agent::config_builder().max_redirects(0).http_status_as_error(false);
    let agent: ureq::Agent = config.build().into();
    let mut request = agent.post(post.url);
    for (name, value) in post.headers.iter() {
        request = request.header(name, value);
    }
    let mut response = request.send(post.body)?;
    Ok((response.status().as_u16(), response.body_mut().read_to_vec()?))
}

/// The responses of this example's server, in their order.
const RESPONSES: [(&str, &str); 3] = [
    (
        "200 OK",
        r#"{"device_code":"GmRhmhcxhwAzkoEqiMEg","user_code":"WDJB-MJHT","verification_uri":"https://example.com/device","expires_in":1800,"interval":1}"#,
    ),
    ("400 Bad Request", r#"{"error":"authorization_pending"}"#),
    ("200 OK", r#"{"access_token":"2YotnFZFEjr1","token_type":"Bearer","expires_in":3600}"#),
];

/// Starts the server, and returns its base URL.
fn start_server() -> Result<String, std::io::Error> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for (status, body) in RESPONSES {
            let (mut stream, _) = listener.accept()?;
            let mut reader = BufReader::new(stream.try_clone()?);
            let (mut line, mut length) = (String::new(), 0);
            while reader.read_line(&mut line)? > 2 {
                let lower = line.to_ascii_lowercase();
                if let Some(value) = lower.strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap_or(0);
                }
                line.clear();
            }
            reader.take(length).read_to_end(&mut Vec::new())?;
            let headers = format!("Content-Length: {}\r\nConnection: close", body.len());
            write!(stream, "HTTP/1.1 {status}\r\n{headers}\r\n\r\n{body}")?;
        }
        Ok::<_, std::io::Error>(())
    });
    Ok(format!("http://{address}"))
}
