//! A response with an `id_token` and no access token, where none was asked for.

use crate::crypto::secret::Secret;
use crate::json::facts::{ODD, SAYS};
use crate::member::Member;
use crate::oauth::located_response::{ID_TOKEN, LocatedResponse, REFRESH_TOKEN};
use crate::oauth::token_error::TokenError;
use crate::oauth::verdict::{Class, Verdict};
use crate::profile::profile::Profile;
use crate::token::kept::kept;
use crate::token::response::locate;

/// A response without an access token: see [`Login::id_token_response`](crate::Login::id_token_response). Its
/// tokens are secret.
#[derive(Clone, Copy, Debug)]
pub struct IdTokenResponse<'b> {
    /// `id_token`: bytes 0x21 to 0x7E, never empty. Its signature and claims are unverified.
    pub id_token: Secret<'b>,
    /// `refresh_token`.
    pub refresh_token: Option<Secret<'b>>,
}

impl Profile<'_> {
    /// As [`token`](Self::token), of a response that must have an `id_token` and need not have an access
    /// token, which is not returned.
    ///
    /// # Errors
    /// [`TokenError`], [`Missing`](TokenError::Missing) of `id_token` where none came.
    pub(crate) fn id_token_only<'b>(
        &self,
        status: u16,
        body: &'b mut [u8],
    ) -> Result<IdTokenResponse<'b>, TokenError> {
        let mut located = LocatedResponse::default();
        let verdict = locate_id_token(self, status, body, &mut located);
        if let Some(error) = verdict.error(status, &located, body) {
            return Err(error);
        }
        let text = |index| Secret::new(located.span(index).text(body));
        let refresh_token = Some(text(REFRESH_TOKEN)).filter(|token| !token.is_empty());
        Ok(IdTokenResponse { id_token: text(ID_TOKEN), refresh_token })
    }
}

/// As [`locate`], of a response that must have an `id_token` and need not have an
/// access token.
pub fn locate_id_token(
    profile: &Profile<'_>,
    status: u16,
    body: &mut [u8],
    located: &mut LocatedResponse,
) -> Verdict {
    let verdict = locate(profile, status, body, located);
    let missing = Verdict::blame(Class::Missing, Member::AccessToken.number());
    if verdict != Verdict::OK && verdict != missing {
        return verdict;
    }
    let facts = located.members.facts(ID_TOKEN);
    if facts & SAYS == 0 {
        return Verdict::blame(Class::Missing, Member::IdToken.number());
    }
    if facts & ODD != 0 {
        return Verdict::blame(Class::Chars, Member::IdToken.number());
    }
    if verdict == missing {
        kept(profile, status, body, located);
    }
    Verdict::OK
}
