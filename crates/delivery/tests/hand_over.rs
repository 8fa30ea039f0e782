#![allow(clippy::unwrap_used, clippy::expect_used)]
//! The release thread of a leader that hands over.

use minoots_delivery::{
    Delivered, Delivery, Parts, Running,
    core::{Outlet, QueueKey},
    opener::Clear,
    signer::Signer,
};
use minoots_kernel::{
    Armed, Effect, Failure, ReadyPlace,
    internal::{NewTimer, TimerRow},
    memory::MemoryTables,
    tables::{Read, Row, layout::table},
};
use minoots_sequencer::{
    Sequencer,
    clock::{Clock, Gate, TimeSource, instant},
    consensus::{
        Consensus, EffectSink, Leadership, Moment, Position, Proposal, ProposeDone, QuorumTime, ReadIndex, Standing,
        View,
    },
};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64, Ordering},
        mpsc,
    },
    time::Duration,
};
use tokio::sync::watch;

const MS: i64 = 1_000_000;
const NOW: i64 = 1_000_000 * MS;
const PATIENCE: Duration = Duration::from_secs(20);

/// Empty tables, and a sender that is notified when ready rows are read from them.
struct Empty(MemoryTables, Mutex<Option<mpsc::Sender<()>>>);

impl Read for Empty {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        self.0.get(key)
    }

    fn scan(&self, from: &[u8], until: &[u8], limit: usize) -> Result<Vec<Row>, Failure> {
        if from.first() == Some(&table::READY)
            && let Some(read) = self.1.lock().unwrap().take()
        {
            // The receiver may have been dropped.
            let _ = read.send(());
        }
        self.0.scan(from, until, limit)
    }
}

impl View for Empty {
    fn index(&self) -> u64 {
        0
    }
}

/// A leader, with a lease or without, whose clock agrees with all others.
struct Leader {
    leased: AtomicBool,
    wall: AtomicI64,
    /// Notified when the queue is read: from then on, delivery handles newly armed timers.
    read: Mutex<Option<mpsc::Sender<()>>>,
}

impl Consensus for Leader {
    fn propose(&self, _: Proposal, _: ProposeDone) {
        unreachable!("no sequencer runs");
    }

    fn leadership(&self) -> watch::Receiver<Leadership> {
        watch::channel(Leadership::Following { leader: None }).1
    }

    fn view(&self) -> Result<Box<dyn View>, Failure> {
        let read = self.read.lock().unwrap().clone();
        Ok(Box::new(Empty(MemoryTables::default(), Mutex::new(read))))
    }

    fn applied(&self) -> watch::Receiver<u64> {
        watch::channel(0).1
    }

    fn read_index(&self) -> ReadIndex {
        unreachable!("nothing here reads for a client");
    }

    fn standing(&self) -> Standing {
        let reading = self.wall.load(Ordering::SeqCst);
        Standing {
            leased: self.leased.load(Ordering::SeqCst),
            term: 1,
            voters: 3,
            quorum_time: Some(QuorumTime {
                reached: reading,
                not_passed: reading,
                at: instant(),
            }),
        }
    }

    fn abdicate(&self) {}
}

impl TimeSource for Leader {
    fn wall(&self) -> i64 {
        self.wall.load(Ordering::SeqCst)
    }
}

struct Consumer(mpsc::Sender<u64>);

impl Outlet for Consumer {
    fn send(&self, delivered: Delivered) -> bool {
        self.0.send(delivered.fence.arm).is_ok()
    }

    fn has_room(&self) -> bool {
        true
    }
}

struct World {
    leader: Arc<Leader>,
    delivery: Delivery,
    got: mpsc::Receiver<u64>,
    _running: Running,
}

impl World {
    /// Creates a leader with a lease and a consumer.
    fn new() -> World {
        let leader = Arc::new(Leader {
            leased: AtomicBool::new(true),
            wall: AtomicI64::new(NOW),
            read: Mutex::default(),
        });
        let delivery = Delivery::new();
        let parts = Parts {
            proposer: Sequencer::new(minoots_sequencer::Options::default()).proposer(),
            consensus: leader.clone(),
            signer: Arc::new(Signer::from_seed(&[1; 32])),
            opener: Arc::new(Clear),
            clock: Clock::new(leader.clone()),
            gate: Gate::new(leader.clone(), Clock::new(leader.clone())),
            thread_start: Arc::new(|| {}),
            rank: Arc::new(|_| {}),
            on_release: Arc::new(|_| {}),
            on_failure: Arc::new(|failure| panic!("{failure}")),
        };
        let running = delivery.start(parts).unwrap();
        delivery.set_reign(leader.as_ref(), Some(1)).unwrap();
        let (sender, read) = mpsc::channel();
        *leader.read.lock().unwrap() = Some(sender);
        let (sender, got) = mpsc::channel();
        let queue = QueueKey::new("t", "q");
        delivery.open(queue, 10, |_| Box::new(Consumer(sender)));
        let world = World {
            leader,
            delivery,
            got,
            _running: running,
        };
        read.recv_timeout(PATIENCE).expect("the queue is read");
        world.armed(1);
        assert_eq!(
            world.got.recv_timeout(PATIENCE),
            Ok(1),
            "a leader with a lease delivers"
        );
        world
    }

    /// Reports that the log armed a timer that is due now.
    fn armed(&self, arm: u64) {
        let spec = NewTimer {
            id: format!("t{arm}"),
            fire_time: NOW,
            queue: "q".into(),
            ..NewTimer::default()
        };
        let row = TimerRow {
            spec: Some(spec),
            version: arm,
            ..TimerRow::default()
        };
        let armed = Armed {
            tenant: "t".into(),
            row: Arc::new(row),
            due: NOW,
            place: ReadyPlace {
                available: NOW,
                arm,
                lane: minoots_kernel::internal::Lane::Unspecified,
            },
            waits: false,
        };
        let at = Position { index: arm, term: 1 };
        let moment = Moment {
            time: NOW,
            unfinished: false,
            next_deadline: None,
        };
        self.delivery.applied(at, moment, &[Effect::Armed(armed)]);
    }

    fn lease(&self, leased: bool) {
        self.leader.leased.store(leased, Ordering::SeqCst);
    }

    fn receives_nothing(&self) -> bool {
        self.got.recv_timeout(Duration::from_millis(50)).is_err()
    }
}

#[test]
fn armed_timers_are_released_without_a_lease_during_a_hand_over() {
    let world = World::new();
    world.delivery.set_handing_over(true);
    world.lease(false);
    world.armed(2);
    assert_eq!(world.got.recv_timeout(PATIENCE), Ok(2));
    world.delivery.set_handing_over(false);
    world.armed(3);
    assert!(
        world.receives_nothing(),
        "the hand-over came to nothing, and there is no lease"
    );
    world.lease(true);
    assert_eq!(world.got.recv_timeout(PATIENCE), Ok(3));
}

#[test]
fn a_hand_over_that_begins_without_a_lease_releases_nothing() {
    let world = World::new();
    world.lease(false);
    world.armed(2);
    assert!(world.receives_nothing());
    world.delivery.set_handing_over(true);
    assert!(world.receives_nothing());
    world.lease(true);
    assert_eq!(world.got.recv_timeout(PATIENCE), Ok(2));
}

#[test]
fn after_the_reign_nothing_is_released_though_leadership_was_handed_over() {
    let world = World::new();
    world.delivery.set_handing_over(true);
    world.delivery.set_reign(world.leader.as_ref(), None).unwrap();
    world.armed(2);
    assert!(world.receives_nothing());
}
