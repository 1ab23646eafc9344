//! The order of the rooms: a file of the core imports only files listed before it.

use std::collections::BTreeSet;
use std::path::PathBuf;

fn core() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../core")
}

fn text_of(path: &str) -> String {
    std::fs::read_to_string(core().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Names without their ending, in the order of the folder's files.
fn files_of(folder: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(core().join(folder)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter_map(|name| name.strip_suffix(".rs").map(ToOwned::to_owned)).collect()
}

/// `mod x;` and `pub mod x;`, each a line of its own, under a `cfg` or not.
fn modules(text: &str) -> Vec<&str> {
    let of_line = |line| {
        let line = str::strip_prefix(line, "pub ").unwrap_or(line);
        line.strip_prefix("mod ")?.strip_suffix(';')
    };
    text.lines().filter_map(of_line).collect()
}

/// The first name after each `crate::` outside of comments, in a `use` or in the middle of a line;
/// of `crate::{a, b}` both.
fn imports(text: &str) -> Vec<String> {
    let code = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    let code = code.collect::<Vec<_>>().join("\n");
    let name = |text: &str| -> String {
        let word = |letter: &char| letter.is_ascii_alphanumeric() || *letter == '_';
        text.trim_start().chars().take_while(word).collect()
    };
    let mut names = Vec::new();
    for path in code.split("crate::").skip(1) {
        match path.strip_prefix('{') {
            None => names.push(name(path)),
            Some(group) => {
                let mut depth = 0i32;
                let mut start = true;
                for (at, letter) in group.char_indices() {
                    match letter {
                        ',' => start |= depth == 0,
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        _ if start && !letter.is_whitespace() => {
                            names.push(name(&group[at..]));
                            start = false;
                        }
                        _ => {}
                    }
                    if depth < 0 {
                        break;
                    }
                }
            }
        }
    }
    names
}

/// The search itself finds what it is to find.
#[test]
fn the_search_sees_each_way_to_import() {
    let text = "\
//! [`wipe`](crate::wipe)
use crate::a::B;
use crate::c::{D, E}; // crate::no
pub(crate) use crate::{f::G, h::{I, J}, k};
use crate::{
    l::M,
    n,
};
/// crate::no
fn o(p: crate::q::R) { crate::s::t() }
";
    assert_eq!(imports(text), ["a", "c", "f", "h", "k", "l", "n", "q", "s"]);
    let text = "pub mod a;\n#[cfg(x)]\nmod b;\n// mod c;\nmod d {\nuse e;\npub use f;\n";
    assert_eq!(modules(text), ["a", "b"]);
}

#[test]
fn every_file_of_the_core_is_listed_once() {
    let lib = text_of("src/lib.rs");
    let listed = modules(&lib);
    let mut expected = files_of("src");
    assert!(expected.remove("lib"));
    expected.insert("providers".to_owned());
    let found: BTreeSet<_> = listed.iter().map(ToString::to_string).collect();
    assert_eq!(found, expected);
    assert_eq!(listed.len(), found.len());
    let inside = text_of("src/providers/mod.rs");
    let mut expected = files_of("src/providers");
    assert!(expected.remove("mod"));
    assert_eq!(
        modules(&inside).into_iter().map(ToOwned::to_owned).collect::<BTreeSet<_>>(),
        expected
    );
}

#[test]
fn a_file_imports_only_files_listed_before_it() {
    let lib = text_of("src/lib.rs");
    let listed = modules(&lib);
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (at, room) in listed.iter().enumerate() {
        // The last rooms are the providers, which may use every other.
        if *room == "providers" {
            continue;
        }
        let text = text_of(&format!("src/{room}.rs"));
        assert!(!text.contains("super::"), "{room}: a way around the search");
        for import in imports(&text) {
            seen += 1;
            if !listed[..at].contains(&import.as_str()) {
                wrong.push(format!("{room} imports {import}"));
            }
        }
    }
    assert!(seen > listed.len(), "{seen} imports were found");
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(listed.last(), Some(&"providers"));
    for provider in modules(&text_of("src/providers/mod.rs")) {
        for import in imports(&text_of(&format!("src/providers/{provider}.rs"))) {
            assert!(listed.contains(&import.as_str()), "{provider} imports {import}");
        }
    }
}

/// A folder's file imports what its module may import, and the module itself.
#[test]
fn a_file_in_a_folder_imports_only_what_its_module_may() {
    let lib = text_of("src/lib.rs");
    let listed = modules(&lib);
    let mut wrong = Vec::new();
    let mut folders = 0;
    for (at, room) in listed.iter().enumerate() {
        if *room == "providers" || !core().join("src").join(room).is_dir() {
            continue;
        }
        folders += 1;
        let module = text_of(&format!("src/{room}.rs"));
        let inside = modules(&module);
        let found = files_of(&format!("src/{room}"));
        assert_eq!(inside.iter().map(ToString::to_string).collect::<BTreeSet<_>>(), found);
        for file in found {
            let text = text_of(&format!("src/{room}/{file}.rs"));
            assert!(!text.contains("super::super::"), "{room}/{file}: a way around the search");
            for import in imports(&text) {
                if !listed[..=at].contains(&import.as_str()) {
                    wrong.push(format!("{room}/{file} imports {import}"));
                }
            }
        }
    }
    assert!(folders > 0, "no folder was found");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The map is the list of `lib.rs`, with a word on each.
#[test]
fn the_map_names_the_same_files_in_the_same_order() {
    let lib = text_of("src/lib.rs");
    let listed = modules(&lib).into_iter().map(|room| match room {
        "providers" => "providers/".to_owned(),
        room => format!("{room}.rs"),
    });
    let map = text_of("README.md");
    let rows = map.lines().filter_map(|line| {
        let (room, step) = line.strip_prefix("| `")?.split_once("` |")?;
        assert!(step.trim_matches([' ', '|']).len() > 3, "{line}");
        Some(room.to_owned())
    });
    assert_eq!(rows.collect::<Vec<_>>(), listed.collect::<Vec<_>>());
}
