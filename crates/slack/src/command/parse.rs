//! Parses words into a command.

use std::collections::BTreeMap;

use minoots_wire::time::{When, duration, instant};

use super::error::{Error, Rule};
use super::words::{Piece, Word, Words};
use super::{Command, Create, Metadata};
use crate::id::TargetId;
use crate::limits::{LABEL_KEY_BYTES_MAX, LABEL_VALUE_BYTES_MAX, LABELS_MAX, NAME_BYTES_MAX, REGION_BYTES_MAX};

/// Characters of the typed text that an error contains.
const TYPED_CHARS_MAX: usize = 4_000;

/// Parses decoded text, as the person saw it.
pub(super) fn parse(text: &str) -> Result<Command, Error> {
    read(text).map_err(|error| Error {
        typed: text.chars().take(TYPED_CHARS_MAX).collect(),
        ..error
    })
}

fn read(text: &str) -> Result<Command, Error> {
    let mut words = Words::new(text);
    match words.next()? {
        None => Ok(Command::Help),
        Some(Piece::Flag(flag)) if matches!(flag.text.as_str(), "help" | "h") => Ok(Command::Help),
        Some(Piece::Flag(flag)) => {
            let mut draft = Draft::default();
            draft.flag(&flag, &mut words)?;
            draft.finish(words)
        }
        Some(Piece::Word(word)) if !word.is_quoted => match word.text.to_ascii_lowercase().as_str() {
            "help" => Ok(Command::Help),
            "list" => end(words, "list takes nothing after it").map(|()| Command::List),
            "cancel" => cancel(words),
            _ => {
                let mut draft = Draft::default();
                draft.set_when(
                    word.column,
                    When::parse(&word.text).map_err(|error| first_word(&word, error.problem()))?,
                )?;
                draft.finish(words)
            }
        },
        Some(Piece::Word(word)) => Err(first_word(&word, "is in quotes")),
    }
}

fn first_word(word: &Word, problem: &str) -> Error {
    let mut start = word.text.bytes();
    let rule = if word.is_quoted
        || !start
            .next()
            .is_some_and(|first| first.is_ascii_digit() || b"+-.P".contains(&first))
    {
        Rule::TimeSpecChoice
    } else if start.nth(3) == Some(b'-') {
        Rule::Instant
    } else {
        Rule::Duration
    };
    let message = format!(
        "a command begins with list, cancel, help, a flag, an instant, or a duration such as 25s; {} {problem}",
        shown(&word.text)
    );
    Error::new(rule, word.column, message)
}

fn cancel(mut words: Words<'_>) -> Result<Command, Error> {
    let missing = |column| {
        Error::new(
            Rule::IdEmpty,
            column,
            "cancel needs the id of a timer after it; list shows them",
        )
    };
    let id = match words.next()? {
        None => return Err(missing(words.column())),
        Some(Piece::Flag(flag)) => return Err(missing(flag.column)),
        Some(Piece::Word(word)) => word,
    };
    // Our messages show ids as code, and copying one includes its backquotes.
    let target = TargetId::new(id.text.trim_matches('`'));
    let target =
        target.map_err(|error| Error::new(Rule::IdCharset, id.column, format!("an id must be {}", error.rule)))?;
    end(words, "cancel takes one id").map(|()| Command::Cancel(target))
}

fn end(mut words: Words<'_>, rule: &str) -> Result<(), Error> {
    words.skip_spaces();
    if words.rest().is_empty() {
        Ok(())
    } else {
        Err(Error::new(Rule::Extra, words.column(), rule))
    }
}

/// A partially parsed timer.
#[derive(Default)]
struct Draft {
    when: Option<When>,
    name: Option<Word>,
    words: Vec<Word>,
    region: Option<String>,
    labels: BTreeMap<String, String>,
    metadata: Option<Metadata>,
}

impl Draft {
    fn finish(mut self, mut words: Words<'_>) -> Result<Command, Error> {
        while let Some(piece) = words.next()? {
            match piece {
                Piece::Flag(flag) => self.flag(&flag, &mut words)?,
                Piece::Word(word) => self.words.push(word),
            }
        }
        let column = words.column();
        let name = self.take_name(column)?;
        let missing = || {
            Error::new(
                Rule::TimeSpecChoice,
                column,
                "say when: --duration 25s, or --fire-at 2030-01-02T03:04:05Z",
            )
        };
        Ok(Command::Create(Box::new(Create {
            when: self.when.ok_or_else(missing)?,
            name,
            region: self.region,
            labels: self.labels,
            metadata: self.metadata,
        })))
    }

    fn flag(&mut self, flag: &Word, words: &mut Words<'_>) -> Result<(), Error> {
        let column = flag.column;
        match flag.text.as_str() {
            "duration" | "d" => {
                let value = value(words, "--duration")?;
                let read =
                    duration::parse(&value.text).map_err(|error| time(Rule::Duration, &value, error.problem()))?;
                self.set_when(column, When::After(read))
            }
            "fire-at" | "f" => {
                let value = value(words, "--fire-at")?;
                let read = instant::parse(&value.text).map_err(|error| time(Rule::Instant, &value, error.problem()))?;
                self.set_when(column, When::At(read))
            }
            "name" | "n" => once(&mut self.name, column, "--name", value(words, "--name")?),
            "region" | "r" => once(&mut self.region, column, "--region", region(value(words, "--region")?)?),
            "labels" => self.add_labels(&value(words, "--labels")?),
            "metadata" => {
                words.go_to_value("--metadata")?;
                once(&mut self.metadata, column, "--metadata", Metadata::read(words)?)
            }
            other => Err(unknown(column, other)),
        }
    }

    fn set_when(&mut self, column: usize, when: When) -> Result<(), Error> {
        if self.when.replace(when).is_none() {
            return Ok(());
        }
        Err(Error::new(
            Rule::TimeSpecChoice,
            column,
            "when is said twice; keep one duration, or one instant",
        ))
    }

    /// Takes the name from the flag, or from the words.
    fn take_name(&mut self, end: usize) -> Result<String, Error> {
        let (column, name) = match (self.name.take(), self.words.first()) {
            (Some(_), Some(word)) => {
                let message = format!(
                    "{} is after --name; put a name of several words in quotes",
                    shown(&word.text)
                );
                return Err(Error::new(Rule::NameTwice, word.column, message));
            }
            (Some(flag), None) => (flag.column, flag.text),
            (None, Some(first)) => {
                let texts: Vec<&str> = self.words.iter().map(|word| word.text.as_str()).collect();
                (first.column, texts.join(" "))
            }
            (None, None) => (end, String::new()),
        };
        if name.is_empty() {
            return Err(Error::new(
                Rule::NameEmpty,
                column,
                "a timer needs a name: say what it is for",
            ));
        }
        if name.len() > NAME_BYTES_MAX {
            let message = format!(
                "the name has {} bytes; at most {NAME_BYTES_MAX} are allowed",
                name.len()
            );
            return Err(Error::new(Rule::NameTooLong, column, message));
        }
        if name.chars().any(is_hidden) {
            let message = "a name may not contain line breaks, other control characters or bidirectional ones";
            return Err(Error::new(Rule::NameCharset, column, message));
        }
        Ok(name)
    }

    /// Parses `a=1,b=2`. A backslash before a comma or a backslash makes that character part of a value.
    fn add_labels(&mut self, value: &Word) -> Result<(), Error> {
        let at = |rule, message: String| Error::new(rule, value.column, message);
        for part in split_commas(&value.text) {
            let Some((key, content)) = part.split_once('=') else {
                let message = format!(
                    "labels are KEY=VALUE with commas and no spaces between them; {} is none",
                    shown(&part)
                );
                return Err(at(Rule::LabelForm, message));
            };
            if key.is_empty() || key.len() > LABEL_KEY_BYTES_MAX || content.len() > LABEL_VALUE_BYTES_MAX {
                let message = format!(
                    "the label {} must have a key of 1 to {LABEL_KEY_BYTES_MAX} bytes and a value of at most {LABEL_VALUE_BYTES_MAX}",
                    shown(key)
                );
                return Err(at(Rule::LabelSize, message));
            }
            if self.labels.insert(key.to_owned(), content.to_owned()).is_some() {
                return Err(at(
                    Rule::LabelDuplicate,
                    format!("the label {} is given twice", shown(key)),
                ));
            }
            if self.labels.len() > LABELS_MAX {
                return Err(at(Rule::LabelCount, format!("there are more than {LABELS_MAX} labels")));
            }
        }
        Ok(())
    }
}

fn value(words: &mut Words<'_>, flag: &str) -> Result<Word, Error> {
    words.go_to_value(flag)?;
    words.word()
}

fn once<T>(place: &mut Option<T>, column: usize, flag: &str, value: T) -> Result<(), Error> {
    if place.replace(value).is_none() {
        return Ok(());
    }
    Err(Error::new(Rule::FlagTwice, column, format!("{flag} is given twice")))
}

fn time(rule: Rule, value: &Word, problem: &str) -> Error {
    Error::new(rule, value.column, format!("{} {problem}", shown(&value.text)))
}

fn unknown(column: usize, flag: &str) -> Error {
    let message = format!(
        "no flag is called {}; there are --duration, --fire-at, --name, --region, --labels and --metadata, and a name with dashes stands in \
         quotes",
        shown(flag)
    );
    Error::new(Rule::FlagUnknown, column, message)
}

fn region(value: Word) -> Result<String, Error> {
    let is_rest = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let text = value.text;
    let has_form = text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(is_rest)
        && text.len() <= REGION_BYTES_MAX;
    if has_form {
        return Ok(text);
    }
    let message = format!(
        "a region is 1 to {REGION_BYTES_MAX} small letters, digits and hyphens, a letter first; {} is none",
        shown(&text)
    );
    Err(Error::new(Rule::Region, value.column, message))
}

fn split_commas(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let escaped = (character == '\\')
            .then(|| characters.next_if(|next| matches!(next, ',' | '\\')))
            .flatten();
        match (parts.last_mut(), escaped) {
            (_, None) if character == ',' => parts.push(String::new()),
            (Some(part), escaped) => part.push(escaped.unwrap_or(character)),
            (None, _) => {}
        }
    }
    parts
}

/// Whether a character can disguise a text: a control character, or one that reorders text. The API refuses the same
/// ones.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// An excerpt of typed text for an error.
fn shown(text: &str) -> String {
    const CHARS_MAX: usize = 32;
    let cut = if text.chars().nth(CHARS_MAX).is_some() {
        "…"
    } else {
        ""
    };
    let start: String = text.chars().take(CHARS_MAX).filter(|c| !is_hidden(*c)).collect();
    format!("“{start}{cut}”")
}
