//! The rules of the kernel a second time, naively: plain lists with linear search, no data stored twice, no index, no
//! cursor, no job, no bound. It is written from the rules, so that a mistake in either implementation shows as a
//! difference.

mod actions;
mod audit;
mod backfills;
mod cancels;
pub mod checkpoints;
mod commands;
mod delivery;
mod hold;
mod join_tokens;
pub mod leases;
mod overlaps;
mod payload_keys;
mod policies;
mod queues;
mod quota;
pub mod schedules;
mod transactions;
mod trust;
mod turns;
mod watchdogs;
mod webhooks;

use std::collections::BTreeMap;

use minoots_kernel::{
    Reply,
    internal::{
        AttemptRow, AuditChain, CancelRow, CredentialRow, DeliveryState, DenialRow, Entry, EventKind, EventLetterRow,
        EventRow, FailureKind, FailureRow, Grant, JoinTokenRow, KeyRow, NewTimer, PayloadKeysRow, PolicyRow, QueueRow,
        Quota, RedriveState, ScheduleRow, TimerRef, TimerRow, TimerState, TokenRow, TrustRow, Turn, WatchdogState,
        WebhookRow, command::Command as Kind,
    },
    limits::{EVENT_RETENTION, LEAD_MAX, REQUEST_RETENTION, TIMER_RETENTION},
};

/// The six states of a timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Scheduled,
    Armed,
    Fired,
    Settled,
    Failed,
    Cancelled,
}

/// The known deliveries of an arm.
#[derive(Clone, Debug)]
pub struct Delivery {
    pub available: i64,
    pub expires: i64,
    /// The newest logged delivery.
    pub newest: Option<Grant>,
    pub ended: bool,
    pub attempts: u32,
    pub released: i64,
    /// Whether a delivery of this arm was logged, so that it left its first position, or that position was before log
    /// time.
    pub moved: bool,
    /// The turn, for a timer with a concurrency key.
    pub turn: Turn,
}

/// An occurrence that was ever created. It is never removed.
#[derive(Clone, Debug)]
pub struct Timer {
    pub tenant: String,
    pub spec: NewTimer,
    pub version: u64,
    pub by: String,
    pub arrived: i64,
    pub state: State,
    pub arm: u64,
    pub armed_at: i64,
    /// For an armed timer with a concurrency key: whether it waits, and the instant of its present position if that is
    /// not the first one.
    pub waits: bool,
    pub stands: Option<i64>,
    pub delivery: Option<Delivery>,
    pub end: i64,
    /// The instants of its ends (settled, failed, failed again, redrive settled), each with whether retention has
    /// processed it.
    pub ends: Vec<(i64, bool)>,
    pub cancel: Option<CancelRow>,
    pub failure: Option<FailureRow>,
    pub redrive: RedriveState,
    /// Whether it was overdue at a restore, and is undecided since.
    pub held: bool,
    /// Whether it gave up its id.
    pub retired: bool,
    /// Whether nothing refers to it any more; also set for a version that a reschedule replaced.
    pub gone: bool,
    /// One bit for each action that was made.
    pub acted: u32,
    /// The state of a watchdog.
    pub watch: Option<WatchdogState>,
}

/// A queue that was ever used or created.
#[derive(Clone, Debug)]
pub struct Queue {
    pub tenant: String,
    pub name: String,
    pub row: QueueRow,
    /// The shortest maximum age that it ever had.
    pub shortest_age: u64,
    /// The instant at which that age was set. It applies from the next instant on.
    pub changed: i64,
}

/// A remembered answer.
#[derive(Clone)]
struct Request {
    tenant: String,
    id: String,
    digest: Vec<u8>,
    answer: Reply,
    time: i64,
}

/// The whole state.
#[derive(Clone, Default)]
pub struct Model {
    pub time: i64,
    /// The reading of the proposer's clock, at most log time.
    clock: i64,
    pub epoch: u64,
    /// The instant up to which due timers are held since the last restore that held any.
    pub held_until: i64,
    version: u64,
    arm: u64,
    cluster_id: String,
    /// The level of the cluster.
    pub level: u32,
    pub denials: Vec<(String, DenialRow)>,
    pub heads: Vec<(String, AuditChain, u64, String)>,
    pub keys: Vec<(String, KeyRow)>,
    pub credentials: BTreeMap<String, CredentialRow>,
    pub quotas: BTreeMap<String, Quota>,
    /// All tokens ever created, in the order of creation, with their ids.
    pub join_tokens: Vec<(String, JoinTokenRow)>,
    pub policies: BTreeMap<String, PolicyRow>,
    pub payload_keys: BTreeMap<String, PayloadKeysRow>,
    pub trust: BTreeMap<String, TrustRow>,
    /// All tokens ever used, by their digests.
    pub tokens: Vec<(String, TokenRow)>,
    pub schedules: BTreeMap<schedules::Name, ScheduleRow>,
    pub checkpoints: BTreeMap<checkpoints::Name, checkpoints::Checkpoint>,
    /// For removed checkpoints: the last version, and the time of removal.
    pub removed: BTreeMap<checkpoints::Name, (u64, i64)>,
    /// All grants ever made, in their order.
    pub grants: Vec<leases::Grant>,
    pub budgets: Vec<leases::Budget>,
    /// Every create ever made, with its tenant and log time.
    creates: Vec<(String, i64)>,
    /// The instant up to which a tenant has paid for its creates.
    paid_until: BTreeMap<String, i64>,
    /// That instant when the running transaction began.
    paid_before: Option<i64>,
    /// Whether the running part may exceed the limits for now.
    room_later: bool,
    /// The number of transactions that exceeded a limit in between and not in the end.
    pub made_room: usize,
    /// The credential of the present command's caller, and its source.
    showing: (String, String),
    pub timers: Vec<Timer>,
    /// All events ever written, with their tenant; an event's sequence is its position among those of its tenant.
    pub events: Vec<(String, EventRow)>,
    pub queues: Vec<Queue>,
    /// With their tenants and ids.
    pub webhooks: Vec<(String, String, WebhookRow)>,
    /// All attempts ever recorded of existing endpoints, in the same way, with their numbers.
    pub attempts: Vec<(String, String, u64, AttemptRow)>,
    /// Events that endpoints did not take, by tenant, endpoint and sequence.
    pub letters: BTreeMap<(String, String, u64), EventLetterRow>,
    /// The instant of the last compaction of events.
    compacted_at: i64,
    requests: Vec<Request>,
    /// Whether a part of a transaction runs. Only the whole transaction has the request id.
    is_part: bool,
    index: u64,
    arm_before: i64,
}

impl Timer {
    /// Creates a new timer.
    fn new(tenant: &str, spec: NewTimer, version: u64, by: &str, arrived: i64) -> Timer {
        Timer {
            tenant: tenant.to_string(),
            watch: watchdogs::state(&spec),
            spec,
            version,
            by: by.to_string(),
            arrived,
            state: State::Scheduled,
            arm: 0,
            armed_at: 0,
            waits: false,
            stands: None,
            delivery: None,
            end: 0,
            ends: Vec::new(),
            cancel: None,
            failure: None,
            redrive: RedriveState::Unspecified,
            held: false,
            retired: false,
            gone: false,
            acted: 0,
        }
    }

    pub fn due(&self) -> i64 {
        if let Some(stage) = self.next_stage() {
            return self.arrived + stage.delay as i64;
        }
        self.spec.fire_time.max(self.arrived)
    }

    pub fn is_current(&self) -> bool {
        !self.retired && !self.gone
    }

    /// Whether a delivery is owed that may be offered by now.
    pub fn is_open(&self) -> bool {
        self.state == State::Fired || self.redrive == RedriveState::Open
    }

    pub fn is_terminal(&self) -> bool {
        matches!(self.state, State::Settled | State::Failed | State::Cancelled)
    }

    fn delivery(&mut self) -> &mut Delivery {
        self.delivery.as_mut().expect("an open timer has a delivery")
    }

    /// The expected row.
    pub fn row(&self) -> TimerRow {
        let fired = !matches!(self.state, State::Scheduled | State::Armed | State::Cancelled);
        let mut row = TimerRow {
            spec: Some(self.spec.clone()),
            version: self.version,
            created_by: self.by.clone(),
            scheduled_time: self.arrived,
            arm: if fired { self.arm } else { 0 },
            arm_time: if fired { self.armed_at } else { 0 },
            end_time: self.end,
            delivery: self.delivery.as_ref().map(delivery_row),
            cancel: self.cancel.clone(),
            failure: self.failure.clone(),
            acted: self.acted,
            watchdog: self.watch,
            ..TimerRow::default()
        };
        row.set_redrive(self.redrive);
        row.set_state(match self.state {
            State::Scheduled | State::Armed => TimerState::Pending,
            State::Fired => TimerState::Fired,
            State::Settled => TimerState::Settled,
            State::Failed => TimerState::Failed,
            State::Cancelled => TimerState::Cancelled,
        });
        row
    }
}

fn delivery_row(delivery: &Delivery) -> DeliveryState {
    DeliveryState {
        available: delivery.available,
        grant: delivery.newest,
        ended: delivery.ended,
        attempts: delivery.attempts,
        released: delivery.released,
        expires: delivery.expires,
        moved: delivery.moved,
        turn: delivery.turn.into(),
    }
}

impl Model {
    /// Applies an entry. The order of several deliveries that expire in one entry is unspecified: `expired` gives the
    /// order to use.
    pub fn apply(&mut self, index: u64, entry: &Entry, expired: &[(String, TimerRef)]) -> Vec<Reply> {
        self.index = index;
        self.time = self.time.max(entry.time);
        self.clock = entry.time;
        self.arm_before = entry.arm_before.min(self.time + LEAD_MAX).max(self.time);
        let begins = entry.commands.first().and_then(|first| first.command.as_ref());
        let first = usize::from(matches!(begins, Some(Kind::StartEpoch(_))));
        let mut replies: Vec<Reply> = entry.commands[..first]
            .iter()
            .map(|command| self.command(command))
            .collect();
        self.fire_what_is_due();
        self.expire_what_is_old(expired);
        self.outlive();
        self.take_turns();
        self.retire();
        self.compact();
        let time = self.time;
        self.requests.retain(|request| request.time + REQUEST_RETENTION > time);
        self.go_on_with_schedules();
        for command in &entry.commands[first..] {
            replies.push(self.command(command));
            self.go_on_with_schedules();
        }
        replies
    }

    fn fire_what_is_due(&mut self) {
        let mut due: Vec<usize> = (0..self.timers.len())
            .filter(|at| self.timers[*at].state == State::Armed && self.timers[*at].due() <= self.time)
            .collect();
        due.sort_by_key(|at| {
            let timer = &self.timers[*at];
            (timer.due(), timer.tenant.clone(), timer.spec.id.clone())
        });
        due.into_iter().for_each(|at| {
            let available = self.timers[at].stands.unwrap_or(self.timers[at].due());
            self.fire(at, available);
        });
    }

    fn expire_what_is_old(&mut self, order: &[(String, TimerRef)]) {
        let time = self.time;
        let is_old = |timer: &Timer| timer.is_open() && timer.delivery.as_ref().unwrap().expires <= time;
        let place = |timer: &Timer| {
            let name = (timer.tenant.clone(), timer.reference());
            order.iter().position(|expired| *expired == name)
        };
        // An expiry may cause another that is too old as well.
        loop {
            let old = (0..self.timers.len()).filter(|at| is_old(&self.timers[*at]));
            let Some(first) = old.min_by_key(|at| place(&self.timers[*at])) else {
                return;
            };
            self.fail(first, FailureKind::Expired, "");
        }
    }

    /// Retires timers. Seven days after an end a timer gives up its id, if that end was the last. Thirty days after its
    /// last end its row is removed.
    fn retire(&mut self) {
        let time = self.time;
        for timer in self.timers.iter_mut().filter(|timer| !timer.gone) {
            let (last, over) = (timer.end, timer.is_terminal() && !timer.is_open());
            for (ended, looked_at) in timer
                .ends
                .iter_mut()
                .filter(|(ended, _)| ended + TIMER_RETENTION <= time)
            {
                timer.retired |= !*looked_at && over && last <= *ended;
                *looked_at = true;
            }
            let compacted = |(ended, _): &(i64, bool)| last <= *ended && ended + EVENT_RETENTION <= time;
            timer.gone = timer.retired && timer.ends.iter().any(compacted);
        }
    }

    /// Schedules a new timer or a new version of one: arms it when it is due soon, fires it when it is due.
    fn schedule(&mut self, timer: Timer) {
        let due = timer.due();
        self.timers.push(timer);
        if due <= self.arm_before && self.timers.last().is_some_and(|timer| timer.watch.is_none()) {
            self.arm(self.timers.len() - 1);
        }
    }

    /// Arms, fires and offers a timer as of an instant.
    fn fire_as_of(&mut self, timer: Timer, since: i64) {
        self.arm += 1;
        self.timers.push(Timer {
            arm: self.arm,
            armed_at: since,
            ..timer
        });
        self.fire(self.timers.len() - 1, since);
    }

    fn arm(&mut self, at: usize) {
        self.arm += 1;
        let (arm, time) = (self.arm, self.time);
        let timer = &mut self.timers[at];
        (timer.state, timer.arm, timer.armed_at) = (State::Armed, arm, time);
        (timer.waits, timer.stands) = (false, None);
        if timer.is_keyed() {
            self.timers[at].waits = self.has_no_room(at);
        }
        let timer = &self.timers[at];
        if timer.due() <= time {
            let available = timer.due().max(self.clock);
            self.fire(at, available);
        }
    }

    fn fire(&mut self, at: usize, available: i64) {
        self.emit_about(at, EventKind::TimerFired, EventRow::default());
        let since = self.timers[at].due().max(self.timers[at].armed_at);
        self.act(at, |attempts| attempts == 0, since);
        let timer = &mut self.timers[at];
        if timer.spec.queue.is_empty() {
            timer.state = State::Settled;
            self.emit_about(at, EventKind::TimerSettled, EventRow::default());
            self.end(at);
            return;
        }
        timer.state = State::Fired;
        let since = timer.due().max(timer.armed_at);
        let age = self.age_of(at);
        let mut delivery = Delivery::from(available, since, age);
        let timer = &self.timers[at];
        delivery.moved |= timer.spec.lane != 0 || timer.spec.parent.is_some() || timer.is_keyed();
        if timer.waits {
            delivery.turn = Turn::Waiting;
        }
        self.timers[at].delivery = Some(delivery);
    }

    fn end(&mut self, at: usize) {
        let time = self.time;
        let timer = &mut self.timers[at];
        timer.end = time;
        timer.ends.push((time, false));
    }

    fn fail(&mut self, at: usize, kind: FailureKind, message: &str) {
        let event = match kind {
            FailureKind::Expired => EventKind::TimerExpired,
            _ => EventKind::TimerFailed,
        };
        let reason = message.to_string();
        self.emit_about(
            at,
            event,
            EventRow {
                reason,
                ..EventRow::default()
            },
        );
        if kind != FailureKind::Purged {
            let delivery = self.timers[at].delivery.as_ref();
            let spent = delivery.map_or(0, |delivery| delivery.attempts);
            let since = match kind {
                FailureKind::Expired => delivery.unwrap().expires,
                _ => self.time,
            };
            self.act(at, |attempts| attempts > spent, since);
        }
        self.failed(at, kind, message);
    }

    fn failed(&mut self, at: usize, kind: FailureKind, message: &str) {
        let mut failure = FailureRow {
            message: message.to_string(),
            purged: kind == FailureKind::Purged,
            ..FailureRow::default()
        };
        failure.set_kind(kind);
        let timer = &mut self.timers[at];
        timer.state = State::Failed;
        timer.redrive = RedriveState::Unspecified;
        timer.failure = Some(failure);
        self.end(at);
    }

    fn emit(&mut self, tenant: &str, kind: EventKind, mut event: EventRow) {
        event.set_kind(kind);
        event.time = self.time;
        event.epoch = self.epoch;
        if !event.actor.is_empty() {
            (event.credential, event.source) = self.showing.clone();
        }
        self.events.push((tenant.to_string(), event));
    }

    /// Writes an event about a timer. The event of a firing names only the identity of the timer.
    fn emit_about(&mut self, at: usize, kind: EventKind, event: EventRow) {
        let timer = &self.timers[at];
        let named = kind != EventKind::TimerFired;
        let event = EventRow {
            timer: Some(timer.reference()),
            fire_time: timer.spec.fire_time,
            name: if named { timer.spec.name.clone() } else { String::new() },
            attempts: timer.delivery.as_ref().map_or(0, |delivery| delivery.attempts),
            ..event
        };
        let tenant = timer.tenant.clone();
        self.emit(&tenant, kind, event);
    }

    /// The timer that holds an id.
    fn current(&self, tenant: &str, id: &str) -> Option<usize> {
        let holds = |timer: &Timer| timer.is_current() && timer.tenant == tenant && timer.spec.id == id;
        self.timers.iter().position(holds)
    }

    /// The held events of a tenant, with their sequences.
    pub fn held_events(&self, tenant: &str) -> Vec<(u64, EventRow)> {
        let own = self.events.iter().filter(|(owner, _)| owner == tenant);
        let numbered = own.zip(1..).map(|((_, event), sequence)| (sequence, event.clone()));
        numbered
            .filter(|(_, event)| event.time + EVENT_RETENTION > self.time)
            .collect()
    }

    /// The last arm index drawn.
    pub fn last_arm(&self) -> u64 {
        self.arm
    }

    /// The number of remembered request ids of a tenant.
    pub fn requests_of(&self, tenant: &str) -> usize {
        self.requests.iter().filter(|request| request.tenant == tenant).count()
    }
}

impl Timer {
    pub fn reference(&self) -> TimerRef {
        TimerRef {
            id: self.spec.id.clone(),
            version: self.version,
            ..TimerRef::default()
        }
    }
}

impl Delivery {
    /// A delivery that is offered from one instant on, and whose age counts from another.
    fn from(available: i64, since: i64, age: u64) -> Delivery {
        Delivery {
            available,
            expires: since + age as i64,
            newest: None,
            ended: false,
            attempts: 0,
            released: 0,
            moved: available < since,
            turn: Turn::Unspecified,
        }
    }
}
