//! Values in their command-line form.

use std::collections::BTreeMap;
use std::io::Read;
use std::str::FromStr;

use clap::{Args, ValueEnum};
use minoots_server::PAYLOAD_BYTES_MAX;
use minoots_terminal::errors::{Exit, Failure};
pub use minoots_terminal::id::new_id;
use minoots_wire::error::Reason;
use minoots_wire::time::{TextError, duration, instant};
use minoots_wire::timer::v1::{FailureReason, Payload, Priority, TimerStatus};
use minoots_wire::well_known::{Duration, Timestamp};

/// A duration such as `2s` or `1h30m`; never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// In nanoseconds.
    pub ns: i64,
}

impl Span {
    /// Converts the duration into its protobuf form.
    pub fn to_proto(self) -> Duration {
        duration::to_proto(self.ns)
    }

    /// Converts the duration into the standard library's type.
    pub fn to_std(self) -> std::time::Duration {
        std::time::Duration::from_nanos(self.ns.unsigned_abs())
    }
}

impl FromStr for Span {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        duration::parse(text).map(|ns| Self { ns })
    }
}

/// An RFC 3339 instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Nanoseconds since 1970 UTC.
    pub ns: i64,
}

impl Moment {
    /// Converts the instant into its protobuf form.
    pub fn to_proto(self) -> Timestamp {
        instant::to_proto(self.ns)
    }
}

impl FromStr for Moment {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        instant::parse(text).map(|ns| Self { ns })
    }
}

/// The time at which a timer fires: exactly one of the two flags.
#[derive(Args, Clone, Copy, Debug)]
#[group(required = true, multiple = false)]
pub struct WhenArguments {
    /// Time from now until the timer fires, such as 1500ms, 25s or 1h30m
    #[arg(long, value_name = "DURATION", allow_hyphen_values = true)]
    pub delay: Option<Span>,
    /// Instant at which the timer fires, such as 2030-01-02T03:04:05Z
    #[arg(long, value_name = "RFC3339")]
    pub at: Option<Moment>,
}

/// A `KEY=VALUE` label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    key: String,
    value: String,
}

impl FromStr for Label {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (key, value) = text
            .split_once('=')
            .ok_or("write it with an equals sign between, as in KEY=VALUE")?;
        Ok(Self {
            key: key.to_owned(),
            value: value.to_owned(),
        })
    }
}

/// Converts headers into a map. The names follow HTTP, so their case does not matter.
pub fn headers(headers: Vec<Label>) -> Result<BTreeMap<String, String>, Failure> {
    let mut map = BTreeMap::new();
    for Label { key, value } in headers {
        if map.insert(key.clone(), value).is_some() {
            return Err(Failure::usage(format!("headers: {key:?} is given twice")).hint("give each --header once"));
        }
    }
    Ok(map)
}

/// Converts labels into a map. Duplicate keys are refused here, because a map cannot contain them.
pub fn labels(labels: Vec<Label>) -> Result<BTreeMap<String, String>, Failure> {
    let mut map = BTreeMap::new();
    for Label { key, value } in labels {
        if map.contains_key(&key) {
            let reason = Reason::LabelDuplicate.text();
            let failure = Failure::usage(format!("labels: the key {key:?} is given twice ({reason})"));
            return Err(failure.hint("give each --label key once"));
        }
        map.insert(key, value);
    }
    Ok(map)
}

/// Parses `SCHEDULED` or `TIMER_STATUS_SCHEDULED`, in any case.
pub fn status(text: &str) -> Result<TimerStatus, String> {
    let name = text.to_ascii_uppercase();
    let name = name.strip_prefix("TIMER_STATUS_").unwrap_or(&name);
    let status = TimerStatus::from_str_name(&format!("TIMER_STATUS_{name}"));
    status
        .filter(|status| *status != TimerStatus::Unspecified)
        .ok_or_else(|| "a status is one of scheduled, armed, fired, settled, cancelled, failed".to_owned())
}

/// The short name of a status, such as `SCHEDULED`.
pub fn status_name(status: TimerStatus) -> &'static str {
    status.as_str_name().trim_start_matches("TIMER_STATUS_")
}

/// The failure of a write with an unknown outcome. It names the id for a repeat: the given one, or the one chosen here.
pub fn name_the_id(failure: Failure, option: &str, id: &str) -> Failure {
    let is_worth_repeating = failure.was_reached && matches!(failure.exit, Exit::Unavailable | Exit::TimedOut);
    if !is_worth_repeating || id.is_empty() {
        return failure;
    }
    failure.hint(format!(
        "repeat it with {option} {id}, which is safe whatever became of this one"
    ))
}

/// Reads a payload from `TEXT`, `@FILE` or `@-` (standard input). The default type of text is `text/plain`.
pub fn payload(argument: Option<String>, content_type: Option<String>) -> Result<Option<Payload>, Failure> {
    let (data, default_type) = match argument.as_deref().map(|text| (text, text.strip_prefix('@'))) {
        None if content_type.is_none() => return Ok(None),
        None => (Vec::new(), ""),
        Some((_, Some("-"))) => (read_standard_input()?, ""),
        Some((_, Some(path))) => (read_file(path)?, ""),
        Some((text, None)) => (text.as_bytes().to_vec(), "text/plain"),
    };
    if data.len() > PAYLOAD_BYTES_MAX {
        let (reason, max) = (Reason::PayloadTooLarge.text(), PAYLOAD_BYTES_MAX);
        let failure = Failure::usage(format!(
            "payload: has {} bytes; at most {max} are allowed ({reason})",
            data.len()
        ));
        return Err(failure.hint("keep what is large elsewhere, and send where it is"));
    }
    Ok(Some(Payload {
        content_type: content_type.unwrap_or_else(|| default_type.to_owned()),
        data: data.into(),
    }))
}

fn read_file(path: &str) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| Failure::usage(format!("payload: cannot read {path}: {error}")))
}

fn read_standard_input() -> Result<Vec<u8>, Failure> {
    let mut data = Vec::new();
    let read = std::io::stdin().lock().read_to_end(&mut data);
    read.map_err(|error| Failure::usage(format!("payload: cannot read standard input: {error}")))?;
    Ok(data)
}

/// The cause for which a timer failed and became a dead letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Why {
    AttemptsSpent,
    Expired,
    Missed,
    Refused,
}

impl From<Why> for FailureReason {
    fn from(why: Why) -> Self {
        match why {
            Why::AttemptsSpent => FailureReason::AttemptsSpent,
            Why::Expired => FailureReason::Expired,
            Why::Missed => FailureReason::Missed,
            Why::Refused => FailureReason::Refused,
        }
    }
}

/// A priority by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PriorityArgument {
    Now,
    Next,
    Future,
}

impl From<PriorityArgument> for Priority {
    fn from(priority: PriorityArgument) -> Self {
        match priority {
            PriorityArgument::Now => Priority::Now,
            PriorityArgument::Next => Priority::Next,
            PriorityArgument::Future => Priority::Future,
        }
    }
}

#[cfg(test)]
mod tests;
