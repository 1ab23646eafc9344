//! `revocations.json`: which responses mean that a token is revoked (RFC 7009, section 2.2).

use serde_json::Value;

use crate::world::Language;
use crate::world_c::C;
use crate::world_rust::Rust;

fn run<L: Language>() {
    let table: Value = serde_json::from_str(include_str!("revocations.json")).unwrap();
    let cases = table["cases"].as_array().unwrap();
    for case in cases {
        let profile = case["profile"].as_str().unwrap_or("rfc6749");
        let settings = table["profiles"][profile]["settings"].as_object().unwrap();
        let status = u16::try_from(case["status"].as_u64().unwrap()).unwrap();
        let sent = case["body"].as_str().unwrap();
        let mut body = sent.as_bytes().to_vec();
        let refused = L::new(settings, "CID", "").revoked(status, &mut body).err();
        assert_eq!(refused.is_none(), case["revoked"] == true, "{case}");
        let Some(refused) = refused else {
            assert_eq!(body, sent.as_bytes(), "{case}");
            continue;
        };
        if let Some(error) = case["error"].as_str() {
            assert_eq!((refused.class, refused.error[0].as_str()), ("server", error), "{case}");
        } else {
            assert_eq!(refused.class, case["class"], "{case}");
            assert_eq!(body, sent.as_bytes(), "{case}");
        }
        assert_eq!(refused.ends_grant, case["ends_grant"] == true, "{case}");
    }
    assert!(cases.len() >= 41, "{}", cases.len());
}

#[test]
fn rfc_7009_section_2_2_in_rust() {
    run::<Rust>();
}

#[test]
fn rfc_7009_section_2_2_in_c() {
    run::<C>();
}
