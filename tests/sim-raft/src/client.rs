//! Simulated clients. Each owns its timers, makes one call at a time, and knows the expected state of its timers.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use minoots_kernel::internal::command::Command;
use minoots_kernel::internal::{
    Caller, CancelTimer, CreateTimers, NewTimer, RescheduleTimer, TimerRow, TimerState, WithdrawOutcome,
};
use minoots_kernel::{Reply, digest, tables};
use minoots_sequencer::consensus::{Consensus, Position, View};
use minoots_sequencer::{Answer, Priority};

use crate::clock::truth;
use crate::random::Random;
use crate::witness::{Request, Told};
use crate::world::World;

/// How long a client waits for a response.
const PATIENCE: Duration = Duration::from_secs(3);

/// The tenant of all timers.
pub const TENANT: &str = "t";

/// A timer from its owner's view.
#[derive(Clone, Debug)]
pub(crate) struct Owned {
    pub(crate) id: String,
    pub(crate) due: i64,
    pub(crate) version: u64,
    /// The entry that created it; 0 while unknown.
    pub(crate) created: u64,
    /// Whether an acknowledged cancel withdrew it.
    pub(crate) cancelled: bool,
    /// Whether the outcome of a call on it is unknown.
    pub(crate) doubtful: bool,
}

/// A client.
pub(crate) struct Client {
    pub(crate) number: u64,
    pub(crate) world: Arc<World>,
    pub(crate) random: Random,
    pub(crate) timers: Vec<Owned>,
    target: u64,
    created: u64,
}

/// The outcome of a command.
enum Came {
    Applied(Position, Reply),
    Refused,
    Unknown,
}

impl Client {
    pub(crate) fn new(world: &Arc<World>, number: u64) -> Self {
        Self {
            number,
            random: Random::stream(world.seed, &format!("client {number}")),
            world: Arc::clone(world),
            timers: Vec::new(),
            target: 1,
            created: 0,
        }
    }

    /// Works until told to stop, and returns its timers.
    pub(crate) async fn run(mut self) -> Vec<Owned> {
        while !self.world.clients_stop.load(Ordering::Relaxed) {
            tokio::time::sleep(self.random.millis(1..=120)).await;
            match self.random.below(10) {
                0..=3 => self.create().await,
                4 => self.cancel().await,
                5 => self.reschedule().await,
                _ => self.read().await,
            }
        }
        self.timers
    }

    async fn create(&mut self) {
        self.created += 1;
        let now = truth(&self.world.facts.trace);
        let due = now + i64::try_from(self.random.within(100..=6_000)).unwrap_or(0) * 1_000_000;
        let mut timer = NewTimer {
            id: format!("t-{}-{}", self.number, self.created),
            create_time: now,
            fire_time: due,
            payload: vec![7; usize::try_from(self.random.within(0..=900)).unwrap_or(0)],
            digest_encoding: digest::ENCODING,
            ..NewTimer::default()
        };
        timer.digest = digest::of_timer(digest::ENCODING, &timer);
        let mut owned = Owned {
            id: timer.id.clone(),
            due,
            version: 0,
            created: 0,
            cancelled: false,
            doubtful: false,
        };
        let command = Command::CreateTimers(CreateTimers {
            caller: None,
            timers: vec![timer],
        });
        match self.submit(command, Priority::Normal).await {
            Came::Applied(at, Reply::Created(created)) => {
                owned.created = at.index;
                owned.version = created.first().map_or(0, |created| created.row.version);
                self.timers.push(owned);
            }
            Came::Unknown => {
                owned.doubtful = true;
                self.timers.push(owned);
            }
            Came::Applied(_, other) => self.wrong(&owned.id, &other),
            Came::Refused => {}
        }
    }

    async fn cancel(&mut self) {
        let Some(place) = self.some_timer() else { return };
        let timer = self.timers[place].clone();
        let command = Command::CancelTimer(CancelTimer {
            id: timer.id.clone(),
            version: timer.version,
            ..CancelTimer::default()
        });
        match self.submit(command, Priority::Urgent).await {
            Came::Applied(_, Reply::Withdrawn(withdrawn)) => {
                if withdrawn.outcome == WithdrawOutcome::Done {
                    self.world.facts.withdrawn(&timer.id, timer.version);
                    self.timers[place].cancelled = true;
                } else {
                    self.world.facts.mark("a cancel came too late");
                }
            }
            Came::Applied(_, other) if !timer.doubtful => self.wrong(&timer.id, &other),
            Came::Unknown => self.timers[place].doubtful = true,
            Came::Applied(..) | Came::Refused => {}
        }
    }

    async fn reschedule(&mut self) {
        let Some(place) = self.some_timer() else { return };
        let timer = self.timers[place].clone();
        let now = truth(&self.world.facts.trace);
        let due = now + i64::try_from(self.random.within(100..=4_000)).unwrap_or(0) * 1_000_000;
        let mut request = RescheduleTimer {
            id: timer.id.clone(),
            version: timer.version,
            create_time: now,
            fire_time: due,
            ..RescheduleTimer::default()
        };
        request.digest = digest::of_reschedule(&request);
        match self.submit(Command::RescheduleTimer(request), Priority::Normal).await {
            Came::Applied(_, Reply::Withdrawn(withdrawn)) => {
                if withdrawn.outcome == WithdrawOutcome::Done {
                    self.world.facts.withdrawn(&timer.id, timer.version);
                    let known = &mut self.timers[place];
                    (known.version, known.due) = (withdrawn.version, due);
                }
            }
            Came::Applied(_, other) if !timer.doubtful => self.wrong(&timer.id, &other),
            Came::Unknown => self.timers[place].doubtful = true,
            Came::Applied(..) | Came::Refused => {}
        }
    }

    /// Makes a linearizable read on any node.
    async fn read(&mut self) {
        let alive = self.world.alive();
        let Some(node) = self.random.pick(&alive).copied() else {
            return;
        };
        let Some(place) = self.some_timer() else { return };
        let timer = self.timers[place].clone();
        let request = Request::Read(timer.id.clone());
        let op = self.invoke(&request);
        let floor = self.world.facts.floor();
        let found = tokio::time::timeout(PATIENCE, self.read_at(node, &timer.id)).await;
        let Some((view, row)) = found.ok().flatten() else {
            self.world.counts().operations.refused += 1;
            return self.told(op, &request, Told::Unread("UNAVAILABLE"));
        };
        let index = view.index();
        self.told(op, &request, Told::Read(&*view));
        self.world.counts().operations.ok += 1;
        self.world
            .facts
            .trace
            .event(format_args!("read {} at {node} {index}", timer.id));
        self.world.facts.read(index, floor);
        self.check_row(&timer, row.as_ref());
    }

    async fn read_at(&self, node: u64, id: &str) -> Option<(Box<dyn View>, Option<TimerRow>)> {
        let (raft, _, life) = self.world.running(node)?;
        let index = raft.read_index().await.ok()?;
        let mut applied = raft.applied();
        applied.wait_for(|applied| *applied >= index).await.ok()?;
        let view = raft.view().ok()?;
        let row = tables::timer::get(&*view, TENANT, id).ok()?;
        life.goes_on().then_some((view, row))
    }

    /// Checks that the row of a linearizable read contains every write acknowledged to this client.
    pub(crate) fn check_row(&self, timer: &Owned, row: Option<&TimerRow>) {
        check_row(&self.world, timer, row);
    }

    fn some_timer(&self) -> Option<usize> {
        // Prefer recently created timers.
        let recent = self.timers.len().min(8) as u64;
        let back = usize::try_from(self.random.below(recent)).unwrap_or(0);
        self.timers.len().checked_sub(back + 1)
    }

    async fn submit(&mut self, command: Command, priority: Priority) -> Came {
        let request = Request::Write(command.clone());
        let op = self.invoke(&request);
        let floor = self.world.facts.floor();
        let answer = tokio::time::timeout(PATIENCE, self.propose(signed(command, op), priority)).await;
        let answer = answer.ok().flatten();
        self.told(op, &request, Told::Written(answer.clone()));
        let came = Came::from(answer);
        let mut counts = self.world.counts();
        match &came {
            Came::Applied(at, _) => {
                counts.operations.ok += 1;
                drop(counts);
                self.world
                    .facts
                    .trace
                    .event(format_args!("client {} ok {}", self.number, at.index));
                self.world.facts.acknowledged(*at, floor);
            }
            Came::Refused => counts.operations.refused += 1,
            Came::Unknown => counts.operations.unknown += 1,
        }
        came
    }

    /// Records the start of a call and returns its number.
    fn invoke(&self, request: &Request) -> u64 {
        self.world.counts().operations.invoked += 1;
        let (op, facts) = (self.world.new_op(), &self.world.facts);
        facts.witness.asked(truth(&facts.trace), op, self.number, request);
        op
    }

    fn told(&self, op: u64, request: &Request, told: Told<'_>) {
        let facts = &self.world.facts;
        facts.witness.told(truth(&facts.trace), op, request, told);
    }

    /// Proposes to the last known leader, and follows redirects.
    async fn propose(&mut self, command: Command, priority: Priority) -> Option<Answer> {
        for _ in 0..3 {
            let Some((_, sequencer, life)) = self.world.running(self.target) else {
                self.go_elsewhere(None);
                continue;
            };
            let answer = sequencer.proposer().propose(command.clone(), priority).await;
            drop(sequencer);
            if !life.goes_on() {
                self.go_elsewhere(None);
                return None;
            }
            match answer {
                Ok(Answer::NotLeader { leader }) => self.go_elsewhere(leader),
                Ok(answer) => return Some(answer),
                Err(refused) => return Some(Answer::Refused(refused)),
            }
        }
        Some(Answer::NotLeader { leader: None })
    }

    fn go_elsewhere(&mut self, leader: Option<u64>) {
        let members = self.world.members();
        let elsewhere = leader.or_else(|| self.random.pick(&members).copied());
        self.target = elsewhere.unwrap_or(1);
    }

    fn wrong(&self, id: &str, reply: &Reply) {
        self.world.facts.violation(format!("{id}: a wrong answer: {reply:?}"));
    }
}

/// See [`Client::check_row`].
pub(crate) fn check_row(world: &World, timer: &Owned, row: Option<&TimerRow>) {
    if timer.doubtful {
        return;
    }
    let Some(row) = row else {
        return world
            .facts
            .violation(format!("G1: {} was acknowledged and is not there", timer.id));
    };
    if timer.cancelled != (row.state() == TimerState::Cancelled) {
        world.facts.violation(format!(
            "G7: {} is {:?}, cancelled {}",
            timer.id,
            row.state(),
            timer.cancelled
        ));
    }
    if !timer.cancelled && row.version != timer.version {
        world.facts.violation(format!(
            "G1: {} has version {}, not {}",
            timer.id, row.version, timer.version
        ));
    }
}

impl From<Option<Answer>> for Came {
    fn from(answer: Option<Answer>) -> Self {
        match answer {
            Some(Answer::Applied(at, reply)) => Self::Applied(at, reply),
            Some(Answer::NotLeader { .. } | Answer::Refused(_)) => Self::Refused,
            Some(Answer::OutcomeUnknown) | None => Self::Unknown,
        }
    }
}

/// A command whose caller identifies the call in the log.
fn signed(command: Command, op: u64) -> Command {
    let caller = Some(Caller {
        tenant: TENANT.to_owned(),
        actor: format!("op-{op}"),
        ..Caller::default()
    });
    match command {
        Command::CreateTimers(create) => Command::CreateTimers(CreateTimers { caller, ..create }),
        Command::CancelTimer(cancel) => Command::CancelTimer(CancelTimer { caller, ..cancel }),
        Command::RescheduleTimer(reschedule) => Command::RescheduleTimer(RescheduleTimer { caller, ..reschedule }),
        other => other,
    }
}
