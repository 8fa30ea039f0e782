//! Nobody is given a place for a while once executions have failed one after the other: a circuit breaker.
//!
//! Closed, it counts failures in a row. Open, nobody is given a place, and those who have one go on. After its pause one of those who wait is
//! tried: if it does its work the breaker is closed, if it fails it is open again. Who leaves otherwise, being cancelled or taken back, says
//! nothing, and another one is tried. (Nygard, *Release It!*, "Circuit Breaker"; what is counted here is not time but turns.)
//!
//! Invariant: an execution's request counts once as a failure, whether it keeps its place, being blocked, or leaves.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// When it opens, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Rule {
    /// Failures in a row.
    pub failures: u32,
    /// Until one is tried, in milliseconds.
    pub pause_ms: u64,
}

/// A breaker of a phase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Breaker {
    /// As the newest definition has it.
    pub rule: Rule,
    /// Where it is.
    pub standing: Standing,
    /// In a row, while it is closed.
    pub failures: u32,
    /// How often it has opened.
    pub opened: u64,
    /// Who is tried.
    pub tried: Option<String>,
    /// Who has failed, and has its place still.
    pub failed: BTreeSet<String>,
}

/// Where a breaker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Standing {
    /// Places are given.
    Closed,
    /// None is.
    Open,
    /// One is.
    HalfOpen,
}

/// How an execution leaves its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Left {
    /// Its work there is done.
    Done,
    /// It has failed there.
    Failed,
    /// For another reason.
    #[default]
    Otherwise,
}

/// That it has come to stand otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Nobody is given a place until one is tried after this pause.
    Opened {
        /// Which time.
        round: u64,
        /// Milliseconds.
        pause_ms: u64,
    },
    /// One is tried.
    HalfOpened,
    /// Places are given again.
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

    /// Whether a place may be given now.
    pub(super) fn lets_in(&self) -> bool {
        match self.standing {
            Standing::Closed => true,
            Standing::Open => false,
            Standing::HalfOpen => self.tried.is_none(),
        }
    }

    /// A place was given to it.
    pub(super) fn placed(&mut self, execution: &str) {
        if self.standing == Standing::HalfOpen {
            self.tried = Some(execution.to_owned());
        }
    }

    /// Somebody who has a place has failed. Whether that is news, and what comes of it.
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

    /// Somebody who had a place has left it.
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

    /// The pause is over of the how-manyth time that it was open.
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
