//! Checkpoints: compare-and-set registers. Only a request that expects the current version creates the next one.

use super::{
    super::ask::{Answer, Ask, Part, Why, timer_id},
    Model, REMOVED,
    timers::Stage,
};
use std::collections::BTreeMap;

/// Default number of retained versions.
const KEEP: u32 = 100;

/// The content of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    pub data: u64,
    /// The version that a rollback restored; 0 for a put.
    pub restored: u64,
    pub time: i64,
}

#[derive(Clone)]
pub struct Register {
    pub keep: u32,
    /// The version before the first one.
    before: u64,
    /// Retained versions.
    pub versions: BTreeMap<u64, Version>,
    /// Timers, and the version that each is bound to.
    timers: Vec<(usize, u64)>,
}

/// A write as the event log must report it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Write {
    Put {
        checkpoint: usize,
        version: u64,
    },
    RollBack {
        checkpoint: usize,
        version: u64,
        restored: u64,
    },
    Delete {
        checkpoint: usize,
        version: u64,
    },
}

impl Write {
    /// Whether this removes the checkpoint that a put concerns.
    pub fn removes(&self, ask: &Ask) -> bool {
        let Ask::One(Part::Put { checkpoint: of, .. }) = ask else {
            return false;
        };
        matches!(self, Write::Delete { checkpoint, .. } if checkpoint == of)
    }
}

impl Register {
    pub fn current(&self) -> u64 {
        self.versions
            .last_key_value()
            .map_or(self.before, |(version, _)| *version)
    }

    fn write(&mut self, version: Version) -> u64 {
        let next = self.current() + 1;
        self.versions.insert(next, version);
        while self.versions.len() > self.keep as usize {
            self.versions.pop_first();
        }
        next
    }

    fn told(&self, cancelled: Vec<String>, too_late: Vec<String>) -> Answer {
        let current = self.versions.last_key_value();
        Answer::Written {
            version: self.current(),
            restored: current.map_or(0, |(_, version)| version.restored),
            oldest: self.versions.first_key_value().map_or(0, |(version, _)| *version),
            cancelled,
            too_late,
        }
    }
}

impl Model {
    /// The checkpoint, if the expected version is current.
    fn expected(&self, checkpoint: usize, expected: u64) -> Result<Option<Register>, Why> {
        let found = self.checkpoints.get(&checkpoint);
        match (found.map_or(0, Register::current), expected) {
            (current, expected) if current == expected => Ok(found.cloned()),
            (current, 0) => Err(Why::VersionRequired(current)),
            (current, _) => Err(Why::VersionConflict(current)),
        }
    }

    /// The last version of a removed checkpoint, while it is remembered.
    fn removed_version(&self, checkpoint: usize) -> u64 {
        let removed = self.removed.get(&checkpoint);
        removed
            .filter(|(_, until)| *until > self.time)
            .map_or(0, |(version, _)| *version)
    }

    pub(super) fn put(&mut self, checkpoint: usize, part: &Part) -> Result<Answer, Why> {
        let Part::Put {
            expected,
            data,
            keep,
            timers,
            ..
        } = part
        else {
            return Err(Why::NoCheckpoint);
        };
        let mut register = self.expected(checkpoint, *expected)?.unwrap_or(Register {
            keep: KEEP,
            before: self.removed_version(checkpoint),
            versions: BTreeMap::new(),
            timers: Vec::new(),
        });
        let waits = |timer: usize| self.stage(timer).is_some_and(|stage| stage <= Stage::Armed);
        if !timers.is_empty() {
            register.timers.retain(|(timer, _)| waits(*timer));
        }
        let next = register.current() + 1;
        for timer in timers {
            let hangs = register.timers.iter().any(|(other, _)| other == timer);
            match self.stage(*timer) {
                None => return Err(Why::NoTimer),
                Some(_) if waits(*timer) && !hangs => register.timers.push((*timer, next)),
                Some(_) => {}
            }
        }
        if *keep != 0 {
            register.keep = *keep;
        }
        let version = register.write(Version {
            data: *data,
            restored: 0,
            time: self.time,
        });
        let told = register.told(Vec::new(), Vec::new());
        self.checkpoints.insert(checkpoint, register);
        self.writes.push(Write::Put { checkpoint, version });
        Ok(told)
    }

    pub(super) fn roll_back(&mut self, checkpoint: usize, expected: u64, to: u64) -> Result<Answer, Why> {
        if !self.checkpoints.contains_key(&checkpoint) {
            return Err(Why::NoCheckpoint);
        }
        let Some(mut register) = self.expected(checkpoint, expected)? else {
            return Err(Why::NoCheckpoint);
        };
        let earlier = register.versions.get(&to).copied().ok_or(Why::NoCheckpoint)?;
        let version = register.write(Version {
            restored: to,
            time: self.time,
            ..earlier
        });
        let (undone, stay) = register.timers.iter().partition(|(_, version)| *version > to);
        register.timers = stay;
        let undone: Vec<(usize, u64)> = undone;
        let (mut cancelled, mut too_late) = (Vec::new(), Vec::new());
        for (timer, _) in undone {
            match self.cancel(timer, 0) {
                Ok(_) => cancelled.push(timer_id(timer)),
                Err(Why::TooLate) => too_late.push(timer_id(timer)),
                Err(_) => {}
            }
        }
        let told = register.told(cancelled, too_late);
        self.checkpoints.insert(checkpoint, register);
        self.writes.push(Write::RollBack {
            checkpoint,
            version,
            restored: to,
        });
        Ok(told)
    }

    pub(super) fn delete(&mut self, checkpoint: usize, expected: u64) -> Result<Answer, Why> {
        if !self.checkpoints.contains_key(&checkpoint) {
            return Err(Why::NoCheckpoint);
        }
        let version = self
            .expected(checkpoint, expected)?
            .map_or(0, |register| register.current());
        self.checkpoints.remove(&checkpoint);
        self.removed.insert(checkpoint, (version, self.time + REMOVED));
        self.writes.push(Write::Delete { checkpoint, version });
        Ok(Answer::Deleted { version })
    }
}
