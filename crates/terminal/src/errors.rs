//! Failures of a command: an exit code, a message, and a remedy.
//!
//! [`ended`] prints every failure once, on standard error; nothing else prints errors. The exit codes are part of the
//! command line's contract with scripts.

use std::error::Error;
use std::fmt;
use std::io;
use std::process::ExitCode;

mod client;
mod status;

/// The process exit codes. Scripts may rely on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Success.
    Ok = 0,
    /// Rejected or failed.
    Failed = 1,
    /// The invocation, or a value in it, is not valid.
    Usage = 2,
    /// The named object does not exist.
    NotFound = 3,
    /// The object exists with other content, or changed meanwhile.
    Conflict = 4,
    /// The server is unreachable or temporarily unable to answer.
    Unavailable = 5,
    /// The wait ended before the awaited event.
    TimedOut = 124,
}

/// Why a command fails.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// One sentence about the problem; empty for a silent end.
    pub message: String,
    /// The remedy.
    pub hint: Option<String>,
    /// Whether a server was reached, now or earlier.
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

    /// A failure of the requested operation.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(Exit::Failed, message)
    }

    /// An invalid invocation.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// Ends the process silently, because the reader of the output closed the pipe.
    pub fn reader_gone() -> Self {
        Self::new(Exit::Ok, String::new())
    }

    /// Adds a remedy.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// An IO error, with the operation that failed. A closed pipe is not an error.
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

/// Ends a program: prints a failure on standard error, unless its message is empty, and returns the exit code.
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

/// The remedy if nothing listens at the endpoint.
pub const START_HINT: &str = "start a server with `minoots dev`, or name another with --endpoint or MINOOTS_ENDPOINT";

/// The remedy if the outcome of a write is unknown.
pub const UNKNOWN_HINT: &str = "a write that was under way may have happened: repeat it with the --id or --request-id that it was given; \
                                without one look first, as a repeat may do it again";

/// The remedy if the server requires a key and the caller sent none.
pub const KEY_HINT: &str =
    "put an API key into MINOOTS_API_KEY; an administrator of the tenant makes one with `minoots key create`";

/// The remedy if the server does not accept the key.
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
