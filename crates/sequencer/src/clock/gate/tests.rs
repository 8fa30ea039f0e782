#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::clock::instant;
use crate::clock::{Boottime, TimeSource};
use crate::consensus::{Leadership, Proposal, ProposeDone, ReadIndex, View};
use minoots_kernel::Failure;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::watch;

const MS: i64 = 1_000_000;
const HOUR: i64 = 3_600_000 * MS;

/// A clock that the test moves.
#[derive(Default)]
struct Hands {
    wall: AtomicI64,
    elapsed: AtomicI64,
}

impl TimeSource for Hands {
    fn wall(&self) -> i64 {
        self.wall.load(Ordering::Relaxed)
    }

    fn elapsed(&self) -> Boottime {
        let nanos = u64::try_from(self.elapsed.load(Ordering::Relaxed)).unwrap();
        Boottime::default().plus(Duration::from_nanos(nanos))
    }
}

/// A leader among voters whose clocks all show the same time.
struct Leader {
    standing: Mutex<Standing>,
    abdications: AtomicUsize,
}

impl Consensus for Leader {
    fn propose(&self, _: Proposal, _: ProposeDone) {
        unreachable!("a gate proposes nothing");
    }

    fn leadership(&self) -> watch::Receiver<Leadership> {
        unreachable!("a gate follows no leadership");
    }

    fn view(&self) -> Result<Box<dyn View>, Failure> {
        unreachable!("a gate reads no tables");
    }

    fn applied(&self) -> watch::Receiver<u64> {
        unreachable!("a gate follows no index");
    }

    fn read_index(&self) -> ReadIndex {
        unreachable!("a gate reads for no client");
    }

    fn standing(&self) -> Standing {
        *self.standing.lock().unwrap()
    }

    fn abdicate(&self) {
        self.abdications.fetch_add(1, Ordering::Relaxed);
    }
}

struct Node {
    hands: Arc<Hands>,
    leader: Arc<Leader>,
    gate: Gate,
}

impl Node {
    fn leading(voters: usize) -> Self {
        let hands = Arc::new(Hands::default());
        let leader = Arc::new(Leader {
            standing: Mutex::default(),
            abdications: AtomicUsize::new(0),
        });
        let gate = Gate::new(leader.clone(), Clock::new(hands.clone()));
        let node = Self { hands, leader, gate };
        node.stand(|standing| {
            standing.leased = true;
            standing.term = 1;
            standing.voters = voters;
        });
        node.pass(HOUR, HOUR);
        node.agree();
        node
    }

    fn stand(&self, change: impl FnOnce(&mut Standing)) {
        change(&mut self.leader.standing.lock().unwrap());
    }

    /// Advances the wall clock and the elapsed time.
    fn pass(&self, wall: i64, elapsed: i64) {
        self.hands.wall.fetch_add(wall, Ordering::Relaxed);
        self.hands.elapsed.fetch_add(elapsed, Ordering::Relaxed);
    }

    /// Sets every voter's clock to this one's time.
    fn agree(&self) {
        self.between(0, 0);
    }

    /// Sets the bounds of a quorum's clocks, relative to this node's clock.
    fn between(&self, reached: i64, not_passed: i64) {
        let (reached, not_passed) = (self.hands.wall() + reached, self.hands.wall() + not_passed);
        // A time in the future, so that the reading does not age unless the test moves time.
        let at = instant() + Duration::from_secs(3_600);
        self.stand(|standing| {
            standing.quorum_time = Some(QuorumTime {
                reached,
                not_passed,
                at,
            })
        });
    }

    fn is_open(&self) -> bool {
        self.gate.watch();
        self.gate.now().is_some()
    }

    fn abdications(&self) -> usize {
        self.leader.abdications.load(Ordering::Relaxed)
    }
}

#[test]
fn g22_a_step_of_all_clocks_together_ends_a_leadership_and_the_next_one_begins_with_it() {
    let node = Node::leading(3);
    assert!(node.is_open());
    node.pass(HOUR + 1_000 * MS, 1_000 * MS);
    node.agree();
    assert!(!node.is_open() && !node.is_open(), "for as long as the term lasts");
    assert_eq!(node.gate.stats(), GateStats { steps: 1, stops: 1 });
    assert_eq!(
        node.abdications(),
        2,
        "asked for at each look; how often is done is consensus' affair"
    );
    node.stand(|standing| standing.term = 2);
    assert!(node.is_open(), "a term's first stamp has no step bound");
    node.pass(OFFSET_MAX + 1, 0);
    node.agree();
    assert!(!node.is_open(), "its later ones have");
}

#[test]
fn g22_a_clock_that_runs_within_the_bound_for_a_whole_term_stops_nobody() {
    let node = Node::leading(3);
    for _ in 0..1_000 {
        assert!(node.is_open());
        node.pass(1_000 * MS + MS / 5, 1_000 * MS);
        node.agree();
    }
    assert_eq!(node.gate.stats().stops, 0);
    node.pass(OFFSET_MAX - 200 * MS + 1, 0);
    node.agree();
    assert!(!node.is_open(), "small steps add up");
}

#[test]
fn g22_a_clock_set_back_by_agreement_and_forward_again_stops_nobody() {
    let node = Node::leading(3);
    for step in [0, -HOUR, HOUR] {
        node.pass(step, 0);
        node.agree();
        assert!(node.is_open());
    }
    assert_eq!(node.gate.stats(), GateStats { steps: 2, stops: 0 });
}

#[test]
fn g22_a_clock_apart_from_a_quorum_stops_the_leader_until_it_agrees_again() {
    for step in [
        OFFSET_MAX + 100 * MS,
        -OFFSET_MAX - 100 * MS,
        HOUR,
        -HOUR,
        i64::MAX / 2,
        i64::MIN / 2,
    ] {
        let node = Node::leading(3);
        assert!(node.is_open());
        node.pass(step, 0);
        assert!(!node.is_open() && !node.is_open());
        assert!(node.abdications() > 0);
        assert_eq!(node.gate.stats().stops, 1, "one alarm for one cause");
        node.pass(-step, 0);
        node.agree();
        assert!(node.is_open());
    }
}

#[test]
fn g22_while_a_voter_is_silent_a_clock_that_one_of_the_others_contradicts_waits_and_alarms_after_a_while() {
    for (reached, not_passed) in [(-HOUR, 0), (0, HOUR)] {
        let node = Node::leading(3);
        node.between(reached, not_passed);
        assert!(!node.is_open());
        assert_eq!(
            (node.abdications(), node.gate.stats().stops),
            (0, 0),
            "it may be the other that is wrong"
        );
        node.pass(DOUBT_MAX, DOUBT_MAX);
        node.between(reached, not_passed);
        assert!(!node.is_open());
        assert_eq!((node.abdications(), node.gate.stats().stops), (1, 1));
        node.agree();
        assert!(node.is_open());
        node.between(reached, not_passed);
        assert!(!node.is_open());
        assert_eq!(node.gate.stats().stops, 1, "doubt begins anew");
    }
    let node = Node::leading(3);
    node.between(-OFFSET_MAX, 0);
    assert!(node.is_open());
    node.between(0, 2 * OFFSET_MAX);
    assert!(
        node.is_open(),
        "two sound clocks may be so far apart, and the slower of them leads"
    );
}

#[test]
fn a_first_look_at_a_wrong_clock_does_not_hold_its_correction_against_it() {
    let node = Node::leading(3);
    node.pass(-HOUR, 0);
    assert!(!node.is_open());
    node.pass(HOUR, 0);
    node.agree();
    assert!(node.is_open());
}

#[test]
fn g3_a_node_that_is_alone_alarms_at_steps_either_way_and_goes_on_by_its_own_clock() {
    let node = Node::leading(1);
    for step in [HOUR, -HOUR, -HOUR, 2 * HOUR] {
        node.pass(step, 0);
        assert_eq!(node.gate.now(), Some(node.hands.wall()));
        node.gate.watch();
        node.gate.watch();
    }
    assert_eq!(node.gate.stats(), GateStats { steps: 4, stops: 0 });
    assert_eq!(node.abdications(), 0);
}

#[test]
fn without_a_lease_or_a_quorum_of_readings_nothing_is_judged() {
    let node = Node::leading(3);
    node.pass(HOUR, 0);
    node.stand(|standing| standing.leased = false);
    assert!(!node.is_open());
    node.stand(|standing| (standing.leased, standing.quorum_time) = (true, None));
    assert!(!node.is_open());
    assert_eq!((node.abdications(), node.gate.stats().stops), (0, 0));
}
