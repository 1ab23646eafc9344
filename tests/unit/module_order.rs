//! The order of the core's modules: a file imports only folders above its own, and in its folder only
//! files above it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn core() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../core")
}

fn text_of(path: &str) -> String {
    std::fs::read_to_string(core().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// `mod x;`, public or not, each a line of its own.
fn modules(text: &str) -> Vec<String> {
    let of_line = |line: &str| {
        let line = line.strip_prefix("pub ").or(line.strip_prefix("pub(crate) ")).unwrap_or(line);
        Some(line.strip_prefix("mod ")?.strip_suffix(';')?.to_owned())
    };
    text.lines().filter_map(of_line).collect()
}

/// The path after each `crate::` outside of comments; of `crate::{a, b}` one for each.
fn imports(text: &str) -> Vec<Vec<String>> {
    let code = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    let code = code.collect::<Vec<_>>().join("\n");
    let path = |text: &str| -> Vec<String> {
        let stays = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | ':');
        let path: String = text.trim_start().chars().take_while(stays).collect();
        path.split("::").filter(|name| !name.is_empty()).map(ToOwned::to_owned).collect()
    };
    let mut found = Vec::new();
    for rest in code.split("crate::").skip(1) {
        let Some(group) = rest.strip_prefix('{') else {
            found.push(path(rest));
            continue;
        };
        let (mut depth, mut start) = (0i32, true);
        for (at, letter) in group.char_indices() {
            match letter {
                ',' => start |= depth == 0,
                '{' => depth += 1,
                '}' => depth -= 1,
                _ if start && !letter.is_whitespace() => {
                    found.push(path(&group[at..]));
                    start = false;
                }
                _ => {}
            }
            if depth < 0 {
                break;
            }
        }
    }
    found
}

/// Each file below `src` as its path of modules, `mod.rs` left out, in the order in which they are listed.
fn in_order() -> Vec<(Vec<String>, String)> {
    fn add(folder: &str, path: &[String], found: &mut Vec<(Vec<String>, String)>) {
        let list = if path.is_empty() { "lib" } else { "mod" };
        let mut unlisted: BTreeSet<String> = std::fs::read_dir(core().join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert!(unlisted.remove(&format!("{list}.rs")), "{folder} has no list of its files");
        for name in modules(&text_of(&format!("{folder}/{list}.rs"))) {
            let inside = [path, std::slice::from_ref(&name)].concat();
            if unlisted.remove(&name) {
                add(&format!("{folder}/{name}"), &inside, found);
            } else {
                assert!(unlisted.remove(&format!("{name}.rs")), "{folder} has no {name}");
                found.push((inside, format!("{folder}/{name}.rs")));
            }
        }
        assert!(unlisted.is_empty(), "{folder} holds files that are not listed: {unlisted:?}");
        if !path.is_empty() {
            found.push((path.to_vec(), format!("{folder}/mod.rs")));
        }
    }
    let mut found = Vec::new();
    add("src", &[], &mut found);
    found
}

/// Whether `path` names something in the module `module`, or the module itself.
fn is_in(path: &[String], module: &[String]) -> bool {
    path.get(..module.len()) == Some(module)
}

#[test]
fn a_file_imports_only_what_is_above_it() {
    let files = in_order();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (at, (_, file)) in files.iter().enumerate() {
        let text = text_of(file);
        assert!(!text.contains("super::"), "{file}: a way around the search");
        for import in imports(&text) {
            seen += 1;
            let above = files[..=at].iter().any(|(above, _)| is_in(&import, above));
            if !above {
                wrong.push(format!("{file} imports {}", import.join("::")));
            }
        }
    }
    assert!(seen > files.len(), "{seen} imports were found");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The search itself finds what it is to find.
#[test]
fn the_search_sees_each_way_to_import() {
    let text = "\
//! [`wipe`](crate::wipe)
use crate::a::B;
use crate::c::{D, E}; // crate::no
pub(crate) use crate::{f::G, h::{I, J}, k};
/// crate::no
fn o(p: crate::q::R) { crate::s::t() }
";
    let paths: Vec<String> = imports(text).iter().map(|path| path.join("::")).collect();
    assert_eq!(paths, ["a::B", "c", "f::G", "h", "k", "q::R", "s::t"]);
    let text = "pub mod a;\n#[cfg(x)]\nmod b;\n// mod c;\nmod d {\nuse e;\npub use f;\n";
    assert_eq!(modules(text), ["a", "b"]);
}

/// The overview in the README is the list of `lib.rs`, with a sentence on each.
#[test]
fn the_overview_names_the_same_folders_in_the_same_order() {
    let listed = modules(&text_of("src/lib.rs")).into_iter().map(|name| {
        if core().join("src").join(&name).is_dir() {
            format!("{name}/")
        } else {
            format!("{name}.rs")
        }
    });
    let overview = text_of("README.md");
    let rows = overview.lines().filter_map(|line| {
        let (name, sentence) = line.strip_prefix("| `")?.split_once("` |")?;
        assert!(sentence.trim_matches([' ', '|']).len() > 3, "{line}");
        (!name.contains('`')).then(|| name.to_owned())
    });
    assert_eq!(rows.collect::<Vec<_>>(), listed.collect::<Vec<_>>());
}

/// Each file of a folder is named in the folder's overview, so that a reader finds it from there.
#[test]
fn a_folders_list_says_what_each_file_holds() {
    for folder in modules(&text_of("src/lib.rs")) {
        if !core().join("src").join(&folder).is_dir() {
            continue;
        }
        let list = text_of(&format!("src/{folder}/mod.rs"));
        for name in modules(&list) {
            assert!(list.contains(&format!("//! - `{name}`: ")), "src/{folder}/mod.rs: {name}");
        }
    }
}
