//! The calendar of schedules: computes instants from a rule, a zone and policies.
//!
//! - [`Spec`]: an unchecked schedule; [`Calendar`]: a checked schedule that computes occurrences;
//! - [`cron`]: cron expressions; [`rrule`]: the supported part of RFC 5545;
//! - [`zone`]: the bundled zone data, divided into spans of one offset from UTC.
//!
//! Invariants:
//! - Every result is a pure function of the arguments and of the zone data, whose version is [`zone::data_version`]. No
//!   clock, no IO, no random number.
//! - Occurrences come in order, and no instant occurs twice. An instant is in nanoseconds since the Unix epoch, UTC.
//! - Every search terminates. A calendar rejects rules that never match, and searches stay within the years of
//!   [`limits::YEARS`].
//! - No input panics.
//!
//! `docs/schedules.md` defines the meaning of rules, and lists the differences from other libraries.

mod calendar;
mod civil;
pub mod cron;
mod error;
mod jitter;
mod length;
pub mod limits;
mod occurrence;
pub mod rrule;
mod rule;
mod spec;
mod times;
mod walk;
pub mod zone;

pub use calendar::{Calendar, CatchUp, Occurrences};
pub use error::{Error, Field, Reason};
pub use jitter::jitter_ns;
pub use limits::Limits;
pub use occurrence::{Note, Occurrence};
pub use spec::{Gap, MissedRuns, MonthEnd, Overlap, Rule, Spec};
