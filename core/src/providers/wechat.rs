//! `WeChat`, for websites: token requests are GET.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;
use crate::profile::shape::ErrorShape;

/// `WeChat` login for websites, with the scope `snsapi_login`. A token request is a GET: its URL, with the code and the
/// secret, is secret. A refresh has an endpoint of its own, and sends no secret: refresh with a
/// [public](crate::Client::public) client. Errors come with status 200 and are numbers: 40029 (code) and 40030 (refresh
/// token) end the grant. There is no `token_type`. Where a user refuses, the redirect has neither a code nor an error.
///
/// Extra members: `openid` (0), `unionid` (1). Source:
/// <https://developers.weixin.qq.com/doc/oplatform/en/Website_App/WeChat_Login/Wechat_Login>. Not confirmed: PKCE, which is
/// off, that a `redirect_uri` is accepted with the code, and errors that pass by themselves.
pub const WECHAT: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://open.weixin.qq.com/connect/qrconnect#wechat_redirect")
    .token_endpoint("https://api.weixin.qq.com/sns/oauth2/access_token")
    .refresh_endpoint("https://api.weixin.qq.com/sns/oauth2/refresh_token")
    .client_auth(ClientAuth::BODY)
    .dangerously_send_in_query()
    .rename(&[("client_id", "appid"), ("client_secret", "secret")])
    .order(&["client_id", "client_secret", "code", "grant_type"])
    .pkce(false)
    .scope_separator(b',')
    .bearer_by_default(true)
    .errors(&[ErrorShape::numbered("errcode").description("errmsg")])
    .ends_on(&[("40029", ""), ("40030", "")])
    .extra(&["openid", "unionid"]);

const _: () = assert!(WECHAT.check().is_ok());
