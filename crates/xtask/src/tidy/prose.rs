//! Plain English in documents and comments: no sentence opens with a nominal clause, no sentence of a document is
//! longer than 40 words, and comment lines of Rust have at most 120 columns.

use super::File;
use super::links::{is_fence, without_targets};

/// Words that open a clause in place of a subject with a name.
const OPENINGS: [&str; 11] = [
    "What ",
    "Who ",
    "Whoever ",
    "Whose ",
    "Whatever ",
    "Nobody ",
    "Others ",
    "One that ",
    "Those that ",
    "Of what ",
    "Of which ",
];
const WORDS_MAX: usize = 40;
const COLUMNS_MAX: usize = 120;
/// Endings of files whose comments begin with `//`, and of those whose comments begin with `#`.
const SLASHES: [&str; 5] = [".rs", ".proto", ".mjs", ".js", ".ts"];
const HASHES: [&str; 6] = [".py", ".sh", ".toml", ".yml", ".in", ".txt"];

/// A run of prose, and the line of the file on which it begins.
struct Paragraph {
    line: usize,
    text: String,
}

/// The sentences and lines of a file that break the rules.
pub fn complaints(file: &File) -> Vec<String> {
    if file.is_generated() {
        return Vec::new();
    }
    if file.ends_with(".md") {
        return paragraphs_of_document(&file.text)
            .iter()
            .flat_map(of_document)
            .collect();
    }
    let mut found = Vec::new();
    for marker in ["//", "#"] {
        let endings: &[&str] = if marker == "//" { &SLASHES } else { &HASHES };
        if endings.iter().any(|ending| file.ends_with(ending)) {
            let paragraphs = paragraphs_of_comments(&file.text, marker);
            found.extend(paragraphs.iter().flat_map(openings));
        }
    }
    if file.ends_with(".rs") {
        found.extend(wide_comments(&file.text));
    }
    found
}

fn of_document(paragraph: &Paragraph) -> Vec<String> {
    let mut found = openings(paragraph);
    for sentence in sentences(&paragraph.text, &['.', '!', '?']) {
        let words = sentence.split_whitespace().count();
        if words > WORDS_MAX {
            let start: String = sentence.chars().take(50).collect();
            found.push(format!(
                "line {}: a sentence of {words} words, more than {WORDS_MAX}: {start:?}",
                paragraph.line
            ));
        }
    }
    found
}

fn openings(paragraph: &Paragraph) -> Vec<String> {
    let mut found = Vec::new();
    for sentence in sentences(&paragraph.text, &['.', '!', '?', ':', ';']) {
        let start = sentence.trim_start_matches(['*', '_', '`', '"']);
        if sentence.ends_with('?') || !OPENINGS.iter().any(|opening| start.starts_with(opening)) {
            continue;
        }
        let start: String = start.chars().take(50).collect();
        found.push(format!("line {}: name the subject of {start:?}", paragraph.line));
    }
    found
}

/// The sentences of a text: an end is one of `ends` before a space and a capital letter or code.
fn sentences<'a>(text: &'a str, ends: &[char]) -> Vec<&'a str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(' ') {
        let (before, after) = (&text[start..at], &text[at + 1..]);
        let is_end = before.ends_with(ends);
        let start_of_next = after.trim_start_matches(['*', '_', '"', '[', '(']);
        let begins = start_of_next.starts_with('`') || start_of_next.starts_with(char::is_uppercase);
        if is_end && begins {
            found.push(before);
            start = at + 1;
        }
    }
    found.push(&text[start..]);
    found
}

/// Paragraphs, headings, items of lists and cells of tables, without code and with links as their texts.
fn paragraphs_of_document(text: &str) -> Vec<Paragraph> {
    let mut found = Vec::new();
    let mut open: Option<Paragraph> = None;
    let mut is_code = false;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if is_fence(line) {
            is_code = !is_code;
            found.extend(open.take());
            continue;
        }
        if is_code {
            continue;
        }
        let is_apart = line.is_empty() || line.starts_with(['#', '|', '<']);
        let item = item(line);
        if is_apart || item.is_some() {
            found.extend(open.take());
        }
        let paragraph = |text: &str| Paragraph {
            line: number,
            text: without_targets(text),
        };
        if line.starts_with('|') {
            found.extend(line.trim_matches('|').split('|').map(|cell| paragraph(cell.trim())));
        } else if line.starts_with('#') {
            found.push(paragraph(line.trim_start_matches(['#', ' '])));
        } else if let Some(item) = item {
            open = Some(paragraph(item));
        } else if !is_apart {
            match &mut open {
                Some(open) => {
                    open.text.push(' ');
                    open.text.push_str(&without_targets(line));
                }
                None => open = Some(paragraph(line)),
            }
        }
    }
    found.extend(open);
    found
}

/// The text of an item of a list.
fn item(line: &str) -> Option<&str> {
    if let Some(item) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
        return Some(item.trim());
    }
    let (number, item) = line.split_once(". ")?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| item.trim())
}

/// Comments of whole lines: consecutive ones are a paragraph, an empty one or an item of a list begins another.
fn paragraphs_of_comments(text: &str, marker: &str) -> Vec<Paragraph> {
    let mut found = Vec::new();
    let mut open: Option<Paragraph> = None;
    let mut is_code = false;
    for (number, line) in (1..).zip(text.lines()) {
        let comment = comment(line, marker);
        is_code ^= comment.is_some_and(is_fence);
        let Some(comment) = comment.filter(|_| !is_code) else {
            found.extend(open.take());
            continue;
        };
        let item = item(comment);
        if comment.is_empty() || item.is_some() {
            found.extend(open.take());
        }
        let comment = item.unwrap_or(comment);
        match &mut open {
            _ if comment.is_empty() => {}
            Some(open) => {
                open.text.push(' ');
                open.text.push_str(comment);
            }
            None => {
                open = Some(Paragraph {
                    line: number,
                    text: comment.to_owned(),
                });
            }
        }
    }
    found.extend(open);
    found
}

/// The text of a line that is a comment.
fn comment<'a>(line: &'a str, marker: &str) -> Option<&'a str> {
    let line = line.trim_start();
    if line.starts_with("#[") || line.starts_with("#!") {
        return None;
    }
    let text = line.strip_prefix(marker)?;
    Some(text.trim_start_matches(['/', '!', '#']).trim())
}

fn wide_comments(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_code = false;
    for (number, line) in (1..).zip(text.lines()) {
        let Some(comment) = comment(line, "//") else {
            continue;
        };
        is_code ^= is_fence(comment);
        if !is_code && line.chars().count() > COLUMNS_MAX {
            found.push(format!("line {number}: a comment of more than {COLUMNS_MAX} columns"));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints_of(path: &str, text: &str) -> Vec<String> {
        complaints(&File {
            path: path.to_owned(),
            text: text.to_owned(),
        })
    }

    #[test]
    fn nominal_openings_are_found_in_comments_and_documents() {
        let opening = concat!("Wh", "at is stored is read.");
        for (path, text) in [
            ("a.rs", format!("/// {opening}\nfn a() {{}}\n")),
            ("a.rs", format!("    // It works. {opening}\n")),
            ("a.py", format!("# {opening}\n")),
            ("a.md", format!("# Title\n\n- An item: {opening}\n")),
            ("a.md", format!("| field | {opening} |\n")),
        ] {
            assert_eq!(complaints_of(path, &text).len(), 1, "{path}: {text}");
        }
    }

    #[test]
    fn questions_code_and_names_are_not_openings() {
        let question = concat!("Wh", "at is stored?");
        for (path, text) in [
            ("a.rs", format!("/// {question}\n")),
            ("a.rs", format!("let text = \"{question}\";\n")),
            (
                "a.md",
                format!("```\n{}\n```\n", concat!("Wh", "at is stored is read.")),
            ),
            ("a.md", "Whatsoever it is.\n".to_owned()),
        ] {
            assert!(complaints_of(path, &text).is_empty(), "{path}: {text}");
        }
    }

    #[test]
    fn long_sentences_and_wide_comments_are_found() {
        let long = format!("{} end. Short one.\n", "word ".repeat(WORDS_MAX));
        assert_eq!(complaints_of("a.md", &long).len(), 1);
        let wide = format!("// {}\n", "w".repeat(COLUMNS_MAX));
        assert_eq!(complaints_of("a.rs", &wide).len(), 1);
    }
}
