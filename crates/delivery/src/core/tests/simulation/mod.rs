//! Kernel, sequencer and delivery together, on a model of consensus, under all simulated faults.
//!
//! `SEEDS=a..b` runs other seeds than the default ones; a failure names its seed.

mod audit;
mod consumer;
mod node;
mod random;
mod world;

use super::super::Core;
use crate::signer::Signer;
use audit::{Counts, TENANT};
use minoots_kernel::LANES;
use minoots_kernel::internal::{
    Caller, CancelTimer, CreateTimers, Lane, NewTimer, PauseQueue, RescheduleTimer, Retry, command::Command,
};
use minoots_sequencer::Priority;
use node::Input;
use std::{ops::Range, sync::Arc};
use world::{MS, QUEUES, World};

const SEEDS_DEFAULT: Range<u64> = 0..300;
const STEPS: usize = 150;
/// The maximum number of steps of 20 ms until everything must be complete.
const HEALED_STEPS_MAX: usize = 4_000;

#[test]
fn deliveries_are_never_early_or_doubled_and_end_once_healed() {
    let signer = Arc::new(Signer::from_seed(&[7; 32]));
    let mut total = Counts::default();
    for seed in seeds() {
        let failed = FailedSeed(seed);
        let counts = run(seed, &signer);
        std::mem::forget(failed);
        total.add(counts);
    }
    eprintln!("{total:#?}");
    total.assert_meaningful();
}

/// A guard that only a panic drops: it names the failed seed.
struct FailedSeed(u64);

impl Drop for FailedSeed {
    fn drop(&mut self) {
        eprintln!("seed {} failed; SEEDS={}..{} runs it alone", self.0, self.0, self.0 + 1);
    }
}

fn seeds() -> Range<u64> {
    let Ok(text) = std::env::var("SEEDS") else {
        return SEEDS_DEFAULT;
    };
    let (from, until) = text.split_once("..").expect("SEEDS is a..b");
    from.parse().expect("a number")..until.parse().expect("a number")
}

fn run(seed: u64, signer: &Arc<Signer>) -> Counts {
    let mut world = World::new(seed, signer);
    for _ in 0..STEPS {
        world.now += world.random.pick(&[0, 0, 1, 1, 3, 5, 20, 50, 200]) * MS;
        trouble(&mut world);
        client(&mut world);
        consumers(&mut world);
        world.run();
    }
    world.heal();
    for step in 0.. {
        world.now += 20 * MS;
        // Repeats the request until it succeeds, because entries may still be lost for a while.
        if step % 10 == 0 {
            QUEUES.iter().for_each(|queue| pause(&mut world, queue, true));
        }
        for at in 0..world.consumers.len() {
            good_consumer(&mut world, at);
        }
        world.run();
        let Some(left) = world.unfinished() else { break };
        assert!(
            step < HEALED_STEPS_MAX,
            "G4: it was healed, and this does not end: {left}"
        );
    }
    world.audit.fences();
    world.audit.counts
}

fn trouble(world: &mut World) {
    let node = world.random.below(world.nodes.len());
    match world.random.below(400) {
        0..6 => world.elect(node),
        6..10 => world.flicker(),
        10..14 => world.restart(node),
        14..22 => world.nodes[node].offset = world.random.pick(&[-1_000, -300, -20, 0, 0, 15, 250, 1_000]) * MS,
        22..30 => world.nodes[node].write_checkpoint(),
        _ => {}
    }
}

fn timer_id(number: u64) -> String {
    format!("t{number}")
}

fn client(world: &mut World) {
    let (node, now) = (world.leader, world.wall(world.leader));
    let fire_time = now + world.random.pick(&[-100, 0, 3, 20, 100, 450, 520, 1_500]) * MS;
    let caller = Some(Caller {
        tenant: TENANT.to_owned(),
        ..Caller::default()
    });
    let known = timer_id(world.ids.saturating_sub(1 + world.random.below(8) as u64));
    match world.random.below(20) {
        0..3 => {
            let timers = (0..1 + world.random.below(4))
                .map(|_| new_timer(world, now, fire_time))
                .collect();
            let command = Command::CreateTimers(CreateTimers { caller, timers });
            world.nodes[node].submit(command, Priority::Normal);
        }
        3..5 => {
            let command = CancelTimer {
                caller,
                id: known,
                ..CancelTimer::default()
            };
            world.nodes[node].submit(Command::CancelTimer(command), Priority::Urgent);
        }
        5..6 => {
            let command = RescheduleTimer {
                caller,
                id: known,
                create_time: now,
                fire_time,
                ..RescheduleTimer::default()
            };
            world.nodes[node].submit(Command::RescheduleTimer(command), Priority::Normal);
        }
        // Rarely, and resuming is more likely than pausing.
        6 if world.random.percent(20) => {
            let resume = world.random.percent(60);
            let queue = world.random.pick(&QUEUES);
            pause(world, queue, resume);
        }
        _ => {}
    }
}

fn pause(world: &mut World, queue: &str, resume: bool) {
    let command = PauseQueue {
        caller: Some(Caller {
            tenant: TENANT.to_owned(),
            ..Caller::default()
        }),
        queue: queue.to_owned(),
        resume,
        reason: String::new(),
    };
    let leader = world.leader;
    world.nodes[leader].submit(Command::PauseQueue(command), Priority::Urgent);
}

fn new_timer(world: &mut World, now: i64, fire_time: i64) -> NewTimer {
    world.ids += 1;
    NewTimer {
        id: timer_id(world.ids - 1),
        create_time: now,
        fire_time,
        queue: world.random.pick(&["a", "a", "b", ""]).to_owned(),
        payload: b"x".to_vec(),
        lane: world
            .random
            .pick(&[Lane::Unspecified, Lane::Unspecified, Lane::Now, Lane::Future])
            .into(),
        ack_deadline: world.random.pick(&[20, 80, 300, 1_000]) * MS as u64,
        // Without jitter, so that a seed is reproducible.
        retry: Some(Retry {
            max_attempts: world.random.pick(&[1, 3, 20]),
            initial_backoff: world.random.pick(&[1, 40]) * MS as u64,
            max_backoff: 200 * MS as u64,
            multiplier_milli: 2_000,
            jitter_milli: 0,
        }),
        ..NewTimer::default()
    }
}

fn consumers(world: &mut World) {
    if world.consumers.len() < 6 && world.random.percent(6) {
        let node = if world.random.percent(80) {
            world.leader
        } else {
            world.random.below(world.nodes.len())
        };
        let (queue, credits) = (world.random.pick(&QUEUES), world.random.below(5) as u32);
        world.connect(node, queue, credits);
    }
    if !world.consumers.is_empty() && world.random.percent(4) {
        let (at, goodbye) = (world.random.below(world.consumers.len()), world.random.percent(50));
        world.disconnect(at, goodbye);
    }
    for at in 0..world.consumers.len() {
        let now = world.wall(world.leader);
        let (node, _, consumer) = &mut world.consumers[at];
        let node = *node;
        match world.random.below(20) {
            0..8 => {
                read(world, at);
            }
            8..13 => {
                if let Some(report) = consumer.word(&mut world.random, now) {
                    // Usually to the node it came from; after a change of leaders to any node.
                    let to = if world.random.percent(80) { node } else { world.leader };
                    world.nodes[to].inputs.push_back(Input::Report(report));
                }
            }
            13 => {
                let credits = world.random.below(5) as u32;
                world.nodes[node]
                    .inputs
                    .push_back(Input::Credits(consumer.stream, credits));
            }
            14 if world.random.percent(10) => consumer.hang_up(),
            _ => {}
        }
    }
}

/// Reads one delivery; false when there was none.
fn read(world: &mut World, at: usize) -> bool {
    let (node, _, consumer) = &mut world.consumers[at];
    let read = consumer.read(&mut world.audit);
    if read == Some(true) {
        world.nodes[*node].inputs.push_back(Input::Room(consumer.stream));
    }
    read.is_some()
}

fn good_consumer(world: &mut World, at: usize) {
    while read(world, at) {}
    let (node, _, consumer) = &mut world.consumers[at];
    for report in consumer.acknowledge() {
        world.nodes[*node].inputs.push_back(Input::Report(report));
    }
}

impl Counts {
    fn add(&mut self, other: Counts) {
        self.armed += other.armed;
        self.withdrawn += other.withdrawn;
        self.too_late += other.too_late;
        self.delivered += other.delivered;
        self.redelivered += other.redelivered;
        self.settled += other.settled;
        self.failed_attempts += other.failed_attempts;
        self.elections += other.elections;
        self.flickers += other.flickers;
        self.restarts += other.restarts;
        self.lost += other.lost;
    }

    fn assert_meaningful(&self) {
        let all = [
            self.armed,
            self.withdrawn,
            self.too_late,
            self.delivered,
            self.redelivered,
            self.settled,
            self.failed_attempts,
            self.elections,
            self.flickers,
            self.restarts,
            self.lost,
        ];
        assert!(
            all.iter().all(|count| *count > 0),
            "a run without some of it shows nothing: {self:?}"
        );
    }
}

impl Core {
    /// Checks the invariants between any two inputs.
    fn check(&self) {
        for (id, stream) in &self.streams {
            let out = self.in_flight.values().filter(|out| out.stream == Some(*id)).count();
            assert_eq!(
                stream.outstanding as usize, out,
                "stream {id} counts deliveries that are not out"
            );
        }
        let checks: Vec<(i64, u64)> = self.in_flight.iter().map(|(arm, out)| (out.check_at, *arm)).collect();
        assert!(
            checks.iter().all(|check| self.checks.contains(check)),
            "a delivery is out for ever"
        );
        assert_eq!(
            self.checks.len(),
            self.in_flight.len(),
            "a check is left of a delivery that is not out"
        );
        let prepared: usize = self.queues.values().map(super::super::Queue::bytes).sum();
        assert_eq!(
            self.held_bytes, prepared,
            "prepared bytes are counted that are not held"
        );
        for (key, queue) in &self.queues {
            for lane in LANES.into_iter().filter_map(|lane| queue.lane(lane)) {
                let warm = lane
                    .window
                    .iter()
                    .filter(|(place, _)| !lane.cold.contains(place))
                    .count();
                assert!(
                    lane.warm <= warm,
                    "queue {key:?} counts {} warm rows of {warm}",
                    lane.warm
                );
            }
            assert!(!queue.streams.is_empty(), "queue {key:?} is held for nobody");
        }
    }
}
