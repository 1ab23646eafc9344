//! What a response contains, as the tables of cases name it.

use grantlet::engine::{SettingValue, each_setting};
use grantlet::{DeviceAuthorization, Profile, Secret, TokenResponse, UnixTime, Value as Extra};
use serde_json::Value;

/// Members by their names; one that is absent has the value null, or is not there.
pub type Members = Vec<(String, Value)>;

/// Those of a token, and the extra ones of its profile.
#[must_use]
pub fn of_token(profile: &Profile<'_>, token: &TokenResponse<'_>) -> Members {
    let mut members: Members = vec![
        ("access_token".into(), token.access_token.expose().into()),
        ("refresh_token".into(), token.refresh_token.map(Secret::expose).into()),
        ("expires_in".into(), token.expires_in.into()),
        ("ends_at".into(), token.expires_at.map(rfc3339_of).into()),
        ("ends_at_unix".into(), token.expires_at.map(UnixTime::as_secs).into()),
        ("refresh_token_expires_in".into(), token.refresh_token_expires_in.into()),
        ("scope".into(), token.scope.map(|scope| scope.iter().collect::<Vec<_>>()).into()),
    ];
    each_setting(profile, &mut |setting, name| {
        let ("extra", SettingValue::Name(name)) = (setting, name) else { return };
        let name = String::from_utf8_lossy(name).into_owned();
        let value = match profile.extra_of(token, &name) {
            None => Value::Null,
            Some(Extra::Text(text)) => text.into(),
            Some(Extra::Secret(token)) => token.expose().into(),
            Some(Extra::Bool(value)) => value.into(),
            Some(Extra::Number(text) | Extra::Raw(text)) => written(text),
        };
        members.push((name, value));
    });
    members
}

/// A moment as an RFC 3339 date of UTC, without a fraction; at most the last of the year 9999.
#[must_use]
pub fn rfc3339_of(moment: UnixTime) -> String {
    let moment = moment.as_secs().min(253_402_300_799);
    let (mut days, second) = (moment.div_euclid(86_400), moment.rem_euclid(86_400));
    let is_leap = |year: i64| year % 4 == 0 && year % 100 != 0 || year % 400 == 0;
    let mut year = 1970;
    while days >= 365 + i64::from(is_leap(year)) {
        days -= 365 + i64::from(is_leap(year));
        year += 1;
    }
    let february = 28 + i64::from(is_leap(year));
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z", days + 1)
}

/// A value as it was written, or a text that is no JSON.
#[must_use]
pub fn written(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| text.into())
}

/// Those of a device authorization.
#[must_use]
pub fn of_device(device: &DeviceAuthorization<'_>) -> Members {
    vec![
        ("device_code".into(), device.device_code.expose().into()),
        ("user_code".into(), device.user_code.into()),
        ("verification_uri".into(), device.verification_uri.into()),
        ("expires_in".into(), device.expires_in.into()),
        ("interval".into(), device.interval.into()),
    ]
}

/// Compares each member that a row expects, also those in its `extra`.
///
/// # Panics
/// Where one differs.
pub fn assert_members(found: &Members, expected: &Value, about: &str) {
    for (name, value) in expected.as_object().into_iter().flatten() {
        match name.as_str() {
            "verdict" => {}
            "extra" => assert_members(found, value, about),
            _ => {
                let member = found.iter().find(|(other, _)| other == name);
                let member = member.map_or(&Value::Null, |(_, found)| found);
                assert_eq!(member, value, "{about}: {name}");
            }
        }
    }
}
