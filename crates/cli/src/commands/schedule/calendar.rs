//! Rules as they are written on the command line.

use clap::{Args, ValueEnum};
use minoots_wire::schedule::v1::{Calendar, GapPolicy, MonthEndPolicy, RepeatPolicy};

use crate::value::{Moment, Span};

/// When something runs.
#[derive(Args, Debug, Default)]
pub struct CalendarArguments {
    /// minute hour day month weekday, such as "30 2 * * *", or @daily and the like
    #[arg(long, value_name = "EXPR")]
    cron: Option<String>,
    /// The expression has six fields, of which the first is the second
    #[arg(long, requires = "cron")]
    seconds: bool,
    /// Every so much elapsed time, such as 90m
    #[arg(long, value_name = "DURATION", allow_hyphen_values = true)]
    every: Option<Span>,
    /// An instant that intervals are counted from [default: the start, or 1970]
    #[arg(long, value_name = "RFC3339", requires = "every")]
    anchor: Option<Moment>,
    /// A recurrence rule of RFC 5545, such as "FREQ=MONTHLY;BYDAY=-1FR"
    #[arg(long, value_name = "RULE", requires = "dtstart")]
    rrule: Option<String>,
    /// The local date and time that the recurrence begins at, such as 2026-03-01T09:00:00
    #[arg(long, value_name = "LOCAL", requires = "rrule")]
    dtstart: Option<String>,
    /// One instant; may be repeated
    #[arg(long = "instant", value_name = "RFC3339")]
    instants: Vec<Moment>,
    /// The zone that dates and times are meant in, such as Europe/Berlin [default: UTC]
    #[arg(long)]
    zone: Option<String>,
    /// A time that a change of the clock leaves out: after the gap, or skip [default: after]
    #[arg(long, value_enum, value_name = "POLICY", hide_possible_values = true)]
    gap: Option<Gap>,
    /// A time that a change of the clock repeats: first, second or both [default: first]
    #[arg(long, value_enum, value_name = "POLICY", hide_possible_values = true)]
    repeat: Option<Repeat>,
    /// A day that a month does not have: skip, last-day or next-day [default: skip]
    #[arg(long, value_enum, value_name = "POLICY", hide_possible_values = true)]
    month_end: Option<MonthEnd>,
    /// No occurrence before this
    #[arg(long, value_name = "RFC3339")]
    start: Option<Moment>,
    /// No occurrence from here on
    #[arg(long, value_name = "RFC3339")]
    end: Option<Moment>,
    /// At most so many occurrences from the start
    #[arg(long, value_name = "N", requires = "start", value_parser = clap::value_parser!(u32).range(1..))]
    max_runs: Option<u32>,
    /// Each is due up to this much later, always the same for each
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
    /// As the protobuf type.
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
