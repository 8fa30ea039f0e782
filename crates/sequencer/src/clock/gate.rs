//! The clock gate: whether a leader may act on its clock (the clock rule, G22).

use super::{Clock, ClockReading, OFFSET_MAX, step::StepWatch};
use crate::consensus::{Consensus, QuorumTime, Standing};
use minoots_kernel::defects::{Defect, planted};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

#[cfg(test)]
mod tests;

/// The gate that decides whether a leader may stamp and release now. It may while
///
/// - a quorum answered within the lease,
/// - its clock is at most [`OFFSET_MAX`] ahead of the time that a quorum's clocks have certainly reached,
/// - its clock is at most twice that behind the latest time that a quorum's clocks may show (two correct clocks may be
///   so far apart), and
/// - its clock has not outrun elapsed time by more than [`OFFSET_MAX`] since the first accepted reading of its term.
///
/// One wrong clock can stop a leader, and never makes it early. A single node has only its own clock, and continues
/// with it.
///
/// Cheap to clone. All clones are one gate, so that an alarm is raised once.
#[derive(Clone)]
pub struct Gate(Arc<Shared>);

struct Shared {
    consensus: Arc<dyn Consensus>,
    clock: Clock,
    state: Mutex<State>,
}

struct State {
    /// Measures since the process began, or since the last step it noticed.
    always: StepWatch,
    /// The term, and the measurement since its first accepted reading.
    reign: Option<(u64, StepWatch)>,
    /// The elapsed nanoseconds at which too few readings began to be available to judge the clock.
    doubt: Option<i64>,
    /// The elapsed nanoseconds at which the clock was last found wrong or stepped.
    wrong_at: i64,
    /// Whether the present fault was already reported.
    alarmed: bool,
    stats: GateStats,
}

/// Counters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GateStats {
    /// Steps of this node's wall clock by more than [`OFFSET_MAX`] against elapsed time, in either direction.
    pub steps: u64,
    /// The number of times that this node stopped stamping and releasing as leader because of its clock.
    pub stops: u64,
}

/// The time in nanoseconds after which a clock that cannot be judged counts as wrong.
const DOUBT_MAX: i64 = 1_000_000_000;

/// The margin in nanoseconds around the last fault of the clock. A request that was read within it may carry a time of
/// the wrong clock.
const WRONG_MARGIN: i64 = 250_000_000;

/// A clock reading that passed the gate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Judged {
    pub(crate) look: ClockReading,
    /// The elapsed nanoseconds since which no reading found the clock wrong; `None` if nothing can judge it.
    sound_since: Option<i64>,
}

impl Judged {
    /// Whether an instant derived from an earlier reading may come from a wrong clock.
    pub(crate) fn doubts(&self, earlier: ClockReading) -> bool {
        let Some(sound_since) = self.sound_since else {
            return false;
        };
        let step = StepWatch::begin(earlier).step(self.look);
        step.saturating_abs() > OFFSET_MAX || earlier.elapsed <= sound_since
    }
}

/// The offset of a clock from the bounds of a quorum's clocks, in nanoseconds; negative when behind.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    reached: i64,
    not_passed: i64,
}

/// The state of a clock, as far as the other voters' clocks show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Sound,
    /// A silent voter's clock would decide.
    Doubtful,
    Wrong,
}

/// The fault of a leader's clock, in nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    /// The offset from a quorum's clocks; negative when behind.
    Apart(i64),
    /// The lead over elapsed time.
    Outran(i64),
}

impl Gate {
    /// Creates a gate over this node's leadership state and clock.
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

    /// This node's clock, in nanoseconds UTC, if the node may act on it as a leader. A wrong clock raises an alarm and
    /// hands leadership over. The result is the very reading that was judged: a later step does not change it.
    pub fn now(&self) -> Option<i64> {
        self.judged().map(|judged| judged.look.wall)
    }

    /// As [`Gate::now`], with information about earlier readings.
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
            // A single node has no other clock to judge its own by.
            sound_since: (standing.voters > 1).then(|| state.wrong_at.saturating_add(WRONG_MARGIN)),
        })
    }

    /// Whether the wall clock was stepped since the last step that was noticed. A step is logged and counted. Call this
    /// about every second, leading or not.
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
    fn judge(&mut self, standing: &Standing, bounds: Bounds, look: ClockReading) -> Verdict {
        // A single node has only its own clock; the watch alarms.
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
    fn outran(&mut self, term: u64, look: ClockReading) -> Option<Wrong> {
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

    fn watch(&mut self, look: ClockReading) -> bool {
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
    fn bounds(self, look: ClockReading, at: Instant) -> Bounds {
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

    /// The bound with the larger offset.
    fn worst(self) -> i64 {
        if self.reached.saturating_abs() > self.not_passed.saturating_abs() {
            self.reached
        } else {
            self.not_passed
        }
    }
}
