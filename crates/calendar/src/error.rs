//! Validation errors: the field, the rule, and the remedy.

use std::fmt;

/// Why a schedule is rejected. The values are the names of the API's reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A cron expression with a syntax error at a column.
    CronSyntax,
    /// A number outside its field.
    CronFieldRange,
    /// A range whose end is before its start.
    CronRangeReversed,
    /// A step of 0.
    CronStepZero,
    /// An expression longer than [`crate::limits::CRON_BYTES_MAX`].
    CronTooLong,
    /// No date can ever match.
    CronNeverMatches,
    /// A recurrence rule or its start with a syntax error, or parts that exclude each other.
    RruleSyntax,
    /// A part of RFC 5545 that is not supported.
    RruleUnsupported,
    /// A number outside what its part allows.
    RruleRange,
    /// A recurrence rule longer than [`crate::limits::RRULE_BYTES_MAX`].
    RruleTooLong,
    /// No date can ever match.
    RruleNeverMatches,
    /// An interval that is not positive, or longer than 100 years.
    IntervalRange,
    /// No instant, or more than [`crate::limits::INSTANTS_MAX`], or one outside [`crate::limits::YEARS`].
    InstantsRange,
    /// No such zone in the bundled data.
    TimezoneUnknown,
    /// The end is not after the start.
    WindowEmpty,
    /// A count of 0, above [`crate::limits::COUNT_MAX`], or without a start to count from.
    CountRange,
    /// A jitter that is negative, above a day, or longer than the time between two occurrences.
    JitterRange,
    /// Occurrences closer together than the tenant's limit.
    PeriodTooShort,
    /// A policy that runs all missed runs, without a maximum or with one out of range.
    CatchupUnbounded,
    /// More instants than the limit of one backfill.
    BackfillTooLarge,
}

impl Reason {
    /// The name in the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CronSyntax => "CRON_SYNTAX",
            Self::CronFieldRange => "CRON_FIELD_RANGE",
            Self::CronRangeReversed => "CRON_RANGE_REVERSED",
            Self::CronStepZero => "CRON_STEP_ZERO",
            Self::CronTooLong => "CRON_TOO_LONG",
            Self::CronNeverMatches => "CRON_NEVER_MATCHES",
            Self::RruleSyntax => "RRULE_SYNTAX",
            Self::RruleUnsupported => "RRULE_UNSUPPORTED",
            Self::RruleRange => "RRULE_RANGE",
            Self::RruleTooLong => "RRULE_TOO_LONG",
            Self::RruleNeverMatches => "RRULE_NEVER_MATCHES",
            Self::IntervalRange => "INTERVAL_RANGE",
            Self::InstantsRange => "INSTANTS_RANGE",
            Self::TimezoneUnknown => "TIMEZONE_UNKNOWN",
            Self::WindowEmpty => "WINDOW_EMPTY",
            Self::CountRange => "COUNT_RANGE",
            Self::JitterRange => "JITTER_RANGE",
            Self::PeriodTooShort => "PERIOD_TOO_SHORT",
            Self::CatchupUnbounded => "CATCHUP_UNBOUNDED",
            Self::BackfillTooLarge => "BACKFILL_TOO_LARGE",
        }
    }
}

/// The part of a [`crate::Spec`] that an error is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The cron expression.
    Cron,
    /// The recurrence rule.
    Rrule,
    /// The first local date and time of a recurrence rule.
    Dtstart,
    /// The length of an interval.
    Interval,
    /// The list of instants.
    Instants,
    /// The zone.
    Zone,
    /// The end of the schedule.
    End,
    /// The count of runs.
    Count,
    /// The jitter.
    Jitter,
    /// The missed-run policy.
    MissedRuns,
    /// The window of a backfill.
    Backfill,
}

impl Field {
    /// The name in a request.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cron => "cron",
            Self::Rrule => "rrule",
            Self::Dtstart => "dtstart",
            Self::Interval => "interval",
            Self::Instants => "instants",
            Self::Zone => "zone",
            Self::End => "end",
            Self::Count => "count",
            Self::Jitter => "jitter",
            Self::MissedRuns => "missed_runs",
            Self::Backfill => "backfill",
        }
    }
}

/// One violated rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The reason.
    pub reason: Reason,
    /// The field.
    pub field: Field,
    /// The column of the error in the text, from 1, if the error has a position.
    pub column: Option<usize>,
    /// The problem and the remedy, for people.
    pub message: String,
}

impl Error {
    pub(crate) fn new(reason: Reason, field: Field, message: impl Into<String>) -> Self {
        Self {
            reason,
            field,
            column: None,
            message: message.into(),
        }
    }

    pub(crate) fn at(reason: Reason, field: Field, column: usize, message: impl Into<String>) -> Self {
        Self {
            column: Some(column),
            ..Self::new(reason, field, message)
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.field.as_str())?;
        if let Some(column) = self.column {
            write!(f, "column {column}: ")?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
