//! Records requests and answers, and checks whether the log may do what it does.
//!
//! It reads none of the kernel's rows. Promises are the answers that callers got; ends and stages are armings in
//! entries.

use super::{draw::CLOCK_MAX, ledger::Reign};
use crate::{marks::Marks, plan::SECOND, tier::Violation};
use minoots_kernel::{TouchOutcome, Touched};
use std::collections::BTreeMap;

const VIOLATIONS_MAX: usize = 20;
/// Additional delay after a change of leadership, as documented.
const LATER: i64 = 5 * SECOND;
/// Tolerance for clock differences, entries in flight and pending turns.
const SLACK: i64 = 2 * SECOND;

/// A touch in flight.
#[derive(Clone, Debug)]
pub struct Sent {
    pub life: usize,
    pub epoch: u64,
    pub sequence: u64,
    pub at: i64,
    /// At the time of sending: the newest answered epoch, and the largest sequence numbers.
    epoch_before: u64,
    logged_before: (u64, u64),
    answered_before: Option<(Reign, (u64, u64))>,
}

/// The proposal of an entry.
#[derive(Clone, Copy, Debug)]
pub struct Stamp {
    pub reign: Reign,
    /// Time by the proposer's clock.
    pub clock: i64,
    pub utc: i64,
    /// Time of the commit.
    pub decided: i64,
}

struct Fired {
    by: Stamp,
    due: i64,
}

/// A watchdog, from its creation to its end.
pub struct Life {
    pub id: String,
    ttl: i64,
    stages: Vec<i64>,
    /// The latest promised fire time, by leadership.
    promised: BTreeMap<Reign, i64>,
    /// The last instant, UTC, at which a touch may have counted.
    alive: i64,
    /// The last answer to a superseded touch. Such a touch cannot count but can delay the alarm.
    in_vain: i64,
    /// Number of unanswered touches.
    open: u32,
    epoch: u64,
    logged: (u64, u64),
    answered: Option<(Reign, (u64, u64))>,
    /// The largest sent sequence number, by epoch.
    sent: BTreeMap<u64, u64>,
    /// Reached stages, by number and due instant.
    made: BTreeMap<(u32, i64), Stamp>,
    fired: Option<Fired>,
    cancelled: bool,
}

impl Life {
    pub fn is_over(&self) -> bool {
        self.fired.is_some() || self.cancelled
    }

    fn mark_of(&self, stage: u32, due: i64) -> Option<i64> {
        let delay = self.stages.get((stage as usize).checked_sub(1)?)?;
        Some(due - delay)
    }
}

#[derive(Default)]
pub struct Book {
    pub lives: Vec<Life>,
    pub by_id: BTreeMap<String, usize>,
    pub violations: Vec<Violation>,
    pub marks: Marks,
    pub counts: BTreeMap<&'static str, u64>,
    pub notes: String,
}

impl Book {
    pub fn violation(&mut self, rule: &str, message: String) {
        if self.violations.len() < VIOLATIONS_MAX {
            self.violations.push(Violation {
                rule: rule.to_owned(),
                message,
            });
        }
    }

    pub fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    /// Records the creation of a watchdog, with an answer that arrived now.
    pub fn begin(&mut self, id: String, ttl: i64, stages: Vec<i64>, epoch: u64, now: i64) -> usize {
        let place = self.lives.len();
        self.by_id.insert(id.clone(), place);
        self.lives.push(Life {
            id,
            ttl,
            stages,
            promised: BTreeMap::new(),
            alive: now,
            in_vain: i64::MIN,
            open: 0,
            epoch,
            logged: (epoch, 0),
            answered: None,
            sent: BTreeMap::from([(epoch, 0)]),
            made: BTreeMap::new(),
            fired: None,
            cancelled: false,
        });
        place
    }

    pub fn send(&mut self, place: usize, epoch: u64, sequence: u64, now: i64) -> Sent {
        let life = &mut self.lives[place];
        life.open += 1;
        let largest = life.sent.entry(epoch).or_default();
        *largest = sequence.max(*largest);
        Sent {
            life: place,
            epoch,
            sequence,
            at: now,
            epoch_before: life.epoch,
            logged_before: life.logged,
            answered_before: life.answered,
        }
    }

    /// Records an unknown outcome: the touch may have counted up to now.
    pub fn unknown(&mut self, sent: &Sent, now: i64) {
        let life = &mut self.lives[sent.life];
        life.open -= 1;
        life.alive = life.alive.max(now);
        self.count("touches without an answer");
    }

    /// Records that a touch reached no leader.
    pub fn refused(&mut self, sent: &Sent) {
        self.lives[sent.life].open -= 1;
        self.count("touches that found no leader");
    }

    /// Records an answer, from an entry if `logged`, otherwise from the memory of `by`.
    pub fn answered(&mut self, sent: &Sent, touched: &Touched, by: Reign, logged: bool, now: i64) {
        let life = &mut self.lives[sent.life];
        life.open -= 1;
        self.count(if logged {
            "touches answered by the log"
        } else {
            "touches answered from memory"
        });
        match touched.outcome {
            TouchOutcome::Touched => self.lives_on(sent, touched, by, logged, now),
            TouchOutcome::Superseded => self.superseded(sent, now),
            TouchOutcome::TooLate if self.lives[sent.life].fired.is_some() => {
                self.marks.hit("a touch came after the end");
            }
            TouchOutcome::Cancelled if self.lives[sent.life].cancelled => {}
            outcome => {
                let id = &self.lives[sent.life].id;
                let message = format!("{id}: {outcome:?} was said of what is not so");
                self.violation("state", message);
            }
        }
    }

    fn superseded(&mut self, sent: &Sent, now: i64) {
        let life = &mut self.lives[sent.life];
        life.in_vain = life.in_vain.max(now);
        let newer = life.sent.range(sent.epoch + 1..).next().is_some();
        let later = life
            .sent
            .get(&sent.epoch)
            .is_some_and(|largest| *largest > sent.sequence);
        self.marks.hit(match newer {
            true => "an instance of before was refused",
            false => "a number of before was refused",
        });
        if !newer && !later {
            let message = format!("a touch was superseded by none: {sent:?}");
            self.violation("stale", message);
        }
    }

    fn lives_on(&mut self, sent: &Sent, touched: &Touched, by: Reign, logged: bool, now: i64) {
        self.marks.hit(match logged {
            true => "a touch was answered by the log",
            false => "a touch was answered from memory",
        });
        let numbers = (sent.epoch, sent.sequence);
        let older = |than: (u64, u64)| numbers.0 == than.0 && numbers.1 != 0 && numbers.1 < than.1;
        let known = |(reign, than): (Reign, (u64, u64))| reign == by && older(than);
        let stale = sent.epoch < sent.epoch_before || older(sent.logged_before);
        if stale || sent.answered_before.is_some_and(known) {
            self.violation("stale", format!("an old touch counted: {sent:?}"));
        }
        let life = &mut self.lives[sent.life];
        life.alive = life.alive.max(now);
        life.epoch = life.epoch.max(sent.epoch);
        if logged {
            life.logged = life.logged.max(numbers);
        }
        let before = life.answered.filter(|(reign, _)| *reign == by);
        life.answered = Some((by, before.map_or(numbers, |(_, before)| before.max(numbers))));
        let promised = life.promised.entry(by).or_insert(touched.fire_time);
        *promised = touched.fire_time.max(*promised);
        let after = life.fired.as_ref().filter(|fired| fired.by.decided < sent.at);
        let message = after.map(|_| format!("{} lives on after its end: {sent:?}", life.id));
        if let Some(message) = message {
            self.violation("state", message);
        }
        self.check_end(sent.life);
    }

    /// Records the end of a watchdog by an entry.
    pub fn fired(&mut self, place: usize, due: i64, by: Stamp) {
        self.count("alarms");
        self.marks.hit("a silent watchdog fired");
        let life = &mut self.lives[place];
        let twice = life.is_over();
        let marked_by_another = life.promised.keys().any(|reign| *reign != by.reign);
        let mark = due - life.ttl;
        life.fired = Some(Fired { by, due });
        let missing = (1..=life.stages.len() as u32).find(|stage| {
            let at = mark + life.stages[*stage as usize - 1];
            !life.made.contains_key(&(*stage, at))
        });
        let id = life.id.clone();
        if marked_by_another {
            self.marks.hit("a new leader fired what another had marked");
        }
        if twice {
            self.violation("state", format!("{id} came to a second end"));
        }
        if let Some(stage) = missing {
            self.violation("ladder", format!("{id} fired at {due} without its stage {stage}"));
        }
        self.check_end(place);
    }

    /// Checks that no promise is later than the end.
    fn check_end(&mut self, place: usize) {
        let life = &self.lives[place];
        let Some(Fired { by, due }) = &life.fired else { return };
        let broken = life.promised.iter().find(|(reign, until)| match **reign == by.reign {
            true => by.clock < **until || due < *until,
            false => by.utc < **until - CLOCK_MAX,
        });
        let message = broken.map(|(reign, until)| {
            format!(
                "{} fired at {due} by {by:?}, but {reign:?} had answered {until}",
                life.id
            )
        });
        if let Some(message) = message {
            self.count("false alarms");
            self.violation("promise", message);
        }
    }

    /// Records that an entry reached a stage.
    pub fn stage(&mut self, place: usize, stage: u32, due: i64, by: Stamp) {
        self.count("stages");
        self.marks.hit("a stage was reached");
        let life = &mut self.lives[place];
        let id = life.id.clone();
        let (Some(mark), is_over) = (life.mark_of(stage, due), life.is_over()) else {
            return self.violation("ladder", format!("{id} has no stage {stage}"));
        };
        let before = stage - 1;
        let leapt = before > 0 && {
            let at = mark + life.stages[before as usize - 1];
            !life.made.contains_key(&(before, at))
        };
        let anew = stage == 1 && !life.made.is_empty();
        let again = life.made.insert((stage, due), by).is_some();
        let delay = due - mark;
        let broken = life.promised.iter().find(|(reign, until)| {
            let earliest = **until - life.ttl + delay;
            match **reign == by.reign {
                true => by.clock < earliest,
                false => by.utc < earliest - CLOCK_MAX,
            }
        });
        let early = broken.map(|(reign, until)| format!("{reign:?} had answered {until}"));
        if anew {
            self.marks.hit("a touch came after a stage, and the ladder began anew");
        }
        if again || leapt || is_over {
            self.violation(
                "ladder",
                format!(
                    "{id}: stage {stage} at {due} is not the next one: again {again}, leapt {leapt}, over {is_over}"
                ),
            );
        }
        if let Some(early) = early {
            self.violation(
                "promise",
                format!("{id}: stage {stage} at {due} by {by:?}, but {early}"),
            );
        }
    }

    pub fn cancelled(&mut self, place: usize) {
        self.marks.hit("a watchdog was cancelled");
        self.lives[place].cancelled = true;
    }

    /// Checks that every silent watchdog has fired, allowing for faults up to `healthy`.
    pub fn check_silence(&mut self, now: i64, healthy: i64) {
        let overdue = self.lives.iter().find(|life| {
            let due = life.alive + life.ttl + LATER;
            let until = due.max(healthy).max(life.in_vain.saturating_add(LATER));
            !life.is_over() && life.open == 0 && now > until + SLACK
        });
        let message = overdue.map(|life| {
            format!(
                "{} is silent since {} and has not fired by {now}, and all was well since {healthy}",
                life.id, life.alive
            )
        });
        if let Some(message) = message {
            self.violation("silence", message);
        }
    }
}
