//! What libraries are compared by, here and in `tests/peers`.

/// A response of 167 bytes.
pub(crate) const RESPONSE: &str = r#"{"access_token":"199e3162-80cb-4acf-9281-f58487879c32","refresh_token":"40156dc1-8920-4360-afeb-168925d31aba","token_type":"Bearer","expires_in":86400,"account_id":50}"#;
/// A refresh token.
pub(crate) const REFRESH_TOKEN: &str = "40156dc1-8920-4360-afeb-168925d31aba";
