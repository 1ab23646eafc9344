//! A token in memory of a fixed size: what is kept, for how long, and what is left of it.

use std::mem::{ManuallyDrop, size_of};

use grantlet::{BufferTooSmall, OwnedToken, Profile, Scope, Secret, TokenType};

const MAC: Profile<'_> = Profile::RFC6749.token_types(&["mac"]).scope_separator(b',');
const FULL: &str = r#"{"access_token":"access-1","refresh_token":"refresh-1","id_token":"a.b.c",
    "token_type":"MAC","scope":"x,y","expires_in":60}"#;

fn keep<const N: usize>(body: &str, owned: &mut OwnedToken<N>) -> Result<(), BufferTooSmall> {
    let mut body = body.as_bytes().to_vec();
    let token = MAC.token(200, &mut body).unwrap();
    token.copy_into(owned)
}

fn refresh<const N: usize>(body: &str, owned: &mut OwnedToken<N>) -> Result<(), BufferTooSmall> {
    let mut body = body.as_bytes().to_vec();
    let token = MAC.token(200, &mut body).unwrap();
    owned.refresh(&token)
}

fn text(secret: Option<Secret<'_>>) -> Option<&str> {
    secret.map(Secret::expose)
}

#[test]
fn a_kept_token_is_the_one_of_the_response_after_its_body_is_gone() {
    let mut owned = OwnedToken::<64>::new();
    assert!(owned.get().is_none());
    keep(FULL, &mut owned).unwrap();
    let token = owned.get().unwrap();
    assert_eq!(token.access_token.expose(), "access-1");
    assert_eq!(text(token.refresh_token), Some("refresh-1"));
    assert_eq!(text(token.id_token), Some("a.b.c"));
    assert!(token.token_type == TokenType::Other("MAC"));
    assert_eq!(token.scope.unwrap().iter().collect::<Vec<_>>(), ["x", "y"]);
    assert_eq!(token.expires_in, Some(60));
    assert!(token.extra.get(0).is_none());
}

#[test]
fn a_new_token_replaces_all_of_the_one_before() {
    let mut owned = OwnedToken::<64>::default();
    keep(FULL, &mut owned).unwrap();
    keep(r#"{"access_token":"b","token_type":"Bearer"}"#, &mut owned).unwrap();
    let token = owned.get().unwrap();
    assert_eq!(token.access_token.expose(), "b");
    assert!(token.refresh_token.is_none() && token.id_token.is_none() && token.scope.is_none());
    assert!(token.token_type == TokenType::Bearer && token.expires_in.is_none());
}

/// RFC 6749, section 6: a response without one means the one that was used.
#[test]
fn a_refresh_keeps_the_refresh_token_and_scope_that_the_response_lacks() {
    let mut owned = OwnedToken::<64>::new();
    keep(FULL, &mut owned).unwrap();
    refresh(r#"{"access_token":"access-2","token_type":"Bearer"}"#, &mut owned).unwrap();
    let token = owned.get().unwrap();
    assert_eq!(token.access_token.expose(), "access-2");
    assert_eq!(text(token.refresh_token), Some("refresh-1"));
    assert_eq!(token.scope.map(Scope::as_str), Some("x,y"));
    assert_eq!(token.scope.unwrap().iter().count(), 2);
    assert!(token.id_token.is_none() && token.expires_in.is_none());
    let rotated =
        r#"{"access_token":"access-3","refresh_token":"refresh-3","token_type":"Bearer"}"#;
    refresh(rotated, &mut owned).unwrap();
    assert_eq!(text(owned.get().unwrap().refresh_token), Some("refresh-3"));
}

#[test]
fn a_token_that_does_not_fit_changes_nothing_and_reports_the_capacity_that_does() {
    // access-1 refresh-1 a.b.c x,y MAC
    let needed = 8 + 9 + 5 + 3 + 3;
    let mut exact = OwnedToken::<28>::new();
    keep(FULL, &mut exact).unwrap();
    let mut short = OwnedToken::<27>::new();
    keep(r#"{"access_token":"before","token_type":"Bearer"}"#, &mut short).unwrap();
    assert_eq!(keep(FULL, &mut short), Err(BufferTooSmall { needed }));
    assert_eq!(refresh(FULL, &mut short), Err(BufferTooSmall { needed }));
    assert_eq!(short.get().unwrap().access_token.expose(), "before");
    let longer = r#"{"access_token":"access-12","token_type":"Bearer"}"#;
    assert_eq!(refresh(longer, &mut exact), Ok(()));
    let longest = format!(r#"{{"access_token":"{}","token_type":"Bearer"}}"#, "a".repeat(20));
    assert_eq!(refresh(&longest, &mut exact), Err(BufferTooSmall { needed: 20 + 9 + 3 }));
    assert_eq!(text(exact.get().unwrap().refresh_token), Some("refresh-1"));
}

#[test]
fn debug_shows_nothing_of_a_kept_token() {
    let mut owned = OwnedToken::<64>::new();
    keep(FULL, &mut owned).unwrap();
    assert_eq!(format!("{owned:?} {owned:#?}"), "OwnedToken(elided) OwnedToken(elided)");
}

/// The bytes of a value in memory.
fn shows<T>(value: &ManuallyDrop<T>, text: &[u8]) -> bool {
    let start = std::ptr::from_ref(value).cast::<u8>();
    // SAFETY: the value has so many bytes; those that were never written are not compared with text.
    let byte = |at| unsafe { start.add(at).read_volatile() };
    (0..=size_of::<T>() - text.len()).any(|at| (0..text.len()).all(|i| byte(at + i) == text[i]))
}

#[test]
fn a_dropped_or_wiped_or_replaced_token_leaves_no_byte() {
    let mut owned = ManuallyDrop::new(OwnedToken::<64>::new());
    // Each byte is written once, so that all of them can be read.
    let all = format!(r#"{{"access_token":"{}","token_type":"Bearer"}}"#, "a".repeat(64));
    keep(&all, &mut owned).unwrap();
    assert!(shows(&owned, b"aaaa"));
    keep(FULL, &mut owned).unwrap();
    assert!(!shows(&owned, b"aaaa"));
    assert!(shows(&owned, b"refresh-1"));
    refresh(r#"{"access_token":"b","token_type":"Bearer"}"#, &mut owned).unwrap();
    assert!(!shows(&owned, b"access-1"));
    owned.wipe();
    assert!(!shows(&owned, b"refresh-1"));
    keep(FULL, &mut owned).unwrap();
    // SAFETY: it is not used as a token after this.
    unsafe { ManuallyDrop::drop(&mut owned) };
    for secret in [&b"access-1"[..], b"refresh-1", b"a.b.c", b"x,y"] {
        assert!(!shows(&owned, secret));
    }
}
