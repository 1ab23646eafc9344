//! A provider's members into the caller's own type.

use grantlet::providers::{BOLD, DATA_ENVELOPE};
use grantlet::{JsonError, MembersError, Profile, members};

#[derive(serde::Deserialize, Debug, PartialEq)]
struct Account<'a> {
    account_id: u64,
    name: &'a str,
}

#[derive(serde::Deserialize, Debug, PartialEq)]
struct Owned {
    name: String,
}

#[test]
fn members_are_read_in_place() {
    let inner = r#"{"account_id":50,"name":"lock","x":[1]}"#;
    let rows = [
        (BOLD, inner.to_owned(), Ok(())),
        (BOLD, format!("\u{feff}{inner}"), Ok(())),
        (DATA_ENVELOPE, format!(r#"{{"data":{inner}}}"#), Ok(())),
        (DATA_ENVELOPE, inner.to_owned(), Err(MembersError::Envelope)),
        (DATA_ENVELOPE, format!(r#"{{"data":[{inner}]}}"#), Err(MembersError::Envelope)),
        // The text of a string is not an object until it was unescaped.
        (
            DATA_ENVELOPE,
            r#"{"data":"{\"account_id\":50}"}"#.to_owned(),
            Err(MembersError::Envelope),
        ),
        (BOLD, r#"{"account_id":"50","name":"lock"}"#.to_owned(), Err(MembersError::Type)),
        (BOLD, r#"{"account_id":50}"#.to_owned(), Err(MembersError::Type)),
        (BOLD, "[1]".to_owned(), Err(MembersError::Json(JsonError::Syntax { at: 0 }))),
        (
            BOLD,
            r#"{"account_id":50,"#.to_owned(),
            Err(MembersError::Json(JsonError::Syntax { at: 17 })),
        ),
    ];
    for (profile, body, expected) in rows {
        let read = members::<Account<'_>>(&profile, body.as_bytes(), &mut []);
        let account = Account { account_id: 50, name: "lock" };
        assert_eq!(read, expected.map(|()| account), "{body}");
    }
}

/// `serde_json`, which recurses, is given 32 levels at most.
#[test]
fn nesting_is_refused_before_anything_recurses() {
    let inside_64_kib = || {
        let deep = format!(r#"{{"account_id":50,"name":"lock","x":{}"#, "[".repeat(100_000));
        let read = members::<Account<'_>>(&Profile::RFC6749, deep.as_bytes(), &mut []);
        assert!(matches!(read, Err(MembersError::Json(JsonError::Depth { .. }))));
    };
    let thread = std::thread::Builder::new().stack_size(64 * 1024).spawn(inside_64_kib).unwrap();
    thread.join().unwrap();
}

#[test]
fn a_string_with_escapes_needs_the_buffer() {
    let body = br#"{"account_id":50,"name":"l\u006fck \/"}"#;
    for length in 0..10 {
        let mut buffer = vec![0; length];
        let read = members::<Owned>(&BOLD, body, &mut buffer);
        let name = "lock /".to_owned();
        let expected =
            if length < name.len() { Err(MembersError::Type) } else { Ok(Owned { name }) };
        assert_eq!(read, expected, "{length}");
    }
    // The body cannot be borrowed where it is escaped, and an escape is not handed out as text.
    let mut buffer = [0; 64];
    let read = members::<Account<'_>>(&BOLD, body, &mut buffer);
    assert_eq!(read, Err(MembersError::Type));
}
