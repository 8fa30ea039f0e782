//! Failures of an attempt, while connecting and during the exchange.

use std::error::Error as _;
use std::fmt;
use std::io;

use crate::address::Blocked;
use crate::shown;

/// Maximum length of a stored failure message, in bytes.
const TEXT_BYTES_MAX: usize = 256;

/// The phase that an attempt reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// DNS lookup.
    Resolve,
    /// Connecting.
    Connect,
    /// The TLS handshake.
    Tls,
    /// Sending the request, and waiting for the head of the response.
    Answer,
    /// Reading the body of the response.
    Body,
}

impl Phase {
    /// The phase of an exchange that has received this status.
    pub(crate) fn of(status: Option<u16>) -> Self {
        if status.is_some() { Self::Body } else { Self::Answer }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Resolve => "looking up its name",
            Self::Connect => "connecting",
            Self::Tls => "the TLS handshake",
            Self::Answer => "waiting for its answer",
            Self::Body => "reading its answer",
        })
    }
}

/// Why there is no complete response. The messages are for the endpoint's owner and contain no address and no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The name could not be looked up.
    #[error("the receiver's name could not be looked up: {0}")]
    Resolve(String),
    /// The name has no addresses.
    #[error("the receiver's name has no address")]
    NoAddress,
    /// The address is blocked.
    #[error("the receiver's name leads to {0}")]
    Blocked(Blocked),
    /// The connection failed.
    #[error("the receiver did not let itself be connected to: {0}")]
    Connect(String),
    /// The TLS handshake failed, or the certificate is not trusted.
    #[error("no TLS with the receiver: {0}")]
    Tls(String),
    /// The attempt timed out.
    #[error("the time was over while {0}")]
    Timeout(Phase),
    /// The response head exceeds the limit.
    #[error("the head of the answer is too large")]
    HeadTooLarge,
    /// The connection closed before the response ended.
    #[error("the receiver closed the connection while {0}")]
    Closed(Phase),
    /// The response is not HTTP.
    #[error("the receiver's answer is not HTTP: {0}")]
    Protocol(String),
}

impl Failure {
    /// The stable failure class, for programs.
    #[must_use]
    pub fn class(&self) -> &'static str {
        match self {
            Self::Resolve(_) | Self::NoAddress => "RESOLVE",
            Self::Blocked(_) => "BLOCKED_ADDRESS",
            Self::Connect(_) => "CONNECT",
            Self::Tls(_) => "TLS",
            Self::Timeout(_) => "TIMEOUT",
            Self::HeadTooLarge => "HEAD_TOO_LARGE",
            Self::Closed(_) => "CLOSED",
            Self::Protocol(_) => "PROTOCOL",
        }
    }

    pub(crate) fn resolve(error: &io::Error) -> Self {
        Self::Resolve(kept(error))
    }

    pub(crate) fn connect(error: &io::Error) -> Self {
        Self::Connect(kept(error))
    }

    /// A failed handshake, by a TLS error or by a connection error.
    pub(crate) fn tls(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset => Self::Closed(Phase::Tls),
            _ => Self::Tls(kept(error)),
        }
    }

    pub(crate) fn http(error: &hyper::Error, phase: Phase) -> Self {
        if error.is_parse_too_large() {
            return Self::HeadTooLarge;
        }
        let is_of_connection = |source: &(dyn std::error::Error + 'static)| source.is::<io::Error>();
        let mut sources = std::iter::successors(error.source(), |source| (*source).source());
        if error.is_parse()
            || !(error.is_incomplete_message()
                || error.is_closed()
                || error.is_canceled()
                || sources.any(is_of_connection))
        {
            return match error.source() {
                Some(source) => Self::Protocol(kept(&format_args!("{error}: {source}"))),
                None => Self::Protocol(kept(error)),
            };
        }
        Self::Closed(phase)
    }
}

fn kept(error: &dyn fmt::Display) -> String {
    shown::text(error.to_string().as_bytes(), TEXT_BYTES_MAX)
}
