//! A circuit breaker for a phase: after failures in a row, it gives no WIP slot for a while.
//!
//! A closed breaker counts failures in a row. An open breaker gives no slot; executions that hold one continue. After
//! the pause, the breaker is half-open and tries one waiting execution. If its work succeeds, the breaker closes; if it
//! fails, the breaker opens again. If it leaves otherwise, for example because it is cancelled or falls back, it proves
//! nothing, and another execution is tried. (Nygard, *Release It!*, "Circuit Breaker"; this breaker counts
//! failures in a row, not failures within a time.)
//!
//! Invariant: an execution's request counts as a failure at most once, whether it is blocked and keeps its slot, or
//! leaves.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// The rule for opening a breaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Rule {
    /// Failures in a row that open the breaker.
    pub failures: u32,
    /// The pause until one execution is tried, in milliseconds.
    pub pause_ms: u64,
}

/// The circuit breaker of a phase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Breaker {
    /// The rule of the newest definition.
    pub rule: Rule,
    /// The state of the breaker.
    pub standing: Standing,
    /// Failures in a row while closed.
    pub failures: u32,
    /// The number of times that it has opened.
    pub opened: u64,
    /// The execution that is tried.
    pub tried: Option<String>,
    /// Executions that have failed and still hold their slots.
    pub failed: BTreeSet<String>,
}

/// The state of a breaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Standing {
    /// Slots are given.
    Closed,
    /// No slot is given.
    Open,
    /// One slot is given, for a trial.
    HalfOpen,
}

/// The way in which an execution leaves its slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Left {
    /// Its work in the phase succeeded.
    Done,
    /// It failed in the phase.
    Failed,
    /// It left for another reason.
    #[default]
    Otherwise,
}

/// A state change of a breaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The breaker opened: no slot is given until a trial after the pause.
    Opened {
        /// The count of openings, including this one.
        round: u64,
        /// The pause in milliseconds.
        pause_ms: u64,
    },
    /// One execution is tried.
    HalfOpened,
    /// Slots are given again.
    Closed,
}

impl Breaker {
    pub(super) fn new(rule: Rule) -> Self {
        Self {
            rule,
            standing: Standing::Closed,
            failures: 0,
            opened: 0,
            tried: None,
            failed: BTreeSet::new(),
        }
    }

    /// Whether a slot may be given now.
    pub(super) fn lets_in(&self) -> bool {
        match self.standing {
            Standing::Closed => true,
            Standing::Open => false,
            Standing::HalfOpen => self.tried.is_none(),
        }
    }

    /// Records that an execution has received a slot.
    pub(super) fn placed(&mut self, execution: &str) {
        if self.standing == Standing::HalfOpen {
            self.tried = Some(execution.to_owned());
        }
    }

    /// Records that an execution with a slot has failed. Returns whether the failure is new, and the state change.
    pub(super) fn fails(&mut self, execution: &str) -> (bool, Option<Turn>) {
        if !self.failed.insert(execution.to_owned()) {
            return (false, None);
        }
        let opens = match self.standing {
            Standing::Open => false,
            Standing::HalfOpen => self.tried.as_deref() == Some(execution),
            Standing::Closed => {
                self.failures += 1;
                self.failures >= self.rule.failures
            }
        };
        (true, opens.then(|| self.open()))
    }

    /// Records that an execution has left its slot.
    pub(super) fn left(&mut self, execution: &str, how: Left) -> Option<Turn> {
        let turn = match how {
            Left::Failed => self.fails(execution).1,
            Left::Done => self.done(execution),
            Left::Otherwise => None,
        };
        self.failed.remove(execution);
        if self.tried.as_deref() == Some(execution) {
            self.tried = None;
        }
        turn
    }

    /// Ends the pause of the opening with this number.
    pub(super) fn try_one(&mut self, round: u64) -> Option<Turn> {
        if self.standing != Standing::Open || self.opened != round {
            return None;
        }
        self.standing = Standing::HalfOpen;
        Some(Turn::HalfOpened)
    }

    fn done(&mut self, execution: &str) -> Option<Turn> {
        match self.standing {
            Standing::Open => None,
            Standing::Closed => {
                self.failures = 0;
                None
            }
            Standing::HalfOpen => {
                let tried = self.tried.as_deref() == Some(execution);
                tried.then(|| {
                    (self.standing, self.failures) = (Standing::Closed, 0);
                    Turn::Closed
                })
            }
        }
    }

    fn open(&mut self) -> Turn {
        (self.standing, self.tried) = (Standing::Open, None);
        self.failures = 0;
        self.opened += 1;
        Turn::Opened {
            round: self.opened,
            pause_ms: self.rule.pause_ms,
        }
    }
}
