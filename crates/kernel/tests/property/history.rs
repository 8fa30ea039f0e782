//! Invariants of a whole run, checked with events, effects and rows as they occur.

use super::{compare::current, invariants::ready_rows};
use minoots_kernel::{
    Applied, Effect, ReadyPlace,
    internal::{EventKind, EventRow, Lane, RedriveState, TimerRef, TimerRow, TimerState},
    memory::MemoryTables,
    tables::{due, layout::table, queue, retired},
};
use std::collections::{BTreeMap, BTreeSet};

type Name = (String, TimerRef);

fn timer_ref(row: &TimerRow) -> TimerRef {
    TimerRef {
        id: row.id().to_string(),
        version: row.version,
        ..TimerRef::default()
    }
}

/// The observations so far.
#[derive(Default)]
pub struct History {
    armed: BTreeSet<(String, String, u64)>,
    last_arm: u64,
    fired: Vec<Name>,
    /// Timers that failed without ever having been armed: a restore held them.
    missed: Vec<Name>,
    ended: BTreeMap<(String, String, u64), TimerState>,
    /// The knowledge of a leader that receives only effects.
    waiting: BTreeSet<(i64, String, String)>,
    ready: BTreeMap<(String, String, ReadyPlace), TimerRef>,
    paused: BTreeSet<(String, String)>,
}

impl History {
    /// Records an entry, and panics at a violation.
    pub fn observe(&mut self, tables: &MemoryTables, applied: &Applied, events: &[(String, EventRow)]) {
        // A missed timer may be redriven in the same entry.
        for (tenant, event) in events.iter().filter(|(_, event)| event.reason == "MISSED") {
            self.missed
                .extend(event.timer.clone().map(|timer| (tenant.clone(), timer)));
        }
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
            Effect::Watched(watched) => {
                let name = |due| (due, watched.tenant.clone(), watched.id.clone());
                let stood = watched.from.is_none_or(|from| self.waiting.remove(&name(from)));
                assert!(stood, "watched but not waiting before");
                self.waiting.insert(name(watched.due));
            }
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
                if !armed.row.queue().is_empty() && !armed.waits {
                    let place = (tenant, armed.row.queue().to_string(), armed.place);
                    let concurrency_key = armed.row.concurrency_key().to_string();
                    let timer = TimerRef {
                        concurrency_key,
                        ..timer_ref(&armed.row)
                    };
                    self.ready.insert(place, timer);
                }
            }
            Effect::Moved {
                tenant,
                queue,
                from,
                to,
                id,
                version,
                key: concurrency_key,
                ended: _,
                fence: _,
            } => {
                // A row that waited for its turn had no position.
                let keyed = !concurrency_key.is_empty();
                let timer = TimerRef {
                    id,
                    version,
                    concurrency_key,
                };
                let stood = self.ready.remove(&(tenant.clone(), queue.clone(), from));
                assert!(keyed || stood.as_ref() == Some(&timer), "moved but not ready");
                self.ready.insert((tenant, queue, to), timer);
            }
            Effect::Parked { tenant, queue, place } => drop(self.ready.remove(&(tenant, queue, place))),
            Effect::Closed {
                tenant, queue, place, ..
            } => {
                let waits = !matches!(place.lane, Lane::Unspecified | Lane::Now | Lane::Future);
                let stood = self.ready.remove(&(tenant, queue, place)).is_some();
                assert!(stood || waits, "closed but not ready");
            }
            Effect::Queue {
                tenant,
                queue,
                paused,
                limited: _,
            } => {
                if paused == self.paused.contains(&(tenant.clone(), queue.clone())) {
                    return;
                }
                let changed = match paused {
                    true => self.paused.insert((tenant, queue)),
                    false => self.paused.remove(&(tenant, queue)),
                };
                assert!(changed, "paused as before");
            }
            Effect::Webhook { .. }
            | Effect::Policy { .. }
            | Effect::PayloadKeys { .. }
            | Effect::Schedules
            | Effect::Missed { .. }
            | Effect::Events { .. }
            | Effect::Revoked
            | Effect::SigningKeyRevoked { .. } => {}
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
