//! `PayPal`.

use crate::profile::profile::Profile;

/// `PayPal`. A dead refresh token is `invalid_request` with the description `Unable to refresh access token`.
/// A refresh brings no refresh token. The sign-in page needs the parameter `flowEntry=static`.
///
/// Source: <https://developer.paypal.com/docs/log-in-with-paypal/integrate/build-button> and
/// <https://developer.paypal.com/api/rest/authentication/>; the error is from
/// <https://github.com/paypal/PayPal-node-SDK/issues/167>. Not confirmed: the host of the login, of which the
/// page prints the sandbox, and PKCE.
pub const PAYPAL: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://www.paypal.com/signin/authorize")
    .token_endpoint("https://api-m.paypal.com/v1/oauth2/token")
    .ends_on(&[("invalid_request", "Unable to refresh access token")]);

const _: () = assert!(PAYPAL.check().is_ok());
