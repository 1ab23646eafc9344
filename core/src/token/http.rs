//! Requests and headers of the crate `http`, for services.

use alloc::borrow::ToOwned;
use alloc::string::String;

use http::header::{CONTENT_TYPE, DATE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue};

use crate::time::date::{parse_http_date, retry_after};
use crate::token::request::Request;

impl Request<'_> {
    /// The same as an owned request of the crate `http`, which can be kept over an `await`. Clients such as
    /// `reqwest` and `hyper` take it.
    ///
    /// It holds secrets, and nobody wipes it. All header fields but `Content-Type` are marked as
    /// sensitive.
    ///
    /// # Errors
    /// [`http::Error`], where the URL is none to that crate.
    ///
    /// # Example
    /// ```
    /// use grantlet::{providers::BOLDSIGN, Client, Secret};
    /// const APP: Client<'_> = Client::public(&BOLDSIGN, "596f0268");
    /// let mut buffer = [0; 512];
    /// let post = APP.refresh(Secret::new("rt")).write(&mut buffer)?.to_http::<Vec<u8>>()?;
    /// assert_eq!(post.uri().path(), "/connect/token");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_http<B: From<String>>(&self) -> Result<http::Request<B>, http::Error> {
        let mut request = http::Request::builder().method(self.method()).uri(self.url);
        for (name, value) in self.headers.iter() {
            let mut value = HeaderValue::try_from(value)?;
            value.set_sensitive(name != CONTENT_TYPE);
            request = request.header(name, value);
        }
        request.body(self.body.to_owned().into())
    }
}

/// The seconds of a response's `Retry-After`, by its own `Date` where it names a date: see
/// [`retry_after`]. None where there is none that can be read.
///
/// # Example
/// ```
/// let mut headers = http::HeaderMap::new();
/// assert_eq!(grantlet::retry_after_of(&headers), None);
/// headers.insert("retry-after", http::HeaderValue::from_static("120"));
/// assert_eq!(grantlet::retry_after_of(&headers), Some(120));
/// ```
pub fn retry_after_of(headers: &HeaderMap) -> Option<u32> {
    let text = |name| headers.get(name)?.to_str().ok();
    let date = text(DATE).and_then(|date| parse_http_date(date).ok());
    retry_after(text(RETRY_AFTER)?, date).ok()
}
