use super::{CODE, IMPLICIT, TOKEN, authorize, carried, code_form, documents, refresh};
use crate::client::{Client, Response, encode, with};
use grantlet_providers::boldsign::{CLIENT_ID, CLIENT_SECRET, IMPLICIT_CLIENT_ID};

const END: &str = "/boldsign/connect/endsession";

fn asking() -> Client {
    let client = Client::new();
    client.simulator.ask_the_user();
    client
}

/// A login that was allowed: the cookie, and the code.
fn allowed(client: &Client) -> (String, String) {
    let response = authorize(client, &[&CODE[..], &[("simulator_answer", "allow")]].concat());
    let cookie = response.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    (cookie, carried(&response, "https://yourapp.com/callback?")["code"].clone())
}

fn silently(client: &Client, query: &[(&str, &str)], cookie: &str) -> Response {
    let query = [query, &[("prompt", "none")]].concat();
    let path = format!("/boldsign/connect/authorize?{}", encode(&query));
    client.send("GET", &path, &[("cookie", cookie)], "")
}

#[test]
fn prompt_none_needs_a_login_in_this_browser() {
    let client = asking();
    let refused = silently(&client, &CODE, "");
    assert_eq!(carried(&refused, "https://yourapp.com/callback?")["error"], "login_required");
    let denied = authorize(&client, &[&CODE[..], &[("simulator_answer", "deny")]].concat());
    assert_eq!(denied.header("set-cookie"), "");
    let (cookie, _) = allowed(&client);
    let (given, forged) = (format!("other=1; {cookie}"), "simulated_login=forged");
    let back = carried(&silently(&client, &CODE, &given), "https://yourapp.com/callback?");
    assert!(back.contains_key("code"), "{back:?}");
    let back = carried(&silently(&client, &IMPLICIT, &given), "https://yourapp.com/callback/#");
    assert!(back.contains_key("access_token"), "{back:?}");
    let refused = silently(&client, &IMPLICIT, forged);
    assert_eq!(carried(&refused, "https://yourapp.com/callback/#")["error"], "login_required");
}

#[test]
fn a_logout_asks_ends_the_login_and_goes_back_to_a_registered_page_only() {
    let client = asking();
    let (cookie, _) = allowed(&client);
    let back = "http://127.0.0.1:1/back";
    let form = [
        ("client_id", CLIENT_ID),
        ("post_logout_redirect_uri", back),
        ("state", "a b"),
        ("id_token_hint", "secret\""),
    ];
    let page = client.form(END, &[], &form);
    assert_eq!((page.status, page.header("location")), (200, ""));
    for expected in [r#"<form method="post">"#, r#"value="secret&quot;""#, "Log out of BoldSign?"] {
        assert!(page.body.contains(expected), "{expected} in {page:?}");
    }
    let form = [&form[..], &[("simulator_answer", "allow")]].concat();
    let headers = [("cookie", cookie.as_str())];
    let out = client.form(END, &headers, &form);
    assert_eq!((out.status, out.header("location")), (303, "http://127.0.0.1:1/back?state=a+b"));
    assert!(out.header("set-cookie").ends_with("Max-Age=0"), "{out:?}");
    let refused = silently(&client, &CODE, &cookie);
    assert_eq!(carried(&refused, "https://yourapp.com/callback?")["error"], "login_required");
    for (name, value) in
        [("client_id", "nobody"), ("post_logout_redirect_uri", "https://e.example/")]
    {
        let stays = client.form(END, &[], &with(&form, name, value));
        assert_eq!((stays.status, stays.header("location")), (200, ""), "{name}");
    }
}

#[test]
fn a_revoked_token_takes_those_of_its_login_with_it() {
    let client = asking();
    let (_, code) = allowed(&client);
    let response = client.form(TOKEN, &[], &code_form(&code));
    let (access, token) = (response.text("access_token"), response.text("refresh_token"));
    let revoke =
        |form: &[(&str, &str)]| client.form("/boldsign/connect/revocation", &[], form).status;
    let credentials = [("client_id", CLIENT_ID), ("client_secret", CLIENT_SECRET)];
    assert_eq!(revoke(&credentials), 400);
    assert_eq!(revoke(&[("client_id", CLIENT_ID), ("token", &token)]), 401);
    assert_eq!(revoke(&[&credentials[..], &[("token", "unknown")]].concat()), 200);
    assert_eq!(documents(&client, &access), 200);
    assert_eq!(revoke(&[&credentials[..], &[("token", &token)]].concat()), 200);
    assert_eq!(documents(&client, &access), 401);
    assert_eq!(refresh(&client, &token).status, 400);
    let back = authorize(&client, &[&IMPLICIT[..], &[("simulator_answer", "allow")]].concat());
    let token = carried(&back, "https://yourapp.com/callback/#")["access_token"].clone();
    assert_eq!(revoke(&[("client_id", IMPLICIT_CLIENT_ID), ("token", &token)]), 200);
    assert_eq!(documents(&client, &token), 401);
}
