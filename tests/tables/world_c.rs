//! A case of the world by the C interface, called as C calls it.

use std::ffi::CStr;

use grantlet::UnixTime;
use grantlet_ffi::{
    Client, CodeGrant, CodeLogin, DeviceAuthorization, Error, Expected, ExtensionGrant, Extra,
    IdTokenResponse, IssuerRule, Kind, Options, Pair, Poll, Profile, RefreshGrant, Request,
    ResponseMode, Span, Status, Token, grantlet_callback, grantlet_callback_server,
    grantlet_client_at_server, grantlet_client_init, grantlet_code_request, grantlet_code_url,
    grantlet_device_authorization_response, grantlet_extension_request, grantlet_id_token_response,
    grantlet_member_name, grantlet_polling_update, grantlet_profile_check,
    grantlet_refresh_request_with, grantlet_request_method, grantlet_revocation_response,
    grantlet_token_response,
};
use grantlet_tests::members::{Members, rfc3339_of, written};
use serde_json::Value;

use crate::c::{ends_session, span, text, zeroed};
use crate::setters::{Settings, profile_of_c};
use crate::world::{Grant, Language, Params, Refused, VERIFIER, Written};

const ABSENT: i32 = Kind::Absent as i32;
const STRING: i32 = Kind::String as i32;

pub(crate) struct C {
    profile: &'static Profile,
    client: Client,
    /// Between the tokens of a scope in a response.
    separator: String,
    /// Names of its extra members.
    extra: Vec<String>,
}

fn pairs(params: &Params<'_>) -> Vec<Pair> {
    let pair = |(name, value): &(&str, &str)| Pair {
        name: span(name.as_bytes()),
        value: span(value.as_bytes()),
    };
    params.iter().map(pair).collect()
}

fn options(scope: &str, params: &[Pair]) -> Options {
    let scope = span(scope.as_bytes());
    Options { scope, params: params.as_ptr(), params_length: params.len() }
}

fn string(span: Span) -> String {
    text(span).unwrap_or_default()
}

fn refused(status: Status, error: &Error) -> Refused {
    let class = match status {
        Status::EResponseStatus => "status",
        Status::EServer => "server",
        Status::EResponseSyntax => "syntax",
        Status::EResponseDuplicate => "duplicate",
        Status::EResponseType => "type",
        Status::EResponseMissing => "missing",
        Status::EResponseChars => "chars",
        Status::EResponseTokenType => "token_type",
        other => panic!("{other:?}"),
    };
    // SAFETY: it ends with NUL.
    let member = unsafe { CStr::from_ptr(grantlet_member_name(error.member)) };
    // SAFETY: the error's body is still there.
    let polled = unsafe { grantlet_polling_update(std::ptr::null_mut(), status as i32, error, 0) };
    Refused {
        class,
        member: member.to_str().unwrap().to_owned(),
        error: [error.error, error.error_description, error.error_number].map(string),
        ends_grant: ends_session(status, error),
        is_pending: polled == Poll::Pending,
    }
}

impl Language for C {
    fn new(settings: &Settings, client_id: &'static str, base_url: &'static str) -> Self {
        let profile = profile_of_c(settings);
        let (mut client, mut error): (Client, Error) = (zeroed(), zeroed());
        let none = span(b"");
        // SAFETY: each pointer is what the header asks for.
        let status = unsafe {
            let (client, error) = (&raw mut client, &raw mut error);
            let (id, base_url) = (span(client_id.as_bytes()), span(base_url.as_bytes()));
            grantlet_client_init(client, profile, id, none, base_url, error)
        };
        assert_eq!(status, Status::Ok);
        let extra = settings.get("extra").and_then(Value::as_str).unwrap_or_default();
        let extra = extra.split_ascii_whitespace().map(str::to_owned).collect();
        let separator = settings.get("scope_separator").and_then(Value::as_str).unwrap_or(" ");
        Self { profile, client, extra, separator: separator.to_owned() }
    }

    fn is_valid(&self) -> bool {
        let (mut entry, mut word) = (0, 0);
        // SAFETY: each pointer is what the header asks for.
        let status = unsafe { grantlet_profile_check(self.profile, &raw mut entry, &raw mut word) };
        status == Status::Ok
    }

    fn token(&self, status: u16, body: &mut [u8]) -> Result<Members, Refused> {
        let (mut token, mut error): (Token, Error) = (zeroed(), zeroed());
        let (bytes, length) = (body.as_mut_ptr().cast(), body.len());
        // SAFETY: each pointer is what the header asks for.
        let read = unsafe {
            let (token, error) = (&raw mut token, &raw mut error);
            grantlet_token_response(self.profile, status, bytes, length, token, error)
        };
        if read != Status::Ok {
            return Err(refused(read, &error));
        }
        let scope = text(token.scope)
            .map(|scope| scope.split(&self.separator).map(str::to_owned).collect::<Vec<_>>());
        let ends_at = token.expires_at_known.then_some(token.expires_at);
        let mut members: Members = vec![
            ("access_token".into(), text(token.access_token).into()),
            ("refresh_token".into(), text(token.refresh_token).into()),
            ("expires_in".into(), token.expires_in_known.then_some(token.expires_in).into()),
            ("ends_at".into(), ends_at.map(UnixTime::from_secs).map(rfc3339_of).into()),
            ("ends_at_unix".into(), ends_at.into()),
            (
                "refresh_token_expires_in".into(),
                Some(token.refresh_token_expires_in).filter(|seconds| *seconds != 0).into(),
            ),
            ("scope".into(), scope.into()),
        ];
        for (name, Extra { value, kind }) in self.extra.iter().zip(token.extra) {
            let value = match kind {
                ABSENT => Value::Null,
                STRING => string(value).into(),
                _ => written(&string(value)),
            };
            members.push((name.clone(), value));
        }
        Ok(members)
    }

    fn id_token(&self, status: u16, body: &mut [u8]) -> Result<String, Refused> {
        let (mut response, mut error): (IdTokenResponse, Error) = (zeroed(), zeroed());
        let (bytes, length) = (body.as_mut_ptr().cast(), body.len());
        // SAFETY: each pointer is what the header asks for.
        let read = unsafe {
            let (response, error) = (&raw mut response, &raw mut error);
            grantlet_id_token_response(self.profile, status, bytes, length, response, error)
        };
        if read == Status::Ok { Ok(string(response.id_token)) } else { Err(refused(read, &error)) }
    }

    fn revoked(&self, status: u16, body: &mut [u8]) -> Result<(), Refused> {
        let mut error: Error = zeroed();
        let (bytes, length) = (body.as_mut_ptr().cast(), body.len());
        // SAFETY: each pointer is what the header asks for.
        let read = unsafe {
            grantlet_revocation_response(self.profile, status, bytes, length, &raw mut error)
        };
        if read == Status::Ok { Ok(()) } else { Err(refused(read, &error)) }
    }

    fn device(&self, status: u16, body: &mut [u8]) -> Members {
        let (mut device, mut error): (DeviceAuthorization, Error) = (zeroed(), zeroed());
        let (bytes, length) = (body.as_mut_ptr().cast(), body.len());
        // SAFETY: each pointer is what the header asks for.
        let read = unsafe {
            let (device, error) = (&raw mut device, &raw mut error);
            grantlet_device_authorization_response(
                self.profile,
                status,
                bytes,
                length,
                device,
                error,
            )
        };
        assert_eq!(read, Status::Ok);
        vec![
            ("device_code".into(), text(device.device_code).into()),
            ("user_code".into(), text(device.user_code).into()),
            ("verification_uri".into(), text(device.verification_uri).into()),
            ("expires_in".into(), device.expires_in.into()),
            ("interval".into(), device.interval.into()),
        ]
    }

    fn request(&self, grant: &Grant<'_>, params: &Params<'_>) -> Written {
        let (mut request, mut error): (Request, Error) = (zeroed(), zeroed());
        let mut buffer = [0_u8; 1024];
        let pairs = pairs(params);
        let options = options("", &pairs);
        let (out, capacity) = (buffer.as_mut_ptr().cast(), buffer.len());
        let (client, written, why) = (&raw const self.client, &raw mut request, &raw mut error);
        // SAFETY: each pointer is what the header asks for.
        let status = unsafe {
            match *grant {
                Grant::Refresh(token) => {
                    let refresh_token = span(token.as_bytes());
                    let grant = RefreshGrant { refresh_token, options, granted_scope: span(b"") };
                    let grant = &raw const grant;
                    grantlet_refresh_request_with(client, grant, out, capacity, written, why)
                }
                Grant::Extension(grant_type) => {
                    let grant = ExtensionGrant { grant_type: span(grant_type.as_bytes()), options };
                    let grant = &raw const grant;
                    grantlet_extension_request(client, grant, out, capacity, written, why)
                }
                Grant::Code { code, redirect_uri } => {
                    let grant = CodeGrant {
                        code: span(code.as_bytes()),
                        redirect_uri: span(redirect_uri.as_bytes()),
                        code_verifier: span(VERIFIER.as_bytes()),
                        state: span(b""),
                        options,
                    };
                    let grant = &raw const grant;
                    grantlet_code_request(client, grant, out, capacity, written, why)
                }
            }
        };
        assert_eq!(status, Status::Ok);
        // SAFETY: it is a request that was written, and the result ends with NUL.
        let method = unsafe { CStr::from_ptr(grantlet_request_method(&raw const request)) };
        Written {
            method: method.to_str().unwrap().to_owned(),
            url: string(request.url),
            headers: string(request.headers),
            body: string(request.body),
        }
    }

    fn url(&self, redirect_uri: &str, scope: &str, params: &Params<'_>) -> String {
        let (mut url, mut error): (Span, Error) = (zeroed(), zeroed());
        let mut buffer = [0_u8; 1024];
        let pairs = pairs(params);
        let login = CodeLogin {
            redirect_uri: span(redirect_uri.as_bytes()),
            state: span(b"s1"),
            nonce: span(b""),
            code_verifier: span(VERIFIER.as_bytes()),
            options: options(scope, &pairs),
        };
        let (out, capacity) = (buffer.as_mut_ptr().cast(), buffer.len());
        // SAFETY: each pointer is what the header asks for.
        let status = unsafe {
            let (client, login) = (&raw const self.client, &raw const login);
            grantlet_code_url(client, login, out, capacity, &raw mut url, &raw mut error)
        };
        assert_eq!(status, Status::Ok);
        string(url)
    }

    fn callback(&self, redirect_uri: &str, in_fragment: bool, url: &str) -> Option<String> {
        let (mut code, mut error): (Span, Error) = (zeroed(), zeroed());
        let mut url = url.as_bytes().to_vec();
        let mode = if in_fragment { ResponseMode::Fragment } else { ResponseMode::Query };
        let expected = Expected {
            redirect_uri: span(redirect_uri.as_bytes()),
            state: span(b"s1"),
            issuer_rule: IssuerRule::Refused as i32,
            response_mode: mode as i32,
            ..zeroed()
        };
        let (bytes, length) = (url.as_mut_ptr().cast(), url.len());
        // SAFETY: each pointer is what the header asks for.
        let status = unsafe {
            let (expected, code, error) = (&raw const expected, &raw mut code, &raw mut error);
            grantlet_callback(self.profile, expected, bytes, length, code, error)
        };
        if status == Status::Ok { text(code) } else { None }
    }

    fn token_endpoint(&self, url: &str) -> String {
        let (expected, mut url): (Expected, _) = (zeroed(), url.as_bytes().to_vec());
        let (mut client, mut error): (Client, Error) = (zeroed(), zeroed());
        let (bytes, length) = (url.as_mut_ptr().cast(), url.len());
        // SAFETY: each pointer is what the header asks for.
        let status = unsafe {
            let server = grantlet_callback_server(self.profile, &raw const expected, bytes, length);
            let (client, error) = (&raw mut client, &raw mut error);
            grantlet_client_at_server(&raw const self.client, server, client, error)
        };
        assert_eq!(status, Status::Ok);
        let at =
            Self { profile: self.profile, client, separator: String::new(), extra: Vec::new() };
        at.request(&Grant::Code { code: "c1", redirect_uri: "" }, &Vec::new()).url
    }
}
