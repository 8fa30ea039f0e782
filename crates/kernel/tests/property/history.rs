//! What holds of a whole run, judged by events, effects and rows as they go by.

use super::{compare::current, invariants::ready_rows};
use minoots_kernel::{
    Applied, Effect, ReadyPlace,
    internal::{EventKind, EventRow, RedriveState, TimerRef, TimerRow, TimerState},
    memory::MemoryTables,
    tables::{due, layout::table, queue, retired},
};
use std::collections::{BTreeMap, BTreeSet};

type Name = (String, TimerRef);

fn timer_ref(row: &TimerRow) -> TimerRef {
    TimerRef {
        id: row.id().to_string(),
        version: row.version,
    }
}

/// What was seen so far.
#[derive(Default)]
pub struct History {
    armed: BTreeSet<(String, String, u64)>,
    last_arm: u64,
    fired: Vec<Name>,
    /// Failed without ever having been armed: a restore held them.
    missed: Vec<Name>,
    ended: BTreeMap<(String, String, u64), TimerState>,
    /// What a leader knows that was told nothing but effects.
    waiting: BTreeSet<(i64, String, String)>,
    ready: BTreeMap<(String, String, ReadyPlace), TimerRef>,
    paused: BTreeSet<(String, String)>,
}

impl History {
    /// Takes note of an entry and panics at what must never be.
    pub fn observe(&mut self, tables: &MemoryTables, applied: &Applied, events: &[(String, EventRow)]) {
        applied.effects.iter().for_each(|effect| self.effect(effect));
        events
            .iter()
            .for_each(|(tenant, event)| self.event(tables, applied.time, tenant, event));
        self.terminal_states_stay(tables);
        let waiting = super::compare::rows(tables, table::DUE).into_iter().filter_map(|row| {
            let (place, row) = due::read(&row).unwrap();
            (row.arm == 0).then_some((place.due, place.tenant, place.id))
        });
        assert_eq!(self.waiting, waiting.collect(), "what effects say is waiting");
        assert_eq!(self.ready, ready_rows(tables), "what effects say is ready");
        let paused = super::compare::rows(tables, table::QUEUE)
            .into_iter()
            .filter_map(|scanned| {
                let (name, row) = queue::read(&scanned).unwrap();
                row.pause
                    .map(|_| (super::compare::tenant_of(table::QUEUE, &scanned), name))
            });
        assert_eq!(self.paused, paused.collect(), "what effects say is paused");
    }

    fn effect(&mut self, effect: &Effect) {
        match effect.clone() {
            Effect::Scheduled { due, tenant, id, .. } => drop(self.waiting.insert((due, tenant, id))),
            Effect::Withdrawn { due, tenant, id } => {
                assert!(self.waiting.remove(&(due, tenant, id)), "withdrawn but not waiting");
            }
            Effect::Armed(armed) => {
                let (tenant, id) = (armed.tenant, armed.row.id().to_string());
                self.waiting.remove(&(armed.due, tenant.clone(), id.clone()));
                assert!(armed.place.arm > self.last_arm, "arm indexes grow");
                self.last_arm = armed.place.arm;
                let redriven = armed.row.redrive() == RedriveState::Open;
                let missed = self.missed.contains(&(tenant.clone(), timer_ref(&armed.row)));
                let first = self.armed.insert((tenant.clone(), id, armed.row.version));
                assert!(first != redriven || missed, "armed once, and redriven only after");
                if !armed.row.queue().is_empty() {
                    let place = (tenant, armed.row.queue().to_string(), armed.place);
                    self.ready.insert(place, timer_ref(&armed.row));
                }
            }
            Effect::Moved {
                tenant,
                queue,
                from,
                to,
                ..
            } => {
                let timer = self.ready.remove(&(tenant.clone(), queue.clone(), from));
                self.ready
                    .insert((tenant, queue, to), timer.expect("moved but not ready"));
            }
            Effect::Closed {
                tenant, queue, place, ..
            } => {
                assert!(
                    self.ready.remove(&(tenant, queue, place)).is_some(),
                    "closed but not ready"
                );
            }
            Effect::Queue { tenant, queue, paused } => {
                let changed = match paused {
                    true => self.paused.insert((tenant, queue)),
                    false => self.paused.remove(&(tenant, queue)),
                };
                assert!(changed, "paused as before");
            }
            Effect::Webhook { .. } | Effect::Policy { .. } | Effect::Events { .. } | Effect::Revoked => {}
        }
    }

    fn event(&mut self, tables: &MemoryTables, time: i64, tenant: &str, event: &EventRow) {
        let Some(timer) = &event.timer else { return };
        let name = (tenant.to_string(), timer.clone());
        let fired = self.fired.contains(&name);
        match event.kind() {
            EventKind::TimerFired => {
                let row = retired::current_or_retired(tables, tenant, &timer.id, timer.version).unwrap();
                assert!(row.unwrap().due() <= time, "fired before due");
                assert!(!fired, "fired twice");
                self.fired.push(name);
            }
            EventKind::TimerFailed if event.reason == "MISSED" => {
                assert!(!fired, "missed after fired");
                self.missed.push(name);
            }
            EventKind::TimerSettled | EventKind::TimerFailed | EventKind::TimerExpired | EventKind::TimerRedriven => {
                assert!(fired || self.missed.contains(&name), "{:?} before fired", event.kind());
            }
            EventKind::TimerCancelled => assert!(!fired, "cancelled after fired"),
            _ => {}
        }
    }

    fn terminal_states_stay(&mut self, tables: &MemoryTables) {
        for (name, (row, _)) in current(tables) {
            if let Some(ended) = self.ended.get(&name) {
                assert_eq!(row.state(), *ended, "a terminal state changed");
            } else if row.is_terminal() {
                self.ended.insert(name, row.state());
            }
        }
    }
}
