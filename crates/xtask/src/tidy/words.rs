//! Words that mark unfinished code, and machine-specific paths.

use super::File;

/// Split, so that this file does not complain about itself.
const UNFINISHED: [&str; 7] = [
    concat!("to", "do!("),
    concat!("unimpl", "emented!("),
    concat!("db", "g!("),
    concat!("#[ign", "ore"),
    concat!("FIX", "ME"),
    concat!("TO", "DO"),
    concat!("XX", "X:"),
];

const MACHINE_PATHS: [&str; 3] = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];

/// Complains about every line with such a word.
pub fn complaints(file: &File) -> Vec<String> {
    if file.is_generated() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        let unfinished = UNFINISHED.iter().filter(|word| line.contains(**word));
        let machine = MACHINE_PATHS.iter().filter(|path| has_absolute(line, path));
        found.extend(
            unfinished
                .chain(machine)
                .map(|word| format!("line {}: {word:?}", index + 1)),
        );
    }
    found
}

/// Whether `path` occurs as the start of an absolute path, not inside a longer one.
fn has_absolute(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|character| character.is_alphanumeric() || "._-}*~/".contains(character))
    })
}
