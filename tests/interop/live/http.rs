//! HTTP as a caller of the core does it: bytes out, a status and a body back, no redirect followed.

use std::collections::BTreeMap;
use std::time::Duration;

use grantlet::Request;

/// The `redirect_uri` of the registered clients. Nothing listens there.
pub(crate) const REDIRECT_URI: &str = "http://127.0.0.1:9999/cb";

/// A response, as the core takes it.
pub(crate) struct HttpResponse {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    /// `DPoP-Nonce`
    pub(crate) nonce: Option<String>,
    /// `WWW-Authenticate`
    pub(crate) challenge: Option<String>,
}

/// An agent without opinions about status and redirects.
fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(Duration::from_secs(30)));
    config.build().into()
}

fn read(mut response: ureq::http::Response<ureq::Body>) -> HttpResponse {
    let status = response.status().as_u16();
    let header = |name: &str| Some(response.headers().get(name)?.to_str().ok()?.to_owned());
    let (nonce, challenge) = (header("dpop-nonce"), header("www-authenticate"));
    HttpResponse {
        status,
        body: response.body_mut().read_to_vec().expect("a body"),
        nonce,
        challenge,
    }
}

/// Sends what the core wrote.
pub(crate) fn send(request: &Request<'_>) -> HttpResponse {
    send_with(request, &[])
}

/// The same with further header fields.
pub(crate) fn send_with(request: &Request<'_>, headers: &[(&str, &str)]) -> HttpResponse {
    let mut post = agent().post(request.url);
    for (name, value) in request.headers.iter().chain(headers.iter().copied()) {
        post = post.header(name, value);
    }
    read(post.send(request.body).expect("a response"))
}

/// Fetches a document or a resource.
pub(crate) fn get(url: &str, headers: &[(&str, &str)]) -> HttpResponse {
    let mut get = agent().get(url);
    for (name, value) in headers {
        get = get.header(*name, *value);
    }
    read(get.call().expect("a response"))
}

/// The verification page of a device's login, `approve` or `deny`, in the user's hands.
pub(crate) fn decide(issuer: &str, decision: &str, user_code: &str) {
    let url = format!("{issuer}/{decision}?user_code={user_code}");
    let response = read(agent().post(url).send_empty().expect("a response"));
    assert_eq!(response.status, 204, "{decision}");
}

/// A user's browser: goes where it is sent, keeps cookies, and stops at the app's address.
pub(crate) fn browse(url: &str) -> String {
    browse_to(REDIRECT_URI, url)
}

/// The same for an app at this address.
pub(crate) fn browse_to(redirect_uri: &str, url: &str) -> String {
    let origin: String = url.split_inclusive('/').take(3).collect();
    let agent = agent();
    let mut cookies = BTreeMap::new();
    let mut url = url.to_owned();
    // Login and consent are two redirects each.
    for _ in 0..10 {
        let kept: Vec<String> =
            cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut get = agent.get(&url);
        if !kept.is_empty() {
            get = get.header("Cookie", kept.join("; "));
        }
        let mut page = get.call().expect("a page");
        for cookie in page.headers().get_all("set-cookie") {
            let cookie = cookie.to_str().expect("a cookie");
            let (name, value) = cookie.split_once('=').expect("a cookie");
            let value = value.split(';').next().unwrap_or_default();
            cookies.insert(name.to_owned(), value.to_owned());
        }
        cookies.retain(|_, value| !value.is_empty());
        let Some(location) = page.headers().get("location") else {
            let text = page.body_mut().read_to_string().unwrap_or_default();
            panic!("{} and no redirect: {text}", page.status());
        };
        let location = location.to_str().expect("an address");
        url = match location.strip_prefix('/') {
            Some(path) => format!("{origin}{path}"),
            None => location.to_owned(),
        };
        if url.starts_with(redirect_uri) {
            return url;
        }
    }
    panic!("more redirects than a login needs");
}
