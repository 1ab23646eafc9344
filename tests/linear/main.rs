//! One job at one length, for `cargo xtask test linear` to count its instructions.

mod sample;

use std::hint::black_box;
use std::process::ExitCode;

use grantlet::engine::{self, LocatedResponse};
use grantlet::{
    CallbackExpectation, Client, ClientAuth, Flow, Issuer, Profile, Secret, callback, encode_form,
};
use sample::{REFRESH_TOKEN, RESPONSE};

const PROFILE: Profile<'static> = Profile::RFC6749
    .token_endpoint("https://as.example/oauth2/token")
    .client_auth(ClientAuth::BASIC);

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let job = arguments.next().unwrap_or_default();
    let length: usize = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(0);
    let fill = |text: &str| text.repeat(length / text.len());
    let object = |member: &str, value: &str| {
        format!(r#"{{"access_token":"at","token_type":"Bearer","{member}":{value}}}"#)
    };
    let text = match job.as_str() {
        "token" => format!(r#"{{"token_type":"Bearer","access_token":"{}"}}"#, fill("x")),
        "escapes" => object("refresh_token", &format!("\"{}\"", fill("\\u00e9"))),
        "members" => object("last", &format!("0{}", fill(r#","another":"value""#))),
        "nesting" => object("deep", &format!("[{}0]", fill("[[[[]]]],"))),
        "expires_in" => object("expires_in", &fill("9")),
        "callback" => format!("https://c.example/cb?code=C&state=S{}", fill("&name=v%20alue")),
        "form" => fill("a b&c=£"),
        "response" | "offsets" | "refresh" => RESPONSE.to_owned(),
        _ => {
            eprintln!("this is for `cargo xtask test linear`");
            return ExitCode::FAILURE;
        }
    };
    let mut buffer = vec![0; text.len() * 3 + 1024];
    let done = measured(&job, &mut text.into_bytes(), &mut buffer);
    if done { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What is counted: whether it did what it should.
#[inline(never)]
fn measured(job: &str, text: &mut [u8], buffer: &mut [u8]) -> bool {
    match job {
        "callback" => {
            let expect = CallbackExpectation {
                redirect_uri: "https://c.example/cb",
                state: "S",
                issuer: Issuer::Ignored,
                flow: Flow::Code,
            };
            black_box(callback(&Profile::RFC6749, &expect, text)).is_ok()
        }
        "form" => {
            let value = std::str::from_utf8(text).unwrap_or_default();
            black_box(encode_form(&[("name", value)], buffer)).is_ok()
        }
        "offsets" => {
            let mut response = LocatedResponse::default();
            let verdict = engine::response(&PROFILE, 200, text, &mut response);
            black_box(response).expires_in().is_some() && verdict == engine::Verdict::OK
        }
        "refresh" => {
            let client = Client::confidential(&PROFILE, "596f0268", Secret::new("s3cret"));
            let request = client.refresh(Secret::new(REFRESH_TOKEN));
            black_box(request.write(buffer)).is_ok() && black_box(client.token(200, text)).is_ok()
        }
        _ => black_box(Profile::RFC6749.token(200, text)).is_ok(),
    }
}
