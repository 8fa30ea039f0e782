//! The tables for the commands, and the position in the log.

use super::commands;
use anyhow::{Context, Result, anyhow, bail, ensure};
use minoots_kernel::{
    AckOutcome, Applied, Entry, Reply, apply,
    internal::{StartEpoch, TimerKey, TimerState, WithdrawOutcome, command::Command as Kind},
    limits::SECOND,
    memory::MemoryTables,
    tables::timer,
};

/// 2026-01-01T00:00:00Z.
const START: i64 = 1_767_225_600 * SECOND;
/// The number of timers per entry while the tables are filled.
const CHUNK: usize = 1_000;
/// The time until the due instant of timers that are armed.
const NEAR: i64 = SECOND / 4;

pub struct State {
    pub tables: MemoryTables,
    pub index: u64,
    now: i64,
}

impl State {
    /// Builds tables with this number of timers, which are due over a day.
    pub fn of_timers(count: usize) -> Result<State> {
        let (tables, now) = (MemoryTables::default(), START);
        let mut state = State { tables, index: 0, now };
        let epoch = StartEpoch {
            epoch: 1,
            hold_until: 0,
        };
        state.apply(Kind::StartEpoch(epoch))?;
        for from in (0..count).step_by(CHUNK) {
            let numbers = from..count.min(from + CHUNK);
            let timers = numbers.map(|number| {
                // The ids are not in the order of the due instants, and are not all on one side of the counted ones.
                let scattered = number * 7_919 % count;
                let due = now + 600 * SECOND + 8 * SECOND * number as i64;
                commands::timer(now, format!("order-{scattered:012}-shipment"), due)
            });
            state.apply(commands::create_of(timers.collect()))?;
        }
        Ok(state)
    }

    fn apply(&mut self, kind: Kind) -> Result<Applied> {
        let entry = self.entry(|_| kind);
        self.index += 1;
        let applied = apply(&mut self.tables, self.index, &entry).map_err(|failure| anyhow!("{failure:?}"))?;
        succeeded(&applied)?;
        Ok(applied)
    }

    /// Builds an entry of one command, with a stamp just after the previous one.
    pub fn entry(&mut self, kind: impl FnOnce(i64) -> Kind) -> Entry {
        let mut entry = self.tick();
        entry.commands.push(commands::command(kind(self.now)));
        entry
    }

    /// Builds entries of one command each.
    pub fn each(&mut self, count: usize, kind: impl Fn(i64, usize) -> Kind) -> Vec<Entry> {
        (0..count).map(|number| self.entry(|now| kind(now, number))).collect()
    }

    /// Builds an entry that only advances time.
    pub fn tick(&mut self) -> Entry {
        self.now += 1_000;
        Entry {
            time: self.now,
            arm_before: self.now,
            commands: Vec::new(),
        }
    }

    /// Creates timers near enough to be armed, and not armed yet.
    pub fn near(&mut self, count: usize) -> Result<Vec<TimerKey>> {
        let (now, due) = (self.now, self.now + NEAR);
        let ids: Vec<String> = (0..count).map(|number| format!("near-{number:012}")).collect();
        let timers = ids.iter().map(|id| commands::timer(now, id.clone(), due));
        let applied = self.apply(commands::create_of(timers.collect()))?;
        let Some(Reply::Created(created)) = applied.replies.into_iter().next() else {
            bail!("a create is not answered as one");
        };
        let keys = ids.into_iter().zip(created).map(|(id, created)| TimerKey {
            tenant: commands::TENANT.to_string(),
            id,
            version: created.row.version,
        });
        Ok(keys.collect())
    }

    /// Advances time past the due instant of those timers.
    pub fn wait_until_due(&mut self) {
        self.now += NEAR;
    }

    /// Returns the arm indexes of timers that have fired.
    pub fn arms(&self, timers: &[TimerKey]) -> Result<Vec<u64>> {
        let arm = |key: &TimerKey| {
            let row = timer::get(&self.tables, &key.tenant, &key.id).map_err(|failure| anyhow!("{failure:?}"))?;
            let row = row.context("a timer is gone")?;
            ensure!(row.state() == TimerState::Fired, "timer {} has not fired", key.id);
            Ok(row.arm)
        };
        timers.iter().map(arm).collect()
    }
}

/// Requires that an entry had an effect.
pub fn succeeded(applied: &Applied) -> Result<()> {
    let done = |reply: &Reply| match reply {
        Reply::Done => true,
        Reply::Created(created) => created.iter().all(|timer| !timer.existing && !timer.armed),
        Reply::Withdrawn(withdrawn) => withdrawn.outcome == WithdrawOutcome::Done,
        Reply::Acked(outcome) => *outcome == AckOutcome::Settled,
        _ => false,
    };
    ensure!(applied.replies.iter().all(done), "{:?}", applied.replies);
    ensure!(
        !applied.effects.is_empty() || applied.replies == [Reply::Done],
        "nothing happened"
    );
    Ok(())
}
