//! Notion.

use crate::list::HeaderValue;
use crate::oauth::body::RequestBody;
use crate::profile::profile::Profile;
use crate::profile::shape::ErrorShape;

/// Notion. Requests are JSON with Basic, and have the header `Notion-Version`, here 2022-06-28 as in the page's
/// example. There are no scopes, no PKCE and no `expires_in`: refresh when the API says 401. A login needs the
/// parameter `owner=user`. A refresh replaces both tokens. Errors are those of RFC 6749 or of the API, `code` and
/// `message`. Revocation wants JSON and is left out.
///
/// Extra members: `workspace_id` (0), `bot_id` (1). Source: <https://developers.notion.com/reference/create-a-token>,
/// <https://developers.notion.com/reference/refresh-a-token> and
/// <https://developers.notion.com/reference/status-codes>. Not confirmed: whether a request without the header is
/// refused.
pub const NOTION: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://api.notion.com/v1/oauth/authorize")
    .token_endpoint("https://api.notion.com/v1/oauth/token")
    .request_body(RequestBody::JSON)
    .headers(&[("Notion-Version", HeaderValue::Static("2022-06-28"))])
    .pkce(false)
    .bearer_by_default(true)
    .errors(&[ErrorShape::new("code").description("message")])
    .retry_on(&[
        ("rate_limited", ""),
        ("service_unavailable", ""),
        ("gateway_timeout", ""),
        ("internal_server_error", ""),
        ("conflict_error", ""),
    ])
    .extra(&["workspace_id", "bot_id"]);

const _: () = assert!(NOTION.check().is_ok());
