//! A strict parser for `application/x-www-form-urlencoded`: it refuses malformed input and guesses nothing.

use crate::limits::FORM_FIELDS_MAX;

/// The reason why a form is refused. The error names the field, never its value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// More than [`FORM_FIELDS_MAX`].
    #[error("the body has more than {FORM_FIELDS_MAX} fields; Slack sends about fifteen")]
    TooManyFields,
    /// A percent sign without two hexadecimal digits, or bytes that are not UTF-8.
    #[error("the body is not a form at byte {0}: a percent sign needs two hexadecimal digits, and text is UTF-8")]
    Encoding(usize),
    /// A field that the app reads occurs twice.
    #[error("{0}: is there twice; Slack sends it once")]
    Duplicate(&'static str),
    /// A required field is missing.
    #[error("{0}: is missing; Slack sends it")]
    Missing(&'static str),
    /// A field is longer than its limit.
    #[error("{field}: has {bytes} bytes, more than {max}; write less")]
    TooLong {
        /// The field's name.
        field: &'static str,
        /// The field's length in bytes.
        bytes: usize,
        /// The limit in bytes.
        max: usize,
    },
}

/// The decoded fields, in their order.
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    pub(crate) fn parse(body: &[u8]) -> Result<Self, Error> {
        let mut fields = Vec::new();
        let mut at = 0;
        for pair in body.split(|byte| *byte == b'&') {
            if !pair.is_empty() {
                if fields.len() == FORM_FIELDS_MAX {
                    return Err(Error::TooManyFields);
                }
                let equals = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
                let (name, value) = pair.split_at(equals);
                let value = value.get(1..).unwrap_or_default();
                fields.push((decoded(name, at)?, decoded(value, at + equals + 1)?));
            }
            at += pair.len() + 1;
        }
        Ok(Self(fields))
    }

    /// Takes a field. An absent or empty field is `None`.
    pub(crate) fn take(&mut self, field: &'static str, max: usize) -> Result<Option<String>, Error> {
        let mut found = self
            .0
            .iter_mut()
            .filter(|(name, _)| name == field)
            .map(|(_, value)| value);
        let value = found.next().map(std::mem::take);
        if found.next().is_some() {
            return Err(Error::Duplicate(field));
        }
        match value {
            Some(value) if value.len() > max => Err(Error::TooLong {
                field,
                bytes: value.len(),
                max,
            }),
            value => Ok(value.filter(|value| !value.is_empty())),
        }
    }

    pub(crate) fn require(&mut self, field: &'static str, max: usize) -> Result<String, Error> {
        self.take(field, max)?.ok_or(Error::Missing(field))
    }
}

fn decoded(text: &[u8], at: usize) -> Result<String, Error> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.iter().enumerate();
    while let Some((index, byte)) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || rest.next().and_then(|(_, digit)| char::from(*digit).to_digit(16));
                let value = digit()
                    .zip(digit())
                    .and_then(|(high, low)| u8::try_from(high << 4 | low).ok());
                value.ok_or(Error::Encoding(at + index))?
            }
            other => *other,
        });
    }
    String::from_utf8(bytes).map_err(|_| Error::Encoding(at))
}

#[cfg(test)]
mod tests;
