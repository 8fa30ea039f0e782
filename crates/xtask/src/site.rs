//! `cargo xtask docs`: the documentation as a site of plain files, with a search, by mdBook.
//!
//! `llms.txt` is the list of pages, and its sections are the parts of the book. The pages of the API and the decisions
//! follow those that link to them. Pages keep their paths, so that links between them need no change. Links to other
//! files of the repository lead to GitHub.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::process::{cargo, run, run_tests};
use crate::stage::{Reads, Stage};
use crate::tally::Tally;
use crate::tidy::joined;
use crate::workspace::{files_below, target_directory};

const INDEX: &str = "llms.txt";
const SETTINGS: &str = "docs/book.toml";
const SOURCES: &str = "https://github.com/minoots/minoots/blob/main/";
const MDBOOK_VERSION: &str = "0.5.4";
/// Pages whose directories hold further pages of the same kind.
const PARENTS: [&str; 2] = ["docs/reference/README.md", "docs/decisions/README.md"];

/// The site builds, contains every page, and its search finds the page of each term that people look for.
pub const SITE: Stage = Stage {
    name: "site",
    reads: Reads::Paths(&["docs", "README.md", INDEX, "sdk", "bench", "helm", "tests/site"]),
    action: check,
};

fn check(root: &Path, tally: &mut Tally) -> Result<()> {
    let book = build(root)?;
    run_tests(
        Command::new("node")
            .current_dir(root)
            .arg("tests/site/search.mjs")
            .arg(&book),
        tally,
    )
}

/// Builds the site and returns its directory.
pub fn build(root: &Path) -> Result<PathBuf> {
    let target = target_directory(root)?;
    let site = target.join("site");
    let sources = site.join("src");
    if sources.exists() {
        fs::remove_dir_all(&sources)?;
    }
    let index = read(root, INDEX)?;
    let chapters = chapters(root, &index)?;
    let pages: BTreeSet<&str> = chapters.iter().filter_map(Chapter::path).collect();
    for page in &pages {
        put(
            &sources.join(page),
            relinked(root, page, &read(root, page)?, &pages).as_bytes(),
        )?;
    }
    for image in files_below(&root.join("docs/images"), "")? {
        put(&sources.join(image.strip_prefix(root)?), &fs::read(&image)?)?;
    }
    put(&sources.join("SUMMARY.md"), summary(&chapters)?.as_bytes())?;
    put(&site.join("book.toml"), read(root, SETTINGS)?.as_bytes())?;
    run(Command::new(mdbook(root, &target)?).arg("build").arg(&site))?;
    Ok(site.join("book"))
}

/// Prints where the site is.
pub fn make(root: &Path) -> Result<()> {
    println!("{}", build(root)?.join("index.html").display());
    Ok(())
}

/// The path of mdBook, which is built once for each version.
fn mdbook(root: &Path, target: &Path) -> Result<PathBuf> {
    let directory = target.join("packages").join(format!("cargo-mdbook-{MDBOOK_VERSION}"));
    let program = directory.join("bin/mdbook");
    if !program.exists() {
        let words = format!(
            "install mdbook --version ={MDBOOK_VERSION} --locked --debug --no-default-features --features search"
        );
        let mut install = cargo(root, &words);
        // Not among the build files of the workspace, whose profiles differ.
        run(install
            .arg("--root")
            .arg(&directory)
            .env("CARGO_TARGET_DIR", directory.join("build")))?;
        fs::remove_dir_all(directory.join("build"))?;
    }
    Ok(program)
}

/// An entry of the table of contents.
#[derive(Debug, PartialEq, Eq)]
enum Chapter {
    /// A part with this title.
    Part(String),
    /// A page, its title, and whether it stands below the page before it.
    Page {
        title: String,
        path: String,
        is_nested: bool,
    },
}

impl Chapter {
    fn path(&self) -> Option<&str> {
        match self {
            Self::Part(_) => None,
            Self::Page { path, .. } => Some(path),
        }
    }
}

/// The parts and pages of the index, each parent with the pages of its directory.
fn chapters(root: &Path, index: &str) -> Result<Vec<Chapter>> {
    let mut chapters = Vec::new();
    for line in index.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            chapters.push(Chapter::Part(title.to_owned()));
        }
        let Some((title, rest)) = line.strip_prefix("- [").and_then(|rest| rest.split_once("](")) else {
            continue;
        };
        let (path, _) = rest.split_once(')').with_context(|| format!("{INDEX}: {line}"))?;
        if !path.ends_with(".md") {
            continue;
        }
        chapters.push(Chapter::Page {
            title: title.to_owned(),
            path: path.to_owned(),
            is_nested: false,
        });
        if PARENTS.contains(&path) {
            chapters.extend(siblings(root, path)?);
        }
    }
    ensure!(chapters.len() > 1, "{INDEX} lists no pages");
    Ok(chapters)
}

/// The other pages of a parent's directory, by their own titles.
fn siblings(root: &Path, parent: &str) -> Result<Vec<Chapter>> {
    let directory = Path::new(parent).parent().context("a page has a directory")?;
    let mut found = Vec::new();
    for file in files_below(&root.join(directory), ".md")? {
        let path = file.strip_prefix(root)?.display().to_string();
        if path == parent {
            continue;
        }
        let text = fs::read_to_string(&file)?;
        let title = text.lines().find_map(|line| line.strip_prefix("# "));
        found.push(Chapter::Page {
            title: title.with_context(|| format!("{path} has no title"))?.to_owned(),
            path,
            is_nested: true,
        });
    }
    Ok(found)
}

/// The table of contents in mdBook's form.
fn summary(chapters: &[Chapter]) -> Result<String> {
    let mut text = "# Summary\n".to_owned();
    for chapter in chapters {
        match chapter {
            Chapter::Part(title) => writeln!(text, "\n# {title}\n")?,
            Chapter::Page { title, path, is_nested } => {
                let indent = if *is_nested { "  " } else { "" };
                writeln!(text, "{indent}- [{title}]({path})")?;
            }
        }
    }
    Ok(text)
}

/// A page whose links to files outside the book lead to the repository.
fn relinked(root: &Path, page: &str, text: &str, pages: &BTreeSet<&str>) -> String {
    let mut written = String::new();
    let mut copied = 0;
    for span in targets(text) {
        let target = &text[span.clone()];
        if let Some(other) = outside(root, page, target, pages) {
            written += &text[copied..span.start];
            written += &other;
            copied = span.end;
        }
    }
    written + &text[copied..]
}

/// The places of the targets of `](target)` links.
fn targets(text: &str) -> impl Iterator<Item = Range<usize>> {
    let links = text.match_indices("](").map(|(at, opening)| at + opening.len());
    links.filter_map(|start| {
        let length = text[start..].find([')', '\n'])?;
        text[start + length..].starts_with(')').then_some(start..start + length)
    })
}

/// The address of a link's target in the repository, if it is a file outside the book.
fn outside(root: &Path, page: &str, target: &str, pages: &BTreeSet<&str>) -> Option<String> {
    if target.contains("://") || target.starts_with('#') || target.starts_with("mailto:") {
        return None;
    }
    let (file, fragment) = match target.split_once('#') {
        Some((file, fragment)) => (file, format!("#{fragment}")),
        None => (target, String::new()),
    };
    let path = joined(page, file);
    if pages.contains(path.as_str()) || path.starts_with("docs/images/") || !root.join(&path).exists() {
        return None;
    }
    Some(format!("{SOURCES}{path}{fragment}"))
}

fn read(root: &Path, name: &str) -> Result<String> {
    fs::read_to_string(root.join(name)).with_context(|| format!("reading {name}"))
}

fn put(path: &Path, content: &[u8]) -> Result<()> {
    fs::create_dir_all(path.parent().context("a file has a directory")?)?;
    fs::write(path, content).with_context(|| format!("writing {}", path.display()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn links_to_files_outside_the_book_lead_to_the_repository() {
        let root = crate::workspace::root().unwrap();
        let pages = BTreeSet::from(["README.md", "docs/tls.md"]);
        let page = "See [TLS](tls.md#joins), [the list](../deny.toml), [this](#here), [that](https://example.com/a) and [`x`](../README.md).\n";
        let expected = page.replace("../deny.toml", &format!("{SOURCES}deny.toml"));
        assert_eq!(relinked(&root, "docs/security.md", page, &pages), expected);
    }

    #[test]
    fn summary_has_parts_and_nested_pages() {
        let page = |path: &str, is_nested| Chapter::Page {
            title: "T".to_owned(),
            path: path.to_owned(),
            is_nested,
        };
        let chapters = [
            Chapter::Part("Start".to_owned()),
            page("a.md", false),
            page("b/c.md", true),
        ];
        assert_eq!(
            summary(&chapters).unwrap(),
            "# Summary\n\n# Start\n\n- [T](a.md)\n  - [T](b/c.md)\n"
        );
    }
}
