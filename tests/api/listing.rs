//! The public items of a crate whose `lib.rs` is a flat list of `pub use`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use quote::ToTokens;
use syn::{Fields, ImplItem, Item, UseTree, Visibility};

/// The listing of the crate whose sources are in this folder.
pub(crate) fn of(src: &Path) -> String {
    let files = files_of(src);
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    of_text(&std::fs::read_to_string(src.join("lib.rs")).unwrap(), &files)
}

/// The files of a crate but for its `lib.rs`, each with its path of modules.
pub(crate) fn files_of(src: &Path) -> Vec<(String, String)> {
    fn read(folder: &Path, path: &str, files: &mut Vec<(String, String)>) {
        let mut entries: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for entry in entries {
            let name = entry.file_stem().unwrap().to_str().unwrap().to_owned();
            let inside = match (path, name.as_str()) {
                (path, "mod" | "lib") => path.to_owned(),
                ("", name) => name.to_owned(),
                (path, name) => format!("{path}::{name}"),
            };
            if entry.is_dir() {
                read(&entry, &inside, files);
            } else if !inside.is_empty() {
                files.push((inside, std::fs::read_to_string(&entry).unwrap()));
            }
        }
    }
    let mut files = Vec::new();
    read(src, "", &mut files);
    files
}

/// The listing of a crate with this `lib.rs` and these files, each with its path of modules.
pub(crate) fn of_text(lib: &str, files: &[(&str, &str)]) -> String {
    let parsed: Vec<_> = files
        .iter()
        .map(|(path, text)| {
            (*path, syn::parse_file(text).unwrap_or_else(|e| panic!("{path}: {e}")))
        })
        .collect();
    let mut exported = BTreeMap::new();
    exports("", &syn::parse_file(lib).unwrap().items, &mut exported);
    for (module, file) in parsed.iter().filter(|(path, _)| *path == "providers") {
        exports(module, &file.items, &mut exported);
    }
    let mut listing = String::new();
    for (shown, module) in exported {
        let name = shown.rsplit("::").next().unwrap();
        let item = parsed
            .iter()
            .filter(|(path, _)| *path == module)
            .find_map(|(_, file)| file.items.iter().find_map(|item| declaration(item, name)));
        let prefix = shown.strip_suffix(name).unwrap();
        let is_hidden = item.as_ref().is_some_and(|text| text.contains(HIDDEN));
        match item {
            Some(text) => {
                listing += &text.replacen(&format!(" {name}"), &format!(" {prefix}{name}"), 1);
            }
            None => writeln!(listing, "{shown}  (made by a macro)").unwrap(),
        }
        for item in parsed.iter().flat_map(|(_, file)| &file.items) {
            implementation(item, name, is_hidden, &mut listing);
        }
    }
    listing
}

/// Each name that a file exports by `pub use`, with the module that declares it.
pub(crate) fn exports(module: &str, items: &[Item], found: &mut BTreeMap<String, String>) {
    fn walk(prefix: &str, tree: &UseTree, shown: &str, found: &mut BTreeMap<String, String>) {
        let inside = |name: &dyn ToString| match prefix {
            "" => name.to_string(),
            prefix => format!("{prefix}::{}", name.to_string()),
        };
        match tree {
            UseTree::Path(path) => walk(&inside(&path.ident), &path.tree, shown, found),
            UseTree::Name(name) => {
                found.insert(format!("{shown}{}", name.ident), prefix.to_owned());
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    walk(prefix, tree, shown, found);
                }
            }
            UseTree::Rename(_) | UseTree::Glob(_) => panic!("neither renamed nor by a star"),
        }
    }
    let shown = if module.is_empty() { String::new() } else { format!("{module}::") };
    for item in items {
        if let Item::Use(item) = item
            && is_public(&item.vis)
        {
            walk(module, &item.tree, &shown, found);
        }
    }
}

pub(crate) fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Rust as it is written, from tokens with a space between each two.
fn plain(tokens: &impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    for (spaced, written) in [
        (" < ", "<"),
        ("< ", "<"),
        (" >", ">"),
        (" :: ", "::"),
        (":: ", "::"),
        (" ,", ","),
        (" :", ":"),
        ("& ", "&"),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        ("[ ", "["),
        (" ]", "]"),
        (" ;", ";"),
        ("-> (", "-> ("),
        ("->(", "-> ("),
        (",)", ")"),
        (", >", ">"),
        ("# [", "#["),
        (",}", " }"),
    ] {
        text = text.replace(spaced, written);
    }
    text.replace("->", " -> ").replace("  ->  ", " -> ").replace(">where", "> where")
}

/// Behind what no documentation shows: it is for bindings.
pub(crate) const HIDDEN: &str = "  #[doc(hidden)]";

fn is_hidden(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("doc")
            && attribute.parse_args::<syn::Ident>().is_ok_and(|word| word == "hidden")
    })
}

/// `#[derive(..)]` and what else an item shows of itself beside its documentation.
fn attributes(attributes: &[syn::Attribute]) -> String {
    let hidden = if is_hidden(attributes) { HIDDEN } else { "" };
    let shown = attributes.iter().filter(|attribute| {
        ["derive", "must_use", "non_exhaustive", "repr"]
            .iter()
            .any(|name| attribute.path().is_ident(name))
    });
    shown.fold(hidden.to_owned(), |text, attribute| text + "  " + &plain(attribute))
}

/// The item of this name: what it is, its public fields or its variants.
fn declaration(item: &Item, name: &str) -> Option<String> {
    let mut text = String::new();
    match item {
        Item::Struct(item) if item.ident == name => {
            writeln!(text, "struct {name}{}{}", plain(&item.generics), attributes(&item.attrs))
                .unwrap();
            for field in item.fields.iter().filter(|field| is_public(&field.vis)) {
                writeln!(text, "    {}", field_of(field)).unwrap();
            }
            if item.fields.iter().any(|field| !is_public(&field.vis)) {
                text += "    (private fields)\n";
            }
        }
        Item::Enum(item) if item.ident == name => {
            writeln!(text, "enum {name}{}{}", plain(&item.generics), attributes(&item.attrs))
                .unwrap();
            for variant in &item.variants {
                let fields: Vec<_> = variant.fields.iter().map(field_of).collect();
                let fields = match &variant.fields {
                    Fields::Unit => String::new(),
                    Fields::Unnamed(_) => format!("({})", fields.join(", ")),
                    Fields::Named(_) => format!(" {{ {} }}", fields.join(", ")),
                };
                writeln!(text, "    {}{fields}", variant.ident).unwrap();
            }
        }
        Item::Fn(item) if item.sig.ident == name => {
            writeln!(text, "{}{}", plain(&item.sig), attributes(&item.attrs)).unwrap();
        }
        Item::Const(item) if item.ident == name => {
            writeln!(text, "const {name}: {}{}", plain(&item.ty), attributes(&item.attrs)).unwrap();
        }
        Item::Type(item) if item.ident == name => {
            writeln!(text, "type {name} = {}{}", plain(&item.ty), attributes(&item.attrs)).unwrap();
        }
        _ => return None,
    }
    Some(text)
}

fn field_of(field: &syn::Field) -> String {
    let visible = if is_public(&field.vis) { "pub " } else { "" };
    let name = field.ident.as_ref().map_or(String::new(), |name| format!("{name}: "));
    format!("{visible}{name}{}", plain(&field.ty))
}

/// What a block gives the type of this name: public functions and constants, or a trait. Those of a type or a block
/// that is hidden are hidden too.
fn implementation(item: &Item, name: &str, is_hidden_type: bool, text: &mut String) {
    let Item::Impl(block) = item else { return };
    if !is_of(block, name) {
        return;
    }
    if let Some((_, path, _)) = &block.trait_ {
        writeln!(text, "    impl {}", plain(path)).unwrap();
        return;
    }
    let is_hidden_block = is_hidden_type || is_hidden(&block.attrs);
    for item in &block.items {
        let (mut line, own) = match item {
            ImplItem::Fn(item) if is_public(&item.vis) => (plain(&item.sig), &item.attrs),
            ImplItem::Const(item) if is_public(&item.vis) => {
                (format!("const {}: {}", item.ident, plain(&item.ty)), &item.attrs)
            }
            _ => continue,
        };
        if is_hidden_block && !is_hidden(own) {
            line += HIDDEN;
        }
        writeln!(text, "    {line}{}", attributes(own)).unwrap();
    }
}

/// Whether a block is of the type of this name.
pub(crate) fn is_of(block: &syn::ItemImpl, name: &str) -> bool {
    match &*block.self_ty {
        syn::Type::Path(path) => path.path.segments.last().is_some_and(|part| part.ident == name),
        _ => false,
    }
}
