//! Standard output: tables for people, JSON for programs.
//!
//! Commands print to standard output only through [`Output`]. It flushes every line and turns a closed pipe into a
//! silent end.

use std::io::{self, IsTerminal, Write};

use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::errors::Failure;

mod table;

pub use table::{Table, printable};

/// The heading of the common options in a command's help.
pub const COMMON_OPTIONS: &str = "Common options";

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned columns for people.
    Table,
    /// JSON; streams print one object a line.
    Json,
}

/// The choice of output every command that prints results takes.
#[derive(Args, Clone, Copy, Debug, Default)]
pub struct OutputArguments {
    /// table or json [default: table; event streams print JSON when piped]
    #[arg(short, long, global = true, value_enum, value_name = "FORMAT")]
    #[arg(hide_possible_values = true, help_heading = COMMON_OPTIONS)]
    pub output: Option<Format>,
}

/// The format and destination of a command's output.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    format: Option<Format>,
    terminal: bool,
    colour: bool,
}

impl Output {
    /// Detects a terminal and reads `NO_COLOR`.
    pub fn new(arguments: OutputArguments) -> Self {
        let terminal = io::stdout().is_terminal();
        let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self {
            format: arguments.output,
            terminal,
            colour: terminal && !no_colour,
        }
    }

    /// Whether a single result is printed as JSON.
    pub fn is_json(self) -> bool {
        self.format == Some(Format::Json)
    }

    /// Whether a stream is printed as JSON lines: on request, or if standard output is not a terminal.
    pub fn is_json_stream(self) -> bool {
        self.format.map_or(!self.terminal, |format| format == Format::Json)
    }

    /// Prints one line and flushes it.
    pub fn line(self, text: &str) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        let written = out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n"));
        written
            .and_then(|()| out.flush())
            .map_err(|error| Failure::io("cannot write to standard output", &error))
    }

    /// Prints a value, or a protobuf message in its canonical form, as JSON: indented on a terminal, else on one line.
    pub fn json<T: Serialize>(self, value: &T) -> Result<(), Failure> {
        self.line(&if self.terminal {
            indented(value)?
        } else {
            compact(value)?
        })
    }

    /// Prints a value as JSON on one line.
    pub fn json_line<T: Serialize>(self, value: &T) -> Result<(), Failure> {
        self.line(&compact(value)?)
    }

    /// Prints a table.
    pub fn table(self, table: &Table) -> Result<(), Failure> {
        self.line(table.render(self.colour).trim_end())
    }
}

fn compact<T: Serialize>(value: &T) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(unprintable)
}

/// Prints the token of the next page on standard error, if there is one.
pub fn tell_of_more(next_page_token: &str) {
    if !next_page_token.is_empty() {
        eprintln!("there are more: --page-token {next_page_token}, or --all");
    }
}

fn indented<T: Serialize>(value: &T) -> Result<String, Failure> {
    serde_json::to_string_pretty(value).map_err(unprintable)
}

/// The server sent a value without a proto JSON form, such as a timestamp out of range.
fn unprintable(error: serde_json::Error) -> Failure {
    Failure::failed(format!("the answer has no JSON form: {error}"))
}

#[cfg(test)]
mod tests;
