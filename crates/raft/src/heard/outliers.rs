//! Voters whose clocks differ from a quorum's. The leader reports them, because a follower cannot compare.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use minoots_sequencer::clock::OFFSET_MAX;

use super::Heard;
use crate::clock::Boottime;

/// The shortest time between two reports of one voter.
const TELL_INTERVAL: Duration = Duration::from_secs(60);

impl Heard {
    /// Voters whose clocks differ by more than [`OFFSET_MAX`] from a quorum's, at the smallest difference that the
    /// readings allow. The value is that difference in nanoseconds, positive when ahead. Empty while there are too few
    /// readings.
    pub(crate) fn outliers(&self) -> BTreeMap<u64, i64> {
        let Some(quorum) = self.quorum_time() else {
            return BTreeMap::new();
        };
        let at = self.clock.monotonic();
        let passed = i64::try_from(at.saturating_duration_since(quorum.at).as_nanos()).unwrap_or(i64::MAX);
        let (reached, not_passed) = (
            quorum.reached.saturating_add(passed),
            quorum.not_passed.saturating_add(passed),
        );
        let state = self.state();
        let voters = state.voters.iter().flatten();
        let offsets = voters.filter_map(|voter| {
            let (least, most) = state.readings.get(voter)?.aged(at, self.reading_age_max)?;
            let ahead = least.saturating_sub(not_passed);
            let behind = most.saturating_sub(reached);
            Some((*voter, if ahead > 0 { ahead } else { behind.min(0) }))
        });
        offsets
            .filter(|(_, offset)| offset.saturating_abs() > OFFSET_MAX)
            .collect()
    }

    /// A set of voters without this node that is a majority in each configuration. Their clocks agree with each other
    /// but not with this node's. `None` if no such set exists, or the readings do not suffice.
    pub(crate) fn agreeing_majority(&self) -> Option<BTreeSet<u64>> {
        let (at, own) = (self.clock.monotonic(), self.clock.now());
        let state = self.state();
        let read = |voter: &u64| {
            let (least, most) = state.readings.get(voter)?.aged(at, self.reading_age_max)?;
            (*voter != self.node).then_some((least, most, *voter))
        };
        let mut agreeing = BTreeSet::new();
        for voters in &state.voters {
            let mut read: Vec<_> = voters.iter().filter_map(read).collect();
            read.sort_unstable();
            let quorum = voters.len() / 2 + 1;
            // Two sound clocks may differ by twice the allowed offset of one.
            let agrees = |clocks: &&[(i64, i64, u64)]| {
                let (least, most) = (
                    clocks[0].0,
                    clocks.iter().map(|(_, most, _)| *most).max().unwrap_or(clocks[0].1),
                );
                let together = most.saturating_sub(least) <= 2 * OFFSET_MAX;
                together && (own > most.saturating_add(OFFSET_MAX) || own < least.saturating_sub(OFFSET_MAX))
            };
            let majority = read.windows(quorum).find(agrees)?;
            agreeing.extend(majority.iter().map(|(_, _, voter)| *voter));
        }
        Some(agreeing).filter(|agreeing| !agreeing.is_empty())
    }
}

/// Logs outliers at a limited rate.
#[derive(Default)]
pub(crate) struct OutlierWatch {
    told: BTreeMap<u64, Boottime>,
}

impl OutlierWatch {
    /// Checks now, and logs each outlier that is due.
    pub(crate) fn look(&mut self, heard: &Heard) {
        let now = heard.boottime();
        for (node, offset) in heard.outliers() {
            let told = self.told.get(&node);
            if told.is_some_and(|told| told.until(now) < TELL_INTERVAL) {
                continue;
            }
            self.told.insert(node, now);
            tracing::warn!(
                node,
                off_ms = offset / 1_000_000,
                "the clock of a node differs from the clocks of a quorum"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use minoots_sequencer::clock::Clock;

    use super::*;
    use crate::timing::Timing;

    const SECOND: i64 = 1_000_000_000;

    /// Node 1 of three, whose readings do not age during a test.
    fn first_of_three() -> Heard {
        let timing = Timing {
            heartbeat_interval_ms: 60_000,
            ..Timing::LAN
        };
        let heard = Heard::new(1, timing, Clock::default());
        heard.set_voters(&[BTreeSet::from([1, 2, 3])]);
        heard
    }

    #[test]
    fn g22_a_voter_whose_clock_a_quorum_does_not_share_is_found_and_others_are_not() {
        let heard = first_of_three();
        heard.read_wall(3, heard.wall() - 3_600 * SECOND, Duration::ZERO);
        assert_eq!(
            heard.outliers().len(),
            0,
            "two that disagree cannot tell which of them is wrong"
        );
        for off in [3_600 * SECOND, -3_600 * SECOND, i64::MAX / 2, i64::MIN / 2] {
            let now = heard.wall();
            heard.read_wall(2, now, Duration::ZERO);
            heard.read_wall(3, now + off, Duration::ZERO);
            heard.read_wall(4, now + off, Duration::ZERO);
            let outliers = heard.outliers();
            assert_eq!(outliers.keys().collect::<Vec<_>>(), [&3], "node 4 has no vote");
            assert!((outliers[&3] - off).abs() < SECOND, "{outliers:?}");
        }
    }

    #[test]
    fn g22_a_clock_apart_from_a_majority_that_agrees_is_the_wrong_one() {
        let heard = first_of_three();
        let read = |node, off: i64| heard.read_wall(node, heard.wall().saturating_add(off), Duration::ZERO);
        read(2, 3_600 * SECOND);
        assert_eq!(heard.agreeing_majority(), None, "one other clock is no majority");
        read(3, -3_600 * SECOND);
        assert_eq!(heard.agreeing_majority(), None, "no two of three agree");
        for off in [3_600 * SECOND, -3_600 * SECOND, SECOND] {
            read(2, off);
            read(3, off);
            assert_eq!(heard.agreeing_majority(), Some(BTreeSet::from([2, 3])), "{off}");
        }
        read(3, 0);
        assert_eq!(heard.agreeing_majority(), None, "this node agrees with one of them");
    }
}
