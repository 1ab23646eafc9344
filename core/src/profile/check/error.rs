//! Which entry of which setting is at fault.

use core::fmt;

use crate::text::buffer::write_counted;

macro_rules! settings {
    ($($(#[$doc:meta])* $variant:ident => $name:literal, $advice:literal,)*) => {
        /// A setting of a [`Profile`](crate::Profile) that [`check`](crate::Profile::check) can find at fault.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum ProfileSetting {
            $($(#[$doc])* $variant,)*
        }

        impl ProfileSetting {
            /// The name of the setter.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// As [`as_str`](Self::as_str), ended by NUL, for bindings.
            #[doc(hidden)]
            pub const fn as_str_with_nul(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($name, "\0"),)*
                }
            }

            /// What to write instead.
            const fn advice(self) -> &'static str {
                match self {
                    $(Self::$variant => $advice,)*
                }
            }
        }
    };
}

settings! {
    /// [`headers`](crate::Profile::headers): no name of a header, one that HTTP or this crate writes itself, or
    /// one twice, in any case.
    Headers => "headers", "name each header once, in any case, and none that is written anyway",
    /// [`rename`](crate::Profile::rename): a parameter that no request has, or one twice; an empty name, one
    /// that two parameters would have, or one that responses use for something else; `grant_type` where
    /// none is sent.
    Rename => "rename", "give each parameter of a token request one name, and none that is another's",
    /// [`grant_types`](crate::Profile::grant_types): a grant that RFC 6749 does not have, or one twice; no value; any
    /// where no `grant_type` is sent.
    GrantTypes => "grant_types", "give each grant of RFC 6749 one value, and device_code",
    /// [`order`](crate::Profile::order): a parameter that no request has, or one twice.
    Order => "order", "name parameters of a token request as the RFCs do, each once",
    /// [`envelope`](crate::Profile::envelope): not the name of one member, or one that is read anyway; any
    /// where responses are forms.
    Envelope => "envelope", "name one member, and none of RFC 6749; a form has none",
    /// [`response_names`](crate::Profile::response_names): a member that no response has, or one twice; an empty
    /// name, or one that another member keeps.
    ResponseNames => "response_names", "give each member of a response one name, and none that is another's",
    /// [`errors`](crate::Profile::errors): a shape without code, number and description; a name twice; a member that is
    /// read as something else; a shape that no error reaches, because an earlier one reads the same; one inside `error`
    /// where responses are forms; in a string, a second `error/` in one shape.
    Errors => "errors", "give each shape names of its own, none of a token's, and none inside a form's error",
    /// [`expires_at`](crate::Profile::expires_at): not the name of one member, one that is read anyway, or no format.
    ExpiresAt => "expires_at", "name one member, none of RFC 6749, and its format",
    /// [`refresh_token_expires_in`](crate::Profile::refresh_token_expires_in): not the name of one member, or one that
    /// is read anyway.
    RefreshTokenExpiresIn => "refresh_token_expires_in", "name one member, and none of RFC 6749",
    /// [`ends_on`](crate::Profile::ends_on): no error, or one that an earlier entry repeats or contradicts.
    EndsOn => "ends_on", "name each error once, or once for each of its descriptions",
    /// [`retry_on`](crate::Profile::retry_on): as in `ends_on`.
    RetryOn => "retry_on", "name each error once, or once for each of its descriptions",
    /// [`token_types`](crate::Profile::token_types): not a name or a URI (RFC 6749, section 8.1), or one twice,
    /// in any case.
    TokenTypes => "token_types", "name each type once, in any case",
    /// [`extra`](crate::Profile::extra): more than eight members, one of more than 64 bytes, one twice, one
    /// that is read anyway, or the envelope.
    Extra => "extra", "name at most eight members, each once, and none of RFC 6749",
    /// [`scope_separator`](crate::Profile::scope_separator): not an ASCII character that can be printed, or one
    /// that the tokens of a scope consist of.
    ScopeSeparator => "scope_separator", "choose a printable character that is in no scope",
    /// [`request_scope_separator`](crate::Profile::request_scope_separator): as in `scope_separator`.
    RequestScopeSeparator => "request_scope_separator", "choose a printable character that is in no scope",
    /// [`servers`](crate::Profile::servers): a parameter that a callback has anyway, or one with a value; no server,
    /// more than fifteen, one twice, or one without a base URL; a token endpoint that is no path.
    Servers => "servers", "name a parameter of the callback, then each server once, with a base URL",
}

/// A setting of a [`Profile`](crate::Profile) with an entry that is misspelt, that can match nothing, or that
/// contradicts another setting.
///
/// # Example
/// ```
/// use grantlet::{Profile, ProfileSetting};
/// let profile = Profile::RFC6749.order(&["grant_type", "clientid"]);
/// let error = profile.check().unwrap_err();
/// assert_eq!((error.setting, error.index), (ProfileSetting::Order, 1));
/// assert_eq!(
///     error.to_string(),
///     "entry 1 of order: name parameters of a token request as the RFCs do, each once"
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProfileError {
    /// The setting at fault.
    pub setting: ProfileSetting,
    /// The index of the entry at fault, from 0. In a string, empty entries are not counted, except those
    /// of `errors`.
    pub index: usize,
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_counted(f, "entry ", self.index, " of ")?;
        f.write_str(self.setting.as_str())?;
        f.write_str(": ")?;
        f.write_str(self.setting.advice())
    }
}

impl core::error::Error for ProfileError {}
