//! What a command fails with: an exit code, one message, and a way out.
//!
//! Every failure is printed once, on standard error, by [`ended`]; nothing else prints errors. The exit codes are part
//! of the command line's contract with scripts.

use std::error::Error;
use std::fmt;
use std::io;
use std::process::ExitCode;

mod client;
mod status;

/// The process exit codes scripts may rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done.
    Ok = 0,
    /// Refused or failed.
    Failed = 1,
    /// The invocation, or a value in it, is not valid.
    Usage = 2,
    /// What was named does not exist.
    NotFound = 3,
    /// It exists with another body, or changed meanwhile.
    Conflict = 4,
    /// The server cannot be reached or cannot answer now.
    Unavailable = 5,
    /// A wait ended without what was waited for.
    TimedOut = 124,
}

/// Why a command ends without success.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// One sentence naming what is wrong; empty for an end that needs no words.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Whether a server was reached, so that something answers there, or did until now.
    pub was_reached: bool,
}

impl Failure {
    /// A failure with a message and no hint.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
            hint: None,
            was_reached: false,
        }
    }

    /// Something went wrong while doing what was asked.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(Exit::Failed, message)
    }

    /// The invocation is wrong.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// Ends the process without a word: the reader of our output has gone.
    pub fn reader_gone() -> Self {
        Self::new(Exit::Ok, String::new())
    }

    /// Adds the way out.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Says what was being done when an IO error occurred. A closed pipe is not an error.
    pub fn io(doing: impl fmt::Display, error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::reader_gone();
        }
        Self::failed(format!("{doing}: {error}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(formatter, "\n  {hint}"),
            None => Ok(()),
        }
    }
}

/// The end of a program: prints a failure on standard error, unless it needs no words, and answers the exit code.
pub fn ended(result: Result<(), Failure>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.message.is_empty() {
                eprintln!("error: {failure}");
            }
            ExitCode::from(failure.exit as u8)
        }
    }
}

/// The way out when nothing listens at the endpoint.
pub const START_HINT: &str = "start a server with `minoots dev`, or name another with --endpoint or MINOOTS_ENDPOINT";

/// The way on when nobody knows whether a write was done.
pub const UNKNOWN_HINT: &str = "a write that was under way may have happened: repeat it with the --id or --request-id that it was given; \
                                without one look first, as a repeat may do it again";

/// The way out when the server asks for a key and none was shown.
pub const KEY_HINT: &str =
    "put an API key into MINOOTS_API_KEY; an administrator of the tenant makes one with `minoots key create`";

/// The way out when the key that was shown is none, or not any more.
pub const WHOAMI_HINT: &str =
    "look at what MINOOTS_API_KEY or --api-key gives; a key that has ended needs a new one from `minoots key create`";

/// Whether a refused TCP connection is the root of `error`.
pub fn is_connection_refused(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        let io = error.downcast_ref::<io::Error>();
        if io.is_some_and(|io| io.kind() == io::ErrorKind::ConnectionRefused) {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests;
