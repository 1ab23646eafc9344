//! Metadata: from an issuer to a profile.

use grantlet::{MetadataError, WellKnown, metadata, metadata_url};

use super::http::get;
use super::server::Server;

#[test]
fn the_metadata_of_an_issuer_gives_its_endpoints_and_announces_iss_and_s256() {
    let Some(server) = Server::start(&[]) else { return };
    let mut document = server.metadata();
    let found = metadata(&mut document, &server.issuer).expect("metadata");
    let at = |path: &str| format!("{}{path}", server.issuer);
    assert_eq!(found.issuer, server.issuer);
    assert_eq!(found.authorization_endpoint, at("/auth"));
    assert_eq!(found.token_endpoint, at("/token"));
    assert_eq!(found.revocation_endpoint, at("/token/revocation"));
    assert_eq!(found.device_authorization_endpoint, at("/device/auth"));
    assert_eq!(found.jwks_uri, at("/jwks"));
    assert!(found.iss_supported);
    assert!(found.profile().is_ok());
}

#[test]
fn the_metadata_of_one_issuer_is_not_taken_for_another() {
    let Some(server) = Server::start(&[]) else { return };
    // The same server, by a name that it does not call itself.
    let other = server.issuer.replace("127.0.0.1", "localhost");
    let mut document = server.metadata();
    assert_eq!(metadata(&mut document, &other), Err(MetadataError::Issuer));
}

#[test]
fn the_other_well_known_address_leads_to_the_same_document() {
    let Some(server) = Server::start(&[]) else { return };
    let mut buffer = [0; 128];
    let url = metadata_url(&server.issuer, WellKnown::OAuth, &mut buffer).expect("128 bytes");
    let mut other = get(url, &[]);
    let mut document = server.metadata();
    assert_eq!(
        metadata(&mut other.body, &server.issuer).expect("metadata"),
        metadata(&mut document, &server.issuer).expect("metadata"),
    );
}
