//! Zoom.

use crate::profile::profile::Profile;
use crate::profile::shape::ErrorShape;

/// Zoom. The text of an error is in `reason`. A refresh replaces both tokens, and a login of the same user ends
/// those before. Zoom counts a `code_challenge` as plain unless the method says S256, which a login here
/// sends.
///
/// Extra members: `api_url` (0), the host of the API. Source:
/// <https://developers.zoom.us/docs/integrations/oauth/>; the error is from
/// <https://github.com/raycast/extensions/issues/10896>. Not confirmed: the paths of revocation and of the
/// device login, which is left out.
pub const ZOOM: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://zoom.us/oauth/authorize")
    .token_endpoint("https://zoom.us/oauth/token")
    .errors(&[ErrorShape::new("").description("reason")])
    .extra(&["api_url"]);

const _: () = assert!(ZOOM.check().is_ok());
