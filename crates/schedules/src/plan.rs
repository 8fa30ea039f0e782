//! Decides a schedule's instants from its current position up to a moment: runs, missed runs and the next instant.
//!
//! The functions are pure and give the same result on every node of one release. An instant is late once it is
//! [`LATE_AFTER`] in the past. An instant that is not late always runs. Of the late instants, the missed-run policy
//! keeps some.

use crate::{calendar, zones::Zones};
use minoots_calendar::{Calendar, MissedRuns};
use minoots_kernel::{
    defects::{Defect, planted},
    internal::{
        MissedInstants, MissedRuns as Kept, ScheduleInstant, SchedulePlan, ScheduleRow, ScheduleRun, ScheduleSpec,
    },
    limits::SCHEDULE_INSTANTS_MAX,
};

/// An interruption up to this length loses no run under any policy, in nanoseconds.
pub const LATE_AFTER: i64 = 10_000_000_000;
/// Maximum number of instants per walk. A long downtime can leave millions.
const WALK_MAX: usize = 10_000;
/// Maximum total payload of the timers of one entry, in bytes.
const PAYLOADS_MAX: usize = 1 << 20;

/// Why an instant cannot be planned.
#[derive(Debug, thiserror::Error)]
pub enum Unplanned {
    /// The stored instants come from newer zone data, so this node would compute different ones.
    #[error("its instants were computed from zone data {0}, which are newer than those of this node")]
    NewerZones(String),
    /// The rule cannot be read. A newer version accepted it.
    #[error("its rule cannot be read by this version: {0}")]
    Unreadable(String),
    /// A defect of this version that affects only this schedule.
    #[error("its instants cannot be computed by this version")]
    Failed,
}

/// The time and zone data of a decision.
#[derive(Clone, Copy, Debug)]
pub struct When {
    /// The clock reading.
    pub now: i64,
    /// Last instant to decide.
    pub until: i64,
    /// Instants up to this one are held after a restore; 0 if none are held.
    pub held_until: i64,
    /// The zone data.
    pub zones: Zones,
}

/// The remaining capacity of an entry.
#[derive(Debug)]
pub struct Left {
    timers: usize,
    bytes: usize,
    is_used_up: bool,
}

impl Default for Left {
    fn default() -> Self {
        Self {
            timers: SCHEDULE_INSTANTS_MAX,
            bytes: PAYLOADS_MAX,
            is_used_up: false,
        }
    }
}

impl Left {
    /// Whether the entry is full, or a request exceeded its capacity.
    pub fn is_used_up(&self) -> bool {
        self.is_used_up
    }

    /// Takes up to `wanted` timers with this payload size and returns how many fit. An empty entry takes at least one
    /// timer, even if its payload exceeds the limit.
    pub(crate) fn take(&mut self, wanted: usize, payload: usize) -> usize {
        let least = usize::from(self.timers == SCHEDULE_INSTANTS_MAX);
        let taken = wanted.min(self.timers).min((self.bytes / payload.max(1)).max(least));
        self.timers -= taken;
        self.bytes = self.bytes.saturating_sub(taken * payload);
        self.is_used_up |= taken < wanted || self.timers == 0;
        taken
    }
}

/// Contains a panic of a calendar, so that one faulty rule does not stop the leader and each of its successors.
pub(crate) fn contained<T>(work: impl FnOnce() -> Result<T, Unplanned>) -> Result<T, Unplanned> {
    // After a panic, the only changed state that is still read is the capacity of the entry.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or(Err(Unplanned::Failed))
}

/// The calendar of a stored schedule.
pub fn calendar_of(spec: &ScheduleSpec, zones: Zones) -> Result<Calendar, Unplanned> {
    counted(spec, zones, 0)
}

/// The calendar of a running schedule. If its instants come from the same zone data, the stored end of the count is
/// valid.
pub(crate) fn standing(row: &ScheduleRow, spec: &ScheduleSpec, zones: Zones) -> Result<Calendar, Unplanned> {
    let is_known =
        row.zone_data == zones.version() && row.spec.as_ref().is_some_and(|known| known.calendar == spec.calendar);
    counted(spec, zones, if is_known { row.ends } else { 0 })
}

fn counted(spec: &ScheduleSpec, zones: Zones, ends: i64) -> Result<Calendar, Unplanned> {
    let stored = spec.calendar.clone().unwrap_or_default();
    calendar::read_counted(&stored, zones, ends).map_err(|errors| {
        let first = errors.first().map(ToString::to_string).unwrap_or_default();
        Unplanned::Unreadable(first)
    })
}

/// Builds a plan in which everything up to `decided` is decided. Later instants follow the rule.
pub fn from(calendar: &Calendar, base: i64, decided: i64, zones: Zones) -> SchedulePlan {
    SchedulePlan {
        base,
        decided,
        next: calendar.next_after(decided).map_or(0, |next| next.instant_ns),
        zone_data: zones.version().to_owned(),
        ends: calendar.counted().unwrap_or(0),
    }
}

/// The shortest time between two occurrences, in nanoseconds; 0 if there are fewer than two.
#[must_use]
pub fn period(calendar: &Calendar) -> u64 {
    calendar.period_ns().map_or(0, i64::unsigned_abs)
}

/// Plans a schedule that changes or resumes, starting at `now` or at its decided instant, whichever is later.
pub fn onward(row: &ScheduleRow, spec: &ScheduleSpec, now: i64, zones: Zones) -> Result<SchedulePlan, Unplanned> {
    changed(row, spec, now, zones).map(|(plan, _)| plan)
}

/// Plans a schedule that gets this rule. Also returns the shortest time between two of its occurrences.
///
/// # Errors
/// No plan can be made.
pub fn changed(
    row: &ScheduleRow,
    spec: &ScheduleSpec,
    now: i64,
    zones: Zones,
) -> Result<(SchedulePlan, u64), Unplanned> {
    check_zone_data(row, zones)?;
    contained(|| {
        let calendar = standing(row, spec, zones)?;
        let plan = from(&calendar, row.decided, now.max(row.decided), zones);
        Ok((plan, period(&calendar)))
    })
}

pub(crate) fn check_zone_data(row: &ScheduleRow, zones: Zones) -> Result<(), Unplanned> {
    match row.zone_data.as_str() > zones.version() && !planted(Defect::OlderZonesDecide) {
        true => Err(Unplanned::NewerZones(row.zone_data.clone())),
        false => Ok(()),
    }
}

/// Decides the instants up to a moment, bounded by the remaining capacity of the entry. Returns `None` if there are
/// none. A run decides held instants separately, as missed. Newer zone data or a newer release can make the stored next
/// instant differ from the rule's. The run then only corrects the stored next instant.
pub fn run(
    tenant: &str,
    id: &str,
    row: &ScheduleRow,
    at: When,
    left: &mut Left,
) -> Result<Option<ScheduleRun>, Unplanned> {
    check_zone_data(row, at.zones)?;
    contained(|| compute(tenant, id, row, at, left))
}

fn compute(
    tenant: &str,
    id: &str,
    row: &ScheduleRow,
    at: When,
    left: &mut Left,
) -> Result<Option<ScheduleRun>, Unplanned> {
    let spec = row.spec.clone().unwrap_or_default();
    let calendar = standing(row, &spec, at.zones)?;
    let is_held = at.held_until != 0 && row.next != 0 && row.next <= at.held_until;
    let until = if is_held { at.until.min(at.held_until) } else { at.until };
    let window = row.decided.saturating_add(1)..until.saturating_add(1);
    let found = calendar.occurrences(window).take(WALK_MAX + 1);
    let instants: Vec<i64> = found.map(|occurrence| occurrence.instant_ns).collect();
    let named = instants.first().copied();
    let waits_for = Some(row.next).filter(|next| *next != 0 && *next <= until);
    if named != waits_for {
        return anew(tenant, id, row, at.zones).map(Some);
    }
    let decided = if is_held {
        all_missed(&instants)
    } else {
        decide(&spec, &instants, at.now, left)
    };
    let Some(decided) = decided else {
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
        instants: instants
            .enumerate()
            .filter(|(at, _)| *at != 1 || !planted(Defect::InstantLeftOut))
            .map(|(_, instant)| instant)
            .collect(),
        plan: Some(from(&calendar, row.decided, decided.last, at.zones)),
        backfill: None,
        coming_until: 0,
    }))
}

/// Recomputes a schedule whose instants come from older zone data. It decides no instant.
pub fn anew(tenant: &str, id: &str, row: &ScheduleRow, zones: Zones) -> Result<ScheduleRun, Unplanned> {
    let spec = row.spec.clone().unwrap_or_default();
    Ok(ScheduleRun {
        tenant: tenant.to_owned(),
        id: id.to_owned(),
        version: row.version,
        plan: Some(onward(row, &spec, row.decided, zones)?),
        ..ScheduleRun::default()
    })
}

struct Decided<'a> {
    missed: &'a [i64],
    runs: &'a [i64],
    /// The last decided instant.
    last: i64,
}

fn all_missed(instants: &[i64]) -> Option<Decided<'_>> {
    Some(Decided {
        missed: instants,
        runs: &[],
        last: *instants.last()?,
    })
}

/// Decides which instants run and which are missed. If there are more than [`WALK_MAX`] instants, later ones may exist.
fn decide<'a>(spec: &ScheduleSpec, instants: &'a [i64], now: i64, left: &mut Left) -> Option<Decided<'a>> {
    let late_after = if planted(Defect::LateAtOnce) { 0 } else { LATE_AFTER };
    let late = instants.partition_point(|instant| instant.saturating_add(late_after) < now);
    let keep = match spec.missed_runs() {
        // The latest instant is not late.
        Kept::Unspecified if late < instants.len() => 0,
        Kept::Unspecified => 1,
        Kept::All => usize::try_from(spec.missed_runs_max).unwrap_or(usize::MAX),
        Kept::None if planted(Defect::MissedRunsIgnored) => 1,
        Kept::None => 0,
    };
    let (missed, rest) = instants.split_at(late.saturating_sub(keep));
    if instants.len() > WALK_MAX && late == instants.len() {
        // The latest instants are not known yet. More instants are late than any policy keeps, so some are missed.
        return all_missed(missed);
    }
    let payload = spec.timer.as_ref().map_or(0, |timer| timer.payload.len());
    let runs = &rest[..left.take(rest.len(), payload)];
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

/// Checks a missed-run policy and its maximum.
pub fn check_kept(policy: Kept, max: u32) -> Result<(), minoots_calendar::Error> {
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
