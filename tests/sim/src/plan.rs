//! What a seed stands for: the size of the world, which kinds of trouble and of calls there are at all, and when each comes.
//!
//! Swarm testing: a run in which everything happens hides what happens when most things do not, so each seed draws a subset.

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

/// What a call is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OpKind {
    /// Creates one timer.
    Create,
    /// Creates several.
    Batch,
    /// Creates one that is there, in the same words or in others.
    CreateAgain,
    /// Cancels.
    Cancel,
    /// Reschedules.
    Reschedule,
    /// Reads, linearizably.
    Get,
    /// Reads what a node has.
    GetLocal,
    /// Lists, linearizably.
    List,
    /// Acknowledges what was never delivered, with a fence that it guessed.
    GuessedAck,
    /// Makes an API key.
    MakeKey,
    /// Revokes one.
    RevokeKey,
    /// Creates a timer, showing one.
    ShowKey,
    /// Makes an endpoint.
    MakeWebhook,
    /// Changes, disables or enables one.
    ChangeWebhook,
    /// Removes one.
    DeleteWebhook,
    /// Creates a timer for one.
    WebhookTimer,
}

impl OpKind {
    /// Those that are drawn together; calls that have to do with keys or with endpoints are drawn apart.
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
    /// Its place in the plan; shrinking drops calls by it.
    pub id: usize,
    /// What.
    pub kind: OpKind,
    /// When, true time since the beginning, nanoseconds.
    pub at: i64,
}

/// Sizes of things.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Nodes: 1, 3 or 5.
    pub nodes: usize,
    /// How long trouble lasts, nanoseconds.
    pub span: i64,
    /// Furthest fire time, nanoseconds.
    pub far: i64,
    /// Timers the sequencer holds.
    pub horizon_rows_max: usize,
    /// Timers armed by one entry.
    pub arms_per_entry_max: usize,
    /// Size of an entry.
    pub entry_bytes_max: usize,
    /// Entries on their way.
    pub entries_in_flight_max: usize,
    /// Commands of an entry, and of one while more is to be armed than an entry may.
    pub entry_commands_max: (usize, usize),
    /// How long commands wait for others, nanoseconds: at least, at most.
    pub pace: (i64, i64),
    /// Rows a queue holds.
    pub queue_rows_max: usize,
    /// Events of a batch of a tail.
    pub tail_rows_max: usize,
    /// Longest way of a message, nanoseconds.
    pub network: i64,
    /// Longest sync, nanoseconds.
    pub disk: i64,
    /// Longest wait of a thread for its turn, nanoseconds.
    pub turn: i64,
    /// Entries between checkpoints of tables.
    pub checkpoint_entries: u64,
    /// Consumers.
    pub consumers: usize,
    /// Readers of the event log.
    pub readers: usize,
    /// Deliveries a consumer takes at once.
    pub credits: u32,
    /// Messages a stream holds.
    pub room: usize,
    /// Time to acknowledge, nanoseconds.
    pub ack_deadline: i64,
    /// Attempts.
    pub attempts_max: u32,
    /// A consumer takes so long, nanoseconds.
    pub work: i64,
    /// Of a hundred deliveries, so many are not acknowledged at once.
    pub moody: usize,
}

/// A seed, spelled out.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The seed.
    pub seed: u64,
    /// Sizes.
    pub shape: Shape,
    /// Trouble.
    pub faults: Vec<Fault>,
    /// Calls.
    pub ops: Vec<Op>,
}

/// Faults and calls of a plan that are left out.
#[derive(Clone, Debug, Default)]
pub struct Dropped {
    /// By id.
    pub faults: BTreeSet<usize>,
    /// By id.
    pub ops: BTreeSet<usize>,
}

impl Plan {
    /// Draws.
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

    /// The plan without some of it.
    pub fn without(mut self, dropped: &Dropped) -> Plan {
        self.faults.retain(|fault| !dropped.faults.contains(&fault.id));
        self.ops.retain(|op| !dropped.ops.contains(&op.id));
        self
    }
}

fn shape(seed: u64, random: &mut Random) -> Shape {
    // Of its own, so that what was added later changes nothing of what was drawn before.
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

/// A subset, of which each member is in with this chance; not empty.
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

/// From when a backup is taken until it is restored. Drawn for themselves: they end so much that one run in four is enough.
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

/// Signing keys that are replaced or revoked, one after the other or now and then. Drawn for themselves: what a run without them does is not
/// to depend on keys.
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
    // Nothing is about nothing.
    let creates = random.pick(&[1, 1, 3, 6]);
    kinds.extend(std::iter::repeat_n(OpKind::Create, creates));
    let count = random.pick(&[5, 20, 60, 120]);
    // Steadily, or in bursts.
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
