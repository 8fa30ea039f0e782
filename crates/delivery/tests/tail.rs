#![allow(clippy::unwrap_used, clippy::expect_used)]
//! The tail over a log in memory: in sequence, without gaps, and never ahead of the node's own clock.

use minoots_delivery::{
    opener::Clear,
    signer::Signer,
    tail::{Batch, LogEvent, Request, Running, Tail},
};
use minoots_kernel::{
    Effect, Entry, Failure, apply,
    internal::{Caller, Command, CreateTimers, NewTimer, command::Command as Kind},
    memory::MemoryTables,
    tables::{self, Read, Row, Tables},
};
use minoots_sequencer::{
    clock::{Clock, TimeSource},
    consensus::{
        Consensus, EffectSink, Leadership, Moment, Position, Proposal, ProposeDone, ReadIndex, Standing, View,
    },
};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI64, Ordering},
};
use tokio::sync::watch;

const SECOND: i64 = 1_000_000_000;
const DAY: i64 = 86_400 * SECOND;
const NOW: i64 = 1_000_000 * SECOND;

#[derive(Clone, Default)]
struct Snapshot {
    tables: MemoryTables,
    index: u64,
}

impl Read for Snapshot {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        self.tables.get(key)
    }

    fn scan(&self, from: &[u8], until: &[u8], limit: usize) -> Result<Vec<Row>, Failure> {
        self.tables.scan(from, until, limit)
    }
}

impl View for Snapshot {
    fn index(&self) -> u64 {
        self.index
    }
}

#[derive(Default)]
struct State(Mutex<Snapshot>);

impl Consensus for State {
    fn propose(&self, _: Proposal, _: ProposeDone) {
        unreachable!("a tail proposes nothing");
    }

    fn leadership(&self) -> watch::Receiver<Leadership> {
        watch::channel(Leadership::Following { leader: None }).1
    }

    fn view(&self) -> Result<Box<dyn View>, Failure> {
        Ok(Box::new(self.0.lock().unwrap().clone()))
    }

    fn applied(&self) -> watch::Receiver<u64> {
        watch::channel(0).1
    }

    fn read_index(&self) -> ReadIndex {
        unreachable!("nothing here reads for a client");
    }

    fn standing(&self) -> Standing {
        unreachable!("nothing here stamps or releases");
    }

    fn abdicate(&self) {
        unreachable!("nothing here leads");
    }
}

#[derive(Default)]
struct Hand(AtomicI64);

impl TimeSource for Hand {
    fn wall(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

struct World {
    state: Arc<State>,
    hand: Arc<Hand>,
    tail: Tail,
    failures: Arc<Mutex<Vec<Failure>>>,
    _running: Running,
}

impl World {
    fn new() -> World {
        let (state, hand, tail) = (Arc::new(State::default()), Arc::new(Hand::default()), Tail::new());
        hand.0.store(NOW, Ordering::Relaxed);
        let failures: Arc<Mutex<Vec<Failure>>> = Arc::default();
        let noted = failures.clone();
        let signer = Arc::new(Signer::from_seed(&[1; 32]));
        let on_failure = Arc::new(move |failure| noted.lock().unwrap().push(failure));
        let running = tail
            .start(
                state.clone(),
                (signer, Arc::new(Clear)),
                Clock::new(hand.clone()),
                || {},
                on_failure,
            )
            .unwrap();
        World {
            state,
            hand,
            tail,
            failures,
            _running: running,
        }
    }

    fn enter(&self, time: i64, commands: Vec<Kind>) -> Vec<Effect> {
        let commands = commands.into_iter().map(|command| Command { command: Some(command) });
        let entry = Entry {
            time,
            arm_before: time + SECOND / 2,
            commands: commands.collect(),
        };
        let mut state = self.state.0.lock().unwrap();
        state.index += 1;
        let index = state.index;
        apply(&mut state.tables, index, &entry).unwrap().effects
    }

    /// Creates timers without a queue: each gives one event when created, and two when it fires.
    fn create(&self, time: i64, due: i64, ids: impl Iterator<Item = usize>) -> Vec<Effect> {
        let timers = ids.map(|id| NewTimer {
            id: format!("t{id}"),
            create_time: time,
            fire_time: due,
            ..NewTimer::default()
        });
        let caller = Caller {
            tenant: "t".into(),
            ..Caller::default()
        };
        let create = CreateTimers {
            caller: Some(caller),
            timers: timers.collect(),
        };
        self.enter(time, vec![Kind::CreateTimers(create)])
    }

    fn lose(&self, sequence: u64) {
        self.state
            .0
            .lock()
            .unwrap()
            .tables
            .delete(tables::event::key("t", sequence));
    }

    async fn read(&self, from: u64, limit: usize) -> Option<Batch> {
        self.ask(request(from, limit)).await
    }

    async fn ask(&self, request: Request) -> Option<Batch> {
        self.tail.read(request).await
    }

    /// The events from a sequence number on, and the next number; the batch must not wait.
    async fn events(&self, from: u64, limit: usize) -> (Vec<LogEvent>, u64) {
        match self.read(from, limit).await {
            Some(Batch::Events {
                events,
                next,
                wait: None,
            }) => (events, next),
            other => panic!("events were expected: {other:?}"),
        }
    }
}

fn request(from: u64, limit: usize) -> Request {
    Request {
        tenant: "t".into(),
        from,
        limit,
        types: Vec::new(),
        subject: String::new(),
        signed: true,
    }
}

fn kinds(events: &[LogEvent]) -> Vec<&str> {
    events.iter().map(|event| event.kind.as_str()).collect()
}

#[tokio::test]
async fn a_fired_event_waits_for_the_nodes_own_clock_whatever_log_time_says() {
    let world = World::new();
    let due = NOW + SECOND / 4;
    world.create(NOW, due, 0..1);
    // The leader's clock is ahead: log time has passed due, this node's clock has not.
    world.enter(due + SECOND, Vec::new());
    let Some(Batch::Events { events, next, wait }) = world.read(1, 100).await else {
        panic!("events were expected");
    };
    assert_eq!(kinds(&events), ["timer.scheduled"]);
    assert_eq!((next, wait), (2, Some(due - NOW)));
    let Some(Batch::Events { events, next, wait }) = world.read(2, 100).await else {
        panic!("events were expected");
    };
    assert_eq!((events.len(), next, wait), (0, 2, Some(due - NOW)));
    world.hand.0.store(due - 1, Ordering::Relaxed);
    assert!(matches!(
        world.read(2, 100).await,
        Some(Batch::Events {
            next: 2,
            wait: Some(1),
            ..
        })
    ));
    world.hand.0.store(due, Ordering::Relaxed);
    let (events, next) = world.events(2, 100).await;
    assert_eq!(kinds(&events), ["timer.fired", "timer.settled"]);
    assert_eq!((events[0].time, events[0].id.as_str(), next), (due, "timer:t:t0:1", 4));
}

#[tokio::test]
async fn events_come_in_sequence_and_in_bounded_batches() {
    let world = World::new();
    world.create(NOW, NOW + DAY, 0..5);
    let (first, next) = world.events(1, 3).await;
    let (second, end) = world.events(next, 3).await;
    let sequences: Vec<u64> = first.iter().chain(&second).map(|event| event.sequence).collect();
    assert_eq!((sequences, end), (vec![1, 2, 3, 4, 5], 6));
    let (none, end) = world.events(6, 3).await;
    assert_eq!((none.len(), end), (0, 6));
}

#[tokio::test]
async fn only_the_asked_types_come_and_the_others_count() {
    let world = World::new();
    world.create(NOW, NOW, 0..2);
    let only_settled = Request {
        types: vec!["timer.settled".into()],
        signed: false,
        ..request(1, 100)
    };
    let Some(Batch::Events { events, next, .. }) = world.ask(only_settled).await else {
        panic!("events were expected");
    };
    assert_eq!(kinds(&events), ["timer.settled", "timer.settled"]);
    assert_eq!(next, 7);
    assert!(events.iter().all(|event| event.signature.is_empty()));
}

#[tokio::test]
async fn a_missing_event_is_a_failure_and_not_a_silent_skip() {
    for missing in [1, 3, 5] {
        let world = World::new();
        world.create(NOW, NOW + DAY, 0..5);
        world.lose(missing);
        assert!(world.read(1, 100).await.is_none(), "event {missing}");
        let failures = world.failures.lock().unwrap().clone();
        let expected = format!("event {missing} of tenant t is missing");
        assert!(
            matches!(&failures[..], [Failure::Corrupt(text)] if *text == expected),
            "{failures:?}"
        );
    }
}

#[tokio::test]
async fn reads_of_compacted_or_future_events_report_it() {
    let world = World::new();
    world.create(NOW, NOW, 0..2);
    for days in [8, 31, 32] {
        world.enter(NOW + days * DAY, Vec::new());
    }
    world.create(NOW + 40 * DAY, NOW + 50 * DAY, 2..3);
    assert!(matches!(
        world.read(1, 100).await,
        Some(Batch::Compacted { earliest: 7 })
    ));
    assert!(matches!(world.read(9, 100).await, Some(Batch::Ahead { next: 8 })));
    let (events, next) = world.events(7, 100).await;
    assert_eq!((kinds(&events), next), (vec!["timer.scheduled"], 8));
}

#[tokio::test]
async fn signatures_are_made_once_and_only_so_many_are_kept() {
    let world = World::new();
    for batch in 0..10 {
        world.create(NOW, NOW + DAY, batch * 500..(batch + 1) * 500);
    }
    let (first, _) = world.events(1, 1).await;
    let (again, _) = world.events(1, 1).await;
    assert!(
        Arc::ptr_eq(&first[0].signature, &again[0].signature),
        "it was signed twice"
    );
    let mut next = 1;
    let mut last = None;
    while next <= 5_000 {
        let (mut events, after) = world.events(next, 1_000).await;
        (last, next) = (events.pop(), after);
    }
    let last = last.unwrap();
    let (kept, _) = world.events(last.sequence, 1).await;
    assert!(
        Arc::ptr_eq(&last.signature, &kept[0].signature),
        "the newest were not kept"
    );
    let (gone, _) = world.events(1, 1).await;
    assert!(
        !Arc::ptr_eq(&first[0].signature, &gone[0].signature),
        "all are kept for ever"
    );
    assert_eq!(first[0].signature, gone[0].signature);
}

#[tokio::test]
async fn head_watchers_are_notified_of_new_events() {
    let world = World::new();
    let mut head = world.tail.head("t");
    let effects = world.create(NOW, NOW + DAY, 0..2);
    let moment = Moment {
        time: NOW,
        unfinished: false,
        next_deadline: None,
    };
    world.tail.applied(Position { index: 1, term: 1 }, moment, &effects);
    head.changed().await.unwrap();
    assert_eq!(*head.borrow(), 2);
}

#[tokio::test]
async fn a_tail_that_has_stopped_answers_nobody() {
    let world = World::new();
    let tail = world.tail.clone();
    drop(world);
    assert!(tail.read(request(1, 1)).await.is_none());
}
