//! The loop: feeds [`Core`] with inputs and executes its decisions, one turn after the other. It runs on the
//! sequencer's thread, or wherever the owner of [`Turns`] runs it.

use super::Hooks;
use crate::{
    clock::{Clock, Gate, Judged, OFFSET_MAX, instant, wait},
    consensus::{Committed, Consensus, Leadership, ProposeError},
    core::{Core, NextEntry, Pending, scan},
    inbox::{Arming, Inbox, Shared, Worth},
    waiting::{Answer, Waiting, answer_all},
    window::{Refill, Refilled},
};
use minoots_kernel::tables::{due::DueKey, shard};
use std::{ops::ControlFlow, sync::Arc, time::Duration};
use tokio::sync::oneshot;

/// The longest sleep while something is due, because the wall clock may step.
const PIECE: Duration = Duration::from_millis(50);
/// The pause until the next try of the gate.
const CLOSED: Duration = Duration::from_millis(5);
/// The longest sleep while nothing is due.
const IDLE: Duration = Duration::from_secs(1);
/// The interval within which touches are processed together: a wake-up for each costs more than its processing.
const TOUCH_PACE: Duration = Duration::from_millis(5);
/// The same interval after a turn with several touches. There are then many agents, and each waits at most half the
/// pause between entries.
const TOUCH_PACE_OF_MANY: Duration = Duration::from_millis(50);

/// See the module.
pub(super) struct Driver {
    core: Core,
    shared: Arc<Shared>,
    consensus: Arc<dyn Consensus>,
    clock: Clock,
    hooks: Hooks,
    leader: Option<u64>,
    /// Commands that arrived and whose dates are not judged yet.
    undated: Vec<Waiting>,
    /// The receiver that waits for everything within reach to be armed.
    armed_ahead: Option<oneshot::Sender<()>>,
    gate: Gate,
    /// The last state of the gate.
    gate_open: bool,
    /// The last time at which touches were processed, and the interval for which later ones wait.
    touched: Option<(i64, Duration)>,
}

impl Driver {
    pub(super) fn new(
        shared: Arc<Shared>,
        consensus: Arc<dyn Consensus>,
        clock: Clock,
        gate: Gate,
        hooks: Hooks,
    ) -> Driver {
        shared.date_by(clock.clone());
        Driver {
            core: Core::new(shared.options.clone()),
            shared,
            consensus,
            clock,
            hooks,
            leader: None,
            undated: Vec::new(),
            armed_ahead: None,
            gate,
            gate_open: true,
            touched: None,
        }
    }

    /// Works until it is stopped.
    pub(super) fn run(&mut self) {
        (self.hooks.thread_start)();
        loop {
            let (wait, worth) = self.rest();
            let inbox = self.shared.wait_for_inbox(wait, worth);
            if self.turn(inbox).is_break() {
                return;
            }
        }
    }

    /// Handles the inputs and proposes entries. A break ends the loop.
    fn turn(&mut self, inbox: Inbox) -> ControlFlow<()> {
        let stop = inbox.stop;
        self.handle(inbox);
        if stop {
            self.answer_not_leader();
            return ControlFlow::Break(());
        }
        self.propose_all();
        {
            let mut stats = self.shared.stats();
            (stats.touches_in_memory, stats.touches_in_entries) = self.core.touches();
        }
        self.tell_armed_ahead();
        if let Some(refill) = self.core.wants_refill() {
            self.refill(refill);
        }
        let now = self.clock.now();
        if let Some(look) = self.core.wants_look(now) {
            let found = self.scan(&look);
            self.core.looked(now, found);
        }
        ControlFlow::Continue(())
    }

    /// Proposes entries while there is a reason for one and the gate is open.
    fn propose_all(&mut self) {
        self.gate_open = true;
        self.core.called_by((self.hooks.callers)());
        while self.core.is_leading() {
            let Some(judged) = self.gate.judged() else {
                self.gate_open = false;
                return;
            };
            self.judge_dates(&judged);
            let now = judged.look.wall;
            // The lease is read after the clock: an answered touch arrived before another node could lead.
            self.core.judge_touches(now, self.consensus.standing().leased);
            let Some(next) = self.core.next_entry(now) else {
                return;
            };
            self.propose(next);
        }
    }

    /// Passes commands to the core. A command whose instants may come from a wrong clock gets the answer of a node that
    /// does not lead. Nothing happened, and the caller sends it again, here or to the next leader.
    fn judge_dates(&mut self, judged: &Judged) {
        for waiting in std::mem::take(&mut self.undated) {
            if waiting.queued.is_some_and(|queued| judged.doubts(queued)) {
                self.shared.forget([&waiting]);
                waiting.answer(Answer::NotLeader { leader: None });
            } else {
                self.core.submit(waiting);
            }
        }
    }

    /// The time that the next turn may wait if nothing arrives, and the conditions that end the wait.
    fn rest(&self) -> (Duration, Worth) {
        let now = self.clock.now();
        let patience = match self.core.next_wake(now) {
            _ if !self.gate_open => CLOSED,
            _ if self.core.looks_on() => Duration::ZERO,
            Some(at) => wait(at.saturating_sub(now)).min(PIECE),
            None => IDLE,
        };
        let (patience, commands) = match self.core.packs_at(now) {
            // The commands wait for an entry to finish, which wakes the thread.
            None => (patience, usize::MAX),
            Some(at) if at > now => (patience.min(wait(at - now)), self.core.missing(now)),
            Some(_) => (patience, 1),
        };
        // A clock that was set back since then ends the pause.
        let pause = self.touched.map_or(Duration::ZERO, |(at, pace)| {
            let since = u64::try_from(now.saturating_sub(at));
            since.map_or(Duration::ZERO, |since| pace.saturating_sub(Duration::from_nanos(since)))
        });
        let worth = Worth {
            commands,
            touches: pause.is_zero(),
        };
        match worth.touches {
            true => (patience, worth),
            false => (patience.min(pause), worth),
        }
    }

    fn handle(&mut self, inbox: Inbox) {
        if let Some(leadership) = inbox.leadership {
            self.set_leadership(leadership);
        }
        for finished in inbox.finished {
            match finished {
                Some(took) => self.core.committed(took, self.clock.now()),
                None => self.core.lost(),
            }
        }
        for (at, moment, effects) in inbox.applied {
            self.core.applied(at, moment, &effects);
        }
        self.undated.extend(inbox.submitted);
        match inbox.touches.len() {
            0 => {}
            1 => self.touched = Some((self.clock.now(), TOUCH_PACE)),
            _ => self.touched = Some((self.clock.now(), TOUCH_PACE_OF_MANY)),
        }
        for touch in inbox.touches {
            self.core.touch(touch);
        }
        self.core.settle_touches();
        match inbox.arming {
            Some(Arming::Ahead(done)) => {
                self.core.arm_ahead(self.clock.now());
                self.armed_ahead = Some(done).filter(|_| self.core.is_leading());
            }
            Some(Arming::AsUsual) => self.core.arm_as_usual(),
            None => {}
        }
        if !self.core.is_leading() {
            self.answer_not_leader();
        }
    }

    fn tell_armed_ahead(&mut self) {
        if self.armed_ahead.is_some()
            && self.core.is_armed_ahead()
            && let Some(done) = self.armed_ahead.take()
        {
            // The receiver may have stopped waiting.
            let _ = done.send(());
        }
    }

    fn set_leadership(&mut self, leadership: Leadership) {
        match leadership {
            Leadership::Leading { term, since } => {
                tracing::info!(term, since, "leading");
                self.leader = None;
                self.compare_log_time();
                self.core.lead(since);
            }
            Leadership::Following { leader } => {
                self.leader = leader;
                self.answer_not_leader();
            }
        }
    }

    /// Warns if log time is ahead of this node's clock. Until the clock catches up, timers due in between are already
    /// armed.
    fn compare_log_time(&self) {
        let shard = self.consensus.view().and_then(|view| shard::get(view.as_ref()));
        // The following scan finds a state that cannot be read.
        let ahead = shard.map_or(0, |shard| shard.time.saturating_sub(self.clock.now()));
        if ahead > OFFSET_MAX {
            tracing::warn!(
                ahead_ms = ahead / 1_000_000,
                "log time is ahead of this node's clock; what is due until then cannot be cancelled"
            );
        }
    }

    fn answer_not_leader(&mut self) {
        let mut waiting = self.core.follow(self.leader);
        waiting.append(&mut self.undated);
        self.shared.forget(&waiting);
        for waiting in waiting {
            waiting.answer(Answer::NotLeader { leader: self.leader });
        }
    }

    fn propose(&mut self, next: NextEntry) {
        let NextEntry { proposal, waiting } = next;
        {
            let mut stats = self.shared.stats();
            stats.entries += 1;
            stats.commands += waiting.len() as u64;
        }
        let (shared, began) = (self.shared.clone(), instant());
        let (on_commit, tell) = (self.hooks.on_commit.clone(), self.hooks.tell.clone());
        let done = move |result: Result<Committed, ProposeError>| {
            let took = result.is_ok().then(|| instant().saturating_duration_since(began));
            if let Some(took) = took {
                on_commit(took);
            }
            let took = took.map(|took| i64::try_from(took.as_nanos()).unwrap_or(i64::MAX));
            shared.forget(waiting.iter().flatten());
            // Answers callers before it notifies the sequencer, because the sequencer waits for answers, too.
            answer_all(waiting, result, &*tell);
            shared.with(|inbox| {
                inbox.finished.push(took);
                inbox.under_way = inbox.under_way.saturating_sub(1);
            });
        };
        self.shared.lock().under_way += 1;
        self.consensus.propose(proposal, Box::new(done));
    }

    fn refill(&mut self, refill: Refill<DueKey>) {
        let found = self.scan(&refill);
        self.core.refilled(found);
    }

    /// Scans the due table. Scans are short and rare: a window holds thousands of timers.
    fn scan(&self, refill: &Refill<DueKey>) -> Option<Refilled<DueKey, Pending>> {
        let began = instant();
        let found = self.consensus.view().and_then(|view| scan(view.as_ref(), refill));
        match found {
            Ok(found) => {
                tracing::debug!(rows = found.rows.len(), took = ?began.elapsed(), "the due table was read");
                Some(found)
            }
            Err(failure) => {
                (self.hooks.on_failure)(failure);
                None
            }
        }
    }
}

/// A sequencer without a thread: its owner runs the turns, on the single thread of a simulation.
pub struct Turns(Driver);

impl Turns {
    pub(super) fn new(driver: Driver) -> Turns {
        Turns(driver)
    }

    /// Handles the inputs and proposes due entries. Returns the time that the next turn may wait if nothing arrives;
    /// `None` at the end.
    pub fn take(&mut self) -> Option<Duration> {
        let inbox = self.0.shared.present_inbox();
        self.0.turn(inbox).is_continue().then(|| {
            let (wait, worth) = self.0.rest();
            self.0.shared.rest(worth);
            wait
        })
    }
}
