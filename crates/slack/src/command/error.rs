//! Errors in a command: the rule, the column and a correct example.

use std::fmt;

/// A rule of the language. It has the same name as the API's rule, where one exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Neither a duration nor an instant, or more than one of them.
    TimeSpecChoice,
    /// A malformed duration.
    Duration,
    /// A malformed instant.
    Instant,
    /// The name is missing.
    NameEmpty,
    /// A name as a flag and as words.
    NameTwice,
    /// A name with too many bytes.
    NameTooLong,
    /// A name with control or bidirectional characters.
    NameCharset,
    /// An unknown flag.
    FlagUnknown,
    /// A second use of a flag that may occur once.
    FlagTwice,
    /// A flag without its value.
    ValueMissing,
    /// An opening quote without its end.
    QuoteOpen,
    /// Text directly after a closing quote.
    QuoteEnd,
    /// A label that is not `KEY=VALUE`.
    LabelForm,
    /// A duplicate key of a label.
    LabelDuplicate,
    /// Too many labels.
    LabelCount,
    /// A key or a value with too many bytes, or an empty key.
    LabelSize,
    /// A malformed region.
    Region,
    /// Metadata that is not a JSON object.
    Metadata,
    /// Metadata with too many bytes.
    MetadataTooLarge,
    /// The id is missing.
    IdEmpty,
    /// A malformed id.
    IdCharset,
    /// Text after the end of the command.
    Extra,
}

impl Rule {
    /// The reason's name.
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

    /// An example to type after the command's name.
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

/// A broken rule and its position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The broken rule.
    pub rule: Rule,
    /// The column of the problem, from 1, in the text that the person typed. If something is missing, it is the column
    /// after the last character.
    pub column: usize,
    /// The problem and the rule, for people.
    pub message: String,
    /// The text as the person saw it.
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

    /// An excerpt of the text around the column with a mark below it, in two lines for a fixed-width font.
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
