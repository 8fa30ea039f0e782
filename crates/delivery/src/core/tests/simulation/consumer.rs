//! Consumers with arbitrary behaviour.

use super::{audit::Audit, random::Random};
use crate::{
    core::{Outlet, Report, StreamId, Word},
    event::Delivered,
};
use minoots_kernel::{id::Occurrence, internal::Fence};
use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

/// The connection from a node to a consumer.
#[derive(Clone)]
pub struct Pipe {
    waiting: Arc<Mutex<VecDeque<(u64, Delivered)>>>,
    /// Deliveries sent and not yet seen by the audit.
    unaudited: Arc<Mutex<Vec<Delivered>>>,
    open: Arc<AtomicBool>,
    full: Arc<AtomicBool>,
    order: Arc<AtomicU64>,
    room: usize,
}

impl Pipe {
    pub fn new(order: &Arc<AtomicU64>, room: usize) -> Pipe {
        Pipe {
            waiting: Arc::default(),
            unaudited: Arc::default(),
            open: Arc::new(AtomicBool::new(true)),
            full: Arc::default(),
            order: order.clone(),
            room,
        }
    }
}

impl Outlet for Pipe {
    fn send(&self, delivered: Delivered) -> bool {
        if !self.open.load(Ordering::Relaxed) {
            return false;
        }
        let order = self.order.fetch_add(1, Ordering::Relaxed);
        self.unaudited.lock().unwrap().push(delivered.clone());
        self.waiting.lock().unwrap().push_back((order, delivered));
        true
    }

    fn has_room(&self) -> bool {
        let room = self.waiting.lock().unwrap().len() < self.room;
        if !room {
            self.full.store(true, Ordering::Relaxed);
        }
        room
    }
}

pub struct Consumer {
    pub stream: StreamId,
    pipe: Pipe,
    held: Vec<(Occurrence, Fence)>,
    /// Deliveries that it has already answered, or given up.
    old: Vec<(Occurrence, Fence)>,
}

impl Consumer {
    pub fn new(stream: StreamId, pipe: Pipe) -> Consumer {
        Consumer {
            stream,
            pipe,
            held: Vec::new(),
            old: Vec::new(),
        }
    }

    pub fn audit_sent(&self, audit: &mut Audit) {
        for delivered in self.pipe.unaudited.lock().unwrap().drain(..) {
            audit.sent(&delivered);
        }
    }

    /// Reads one delivery, if there is one. Returns whether the node must learn of new capacity.
    pub fn read(&mut self, audit: &mut Audit) -> Option<bool> {
        let (order, delivered) = self.pipe.waiting.lock().unwrap().pop_front()?;
        audit.seen(order, &delivered);
        self.held.push((delivered.event.occurrence.clone(), delivered.fence));
        Some(self.pipe.full.swap(false, Ordering::Relaxed))
    }

    /// Takes no more deliveries. The node learns of it when it sends, or when the stream is closed.
    pub fn hang_up(&self) {
        self.pipe.open.store(false, Ordering::Relaxed);
    }

    /// Closes the stream and returns the fences of unseen deliveries.
    pub fn close(&self) -> Vec<Fence> {
        self.hang_up();
        let waiting = std::mem::take(&mut *self.pipe.waiting.lock().unwrap());
        waiting.into_iter().map(|(_, delivered)| delivered.fence).collect()
    }

    /// Replies to a random delivery.
    pub fn word(&mut self, random: &mut Random, now: i64) -> Option<Report> {
        let from_old = self.held.is_empty() || random.percent(10);
        let list = if from_old { &self.old } else { &self.held };
        if list.is_empty() {
            return None;
        }
        let at = random.below(list.len());
        let (occurrence, fence) = list[at].clone();
        let word = match random.below(10) {
            0..4 => Word::Ack,
            4..6 => Word::Nack {
                reason: String::new(),
                delay: random.pick(&[None, Some(0), Some(30_000_000)]),
            },
            6..8 => Word::Extend {
                deadline: now + random.pick(&[0, 20_000_000, 400_000_000]),
            },
            // It does not reply, and the lease expires.
            _ => {
                self.forget(from_old, at);
                return None;
            }
        };
        if !matches!(word, Word::Extend { .. }) {
            self.forget(from_old, at);
        }
        Some(report(occurrence, fence, word))
    }

    fn forget(&mut self, from_old: bool, at: usize) {
        if !from_old {
            let held = self.held.swap_remove(at);
            self.old.push(held);
        }
    }

    /// Acknowledges all held deliveries.
    pub fn acknowledge(&mut self) -> Vec<Report> {
        let held = std::mem::take(&mut self.held);
        held.into_iter()
            .map(|(occurrence, fence)| report(occurrence, fence, Word::Ack))
            .collect()
    }
}

fn report(occurrence: Occurrence, fence: Fence, word: Word) -> Report {
    Report {
        occurrence,
        fence,
        actor: String::new(),
        word,
        policy_version: None,
    }
}
