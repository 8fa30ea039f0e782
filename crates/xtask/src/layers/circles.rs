//! Cycles between the modules of a crate. Modules that reach each other, directly or indirectly, can only be read and
//! changed together.
//!
//! A node is a module in the crate's root, including all modules below it. An edge is a name that one uses of another
//! by `crate::`, `self::` or `super::`. A name that the root re-exports counts as its module's. Tests may name
//! anything.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, Macro, UseTree};

/// The modules of a crate, each with the modules that it names.
type Graph = BTreeMap<String, BTreeSet<String>>;

/// Crates with cyclic modules.
pub fn violations(root: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut crates: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(root.join("crates"))? {
        crates.push(entry?.path());
    }
    crates.sort();
    for path in crates.iter().filter(|path| path.join("src").is_dir()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        found.extend(complaint(&name, &graph(&path.join("src"))?));
    }
    Ok(found)
}

fn complaint(name: &str, graph: &Graph) -> Option<String> {
    let circles = circles(graph);
    let shown = |circle: &BTreeSet<String>| circle.iter().cloned().collect::<Vec<_>>().join(" ");
    let shown: Vec<String> = circles.iter().map(shown).collect();
    (!shown.is_empty()).then(|| format!("{name}: modules name each other in a circle: {}", shown.join("; ")))
}

/// Groups of at least two modules that reach each other.
fn circles(graph: &Graph) -> Vec<BTreeSet<String>> {
    let reached: BTreeMap<&String, BTreeSet<&String>> = graph.keys().map(|from| (from, reached(graph, from))).collect();
    let mut found: Vec<BTreeSet<String>> = Vec::new();
    for one in graph.keys() {
        if found.iter().any(|circle| circle.contains(one)) {
            continue;
        }
        let both = |other: &&&String| reached[one].contains(**other) && reached[**other].contains(one);
        let circle: BTreeSet<String> = reached[one].iter().filter(both).map(|other| (*other).clone()).collect();
        if circle.len() > 1 {
            found.push(circle);
        }
    }
    found
}

/// All modules reachable from a module.
fn reached<'a>(graph: &'a Graph, from: &str) -> BTreeSet<&'a String> {
    let mut reached = BTreeSet::new();
    let mut next: Vec<&String> = graph[from].iter().collect();
    while let Some(module) = next.pop() {
        if reached.insert(module) {
            next.extend(&graph[module]);
        }
    }
    reached
}

/// Reads the modules of a crate, starting at its root.
fn graph(source: &Path) -> Result<Graph> {
    let root = ["lib.rs", "main.rs"].map(|name| source.join(name));
    let root = root
        .into_iter()
        .find(|path| path.is_file())
        .context("a crate without a root")?;
    let file = parsed(&root)?;
    let mut graph = Graph::new();
    let mut modules = Vec::new();
    for item in &file.items {
        if let Some(path) = module_file(item, source, &root)? {
            graph.insert(path.0.clone(), BTreeSet::new());
            modules.push(path);
        }
    }
    let mut exported = BTreeMap::new();
    for item in &file.items {
        if let Item::Use(item) = item {
            export(&item.tree, &graph, None, &mut exported);
        }
    }
    for (name, path) in modules {
        let mut names = Names {
            at: vec![name.clone()],
            found: BTreeSet::new(),
        };
        walk(&path, &mut names)?;
        let of = |found: &String| match graph.contains_key(found) {
            true => Some(found.clone()),
            false => exported.get(found).cloned(),
        };
        let named: BTreeSet<String> = names
            .found
            .iter()
            .filter_map(of)
            .filter(|found| *found != name)
            .collect();
        graph.insert(name, named);
    }
    Ok(graph)
}

fn parsed(path: &Path) -> Result<syn::File> {
    let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    syn::parse_file(&text).with_context(|| format!("parsing {}", path.display()))
}

/// The name and file of a module declared in `file`, unless the module is for tests.
fn module_file(item: &Item, directory: &Path, file: &Path) -> Result<Option<(String, PathBuf)>> {
    let Item::Mod(module) = item else {
        return Ok(None);
    };
    if module.content.is_some() || is_for_tests(&module.attrs) {
        return Ok(None);
    }
    let name = module.ident.to_string();
    let beside = file.parent().context("a file without a directory")?;
    let named = module
        .attrs
        .iter()
        .find_map(|attribute| given_path(attribute).map(|path| beside.join(path)));
    let places = match named {
        Some(path) => vec![path],
        None => vec![
            directory.join(format!("{name}.rs")),
            directory.join(&name).join("mod.rs"),
        ],
    };
    let found = places.into_iter().find(|path| path.is_file());
    let found = found.with_context(|| format!("no file of module {name} in {}", directory.display()))?;
    Ok(Some((name, found)))
}

/// The text of `#[path = "…"]`.
fn given_path(attribute: &Attribute) -> Option<String> {
    let given = attribute
        .meta
        .require_name_value()
        .ok()
        .filter(|given| given.path.is_ident("path"))?;
    match &given.value {
        syn::Expr::Lit(literal) => match &literal.lit {
            syn::Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// Whether an item with these attributes is compiled for tests only.
pub fn is_for_tests(attributes: &[Attribute]) -> bool {
    let conditions = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
    conditions
        .filter_map(|attribute| attribute.meta.require_list().ok())
        .any(|list| {
            let text = list.tokens.to_string();
            let has = |wanted: &str| {
                text.split(|letter: char| !letter.is_alphanumeric())
                    .any(|word| word == wanted)
            };
            has("test") && !has("not")
        })
}

/// The names that the root re-exports, each with its module.
fn export(tree: &UseTree, graph: &Graph, module: Option<&str>, exported: &mut BTreeMap<String, String>) {
    match tree {
        UseTree::Path(path) => {
            let name = path.ident.to_string();
            let first = graph.contains_key(&name).then_some(name.as_str());
            export(&path.tree, graph, module.or(first), exported);
        }
        UseTree::Group(group) => group
            .items
            .iter()
            .for_each(|item| export(item, graph, module, exported)),
        UseTree::Name(name) => {
            exported.extend(module.map(|module| (name.ident.to_string(), module.to_owned())));
        }
        UseTree::Rename(name) => {
            exported.extend(module.map(|module| (name.rename.to_string(), module.to_owned())));
        }
        UseTree::Glob(_) => {}
    }
}

/// Reads a file and its child modules.
fn walk(path: &Path, names: &mut Names) -> Result<()> {
    let file = parsed(path)?;
    names.visit_file(&file);
    let stem = path.file_stem().unwrap_or_default();
    let beside = path.parent().context("a file without a directory")?;
    let directory = match stem == "mod" {
        true => beside.to_owned(),
        false => beside.join(stem),
    };
    for item in &file.items {
        if let Some((name, path)) = module_file(item, &directory, path)? {
            names.at.push(name);
            walk(&path, names)?;
            names.at.pop();
        }
    }
    Ok(())
}

/// Collects the names that production code uses from the crate's root.
struct Names {
    /// The current module.
    at: Vec<String>,
    found: BTreeSet<String>,
}

impl Names {
    /// Records the first name behind the root, if the path leads there.
    fn take(&mut self, path: &[String]) {
        let mut depth = self.at.len();
        for (place, name) in path.iter().enumerate() {
            match name.as_str() {
                "crate" if place == 0 => depth = 0,
                "self" if place == 0 => {}
                "super" => depth = depth.saturating_sub(1),
                _ if place > 0 && depth == 0 => {
                    self.found.insert(name.clone());
                    return;
                }
                _ => return,
            }
        }
    }

    fn take_tree(&mut self, tree: &UseTree, before: &[String]) {
        let with = |name: String| [before, &[name]].concat();
        match tree {
            UseTree::Path(path) => self.take_tree(&path.tree, &with(path.ident.to_string())),
            UseTree::Group(group) => group.items.iter().for_each(|item| self.take_tree(item, before)),
            UseTree::Name(name) => self.take(&with(name.ident.to_string())),
            UseTree::Rename(name) => self.take(&with(name.ident.to_string())),
            UseTree::Glob(_) => self.take(before),
        }
    }

    /// Scans macro arguments for paths. They are not parsed as Rust.
    fn take_tokens(&mut self, tokens: TokenStream) {
        let mut path = Vec::new();
        for token in tokens {
            match token {
                TokenTree::Ident(name) => path.push(name.to_string()),
                TokenTree::Punct(mark) if mark.as_char() == ':' => {}
                TokenTree::Group(group) => {
                    self.take(&std::mem::take(&mut path));
                    self.take_tokens(group.stream());
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => self.take(&std::mem::take(&mut path)),
            }
        }
        self.take(&path);
    }
}

impl<'ast> Visit<'ast> for Names {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes = match item {
            Item::Const(item) => &item.attrs,
            Item::Enum(item) => &item.attrs,
            Item::Fn(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            Item::Mod(item) => &item.attrs,
            Item::Static(item) => &item.attrs,
            Item::Struct(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            _ => return visit::visit_item(self, item),
        };
        if is_for_tests(attributes) {
            return;
        }
        match item {
            Item::Mod(module) if module.content.is_some() => {
                self.at.push(module.ident.to_string());
                visit::visit_item(self, item);
                self.at.pop();
            }
            _ => visit::visit_item(self, item),
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.take_tree(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.take(&names);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast Macro) {
        self.take_tokens(called.tokens.clone());
        visit::visit_macro(self, called);
    }

    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn of(files: &[(&str, &str)]) -> Vec<Vec<String>> {
        let directory = std::env::temp_dir().join(format!("minoots-circles-{}-{}", std::process::id(), files.len()));
        for (path, text) in files {
            let path = directory.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let found = circles(&graph(&directory).unwrap());
        std::fs::remove_dir_all(directory).unwrap();
        found.into_iter().map(|circle| circle.into_iter().collect()).collect()
    }

    #[test]
    fn a_circle_is_found_whatever_lies_between_and_however_it_is_named() {
        let files = [
            (
                "lib.rs",
                "mod a;\nmod b;\nmod c;\nmod d;\nmod e;\npub use d::Exported;\n",
            ),
            ("a.rs", "use crate::{b::B, e};\n"),
            ("b/mod.rs", "mod inner;\n"),
            ("b/inner.rs", "fn f() { super::super::c::g() }\n"),
            ("c.rs", "fn g() { println!(\"{}\", crate::Exported::new()) }\n"),
            ("d.rs", "use super::a as other;\npub struct Exported;\n"),
            ("e.rs", "#[cfg(test)]\nmod tests {\n    use crate::a;\n}\n"),
        ];
        assert_eq!(of(&files), [["a", "b", "c", "d"]]);
    }

    #[test]
    fn acyclic_imports_are_accepted() {
        let files = [
            ("lib.rs", "mod a;\nmod b;\n#[cfg(test)]\nmod t;\n"),
            ("a.rs", "mod inner;\nuse crate::b::B;\n"),
            (
                "a/inner.rs",
                "use super::x;\nuse crate::a::y;\n#[cfg(all(test, unix))]\nuse crate::b;\n",
            ),
            ("b.rs", "pub(crate) struct B;\npub(in crate::a) struct C;\n"),
        ];
        assert!(of(&files).is_empty());
    }
}
