//! Applies the profile's envelope and error shapes to a response that was located.

use crate::json::facts::SAYS;
use crate::json::reader::Members;
use crate::json::text::Layer;
use crate::oauth::located_response::{
    ACCESS_TOKEN, ERROR, ERROR_NUMBER, LocatedResponse, REFRESH_TOKEN,
};
use crate::oauth::verdict::{Class, Verdict};
use crate::profile::profile::{Fit, Profile};
use crate::text::span::Span;

/// The implementation of [`ApplyShapes`](crate::profile::profile::ApplyShapes). It calls what it needs through the
/// profile, so that a program without envelopes and error shapes does not contain their code.
pub(crate) fn apply_shapes(
    profile: &Profile<'_>,
    verdict: Verdict,
    envelope: &mut Span,
    layer: Option<Layer>,
    body: &mut [u8],
    located: &mut LocatedResponse,
) -> bool {
    let facts = |index| located.members.facts(index);
    let says_error = facts(ERROR) & SAYS != 0;
    // A response with tokens is not an error of the profile's shapes: a new refresh token must not be lost.
    let tokens = facts(ACCESS_TOKEN) | facts(REFRESH_TOKEN);
    let is_token = verdict.class != Class::Status && tokens & SAYS != 0;
    let mut fit = Fit::None;
    let read_errors = profile.read_errors;
    if let (false, Some(read)) = (says_error | is_token, read_errors) {
        fit = (read.fits)(&profile.errors, body, *envelope, layer);
    }
    let is_error = says_error || fit != Fit::None;
    if !(is_error | verdict.is_ok()) {
        return false;
    }
    // The envelope stays as it was sent if the error is beside it.
    if layer.is_some() && fit != Fit::Top {
        open(profile, envelope, body, located);
    }
    if is_error && let Some(read) = read_errors {
        if fit != Fit::None {
            located.members = Members::default();
        }
        located.set(ERROR_NUMBER, Span::default(), 0);
        (read.find)(&profile.errors, located, body, *envelope);
    }
    is_error
}

/// Unescapes an envelope that is a string, and finds the members again.
#[inline(always)]
pub(crate) fn open(
    profile: &Profile<'_>,
    envelope: &mut Span,
    body: &mut [u8],
    located: &mut LocatedResponse,
) {
    if let Some(reader) = profile.read_envelope {
        *envelope = (reader.open)(*envelope, profile, body, &mut located.members);
    }
}
