//! What requests ask with: a struct for each grant. Its spans come first, in the order of
//! `GrantKind::members`, and its options last, so that one function reads them all.

use grantlet::Member;
use grantlet::engine::GrantKind;

use crate::span::{Pair, Span};
use crate::status::{Error, Status};

/// What any request can have. All zeros: nothing.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Options {
    /// The scope to ask for (RFC 6749, section 3.3): tokens with a space between each two, whatever the
    /// provider's own separator. Length 0: none. Empty for a revocation.
    pub scope: Span,
    /// Further parameters, such as `resource` (RFC 8707) or `audience`, at most eight; NULL where there are
    /// none. Names are printable ASCII and none of those that are written from typed values; values are UTF-8.
    /// A form can repeat a name, a JSON body cannot.
    pub params: *const Pair,
    /// How many there are.
    pub params_length: usize,
}

/// A code to exchange (RFC 6749, section 4.1.3).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct CodeGrant {
    /// The code, which is secret.
    pub code: Span,
    /// The `redirect_uri` of the login. Length 0 where the provider takes none.
    pub redirect_uri: Span,
    /// The `code_verifier` of the login (RFC 7636, section 4.5), which is secret. Length 0 only for a profile
    /// without PKCE.
    pub code_verifier: Span,
    /// The `state` of the login, for a provider that documents it here; else length 0.
    pub state: Span,
    /// Scope and further parameters.
    pub options: Options,
}

/// A refresh token (RFC 6749, section 6).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RefreshGrant {
    /// The refresh token, which is secret.
    pub refresh_token: Span,
    /// Further parameters, and a scope to ask for that is all in `granted_scope`. Without one it stays what it
    /// was.
    pub options: Options,
    /// The scope that was granted, as the token response had it. Length 0 where `options` have no scope.
    pub granted_scope: Span,
}

/// A device code (RFC 8628, section 3.4).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct DeviceCodeGrant {
    /// The `device_code`, which is secret.
    pub device_code: Span,
    /// Further parameters.
    pub options: Options,
}

/// A user's name and password (RFC 6749, section 4.3).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PasswordGrant {
    /// The name: UTF-8.
    pub username: Span,
    /// The password: UTF-8. It is secret.
    pub password: Span,
    /// Scope and further parameters.
    pub options: Options,
}

/// An extension grant (RFC 6749, section 4.5).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ExtensionGrant {
    /// Its `grant_type`: a name or a URI.
    pub grant_type: Span,
    /// Scope, and the parameters of the grant, also those that the RFC has for other grants, such as `code`.
    pub options: Options,
}

/// A token to revoke (RFC 7009, section 2.1).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Revocation {
    /// The token, which is secret: a refresh token, and with it the whole grant, or an access token.
    pub token: Span,
    /// `refresh_token` or `access_token`.
    pub token_type_hint: Span,
    /// Further parameters.
    pub options: Options,
}

/// Further parameters that are read.
const MAX_PARAMS: usize = 8;

/// Further parameters, as text.
pub(crate) type Params<'a> = [(&'a str, &'a str); MAX_PARAMS];

/// No further parameters. A constant would be 128 bytes of flash.
#[inline(never)]
pub(crate) fn no_params<'a>() -> Params<'a> {
    [("", ""); MAX_PARAMS]
}

/// What is in options: the scope, and the further parameters.
type Read<'a, 'p> = (&'a str, &'p [(&'a str, &'a str)]);

impl Options {
    /// Nothing.
    pub(crate) const NONE: Self =
        Self { scope: Span::NONE, params: core::ptr::null(), params_length: 0 };

    /// The scope and the further parameters, which are kept in `params`.
    ///
    /// # Safety
    /// What it points to can be read.
    pub(crate) unsafe fn get<'a, 'p>(
        &self,
        params: &'p mut Params<'a>,
        error: &mut Error,
    ) -> Result<Read<'a, 'p>, Status> {
        let params = params.get_mut(..self.params_length).ok_or(Status::ETooManyParameters)?;
        if self.params.is_null() && !params.is_empty() {
            return Err(Status::ENull);
        }
        let mut pair = self.params;
        for slot in &mut *params {
            // SAFETY: the caller says that this many pairs can be read, and so can their spans.
            unsafe {
                slot.0 = (*pair).name.text(Member::ExtraParameter, error)?;
                slot.1 = (*pair).value.utf8(Member::ExtraParameter, error)?;
                pair = pair.add(1);
            }
        }
        // SAFETY: the caller says that the scope can be read.
        Ok((unsafe { self.scope.text(Member::Scope, error) }?, params))
    }

    /// As [`get`](Self::get), of a request that has no scope.
    ///
    /// # Safety
    /// As [`get`](Self::get).
    pub(crate) unsafe fn params_only<'a, 'p>(
        &self,
        params: &'p mut Params<'a>,
        error: &mut Error,
    ) -> Result<&'p [(&'a str, &'a str)], Status> {
        // SAFETY: the caller says so.
        let (scope, params) = unsafe { self.get(params, error) }?;
        if scope.is_empty() {
            return Ok(params);
        }
        error.blame(Member::Scope);
        Err(Status::ERequestUnexpected)
    }
}

/// Options that may be NULL.
pub(crate) const fn or_none(options: *const Options) -> *const Options {
    const NONE: &Options = &Options::NONE;
    if options.is_null() { NONE } else { options }
}

/// The strings of a grant of a kind, and its options. `has` has a bit for each of `GrantKind::members` that
/// the struct has.
///
/// # Safety
/// `input` points to a struct of these spans and its options.
pub(crate) unsafe fn strings<'a>(
    kind: &GrantKind,
    has: u8,
    mut input: *const Span,
    error: &mut Error,
) -> Result<([&'a str; 5], &'a Options), Status> {
    let mut strings = [""; 5];
    let mut has = has;
    for (string, member) in strings.iter_mut().zip(kind.members()) {
        if has & 1 != 0 {
            // SAFETY: the caller says that it has this span.
            unsafe {
                *string = (*input).of_member(member, error)?;
                input = input.add(1);
            }
        }
        has >>= 1;
    }
    // SAFETY: the caller says that options follow.
    Ok((strings, unsafe { &*input.cast() }))
}
