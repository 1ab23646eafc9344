//! When tokens end, by members of a provider's own.

use grantlet::engine::strings;
use grantlet::{
    ErrorShape, InstantFormat, Life, OwnedToken, Profile, TokenError, UnixTime, Uptime,
};
use grantlet_tests::{ms, secs};
use proptest::prelude::*;

const SECONDS: Profile<'_> = Profile::RFC6749
    .expires_at("expires_at", InstantFormat::UnixSeconds)
    .refresh_token_expires_in("refresh_expires_in");
const MILLISECONDS: Profile<'_> =
    Profile::RFC6749.expires_at("expires_at", InstantFormat::UnixMilliseconds);
const DATE: Profile<'_> = Profile::RFC6749.expires_at("expires_at", InstantFormat::Rfc3339);

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
fn a_moment_is_read_in_the_format_of_the_profile() {
    let late = 253_402_300_799;
    for (profile, value, expected) in [
        (&SECONDS, "1794562517", Some(1_794_562_517)),
        (&SECONDS, "1794562517.9", Some(1_794_562_517)),
        (&SECONDS, "1.794562517e9", Some(1_794_562_517)),
        (&SECONDS, "\"1794562517\"", Some(1_794_562_517)),
        (&SECONDS, r#""\u0031794562517""#, Some(1_794_562_517)),
        (&SECONDS, "253402300799", Some(late)),
        (&SECONDS, "0", Some(0)),
        (&SECONDS, "-1", Some(0)),
        (&SECONDS, "9223372036854775807", Some(i64::MAX)),
        (&SECONDS, "9223372036854775808", Some(i64::MAX)),
        (&SECONDS, "1e400", Some(i64::MAX)),
        (&SECONDS, "1e-400", Some(0)),
        (&SECONDS, "\"\"", None),
        (&SECONDS, "\" 1794562517\"", None),
        (&SECONDS, "\"-1\"", None),
        (&SECONDS, "\"2026-09-08T09:25:17Z\"", None),
        (&SECONDS, "true", None),
        (&SECONDS, "null", None),
        (&SECONDS, "[1794562517]", None),
        (&SECONDS, r#"{"at":1794562517}"#, None),
        (&MILLISECONDS, "1794562517999", Some(1_794_562_517)),
        (&MILLISECONDS, "\"1794562517000\"", Some(1_794_562_517)),
        (&MILLISECONDS, "1.794562517999e12", Some(1_794_562_517)),
        (&MILLISECONDS, "999", Some(0)),
        (&MILLISECONDS, "1e3", Some(1)),
        (&DATE, "\"2026-09-08T09:25:17Z\"", Some(1_788_859_517)),
        (&DATE, "\"2026-09-08T11:25:17.123456789+02:00\"", Some(1_788_859_517)),
        (&DATE, r#""2026-09-08T11:25:17\u002b02:00""#, Some(1_788_859_517)),
        (&DATE, "\"9999-12-31T23:59:59Z\"", Some(late)),
        (&DATE, "\"2026-02-30T09:25:17Z\"", None),
        (&DATE, "\"2026-09-08\"", None),
        (&DATE, "\"2026-09-08T09:25:17\u{2028}\"", None),
        (&DATE, "\"tomorrow\"", None),
        (&DATE, "1788859517", None),
        (&DATE, "\"1788859517\"", None),
    ] {
        let read = read(profile, &format!(",\"expires_at\":{value}"));
        assert_eq!(read, (None, expected, None), "{value}");
    }
    // Two values are no moment.
    assert_eq!(read(&SECONDS, ",\"expires_at\":1,\"expires_\\u0061t\":1").1, None);
    assert_eq!(read(&SECONDS, "").1, None);
    // Who names no member reads none.
    assert_eq!(read(&Profile::RFC6749, ",\"expires_at\":1,\"refresh_expires_in\":2").1, None);
}

#[test]
fn expires_in_wins_where_it_is_known() {
    for (members, expected) in [
        (",\"expires_at\":1800000000,\"expires_in\":21600", (Some(21600), None)),
        (",\"expires_in\":0,\"expires_at\":1800000000", (Some(0), None)),
        (",\"expires_in\":null,\"expires_at\":1800000000", (None, Some(1_800_000_000))),
        (",\"expires_in\":\"\",\"expires_at\":1800000000", (None, Some(1_800_000_000))),
        (",\"expires_in\":\"soon\",\"expires_at\":1800000000", (None, Some(1_800_000_000))),
        (",\"expires_in\":60,\"expires_at\":\"soon\"", (Some(60), None)),
    ] {
        let (expires_in, expires_at, _) = read(&SECONDS, members);
        assert_eq!((expires_in, expires_at), expected, "{members}");
    }
}

#[test]
fn a_lifetime_of_zero_is_unknown_where_the_profile_says_so() {
    let unknown = SECONDS.zero_lifetime_is_unknown(true);
    for (profile, members, expected) in [
        (&SECONDS, ",\"expires_in\":0", (Some(0), None, None)),
        (&unknown, ",\"expires_in\":0", (None, None, None)),
        (&unknown, ",\"expires_in\":\"0\"", (None, None, None)),
        (&unknown, ",\"expires_in\":-1", (None, None, None)),
        (&unknown, ",\"expires_in\":1", (Some(1), None, None)),
        (&unknown, ",\"expires_in\":0,\"expires_at\":7", (None, Some(7), None)),
        (&unknown, ",\"expires_at\":0", (None, None, None)),
        // That of a refresh token always is.
        (&SECONDS, ",\"refresh_expires_in\":0", (None, None, None)),
        (&SECONDS, ",\"refresh_expires_in\":\"0\"", (None, None, None)),
        (&SECONDS, ",\"refresh_expires_in\":-5", (None, None, None)),
        (&SECONDS, ",\"refresh_expires_in\":0.9", (None, None, None)),
        (&SECONDS, ",\"refresh_expires_in\":\"1800\"", (None, None, Some(1800))),
        (&SECONDS, ",\"refresh_expires_in\":1e99", (None, None, Some(u32::MAX))),
        (&SECONDS, ",\"refresh_expires_in\":\"long\"", (None, None, None)),
        (&SECONDS, ",\"refresh_expires_in\":[1800]", (None, None, None)),
    ] {
        assert_eq!(read(profile, members), expected, "{members}");
    }
}

#[test]
fn the_members_are_where_the_token_is_and_may_be_at_a_path() {
    let nested = SECONDS.refresh_token_expires_in("refresh/0/expires_in");
    let members = ",\"expires_at\":7,\"refresh\":[{\"expires_in\":1800}]";
    assert_eq!(read(&nested, members), (None, Some(7), Some(1800)));
    // Texts that are unescaped where they stand change no other.
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
        prop_assert_eq!(token.refresh_token.map(|token| token.expose()), Some("rt"));
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
