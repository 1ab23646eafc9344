//! A client whose profile and endpoints are checked when it is made.

use grantlet::providers::{BOLD, BoldCredentials, bold_authentication_request};
use grantlet::{Client, ClientError, Grant, Member, Profile, RequestError, Revoke, Secret};

/// Checked once, and not again by its requests.
#[test]
fn a_checked_client_has_no_endpoint_that_a_request_would_refuse() {
    let bases =
        ["", "https://as.example", "http://as.example", "http://localhost:80/", "https://a?b"];
    let endpoints =
        ["", "/t", "t?u=v", "https://as.example/t", "http://as.example/t", "/a#b", "//x"];
    let mut counts = [0, 0];
    for (base, endpoint, loopback) in bases.iter().flat_map(|base| {
        endpoints.iter().flat_map(move |end| [(base, end, false), (base, end, true)])
    }) {
        let profile = Profile::RFC6749.token_endpoint(endpoint).revocation_endpoint("");
        let profile = if loopback { profile.allow_loopback() } else { profile };
        let client = Client::confidential(&profile, "id", Secret::new("s")).base_url(base);
        let (mut one, mut other) = ([0; 256], [0; 256]);
        let grant = Grant::client_credentials();
        let each = client.request(&grant, &mut one);
        let checked = Client::try_new(&profile, "id", Some(Secret::new("s")), base);
        let checked = checked.map_err(|error| match error {
            ClientError::Endpoint(error) => error,
            other => panic!("{other}"),
        });
        counts[usize::from(checked.is_ok())] += 1;
        let at_once = checked.and_then(|client| client.request(&grant, &mut other));
        match (each, at_once) {
            (Ok(each), Ok(at_once)) => {
                assert_eq!((each.url, each.body), (at_once.url, at_once.body), "{base} {endpoint}");
            }
            // The base URL is validated also where the profile joins nothing to it.
            (each, Err(RequestError::Url(Member::BaseUrl))) => {
                assert_eq!(
                    (each.map(drop), *endpoint),
                    (Err(RequestError::Missing(Member::TokenEndpoint)), "")
                );
            }
            (each, at_once) => {
                assert_eq!(each.map(drop), at_once.map(drop), "{base} {endpoint} {loopback}");
            }
        }
    }
    assert!(counts[0] > 20 && counts[1] > 10, "{counts:?}");
}

#[test]
fn a_client_is_refused_for_any_endpoint_of_its_profile_before_it_writes_a_request() {
    let wrong = "http://as.example/t";
    let right = Profile::RFC6749.token_endpoint("https://as.example/t");
    for (profile, member) in [
        (right.token_endpoint(wrong), Member::TokenEndpoint),
        (right.authorization_endpoint(wrong), Member::AuthorizationEndpoint),
        (right.revocation_endpoint(wrong), Member::RevocationEndpoint),
        (right.device_authorization_endpoint(wrong), Member::DeviceAuthorizationEndpoint),
    ] {
        let refused = Client::try_new(&profile, "id", None, "").map(drop);
        assert_eq!(refused, Err(ClientError::Endpoint(RequestError::Url(member))));
    }
    let client = Client::try_new(&right, "id", None, "").unwrap();
    assert_eq!(format!("{client:?}").matches("elided").count(), 1);
    let refused =
        client.revoke(Revoke::AccessToken(Secret::new("t"))).write(&mut [0; 256]).map(drop);
    assert_eq!(refused, Err(RequestError::Missing(Member::RevocationEndpoint)));
    let misspelt = right.extra(&["access_token"]);
    let refused = Client::try_new(&misspelt, "id", None, "").map(drop);
    assert_eq!(
        refused,
        Err(ClientError::Profile(grantlet::ProfileError {
            setting: grantlet::ProfileSetting::Extra,
            index: 0
        }))
    );
}

/// A client that could not write one request is refused before it is asked for one.
#[test]
fn a_client_without_an_id_or_with_an_empty_secret_is_refused_at_once() {
    let profile = Profile::RFC6749.token_endpoint("https://as.example/t");
    for (id, secret, member) in [
        ("", None, Member::ClientId),
        ("", Some(""), Member::ClientId),
        ("id", Some(""), Member::ClientSecret),
    ] {
        let refused = Client::try_new(&profile, id, secret.map(Secret::new), "").map(drop);
        let refused = refused.unwrap_err();
        assert_eq!(refused, ClientError::Credentials(RequestError::Missing(member)));
        assert_eq!(refused.to_string(), format!("the request needs {member}"));
    }
    assert!(Client::try_new(&profile, "id", Some(Secret::new("s")), "").is_ok());
}

/// Bold's authentication goes to an address that is no endpoint of a profile, so that no client has checked it.
#[test]
fn bolds_authentication_checks_its_address_though_the_client_was_checked() {
    let user = BoldCredentials {
        phone_number: "+31600000000",
        password: Secret::new("sesame"),
        mfa_token: Secret::new("1234"),
    };
    let absolute = Profile::RFC6749.token_endpoint("https://as.example/t");
    let refused = Client::try_new(&absolute, "id", Some(Secret::new("s")), "http://evil.example");
    let elsewhere = RequestError::BaseUrl(Member::TokenEndpoint);
    assert_eq!(refused.map(drop), Err(ClientError::Endpoint(elsewhere)));
    for profile in [Profile::RFC6749, BOLD.token_endpoint("").authorization_endpoint("")] {
        let refused =
            Client::try_new(&profile, "id", Some(Secret::new("s")), "http://evil.example");
        let base_url = RequestError::Url(Member::BaseUrl);
        assert_eq!(refused.map(drop), Err(ClientError::Endpoint(base_url)));
    }
    let client = Client::try_new(&absolute, "id", Some(Secret::new("s")), "").unwrap();
    let mut buffer = [0; 512];
    let refused = bold_authentication_request(&client, &user, &mut buffer);
    assert_eq!(refused.map(drop), Err(RequestError::Url(Member::TokenEndpoint)));
}
