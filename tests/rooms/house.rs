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

/// Whether a room is a folder with its own list of files in `mod.rs`.
fn is_folder(room: &str) -> bool {
    core().join(format!("src/{room}/mod.rs")).exists()
}

/// The files of a room: its own, and all in the folder of its name, however deep.
fn files_of_room(room: &str) -> Vec<String> {
    let mut files = Vec::new();
    if !is_folder(room) {
        files.push(format!("src/{room}.rs"));
    }
    let mut folders = vec![format!("src/{room}")];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(core().join(&folder)) else { continue };
        for entry in entries {
            let entry = entry.unwrap();
            let path = format!("{folder}/{}", entry.file_name().into_string().unwrap());
            if entry.file_type().unwrap().is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files
}

/// A room's folder is searched too, and none is without its room.
#[test]
fn every_folder_of_the_core_is_a_rooms() {
    assert!(files_of_room("session").contains(&"src/session/bytes.rs".to_owned()));
    let lib = text_of("src/lib.rs");
    let listed = modules(&lib);
    for entry in std::fs::read_dir(core().join("src")).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            let name = entry.file_name().into_string().unwrap();
            assert!(listed.contains(&name.as_str()), "{name}");
        }
    }
}

/// `mod x;` and `pub mod x;`, each a line of its own, under a `cfg` or not.
fn modules(text: &str) -> Vec<&str> {
    let of_line = |line| {
        let line = str::strip_prefix(line, "pub ").unwrap_or(line);
        let line = line.strip_prefix("pub(crate) ").unwrap_or(line);
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
    expected.extend(listed.iter().filter(|room| is_folder(room)).map(ToString::to_string));
    let found: BTreeSet<_> = listed.iter().map(ToString::to_string).collect();
    assert_eq!(found, expected);
    assert_eq!(listed.len(), found.len());
    for folder in listed.into_iter().filter(|room| is_folder(room)) {
        let inside = text_of(&format!("src/{folder}/mod.rs"));
        let mut expected = files_of(&format!("src/{folder}"));
        assert!(expected.remove("mod"));
        let found: BTreeSet<_> = modules(&inside).into_iter().map(ToOwned::to_owned).collect();
        assert_eq!(found, expected, "{folder}");
    }
}

/// What a file takes from its own folder, by the second name of `crate::folder::file`.
fn imports_from(folder: &str, text: &str) -> Vec<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code = code.collect::<Vec<_>>().join("\n");
    imports(&code.replace(&format!("crate::{folder}::"), "crate::"))
}

#[test]
fn a_file_in_a_folder_imports_only_files_of_it_listed_before_it() {
    let lib = text_of("src/lib.rs");
    let mut seen = 0;
    for folder in modules(&lib).into_iter().filter(|room| is_folder(room)) {
        let list = text_of(&format!("src/{folder}/mod.rs"));
        let files = modules(&list);
        for (at, file) in files.iter().enumerate() {
            let text = text_of(&format!("src/{folder}/{file}.rs"));
            for import in imports_from(folder, &text) {
                let later = files[at..].contains(&import.as_str());
                // A room outside may have the same name.
                let own = text.contains(&format!("crate::{folder}::{import}"))
                    || text.contains(&format!("crate::{folder}::{{"));
                assert!(!(later && own), "{folder}/{file}.rs imports {import}");
                seen += 1;
            }
        }
    }
    assert!(seen > 0);
    let text = "use crate::text::span::Span;\nuse crate::json::Json;\n";
    assert_eq!(imports_from("text", text), ["span", "json"]);
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
        for file in files_of_room(room) {
            let text = text_of(&file);
            assert!(!text.contains("super::"), "{file}: a way around the search");
            for import in imports(&text) {
                seen += 1;
                // What stands in a room's own folder may use the room.
                let own = file.matches('/').count() > 1 && import == *room;
                if !own && !listed[..at].contains(&import.as_str()) {
                    wrong.push(format!("{file} imports {import}"));
                }
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

/// The map is the list of `lib.rs`, with a word on each.
#[test]
fn the_map_names_the_same_files_in_the_same_order() {
    let lib = text_of("src/lib.rs");
    let listed = modules(&lib).into_iter().map(|room| match room {
        room if is_folder(room) => format!("{room}/"),
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
