//! Readers of the event log.

use super::{TENANT, events::Event, ledger::occurrence, world::World};
use crate::plan::MS;
use minoots_check::record::{self, Record};
use minoots_delivery::tail::{Batch, LogEvent, Request};
use minoots_kernel::id::Occurrence;

/// A reader with its cursor.
pub struct Reader {
    cursor: u64,
    node: usize,
    looks: Option<i64>,
}

impl Reader {
    pub fn new(node: usize) -> Reader {
        Reader {
            cursor: 0,
            node,
            looks: None,
        }
    }

    pub fn reads(&self, node: usize) -> bool {
        self.node == node
    }

    pub fn cursor(&self) -> u64 {
        self.cursor
    }
}

impl World {
    pub fn wake_reader(&mut self, reader: usize, delay: i64) {
        let at = self.now + delay;
        let looks = &mut self.readers[reader].looks;
        if looks.is_none_or(|before| before > at) {
            *looks = Some(at);
            self.agenda.plan(at, Event::Reader(reader));
        }
    }

    /// Wakes the readers of a node's event log after it has grown.
    pub fn events_grew(&mut self, node: usize) {
        for reader in 0..self.readers.len() {
            if self.readers[reader].node == node {
                let delay = self.delay(&[0, 1, 30]);
                self.wake_reader(reader, delay);
            }
        }
    }

    /// Records where a reader starts.
    pub fn seek(&mut self, reader: usize, start: record::Start) {
        self.history.push(Record::Seek(record::Seek {
            reader: reader as u64,
            t: self.now,
            partition: TENANT.to_owned(),
            start,
            filtered: false,
        }));
    }

    /// Restarts a reader from the beginning.
    pub fn seek_anew(&mut self, reader: usize) {
        self.readers[reader].cursor = 0;
        self.seek(reader, record::Start::Earliest);
        self.wake_reader(reader, 0);
    }

    /// Lets a reader request the next batch from its node.
    pub fn reader(&mut self, reader: usize) {
        if self.readers[reader].looks.is_some_and(|at| at > self.now) {
            return;
        }
        self.readers[reader].looks = None;
        let node = self.readers[reader].node;
        if !self.nodes[node].runs() || self.random.percent(5) {
            self.readers[reader].node = self.random.below(self.nodes.len());
            return self.wake_reader(reader, 200 * MS);
        }
        let wall = self.nodes[node].wall(self.now);
        self.nodes[node].clock.set(self.now, wall);
        let request = Request {
            tenant: TENANT.to_owned(),
            from: self.readers[reader].cursor + 1,
            limit: self.plan.shape.tail_rows_max,
            types: Vec::new(),
            subject: String::new(),
            signed: self.signs_log(node),
        };
        match self.nodes[node].process.tail.read(&request) {
            Ok(Batch::Events { events, next, wait }) => {
                let more = next > request.from;
                self.readers[reader].cursor = next - 1;
                for event in events {
                    self.note_event(reader, (node, wall), event);
                }
                if let Some(wait) = wait {
                    self.marks.hit("a tail waited for the future");
                    self.wake_reader(reader, wait.clamp(1_000, 50 * MS));
                } else if more {
                    self.wake_reader(reader, 0);
                }
            }
            // The node lags behind. The reader tries another node, or this one later.
            Ok(Batch::Ahead { .. }) => {
                self.marks.hit("a reader was ahead of its node");
                self.wake_reader(reader, 200 * MS);
            }
            Ok(Batch::Compacted { earliest }) => {
                self.history.push(Record::Compacted(record::Compacted {
                    reader: reader as u64,
                    t: self.now,
                    partition: TENANT.to_owned(),
                    earliest,
                }));
                self.readers[reader].cursor = earliest - 1;
                self.seek(reader, record::Start::After(earliest - 1));
                self.wake_reader(reader, 0);
            }
            Err(failure) => self.violation("C10", format!("node {node} cannot read its event log: {failure}")),
        }
    }

    fn note_event(&mut self, reader: usize, (node, wall): (usize, i64), event: LogEvent) {
        let signed = !event.signature.is_empty();
        let verified = signed.then(|| self.verifies(node, &event.signature, &event.payload, &event.id).0);
        let fired = event.kind == "timer.fired";
        if fired && event.time > wall {
            self.violation("future", format!("a tail shows {} before its time", event.id));
        }
        self.history.push(Record::Evt(record::Event {
            reader: reader as u64,
            t: self.now,
            partition: TENANT.to_owned(),
            sequence: event.sequence,
            occurrence: Occurrence::parse(&event.id).map(|of| occurrence(&of.id, of.version)),
            event_id: event.id,
            kind: event.kind.to_owned(),
            due: fired.then_some(event.time),
            hash: super::consumers::hash(&event.payload),
            sig_ok: verified,
        }));
    }
}
