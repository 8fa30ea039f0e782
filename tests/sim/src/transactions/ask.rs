//! What clients ask for and what they are told, in words of the documentation. The model knows no others.

use std::fmt;

/// Of each there are so many; all have one partition key.
pub const CHECKPOINTS: usize = 3;
pub const LEASES: usize = 2;
pub const BUDGETS: usize = 2;
pub const TIMERS: usize = 40;

/// What may be part of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Put {
        checkpoint: usize,
        expected: u64,
        data: u64,
        /// 0: as many as before.
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
    /// Version 0 is whichever is current.
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
    /// A put, a rollback, a spend or an event by itself.
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
    /// A time of 0 is that of the grant.
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
    /// Operations, and whether each is optional.
    Transact {
        guards: Vec<Guard>,
        operations: Vec<(Part, bool)>,
    },
}

impl Ask {
    /// The promise that it is about: a rule of the verdict.
    pub fn rule(&self) -> &'static str {
        match self {
            Ask::One(Part::Spend { .. }) | Ask::SetBudget { .. } | Ask::DeleteBudget { .. } => "budget",
            Ask::Acquire { .. } | Ask::Renew { .. } | Ask::Release { .. } => "G14",
            Ask::One(_) | Ask::Delete { .. } | Ask::Transact { .. } => "G12",
        }
    }

    /// Whether it takes a request id.
    pub fn takes_id(&self) -> bool {
        !matches!(
            self,
            Ask::Renew { .. } | Ask::Release { .. } | Ask::SetBudget { .. } | Ask::DeleteBudget { .. }
        )
    }
}

/// What plain success is answered with.
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
    /// It stood like that before, or not.
    Budget {
        existed: bool,
    },
    Emitted {
        sequence: u64,
    },
    /// Of a create, cancel or reschedule.
    Timer {
        version: u64,
    },
    All(Vec<Result<Answer, Why>>),
}

/// Why something did not come about. Nanoseconds where it may later.
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

/// Why an ask was refused: what failed of a transaction, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Plain(Why),
    Guard(usize, Why),
    Operation(usize, Why),
}

/// An answer, and the index of the first one if this repeats it.
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

/// What a timer is called.
pub fn timer_id(timer: usize) -> String {
    format!("t{timer}")
}

/// What whoever holds a lease is called.
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
