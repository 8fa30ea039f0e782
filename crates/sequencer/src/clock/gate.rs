//! Whether a leader may act on its clock (the clock rule, G22).

use super::{Clock, Look, OFFSET_MAX, step::StepWatch};
use crate::consensus::{Consensus, QuorumTime, Standing};
use minoots_kernel::defects::{Defect, planted};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

#[cfg(test)]
mod tests;

/// Whether a leader may stamp and release now. It may while
///
/// - a quorum answered within the lease,
/// - its clock is at most [`OFFSET_MAX`] ahead of the time that a quorum's clocks have reached for certain, and not behind what they
///   may show at most by more than twice that (two sound clocks may be so far apart), and
/// - its clock has not outrun elapsed time by more than [`OFFSET_MAX`] since its term's first look that passed.
///
/// One wrong clock can stop a leader, and never makes it early. A node that is alone has only its own clock, and goes on with it.
///
/// Cheap to clone; all clones are one gate, so that an alarm is raised once whoever looks.
#[derive(Clone)]
pub struct Gate(Arc<Shared>);

struct Shared {
    consensus: Arc<dyn Consensus>,
    clock: Clock,
    state: Mutex<State>,
}

struct State {
    /// Since this process began, or since the last step it noticed.
    always: StepWatch,
    /// Since a term's first look that passed.
    reign: Option<(u64, StepWatch)>,
    /// Since when, in elapsed nanoseconds, too few readings were there to tell whether the clock is right.
    doubt: Option<i64>,
    /// When the clock was last found wrong or stepped, elapsed nanoseconds.
    wrong_at: i64,
    /// What is wrong was told, and is wrong still.
    alarmed: bool,
    stats: GateStats,
}

/// Counters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GateStats {
    /// Steps of this node's wall clock by more than [`OFFSET_MAX`] against elapsed time, either way.
    pub steps: u64,
    /// Times that this node led and stopped stamping and releasing because of its clock.
    pub stops: u64,
}

/// A clock that cannot be told to be right for this long, nanoseconds, counts as wrong.
const DOUBT_MAX: i64 = 1_000_000_000;

/// A request that was read within this time, nanoseconds, of when the clock was last found wrong may have been dated by it.
const WRONG_MARGIN: i64 = 250_000_000;

/// A look at the clock that was judged.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Judged {
    pub(crate) look: Look,
    /// Since when no look found the clock wrong, elapsed nanoseconds; `None` if nothing can judge it.
    sound_since: Option<i64>,
}

impl Judged {
    /// Whether an instant that was counted from an earlier look may be one of a wrong clock.
    pub(crate) fn doubts(&self, earlier: Look) -> bool {
        let Some(sound_since) = self.sound_since else {
            return false;
        };
        let step = StepWatch::begin(earlier).step(self.look);
        step.saturating_abs() > OFFSET_MAX || earlier.elapsed <= sound_since
    }
}

/// How far a clock is ahead of the bounds of a quorum's, nanoseconds; negative when behind.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    reached: i64,
    not_passed: i64,
}

/// What a clock is, as far as the others tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Sound,
    /// Some voter is silent whose clock would tell.
    Doubtful,
    Wrong,
}

/// What is wrong with a leader's clock. Nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    /// Ahead of a quorum's clocks by this, or behind when negative.
    Apart(i64),
    /// Ahead of elapsed time by this.
    Outran(i64),
}

impl Gate {
    /// A gate over this node's standing and clock.
    pub fn new(consensus: Arc<dyn Consensus>, clock: Clock) -> Gate {
        let state = State {
            always: StepWatch::begin(clock.look()),
            reign: None,
            doubt: None,
            wrong_at: i64::MIN,
            alarmed: false,
            stats: GateStats::default(),
        };
        Gate(Arc::new(Shared {
            consensus,
            clock,
            state: Mutex::new(state),
        }))
    }

    /// This node's clock, nanoseconds UTC, if it may act on it as a leader. A clock that is wrong raises an alarm and hands
    /// leadership over. What is answered is the very reading that was judged: a step after it changes nothing.
    pub fn now(&self) -> Option<i64> {
        self.judged().map(|judged| judged.look.wall)
    }

    /// The same, with what can be told of the time before.
    pub(crate) fn judged(&self) -> Option<Judged> {
        let Shared { consensus, clock, .. } = &*self.0;
        if planted(Defect::ClockGateIgnored) {
            return Some(Judged {
                look: clock.look(),
                sound_since: None,
            });
        }
        let standing = consensus.standing();
        let quorum = standing.quorum_time.filter(|_| standing.leased)?;
        let (look, at) = (clock.look(), clock.monotonic());
        let mut state = self.state();
        let verdict = state.judge(&standing, quorum.bounds(look, at), look);
        if verdict == Verdict::Wrong {
            state.wrong_at = look.elapsed;
            drop(state);
            consensus.abdicate();
            return None;
        }
        (verdict == Verdict::Sound).then_some(Judged {
            look,
            // A node that is alone has nothing to judge its clock by.
            sound_since: (standing.voters > 1).then(|| state.wrong_at.saturating_add(WRONG_MARGIN)),
        })
    }

    /// Whether the wall clock was stepped since the last time that was noticed; it is told and counted. To be called every second
    /// or so, leading or not.
    pub fn watch(&self) -> bool {
        let look = self.0.clock.look();
        self.state().watch(look)
    }

    /// Counters.
    pub fn stats(&self) -> GateStats {
        self.state().stats
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn judge(&mut self, standing: &Standing, bounds: Bounds, look: Look) -> Verdict {
        // Its own clock is all there is; the watch alarms.
        if standing.voters <= 1 {
            return Verdict::Sound;
        }
        let wrong = match bounds.judge() {
            Verdict::Sound => {
                self.doubt = None;
                self.outran(standing.term, look)
            }
            Verdict::Doubtful => {
                let since = *self.doubt.get_or_insert(look.elapsed);
                if look.elapsed.saturating_sub(since) < DOUBT_MAX {
                    return Verdict::Doubtful;
                }
                Some(Wrong::Apart(bounds.worst()))
            }
            Verdict::Wrong => Some(Wrong::Apart(bounds.worst())),
        };
        let Some(wrong) = wrong else {
            self.alarmed = false;
            return Verdict::Sound;
        };
        if !std::mem::replace(&mut self.alarmed, true) {
            self.stats.stops += 1;
            wrong.tell();
        }
        Verdict::Wrong
    }

    /// Whether the clock outran elapsed time within the term.
    fn outran(&mut self, term: u64, look: Look) -> Option<Wrong> {
        match self.reign {
            Some((begun, watch)) if begun >= term => {
                let step = watch.step(look);
                (step > OFFSET_MAX).then_some(Wrong::Outran(step))
            }
            _ => {
                self.reign = Some((term, StepWatch::begin(look)));
                None
            }
        }
    }

    fn watch(&mut self, look: Look) -> bool {
        let step = self.always.step(look);
        if step.abs() <= OFFSET_MAX {
            return false;
        }
        self.always = StepWatch::begin(look);
        self.wrong_at = look.elapsed;
        self.stats.steps += 1;
        tracing::warn!(
            step_ms = step / 1_000_000,
            "this node's wall clock was stepped; what it releases follows it"
        );
        true
    }
}

impl Wrong {
    fn tell(self) {
        match self {
            Wrong::Apart(off) => tracing::error!(
                off_ms = off / 1_000_000,
                "this node's clock differs from the clocks of a quorum: nothing is stamped or released here"
            ),
            Wrong::Outran(ahead) => tracing::error!(
                ahead_ms = ahead / 1_000_000,
                "this node's clock outran elapsed time while it led: nothing is stamped or released here"
            ),
        }
    }
}

impl QuorumTime {
    fn bounds(self, look: Look, at: Instant) -> Bounds {
        let passed = i64::try_from(at.saturating_duration_since(self.at).as_nanos()).unwrap_or(i64::MAX);
        let ahead_of = |time: i64| look.wall.saturating_sub(time.saturating_add(passed));
        Bounds {
            reached: ahead_of(self.reached),
            not_passed: ahead_of(self.not_passed),
        }
    }
}

impl Bounds {
    fn judge(self) -> Verdict {
        if self.reached < -OFFSET_MAX || self.not_passed > OFFSET_MAX {
            Verdict::Wrong
        } else if self.reached > OFFSET_MAX || self.not_passed < -2 * OFFSET_MAX {
            Verdict::Doubtful
        } else {
            Verdict::Sound
        }
    }

    /// The larger of the two.
    fn worst(self) -> i64 {
        if self.reached.saturating_abs() > self.not_passed.saturating_abs() {
            self.reached
        } else {
            self.not_passed
        }
    }
}
