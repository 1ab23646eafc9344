//! The public interface of the core is the one listed in `core/api.txt`, so that a change of it is seen.
//!
//! `GRANTLET_WRITE=1 cargo test -p grantlet-tests --test api` writes the list anew.

mod classes;
mod examples;
mod listing;
mod no_panic;
mod providers;

use std::path::Path;

#[test]
fn the_public_interface_is_the_one_that_is_listed() {
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core");
    let listed = listing::of(&core.join("src"));
    let file = core.join("api.txt");
    if std::env::var_os("GRANTLET_WRITE").is_some() {
        std::fs::write(&file, &listed).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    let removed: Vec<_> = committed.lines().filter(|line| !listed.contains(line)).collect();
    let added: Vec<_> = listed.lines().filter(|line| !committed.contains(line)).collect();
    assert!(
        committed == listed,
        "core/api.txt is not the interface. Removed: {removed:#?}\nAdded: {added:#?}\n\
         If that is meant: GRANTLET_WRITE=1 cargo test -p grantlet-tests --test api",
    );
}

/// The list holds each kind of item, and nothing private.
#[test]
fn the_listing_shows_functions_fields_variants_and_traits() {
    let items = listing::of_text(
        "pub use a::{B, F, c};",
        &[(
            "a",
            "/// Doc.\n#[derive(Clone)]\npub struct B<'a> { pub x: &'a [u8], y: u8 }\n\
             impl B<'_> { pub const fn new(n: usize) -> Option<Self> { None } fn own(&self) {} }\n\
             impl Drop for B<'_> { fn drop(&mut self) {} }\n\
             pub fn c(_: &mut [u8; 4]) -> Result<(), u8> { Ok(()) }\n\
             pub enum D { E }\n\
             #[doc(hidden)] impl B<'_> { pub fn of_block(self) {} #[doc(hidden)] pub fn both(self) {} }\n\
             impl B<'_> { #[doc(hidden)] #[must_use] pub fn alone(self) {} }\n\
             #[doc(hidden)] pub struct F; impl F { pub fn of_type(self) {} pub const G: u8 = 0; }",
        )],
    );
    let expected = "\
struct B<'a>  #[derive(Clone)]
    pub x: &'a [u8]
    (private fields)
    const fn new(n: usize) -> Option<Self>
    impl Drop
    fn of_block(self)  #[doc(hidden)]
    fn both(self)  #[doc(hidden)]
    fn alone(self)  #[doc(hidden)]  #[must_use]
struct F  #[doc(hidden)]
    fn of_type(self)  #[doc(hidden)]
    const G: u8  #[doc(hidden)]
fn c(_: &mut [u8; 4]) -> Result<(), u8>
";
    assert_eq!(items, expected);
}
