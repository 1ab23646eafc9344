//! The items of an array: those of a JWK set, and those that a path names by their number.

use grantlet::{Algorithm, JwkSetError, Profile, signing_key};

const KEY: &str = r#"{"kty":"EC","crv":"P-256","kid":"1","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"}"#;

/// Items of each kind that are no key, with brackets, quotes and commas where they are only text.
const OTHERS: [&str; 12] = [
    "null",
    "true",
    "-1.5e3",
    r#""""#,
    r#""}]{[,\"""#,
    r#""\\""#,
    "[]",
    "{}",
    r#"["]",{"a":"}"}]"#,
    r#"{"kty":"}","k":["{"]}"#,
    r#"{"\"":"\\"}"#,
    "[[[]],{}]",
];

#[test]
fn a_key_is_found_behind_and_before_each_other_item() {
    for other in OTHERS {
        for items in
            [format!("{other},{KEY}"), format!("{KEY} , {other}"), format!(" {other} , {KEY} ")]
        {
            let mut set = format!(r#"{{"keys":[{items}]}}"#).into_bytes();
            let key = signing_key(&mut set, Algorithm::Es256, "1");
            assert_eq!(key.map(|key| key.algorithm()), Ok(Algorithm::Es256), "{items}");
        }
        let mut set = format!(r#"{{"keys":[{other}]}}"#).into_bytes();
        assert_eq!(
            signing_key(&mut set, Algorithm::Es256, "1").err(),
            Some(JwkSetError::NoKey),
            "{other}"
        );
    }
}

/// A key deeper in the set is none of its items.
#[test]
fn a_key_inside_another_item_is_not_found() {
    for items in [format!("[{KEY}]"), format!(r#"{{"keys":[{KEY}]}}"#), format!("[[{KEY}],{KEY}]")]
    {
        let mut set = format!(r#"{{"keys":[{items}]}}"#).into_bytes();
        assert_eq!(
            signing_key(&mut set, Algorithm::Es256, "1").err(),
            Some(JwkSetError::NoKey),
            "{items}"
        );
    }
}

/// What a path with a number finds: each item counts, and those that are no string, object or array are nothing.
#[test]
fn a_path_counts_each_item_of_an_array() {
    const FIRST: Profile<'_> = Profile::RFC6749.extra(&["list/0/name"]);
    const SECOND: Profile<'_> = Profile::RFC6749.extra(&["list/1/name"]);
    const TEXT: Profile<'_> = Profile::RFC6749.extra(&["list/1"]);
    let named = r#"{"name":"n"}"#;
    let found = |profile: &Profile<'_>, list: &str| {
        let body = format!(r#"{{"access_token":"at","token_type":"Bearer","list":{list}}}"#);
        let mut body = body.into_bytes();
        let token = profile.token(200, &mut body).unwrap();
        token.extra.get(0).and_then(|value| value.text().map(ToOwned::to_owned))
    };
    for other in OTHERS {
        assert_eq!(found(&SECOND, &format!("[{other},{named}]")).as_deref(), Some("n"), "{other}");
        assert_eq!(
            found(&SECOND, &format!("[ {other} , {named} ]")).as_deref(),
            Some("n"),
            "{other}"
        );
        assert_eq!(found(&FIRST, &format!("[{named},{other}]")).as_deref(), Some("n"), "{other}");
        assert_eq!(found(&SECOND, &format!("[{named},{other}]")), None, "{other}");
        assert_eq!(
            found(&TEXT, &format!(r#"[{other},"a\"]"]"#)).as_deref(),
            Some("a\"]"),
            "{other}"
        );
    }
    for list in ["[]", "[1,2]", "[1 , null ]", r#"[{"name":"n"}]"#] {
        assert_eq!(found(&TEXT, list), None, "{list}");
    }
}
