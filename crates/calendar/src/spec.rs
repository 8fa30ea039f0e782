//! What a caller says about a schedule.

use crate::{
    error::{Error, Field, Reason},
    limits::CATCH_UP_MAX,
};

/// A rule, its zone and its policies, not yet checked; [`crate::Calendar::new`] does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    /// When.
    pub rule: Rule,
    /// IANA name of the zone in which dates and times are meant, any case. Intervals and instants only show it.
    pub zone: String,
    /// Times of day that a change of the clock leaves out.
    pub gap: Gap,
    /// Times of day that a change of the clock repeats.
    pub overlap: Overlap,
    /// Days of the month that a month does not have.
    pub month_end: MonthEnd,
    /// No occurrence before this, nanoseconds UTC.
    pub start_ns: Option<i64>,
    /// No occurrence from here on, nanoseconds UTC.
    pub end_ns: Option<i64>,
    /// At most so many occurrences from the start, which must be given with it.
    pub count: Option<u32>,
    /// Of a count: the instant after which there is none, where it is known ([`crate::Calendar::counted`]); so nobody counts again.
    pub last_ns: Option<i64>,
    /// Occurrences are due up to so much after their instant, nanoseconds, excluded; see [`crate::jitter_ns`].
    pub jitter_ns: i64,
}

impl Spec {
    /// The rule in the zone, with default policies and no bounds.
    #[must_use]
    pub fn new(rule: Rule, zone: &str) -> Self {
        Self {
            rule,
            zone: zone.to_owned(),
            gap: Gap::default(),
            overlap: Overlap::default(),
            month_end: MonthEnd::default(),
            start_ns: None,
            end_ns: None,
            count: None,
            last_ns: None,
            jitter_ns: 0,
        }
    }
}

/// The four kinds of rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// A cron expression.
    Cron {
        /// Its text, or a nickname such as `@daily`.
        expression: String,
        /// Whether it has six fields, of which the first is the second.
        seconds: bool,
    },
    /// Every so many nanoseconds of elapsed time, whatever clocks show.
    Interval {
        /// Time between two occurrences, nanoseconds.
        every_ns: i64,
        /// An instant that is one of them; by default the start, and without a start the Unix epoch.
        anchor_ns: Option<i64>,
    },
    /// A recurrence rule.
    Rrule {
        /// Its text, with or without `RRULE:` before it.
        rule: String,
        /// The local date and time that it begins at, as `2026-03-01T09:00:00` or `20260301T090000`.
        dtstart: String,
    },
    /// These instants, nanoseconds UTC, in any order.
    Instants(Vec<i64>),
}

/// What becomes of a time of day that a change of the clock leaves out, in rules of fixed times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Gap {
    /// It is moved to the first instant after the gap.
    #[default]
    After,
    /// It is left out.
    Skip,
}

/// Which of the passes counts when a change of the clock repeats a time of day, in rules of fixed times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Overlap {
    /// The first.
    #[default]
    First,
    /// The last.
    Second,
    /// Each.
    Both,
}

/// What becomes of a day of the month, named by itself, that a month does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MonthEnd {
    /// It is left out.
    #[default]
    Skip,
    /// The last day of that month instead.
    LastDay,
    /// The first day of the next month instead.
    NextDay,
}

/// What becomes of occurrences that nobody could run when they were due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissedRuns {
    /// The latest one runs, those before it are missed.
    #[default]
    Latest,
    /// All of them run, the latest `max` if there are more. Without a maximum it is refused.
    All {
        /// From 1 to [`crate::limits::CATCH_UP_MAX`].
        max: Option<u32>,
    },
    /// None runs.
    None,
}

impl MissedRuns {
    /// How many of the missed occurrences run at most.
    ///
    /// # Errors
    /// `CATCHUP_UNBOUNDED`: all are to run, and the maximum is missing, 0 or above [`CATCH_UP_MAX`].
    pub fn runs_max(self) -> Result<usize, Error> {
        match self {
            Self::Latest => Ok(1),
            Self::None => Ok(0),
            Self::All {
                max: Some(max @ 1..=CATCH_UP_MAX),
            } => Ok(usize::try_from(max).unwrap_or(1)),
            Self::All { .. } => {
                let message =
                    format!("all missed runs need a maximum, 1 to {CATCH_UP_MAX}; or choose the latest one, or none");
                Err(Error::new(Reason::CatchupUnbounded, Field::MissedRuns, message))
            }
        }
    }
}
