//! Splits a text into rules before any parser runs. A text that is too large or too deep, or has hidden characters,
//! never reaches a recursive parser.

use std::ops::Range;

use crate::error::Kind;
use crate::limits::{DEPTH_MAX, RULES_MAX, TEXT_BYTES_MAX, WORDS_MAX};

/// The range of a rule in the text, from its first word to its semicolon.
pub(crate) type Span = Range<usize>;

/// Finds the range of each rule.
///
/// # Errors
/// The violated limit and the byte offset of the violation.
pub(crate) fn rules(text: &str) -> Result<Vec<Span>, (usize, Kind)> {
    if text.len() > TEXT_BYTES_MAX {
        return Err((TEXT_BYTES_MAX, Kind::TextTooLarge(text.len())));
    }
    if let Some(position) = text.find(is_hidden) {
        return Err((position, Kind::Hidden));
    }
    let mut found = Vec::new();
    let mut rule = Rule::default();
    for (span, word) in (Words { text, position: 0 }) {
        rule.take(&span, word)?;
        if word == Word::End {
            if found.len() == RULES_MAX {
                return Err((rule.start.unwrap_or(span.start), Kind::TooManyRules));
            }
            found.push(rule.start.unwrap_or(span.start)..span.end);
            rule = Rule::default();
        }
    }
    if let Some(start) = rule.start {
        // The rest has no semicolon. The parser reports the missing part.
        found.push(start..text.trim_end().len().max(start));
    }
    Ok(found)
}

#[derive(Default)]
struct Rule {
    start: Option<usize>,
    words: usize,
    depth: usize,
}

impl Rule {
    fn take(&mut self, span: &Span, word: Word) -> Result<(), (usize, Kind)> {
        let start = *self.start.get_or_insert(span.start);
        self.words += 1;
        match word {
            Word::Open => self.depth += 1,
            Word::Close => self.depth = self.depth.saturating_sub(1),
            Word::End | Word::Other => {}
        }
        if self.words > WORDS_MAX {
            return Err((start, Kind::TooManyWords));
        }
        if self.depth > DEPTH_MAX {
            return Err((span.start, Kind::TooDeep));
        }
        Ok(())
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    Open,
    Close,
    End,
    Other,
}

/// Operators of two characters.
const OPERATORS: [&str; 7] = ["==", "!=", "<=", ">=", "&&", "||", "::"];

/// An iterator over words, split as Cedar splits them.
struct Words<'a> {
    text: &'a str,
    position: usize,
}

impl Iterator for Words<'_> {
    type Item = (Span, Word);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let rest = &self.text[self.position..];
            let first = rest.chars().next()?;
            if first.is_whitespace() {
                self.position += first.len_utf8();
            } else if rest.starts_with("//") {
                self.position += rest.find('\n').unwrap_or(rest.len());
            } else {
                let (length, word) = match first {
                    '"' => (string(rest), Word::Other),
                    '(' | '[' | '{' => (1, Word::Open),
                    ')' | ']' | '}' => (1, Word::Close),
                    ';' => (1, Word::End),
                    first if is_of_name(first) => {
                        (rest.find(|next| !is_of_name(next)).unwrap_or(rest.len()), Word::Other)
                    }
                    _ if OPERATORS.iter().any(|operator| rest.starts_with(operator)) => (2, Word::Other),
                    other => (other.len_utf8(), Word::Other),
                };
                let start = self.position;
                self.position += length;
                return Some((start..self.position, word));
            }
        }
    }
}

fn is_of_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

/// The length in bytes of the string literal at the start of the text. An unterminated string extends to the end of the
/// text.
fn string(text: &str) -> usize {
    let mut is_escaped = false;
    for (position, character) in text.char_indices().skip(1) {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return position + 1,
            _ => {}
        }
    }
    text.len()
}

/// Matches control characters other than tab and line ends, and characters that hide or reorder text. Without these, a
/// reader sees the text exactly as the parser does.
fn is_hidden(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
        || character.is_control() && !matches!(character, '\t' | '\n' | '\r')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::rules;
    use crate::error::Kind;
    use crate::limits::{DEPTH_MAX, RULES_MAX, TEXT_BYTES_MAX, WORDS_MAX};

    fn parts(text: &str) -> Vec<&str> {
        rules(text).map_or_else(
            |_| Vec::new(),
            |spans| spans.into_iter().map(|span| &text[span]).collect(),
        )
    }

    #[test]
    fn rules_end_where_they_end() {
        assert_eq!(parts(""), [""; 0]);
        assert_eq!(parts(" // nothing; here"), [""; 0]);
        assert_eq!(parts("a;b;"), ["a;", "b;"]);
        assert_eq!(parts("// x;\n a \";\" b; c"), ["a \";\" b;", "c"]);
        assert_eq!(parts(r#"a "\";" ;b;"#), [r#"a "\";" ;"#, "b;"]);
        assert_eq!(parts(r#"a "//" ; b ;"#), [r#"a "//" ;"#, "b ;"]);
        assert_eq!(parts("a // ; \" \n ; b;"), ["a // ; \" \n ;", "b;"]);
        assert_eq!(parts("\u{e4};\u{e4}"), ["\u{e4};", "\u{e4}"]);
    }

    #[test]
    fn limits_hold_at_their_edges() {
        let kind = |text: &str| rules(text).map(|spans| spans.len()).map_err(|(_, kind)| kind);
        assert_eq!(kind(&" ".repeat(TEXT_BYTES_MAX)), Ok(0));
        assert_eq!(
            kind(&" ".repeat(TEXT_BYTES_MAX + 1)),
            Err(Kind::TextTooLarge(TEXT_BYTES_MAX + 1))
        );
        assert_eq!(kind(&"a;".repeat(RULES_MAX)), Ok(RULES_MAX));
        assert_eq!(kind(&"a;".repeat(RULES_MAX + 1)), Err(Kind::TooManyRules));
        assert_eq!(kind(&format!("{};", "a ".repeat(WORDS_MAX - 1))), Ok(1));
        assert_eq!(kind(&format!("{};", "a ".repeat(WORDS_MAX))), Err(Kind::TooManyWords));
        assert_eq!(kind(&format!("{};", "!".repeat(WORDS_MAX))), Err(Kind::TooManyWords));
        for bracket in ["(", "[", "{"] {
            assert_eq!(kind(&bracket.repeat(DEPTH_MAX)), Ok(1));
            assert_eq!(kind(&bracket.repeat(DEPTH_MAX + 1)), Err(Kind::TooDeep));
        }
    }

    #[test]
    fn hidden_characters_are_refused_with_their_position() {
        for hidden in [
            '\u{202e}', '\u{200b}', '\u{2066}', '\u{feff}', '\0', '\u{1b}', '\u{85}', '\u{2028}',
        ] {
            assert_eq!(rules(&format!("ab{hidden}")), Err((2, Kind::Hidden)), "{hidden:?}");
        }
        assert!(rules("a\t\r\n\u{e4}\u{4e2d}\u{1f680}").is_ok());
    }

    proptest! {
        #[test]
        fn no_text_panics_and_spans_are_of_it(text in "[-a(){};\"\\\\/\n \u{e4}]{0,80}") {
            let mut end = 0;
            for span in rules(&text).unwrap_or_default() {
                prop_assert!(span.start >= end && span.end > span.start && span.end <= text.len());
                end = span.end;
            }
        }
    }
}
