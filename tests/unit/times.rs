//! When tokens end, by members of a provider's own; the rows that each language reads are in `tables/times.json`.

use grantlet::engine::strings;
use grantlet::{
    Callback, CallbackExpectation, ErrorShape, Flow, InstantFormat, Issuer, Life, OwnedToken,
    Profile, TokenError, UnixTime, Uptime, callback,
};
use grantlet_ffi::{
    Expected, IssuerRule, ProfileSetting, Span, Status, Token, grantlet_implicit_callback,
    grantlet_rfc6749, grantlet_setting_zero_lifetime_is_unknown,
};
use grantlet_tests::{ms, secs};
use proptest::prelude::*;

const SECONDS: Profile<'_> = Profile::RFC6749
    .expires_at("expires_at", InstantFormat::UnixSeconds)
    .refresh_token_expires_in("refresh_expires_in");
const MILLISECONDS: Profile<'_> =
    Profile::RFC6749.expires_at("expires_at", InstantFormat::UnixMilliseconds);

/// `expires_in`, `expires_at` and the refresh token's lifetime of a response with these members.
fn read(profile: &Profile<'_>, members: &str) -> (Option<u32>, Option<i64>, Option<u32>) {
    let body = format!(r#"{{"access_token":"at","token_type":"Bearer"{members}}}"#);
    let mut body = body.into_bytes();
    let token =
        profile.token(200, &mut body).unwrap_or_else(|error| panic!("{members}: {error:?}"));
    let at = token.expires_at.map(UnixTime::as_secs);
    (token.expires_in, at, token.refresh_token_expires_in)
}

#[test]
fn what_is_too_long_is_saturated() {
    for value in ["1e400", "9223372036854775808", "92233720368547758070000"] {
        assert_eq!(
            read(&SECONDS, &format!(",\"expires_at\":{value}")).1,
            Some(i64::MAX),
            "{value}"
        );
    }
    for value in ["1e99", "4294967296", "\"99999999999999999999\""] {
        let members = format!(",\"refresh_expires_in\":{value}");
        assert_eq!(read(&SECONDS, &members).2, Some(u32::MAX), "{value}");
    }
}

#[test]
fn the_members_are_where_the_token_is_and_may_be_at_a_path() {
    let nested = SECONDS.refresh_token_expires_in("refresh/0/expires_in");
    let members = ",\"expires_at\":7,\"refresh\":[{\"expires_in\":1800}]";
    assert_eq!(read(&nested, members), (None, Some(7), Some(1800)));
    // Strings that are unescaped in place change no other.
    let extra = SECONDS.extra(&["expires_at", "name"]);
    let members =
        ",\"name\":\"\\u0041\\u0042\",\"expires_at\":\"\\u0037\",\"refresh_expires_in\":8";
    assert_eq!(read(&extra, members), (None, Some(7), Some(8)));
    let token =
        r#"{"access_token":"\u0061t","token_type":"Bearer","expires_at":7,"refresh_expires_in":8}"#;
    let string = serde_json::Value::from(token).to_string();
    let enveloped = SECONDS.envelope("data");
    for (data, expected) in [(token, Some(7)), (string.as_str(), Some(7))] {
        let mut body = format!(r#"{{"expires_at":1,"data":{data}}}"#).into_bytes();
        let token = enveloped.token(200, &mut body).unwrap();
        assert_eq!(token.expires_at.map(UnixTime::as_secs), expected, "{data}");
        assert_eq!((token.refresh_token_expires_in, token.access_token.expose()), (Some(8), "at"));
    }
}

/// Nothing of it is in an error, which has texts where a token has its times.
#[test]
fn an_error_is_read_as_before() {
    let shapes = [ErrorShape::numbered("errcode").description("errmsg")];
    let profile = SECONDS.errors(&shapes);
    let mut body = *br#"{"errcode":7,"errmsg":"no","expires_at":1,"refresh_expires_in":2}"#;
    let error = profile.token(200, &mut body).unwrap_err();
    assert!(matches!(error, TokenError::Server { .. }));
    let text = error.text(&body).unwrap();
    assert_eq!(text.error_uri, None);
}

/// The token of an implicit callback, as the core and as C read it.
#[test]
fn a_lifetime_of_zero_in_a_fragment_is_unknown_where_the_profile_says_so() {
    for (sent, is_unknown, expected) in [
        ("0", true, None),
        ("00", true, None),
        ("0", false, Some(0)),
        ("1", true, Some(1)),
        ("x", true, None),
    ] {
        let profile = Profile::RFC6749.zero_lifetime_is_unknown(is_unknown);
        let (redirect_uri, state) = ("https://app.example/cb", "s1");
        let issuer = Issuer::Ignored;
        let expect = CallbackExpectation { redirect_uri, state, issuer, flow: Flow::Implicit };
        let url =
            format!("{redirect_uri}#access_token=a&token_type=bearer&expires_in={sent}&state=s1");
        let mut bytes = url.clone().into_bytes();
        let Ok(Callback::Token(token)) = callback(&profile, &expect, &mut bytes) else { panic!() };
        assert_eq!(token.expires_in, expected, "{sent} {is_unknown}");

        let span = |text: &str| Span { bytes: text.as_ptr(), length: text.len() };
        let kind = Some(&grantlet_setting_zero_lifetime_is_unknown);
        let settings = [ProfileSetting { kind, value: span("") }];
        let profile = grantlet_ffi::Profile {
            base: &raw const grantlet_rfc6749,
            settings: settings.as_ptr(),
            settings_count: usize::from(is_unknown),
            provider: std::ptr::null(),
        };
        let mut bytes = url.into_bytes();
        // SAFETY: zeros are allowed, and each pointer is what the header asks for.
        let (status, token) = unsafe {
            let (mut token, mut error) = (std::mem::zeroed::<Token>(), std::mem::zeroed());
            let expected = Expected {
                redirect_uri: span(redirect_uri),
                state: span(state),
                issuer: span(""),
                issuer_rule: IssuerRule::Ignored as i32,
                response_mode: 0,
            };
            let (profile, expected) = (&raw const profile, &raw const expected);
            let (url, length) = (bytes.as_mut_ptr().cast(), bytes.len());
            let found = &raw mut token;
            let status =
                grantlet_implicit_callback(profile, expected, url, length, found, &raw mut error);
            (status, token)
        };
        assert_eq!(status, Status::Ok);
        let found = token.expires_in_known.then_some(token.expires_in);
        assert_eq!(found, expected, "{sent} {is_unknown} in C");
    }
}

#[test]
fn an_expiry_by_wall_time_is_anchored_at_the_request() {
    let mut body = *br#"{"access_token":"at","token_type":"Bearer","expires_at":1000}"#;
    let token = SECONDS.token(200, &mut body).unwrap();
    for (wall, lifetime) in [
        (Some(900), Some(100)),
        (Some(1000), Some(0)),
        (Some(2000), Some(0)),
        (Some(i64::MAX), Some(0)),
        (Some(i64::MIN), Some(u32::MAX)),
        (None, None),
    ] {
        let expiry = token.expiry(ms(5), wall.map(secs));
        let expected = lifetime.map(|seconds| ms(5 + u64::from(seconds) * 1000));
        assert_eq!(expiry.expires_at(), expected, "{wall:?}");
    }
    assert_eq!(token.expiry(Uptime::MAX, Some(secs(900))).life(Uptime::MAX, 0), Life::Expired);
    assert_eq!(token.expiry(ms(0), None).life(Uptime::MAX, 0), Life::Unknown);
}

#[test]
fn an_owned_token_keeps_both() {
    let mut owned = OwnedToken::<64>::new();
    let mut body =
        *br#"{"access_token":"at","token_type":"Bearer","expires_at":7,"refresh_expires_in":8}"#;
    SECONDS.token(200, &mut body).unwrap().copy_into(&mut owned).unwrap();
    let token = owned.get().unwrap();
    assert_eq!((token.expires_at, token.refresh_token_expires_in), (Some(secs(7)), Some(8)));
    assert_eq!(token.expires_in, None);
}

/// Any JSON value.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        any::<f64>().prop_map(|number| serde_json::json!(number).to_string()),
        "-?[0-9]{1,30}(\\.[0-9]{1,9})?([eE][+-]?[0-9]{1,4})?".prop_map(|text| {
            if text.trim_start_matches('-').starts_with('0') { "0".into() } else { text }
        }),
        any::<String>().prop_map(|text| serde_json::Value::from(text).to_string()),
        "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{1,12}(Z|[+-][0-9]{2}:[0-9]{2})"
            .prop_map(|text| format!("\"{text}\"")),
        Just("null".to_owned()),
        Just("{}".to_owned()),
        Just("[[]]".to_owned()),
    ]
}

proptest! {
    /// A login never fails by these members, and the rest of the token is as without them.
    #[test]
    fn a_login_succeeds_whatever_the_members_are(at in value(), lifetime in value(), format in 0..3usize) {
        let word = ["expires_at=unix_seconds", "expires_at=unix_milliseconds", "expires_at=rfc3339"][format];
        let profile = strings::expires_at(Profile::RFC6749, word)
            .refresh_token_expires_in("refresh_expires_in")
            .zero_lifetime_is_unknown(true);
        let body = format!(
            r#"{{"access_token":"\u0061t","token_type":"Bearer","expires_at":{at},"refresh_token":"rt","refresh_expires_in":{lifetime}}}"#
        );
        let mut body = body.into_bytes();
        let token = profile.token(200, &mut body).unwrap();
        prop_assert_eq!(token.access_token.expose(), "at");
        prop_assert_eq!(token.refresh_token.map(grantlet::Secret::expose), Some("rt"));
        prop_assert_eq!(token.expires_in, None);
        prop_assert_ne!(token.refresh_token_expires_in, Some(0));
        prop_assert_ne!(token.expires_at, Some(secs(0)));
        for now in [0, 1, u64::MAX] {
            for wall in [None, Some(secs(i64::MIN)), Some(secs(0)), Some(secs(i64::MAX))] {
                let expiry = token.expiry(ms(now), wall);
                let life = expiry.life(Uptime::MAX, u64::MAX);
                prop_assert_eq!(life == Life::Unknown, wall.is_none() || token.expires_at.is_none());
            }
        }
    }

    /// A whole number of seconds is read as it is.
    #[test]
    fn a_moment_is_exact(seconds in 0..i64::MAX / 1000, more in 0..1000i64) {
        let (exact, thousandth) = (seconds.to_string(), (seconds * 1000 + more).to_string());
        prop_assert_eq!(read(&SECONDS, &format!(",\"expires_at\":{exact}")).1, Some(seconds));
        prop_assert_eq!(read(&MILLISECONDS, &format!(",\"expires_at\":\"{thousandth}\"")).1, Some(seconds));
    }
}
