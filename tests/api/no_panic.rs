//! The image of `tests/no_panic` calls each public function of the core, so that what the linker shows of the
//! image is true of all.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use grantlet::engine::SETTINGS;
use syn::{ImplItem, Item, UseTree};

use crate::listing::{exports, files_of, is_of, is_public};

/// What the image does not call, each with its reason.
const NOT_CALLED: &[(&str, &str)] = &[
    ("Request::to_http", "the feature `http` allocates"),
    ("retry_after_of", "the feature `http` allocates"),
    ("verify_rs256", "the feature `rs256` allocates"),
    ("verify_es256", "the feature `es256` links p256, whose code is not proved here"),
    ("members", "the feature `serde`: serde-json-core has panic paths, in the strings it parses"),
];

/// A public function: its name, behind the type or the module by which a caller names it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Function {
    owner: String,
    name: String,
}

impl Function {
    fn path(&self) -> String {
        match self.owner.as_str() {
            "" => self.name.clone(),
            owner => format!("{owner}::{}", self.name),
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The core's sources.
struct Sources(Vec<(String, String, syn::File)>);

impl Sources {
    fn read() -> Self {
        let files = files_of(&root().join("core/src")).into_iter();
        Self(files.map(|(m, text)| (m, text.clone(), syn::parse_file(&text).unwrap())).collect())
    }

    fn items<'a>(&'a self, module: &'a str) -> impl Iterator<Item = &'a Item> {
        let of_module = self.0.iter().filter(move |(path, ..)| path == module);
        of_module.flat_map(|(_, _, file)| &file.items)
    }

    /// Adds what a name that a module declares gives a caller, who names it by `shown` behind `owner`.
    fn add(
        &self,
        module: &str,
        declared: &str,
        owner: &str,
        shown: &str,
        to: &mut BTreeSet<Function>,
    ) {
        let function = |owner: &str, name: &dyn ToString| Function {
            owner: owner.to_owned(),
            name: name.to_string(),
        };
        for item in self.items(module) {
            if matches!(item, Item::Fn(item) if item.sig.ident == declared) {
                to.insert(function(owner, &shown));
            }
        }
        for item in self.items(&format!("{module}::{declared}")) {
            if let Item::Fn(item) = item
                && is_public(&item.vis)
            {
                to.insert(function(shown, &item.sig.ident));
            }
        }
        let blocks =
            self.0.iter().flat_map(|(_, _, file)| &file.items).filter_map(|item| match item {
                Item::Impl(block) if block.trait_.is_none() && is_of(block, declared) => {
                    Some(block)
                }
                _ => None,
            });
        for item in blocks.flat_map(|block| &block.items) {
            if let ImplItem::Fn(item) = item
                && is_public(&item.vis)
            {
                to.insert(function(shown, &item.sig.ident));
            }
        }
        for name in self.made_by_a_macro(module, declared) {
            to.insert(function(shown, &name));
        }
    }

    /// The functions of a type that no item of its module declares: those in the module's macros.
    fn made_by_a_macro(&self, module: &str, declared: &str) -> Vec<String> {
        let is_a_type = declared.contains(|letter: char| letter.is_lowercase());
        let is_known = !is_a_type
            || self.items(module).any(|item| match item {
                Item::Struct(item) => item.ident == declared,
                Item::Enum(item) => item.ident == declared,
                Item::Fn(item) => item.sig.ident == declared,
                Item::Const(item) => item.ident == declared,
                Item::Type(item) => item.ident == declared,
                _ => false,
            });
        let Some((_, text, _)) = self.0.iter().find(|(path, ..)| path == module && !is_known)
        else {
            return Vec::new();
        };
        let (_, body) = text.split_once("macro_rules!").unwrap_or_default();
        let (body, _) = body.split_once("\n}\n").unwrap_or_default();
        let starts = body.lines().filter_map(|line| {
            let line = line.trim_start().strip_prefix("pub ")?;
            line.strip_prefix("const ").unwrap_or(line).strip_prefix("fn ")
        });
        starts.filter_map(|rest| rest.split('(').next()).map(ToOwned::to_owned).collect()
    }
}

/// Each name that a `pub use` gives, with the module that declares it and its name there.
fn used(prefix: &[String], tree: &UseTree, found: &mut Vec<(String, String, String)>) {
    let mut give = |declared: &dyn ToString, shown: &dyn ToString| {
        found.push((prefix.join("::"), declared.to_string(), shown.to_string()));
    };
    match tree {
        UseTree::Path(path) => {
            let inside = (path.ident != "crate").then(|| path.ident.to_string());
            used(&[prefix, inside.as_slice()].concat(), &path.tree, found);
        }
        UseTree::Name(name) => give(&name.ident, &name.ident),
        UseTree::Rename(name) => give(&name.ident, &name.rename),
        UseTree::Group(group) => group.items.iter().for_each(|tree| used(prefix, tree, found)),
        UseTree::Glob(_) => panic!("not by a star"),
    }
}

/// Each public function: of the crate's root, of `providers`, of `engine`, and those of their types.
fn functions() -> BTreeSet<Function> {
    let sources = Sources::read();
    let lib = std::fs::read_to_string(root().join("core/src/lib.rs")).unwrap();
    let mut exported = BTreeMap::new();
    exports("", &syn::parse_file(&lib).unwrap().items, &mut exported);
    let providers: Vec<_> = sources.items("providers").cloned().collect();
    exports("providers", &providers, &mut exported);
    let mut found = BTreeSet::new();
    for (shown, module) in &exported {
        let name = shown.rsplit("::").next().unwrap();
        sources.add(module, name, "", name, &mut found);
    }
    let mut of_engine = Vec::new();
    for item in sources.items("engine") {
        if let Item::Use(item) = item {
            used(&[], &item.tree, &mut of_engine);
        }
    }
    for (module, declared, shown) in of_engine {
        sources.add(&module, &declared, "engine", &shown, &mut found);
    }
    for (name, _) in SETTINGS {
        found.insert(Function { owner: "Profile".into(), name: (*name).into() });
    }
    found
}

/// The image's code, without comments and imports.
fn image() -> String {
    let mut code = String::new();
    for (module, text) in files_of(&root().join("tests/no_panic/src")) {
        if module != "negative_control" {
            for line in text.lines() {
                code = code + line.split("//").next().unwrap() + "\n";
            }
        }
    }
    without_imports(&code)
}

/// An import alone is no call.
fn without_imports(code: &str) -> String {
    let mut rest = code;
    let mut found = String::new();
    while let Some((before, after)) = rest.split_once("use ") {
        found += before;
        rest = after.split_once(';').map_or("", |(_, rest)| rest);
    }
    found + rest
}

/// Whether the code has this path as whole words, behind a character that `follows` allows.
fn has(code: &str, path: &str, follows: impl Fn(char) -> bool) -> bool {
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    code.match_indices(path).any(|(at, _)| {
        let last = code[..at].chars().next_back().unwrap_or(' ');
        let next = code[at + path.len()..].chars().next().unwrap_or(' ');
        !is_word(last) && (path.ends_with('(') || !is_word(next)) && follows(last)
    })
}

/// What the image does not call. A call names the whole path; of a method whose name no other public type has, the
/// name is enough.
fn uncalled(code: &str, functions: &BTreeSet<Function>) -> BTreeSet<String> {
    let of_a_type = |function: &Function| function.owner.starts_with(|c: char| c.is_uppercase());
    let is_unique = |function: &Function| {
        let same = |other: &&Function| other.name == function.name && of_a_type(other);
        of_a_type(function) && functions.iter().filter(same).count() == 1
    };
    let is_called = |function: &&Function| {
        let name = function.name.as_str();
        if function.owner.is_empty() {
            // An import alone is no call.
            return has(code, &format!("{name}("), |before| !matches!(before, '.' | ':'));
        }
        has(code, &function.path(), |_| true)
            || is_unique(function) && has(code, name, |before| before == '.')
    };
    functions.iter().filter(|function| !is_called(function)).map(Function::path).collect()
}

#[test]
fn the_image_without_a_panic_path_calls_each_public_function() {
    let functions = functions();
    assert!(functions.len() > 400, "{} functions are found", functions.len());
    let uncalled = uncalled(&image(), &functions);
    let excepted: BTreeSet<_> = NOT_CALLED.iter().map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(
        uncalled, excepted,
        "left: what tests/no_panic does not call; right: what is excepted from it"
    );
}
