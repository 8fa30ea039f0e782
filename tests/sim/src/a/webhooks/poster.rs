//! A node's poster: the endpoints it posts to, from the start to the end of a leadership, and the deliveries it takes
//! from their queues.

use super::{
    super::{
        TENANT,
        consumer::Pipe,
        events::{Event, Thread},
        node::{Input, Node},
        world::World,
    },
    ENDPOINTS,
    attempt::Batch,
    is_disabled,
};
use crate::plan::MS;
use minoots_delivery::{
    Delivered,
    core::{Report, Word},
};
use minoots_kernel::{
    Effect, id,
    internal::{Attempt, WebhookRow},
    tables,
};
use minoots_webhook::rate::{Limiter, Limits, Refusal};
use std::collections::{BTreeMap, BTreeSet};

/// Rows per read.
const ROWS: usize = 256;
/// The maximum number of deliveries that wait for an endpoint's rate, as seconds of that rate.
const AHEAD_S: u32 = 2;

/// An endpoint with an open stream.
pub(super) struct Live {
    pub version: u64,
    pub pace: u64,
    stream: u64,
    pipe: Pipe,
    /// A delivery that waits for the rate, and whether its signature is valid.
    waiting: Option<(Delivered, bool)>,
}

/// The poster of a process.
#[derive(Default)]
pub(super) struct Poster {
    life: u64,
    pub reigns: bool,
    /// Start of the leadership, in true time.
    pub since: i64,
    live: BTreeMap<String, Live>,
    pub paces: BTreeMap<u64, Limiter>,
    /// Changed endpoints that are not yet examined.
    changed: BTreeSet<String>,
    /// The index up to which changes were reported, and the index up to which they were examined.
    told: u64,
    pub seen: u64,
    looks: Option<i64>,
    pub records: Vec<Attempt>,
    /// Time of the next check of the records.
    pub records_at: i64,
    pub batch: Option<Batch>,
}

impl World {
    /// Wakes a node's poster soon, if the run has webhooks.
    pub(in super::super) fn wake_poster(&mut self, node: usize) {
        if self.webhooks.on {
            let delay = self.webhooks.random.pick(&[0, 0, 1, 20]) * MS;
            self.wake_poster_at(node, self.now + delay);
        }
    }

    pub(super) fn wake_poster_at(&mut self, node: usize, at: i64) {
        let life = self.nodes[node].life;
        if self.webhooks.posters[node].life != life {
            self.webhooks.works.retain(|_, work| work.node != node);
            self.webhooks.posters[node] = Poster {
                life,
                ..Poster::default()
            };
        }
        let looks = &mut self.webhooks.posters[node].looks;
        if looks.is_none_or(|before| before > at) {
            *looks = Some(at);
            self.agenda.plan(at, Event::Poster(node, life));
        }
    }

    /// Reports the effects of an entry to a node's poster.
    pub(in super::super) fn tell_poster(&mut self, node: usize, index: u64, effects: &[Effect]) {
        if !self.webhooks.on {
            return;
        }
        let mut changed = Vec::new();
        for effect in effects {
            if let Effect::Webhook { id, .. } = effect {
                changed.push(id.clone());
            }
        }
        // A new process has not received any report.
        let wakes = !changed.is_empty() || self.webhooks.posters[node].life != self.nodes[node].life;
        if wakes {
            self.wake_poster(node);
        }
        let poster = &mut self.webhooks.posters[node];
        poster.told = index;
        poster.changed.extend(changed);
    }

    /// Records deliveries that a node released to the streams of its poster.
    pub(in super::super) fn released_to_poster(&mut self, node: usize) {
        if !self.webhooks.on {
            return;
        }
        let live = self.webhooks.posters[node].live.values();
        let sent: Vec<Delivered> = live.flat_map(|live| live.pipe.take_sent()).collect();
        if !sent.is_empty() {
            self.wake_poster(node);
        }
        for delivered in sent {
            self.note_release(node, &delivered);
        }
    }

    /// Lets a node's poster do its work.
    pub(in super::super) fn poster(&mut self, node: usize) {
        let poster = &mut self.webhooks.posters[node];
        if poster.life != self.nodes[node].life || poster.looks.is_some_and(|at| at > self.now) {
            return;
        }
        poster.looks = None;
        let reigns = self.nodes[node].process.reigns.is_some();
        let before = std::mem::replace(&mut poster.reigns, reigns);
        if before && !reigns {
            self.end_reign(node);
        }
        if reigns && let Err(failure) = self.follow_changes(node, !before) {
            return self.violation("G16", format!("node {node} cannot read: {failure}"));
        }
        for webhook in ENDPOINTS {
            self.take_from(node, webhook);
        }
        self.record(node);
    }

    /// Ends a leadership. The next leader must recover the open attempts.
    fn end_reign(&mut self, node: usize) {
        let live = std::mem::take(&mut self.webhooks.posters[node].live);
        for (webhook, live) in live {
            self.end_stream(node, &webhook, live);
        }
        let count = self.webhooks.works.len();
        self.webhooks.works.retain(|_, work| work.node != node);
        if self.webhooks.works.len() < count {
            self.marks.hit("a leader fell with attempts under way");
        }
        self.webhooks.posters[node].paces.clear();
    }

    /// Reads all endpoints at the start of a leadership, and later only the changed ones.
    fn follow_changes(&mut self, node: usize, begins: bool) -> Result<(), minoots_kernel::Failure> {
        let poster = &mut self.webhooks.posters[node];
        let changed = std::mem::take(&mut poster.changed);
        let told = poster.told;
        let view = self.nodes[node].state.snapshot();
        if begins {
            for row in tables::webhook::behind(&view, &[], ROWS)? {
                let (_, webhook, row) = tables::webhook::read(&row)?;
                self.set(node, webhook, Some(row));
            }
            (self.webhooks.posters[node].seen, self.webhooks.posters[node].since) = (view.index, self.now);
            return Ok(());
        }
        for webhook in changed {
            let row = tables::webhook::get(&view, TENANT, &webhook)?;
            self.set(node, webhook, row);
        }
        let seen = &mut self.webhooks.posters[node].seen;
        *seen = told.max(*seen);
        Ok(())
    }

    fn set(&mut self, node: usize, webhook: String, row: Option<WebhookRow>) {
        let row = row.filter(|row| !is_disabled(row));
        let poster = &mut self.webhooks.posters[node];
        if let (Some(live), Some(row)) = (poster.live.get(&webhook), &row)
            && live.version == row.version
        {
            return;
        }
        let before = poster.live.remove(&webhook);
        let pace = before.as_ref().map(|live| live.pace);
        if let Some(before) = before {
            if self.webhooks.works.values().any(|work| work.is_of(node, &webhook)) {
                self.marks.hit("an endpoint changed with attempts under way");
                self.leave_old_place(node, &webhook);
            }
            self.end_stream(node, &webhook, before);
        }
        let Some(row) = row else { return };
        let spec = row.spec.unwrap_or_default();
        let limits = Limits {
            per_second: spec.per_second,
            burst: spec.burst,
            concurrency: spec.concurrency,
        };
        self.streams += 1;
        let stream = self.streams;
        let paces = &mut self.webhooks.posters[node].paces;
        let pace = pace.unwrap_or(stream);
        paces.entry(pace).or_insert_with(|| Limiter::new(limits)).set(limits);
        let ahead = limits.per_second.saturating_mul(AHEAD_S);
        let credits = limits.concurrency.min(ahead).max(1);
        let pipe = Pipe::new(self.plan.shape.room);
        let queue = Node::queue(&id::webhook_queue(&webhook));
        let open = Input::Open(stream, queue, credits, Box::new(pipe.clone()));
        self.nodes[node].process.inputs.push_back(open);
        self.wake(node, Thread::Release);
        let live = Live {
            version: row.version,
            pace,
            stream,
            pipe,
            waiting: None,
        };
        self.webhooks.posters[node].live.insert(webhook, live);
    }

    /// Closes a stream. Returns unread deliveries, and a read one that was not yet attempted.
    fn end_stream(&mut self, node: usize, webhook: &str, live: Live) {
        let unsent = live.pipe.close().iter().map(|delivered| delivered.fence).collect();
        let close = Input::Close(live.stream, unsent, false);
        self.nodes[node].process.inputs.push_back(close);
        self.wake(node, Thread::Release);
        if let Some((delivered, _)) = live.waiting {
            self.marks.hit("what waited for an endpoint's rate was given back");
            let word = Word::Nack {
                reason: String::new(),
                delay: Some(0),
            };
            self.report_here(node, report(webhook, &delivered, word));
        }
    }

    /// Attempts an endpoint's deliveries as fast as its limits permit.
    fn take_from(&mut self, node: usize, webhook: &'static str) {
        loop {
            let Some(live) = self.webhooks.posters[node].live.get_mut(webhook) else {
                return;
            };
            let (stream, pace, version) = (live.stream, live.pace, live.version);
            let next = match live.waiting.take() {
                Some(waiting) => waiting,
                None => {
                    let Some((delivered, was_full)) = live.pipe.read() else {
                        return;
                    };
                    if was_full {
                        self.nodes[node].process.inputs.push_back(Input::Room(stream));
                        self.wake(node, Thread::Release);
                    }
                    let counts = self.note_delivery(node, stream, &delivered);
                    (delivered, counts)
                }
            };
            let now = u64::try_from(self.nodes[node].wall(self.now)).unwrap_or(0);
            let poster = &mut self.webhooks.posters[node];
            let refusal = poster.paces.get_mut(&pace).and_then(|pace| pace.begin(now).err());
            let Some(refusal) = refusal else {
                self.begin_attempt(node, webhook, (version, pace), next);
                continue;
            };
            if let Some(live) = poster.live.get_mut(webhook) {
                live.waiting = Some(next);
            }
            if let Refusal::Rate(wait) = refusal {
                let wait = i64::try_from(wait.as_nanos()).unwrap_or(i64::MAX / 4);
                self.wake_poster_at(node, self.now + wait);
            }
            return;
        }
    }
}

/// The poster's report about a delivery.
pub(super) fn report(webhook: &str, delivered: &Delivered, word: Word) -> Report {
    Report {
        occurrence: delivered.event.occurrence.clone(),
        fence: delivered.fence,
        actor: format!("webhook:{webhook}"),
        word,
        policy_version: None,
    }
}
