//! The value that a majority has reached, out of one value for each voter.

use std::collections::BTreeSet;
use std::time::Instant;

use super::Heard;

impl Heard {
    /// The voters of each configuration in force.
    pub(crate) fn voters(&self) -> Vec<BTreeSet<u64>> {
        self.state().voters.clone()
    }
}

/// A reading of a wall clock, and its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WallReading {
    /// Nanoseconds UTC.
    pub(crate) wall: i64,
    /// The arrival of the reading, which is later than the reading itself.
    pub(crate) at: Instant,
    /// The longest possible time between the reading and its arrival, in nanoseconds.
    pub(crate) took: i64,
}

/// The largest value that a majority of voters has reached: the q-th largest. A voter without a value has reached
/// nothing.
pub(crate) fn largest_held_by_quorum<T: Ord>(mut values: Vec<Option<T>>) -> Option<T> {
    let quorum = values.len() / 2 + 1;
    values.sort_by(|one, other| other.cmp(one));
    values.into_iter().nth(quorum - 1).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_majority_has_reached_the_middle_value() {
        assert_eq!(largest_held_by_quorum(vec![Some(7)]), Some(7));
        assert_eq!(largest_held_by_quorum(vec![Some(7), Some(3)]), Some(3));
        assert_eq!(largest_held_by_quorum(vec![Some(9), Some(1), Some(5)]), Some(5));
        assert_eq!(
            largest_held_by_quorum(vec![Some(9), Some(1), Some(5), Some(6), Some(2)]),
            Some(5)
        );
        assert_eq!(
            largest_held_by_quorum(vec![Some(1), Some(4), Some(3), Some(2)]),
            Some(2)
        );
    }

    #[test]
    fn one_wrong_value_of_three_does_not_move_the_result_beyond_the_others() {
        for wrong in [i64::MIN, 0, i64::MAX] {
            let result = largest_held_by_quorum(vec![Some(100), Some(110), Some(wrong)]);
            assert!(matches!(result, Some(100..=110)), "{result:?}");
        }
    }

    #[test]
    fn without_values_of_a_majority_there_is_none() {
        assert_eq!(largest_held_by_quorum(vec![Some(5), None, None]), None);
        assert_eq!(largest_held_by_quorum(vec![Some(5), Some(6), None]), Some(5));
        assert_eq!(largest_held_by_quorum::<u64>(Vec::new()), None);
    }
}
