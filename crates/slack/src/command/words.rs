//! Splits a command into words, flags and quotes.
//!
//! Keyboards turn `"` into `“`, `'` into `’` and `--` into `—`, so the parser accepts each for its plain form. A quote
//! opens only at the start of a word. Elsewhere it is an apostrophe or an inch sign.

use super::error::{Error, Rule};

/// A word and its position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// The column of its first character, from 1.
    pub column: usize,
    /// The text without its quotes.
    pub text: String,
    /// Whether the word was quoted.
    pub is_quoted: bool,
}

/// A flag or a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// `--name` or `-n`, without its dashes. [`Words::go_to_value`] finds its value.
    Flag(Word),
    /// A word that is not a flag.
    Word(Word),
}

/// A text and the position in it.
pub(super) struct Words<'a> {
    text: &'a str,
    /// Characters read.
    chars: usize,
    /// Bytes read.
    bytes: usize,
}

impl<'a> Words<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            chars: 0,
            bytes: 0,
        }
    }

    /// The column of the next character, from 1.
    pub(super) fn column(&self) -> usize {
        self.chars + 1
    }

    /// The unread text.
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.bytes..).unwrap_or_default()
    }

    /// Skips a number of characters.
    pub(super) fn skip(&mut self, chars: usize) {
        for character in self.rest().chars().take(chars) {
            self.chars += 1;
            self.bytes += character.len_utf8();
        }
    }

    pub(super) fn skip_spaces(&mut self) {
        self.skip(count(self.rest(), char::is_whitespace));
    }

    /// Reads the next word or flag, if there is one.
    pub(super) fn next(&mut self) -> Result<Option<Piece>, Error> {
        self.skip_spaces();
        if self.rest().is_empty() {
            return Ok(None);
        }
        let Some(dashes) = dashes(self.rest()) else {
            return self.word().map(|word| Some(Piece::Word(word)));
        };
        let column = self.column();
        self.skip(dashes);
        let name = self.take(count(self.rest(), |c| !c.is_whitespace() && c != '='));
        Ok(Some(Piece::Flag(Word {
            column,
            text: name,
            is_quoted: false,
        })))
    }

    /// Moves to the value of the flag just read, after `=` or spaces.
    ///
    /// # Errors
    /// The value is missing. Another flag counts as a value only after `=`.
    pub(super) fn go_to_value(&mut self, flag: &str) -> Result<(), Error> {
        let is_joined = self.rest().starts_with('=');
        self.skip(usize::from(is_joined));
        if !is_joined {
            self.skip_spaces();
        }
        let rest = self.rest();
        if rest.is_empty() || rest.starts_with(char::is_whitespace) || (!is_joined && dashes(rest).is_some()) {
            return Err(Error::new(
                Rule::ValueMissing,
                self.column(),
                format!("{flag} needs a value after it"),
            ));
        }
        Ok(())
    }

    /// Reads the word at the current position.
    pub(super) fn word(&mut self) -> Result<Word, Error> {
        match self.rest().chars().next() {
            Some(first) if is_double(first) => self.double_quoted(),
            Some(first) if is_single(first) => Ok(self.single_quoted().unwrap_or_else(|| self.plain())),
            _ => Ok(self.plain()),
        }
    }

    fn plain(&mut self) -> Word {
        let column = self.column();
        let text = self.take(count(self.rest(), |c| !c.is_whitespace()));
        Word {
            column,
            text,
            is_quoted: false,
        }
    }

    /// Reads up to the next double quote. A backslash before a double quote or a backslash makes that character
    /// literal.
    fn double_quoted(&mut self) -> Result<Word, Error> {
        let (column, mut text, mut read) = (self.column(), String::new(), 1);
        let mut characters = self.rest().chars().skip(1).peekable();
        let mut is_closed = false;
        while let Some(character) = characters.next() {
            read += 1;
            match character {
                '\\' => {
                    let escaped = characters.next_if(|next| *next == '\\' || is_double(*next));
                    read += usize::from(escaped.is_some());
                    text.push(escaped.unwrap_or('\\'));
                }
                quote if is_double(quote) => {
                    is_closed = true;
                    break;
                }
                other => text.push(other),
            }
        }
        if !is_closed {
            let message = "the quote that begins here has no end; add one, or leave both out";
            return Err(Error::new(Rule::QuoteOpen, column, message));
        }
        self.skip(read);
        if self.rest().starts_with(|next: char| !next.is_whitespace()) {
            let message =
                "a quote ended just before; put a space here, or a backslash before a quote that belongs to the text";
            return Err(Error::new(Rule::QuoteEnd, self.column(), message));
        }
        Ok(Word {
            column,
            text,
            is_quoted: true,
        })
    }

    /// Reads up to the first single quote that ends a word; a single quote inside a word is an apostrophe. If no quote
    /// ends a word, returns `None`, and the first quote is an apostrophe too.
    fn single_quoted(&mut self) -> Option<Word> {
        let column = self.column();
        let characters: Vec<char> = self.rest().chars().collect();
        let ends_word = |index: usize| characters.get(index + 1).is_none_or(|next| next.is_whitespace());
        let end = (1..characters.len()).find(|index| is_single(characters[*index]) && ends_word(*index))?;
        let text = characters[1..end].iter().collect();
        self.skip(end + 1);
        Some(Word {
            column,
            text,
            is_quoted: true,
        })
    }

    fn take(&mut self, chars: usize) -> String {
        let text = self.rest().chars().take(chars).collect();
        self.skip(chars);
        text
    }
}

/// Quotes a text, and escapes the characters that would end the quote.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        if character == '\\' || is_double(character) {
            quoted.push('\\');
        }
        quoted.push(character);
    }
    quoted.push('"');
    quoted
}

/// Straight, English, German and Swedish double quotes.
pub(super) fn is_double(character: char) -> bool {
    matches!(character, '"' | '“' | '”' | '„' | '‟')
}

fn is_single(character: char) -> bool {
    matches!(character, '\'' | '‘' | '’' | '‚' | '‛')
}

/// The number of dashes at the start of a flag; `None` if the text does not begin a flag.
fn dashes(text: &str) -> Option<usize> {
    let is_name = |rest: &str| rest.starts_with(|first: char| first.is_ascii_alphabetic());
    if text.strip_prefix("--").is_some_and(is_name) {
        return Some(2);
    }
    let rest = text.strip_prefix(['-', '—', '–'])?;
    is_name(rest).then_some(1)
}

fn count(text: &str, is_counted: impl Fn(char) -> bool) -> usize {
    text.chars().take_while(|c| is_counted(*c)).count()
}
