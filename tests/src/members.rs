//! What a response contains, as the tables of cases name it.

use grantlet::engine::{SettingValue, each_setting};
use grantlet::{DeviceAuthorization, Profile, Secret, TokenResponse, Value as Extra};
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
