//! What real providers send: the cases of `../shared/vectors/world.json` whose settings exist, each read by the
//! profile that its words describe.

use grantlet::engine::strings;
use grantlet::{Failure, Polled, Profile, Secret, TokenError, UnixTime, parse_rfc3339};
use grantlet_tests::assert_error_text;
use serde_json::Value;

/// The profile of a case, in the strings that C takes.
struct World {
    envelope: &'static str,
    errors: &'static str,
    ends_on: &'static str,
    retry_on: &'static str,
    names: &'static str,
    extra: &'static str,
    token_types: &'static str,
    bearer_by_default: bool,
    expires_at: &'static str,
    refresh_token_expires_in: &'static str,
}

const RFC: World = World {
    envelope: "",
    errors: "",
    ends_on: "",
    retry_on: "",
    names: "",
    extra: "",
    token_types: "",
    bearer_by_default: false,
    expires_at: "",
    refresh_token_expires_in: "",
};

fn world(id: &str) -> Option<World> {
    let ttlock = World { errors: "- errmsg errcode", ends_on: "10004", ..RFC };
    let code_msg = World { errors: "- msg code", ..RFC };
    let twitch = World {
        errors: "message - status,- message status",
        ends_on: "Bad Request=Invalid refresh token",
        ..RFC
    };
    let withings =
        World { envelope: "body", errors: "- - status", ends_on: "401", retry_on: "503", ..RFC };
    let tuya = World {
        envelope: "result",
        names: "expires_in=expire_time",
        bearer_by_default: true,
        ..code_msg
    };
    Some(match id {
        "ttlock_dead_grant" | "wechat_invalid_code" => ttlock,
        "ttlock_token" => World { extra: "uid", bearer_by_default: true, ..RFC },
        "tuya_error" | "tuya_token" => tuya,
        "code_zero_is_success" | "code_not_zero" | "code_zero_without_token" => code_msg,
        "tiktok_business" => World { envelope: "data", errors: "- message code", ..RFC },
        "error_inside_envelope" => {
            World { envelope: "data", errors: "- description error_code", ..RFC }
        }
        "twitch_beside_error" | "pending_in_message" => twitch,
        "withings_beside_error" | "withings_ends" => withings,
        "error_in_array" => World { errors: "errors/0/code errors/0/detail", ..RFC },
        "token_in_array" => World { envelope: "data/0", bearer_by_default: true, ..RFC },
        "two_levels" => World { envelope: "data/token", ..RFC },
        "camel_case" => World {
            names: "access_token=accessToken refresh_token=refreshToken expires_in=expireIn",
            bearer_by_default: true,
            ..RFC
        },
        "slack_both" => {
            World { extra: "team/id authed_user/access_token", token_types: "bot user", ..RFC }
        }
        "login_required" => RFC,
        "expires_at_rfc3339" => World { expires_at: "expires_at=rfc3339", ..RFC },
        "expires_at_epoch" | "both_expiries" => {
            World { expires_at: "expires_at=unix_seconds", ..RFC }
        }
        "refresh_lifetime" => World { refresh_token_expires_in: "refresh_token_expires_in", ..RFC },
        "refresh_lifetime_keycloak" => {
            World { refresh_token_expires_in: "refresh_expires_in", ..RFC }
        }
        "refresh_lifetime_quickbooks" => {
            World { refresh_token_expires_in: "x_refresh_token_expires_in", ..RFC }
        }
        "scope_of_numbers" => World { envelope: "data", ..RFC },
        "google_device" => World { names: "verification_uri=verification_url", ..RFC },
        _ => return None,
    })
}

impl World {
    fn profile(&self) -> Profile<'static> {
        let profile =
            Profile::RFC6749.envelope(self.envelope).bearer_by_default(self.bearer_by_default);
        let profile = strings::errors(profile, self.errors);
        let profile = strings::ends_on(profile, self.ends_on);
        let profile = strings::retry_on(profile, self.retry_on);
        let profile = strings::response_names(profile, self.names);
        let profile = strings::token_types(profile, self.token_types);
        let profile = match self.expires_at {
            "" => profile,
            text => strings::expires_at(profile, text),
        };
        let profile = profile.refresh_token_expires_in(self.refresh_token_expires_in);
        strings::extra(profile, self.extra)
    }
}

/// The bodies of a case: a text as it was sent, or a document.
fn body(case: &Value) -> Vec<u8> {
    match case["body"].as_str() {
        Some(text) => text.as_bytes().to_vec(),
        None => case["given"]["body"].to_string().into_bytes(),
    }
}

#[test]
fn the_responses_of_real_providers_are_read_by_a_profile() {
    let Some(cases) = grantlet_tests::shared_json("vectors/world.json") else { return };
    let (mut read, mut open) = (0, Vec::new());
    for case in cases["cases"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        let Some(world) = world(id) else {
            open.push(id);
            continue;
        };
        let profile = world.profile();
        assert_eq!(profile.check(), Ok(()), "{id}");
        let status = case["status"].as_u64().or(case["given"]["status"].as_u64());
        let status = u16::try_from(status.unwrap_or(200)).unwrap();
        verify(id, &profile, status, &mut body(case), &case["expect"]);
        read += 1;
    }
    println!("{read} cases; not yet: {}", open.join(" "));
    assert!(read >= 27, "{read}");
}

fn verify(id: &str, profile: &Profile<'_>, status: u16, body: &mut [u8], expected: &Value) {
    if let Some(uri) = expected["verification_uri"].as_str() {
        let device = profile.device_authorization(status, body).unwrap();
        return assert_eq!(device.verification_uri, uri, "{id}");
    }
    match (expected["verdict"].as_str().unwrap(), profile.token(status, body)) {
        ("token", Ok(token)) => {
            for (name, value) in expected.as_object().unwrap() {
                let found = match name.as_str() {
                    "access_token" => Value::from(token.access_token.expose()),
                    "refresh_token" => token.refresh_token.map(Secret::expose).into(),
                    "expires_in" => token.expires_in.into(),
                    "ends_at_unix" => token.expires_at.map(UnixTime::as_secs).into(),
                    "refresh_token_expires_in" => token.refresh_token_expires_in.into(),
                    "ends_at" => {
                        let moment = parse_rfc3339(value.as_str().unwrap()).unwrap().second;
                        assert_eq!(token.expires_at, Some(moment), "{id}");
                        continue;
                    }
                    _ => continue,
                };
                assert_eq!(&found, value, "{id}: {name}");
            }
            for (name, value) in expected["extra"].as_object().into_iter().flatten() {
                let found = profile.extra_of(&token, name).and_then(grantlet::Value::text);
                assert_eq!(found, value.as_str(), "{id}: {name}");
            }
        }
        ("missing", Err(TokenError::Missing(_))) => {}
        ("pending", Err(error)) => assert_eq!(Polled::of::<()>(&Err(error)), Polled::Pending),
        ("server", Err(error)) => {
            let TokenError::Server { error: server, .. } = error else { panic!("{id}: {error:?}") };
            assert_error_text(&server.text(body).unwrap(), expected, id);
            if let Some(ends) = expected["ends_grant"].as_bool() {
                let failure = Failure::of(&error, status);
                assert_eq!(failure == Failure::Ended, ends, "{id}: {failure:?}");
            }
        }
        (expected, found) => panic!("{id}: {expected}, not {found:?}"),
    }
}
