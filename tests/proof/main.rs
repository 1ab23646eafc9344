//! What is written to be signed: the examples of the RFCs, and documents that another library reads.

mod assertion;
mod bound_session;
mod dpop;
mod id_token_signature;
mod id_token_table;
mod jwk_set;
mod keys;
mod request_object;
mod rfc_vectors;
mod signature;
mod thumbprint;
mod wycheproof_vectors;
