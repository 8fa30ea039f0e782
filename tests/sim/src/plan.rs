//! The plan of a seed: the size of the world, the kinds of faults and calls, and the time of each.
//!
//! Swarm testing: a run with all kinds of events hides behaviour that occurs only when most kinds are absent. So each
//! seed draws a subset.

use crate::{
    a::{credentials, webhooks},
    fault::{Fault, FaultKind},
    random::Random,
};
use std::collections::BTreeSet;

/// A millisecond, in nanoseconds.
pub const MS: i64 = 1_000_000;
/// A second, in nanoseconds.
pub const SECOND: i64 = 1_000 * MS;

/// The kind of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OpKind {
    /// Creates one timer.
    Create,
    /// Creates several timers.
    Batch,
    /// Creates an existing timer again, with equal or different content.
    CreateAgain,
    /// Cancels a timer.
    Cancel,
    /// Reschedules a timer.
    Reschedule,
    /// Reads a timer, linearizably.
    Get,
    /// Reads a timer from a node's own tables.
    GetLocal,
    /// Lists timers, linearizably.
    List,
    /// Acknowledges a delivery that never happened, with an invented fence.
    GuessedAck,
    /// Creates an API key.
    MakeKey,
    /// Revokes an API key.
    RevokeKey,
    /// Creates a timer with an API key.
    ShowKey,
    /// Creates an endpoint.
    MakeWebhook,
    /// Changes, disables or enables an endpoint.
    ChangeWebhook,
    /// Removes an endpoint.
    DeleteWebhook,
    /// Creates a timer for an endpoint.
    WebhookTimer,
}

impl OpKind {
    /// Kinds that are drawn together. Calls about keys or endpoints have their own random streams.
    const ALL: [OpKind; 9] = [
        OpKind::Create,
        OpKind::Batch,
        OpKind::CreateAgain,
        OpKind::Cancel,
        OpKind::Reschedule,
        OpKind::Get,
        OpKind::GetLocal,
        OpKind::List,
        OpKind::GuessedAck,
    ];
}

/// A call of a plan.
#[derive(Clone, Copy, Debug)]
pub struct Op {
    /// Its index in the plan, by which shrinking drops it.
    pub id: usize,
    /// The kind.
    pub kind: OpKind,
    /// Time of the call, in true time since the start of the run, nanoseconds.
    pub at: i64,
}

/// The sizes and durations of a run.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Number of nodes: 1, 3 or 5.
    pub nodes: usize,
    /// Duration of the faults, nanoseconds.
    pub span: i64,
    /// Maximum distance of a fire time, nanoseconds.
    pub far: i64,
    /// Maximum number of timers in the sequencer's memory.
    pub horizon_rows_max: usize,
    /// Maximum number of timers armed by one entry.
    pub arms_per_entry_max: usize,
    /// Maximum size of an entry.
    pub entry_bytes_max: usize,
    /// Maximum number of entries in flight.
    pub entries_in_flight_max: usize,
    /// Maximum number of commands per entry; and the maximum while more timers wait for arming than fit an entry.
    pub entry_commands_max: (usize, usize),
    /// Minimum and maximum time that commands wait for others, nanoseconds.
    pub pace: (i64, i64),
    /// Maximum number of rows per queue in memory.
    pub queue_rows_max: usize,
    /// Maximum number of events per batch of a tail.
    pub tail_rows_max: usize,
    /// Maximum transit time of a message, nanoseconds.
    pub network: i64,
    /// Maximum duration of a sync, nanoseconds.
    pub disk: i64,
    /// Maximum wait of a thread for its turn, nanoseconds.
    pub turn: i64,
    /// Number of entries between checkpoints of tables.
    pub checkpoint_entries: u64,
    /// Number of consumers.
    pub consumers: usize,
    /// Number of readers of the event log.
    pub readers: usize,
    /// Credits of a consumer: its maximum number of outstanding deliveries.
    pub credits: u32,
    /// Maximum number of messages in a stream.
    pub room: usize,
    /// Ack deadline, nanoseconds.
    pub ack_deadline: i64,
    /// Maximum number of attempts.
    pub attempts_max: u32,
    /// Working time of a consumer per delivery, nanoseconds.
    pub work: i64,
    /// Percentage of deliveries that are not acknowledged at once.
    pub moody: usize,
}

/// The plan of a seed.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The seed.
    pub seed: u64,
    /// Sizes and durations.
    pub shape: Shape,
    /// Faults.
    pub faults: Vec<Fault>,
    /// Calls.
    pub ops: Vec<Op>,
}

/// Faults and calls that are omitted from a plan.
#[derive(Clone, Debug, Default)]
pub struct Dropped {
    /// Faults by id.
    pub faults: BTreeSet<usize>,
    /// Calls by id.
    pub ops: BTreeSet<usize>,
}

impl Plan {
    /// Draws the plan of a seed.
    pub fn new(seed: u64) -> Plan {
        let mut random = Random::new(seed, 1);
        let shape = shape(seed, &mut random);
        let mut faults = faults(&mut random, &shape);
        let mut ops = ops(&mut random, &shape);
        let restores = restores(seed, &shape, faults.len());
        ops.extend(credentials::planned(seed, shape.span, !restores.is_empty(), ops.len()));
        ops.extend(webhooks::planned(seed, shape.span, !restores.is_empty(), ops.len()));
        faults.extend(restores);
        faults.extend(key_changes(seed, &shape, faults.len()));
        Plan {
            seed,
            shape,
            faults,
            ops,
        }
    }

    /// Removes the dropped faults and calls.
    pub fn without(mut self, dropped: &Dropped) -> Plan {
        self.faults.retain(|fault| !dropped.faults.contains(&fault.id));
        self.ops.retain(|op| !dropped.ops.contains(&op.id));
        self
    }
}

fn shape(seed: u64, random: &mut Random) -> Shape {
    // A separate stream, so that later additions do not change earlier draws.
    let mut later = Random::new(seed, 4);
    let span = random.pick(&[5, 20, 20, 60, 60, 600, 7_200]) * SECOND;
    Shape {
        nodes: random.pick(&[1, 3, 3, 3, 3, 5]),
        span,
        far: random.pick(&[SECOND, 5 * SECOND, span / 2]).max(SECOND),
        horizon_rows_max: random.pick(&[2, 4, 8, 64, 32_768]),
        arms_per_entry_max: random.pick(&[1, 3, 1_000]),
        entry_bytes_max: random.pick(&[1, 400, 1 << 20]),
        entries_in_flight_max: random.pick(&[1, 4, 4]),
        entry_commands_max: later.pick(&[(1, 1), (3, 1), (5_000, 128)]),
        pace: later.pick(&[(0, 0), (MS / 5, MS), (2 * MS / 5, 2 * MS)]),
        queue_rows_max: random.pick(&[2, 4, 8, 16_384]),
        tail_rows_max: random.pick(&[1, 2, 7, 256]),
        network: random.pick(&[MS / 2, MS, 10 * MS, 60 * MS]),
        disk: random.pick(&[MS / 5, MS, 8 * MS]),
        turn: random.pick(&[0, MS / 20, MS, 20 * MS]),
        checkpoint_entries: random.pick(&[1, 3, 20, 1_000]),
        consumers: random.pick(&[1, 2, 4]),
        readers: random.pick(&[0, 1, 2]),
        credits: random.pick(&[1, 2, 4, 256]),
        room: random.pick(&[1, 2, 64]),
        ack_deadline: random.pick(&[SECOND, SECOND, 3 * SECOND, 60 * SECOND]),
        attempts_max: random.pick(&[1, 2, 3, 20]),
        work: random.pick(&[MS, 50 * MS, 2 * SECOND]),
        moody: random.pick(&[0, 10, 40, 80]),
    }
}

/// A non-empty subset. Each member is included with this probability.
fn subset<T: Copy>(random: &mut Random, of: &[T], percent: usize) -> Vec<T> {
    let mut some: Vec<T> = of.iter().copied().filter(|_| random.percent(percent)).collect();
    if some.is_empty() {
        some.push(random.pick(of));
    }
    some
}

fn faults(random: &mut Random, shape: &Shape) -> Vec<Fault> {
    let possible: Vec<FaultKind> = FaultKind::ALL
        .into_iter()
        .filter(|kind| !kind.is_drawn_apart() && (shape.nodes > 1 || !kind.needs_peers()))
        .collect();
    let percent = random.pick(&[0, 10, 25, 60]);
    if percent == 0 {
        return Vec::new();
    }
    let kinds = subset(random, &possible, percent);
    let count = random.pick(&[1, 3, 8, 20, 40]);
    let mut faults: Vec<Fault> = (0..count)
        .map(|_| Fault {
            id: 0,
            kind: random.pick(&kinds),
            at: random.between(0, shape.span),
            lasts: random
                .pick(&[20 * MS, 200 * MS, 300 * MS, 600 * MS, SECOND, 3 * SECOND, 10 * SECOND])
                .min(shape.span / 3),
            choice: random.next(),
        })
        .collect();
    faults.sort_by_key(|fault| fault.at);
    for (id, fault) in faults.iter_mut().enumerate() {
        fault.id = id;
    }
    faults
}

/// Draws the time from a backup until its restore. The stream is separate. One run in four is enough, because a restore
/// ends much of the state.
fn restores(seed: u64, shape: &Shape, first_id: usize) -> Vec<Fault> {
    let mut random = Random::new(seed, 3);
    if !random.percent(25) {
        return Vec::new();
    }
    let count = random.pick(&[1, 1, 2, 3]);
    (0..count)
        .map(|at| Fault {
            id: first_id + at,
            kind: FaultKind::Restore,
            at: random.between(0, shape.span),
            lasts: random
                .pick(&[0, 20 * MS, 500 * MS, 3 * SECOND, 10 * SECOND, 600 * SECOND])
                .min(shape.span / 3),
            choice: random.next(),
        })
        .collect()
}

/// Draws rotations and revocations of signing keys, consecutive or single. The stream is separate, so that runs without
/// them do not depend on keys.
fn key_changes(seed: u64, shape: &Shape, first_id: usize) -> Vec<Fault> {
    let mut random = Random::new(seed, 5);
    if !random.percent(25) {
        return Vec::new();
    }
    let count = random.pick(&[2, 6, 12, 40]);
    (0..count)
        .map(|at| Fault {
            id: first_id + at,
            kind: random.pick(&[FaultKind::KeyRotation, FaultKind::KeyRevocation]),
            at: random.between(0, shape.span),
            lasts: 0,
            choice: random.next(),
        })
        .collect()
}

fn ops(random: &mut Random, shape: &Shape) -> Vec<Op> {
    let percent = random.pick(&[30, 60, 100]);
    let mut kinds = subset(random, &OpKind::ALL, percent);
    // Without creates, other calls have no timer.
    let creates = random.pick(&[1, 1, 3, 6]);
    kinds.extend(std::iter::repeat_n(OpKind::Create, creates));
    let count = random.pick(&[5, 20, 60, 120]);
    // Calls are spread evenly, or come in bursts.
    let bursts: Vec<i64> = (0..3).map(|_| random.between(0, shape.span)).collect();
    let bursty = random.percent(40);
    let mut ops: Vec<Op> = (0..count)
        .map(|_| Op {
            id: 0,
            kind: random.pick(&kinds),
            at: if bursty {
                random.pick(&bursts) + random.between(0, 2 * SECOND)
            } else {
                random.between(0, shape.span)
            },
        })
        .collect();
    ops.sort_by_key(|op| op.at);
    for (id, op) in ops.iter_mut().enumerate() {
        op.id = id;
    }
    ops
}
