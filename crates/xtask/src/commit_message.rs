//! `cargo xtask setup` and the git hook that it installs, which checks the subjects of commits.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::process::{git, output};

const SUBJECT_CHARACTERS_MAX: usize = 72;
/// Endings of verbs that are not imperative.
const OTHER_FORMS: [&str; 3] = ["ed", "ing", "s"];
/// Imperatives that end like other forms.
const IMPERATIVES: [&str; 18] = [
    "access", "address", "bless", "bring", "bypass", "compress", "cross", "discuss", "dismiss", "embed", "express",
    "feed", "focus", "pass", "press", "process", "seed", "stress",
];
const HOOK: &str = "#!/bin/sh\nexec cargo xtask commit-message \"$1\"\n";

/// Installs the hook in this clone.
///
/// # Errors
/// The clone has another hook already, which must not be lost.
pub fn install_hook(root: &Path) -> Result<()> {
    let hooks = output(git(root).args(["rev-parse", "--git-path", "hooks"]))?;
    let hooks = root.join(hooks.trim());
    let hook = hooks.join("commit-msg");
    let present = fs::read_to_string(&hook).ok();
    ensure!(
        present.as_deref().is_none_or(|text| text == HOOK),
        "{} is another hook: call `cargo xtask commit-message FILE` in it, or remove it",
        hook.display()
    );
    fs::create_dir_all(&hooks)?;
    fs::write(&hook, HOOK).with_context(|| format!("writing {}", hook.display()))?;
    make_executable(&hook)?;
    println!("{} checks the subjects of commits", hook.display());
    Ok(())
}

#[cfg(unix)]
fn make_executable(file: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::set_permissions(file, fs::Permissions::from_mode(0o755))?)
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> Result<()> {
    Ok(())
}

/// Checks the message in a file, as git passes it to the hook.
///
/// # Errors
/// The subject breaks a rule.
pub fn check(file: &Path) -> Result<()> {
    let message = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let subject = message.lines().find(|line| !line.starts_with('#')).unwrap_or_default();
    let broken = broken_rule(subject);
    ensure!(
        broken.is_none(),
        "commit subject {subject:?}: {}; an example: `raft: refuse votes of removed nodes`",
        broken.unwrap_or_default()
    );
    Ok(())
}

/// The rule that a subject breaks. Subjects that git writes by itself are left alone.
fn broken_rule(subject: &str) -> Option<&'static str> {
    if ["Merge ", "Revert \"", "fixup! ", "squash! "]
        .iter()
        .any(|own| subject.starts_with(own))
    {
        return None;
    }
    let Some((scope, rest)) = subject.split_once(": ") else {
        return Some("it must have the form `scope: imperative`");
    };
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_/".contains(&byte);
    if scope.is_empty() || !scope.bytes().all(is_plain) {
        return Some("the scope is one word in lower case, such as a crate or a directory");
    }
    let verb = rest.split(' ').next().unwrap_or_default();
    if !verb.starts_with(|first: char| first.is_ascii_lowercase()) {
        return Some("after the scope comes a verb in lower case");
    }
    if OTHER_FORMS.iter().any(|ending| verb.ends_with(ending)) && !IMPERATIVES.contains(&verb) {
        return Some("the verb is an imperative: `add`, not `added`, `adding` or `adds`");
    }
    if rest.ends_with('.') {
        return Some("it ends without a full stop");
    }
    (subject.chars().count() > SUBJECT_CHARACTERS_MAX).then_some("it has more than 72 characters")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_have_a_scope_and_an_imperative() {
        let long = format!("docs: describe {}", "a".repeat(60));
        for (subject, is_fine) in [
            ("raft: refuse votes of removed nodes", true),
            ("sdk/python: pass deadlines on", true),
            ("0091: amend the record", true),
            ("Merge branch 'main'", true),
            ("Revert \"raft: refuse votes\"", true),
            ("refuse votes of removed nodes", false),
            ("Raft: refuse votes", false),
            ("raft and docs: refuse votes", false),
            ("raft: Refuse votes", false),
            ("raft: refused votes", false),
            ("raft: refusing votes", false),
            ("raft: refuses votes", false),
            ("raft: refuse votes.", false),
            ("raft:", false),
            (&long, false),
            ("", false),
        ] {
            assert_eq!(broken_rule(subject).is_none(), is_fine, "{subject:?}");
        }
    }
}
