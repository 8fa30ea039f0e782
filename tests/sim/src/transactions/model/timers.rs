//! Timers, as far as transactions are about them: they wait, are armed and fire; they are withdrawn before they are armed, and settled
//! once after they are due.

use super::{
    super::ask::{Answer, Why},
    At, Model, larger,
};

/// No instant further ahead than this is armed.
const LEAD_MAX: i64 = 500_000_000;

/// Marks a version that was drawn in a transaction that did not come about, so that nobody was told it: a larger one than before.
const UNTOLD: u64 = 1 << 63;

/// What must be answered, if it names a version that nobody was told and the answer could.
pub fn told_for(must: Why, told: Why) -> Why {
    match (must, told) {
        (Why::Superseded(untold), Why::Superseded(version)) if untold & UNTOLD != 0 && version > untold & !UNTOLD => {
            told
        }
        _ => must,
    }
}

/// How far a timer has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Waiting,
    Armed,
    Fired,
    Cancelled,
    Settled,
}

#[derive(Clone)]
pub struct Timer {
    pub version: u64,
    pub due: i64,
    stage: Stage,
}

impl Model {
    /// What is armed fires as log time reaches its due.
    pub fn stage(&self, timer: usize) -> Option<Stage> {
        let timer = self.timers.get(&timer)?;
        let fired = timer.stage == Stage::Armed && timer.due <= self.time;
        Some(if fired { Stage::Fired } else { timer.stage })
    }

    /// The leader's decision that it fires; of no consequence where anything has changed since the leader looked.
    pub fn arm(&mut self, timer: usize, version: u64) {
        let near = self.time + LEAD_MAX;
        let timer = self.timers.get_mut(&timer);
        if let Some(timer) = timer.filter(|timer| timer.version == version && timer.due <= near)
            && timer.stage == Stage::Waiting
        {
            timer.stage = Stage::Armed;
        }
    }

    fn place(&mut self, at: At, timer: usize, version: u64, fire: i64) {
        // Due is the later of the instant asked for and that of the arrival, which is no later than log time.
        let due = fire.max(at.arrival.min(self.time));
        let by = at.arm_before.clamp(self.time, self.time + LEAD_MAX);
        let stage = if due <= by { Stage::Armed } else { Stage::Waiting };
        self.timers.insert(timer, Timer { version, due, stage });
    }

    fn drawn(&self, timer: usize, told: Option<&Answer>) -> u64 {
        let before = self.timers.get(&timer).map_or(0, |timer| timer.version);
        match told {
            Some(Answer::Timer { version }) => larger(*version, before),
            _ => before | UNTOLD,
        }
    }

    pub(super) fn create(&mut self, at: At, timer: usize, fire: i64, told: Option<&Answer>) -> Result<Answer, Why> {
        if self.timers.contains_key(&timer) {
            return Err(Why::TimerExists);
        }
        let version = self.drawn(timer, told);
        self.place(at, timer, version, fire);
        Ok(Answer::Timer { version })
    }

    /// Absent, then any version but the current one, then cancelled, then armed or later.
    fn withdrawn(&self, timer: usize, version: u64) -> Result<u64, Why> {
        let (Some(row), Some(stage)) = (self.timers.get(&timer), self.stage(timer)) else {
            return Err(Why::NoTimer);
        };
        match stage {
            _ if version != 0 && version != row.version => Err(Why::Superseded(row.version)),
            Stage::Cancelled => Err(Why::Cancelled),
            Stage::Waiting => Ok(row.version),
            Stage::Armed | Stage::Fired | Stage::Settled => Err(Why::TooLate),
        }
    }

    pub(super) fn cancel(&mut self, timer: usize, version: u64) -> Result<Answer, Why> {
        let version = self.withdrawn(timer, version)?;
        if let Some(timer) = self.timers.get_mut(&timer) {
            timer.stage = Stage::Cancelled;
        }
        Ok(Answer::Timer { version })
    }

    pub(super) fn reschedule(
        &mut self,
        at: At,
        (timer, version): (usize, u64),
        fire: i64,
        told: Option<&Answer>,
    ) -> Result<Answer, Why> {
        self.withdrawn(timer, version)?;
        let version = self.drawn(timer, told);
        self.place(at, timer, version, fire);
        Ok(Answer::Timer { version })
    }

    /// Nobody settled it before: the first does.
    pub(super) fn settle(&mut self, timer: usize, version: u64) -> Result<Answer, Why> {
        let stage = self.stage(timer);
        let timer = self.timers.get_mut(&timer).filter(|timer| timer.version == version);
        match (timer, stage) {
            (Some(timer), Some(Stage::Fired)) => {
                timer.stage = Stage::Settled;
                Ok(Answer::Done)
            }
            (Some(_), Some(Stage::Settled)) => Err(Why::AlreadySettled),
            (Some(_), Some(Stage::Armed)) => Err(Why::NotDue),
            _ => Err(Why::NoEvent),
        }
    }
}
