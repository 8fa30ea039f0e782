//! The unchecked description of a schedule.

use crate::{
    error::{Error, Field, Reason},
    limits::CATCH_UP_MAX,
};

/// A rule, its zone and its policies, unchecked. [`crate::Calendar::new`] checks them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    /// The rule.
    pub rule: Rule,
    /// IANA name of the zone of the rule's dates and times, in any case. For intervals and instants, it only affects
    /// the displayed time.
    pub zone: String,
    /// Policy for times of day that a clock change skips.
    pub gap: Gap,
    /// Policy for times of day that a clock change repeats.
    pub overlap: Overlap,
    /// Policy for days that a month lacks.
    pub month_end: MonthEnd,
    /// Start: no earlier occurrence, in nanoseconds UTC.
    pub start_ns: Option<i64>,
    /// End, exclusive: no occurrence at or after it, in nanoseconds UTC.
    pub end_ns: Option<i64>,
    /// Maximum number of occurrences from the start. Requires a start.
    pub count: Option<u32>,
    /// The instant of the last occurrence of a count, if known from [`crate::Calendar::counted`], to avoid counting
    /// again.
    pub last_ns: Option<i64>,
    /// Maximum delay of an occurrence after its instant, in nanoseconds, exclusive; see [`crate::jitter_ns`].
    pub jitter_ns: i64,
}

impl Spec {
    /// A rule in a zone, with default policies and no bounds.
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
        /// The expression, or a nickname such as `@daily`.
        expression: String,
        /// Whether the expression has six fields, starting with the second.
        seconds: bool,
    },
    /// A fixed interval of elapsed time, independent of clock changes.
    Interval {
        /// Time between two occurrences, nanoseconds.
        every_ns: i64,
        /// Instant of one occurrence. The default is the start, or the Unix epoch without a start.
        anchor_ns: Option<i64>,
    },
    /// A recurrence rule.
    Rrule {
        /// The rule, with or without a leading `RRULE:`.
        rule: String,
        /// The first local date and time, as `2026-03-01T09:00:00` or `20260301T090000`.
        dtstart: String,
    },
    /// A list of instants in nanoseconds UTC, in any order.
    Instants(Vec<i64>),
}

/// Policy for a time of day that a clock change skips, in rules of fixed times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Gap {
    /// Run at the first instant after the gap.
    #[default]
    After,
    /// Do not run.
    Skip,
}

/// Policy for a time of day that a clock change repeats, in rules of fixed times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Overlap {
    /// Run at the first pass.
    #[default]
    First,
    /// Run at the last pass.
    Second,
    /// Run at each pass.
    Both,
}

/// Policy for a single day of the month that a month lacks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MonthEnd {
    /// Do not run.
    #[default]
    Skip,
    /// Run on the last day of that month.
    LastDay,
    /// Run on the first day of the next month.
    NextDay,
}

/// Policy for missed runs: occurrences that could not run when due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissedRuns {
    /// The latest missed run still runs; earlier ones do not.
    #[default]
    Latest,
    /// All missed runs still run, at most the latest `max`. A missing maximum is rejected.
    All {
        /// From 1 to [`crate::limits::CATCH_UP_MAX`].
        max: Option<u32>,
    },
    /// No missed run still runs.
    None,
}

impl MissedRuns {
    /// The maximum number of missed occurrences that still run.
    ///
    /// # Errors
    /// `CATCHUP_UNBOUNDED`: all shall run, and the maximum is missing, 0 or above [`CATCH_UP_MAX`].
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
