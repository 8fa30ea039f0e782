//! What is wrong with a command, where, and what to type instead.

use std::fmt;

/// A rule of the language. Where the API has the same, the name is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Neither a duration nor an instant, or more than one of them.
    TimeSpecChoice,
    /// No duration.
    Duration,
    /// No instant.
    Instant,
    /// No name.
    NameEmpty,
    /// A name by flag and by words.
    NameTwice,
    /// A name with too many bytes.
    NameTooLong,
    /// A name with control or bidirectional characters.
    NameCharset,
    /// No such flag.
    FlagUnknown,
    /// A flag that is given once, twice.
    FlagTwice,
    /// A flag without its value.
    ValueMissing,
    /// A quote that does not end.
    QuoteOpen,
    /// Text right after a quote's end.
    QuoteEnd,
    /// A label that is not `KEY=VALUE`.
    LabelForm,
    /// A key twice.
    LabelDuplicate,
    /// Too many labels.
    LabelCount,
    /// A key or a value with too many bytes, or an empty key.
    LabelSize,
    /// No region.
    Region,
    /// Not a JSON object.
    Metadata,
    /// Too many bytes.
    MetadataTooLarge,
    /// No id.
    IdEmpty,
    /// Not an id.
    IdCharset,
    /// Something after the end.
    Extra,
}

impl Rule {
    /// The name of the reason.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TimeSpecChoice => "TIME_SPEC_CHOICE",
            Self::Duration => "DURATION",
            Self::Instant => "INSTANT",
            Self::NameEmpty => "NAME_EMPTY",
            Self::NameTwice => "NAME_TWICE",
            Self::NameTooLong => "NAME_TOO_LONG",
            Self::NameCharset => "NAME_CHARSET",
            Self::FlagUnknown => "FLAG_UNKNOWN",
            Self::FlagTwice => "FLAG_TWICE",
            Self::ValueMissing => "VALUE_MISSING",
            Self::QuoteOpen => "QUOTE_OPEN",
            Self::QuoteEnd => "QUOTE_END",
            Self::LabelForm => "LABEL_FORM",
            Self::LabelDuplicate => "LABEL_DUPLICATE",
            Self::LabelCount => "LABEL_COUNT",
            Self::LabelSize => "LABEL_SIZE",
            Self::Region => "REGION",
            Self::Metadata => "METADATA",
            Self::MetadataTooLarge => "PAYLOAD_TOO_LARGE",
            Self::IdEmpty => "ID_EMPTY",
            Self::IdCharset => "ID_CHARSET",
            Self::Extra => "EXTRA",
        }
    }

    /// What to type, after the command's name.
    #[must_use]
    pub fn example(self) -> &'static str {
        match self {
            Self::TimeSpecChoice | Self::Duration | Self::NameEmpty | Self::NameTooLong | Self::NameCharset => {
                "25s ship logs"
            }
            Self::Instant => "--fire-at 2030-01-02T03:04:05Z --name \"ship logs\"",
            Self::NameTwice | Self::FlagTwice | Self::ValueMissing => "--duration 25s --name \"ship logs\"",
            Self::FlagUnknown | Self::QuoteOpen | Self::QuoteEnd => "25s \"ship logs --now\"",
            Self::LabelForm | Self::LabelDuplicate | Self::LabelCount | Self::LabelSize => {
                "25s ship logs --labels team=core,env=prod"
            }
            Self::Region => "25s ship logs --region eu-west",
            Self::Metadata | Self::MetadataTooLarge => "25s ship logs --metadata {\"run\": 7}",
            Self::IdEmpty | Self::IdCharset => "cancel ship-1",
            Self::Extra => "list",
        }
    }
}

/// One broken rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Which.
    pub rule: Rule,
    /// The character it begins at, from 1, in what the person typed; one after the last if something is missing.
    pub column: usize,
    /// What is wrong and what the rule is, for people.
    pub message: String,
    /// What was typed, as the person saw it.
    pub typed: String,
}

impl Error {
    pub(super) fn new(rule: Rule, column: usize, message: impl Into<String>) -> Self {
        Self {
            rule,
            column,
            message: message.into(),
            typed: String::new(),
        }
    }

    /// The part of what was typed around the column, and a mark below it, in two lines for a fixed-width font.
    #[must_use]
    pub fn pointer(&self) -> String {
        const BEFORE: usize = 24;
        const AFTER: usize = 24;
        let start = self.column.saturating_sub(1 + BEFORE);
        let shown = self.typed.chars().skip(start).take(BEFORE + AFTER);
        let shown: String = shown.map(|c| if c.is_control() { ' ' } else { c }).collect();
        let (cut, mark) = if start > 0 {
            ("…", self.column - start)
        } else {
            ("", self.column.saturating_sub(1))
        };
        format!("{cut}{shown}\n{}^", " ".repeat(mark))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "column {}: {}; type for example {}",
            self.column,
            self.message,
            self.rule.example()
        )
    }
}

impl std::error::Error for Error {}
