//! One story for each provider.

pub(crate) mod bold;
pub(crate) mod boldsign;
pub(crate) mod bolt;
pub(crate) mod data_envelope;
pub(crate) mod json_body;
