//! `cargo xtask test recipes`: the apps of `wasm/examples`, each beside the same app on another package, built and driven
//! in Chromium, with `--full` in Firefox and WebKitGTK too; and their lines, in the README of the npm package.

use std::fmt::Write;
use std::fs::read_to_string;
use std::path::Path;

use crate::run::{Done, root, run};
use crate::{browsers, figures, install, npm};

const README: &str = "wasm/README.md";
const OTHER_BROWSERS: &str = "tests/recipes/other-browsers.js";
/// Folders of `wasm/examples`, what they are, and their files that the same app in `peers` uses too.
const RECIPES: [(&str, &str, &[&str]); 8] = [
    ("react", "React 19, with StrictMode", &[]),
    ("vue", "Vue 3", &[]),
    ("svelte", "Svelte 5", &[]),
    ("esm", "ES modules without a bundler, under a strict Content-Security-Policy", &[]),
    ("service-worker", "a service worker keeps the token from the page", &[]),
    ("sveltekit", "a server renders the page", &[]),
    ("express", "many users, Redis, two processes behind a proxy", &[]),
    ("workerd", "Cloudflare Workers", &["cookies.js"]),
];
/// Packages that the peers are on.
const PEERS: [&str; 3] = ["oidc-client-ts", "openid-client", "oauth4webapi"];

/// Builds and drives each, `full` in each browser, and checks that the README counts their lines right.
pub(crate) fn test(full: bool) -> Done {
    npm::build()?;
    install::chromium()?;
    install::apt("redis-server", &["redis-server"])?;
    install()?;
    run(&mut npm::node_in_root(&npm::tests_in("tests/recipes")?))?;
    if full {
        run(&mut browsers::node(&[OTHER_BROWSERS.into()])?)?;
    }
    let readme =
        read_to_string(root().join(README)).map_err(|error| format!("{README}: {error}"))?;
    if readme.contains(&table()?) {
        Ok(())
    } else {
        Err(format!("{README} counts other lines of the recipes. Type: cargo xtask recipes"))
    }
}

/// Installs what the apps are built with, and the server that they log in to.
pub(crate) fn install() -> Done {
    npm::packages("wasm")?;
    npm::packages("wasm/examples")?;
    npm::packages("tests/interop/server")
}

/// Writes the table of lines.
pub(crate) fn write() -> Done {
    let table = table()?;
    print!("{table}");
    figures::put(README, "recipes", &table)
}

fn table() -> Done<String> {
    let mut table = "| recipe | lines on `grantlet` | the same on | lines |\n\
                     |---|---|---|---|\n"
        .to_owned();
    for (recipe, name, shared) in RECIPES {
        let folder = root().join("wasm/examples").join(recipe);
        let peer = root().join("wasm/examples/peers").join(recipe);
        let on = if peer.exists() { format!("`{}`", package(&peer)?) } else { "–".into() };
        let there = if peer.exists() {
            let shared = shared.iter().map(|file| lines_of(&folder.join(file)));
            (lines(&peer)? + shared.sum::<Done<usize>>()?).to_string()
        } else {
            "–".into()
        };
        let here = lines(&folder)?;
        let _ = writeln!(table, "| `{recipe}`: {name} | {here} | {on} | {there} |");
    }
    Ok(table)
}

/// The package that a peer is on.
fn package(peer: &Path) -> Done<&'static str> {
    let file = peer.join("package.json");
    let text = read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    PEERS
        .into_iter()
        .find(|name| text.contains(&format!("\"{name}\"")))
        .ok_or_else(|| format!("{}: on which package is it?", file.display()))
}

/// Lines of an app that are neither empty nor a comment, in whatever a person writes of it: no settings of a bundler.
fn lines(folder: &Path) -> Done<usize> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut count = 0;
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            if !name.starts_with('.') && !matches!(&*name, "node_modules" | "dist") {
                count += lines(&path)?;
            }
            continue;
        }
        let kind = path.extension().unwrap_or_default().to_string_lossy();
        if matches!(&*kind, "js" | "jsx" | "vue" | "svelte" | "html") && !name.contains(".config.")
        {
            count += lines_of(&path)?;
        }
    }
    Ok(count)
}

fn lines_of(file: &Path) -> Done<usize> {
    let text = read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let marks = ["//", "/*", "* ", "*/", "<!--"];
    let is_code =
        |line: &&str| !line.is_empty() && !marks.iter().any(|mark| line.starts_with(mark));
    Ok(text.lines().map(str::trim).filter(is_code).count())
}
