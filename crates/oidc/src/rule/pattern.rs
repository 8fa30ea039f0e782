//! Patterns: an exact text or a prefix.

use crate::limits::VALUE_BYTES_MAX;

/// Why a text is not a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// The text is empty.
    #[error("it is empty; leave the field out if it is not to be looked at")]
    Empty,
    /// Longer than [`VALUE_BYTES_MAX`].
    #[error("it has {0} bytes, more than {VALUE_BYTES_MAX}; end it earlier with *")]
    TooLong(usize),
    /// A control character.
    #[error("it holds a control character at byte {0}; remove it")]
    Control(usize),
    /// A `*` that is not at the end.
    #[error("it has a * at byte {0}, which may only be its last character; write one rule for each value instead")]
    Star(usize),
    /// Only a `*`.
    #[error("it is a * alone, which anything matches; write how the value begins")]
    StarAlone,
}

/// An exact text, or a prefix such as `refs/tags/v*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    is_prefix: bool,
}

impl Pattern {
    /// Parses a pattern.
    ///
    /// # Errors
    /// The violated rule.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        if text.is_empty() {
            return Err(PatternError::Empty);
        }
        if text.len() > VALUE_BYTES_MAX {
            return Err(PatternError::TooLong(text.len()));
        }
        if let Some(position) = text.find(char::is_control) {
            return Err(PatternError::Control(position));
        }
        let (text, is_prefix) = text.strip_suffix('*').map_or((text, false), |text| (text, true));
        if text.is_empty() {
            return Err(PatternError::StarAlone);
        }
        if let Some(position) = text.find('*') {
            return Err(PatternError::Star(position));
        }
        Ok(Self {
            text: text.to_owned(),
            is_prefix,
        })
    }

    /// Whether the claim equals the text, or starts with the prefix.
    #[must_use]
    pub fn matches(&self, claim: &str) -> bool {
        if self.is_prefix {
            claim.starts_with(&self.text)
        } else {
            claim == self.text
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn is_prefix(&self) -> bool {
        self.is_prefix
    }
}
