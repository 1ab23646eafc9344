//! A login as a JSON string, between its start and its callback.

use crate::crypto::pkce::{Challenge, Nonce, State, Verifier};
use crate::json::object::ObjectWriter;
use crate::json::value::{Value, text_of};
use crate::login::authorize::ResponseMode;
use crate::login::login::{LIFETIME, Login, joined, name_of};
use crate::login::login_error::{InvalidSavedLogin, LoginKind};
use crate::login::metadata::Issuer;
use crate::login::shared::Shared;
use crate::member::Member;
use crate::oauth::document::{Kind, document, optional, required};
use crate::profile::profile::MOST_SERVERS;
use crate::text::buffer::{BufferTooSmall, Writer};

/// Where the response is, unless it is in the query.
const FRAGMENT: &str = "fragment";
const FORM_POST: &str = "form_post";
/// Nothing but an `id_token` is asked for.
const ONLY: &str = "only";

document! {
    SAVED: 16 = [
    required(Member::Flow, Kind::TEXT),
    required(Member::State, Kind::TEXT),
    required(Member::Nonce, Kind::TEXT),
    required(Member::CodeVerifier, Kind::TEXT),
    required(Member::IssuerRule, Kind::TEXT),
    optional(Member::Issuer, Kind::TEXT),
    required(Member::RedirectUri, Kind::TEXT),
    required(Member::ClientId, Kind::TEXT),
    optional(Member::TokenEndpoint, Kind::TEXT),
    required(Member::Started, Kind::NUMBER),
    optional(Member::Lifetime, Kind::NUMBER),
    optional(Member::ResponseMode, Kind::TEXT),
    optional(Member::ReturnUri, Kind::TEXT),
    optional(Member::SharedParameters, Kind::TEXT),
    optional(Member::Server, Kind::NUMBER),
    optional(Member::IdToken, Kind::TEXT),
]
}

impl<'a> Login<'a> {
    /// Writes the login as a JSON string, about 300 bytes and the addresses. It contains the secret
    /// `code_verifier`. A login that is used up stays so: restored, it validates an `id_token` and reads no
    /// callback.
    ///
    /// # Errors
    /// [`BufferTooSmall`] with the exact length.
    pub fn save<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b str, BufferTooSmall> {
        let mut writer = Writer::new(buffer);
        let mut object = ObjectWriter::new(&mut writer);
        let kind = match self.kind {
            LoginKind::Code => "code",
            LoginKind::CodeIdToken => "code id_token",
            LoginKind::Implicit => "token",
            LoginKind::ImplicitIdToken => "id_token token",
            LoginKind::Hybrid => "hybrid",
        };
        let rule = match self.issuer {
            Issuer::Required(_) => "required",
            Issuer::IfPresent(_) => "if_present",
            Issuer::Refused(_) => "refused",
            Issuer::Ignored => "ignored",
        };
        for (member, text) in [
            (Member::Flow, kind),
            (Member::State, self.state.as_str()),
            (Member::Nonce, self.nonce.as_str()),
            (Member::CodeVerifier, self.verifier.as_str()),
            (Member::IssuerRule, rule),
            (Member::Issuer, name_of(self.issuer)),
            (Member::RedirectUri, self.redirect_uri),
            (Member::ClientId, self.client_id),
        ] {
            object.text(member.as_str(), text.bytes());
        }
        object.text(Member::TokenEndpoint.as_str(), joined(self.server));
        // No wall time is this late: one that is used up is too old for any callback.
        let started = if self.used { u64::MAX } else { self.started };
        object.number(Member::Started.as_str(), started);
        // Most logins have none of these, which earlier editions do not read.
        if self.lifetime != LIFETIME {
            object.number(Member::Lifetime.as_str(), self.lifetime.into());
        }
        let mode = match self.mode {
            ResponseMode::Query => "",
            ResponseMode::Fragment => FRAGMENT,
            ResponseMode::FormPost => FORM_POST,
        };
        if !mode.is_empty() {
            object.text(Member::ResponseMode.as_str(), mode.bytes());
        }
        if !self.return_uri.is_empty() {
            object.text(Member::ReturnUri.as_str(), self.return_uri.bytes());
        }
        if !self.shared.pairs().is_empty() {
            object.text(Member::SharedParameters.as_str(), self.shared.text());
        }
        if self.chosen != 0 {
            object.number(Member::Server.as_str(), self.chosen.into());
        }
        if self.id_token_only {
            object.text(Member::IdToken.as_str(), ONLY.bytes());
        }
        object.end();
        writer.finish()
    }

    /// Reads a saved login in place. The string contains the secret `code_verifier`: wipe it after the
    /// exchange.
    ///
    /// # Errors
    /// [`InvalidSavedLogin`] for a string that is not of the form that [`save`](Self::save) writes. A change that keeps
    /// the form is not detected: store it where only this user's browser, or your service, can write.
    pub fn restore(saved: &'a mut [u8]) -> Result<Self, InvalidSavedLogin> {
        let values = SAVED.read(saved).map_err(|_| InvalidSavedLogin)?;
        let [_, _, _, _, _, iss, _, _, endpoint, started, lifetime, ..] = values;
        // Either may be empty; absent it is only where something was taken away.
        iss.and(endpoint).ok_or(InvalidSavedLogin)?;
        let strings = values.map(text_of);
        let [kind, state, nonce, verifier, rule, issuer, redirect_uri, client_id, server, ..] =
            strings;
        let [.., mode, return_uri, shared, _, id_token] = strings;
        let [.., chosen, _] = values;
        let chosen = match chosen {
            Some(number) => number.integer().and_then(|number| u8::try_from(number).ok()),
            None => Some(0),
        };
        let chosen = chosen.filter(|number| *number <= MOST_SERVERS);
        let lifetime = match lifetime {
            Some(seconds) => seconds.integer().and_then(|seconds| u32::try_from(seconds).ok()),
            None => Some(LIFETIME),
        };
        let verifier = Verifier::from_text(verifier).ok_or(InvalidSavedLogin)?;
        Ok(Self {
            kind: match kind {
                "code" => LoginKind::Code,
                "code id_token" => LoginKind::CodeIdToken,
                "token" => LoginKind::Implicit,
                "id_token token" => LoginKind::ImplicitIdToken,
                "hybrid" => LoginKind::Hybrid,
                _ => return Err(InvalidSavedLogin),
            },
            state: State::from_text(state).ok_or(InvalidSavedLogin)?,
            nonce: Nonce::from_text(nonce).ok_or(InvalidSavedLogin)?,
            challenge: Challenge::of(&verifier),
            verifier,
            issuer: match rule {
                "required" if !issuer.is_empty() => Issuer::Required(issuer),
                "if_present" if !issuer.is_empty() => Issuer::IfPresent(issuer),
                "refused" => Issuer::Refused(issuer),
                "ignored" => Issuer::Ignored,
                _ => return Err(InvalidSavedLogin),
            },
            redirect_uri,
            client_id,
            server: (b"", server.as_bytes()),
            started: started.and_then(Value::integer).ok_or(InvalidSavedLogin)?,
            lifetime: lifetime.ok_or(InvalidSavedLogin)?,
            return_uri,
            mode: match mode {
                "" => ResponseMode::Query,
                FRAGMENT => ResponseMode::Fragment,
                FORM_POST => ResponseMode::FormPost,
                _ => return Err(InvalidSavedLogin),
            },
            shared: Shared::from_text(shared).ok_or(InvalidSavedLogin)?,
            id_token_only: match id_token {
                "" => false,
                ONLY => true,
                _ => return Err(InvalidSavedLogin),
            },
            url: "",
            used: false,
            chosen: chosen.ok_or(InvalidSavedLogin)?,
        })
    }
}
