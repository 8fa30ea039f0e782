//! Rules in their command-line form.

use clap::{Args, ValueEnum};
use minoots_wire::schedule::v1::{Calendar, GapPolicy, MonthEndPolicy, RepeatPolicy};

use crate::value::{Moment, Span};

/// A rule, its time zone and its policies.
#[derive(Args, Debug, Default)]
pub struct CalendarArguments {
    /// Cron expression: minute hour day month weekday, such as "30 2 * * *", or a nickname such as @daily
    #[arg(long, value_name = "EXPR")]
    cron: Option<String>,
    /// Read six cron fields, the first of which is the second
    #[arg(long, requires = "cron")]
    seconds: bool,
    /// Interval of elapsed time between occurrences, such as 90m
    #[arg(long, value_name = "DURATION", allow_hyphen_values = true)]
    every: Option<Span>,
    /// Instant that is an occurrence of the interval [default: the start, or 1970 without one]
    #[arg(long, value_name = "RFC3339", requires = "every")]
    anchor: Option<Moment>,
    /// Recurrence rule of RFC 5545, such as "FREQ=MONTHLY;BYDAY=-1FR"
    #[arg(long, value_name = "RULE", requires = "dtstart")]
    rrule: Option<String>,
    /// First local date and time of the recurrence rule, such as 2026-03-01T09:00:00
    #[arg(long, value_name = "LOCAL", requires = "rrule")]
    dtstart: Option<String>,
    /// Instant of an occurrence; repeatable
    #[arg(long = "instant", value_name = "RFC3339")]
    instants: Vec<Moment>,
    /// IANA time zone of dates and times, such as Europe/Berlin [default: UTC]
    #[arg(long)]
    zone: Option<String>,
    /// Policy for a local time that a clock change skips: after (the gap) or skip [default: after]
    #[arg(long, value_enum, value_name = "POLICY", hide_possible_values = true)]
    gap: Option<Gap>,
    /// Policy for a local time that a clock change repeats: first, second or both [default: first]
    #[arg(long, value_enum, value_name = "POLICY", hide_possible_values = true)]
    repeat: Option<Repeat>,
    /// Policy for a day that a month does not have: skip, last-day or next-day [default: skip]
    #[arg(long, value_enum, value_name = "POLICY", hide_possible_values = true)]
    month_end: Option<MonthEnd>,
    /// Earliest occurrence, inclusive [default: none]
    #[arg(long, value_name = "RFC3339")]
    start: Option<Moment>,
    /// End of the occurrences, exclusive [default: none]
    #[arg(long, value_name = "RFC3339")]
    end: Option<Moment>,
    /// Maximum number of occurrences from the start, at most 100000 [default: no maximum]
    #[arg(long, value_name = "N", requires = "start", value_parser = clap::value_parser!(u32).range(1..))]
    max_runs: Option<u32>,
    /// Maximum delay of an occurrence, the same on each computation; at most 1d [default: 0s]
    #[arg(long, value_name = "DURATION")]
    jitter: Option<Span>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Gap {
    After,
    Skip,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Repeat {
    First,
    Second,
    Both,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum MonthEnd {
    Skip,
    LastDay,
    NextDay,
}

impl CalendarArguments {
    /// Converts the rule into its protobuf form.
    pub fn to_proto(&self) -> Calendar {
        let gap = self.gap.map_or(GapPolicy::Unspecified, |gap| match gap {
            Gap::After => GapPolicy::After,
            Gap::Skip => GapPolicy::Skip,
        });
        let repeat = self.repeat.map_or(RepeatPolicy::Unspecified, |repeat| match repeat {
            Repeat::First => RepeatPolicy::First,
            Repeat::Second => RepeatPolicy::Second,
            Repeat::Both => RepeatPolicy::Both,
        });
        let month_end = self.month_end.map_or(MonthEndPolicy::Unspecified, |end| match end {
            MonthEnd::Skip => MonthEndPolicy::Skip,
            MonthEnd::LastDay => MonthEndPolicy::LastDay,
            MonthEnd::NextDay => MonthEndPolicy::NextDay,
        });
        Calendar {
            cron: self.cron.clone().unwrap_or_default(),
            seconds: self.seconds,
            interval: self.every.map(Span::to_proto),
            anchor: self.anchor.map(Moment::to_proto),
            rrule: self.rrule.clone().unwrap_or_default(),
            dtstart: self.dtstart.clone().unwrap_or_default(),
            instants: self.instants.iter().map(|instant| instant.to_proto()).collect(),
            zone: self.zone.clone().unwrap_or_default(),
            gap: gap.into(),
            repeat: repeat.into(),
            month_end: month_end.into(),
            start: self.start.map(Moment::to_proto),
            end: self.end.map(Moment::to_proto),
            count: self.max_runs.unwrap_or_default(),
            jitter: self.jitter.map(Span::to_proto),
        }
    }
}
