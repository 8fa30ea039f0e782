//! One rule at a time, on a core whose preparing thread answers at once.

mod fences;
mod leases;
mod offers;
mod releases;
mod rounds;
mod streams;
mod turns;
mod windows;

use super::super::*;
use crate::event::Prepared;
use bytes::Bytes;
use minoots_kernel::{
    Armed, Effect,
    id::Occurrence,
    internal::{NewTimer, Retry},
};
use minoots_sequencer::window::Refilled;
use std::sync::{
    Mutex,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

const MS: i64 = 1_000_000;
const NOW: i64 = 1_000_000 * MS;
const ACK_DEADLINE: i64 = 60_000 * MS;

/// A core under a reign, and the data of its preparing thread.
struct Desk {
    core: Core,
    /// The rows that a scan finds.
    table: Vec<(ReadyPlace, Item)>,
    view_index: u64,
    /// By arm: the log's knowledge of deliveries.
    grants: HashMap<u64, (Grant, bool)>,
    /// By arm: due instants that differ from the position's.
    dues: HashMap<u64, i64>,
    /// By arm: concurrency keys.
    keys: HashMap<u64, String>,
    proposed: Vec<Command>,
}

#[derive(Clone)]
struct Consumer {
    got: Arc<Mutex<Vec<Delivered>>>,
    open: Arc<AtomicBool>,
    room: Arc<AtomicUsize>,
}

impl Outlet for Consumer {
    fn send(&self, delivered: Delivered) -> bool {
        let open = self.open.load(Ordering::Relaxed);
        if open {
            self.got.lock().unwrap().push(delivered);
        }
        open
    }

    fn has_room(&self) -> bool {
        self.got.lock().unwrap().len() < self.room.load(Ordering::Relaxed)
    }
}

impl Consumer {
    fn fences(&self) -> Vec<Fence> {
        self.got
            .lock()
            .unwrap()
            .iter()
            .map(|delivered| delivered.fence)
            .collect()
    }

    fn arms(&self) -> Vec<u64> {
        self.fences().iter().map(|fence| fence.arm).collect()
    }
}

impl Desk {
    fn new() -> Desk {
        let mut desk = Desk {
            core: Core::default(),
            table: Vec::new(),
            view_index: 0,
            grants: HashMap::new(),
            dues: HashMap::new(),
            keys: HashMap::new(),
            proposed: Vec::new(),
        };
        desk.reign(1);
        desk
    }

    fn reign(&mut self, term: u64) {
        self.core.reign(Some(Reign { term, epoch: 0 }));
    }

    /// Connects a consumer whose queue is read.
    fn open(&mut self, id: StreamId, credits: u32) -> Consumer {
        let consumer = self.connect(id, credits);
        self.poll(NOW - 10_000 * MS);
        consumer
    }

    fn connect(&mut self, id: StreamId, credits: u32) -> Consumer {
        let consumer = Consumer {
            got: Arc::default(),
            open: Arc::new(AtomicBool::new(true)),
            room: Arc::new(AtomicUsize::new(usize::MAX)),
        };
        self.core.open(id, queue(), credits, Box::new(consumer.clone()));
        consumer
    }

    /// Polls until the preparing thread has nothing left to do.
    fn poll(&mut self, now: i64) {
        loop {
            let actions = self.core.poll(now);
            if actions.is_empty() {
                return;
            }
            for action in actions {
                self.act(action);
            }
        }
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Propose { command, .. } => self.proposed.push(*command),
            Action::Prepare { queue, place, source } => {
                let (id, version) = match source {
                    Source::Row(row) => (row.id().to_owned(), row.version),
                    Source::Tables { id, version } => (id, version),
                };
                let event = self.event(id, version, place);
                self.core.prepared(&queue, place, Some(Arc::new(event)));
            }
            Action::Refill {
                queue,
                life,
                lane,
                refill,
            } => {
                let found = self.scan_of(lane, &refill);
                self.core.refilled(&queue, life, lane, Some(found));
            }
        }
    }

    fn scan(&self, refill: &Refill<ReadyPlace>) -> Refilled<ReadyPlace, Item> {
        self.scan_of(Lane::Unspecified, refill)
    }

    fn scan_of(&self, lane: Lane, refill: &Refill<ReadyPlace>) -> Refilled<ReadyPlace, Item> {
        let beyond = |place: &ReadyPlace| place.lane == lane && refill.after.is_none_or(|after| *place > after);
        let rows = self.table.iter().filter(|(place, _)| beyond(place)).take(refill.limit);
        let rows: Vec<_> = rows.cloned().collect();
        Refilled {
            view_index: self.view_index,
            exhausted: rows.len() < refill.limit,
            rows,
        }
    }

    fn event(&self, id: String, version: u64, place: ReadyPlace) -> Prepared {
        let (grant, ended) = self.grants.get(&place.arm).copied().unzip();
        let occurrence = Occurrence {
            tenant: "t".into(),
            id,
            version,
        };
        let facts = Facts {
            event_id: occurrence.event_id(),
            occurrence,
            due: self.dues.get(&place.arm).copied().unwrap_or(place.available),
            fire_time: place.available,
            ack_deadline: ACK_DEADLINE as u64,
            attempts: 0,
            retry: Retry::default(),
            grant,
            ended: ended.unwrap_or_default(),
            concurrency_key: self.keys.get(&place.arm).cloned().unwrap_or_default(),
            traceparent: None,
        };
        Prepared {
            facts: Arc::new(facts),
            payload: Bytes::from_static(b"{}"),
            signature: "..".into(),
        }
    }

    fn armed(&mut self, index: u64, arm: u64, due: i64) {
        self.core.applied(index, &[armed(arm, due)]);
    }

    /// Reports that the log moved a row.
    fn moved(&mut self, index: u64, arm: u64, from: i64, to: i64, ended: bool) {
        let effect = Effect::Moved {
            tenant: "t".into(),
            queue: "q".into(),
            from: place(arm, from),
            to: place(arm, to),
            ended,
            fence: None,
            id: timer(arm),
            version: arm,
            key: String::new(),
        };
        self.core.applied(index, &[effect]);
    }

    fn closed(&mut self, index: u64, arm: u64, at: i64) {
        let effect = Effect::Closed {
            tenant: "t".into(),
            queue: "q".into(),
            place: place(arm, at),
            id: timer(arm),
            version: arm,
        };
        self.core.applied(index, &[effect]);
    }

    fn report(&mut self, fence: Fence, word: Word) {
        let report = Report {
            occurrence: Occurrence {
                tenant: "t".into(),
                id: timer(fence.arm),
                version: fence.arm,
            },
            fence,
            actor: String::new(),
            word,
            policy_version: None,
        };
        self.core.report(report, oneshot::channel().0);
    }

    fn outcomes(&mut self) -> Vec<Outcome> {
        let proposed = std::mem::take(&mut self.proposed).into_iter();
        proposed
            .filter_map(|command| match command {
                Command::Outcome(outcome) => Some(outcome),
                _ => None,
            })
            .collect()
    }

    fn recorded(&mut self) -> Vec<Fence> {
        let proposed = std::mem::take(&mut self.proposed).into_iter();
        proposed
            .filter_map(|command| match command {
                Command::Grants(grants) => Some(grants.grants),
                _ => None,
            })
            .flatten()
            .filter_map(|grant| grant.grant?.fence)
            .collect()
    }
}

fn queue() -> QueueKey {
    QueueKey::new("t", "q")
}

/// Moves an effect to a lane before or after `NEXT`.
fn in_lane(effect: Effect, lane: Lane) -> Effect {
    match effect {
        Effect::Armed(armed) => Effect::Armed(Armed {
            place: ReadyPlace { lane, ..armed.place },
            ..armed
        }),
        other => other,
    }
}

fn place(arm: u64, available: i64) -> ReadyPlace {
    ReadyPlace {
        available,
        arm,
        lane: Lane::Unspecified,
    }
}

/// The timer of an arm; each arm has its own.
fn timer(arm: u64) -> String {
    format!("t{arm}")
}

fn cold(arm: u64, available: i64) -> (ReadyPlace, Item) {
    (place(arm, available), Item::cold(&timer(arm), arm))
}

fn armed(arm: u64, due: i64) -> Effect {
    let spec = NewTimer {
        id: timer(arm),
        fire_time: due,
        queue: "q".into(),
        ..NewTimer::default()
    };
    let row = TimerRow {
        spec: Some(spec),
        version: arm,
        ..TimerRow::default()
    };
    Effect::Armed(Armed {
        tenant: "t".into(),
        row: Arc::new(row),
        due,
        place: place(arm, due),
        waits: false,
    })
}

fn fence(term: u64, arm: u64, number: u64) -> Fence {
    Fence {
        epoch: 0,
        arm,
        term,
        number,
    }
}

fn grant(fence: Fence, deadline: i64) -> Grant {
    Grant {
        fence: Some(fence),
        deadline,
        released: NOW,
    }
}
