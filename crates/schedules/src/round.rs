//! The leader's decisions for one log entry, within the entry's capacity. Schedules that are not late yet go first, and
//! tenants alternate. So neither a backlog nor one tenant's many schedules delay the schedules of another tenant.
//! Backfills come last.

use crate::{
    backfill::{self, Next},
    plan::{self, Left, Unplanned, When},
    zones::Zones,
};
use minoots_kernel::{
    Failure,
    internal::{ScheduleRow, ScheduleRun},
    limits::SCHEDULE_LEAD,
    tables::{self, Read, schedule},
};
use std::{collections::BTreeMap, time::Duration};

/// Lead: how long before its instant an occurrence is decided, in nanoseconds. The kernel rejects occurrences further
/// ahead than its own lead.
pub const LEAD: i64 = SCHEDULE_LEAD;
/// Maximum number of schedules per entry.
const RUNS_MAX: usize = 64;
/// Maximum number of schedules examined per entry. It is more than one tenant may have.
const DUE_MAX: usize = 16_384;
/// Maximum time between two clock readings while schedules exist, in nanoseconds. An operator may set the clock.
const LOOK: i64 = 1_000_000_000;

/// The leader's time, permission and zone data for one round.
#[derive(Clone, Copy, Debug)]
pub struct RoundInputs {
    /// The clock reading.
    pub now: i64,
    /// Whether the round may create timers. It may not while the disk is at its reserve; instants that come in the
    /// meantime become late.
    pub makes: bool,
    /// The node's zone data.
    pub zones: Zones,
}

/// The work of one round.
#[derive(Debug)]
pub struct Round {
    /// The runs of the entry.
    pub runs: Vec<ScheduleRun>,
    /// Time until the next round; `None` if no schedule waits.
    pub wait: Option<Duration>,
    /// Due schedules that this node cannot run.
    pub stuck: Vec<Stuck>,
}

/// A schedule that this node cannot run.
#[derive(Debug)]
pub struct Stuck {
    /// The tenant.
    pub tenant: String,
    /// The schedule's id.
    pub id: String,
    /// The schedule's version.
    pub version: u64,
    /// The cause.
    pub why: Unplanned,
}

/// Reads the due schedules and plans their runs.
///
/// # Errors
/// Stored data cannot be read.
pub fn look(view: &dyn Read, look: RoundInputs) -> Result<Round, Failure> {
    let now = look.now;
    let at = When {
        now,
        until: now.saturating_add(LEAD),
        held_until: tables::shard::get(view)?.held_until,
        zones: look.zones,
    };
    let mut round = Round {
        runs: Vec::new(),
        wait: wait(view, at.until)?,
        stuck: Vec::new(),
    };
    if !look.makes {
        round.wait = round.wait.map(|_| nanos(LOOK));
        return Ok(round);
    }
    let (first, _) = schedule::next_range();
    let late = schedule::next_from(now.saturating_sub(plan::LATE_AFTER));
    let end = schedule::next_from(at.until.saturating_add(1));
    let mut left = Left::default();
    let mut backfilled = Vec::new();
    for (from, until) in [(&late, &end), (&first, &late)] {
        let mut due = Vec::new();
        for scanned in view.scan(from, until, DUE_MAX)? {
            let (_, tenant, id) = schedule::read_next(&scanned)?;
            due.push((tenant, id));
        }
        for (tenant, id) in in_turn(due) {
            let Some(row) = schedule::get(view, &tenant, &id)? else {
                return Err(Failure::Corrupt(format!("schedule {id} runs on and is not there")));
            };
            round.runs.extend(coming((&tenant, &id), &row, at.until, &mut left));
            // A schedule with a backfill can be due here although its next instant has not come.
            if row.next != 0 && row.next <= at.until {
                let run = plan_one(&mut round, (&tenant, &id), &row, at, &mut left);
                round.runs.extend(run);
            }
            if schedule::backfill(&row).is_some() {
                backfilled.push((tenant, id, row));
            }
            if left.is_used_up() || round.runs.len() >= RUNS_MAX {
                return Ok(round);
            }
        }
    }
    go_on(&mut round, backfilled, now, &mut left);
    Ok(round)
}

/// Selects the instants whose fire times have come, within the remaining capacity of the entry.
fn coming((tenant, id): (&str, &str), row: &ScheduleRow, until: i64, left: &mut Left) -> Option<ScheduleRun> {
    let mut coming: Vec<i64> = row.coming.iter().map(|instant| instant.fire_time).collect();
    coming.sort_unstable();
    coming.retain(|fire_time| *fire_time <= until);
    let timer = row.spec.as_ref().and_then(|spec| spec.timer.as_ref());
    let taken = left.take(coming.len(), timer.map_or(0, |timer| timer.payload.len()));
    Some(ScheduleRun {
        tenant: tenant.to_owned(),
        id: id.to_owned(),
        version: row.version,
        coming_until: *coming.get(taken.checked_sub(1)?)?,
        ..ScheduleRun::default()
    })
}

/// Fills the remaining capacity of the entry with backfills.
fn go_on(round: &mut Round, backfilled: Vec<(String, String, ScheduleRow)>, now: i64, left: &mut Left) {
    for (tenant, id, row) in backfilled {
        if left.is_used_up() || round.runs.len() >= RUNS_MAX {
            return;
        }
        match backfill::next((&tenant, &id), &row, now, left) {
            Some(Next::Now(run)) => round.runs.push(run),
            Some(Next::At(due)) => {
                let wait = nanos(due.saturating_sub(now));
                round.wait = Some(round.wait.map_or(wait, |known| known.min(wait)));
            }
            None => {}
        }
    }
}

/// Time until the next instant comes, if any.
fn wait(view: &dyn Read, until: i64) -> Result<Option<Duration>, Failure> {
    let (first, end) = schedule::next_range();
    if let Some(next) = view
        .scan(&schedule::next_from(until.saturating_add(1)), &end, 1)?
        .first()
    {
        let (next, ..) = schedule::read_next(next)?;
        return Ok(Some(nanos(next.saturating_sub(until).clamp(1_000_000, LOOK))));
    }
    let has_come = !view.scan(&first, &end, 1)?.is_empty();
    Ok(has_come.then(|| nanos(LOOK)))
}

fn nanos(nanos: i64) -> Duration {
    Duration::from_nanos(nanos.unsigned_abs())
}

/// Interleaves the tenants round-robin. The schedules of one tenant keep their order.
fn in_turn(due: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let mut ranked = Vec::with_capacity(due.len());
    for (tenant, id) in due {
        let rank = taken.entry(tenant.clone()).or_default();
        ranked.push((*rank, tenant, id));
        *rank += 1;
    }
    ranked.sort_by_key(|(rank, ..)| *rank);
    ranked.into_iter().map(|(_, tenant, id)| (tenant, id)).collect()
}

fn plan_one(
    round: &mut Round,
    (tenant, id): (&str, &str),
    row: &ScheduleRow,
    at: When,
    left: &mut Left,
) -> Option<ScheduleRun> {
    match plan::run(tenant, id, row, at, left) {
        Ok(run) => run,
        Err(why) => {
            round.stuck.push(Stuck {
                tenant: tenant.to_owned(),
                id: id.to_owned(),
                version: row.version,
                why,
            });
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::in_turn;

    #[test]
    fn tenants_take_turns_and_each_keeps_its_order() {
        let of = |names: &[&str]| -> Vec<(String, String)> {
            let pair = |name: &&str| (name[..1].to_owned(), name[1..].to_owned());
            names.iter().map(pair).collect()
        };
        let due = of(&["a3", "a1", "a2", "b9", "a0", "b1", "c1"]);
        assert_eq!(in_turn(due), of(&["a3", "b9", "c1", "a1", "b1", "a2", "a0"]));
        assert!(in_turn(Vec::new()).is_empty());
    }
}
