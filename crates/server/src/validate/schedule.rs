//! Checks schedules. `minoots-calendar` parses the rule, and its error reasons are those of the API.

use super::{Violations, nanos};
use crate::schedules;
use minoots_kernel::internal::{
    self, CalendarGap, CalendarMonthEnd, CalendarRepeat, CalendarSpec, MissedRuns, NewTimer, ScheduleSpec,
};
use minoots_wire::{
    error::Reason,
    schedule::v1::{Calendar, GapPolicy, MissedRunPolicy, MonthEndPolicy, OverlapPolicy, RepeatPolicy, TimerTemplate},
    time::{duration, instant},
    timer::v1::CreateTimerRequest,
    well_known::Timestamp,
};
use tonic::Status;

/// The description of an invalid instant.
pub(crate) const TIMESTAMP: &str =
    "must have nanos of 0 to 999,999,999 and lie in the years 1678 to 2261, which have occurrences";
const CHOICE: &str = "give exactly one of cron, interval, rrule and instants";

/// Converts a rule with its zone and policies. The result is valid only if no violation was added.
pub(crate) fn calendar(violations: &mut Violations, prefix: &str, asked: Option<&Calendar>) -> CalendarSpec {
    let absent = Calendar::default();
    let asked = asked.unwrap_or(&absent);
    let before = violations.count();
    let spec = fields(violations, prefix, asked);
    if violations.count() == before
        && let Err(errors) = schedules::calendar::read(&spec, schedules::Zones::bundled())
    {
        add(violations, prefix, errors);
    }
    spec
}

fn fields(violations: &mut Violations, prefix: &str, asked: &Calendar) -> CalendarSpec {
    let field = |name: &str| format!("{prefix}.{name}");
    let given = [
        !asked.cron.is_empty(),
        asked.interval.is_some(),
        !asked.rrule.is_empty(),
        !asked.instants.is_empty(),
    ];
    if given.iter().filter(|given| **given).count() != 1 {
        violations.add(prefix, Reason::TimeSpecChoice, CHOICE);
    }
    let [cron, interval, rrule, _] = given;
    let names_days = cron || rrule;
    let is_second_pass = matches!(asked.repeat(), RepeatPolicy::Second | RepeatPolicy::Both);
    let moves_days = matches!(asked.month_end(), MonthEndPolicy::LastDay | MonthEndPolicy::NextDay);
    // Rejects fields that do not apply, instead of ignoring them.
    for (stray, name, of) in [
        (asked.seconds && !cron, "seconds", "cron"),
        (asked.anchor.is_some() && !interval, "anchor", "interval"),
        (!asked.dtstart.is_empty() && !rrule, "dtstart", "rrule"),
        (asked.gap() == GapPolicy::Skip && !names_days, "gap", "cron and rrule"),
        (is_second_pass && !names_days, "repeat", "cron and rrule"),
        (moves_days && !names_days, "month_end", "cron and rrule"),
    ] {
        if stray {
            let description = format!("belongs to {of}, and this rule has none; leave it out");
            violations.add(field(name), Reason::TimeSpecChoice, description);
        }
    }
    let mut moment = |name: &str, asked: Option<&Timestamp>| {
        let found = asked.map(instant::from_proto)?;
        let found = found.map_err(|_| violations.add(field(name), Reason::TimestampRange, TIMESTAMP));
        found.ok()
    };
    let anchor = moment("anchor", asked.anchor.as_ref());
    let (start, end) = (moment("start", asked.start.as_ref()), moment("end", asked.end.as_ref()));
    let instants = (0..).zip(&asked.instants);
    let instants = instants.filter_map(|(at, instant): (usize, _)| moment(&format!("instants[{at}]"), Some(instant)));
    let instants = instants.collect();
    let mut spec = CalendarSpec {
        cron: asked.cron.clone(),
        seconds: asked.seconds,
        interval: asked.interval.as_ref().map_or(0, nanos),
        anchor,
        rrule: asked.rrule.clone(),
        dtstart: asked.dtstart.clone(),
        instants,
        zone: match asked.zone.as_str() {
            "" => "UTC".to_owned(),
            zone => zone.to_owned(),
        },
        start,
        end,
        count: asked.count,
        jitter: asked.jitter.as_ref().map_or(0, nanos),
        ..CalendarSpec::default()
    };
    policies(asked, &mut spec);
    spec
}

fn policies(asked: &Calendar, spec: &mut CalendarSpec) {
    match asked.gap() {
        GapPolicy::Unspecified | GapPolicy::After => {}
        GapPolicy::Skip => spec.set_gap(CalendarGap::Skip),
    }
    match asked.repeat() {
        RepeatPolicy::Unspecified | RepeatPolicy::First => {}
        RepeatPolicy::Second => spec.set_repeat(CalendarRepeat::Second),
        RepeatPolicy::Both => spec.set_repeat(CalendarRepeat::Both),
    }
    match asked.month_end() {
        MonthEndPolicy::Unspecified | MonthEndPolicy::Skip => {}
        MonthEndPolicy::LastDay => spec.set_month_end(CalendarMonthEnd::LastDay),
        MonthEndPolicy::NextDay => spec.set_month_end(CalendarMonthEnd::NextDay),
    }
}

/// Checks the template of a schedule's timers.
pub(crate) fn timer(
    violations: &mut Violations,
    tenant: &str,
    schedule: &str,
    asked: Option<TimerTemplate>,
) -> NewTimer {
    let asked = asked.unwrap_or_default();
    let request = CreateTimerRequest {
        name: match asked.name.as_str() {
            "" => schedule.to_owned(),
            _ => asked.name,
        },
        delay: Some(duration::to_proto(0)),
        payload: asked.payload,
        labels: asked.labels,
        target: asked.target,
        retry_policy: asked.retry_policy,
        ack_deadline: asked.ack_deadline,
        priority: asked.priority,
        concurrency_key: asked.concurrency_key,
        actions: asked.actions,
        ..CreateTimerRequest::default()
    };
    let timer = super::new_timer(violations, "timer.", tenant, request, 0, None);
    // Fields that each timer sets itself.
    NewTimer {
        id: String::new(),
        create_time: 0,
        fire_time: 0,
        delay_plus_one: 0,
        digest: Vec::new(),
        digest_encoding: 0,
        ..timer
    }
}

/// Checks the policy for missed runs.
pub(crate) fn missed_runs(violations: &mut Violations, spec: &mut ScheduleSpec, policy: MissedRunPolicy, max: u32) {
    let policy = match policy {
        MissedRunPolicy::Unspecified | MissedRunPolicy::Latest => MissedRuns::Unspecified,
        MissedRunPolicy::All => MissedRuns::All,
        MissedRunPolicy::None => MissedRuns::None,
    };
    // A number out of range is refused as such, whatever the policy.
    let judged = if max == 0 { policy } else { MissedRuns::All };
    if let Err(error) = schedules::plan::check_kept(judged, max) {
        violations.add("missed_runs_max", Reason::CatchupUnbounded, error.message);
    } else if judged != policy {
        let description = "belongs to MISSED_RUN_POLICY_ALL, which is not given; leave it out";
        violations.add("missed_runs_max", Reason::CatchupUnbounded, description);
    }
    spec.set_missed_runs(policy);
    spec.missed_runs_max = max;
}

/// Sets the overlap policy.
pub(crate) fn overlap(spec: &mut ScheduleSpec, policy: OverlapPolicy) {
    match policy {
        OverlapPolicy::Unspecified | OverlapPolicy::Skip => {}
        OverlapPolicy::Allow => spec.set_overlap(internal::OverlapPolicy::Allow),
        OverlapPolicy::BufferOne => spec.set_overlap(internal::OverlapPolicy::BufferOne),
        OverlapPolicy::BufferAll => spec.set_overlap(internal::OverlapPolicy::BufferAll),
        OverlapPolicy::CancelOther => spec.set_overlap(internal::OverlapPolicy::CancelOther),
    }
}

fn add(violations: &mut Violations, prefix: &str, errors: Vec<minoots_calendar::Error>) {
    for error in errors {
        // The reasons of the calendar are those of the API.
        let reason = Reason::parse(error.reason.as_str()).unwrap_or(Reason::Malformed);
        let description = match error.column {
            Some(column) => format!("column {column}: {}", error.message),
            None => error.message,
        };
        violations.add(format!("{prefix}.{}", error.field.as_str()), reason, description);
    }
}

/// The rejection of a rule that was valid before and no longer is.
pub(crate) fn refused(prefix: &str, errors: Vec<minoots_calendar::Error>) -> Status {
    let mut violations = Violations::default();
    add(&mut violations, prefix, errors);
    match violations.finish() {
        Err(status) => status,
        Ok(()) => super::violation(prefix, Reason::Malformed, "is no rule"),
    }
}
