//! The list of a release's files, in the format of `sha256sum`.

use std::collections::BTreeMap;

const DIGEST_CHARACTERS: usize = 64;

/// File names and their SHA-256 digests, in lower-case hexadecimal.
#[derive(Debug, PartialEq, Eq)]
pub struct Checksums(BTreeMap<String, String>);

impl Checksums {
    /// Parses lines of `<digest>  <name>`. Each name is that of a file in the same directory, and occurs once.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut files = BTreeMap::new();
        for (index, line) in text.lines().enumerate() {
            let number = index + 1;
            let (digest, name) = line
                .split_once("  ")
                .ok_or_else(|| format!("line {number} is not `<sha256>  <name>`"))?;
            if !is_digest(digest) {
                return Err(format!(
                    "line {number}: {digest:?} is not a SHA-256 digest in lower-case hexadecimal"
                ));
            }
            if !is_file_name(name) {
                return Err(format!("line {number}: {name:?} is not a plain file name"));
            }
            if files.insert(name.to_owned(), digest.to_owned()).is_some() {
                return Err(format!("line {number}: {name} is listed twice"));
            }
        }
        if files.is_empty() {
            return Err("lists no file".to_owned());
        }
        Ok(Self(files))
    }

    /// Iterates over names and digests, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &String)> {
        self.0.iter().map(|(name, digest)| (name.as_str(), digest))
    }

    /// Returns true if the list names this file.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

fn is_digest(text: &str) -> bool {
    let is_hexadecimal = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.len() == DIGEST_CHARACTERS && text.bytes().all(is_hexadecimal)
}

/// Returns true for a name that stays in the directory and prints unchanged.
fn is_file_name(name: &str) -> bool {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "._+-~".contains(character);
    !name.is_empty() && !name.starts_with('.') && name.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::Checksums;

    fn line(name: &str) -> String {
        format!("{}  {name}\n", "0a".repeat(32))
    }

    #[test]
    fn a_list_is_read_line_by_line() {
        let files = Checksums::parse(&(line("b.tar.gz") + &line("a_1~2+3.deb")));
        let names = files.map(|files| files.iter().map(|(name, _)| name.to_owned()).collect::<Vec<_>>());
        assert_eq!(names, Ok(vec!["a_1~2+3.deb".to_owned(), "b.tar.gz".to_owned()]));
    }

    #[test]
    fn other_lines_are_rejected_with_their_number() {
        for (text, problem) in [
            (String::new(), "lists no file"),
            (line("a") + "b\n", "line 2 is not"),
            (line("a") + &line("a"), "line 2: a is listed twice"),
            (line("../a"), "line 1: \"../a\" is not a plain file name"),
            (line(".a"), "is not a plain file name"),
            (line("a b"), "is not a plain file name"),
            (line("a\u{1b}[2K"), "is not a plain file name"),
            (line("a").replace("0a0a", "0A0A"), "is not a SHA-256 digest"),
            (line("a").replace("0a0a", ""), "is not a SHA-256 digest"),
        ] {
            let found = Checksums::parse(&text);
            assert!(
                found.as_ref().is_err_and(|found| found.contains(problem)),
                "{text:?}: {found:?}"
            );
        }
    }
}
