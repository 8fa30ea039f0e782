//! The expected behaviour by the documentation: a second, naive implementation of all requests in the order of the log.
//! It shares nothing with the kernel.
//!
//! A transaction runs on a copy of the whole state, which replaces the original if every part succeeds. Drawn values
//! (tokens, versions of timers, sequences of events) are taken from the actual answer, and must be larger than earlier
//! ones.

mod budgets;
mod checkpoints;
mod leases;
mod timers;

use super::ask::{Answer, Ask, Guard, Part, Refusal, Said, Why};
use std::collections::BTreeMap;

pub use budgets::Budget;
pub use checkpoints::{Register, Write};
pub use leases::Grant;
pub use timers::{Stage, Timer};

/// How long answers are remembered, nanoseconds.
const REMEMBERED: i64 = 24 * 3_600 * 1_000_000_000;
/// How long versions of removed checkpoints are remembered, nanoseconds.
const REMOVED: i64 = 3_600 * 1_000_000_000;

/// Place and time of a command.
#[derive(Clone, Copy, Debug)]
pub struct At {
    pub index: u64,
    /// Timers due by then are armed at creation.
    pub arm_before: i64,
    /// The arrival by the receiving node's clock.
    pub arrival: i64,
}

#[derive(Clone)]
struct Remembered {
    ask: Ask,
    answer: Answer,
    index: u64,
    until: i64,
}

/// The complete state.
#[derive(Clone, Default)]
pub struct Model {
    pub time: i64,
    pub checkpoints: BTreeMap<usize, Register>,
    /// Removed checkpoints: the last version, and until when it is remembered.
    removed: BTreeMap<usize, (u64, i64)>,
    pub leases: BTreeMap<usize, Grant>,
    /// The last token of each lease.
    tokens: BTreeMap<usize, u64>,
    pub budgets: BTreeMap<usize, Budget>,
    pub timers: BTreeMap<usize, Timer>,
    /// Emitted events: sequence and content, in the order of the log.
    pub events: Vec<(u64, u64)>,
    /// Writes of checkpoints, in the order of the log.
    pub writes: Vec<Write>,
    requests: BTreeMap<String, Remembered>,
    /// Number of request ids that were reused after they expired.
    pub forgotten: u64,
}

impl Model {
    /// Begins an entry: log time is the largest stamp so far.
    pub fn begin(&mut self, stamp: i64) {
        self.time = self.time.max(stamp);
    }

    /// The index of the first answer to a request, if remembered.
    pub fn remembered(&self, id: &str) -> Option<u64> {
        let remembered = self.requests.get(id).filter(|first| first.until > self.time);
        remembered.map(|first| first.index)
    }

    /// Executes a request and returns the expected answer. Of the actual answer `told`, it uses only drawn values.
    pub fn step(&mut self, at: At, ask: &Ask, id: &str, told: &Said) -> Said {
        if let Some(first) = self.requests.get(id).filter(|_| !id.is_empty()) {
            if first.until > self.time {
                return match first.ask == *ask {
                    true => Said {
                        answer: Ok(first.answer.clone()),
                        original: first.index,
                    },
                    false => Err(Refusal::Plain(Why::Mismatch)).into(),
                };
            }
            self.forgotten += 1;
        }
        let refused = told.answer.as_ref().err();
        let told = told.answer.as_ref().ok();
        let mut answer = match ask {
            Ask::Transact { guards, operations } => self.transact(at, guards, operations, told),
            Ask::One(part) => self.part(at, part, told).map_err(Refusal::Plain),
            single => self.single(single, told).map_err(Refusal::Plain),
        };
        if let (Err(Refusal::Operation(_, why)), Some(Refusal::Operation(_, told))) = (&mut answer, refused) {
            *why = timers::told_for(*why, *told);
        }
        if let Ok(answer) = &answer
            && ask.takes_id()
            && !id.is_empty()
        {
            let remembered = Remembered {
                ask: ask.clone(),
                answer: answer.clone(),
                index: at.index,
                until: self.time + REMEMBERED,
            };
            self.requests.insert(id.to_owned(), remembered);
        }
        answer.into()
    }

    fn single(&mut self, ask: &Ask, told: Option<&Answer>) -> Result<Answer, Why> {
        match *ask {
            Ask::Delete { checkpoint, expected } => self.delete(checkpoint, expected),
            Ask::Acquire { lease, holder, ttl } => self.acquire(lease, holder, ttl, told),
            Ask::Renew { lease, token, ttl } => self.renew(lease, token, ttl),
            Ask::Release { lease, token } => self.release(lease, token),
            Ask::SetBudget {
                budget,
                limit,
                window,
                cooldown,
            } => Ok(self.set_budget(budget, (limit, window, cooldown))),
            Ask::DeleteBudget { budget } => self.delete_budget(budget),
            Ask::One(_) | Ask::Transact { .. } => Ok(Answer::Done),
        }
    }

    fn transact(
        &mut self,
        at: At,
        guards: &[Guard],
        operations: &[(Part, bool)],
        told: Option<&Answer>,
    ) -> Result<Answer, Refusal> {
        let told = match told {
            Some(Answer::All(told)) => told.as_slice(),
            _ => &[],
        };
        let mut trial = self.clone();
        for (place, guard) in guards.iter().enumerate() {
            trial.guard(guard).map_err(|why| Refusal::Guard(place, why))?;
        }
        let mut answers = Vec::new();
        for (place, (part, optional)) in operations.iter().enumerate() {
            let told = told.get(place).and_then(|told| told.as_ref().ok());
            match trial.part(at, part, told) {
                Err(why) if !optional => return Err(Refusal::Operation(place, why)),
                answer => answers.push(answer),
            }
        }
        *self = trial;
        Ok(Answer::All(answers))
    }

    fn guard(&self, guard: &Guard) -> Result<(), Why> {
        match *guard {
            Guard::Checkpoint { checkpoint, version } => {
                let current = self.checkpoints.get(&checkpoint).map_or(0, Register::current);
                (current == version).then_some(()).ok_or(Why::VersionConflict(current))
            }
            Guard::Timer { timer, version } => match self.timers.get(&timer).map_or(0, |timer| timer.version) {
                current if current == version => Ok(()),
                0 => Err(Why::NoTimer),
                current => Err(Why::Superseded(current)),
            },
            Guard::Lease { lease, token } => self.holding(lease, token).map(|_| ()),
            Guard::Budget { budget, amount } => {
                let budget = self.budgets.get(&budget).ok_or(Why::NoBudget)?;
                budget.allows(amount, self.time)
            }
        }
    }

    /// Executes an operation, or returns why it fails without effect.
    fn part(&mut self, at: At, part: &Part, told: Option<&Answer>) -> Result<Answer, Why> {
        match part {
            Part::Put { checkpoint, .. } => self.put(*checkpoint, part),
            Part::RollBack {
                checkpoint,
                expected,
                to,
            } => self.roll_back(*checkpoint, *expected, *to),
            Part::Spend { budget, amount } => self.spend(*budget, *amount),
            Part::Emit { word } => {
                let last = self.events.last().map_or(0, |(sequence, _)| *sequence);
                let sequence = match told {
                    Some(Answer::Emitted { sequence }) => larger(*sequence, last),
                    _ => last + 1,
                };
                self.events.push((sequence, *word));
                Ok(Answer::Emitted { sequence })
            }
            Part::Create { timer, fire } => self.create(at, *timer, *fire, told),
            Part::Cancel { timer, version } => self.cancel(*timer, *version),
            Part::Reschedule { timer, version, fire } => self.reschedule(at, (*timer, *version), *fire, told),
            Part::Settle { timer, version, .. } => self.settle(*timer, *version),
        }
    }
}

/// The drawn value, if it is larger than the previous one; otherwise the smallest valid value.
fn larger(drawn: u64, before: u64) -> u64 {
    drawn.max(before + 1)
}
