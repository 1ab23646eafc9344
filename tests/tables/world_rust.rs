//! A case of the world in Rust.

use grantlet::engine::{self, Class, Verdict};
use grantlet::{
    Authorize, Callback, CallbackExpectation, Challenge, Client, Failure, Flow, Issuer, LoginKind,
    LoginRequest, Member, Polled, Profile, Secret, TokenError, UntrustedText, callback,
};
use grantlet_tests::members::{Members, of_device, of_token};
use grantlet_tests::secs;

use crate::setters::{Settings, profile};
use crate::world::{Grant, Language, Params, Refused, VERIFIER, Written};
use crate::world_requests::entropy;

pub(crate) struct Rust {
    profile: &'static Profile<'static>,
    client: Client<'static>,
}

fn refused(error: &TokenError, body: &[u8]) -> Refused {
    let verdict = Verdict::from(error);
    let class = match verdict.class {
        Class::Status => "status",
        Class::Server => "server",
        Class::Syntax => "syntax",
        Class::Duplicate => "duplicate",
        Class::Type => "type",
        Class::Missing => "missing",
        Class::Chars => "chars",
        Class::TokenType => "token_type",
        other => panic!("{other:?}"),
    };
    let text = error.text(body).unwrap_or_default();
    let texts = [text.error, text.error_description, text.error_number];
    Refused {
        class,
        member: verdict.at_fault().map_or("", Member::as_str).to_owned(),
        error: texts.map(|text| text.map_or("", UntrustedText::as_str).to_owned()),
        ends_grant: Failure::of(error) == Failure::Ended,
        is_pending: Polled::of::<()>(&Err(*error)) == Polled::Pending,
    }
}

impl Language for Rust {
    fn new(settings: &Settings, client_id: &'static str, base_url: &'static str) -> Self {
        let profile = profile(settings);
        Self { profile, client: Client::public(profile, client_id).base_url(base_url) }
    }

    fn is_valid(&self) -> bool {
        self.profile.check().is_ok()
    }

    fn token(&self, status: u16, body: &mut [u8]) -> Result<Members, Refused> {
        match self.profile.token(status, body) {
            Ok(token) => Ok(of_token(self.profile, &token)),
            Err(error) => Err(refused(&error, body)),
        }
    }

    fn id_token(&self, status: u16, body: &mut [u8]) -> Result<String, Refused> {
        let mut url = [0; 512];
        let login = LoginRequest::new(&self.client, "https://app.example/cb")
            .kind(LoginKind::CodeIdToken)
            .issuer(Issuer::Required("https://as.example"))
            .scope("openid")
            .id_token_only()
            .start_with_entropy(&entropy(), secs(0), &mut url)
            .unwrap();
        match login.id_token_response(&self.client, status, body) {
            Ok(response) => Ok(response.id_token.expose().to_owned()),
            Err(error) => Err(refused(&error, body)),
        }
    }

    fn revoked(&self, status: u16, body: &mut [u8]) -> Result<(), Refused> {
        self.profile.revoked(status, body).map_err(|error| refused(&error, body))
    }

    fn device(&self, status: u16, body: &mut [u8]) -> Members {
        of_device(&self.profile.device_authorization(status, body).unwrap())
    }

    fn request(&self, grant: &Grant<'_>, params: &Params<'_>) -> Written {
        let mut buffer = [0; 1024];
        let request = match *grant {
            Grant::Refresh(token) => self.client.refresh(Secret::new(token)),
            Grant::Extension(grant_type) => self.client.extension(grant_type),
            Grant::Code { code, redirect_uri } => {
                let exchange = self.client.exchange(Secret::new(code), redirect_uri);
                exchange.code_verifier(VERIFIER)
            }
        };
        let request = request.params(params).write(&mut buffer).unwrap();
        Written {
            method: request.method().to_owned(),
            url: request.url.to_owned(),
            headers: request.headers.as_str().to_owned(),
            body: request.body.to_owned(),
        }
    }

    fn url(&self, redirect_uri: &str, scope: &str, params: &Params<'_>) -> String {
        let challenge = Challenge::s256(VERIFIER).unwrap();
        let authorize = Authorize::code(redirect_uri, "s1", &challenge).scope(scope).params(params);
        authorize.write(&self.client, &mut [0; 1024]).unwrap().to_owned()
    }

    fn callback(&self, redirect_uri: &str, in_fragment: bool, url: &str) -> Option<String> {
        let flow = if in_fragment { Flow::CodeInFragment } else { Flow::Code };
        let issuer = Issuer::Refused("");
        let expect = CallbackExpectation { redirect_uri, state: "s1", issuer, flow };
        match callback(self.profile, &expect, &mut url.as_bytes().to_vec()) {
            Ok(Callback::Code(code)) => Some(code.expose().to_owned()),
            _ => None,
        }
    }

    fn token_endpoint(&self, url: &str) -> String {
        let server = engine::named_server(self.profile, false, url.as_bytes()).unwrap();
        let exchange = self.client.exchange(Secret::new("c1"), "").code_verifier(VERIFIER);
        exchange.server(server).write(&mut [0; 1024]).unwrap().url.to_owned()
    }
}
