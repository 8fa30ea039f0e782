//! The calendar of schedules: from a rule, a zone and policies to the instants at which something runs.
//!
//! - [`Spec`]: what a caller says; [`Calendar`]: the same, checked, from which occurrences are computed;
//! - [`cron`]: expressions; [`rrule`]: the part of RFC 5545 that is supported;
//! - [`zone`]: the bundled zone data, cut into spans of one offset from UTC.
//!
//! Invariants:
//! - Everything is a pure function of its arguments and of the zone data, whose version is [`zone::data_version`]. No clock, no IO, no
//!   random number.
//! - Occurrences come in order and no instant twice. An instant is nanoseconds since the Unix epoch, UTC.
//! - Every search ends: what can never match is refused when the calendar is made, and nothing is looked for outside the years of
//!   [`limits::YEARS`].
//! - No input panics.
//!
//! What rules mean, and where other libraries differ, is told in `docs/schedules.md`.

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
