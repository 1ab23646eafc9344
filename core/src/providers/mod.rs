//! The five documented providers, one value each.
//!
//! - `bold`: Bold smart locks, and the login before the code
//! - `boldsign`: BoldSign
//! - `bolt`: Bolt
//! - `data_envelope`: responses in a member `data`
//! - `json_body`: requests as JSON

mod bold;
mod boldsign;
mod bolt;
mod data_envelope;
mod json_body;

use crate::profile::profile::Profile;

pub use bold::{
    BOLD, BoldAuthentication, BoldCredentials, bold_authentication, bold_authentication_request,
};
#[doc(hidden)]
pub use bold::{bold_authentication_places, locate_bold_authentication};
pub use boldsign::BOLDSIGN;
pub use bolt::BOLT;
pub use data_envelope::DATA_ENVELOPE;
pub use json_body::JSON_BODY;

macro_rules! all {
    ($($name:ident,)*) => {
        /// Each provider, by the name of its constant. A program that names it links them all.
        #[doc(hidden)]
        pub const ALL: &[(&str, Profile<'static>)] = &[$((stringify!($name), $name),)*];
    };
}

all! {
    BOLD,
    BOLDSIGN,
    BOLT,
    DATA_ENVELOPE,
    JSON_BODY,
}
