//! Timers, as far as transactions use them. They wait, are armed and fire; they can be withdrawn before they are armed,
//! and settled once after they are due.

use super::{
    super::ask::{Answer, Why},
    At, Model, larger,
};

/// Maximum lead of arming, nanoseconds.
const LEAD_MAX: i64 = 500_000_000;

/// Marks a version that a failed transaction drew and that no client was told. It is larger than the previous version.
const UNTOLD: u64 = 1 << 63;

/// The expected answer. If it names an untold version and the actual answer is plausible, returns the actual answer.
pub fn told_for(must: Why, told: Why) -> Why {
    match (must, told) {
        (Why::Superseded(untold), Why::Superseded(version)) if untold & UNTOLD != 0 && version > untold & !UNTOLD => {
            told
        }
        _ => must,
    }
}

/// The state of a timer.
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
    /// The state of a timer. An armed timer fires when log time reaches its due instant.
    pub fn stage(&self, timer: usize) -> Option<Stage> {
        let timer = self.timers.get(&timer)?;
        let fired = timer.stage == Stage::Armed && timer.due <= self.time;
        Some(if fired { Stage::Fired } else { timer.stage })
    }

    /// Arms a timer by the leader's decision. No effect if the timer has changed since the leader looked.
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
        // Due is the later of the requested instant and the arrival. The arrival is at most log time.
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

    /// Checks in this order: absent, not the current version, cancelled, armed or later.
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

    /// Settles an event. Only the first settlement succeeds.
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
