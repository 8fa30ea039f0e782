//! Bursts: one entry arms more timers than a sweep would fire. They are delivered at once. FIRED is stored for each, a
//! portion at a time, or with the first command about its delivery. In the end each has fired once.
#![allow(clippy::unwrap_used)]

use minoots_kernel::{
    Applied, Effect, apply,
    internal::{
        Ack, ArmTimers, Caller, CancelTimer, Command, CreateTimers, Entry, EventKind, Fence, NewTimer, TimerKey,
        TimerState, command::Command as Kind,
    },
    limits::{SWEEP_ROWS_BESIDE_COMMANDS, SWEEP_ROWS_MAX},
    memory::MemoryTables,
    tables::{Read, due, event, shard, timer},
};

const SECOND: i64 = 1_000_000_000;
const TENANT: &str = "acme";
const DUE: i64 = 20 * SECOND;
/// One portion more than one entry fires.
const TIMERS: usize = 2 * SWEEP_ROWS_MAX + 100;

fn id(number: usize) -> String {
    format!("t{number:05}")
}

fn caller() -> Option<Caller> {
    let tenant = TENANT.to_string();
    Some(Caller {
        tenant,
        ..Caller::default()
    })
}

struct World {
    tables: MemoryTables,
    index: u64,
}

impl World {
    /// Creates timers that are all due at one instant.
    fn new() -> Self {
        let mut world = Self {
            tables: MemoryTables::default(),
            index: 0,
        };
        let timer = |number| NewTimer {
            id: id(number),
            queue: "work".to_string(),
            create_time: 10 * SECOND,
            fire_time: DUE,
            ..NewTimer::default()
        };
        let create = Kind::CreateTimers(CreateTimers {
            caller: caller(),
            timers: (0..TIMERS).map(timer).collect(),
        });
        world.apply(10 * SECOND, vec![create]);
        world
    }

    fn apply(&mut self, time: i64, commands: Vec<Kind>) -> Applied {
        self.index += 1;
        let commands = commands.into_iter().map(|command| Command { command: Some(command) });
        let entry = Entry {
            time,
            arm_before: 0,
            commands: commands.collect(),
        };
        apply(&mut self.tables, self.index, &entry).unwrap()
    }

    fn key(&self, number: usize) -> TimerKey {
        let row = timer::get(&self.tables, TENANT, &id(number)).unwrap().unwrap();
        TimerKey {
            tenant: TENANT.to_string(),
            id: id(number),
            version: row.version,
        }
    }

    fn arms(&self, numbers: std::ops::Range<usize>) -> Kind {
        Kind::ArmTimers(ArmTimers {
            timers: numbers.map(|number| self.key(number)).collect(),
        })
    }

    fn ack(&self, number: usize, arm: u64) -> Kind {
        Kind::Ack(Ack {
            timer: Some(self.key(number)),
            fence: Some(Fence {
                epoch: shard::get(&self.tables).unwrap().epoch,
                arm,
                term: 1,
                number: 1,
            }),
            ..Ack::default()
        })
    }

    fn in_state(&self, state: TimerState) -> usize {
        let rows = (0..TIMERS).map(|number| timer::get(&self.tables, TENANT, &id(number)).unwrap().unwrap());
        rows.filter(|row| row.state() == state).count()
    }

    /// The number of firing events for each timer.
    fn fired(&self) -> Vec<usize> {
        let mut fired = vec![0; TIMERS];
        for sequence in 1.. {
            let Some(event) = event::get(&self.tables, TENANT, sequence).unwrap() else {
                break;
            };
            if event.kind() == EventKind::TimerFired {
                let number: usize = event.timer.unwrap().id[1..].parse().unwrap();
                fired[number] += 1;
            }
        }
        fired
    }
}

#[test]
fn a_crowd_that_is_due_goes_out_at_once_and_each_fires_once() {
    let mut world = World::new();
    let arms = world.arms(0..TIMERS);
    let late = DUE + SECOND;
    let applied = world.apply(late, vec![arms]);
    assert!(applied.unfinished);
    let armed: Vec<_> = applied
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Armed(armed) => Some(armed.place),
            _ => None,
        })
        .collect();
    assert_eq!(armed.len(), TIMERS);
    assert!(
        armed.iter().all(|place| place.available == late),
        "offered from when they were armed"
    );
    assert_eq!(
        (
            world.in_state(TimerState::Pending),
            shard::get(&world.tables).unwrap().armed
        ),
        (TIMERS, TIMERS as u64)
    );

    // It is too late to cancel any of them.
    let cancel = Kind::CancelTimer(CancelTimer {
        caller: caller(),
        id: id(TIMERS - 1),
        ..CancelTimer::default()
    });
    // The last one is settled before a sweep has reached it.
    let ack = world.ack(TIMERS - 1, armed[TIMERS - 1].arm);
    let applied = world.apply(late, vec![cancel, ack]);
    assert_eq!(format!("{:?}", applied.replies[1]), "Acked(Settled)");
    assert_eq!(world.in_state(TimerState::Cancelled), 0);
    assert_eq!(world.in_state(TimerState::Settled), 1);
    assert_eq!(
        world.in_state(TimerState::Fired),
        SWEEP_ROWS_BESIDE_COMMANDS,
        "beside commands it is a few"
    );

    // A fired timer keeps its position in the queue.
    let row = timer::get(&world.tables, TENANT, &id(0)).unwrap().unwrap();
    assert_eq!(row.place(), armed[0]);

    let mut entries = 0;
    while world.apply(late, Vec::new()).unfinished {
        entries += 1;
    }
    assert_eq!(entries, 1, "two portions, the second one short");
    assert_eq!(world.in_state(TimerState::Fired), TIMERS - 1);
    assert!(world.fired().iter().all(|times| *times == 1));
    assert_eq!(shard::get(&world.tables).unwrap().armed, 0);
    assert!(
        world
            .tables
            .scan(&due::start(i64::MIN), &due::end(), 1)
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_sweep_goes_back_to_a_crowd_that_was_armed_behind_it() {
    let mut world = World::new();
    // Half of them, the later ones by name, fire when they are armed or soon after; then the others follow.
    let half = TIMERS / 2;
    let arms = world.arms(half..TIMERS);
    world.apply(DUE - 1, vec![arms]);
    while world.apply(DUE + SECOND, Vec::new()).unfinished {}
    assert_eq!(world.in_state(TimerState::Fired), TIMERS - half);
    let arms = world.arms(0..half);
    assert!(world.apply(DUE + SECOND, vec![arms]).unfinished);
    assert_eq!(world.in_state(TimerState::Fired), TIMERS - half);
    while world.apply(DUE + SECOND, Vec::new()).unfinished {}
    assert!(world.fired().iter().all(|times| *times == 1));
}
