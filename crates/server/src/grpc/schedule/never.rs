//! Rejects rules without a future instant.

use crate::{
    schedules::{Zones, plan},
    validate,
};
use minoots_kernel::internal::{CalendarSpec, ScheduleSpec};
use minoots_wire::error::Reason;
use tonic::Status;

/// A field that bounds a rule: its name, a function that removes it, and the reason for which it ends the rule.
type Bound = (&'static str, fn(&mut CalendarSpec), &'static str);

const BOUNDS: [Bound; 3] = [
    (
        "calendar.end",
        |calendar| calendar.end = None,
        "comes before the next run: the schedule would never run; give a later end, or none",
    ),
    (
        "calendar.count",
        |calendar| calendar.count = 0,
        "is used up before now: the schedule would never run; give a larger count, a later start, or none",
    ),
    (
        "calendar.start",
        |calendar| calendar.start = None,
        "comes after the last run: the schedule would never run; give an earlier start, or none",
    ),
];

/// Rejects a rule without a future instant, and names the field that ends it. If several fields do so only together, it
/// names the first field of the smallest set without which the rule would run.
pub(super) fn refused(spec: &ScheduleSpec, now: i64) -> Status {
    let calendar = spec.calendar.clone().unwrap_or_default();
    let mut sets: Vec<Vec<&Bound>> = (1..1_u8 << BOUNDS.len())
        .map(|set| {
            (0..)
                .zip(&BOUNDS)
                .filter(|(at, _)| set >> at & 1 == 1)
                .map(|(_, bound)| bound)
                .collect()
        })
        .collect();
    sets.sort_by_key(Vec::len);
    let ends = sets.iter().find(|set| {
        let mut without = calendar.clone();
        set.iter().for_each(|(_, take_away, _)| take_away(&mut without));
        without != calendar && runs(without, now)
    });
    let (field, reason, description) = if let Some([(field, _, description), ..]) = ends.map(Vec::as_slice) {
        (*field, Reason::WindowEmpty, *description)
    } else if !calendar.instants.is_empty() {
        let description = "are all past: the schedule would never run; give one that is to come";
        ("calendar.instants", Reason::InstantsRange, description)
    } else if !calendar.rrule.is_empty() {
        let description = "has no instant from now on: the schedule would never run; give a later UNTIL, a larger COUNT or another rule";
        ("calendar.rrule", Reason::RruleNeverMatches, description)
    } else {
        let description = "names no instant that is to come: the schedule would never run";
        ("calendar", Reason::WindowEmpty, description)
    };
    validate::violation(field, reason, description)
}

/// Whether a rule has an instant after `now`.
fn runs(calendar: CalendarSpec, now: i64) -> bool {
    let spec = ScheduleSpec {
        calendar: Some(calendar),
        ..ScheduleSpec::default()
    };
    let calendar = plan::calendar_of(&spec, Zones::bundled());
    calendar.is_ok_and(|calendar| calendar.next_after(now).is_some())
}
