//! Requests and answers in the terms of the documentation. The model uses no other terms.

use std::fmt;

/// Number of objects of each kind; all have the same partition key.
pub const CHECKPOINTS: usize = 3;
pub const LEASES: usize = 2;
pub const BUDGETS: usize = 2;
pub const TIMERS: usize = 40;

/// An operation that may be part of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Put {
        checkpoint: usize,
        expected: u64,
        data: u64,
        /// Number of retained versions; 0 keeps the current number.
        keep: u32,
        timers: Vec<usize>,
    },
    RollBack {
        checkpoint: usize,
        expected: u64,
        to: u64,
    },
    Spend {
        budget: usize,
        amount: u64,
    },
    Emit {
        word: u64,
    },
    Create {
        timer: usize,
        fire: i64,
    },
    /// Version 0 means the current version.
    Cancel {
        timer: usize,
        version: u64,
    },
    Reschedule {
        timer: usize,
        version: u64,
        fire: i64,
    },
    Settle {
        timer: usize,
        version: u64,
        arm: u64,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    Checkpoint { checkpoint: usize, version: u64 },
    Timer { timer: usize, version: u64 },
    Lease { lease: usize, token: u64 },
    Budget { budget: usize, amount: u64 },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A single put, rollback, spend or event.
    One(Part),
    Delete {
        checkpoint: usize,
        expected: u64,
    },
    Acquire {
        lease: usize,
        holder: usize,
        ttl: i64,
    },
    /// A time to live of 0 means that of the grant.
    Renew {
        lease: usize,
        token: u64,
        ttl: i64,
    },
    Release {
        lease: usize,
        token: u64,
    },
    SetBudget {
        budget: usize,
        limit: u64,
        window: i64,
        cooldown: i64,
    },
    DeleteBudget {
        budget: usize,
    },
    /// Guards, and operations with a flag for optional ones.
    Transact {
        guards: Vec<Guard>,
        operations: Vec<(Part, bool)>,
    },
}

impl Ask {
    /// The rule of the verdict about this request.
    pub fn rule(&self) -> &'static str {
        match self {
            Ask::One(Part::Spend { .. }) | Ask::SetBudget { .. } | Ask::DeleteBudget { .. } => "budget",
            Ask::Acquire { .. } | Ask::Renew { .. } | Ask::Release { .. } => "G14",
            Ask::One(_) | Ask::Delete { .. } | Ask::Transact { .. } => "G12",
        }
    }

    /// Whether the request takes a request id.
    pub fn takes_id(&self) -> bool {
        !matches!(
            self,
            Ask::Renew { .. } | Ask::Release { .. } | Ask::SetBudget { .. } | Ask::DeleteBudget { .. }
        )
    }
}

/// The answer to a successful request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Done,
    Written {
        version: u64,
        restored: u64,
        oldest: u64,
        cancelled: Vec<String>,
        too_late: Vec<String>,
    },
    Deleted {
        version: u64,
    },
    Held {
        holder: String,
        token: u64,
        until: i64,
    },
    Spent {
        at: i64,
        left: u64,
    },
    /// Whether the budget existed with equal settings.
    Budget {
        existed: bool,
    },
    Emitted {
        sequence: u64,
    },
    /// The answer to a create, cancel or reschedule.
    Timer {
        version: u64,
    },
    All(Vec<Result<Answer, Why>>),
}

/// Why a request had no effect. Durations are in nanoseconds, after which a retry may succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    Mismatch,
    VersionRequired(u64),
    VersionConflict(u64),
    NoCheckpoint,
    NoTimer,
    NoBudget,
    NoEvent,
    Taken { after: i64 },
    LeaseOver,
    LeaseStale,
    Amount,
    BudgetSpent { after: i64 },
    TimerExists,
    TooLate,
    Superseded(u64),
    Cancelled,
    NotDue,
    StaleFence,
    AlreadySettled,
}

/// Why a request was rejected; for a transaction, with the failed part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Plain(Why),
    Guard(usize, Why),
    Operation(usize, Why),
}

/// An answer, and the index of the first answer if this is a repetition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub answer: Result<Answer, Refusal>,
    pub original: u64,
}

impl From<Result<Answer, Refusal>> for Said {
    fn from(answer: Result<Answer, Refusal>) -> Said {
        Said { answer, original: 0 }
    }
}

/// The id of a timer.
pub fn timer_id(timer: usize) -> String {
    format!("t{timer}")
}

/// The name of a lease's holder.
pub fn holder_name(holder: usize) -> String {
    format!("client {holder}")
}

impl fmt::Display for Said {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.original {
            0 => write!(formatter, "{:?}", self.answer),
            original => write!(formatter, "{:?}, as at {original}", self.answer),
        }
    }
}
