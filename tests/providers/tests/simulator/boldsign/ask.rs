use super::{CODE, authorize, carried};
use crate::client::{Client, with};

/// A client whose simulator asks.
fn asking() -> Client {
    let client = Client::new();
    client.simulator.ask_the_user();
    client
}

#[test]
fn the_page_asks_and_its_buttons_response() {
    let client = asking();
    let page = authorize(&client, &CODE);
    assert_eq!((page.status, page.header("location")), (200, ""));
    assert!(page.body.contains("<li>offline_access</li>"), "{page:?}");
    for (name, value) in CODE {
        let value = value.replace('&', "&amp;");
        let input = format!(r#"<input type="hidden" name="{name}" value="{value}">"#);
        assert!(page.body.contains(&input), "{input} in {page:?}");
    }
    let answered = |answer| {
        let query = [&CODE[..], &[("simulator_answer", answer)]].concat();
        carried(&authorize(&client, &query), "https://yourapp.com/callback?")
    };
    assert!(answered("allow").contains_key("code"));
    assert_eq!(answered("deny")["error"], "access_denied");
}

#[test]
fn nothing_of_the_request_becomes_markup_and_nothing_runs() {
    let page = authorize(&asking(), &with(&CODE, "state", r#""><script>alert(1)</script>"#));
    assert!(page.body.contains("&quot;&gt;&lt;script&gt;"), "{page:?}");
    assert!(!page.body.contains("<script"), "{page:?}");
    assert!(
        page.header("content-security-policy")
            .starts_with("default-src 'none'; style-src 'sha256-")
    );
}

#[test]
fn no_consent_is_requested_for_a_redirect_uri_that_is_not_registered() {
    let client = asking();
    let uri = "http://lock.lan:8080/";
    assert_eq!(authorize(&client, &with(&CODE, "redirect_uri", uri)).status, 400);
    client.simulator.register_redirect_uri(uri);
    assert_eq!(authorize(&client, &with(&CODE, "redirect_uri", uri)).status, 200);
    assert_eq!(
        authorize(&client, &with(&CODE, "redirect_uri", "http://lock.lan:8080/x")).status,
        400
    );
}
