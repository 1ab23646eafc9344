//! `forms.json`: token responses that are forms.

use grantlet_tests::members::assert_members;
use serde_json::Value;

use crate::world::Language;
use crate::world_c::C;
use crate::world_rust::Rust;

fn run<L: Language>() {
    let table: Value = serde_json::from_str(include_str!("forms.json")).unwrap();
    let client = L::new(table["settings"].as_object().unwrap(), "CID", "");
    for row in table["cases"].as_array().unwrap() {
        let status = u16::try_from(row["status"].as_u64().unwrap()).unwrap();
        let sent = row["body"].as_str().unwrap();
        let mut body = sent.as_bytes().to_vec();
        let refused = match client.token(status, &mut body) {
            Ok(token) => {
                assert!(row["token"].is_object(), "{sent}");
                assert_members(&token, &row["token"], sent);
                continue;
            }
            Err(refused) => refused,
        };
        if row["error"].is_object() {
            assert_eq!(refused.class, "server", "{sent}");
            for (found, (name, value)) in
                refused.error.iter().zip(row["error"].as_object().unwrap())
            {
                assert_eq!(found, value, "{sent}: {name}");
            }
            assert_eq!(refused.ends_grant, row["ends_grant"], "{sent}");
        } else {
            assert_eq!(refused.class, row["class"], "{sent}");
            if let Some(member) = row["member"].as_str() {
                assert_eq!(refused.member, member, "{sent}");
            }
            assert_eq!(body, sent.as_bytes());
        }
    }
}

#[test]
fn a_form_is_read_in_rust_as_the_table_says() {
    run::<Rust>();
}

#[test]
fn a_form_is_read_in_c_as_the_table_says() {
    run::<C>();
}
