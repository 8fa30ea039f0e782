//! Why a text is not taken as a policy, and where.

use std::fmt;

use crate::limits::{DEPTH_MAX, MESSAGE_BYTES_MAX, RULE_ID_BYTES_MAX, RULES_MAX, TEXT_BYTES_MAX, WORDS_MAX};

/// Where in a text, both from 1; columns are characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line.
    pub line: usize,
    /// Column.
    pub column: usize,
}

impl Place {
    /// Of the character that the byte at `offset` belongs to, or of the end.
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

/// One thing that a text may not be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("policy.text at {place}: {kind}")]
pub struct PolicyError {
    /// Where.
    pub place: Place,
    /// What.
    pub kind: Kind,
}

/// What is wrong, and what to do.
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
    /// A character that is not seen, or turns the order of others.
    #[error("there is a character that is not shown or turns the order of others; remove it")]
    Hidden,
    /// Not Cedar.
    #[error("{0}; correct it")]
    Syntax(String),
    /// Does not fit what there is to see.
    #[error("{0}; correct it, or see the schema for what a request has")]
    Type(String),
    /// A rule that could never refuse anything.
    #[error("the rule can never apply: {0}; correct or remove it")]
    Useless(String),
    /// `permit`.
    #[error("policies only refuse what roles permit; write forbid, with unless for exceptions")]
    Permit,
    /// No usable name.
    #[error(
        "the rule needs a name for what it refuses: put @id(\"…\") in front of it, 1 to {RULE_ID_BYTES_MAX} of a-z, 0-9 and -"
    )]
    Id,
    /// Two rules of one name.
    #[error("another rule has the same @id; choose another")]
    IdTwice,
    /// No usable message.
    #[error(
        "the rule needs words for who is refused: put @message(\"…\") in front of it, 1 to {MESSAGE_BYTES_MAX} bytes on one line"
    )]
    Message,
    /// An annotation with no meaning.
    #[error("the annotation @{0} has no meaning here; use @id and @message")]
    Annotation(String),
}

impl PolicyError {
    /// The reason a program looks at.
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
