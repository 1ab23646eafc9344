//! The five documented providers, one value each.

mod bold;
mod boldsign;
mod bolt;
mod data_envelope;
mod json_body;

pub use bold::{
    BOLD, BoldAuthentication, BoldCredentials, bold_authentication, bold_authentication_request,
};
pub use boldsign::BOLDSIGN;
pub use bolt::BOLT;
pub use data_envelope::DATA_ENVELOPE;
pub use json_body::JSON_BODY;
