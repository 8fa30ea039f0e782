//! What becomes of a schedule's instants, from where it stands to a moment: which run, which are missed, and which is next.
//!
//! Pure, and the same on every node of one release. An instant is late once it is [`LATE_AFTER`] past; what is not late runs in any case, and
//! of what is late the missed-run policy keeps some.

use super::calendar;
use minoots_calendar::{Calendar, MissedRuns, zone};
use minoots_kernel::{
    internal::{
        MissedInstants, MissedRuns as Kept, ScheduleInstant, SchedulePlan, ScheduleRow, ScheduleRun, ScheduleSpec,
    },
    limits::SCHEDULE_INSTANTS_MAX,
};

/// An interruption of this length loses no run, whatever the policy.
pub(crate) const LATE_AFTER: i64 = 10_000_000_000;
/// Instants of one walk; there may be millions after a long downtime.
const WALK_MAX: usize = 10_000;
/// Payloads of the timers of one run, bytes.
const PAYLOADS_MAX: usize = 1 << 20;

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unplanned {
    /// This node would compute other instants than a newer one did.
    #[error("its instants were computed from zone data {0}, which are newer than those of this node")]
    NewerZones(String),
    /// A rule that a newer version took.
    #[error("its rule cannot be read by this version: {0}")]
    Unreadable(String),
}

/// The rule of a schedule that is stored.
pub(crate) fn calendar_of(spec: &ScheduleSpec) -> Result<Calendar, Unplanned> {
    let stored = spec.calendar.clone().unwrap_or_default();
    calendar::read(&stored).map_err(|errors| {
        let first = errors.first().map(ToString::to_string).unwrap_or_default();
        Unplanned::Unreadable(first)
    })
}

/// Everything up to `decided` is decided; what comes after follows the rule.
pub(crate) fn from(calendar: &Calendar, base: i64, decided: i64) -> SchedulePlan {
    SchedulePlan {
        base,
        decided,
        next: calendar.next_after(decided).map_or(0, |next| next.instant_ns),
        zone_data: zone::data_version().to_owned(),
    }
}

/// A plan for a schedule that is changed or goes on: from `now` on, or from where it stands if that is later.
pub(crate) fn onward(row: &ScheduleRow, spec: &ScheduleSpec, now: i64) -> Result<SchedulePlan, Unplanned> {
    if row.zone_data.as_str() > zone::data_version() {
        return Err(Unplanned::NewerZones(row.zone_data.clone()));
    }
    Ok(from(&calendar_of(spec)?, row.decided, now.max(row.decided)))
}

/// Decides the instants up to `until`, as of `now`; at most as many as one entry takes. `None` if there are none. If the schedule waits for
/// another instant than the rule names, which newer zone data or a newer release may bring about, only what it waits for is set right.
pub(crate) fn run(
    tenant: &str,
    id: &str,
    row: &ScheduleRow,
    now: i64,
    until: i64,
) -> Result<Option<ScheduleRun>, Unplanned> {
    if row.zone_data.as_str() > zone::data_version() {
        return Err(Unplanned::NewerZones(row.zone_data.clone()));
    }
    let spec = row.spec.clone().unwrap_or_default();
    let calendar = calendar_of(&spec)?;
    let window = row.decided.saturating_add(1)..until.saturating_add(1);
    let found = calendar.occurrences(window).take(WALK_MAX + 1);
    let instants: Vec<i64> = found.map(|occurrence| occurrence.instant_ns).collect();
    let named = instants.first().copied();
    let waits_for = Some(row.next).filter(|next| *next != 0 && *next <= until);
    if named != waits_for {
        return anew(tenant, id, row).map(Some);
    }
    let Some(decided) = decide(&spec, &instants, now) else {
        return Ok(None);
    };
    let instants = decided.runs.iter().map(|instant| ScheduleInstant {
        instant: *instant,
        fire_time: calendar.due_ns(id, *instant),
    });
    Ok(Some(ScheduleRun {
        tenant: tenant.to_owned(),
        id: id.to_owned(),
        version: row.version,
        missed: missed(decided.missed),
        instants: instants.collect(),
        plan: Some(from(&calendar, row.decided, decided.last)),
    }))
}

/// A schedule whose instants were computed from older zone data, computed anew: nothing is decided by it.
pub(crate) fn anew(tenant: &str, id: &str, row: &ScheduleRow) -> Result<ScheduleRun, Unplanned> {
    let spec = row.spec.clone().unwrap_or_default();
    Ok(ScheduleRun {
        tenant: tenant.to_owned(),
        id: id.to_owned(),
        version: row.version,
        plan: Some(onward(row, &spec, row.decided)?),
        ..ScheduleRun::default()
    })
}

struct Decided<'a> {
    missed: &'a [i64],
    runs: &'a [i64],
    /// The last of both.
    last: i64,
}

/// What becomes of instants, of which there may be more if there are more than [`WALK_MAX`].
fn decide<'a>(spec: &ScheduleSpec, instants: &'a [i64], now: i64) -> Option<Decided<'a>> {
    let late = instants.partition_point(|instant| instant.saturating_add(LATE_AFTER) < now);
    let keep = match spec.missed_runs() {
        // The latest of all is not late.
        Kept::Unspecified if late < instants.len() => 0,
        Kept::Unspecified => 1,
        Kept::All => usize::try_from(spec.missed_runs_max).unwrap_or(usize::MAX),
        Kept::None => 0,
    };
    let (missed, rest) = instants.split_at(late.saturating_sub(keep));
    if instants.len() > WALK_MAX && late == instants.len() {
        // Which are the latest is not known yet. More are late than are ever kept, so some are missed.
        let last = *missed.last()?;
        return Some(Decided {
            missed,
            runs: &[],
            last,
        });
    }
    let payload = spec.timer.as_ref().map_or(0, |timer| timer.payload.len());
    let at_once = SCHEDULE_INSTANTS_MAX.min(PAYLOADS_MAX / payload.max(1)).max(1);
    let runs = &rest[..rest.len().min(at_once)];
    let last = *runs.last().or(missed.last())?;
    Some(Decided { missed, runs, last })
}

fn missed(instants: &[i64]) -> Option<MissedInstants> {
    Some(MissedInstants {
        first: *instants.first()?,
        last: *instants.last()?,
        count: instants.len() as u64,
    })
}

/// Why a policy may not be, if it may not.
pub(crate) fn check_kept(policy: Kept, max: u32) -> Result<(), minoots_calendar::Error> {
    let policy = match policy {
        Kept::Unspecified => MissedRuns::Latest,
        Kept::None => MissedRuns::None,
        Kept::All => MissedRuns::All {
            max: Some(max).filter(|max| *max != 0),
        },
    };
    policy.runs_max().map(drop)
}

#[cfg(test)]
mod tests;
