//! Simulated consumers with correct, slow and faulty behaviour.

use super::{
    QUEUES, TENANT,
    calls::Request,
    consumer::Pipe,
    events::{Event, Thread},
    ledger::occurrence,
    node::{Input, Node},
    world::World,
};
use crate::plan::MS;
use minoots_check::record::{self, Record};
use minoots_delivery::{
    Delivered,
    core::{Report, Word},
};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// A consumer's stream to a process.
struct Stream {
    node: usize,
    life: u64,
    id: u64,
    pipe: Pipe,
}

/// A delivery that a consumer works on.
struct Held {
    delivered: Delivered,
    extended: bool,
}

/// One consumer.
pub struct Consumer {
    queue: &'static str,
    stream: Option<Stream>,
    held: BTreeMap<u64, Held>,
    looks: Option<i64>,
    pub stalls: u32,
}

impl Consumer {
    pub fn new(index: usize) -> Consumer {
        Consumer {
            queue: QUEUES[index % QUEUES.len()],
            stream: None,
            held: BTreeMap::new(),
            looks: None,
            stalls: 0,
        }
    }
}

impl Consumer {
    pub fn is_connected(&self) -> bool {
        self.stream.is_some()
    }
}

impl World {
    pub fn wake_consumer(&mut self, consumer: usize, delay: i64) {
        let at = self.now + delay;
        let looks = &mut self.consumers[consumer].looks;
        if looks.is_none_or(|before| before > at) {
            *looks = Some(at);
            self.agenda.plan(at, Event::Consumer(consumer));
        }
    }

    /// Ends streams when leadership ends. Consumers notice this after a delay.
    pub fn streams_follow(&mut self, node: usize) {
        self.wake_poster(node);
        for consumer in 0..self.consumers.len() {
            let here = |stream: &Stream| stream.node == node;
            if self.consumers[consumer].stream.as_ref().is_some_and(here) {
                let delay = self.delay(&[1, 20, 400]);
                self.wake_consumer(consumer, delay);
            }
        }
    }

    /// Lets a consumer read its stream, or connect.
    pub fn consumer(&mut self, consumer: usize) {
        if self.consumers[consumer].looks.is_some_and(|at| at > self.now) {
            return;
        }
        self.consumers[consumer].looks = None;
        if self.stream_is_over(consumer) {
            self.cut_stream(consumer, false);
        }
        if self.consumers[consumer].stream.is_none() && !self.connect(consumer) {
            let delay = self.delay(&[100, 300, 1_000]);
            return self.wake_consumer(consumer, delay);
        }
        if self.consumers[consumer].stalls > 0 {
            return;
        }
        while let Some(stream) = &self.consumers[consumer].stream
            && let Some((delivered, was_full)) = stream.pipe.read()
        {
            let (node, id) = (stream.node, stream.id);
            if was_full {
                self.nodes[node].process.inputs.push_back(Input::Room(id));
                self.wake(node, Thread::Release);
            }
            self.got(consumer, node, id, delivered);
        }
    }

    fn stream_is_over(&self, consumer: usize) -> bool {
        self.consumers[consumer].stream.as_ref().is_some_and(|stream| {
            let node = &self.nodes[stream.node];
            !node.up || node.life != stream.life || (node.process.reigns.is_none() && !node.paused)
        })
    }

    fn connect(&mut self, consumer: usize) -> bool {
        let serves = |node: &&Node| node.runs() && node.process.reigns.is_some();
        let nodes: Vec<usize> = self.nodes.iter().filter(serves).map(|node| node.id).collect();
        if nodes.is_empty() {
            return false;
        }
        let node = self.random.pick(&nodes);
        self.streams += 1;
        let (id, pipe) = (self.streams, Pipe::new(self.plan.shape.room));
        let queue = self.consumers[consumer].queue;
        let open = Input::Open(id, Node::queue(queue), self.plan.shape.credits, Box::new(pipe.clone()));
        self.nodes[node].process.inputs.push_back(open);
        self.wake(node, Thread::Release);
        let life = self.nodes[node].life;
        self.consumers[consumer].stream = Some(Stream { node, life, id, pipe });
        if self.healed {
            self.note_consumer(consumer, true);
        }
        true
    }

    /// Records that a consumer starts or stops to accept deliveries.
    pub fn note_consumer(&mut self, consumer: usize, open: bool) {
        let one = &self.consumers[consumer];
        let Some(stream) = &one.stream else { return };
        self.history.push(Record::Consumer(record::Consumer {
            receiver: stream.id,
            t: self.now,
            tenant: TENANT.to_owned(),
            queue: one.queue.to_owned(),
            open,
        }));
    }

    /// Ends a consumer's stream. Some deliveries in transit are lost; the node must assume that they arrived.
    pub fn cut_stream(&mut self, consumer: usize, goodbye: bool) {
        if self.healed {
            self.note_consumer(consumer, false);
        }
        let Some(stream) = self.consumers[consumer].stream.take() else {
            return;
        };
        let mut unread = stream.pipe.close();
        let lost = if goodbye {
            0
        } else {
            self.random.below(unread.len() + 1)
        };
        let unsent = unread.split_off(lost).iter().map(|delivered| delivered.fence).collect();
        let node = &mut self.nodes[stream.node];
        if node.up && node.life == stream.life {
            node.process.inputs.push_back(Input::Close(stream.id, unsent, goodbye));
            self.wake(stream.node, Thread::Release);
        }
    }

    /// Crashes a consumer. It returns without memory.
    pub fn crash_consumer(&mut self, consumer: usize) {
        if !self.consumers[consumer].held.is_empty() {
            self.marks.hit("a consumer died with what it held");
        }
        self.cut_stream(consumer, false);
        self.consumers[consumer].held.clear();
        self.wake_consumer(consumer, 300 * MS);
    }

    /// Records everything that a node released, whether or not a consumer will read it.
    pub fn released(&mut self, node: usize) {
        self.released_to_poster(node);
        for consumer in 0..self.consumers.len() {
            let Some(stream) = self.consumers[consumer]
                .stream
                .as_ref()
                .filter(|stream| stream.node == node)
            else {
                continue;
            };
            let sent = stream.pipe.take_sent();
            if sent.is_empty() {
                continue;
            }
            let delay = self.delay(&[0, 1, 5]);
            self.wake_consumer(consumer, delay);
            for delivered in sent {
                self.note_release(node, &delivered);
            }
        }
    }

    /// Records a delivery that was read. Returns whether its signature is valid.
    pub(super) fn note_delivery(&mut self, node: usize, stream: u64, delivered: &Delivered) -> bool {
        let event = &delivered.event;
        let signature = self.signature(node, delivered);
        let (verified, counts) = self.verifies(node, &signature, &event.payload, &event.event_id);
        self.history.push(Record::Dlv(record::Delivery {
            receiver: stream,
            t: self.now,
            occurrence: occurrence(&event.occurrence.id, event.occurrence.version),
            event_id: event.event_id.clone(),
            fire_time: Some(event.fire_time),
            due: event.due,
            release_time: delivered.released,
            fence: delivered.fence_text(),
            attempt: delivered.attempt(),
            deadline: Some(delivered.deadline),
            node: None,
            payload_hash: hash(&event.payload),
            sig_ok: verified,
        }));
        counts
    }

    /// Handles a delivery at a consumer.
    fn got(&mut self, consumer: usize, node: usize, stream: u64, delivered: Delivered) {
        // A delivery with an invalid signature is dropped.
        if !self.note_delivery(node, stream, &delivered) {
            return;
        }
        self.works += 1;
        let work = self.works;
        let held = Held {
            delivered,
            extended: false,
        };
        self.consumers[consumer].held.insert(work, held);
        let took = if self.healed {
            MS
        } else {
            self.random.between(0, self.plan.shape.work)
        };
        self.agenda.plan(self.now + took, Event::Worked(consumer, work));
    }

    /// Ends a consumer's work on a delivery, in one of several ways.
    pub fn worked(&mut self, consumer: usize, work: u64) {
        let Some(held) = self.consumers[consumer].held.remove(&work) else {
            return;
        };
        let moody = !self.healed && self.random.percent(self.plan.shape.moody);
        let word = match self.random.below(6) {
            _ if !moody => Word::Ack,
            0 | 1 => Word::Nack {
                reason: String::new(),
                delay: self.random.pick(&[None, Some(0), Some(30 * MS as u64)]),
            },
            2 | 3 if !held.extended => self.extend(consumer, work, &held),
            // It never answers, so the lease expires; or it answers after the lease has expired.
            4 => return,
            _ => return self.dawdle(consumer, work, held),
        };
        let twice = moody && self.random.percent(30);
        let report = Report {
            occurrence: held.delivered.event.occurrence.clone(),
            fence: held.delivered.fence,
            actor: String::new(),
            word,
            policy_version: None,
        };
        let client = 100 + consumer as u64;
        let retries = if self.healed { 20 } else { self.random.below(4) as u32 };
        self.call(client, Request::Report(report.clone()), retries);
        if twice {
            self.call(client, Request::Report(report), 0);
        }
    }

    /// Extends the lease, and continues to work.
    fn extend(&mut self, consumer: usize, work: u64, held: &Held) -> Word {
        let more = self.random.pick(&[200, 2_000, 10_000]) * MS;
        let again = Held {
            delivered: held.delivered.clone(),
            extended: true,
        };
        self.consumers[consumer].held.insert(work, again);
        let took = self.random.between(0, more + 500 * MS);
        self.agenda.plan(self.now + took, Event::Worked(consumer, work));
        Word::Extend {
            deadline: self.now + more,
        }
    }

    /// Answers long after the lease.
    fn dawdle(&mut self, consumer: usize, work: u64, held: Held) {
        self.consumers[consumer]
            .held
            .insert(work, Held { extended: true, ..held });
        let late = self.plan.shape.ack_deadline + self.random.between(0, 2_000 * MS);
        self.agenda.plan(self.now + late, Event::Worked(consumer, work));
    }
}

/// A short hash that distinguishes payloads.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
