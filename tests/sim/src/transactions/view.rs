//! The readable state at an instant, of tables or of the model.

use super::{
    ask::{BUDGETS, CHECKPOINTS, LEASES, TIMERS, timer_id},
    commands::{KEY, TENANT, budget_id, checkpoint_name, lease_id},
    model::{Model, Stage},
};
use minoots_kernel::{
    Failure,
    internal::TimerState,
    memory::MemoryTables,
    tables::{self, budget, checkpoint, due, lease},
};
use std::collections::BTreeMap;

/// The visible state of a checkpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeenCheckpoint {
    pub current: u64,
    pub keep: u32,
    /// By version: data, restored version, time.
    pub versions: BTreeMap<u64, (u64, u64, i64)>,
}

/// The visible state of a lease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenLease {
    pub holder: String,
    pub token: u64,
    pub until: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeenTimer {
    pub version: u64,
    pub due: i64,
    pub stage: Stage,
}

/// The complete visible state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// Log time.
    pub time: i64,
    pub checkpoints: BTreeMap<usize, SeenCheckpoint>,
    pub leases: BTreeMap<usize, SeenLease>,
    /// Limit, window, cooldown, and the rest.
    pub budgets: BTreeMap<usize, (u64, i64, i64, u64)>,
    pub timers: BTreeMap<usize, SeenTimer>,
}

impl View {
    /// The state that a reader of these tables sees.
    pub fn read(tables: &MemoryTables) -> Result<View, Failure> {
        let shard = tables::shard::get(tables)?;
        let mut view = View {
            time: shard.time,
            ..View::default()
        };
        for place in 0..CHECKPOINTS {
            if let Some(seen) = read_checkpoint(tables, &checkpoint_name(place))? {
                view.checkpoints.insert(place, seen);
            }
        }
        for place in 0..LEASES {
            let row = lease::get(tables, (TENANT, &lease_id(place), KEY))?;
            if let Some(row) = row.filter(|row| shard.is_leased(row)) {
                let seen = SeenLease {
                    holder: row.holder,
                    token: row.token,
                    until: row.expire_time,
                };
                view.leases.insert(place, seen);
            }
        }
        for place in 0..BUDGETS {
            if let Some(row) = budget::get(tables, (TENANT, &budget_id(place), KEY))? {
                let spec = row.spec.unwrap_or_default();
                let (window, cooldown) = (spec.window.cast_signed(), spec.cooldown.cast_signed());
                let seen = (spec.limit, window, cooldown, row.remaining(shard.time));
                view.budgets.insert(place, seen);
            }
        }
        for place in 0..TIMERS {
            if let Some(seen) = read_timer(tables, &timer_id(place))? {
                view.timers.insert(place, seen);
            }
        }
        Ok(view)
    }

    /// The state that a reader must see.
    pub fn of(model: &Model) -> View {
        let mut view = View {
            time: model.time,
            ..View::default()
        };
        for (place, register) in &model.checkpoints {
            let told = register.versions.iter();
            let versions = told.map(|(version, of)| (*version, (of.data, of.restored, of.time)));
            let seen = SeenCheckpoint {
                current: register.current(),
                keep: register.keep,
                versions: versions.collect(),
            };
            view.checkpoints.insert(*place, seen);
        }
        for (place, grant) in &model.leases {
            if model.held(*place).is_some() {
                let seen = SeenLease {
                    holder: grant.holder.clone(),
                    token: grant.token,
                    until: grant.until,
                };
                view.leases.insert(*place, seen);
            }
        }
        for (place, budget) in &model.budgets {
            let (limit, window, cooldown) = budget.spec;
            let seen = (limit, window, cooldown, budget.left(model.time));
            view.budgets.insert(*place, seen);
        }
        for (place, timer) in &model.timers {
            if let Some(stage) = model.stage(*place) {
                let seen = SeenTimer {
                    version: timer.version,
                    due: timer.due,
                    stage,
                };
                view.timers.insert(*place, seen);
            }
        }
        view
    }
}

fn read_checkpoint(tables: &MemoryTables, name: &str) -> Result<Option<SeenCheckpoint>, Failure> {
    let Some(head) = checkpoint::get(tables, TENANT, KEY, name)? else {
        return Ok(None);
    };
    let mut seen = SeenCheckpoint {
        current: head.version,
        keep: head.keep_last,
        ..SeenCheckpoint::default()
    };
    let (from, until) = checkpoint::versions(TENANT, KEY, name);
    for row in tables::Read::scan(tables, &from, &until, usize::MAX)? {
        let (_, _, _, version, row) = checkpoint::read_version(&row)?;
        let data = row.data.try_into().map_or(0, u64::from_be_bytes);
        seen.versions.insert(version, (data, row.restored, row.create_time));
    }
    Ok(Some(seen))
}

fn read_timer(tables: &MemoryTables, id: &str) -> Result<Option<SeenTimer>, Failure> {
    let Some(row) = tables::timer::get(tables, TENANT, id)? else {
        return Ok(None);
    };
    let armed = due::get(tables, row.due(), TENANT, id)?.is_some_and(|due| due.arm != 0);
    let stage = match row.state() {
        TimerState::Pending if armed => Stage::Armed,
        TimerState::Pending => Stage::Waiting,
        TimerState::Fired => Stage::Fired,
        TimerState::Cancelled => Stage::Cancelled,
        _ => Stage::Settled,
    };
    Ok(Some(SeenTimer {
        version: row.version,
        due: row.due(),
        stage,
    }))
}

/// The arm index of an occurrence, known to the receiver of its event; 0 before it is armed.
pub fn arm_of(tables: &MemoryTables, timer: usize) -> u64 {
    let id = timer_id(timer);
    let row = tables::timer::get(tables, TENANT, &id).ok().flatten();
    row.map_or(0, |row| match row.arm {
        0 => due::get(tables, row.due(), TENANT, &id)
            .ok()
            .flatten()
            .map_or(0, |due| due.arm),
        arm => arm,
    })
}
