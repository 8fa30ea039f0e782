//! `cargo xtask tidy`: rules about the repository's text that no compiler checks.
//!
//! Every file that git tracks or would track is read once and passed to each rule. A rule is a function from a file to
//! complaints.

mod functions;
mod layout;
mod links;
pub use links::joined;
mod llms;
mod locks;
mod nodes;
mod profiles;
mod prose;
mod size;
mod words;

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use crate::process::{git, output};

/// A text file of the repository.
pub struct File {
    /// Path relative to the root, with `/`.
    pub path: String,
    /// Its content.
    pub text: String,
}

impl File {
    /// Whether the path ends with this suffix.
    fn ends_with(&self, suffix: &str) -> bool {
        self.path.ends_with(suffix)
    }

    /// Whether a program generated the file.
    fn is_generated(&self) -> bool {
        self.path.contains("/src/gen/") || self.ends_with(".lock") || self.ends_with("package-lock.json")
    }
}

/// Fails, listing every complaint of every rule.
pub fn check(root: &Path) -> Result<()> {
    let files = files(root)?;
    let mut complaints = Vec::new();
    for file in &files {
        complaints.extend(
            complaints_about(file)
                .into_iter()
                .map(|complaint| format!("{}: {complaint}", file.path)),
        );
    }
    complaints.extend(links::broken(root, &files));
    complaints.extend(links::lost_anchors(&files));
    complaints.extend(llms::complaints(&files));
    complaints.extend(functions::complaints(&files)?);
    if complaints.is_empty() {
        return Ok(());
    }
    bail!("tidy:\n  {}", complaints.join("\n  "))
}

fn complaints_about(file: &File) -> Vec<String> {
    let rules = [
        size::complaints,
        words::complaints,
        locks::complaints,
        layout::complaints,
        profiles::complaints,
        nodes::complaints,
        prose::complaints,
    ];
    rules.iter().flat_map(|rule| rule(file)).collect()
}

fn files(root: &Path) -> Result<Vec<File>> {
    let names = output(git(root).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]))?;
    let mut files = Vec::new();
    for path in names.split_terminator('\0').filter(|path| root.join(path).is_file()) {
        let content = std::fs::read(root.join(path)).with_context(|| format!("reading {path}"))?;
        // Skip binary files.
        if let Ok(text) = String::from_utf8(content) {
            files.push(File {
                path: path.to_owned(),
                text,
            });
        }
    }
    ensure!(!files.is_empty(), "git lists no files");
    Ok(files)
}

#[cfg(test)]
mod tests;
