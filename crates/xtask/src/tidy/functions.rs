//! Limits the length of functions, so that each fits on a screen.

use anyhow::{Context, Result};
use proc_macro2::Span;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};

use super::File;

/// Maximum lines of a function of production code.
const LINES_MAX: usize = 90;
/// Maximum lines that at most one function in a hundred may exceed.
const HUNDREDTH_LINES_MAX: usize = 51;
/// Functions that still exceed the maximum, with their lines. A number may decrease but never increase.
const LEFT: [Left; 1] = [("crates/orchestrator/src/worker.rs", "obey", 100)];

/// A file, a function in it, and its number of lines.
type Left = (&'static str, &'static str, usize);

/// A function of production code.
struct Function {
    path: String,
    name: String,
    lines: usize,
}

/// Complains about functions above the maximum, and about too many long functions.
pub fn complaints(files: &[File]) -> Result<Vec<String>> {
    judged(files, &LEFT)
}

fn judged(files: &[File], left: &[Left]) -> Result<Vec<String>> {
    let mut functions = Vec::new();
    for file in files.iter().filter(|file| is_production(file)) {
        let parsed = syn::parse_file(&file.text).with_context(|| format!("parsing {}", file.path))?;
        let mut found = Found {
            path: &file.path,
            functions: &mut functions,
        };
        found.visit_file(&parsed);
    }
    let mut complaints: Vec<String> = functions.iter().filter_map(|one| too_long(one, left)).collect();
    complaints.extend(mended(&functions, left));
    complaints.extend(hundredth(&mut functions));
    Ok(complaints)
}

fn is_production(file: &File) -> bool {
    let is_test = file.path.starts_with("tests/")
        || ["/tests/", "/tests.rs", "/fuzz.rs", "/examples/", "/benches/"]
            .iter()
            .any(|part| file.path.contains(part));
    file.ends_with(".rs") && !file.is_generated() && !is_test
}

fn too_long(function: &Function, left: &[Left]) -> Option<String> {
    let Function { path, name, lines } = function;
    let found = left.iter().find(|(of, called, _)| of == path && called == name);
    let max = found.map_or(LINES_MAX, |(.., lines)| *lines);
    (*lines > max).then(|| format!("{path}: {name} has {lines} lines, more than {max}"))
}

/// Entries of [`LEFT`] with too large a number.
fn mended(functions: &[Function], left: &[Left]) -> Vec<String> {
    let entries = left.iter().filter_map(|(path, name, said)| {
        let found = functions.iter().filter(|one| one.path == *path && one.name == *name);
        match found.map(|one| one.lines).max() {
            Some(lines) if lines == *said => None,
            Some(lines) if lines > LINES_MAX => {
                (lines < *said).then(|| format!("{path}: {name} has {lines} lines: write that into tidy/functions.rs"))
            }
            _ => Some(format!(
                "{path}: {name} is short enough: take it out of tidy/functions.rs"
            )),
        }
    });
    entries.collect()
}

fn hundredth(functions: &mut [Function]) -> Option<String> {
    functions.sort_by_key(|function| std::cmp::Reverse(function.lines));
    let first = functions.get(functions.len() / 100)?;
    (first.lines > HUNDREDTH_LINES_MAX).then(|| {
        format!(
            "of {} functions more than one in a hundred has over {HUNDREDTH_LINES_MAX} lines; the last of these is {} in {} with {}",
            functions.len(),
            first.name,
            first.path,
            first.lines
        )
    })
}

struct Found<'a> {
    path: &'a str,
    functions: &'a mut Vec<Function>,
}

impl Found<'_> {
    fn add(&mut self, name: &syn::Ident, begin: Span, end: Span) {
        self.functions.push(Function {
            path: self.path.to_owned(),
            name: name.to_string(),
            lines: end.end().line - begin.start().line + 1,
        });
    }
}

impl<'ast> Visit<'ast> for Found<'_> {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !crate::layers::is_for_tests(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.add(&function.sig.ident, function.sig.span(), function.block.span());
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.add(&function.sig.ident, function.sig.span(), function.block.span());
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        if let Some(block) = &function.default {
            self.add(&function.sig.ident, function.sig.span(), block.span());
        }
        visit::visit_trait_item_fn(self, function);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: String) -> File {
        File {
            path: path.to_owned(),
            text,
        }
    }

    #[test]
    fn a_function_of_more_lines_than_may_be_is_named_wherever_it_stands() {
        let body = |lines: usize| "    f();\n".repeat(lines);
        let long = body(LINES_MAX - 1);
        for text in [
            format!("fn long() {{\n{long}}}\n"),
            format!("impl A {{\nfn long(&self) {{\n{long}}}\n}}\n"),
            format!("trait A {{\nfn long(&self) {{\n{long}}}\n}}\n"),
            format!("mod a {{\nfn long() {{\n{long}}}\n}}\n"),
        ] {
            let found = judged(&[file("crates/a/src/b.rs", text)], &[]).unwrap_or_default();
            assert_eq!(found[0], "crates/a/src/b.rs: long has 91 lines, more than 90");
        }
        let short = format!("fn short() {{\n{}}}\n", body(LINES_MAX - 2));
        let tests = format!("#[cfg(test)]\nmod tests {{\nfn long() {{\n{long}}}\n}}\n");
        let many = "fn f() {}\n".repeat(200);
        let files = [file("crates/a/src/b.rs", format!("{short}{tests}{many}"))];
        assert_eq!(judged(&files, &[]).unwrap_or_default(), Vec::<String>::new());
        let left = [("crates/a/src/b.rs", "short", 100)];
        let told = judged(&files, &left).unwrap_or_default();
        assert_eq!(
            told,
            ["crates/a/src/b.rs: short is short enough: take it out of tidy/functions.rs"]
        );
    }
}
