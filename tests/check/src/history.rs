//! A history as text: one record per line, empty lines allowed.

use std::fmt::Write as _;
use std::io::{BufRead, Write};

use sha2::{Digest, Sha256};

use crate::record::Record;

/// The recorded history, in the order of writing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    records: Vec<Record>,
    lines: Vec<usize>,
}

/// An error while reading a history.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A line is not a record.
    #[error("line {line}: {source}")]
    Syntax {
        /// The line number, from 1.
        line: usize,
        /// The parser's error.
        source: serde_json::Error,
    },
    /// Reading or writing failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl History {
    /// Appends a record as the next line.
    pub fn push(&mut self, record: Record) {
        self.lines.push(self.lines.last().map_or(1, |line| line + 1));
        self.records.push(record);
    }

    /// Returns the records with their line numbers, from 1.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (usize, &Record)> {
        self.lines.iter().copied().zip(&self.records)
    }

    /// The records.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// Parses a text.
    pub fn parse(text: &str) -> Result<Self, Error> {
        Self::read(text.as_bytes())
    }

    /// Reads a stream of lines.
    pub fn read(reader: impl BufRead) -> Result<Self, Error> {
        let mut history = Self::default();
        for (index, line) in reader.lines().enumerate() {
            let (line, number) = (line?, index + 1);
            if line.trim().is_empty() {
                continue;
            }
            let record = serde_json::from_str(&line);
            history
                .records
                .push(record.map_err(|source| Error::Syntax { line: number, source })?);
            history.lines.push(number);
        }
        Ok(history)
    }

    /// Returns the SHA-256 of the text in hexadecimal, by which two runs of one seed are compared.
    pub fn sha256(&self) -> Result<String, Error> {
        let mut text = Vec::new();
        self.write(&mut text)?;
        let mut hex = String::with_capacity(64);
        for byte in Sha256::digest(&text) {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
        }
        Ok(hex)
    }

    /// Writes every record as a line.
    pub fn write(&self, mut writer: impl Write) -> Result<(), Error> {
        for record in &self.records {
            write_record(&mut writer, record)?;
        }
        Ok(())
    }
}

/// Writes one record as a line, for producers that do not hold their history in memory.
pub fn write_record(mut writer: impl Write, record: &Record) -> Result<(), Error> {
    serde_json::to_writer(&mut writer, record).map_err(std::io::Error::from)?;
    Ok(writer.write_all(b"\n")?)
}

impl FromIterator<Record> for History {
    fn from_iter<I: IntoIterator<Item = Record>>(records: I) -> Self {
        let records: Vec<Record> = records.into_iter().collect();
        let lines = (1..=records.len()).collect();
        Self { records, lines }
    }
}
