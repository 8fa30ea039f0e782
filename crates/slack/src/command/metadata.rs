//! Metadata: a JSON object that becomes the timer's payload. The API's own code checks it.

use minoots_wire::json::check_json;

use super::error::{Error, Rule};
use super::words::{Words, is_double};
use crate::limits::METADATA_BYTES_MAX;

/// A JSON object as the person typed it, with straight quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata(String);

impl Metadata {
    /// The JSON.
    #[must_use]
    pub fn as_json(&self) -> &str {
        &self.0
    }

    /// Parses the value of the flag: the bare object, including its spaces, or the object in quotes.
    pub(super) fn read(words: &mut Words<'_>) -> Result<Self, Error> {
        let column = words.column();
        let text = if words.rest().starts_with('{') {
            words.rest().to_owned()
        } else {
            words.word()?.text
        };
        let is_bare = words.column() == column;
        // Some keyboards produce curly quotes. The parser straightens them only if the text is not JSON as it is.
        let (json, after) = match object(&text) {
            Ok(found) => found,
            Err(problem) => match object(&straight(&text)) {
                Ok((json, _)) => {
                    let chars = json.chars().count();
                    (json, text.chars().skip(chars).collect())
                }
                Err(_) => return Err(Error::new(Rule::Metadata, column, problem)),
            },
        };
        if is_bare {
            words.skip(json.chars().count());
        }
        let ends = if is_bare {
            after.starts_with(|next: char| !next.is_whitespace())
        } else {
            !after.is_empty()
        };
        if ends {
            return Err(Error::new(
                Rule::QuoteEnd,
                words.column(),
                "the metadata ended before this; put a space between them",
            ));
        }
        let bytes = json.len();
        if bytes > METADATA_BYTES_MAX {
            let message = format!("metadata has {bytes} bytes; at most {METADATA_BYTES_MAX} are allowed");
            return Err(Error::new(Rule::MetadataTooLarge, column, message));
        }
        Ok(Self(json))
    }
}

/// Splits a text into the object at its beginning and the rest.
fn object(text: &str) -> Result<(String, String), String> {
    const RULE: &str = "metadata must be a JSON object such as {\"run\": 7}";
    if !text.starts_with('{') {
        return Err(RULE.to_owned());
    }
    let end = end(text).ok_or_else(|| format!("{RULE}, and this one has no end"))?;
    let (json, after) = text.split_at(end);
    check_json(json.as_bytes()).map_err(|error| format!("{RULE}: {}", error.kind))?;
    Ok((json.to_owned(), after.to_owned()))
}

/// The position after the bracket that closes the first one.
fn end(text: &str) -> Option<usize> {
    let (mut depth, mut is_string, mut is_escaped) = (0_usize, false, false);
    for (at, character) in text.char_indices() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' if is_string => is_escaped = true,
            '"' => is_string = !is_string,
            '{' if !is_string => depth += 1,
            '}' if !is_string => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

fn straight(text: &str) -> String {
    text.chars().map(|c| if is_double(c) { '"' } else { c }).collect()
}
