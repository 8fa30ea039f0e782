//! Errors of a policy text, each with its line and column.

use std::fmt;

use crate::limits::{DEPTH_MAX, MESSAGE_BYTES_MAX, RULE_ID_BYTES_MAX, RULES_MAX, TEXT_BYTES_MAX, WORDS_MAX};

/// A position in a text. Line and column count from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line.
    pub line: usize,
    /// Column.
    pub column: usize,
}

impl Place {
    /// The position of the character that contains the byte at `offset`, or of the end of the text.
    pub(crate) fn at(text: &str, offset: usize) -> Self {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |position| position + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {} column {}", self.line, self.column)
    }
}

/// One error of a policy text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("policy.text at {place}: {kind}")]
pub struct PolicyError {
    /// Position of the error.
    pub place: Place,
    /// Kind of the error.
    pub kind: Kind,
}

/// Kinds of errors. The message states the rule and the way out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Kind {
    /// Longer than [`TEXT_BYTES_MAX`].
    #[error("it has {0} bytes, more than {TEXT_BYTES_MAX}; merge rules, or remove some")]
    TextTooLarge(usize),
    /// More than [`RULES_MAX`].
    #[error("it has more than {RULES_MAX} rules; merge some")]
    TooManyRules,
    /// More than [`WORDS_MAX`].
    #[error("the rule has more than {WORDS_MAX} words; divide it into several")]
    TooManyWords,
    /// Deeper than [`DEPTH_MAX`].
    #[error("the rule has brackets nested deeper than {DEPTH_MAX}; divide it into several")]
    TooDeep,
    /// An invisible character, or one that changes the direction of text.
    #[error("there is a character that is not shown or turns the order of others; remove it")]
    Hidden,
    /// A syntax error reported by Cedar.
    #[error("{0}; correct it")]
    Syntax(String),
    /// A type error: the rule does not fit the schema.
    #[error("{0}; correct it, or see the schema for what a request has")]
    Type(String),
    /// A rule that can never refuse a request.
    #[error("the rule can never apply: {0}; correct or remove it")]
    Useless(String),
    /// A `permit` rule.
    #[error("policies only refuse what roles permit; write forbid, with unless for exceptions")]
    Permit,
    /// A missing or invalid `@id`.
    #[error(
        "the rule needs a name for what it refuses: put @id(\"…\") in front of it, 1 to {RULE_ID_BYTES_MAX} of a-z, 0-9 and -"
    )]
    Id,
    /// Two rules with the same `@id`.
    #[error("another rule has the same @id; choose another")]
    IdTwice,
    /// A missing or invalid `@message`.
    #[error(
        "the rule needs words for who is refused: put @message(\"…\") in front of it, 1 to {MESSAGE_BYTES_MAX} bytes on one line"
    )]
    Message,
    /// An unknown annotation.
    #[error("the annotation @{0} has no meaning here; use @id and @message")]
    Annotation(String),
}

impl PolicyError {
    /// The stable reason code, for programs.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        match self.kind {
            Kind::TextTooLarge(_) | Kind::TooManyRules | Kind::TooManyWords | Kind::TooDeep => "POLICY_TOO_LARGE",
            Kind::Hidden | Kind::Syntax(_) => "POLICY_SYNTAX",
            Kind::Type(_) | Kind::Useless(_) => "POLICY_TYPE",
            Kind::Permit | Kind::Id | Kind::IdTwice | Kind::Message | Kind::Annotation(_) => "POLICY_RULE",
        }
    }
}
