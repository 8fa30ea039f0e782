//! Success counts of a definition's fixes: pure.
//!
//! The outcomes are a checkpoint of their own. One entry commits the next state and settles the order that reports the
//! outcome, so each outcome counts once.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::failure_kind::FailureType;

/// The version of the stored format. It grows when the meaning of stored data changes.
pub const FORMAT: u32 = 1;
/// Fixes that are counted. More can only come from as many versions of a definition.
pub const FIXES_MAX: usize = 1_000;
const MILLION: u128 = 1_000_000;

/// The counts of a definition's fixes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct State {
    /// The format of this record: 1.
    pub format: u32,
    /// Successful recoveries whose fixes were chosen automatically.
    pub automatically: u64,
    /// Successful recoveries with a fix that a person chose.
    pub by_choice: u64,
    /// Recoveries that ended without a successful fix.
    pub failed: u64,
    /// Recoveries that were abandoned.
    pub withdrawn: u64,
    /// The counts of each fix, by the type of failure.
    pub fixes: BTreeMap<String, BTreeMap<FailureType, Count>>,
}

/// The counts of a fix.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Count {
    /// Attempts with the fix.
    pub tried: u64,
    /// Attempts with the fix that succeeded.
    pub succeeded: u64,
}

/// The outcome of a fix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Outcome {
    /// The fix.
    pub fix: String,
    /// The type of the failure.
    pub failure_type: FailureType,
    /// Whether the work succeeded.
    pub succeeded: bool,
}

/// The end of a recovery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Ended {
    /// The work succeeded, and no person had to choose the fix.
    Automatically,
    /// The work succeeded with a fix that a person chose.
    ByChoice,
    /// No fix helped.
    Failed,
    /// A person took another way.
    Withdrawn,
}

/// The estimated probability that a fix helps, in millionths: Laplace's rule of succession, (succeeded + 1) / (tried +
/// 2).
pub fn confidence_micros(tried: u64, succeeded: u64) -> u32 {
    let succeeded = u128::from(succeeded.min(tried)) + 1;
    let micros = succeeded * MILLION / (u128::from(tried) + 2);
    // The value is less than a million.
    u32::try_from(micros).unwrap_or(u32::MAX)
}

impl State {
    /// Creates empty counts.
    pub fn new() -> Self {
        Self {
            format: FORMAT,
            ..Self::default()
        }
    }

    /// Counts an outcome and the end of a recovery.
    pub fn count(&mut self, outcome: Option<&Outcome>, ended: Option<Ended>) {
        if let Some(outcome) = outcome
            && (self.fixes.len() < FIXES_MAX || self.fixes.contains_key(&outcome.fix))
        {
            let counts = self.fixes.entry(outcome.fix.clone()).or_default();
            let count = counts.entry(outcome.failure_type).or_default();
            count.tried = count.tried.saturating_add(1);
            count.succeeded = count.succeeded.saturating_add(u64::from(outcome.succeeded));
        }
        let counter = match ended {
            Some(Ended::Automatically) => &mut self.automatically,
            Some(Ended::ByChoice) => &mut self.by_choice,
            Some(Ended::Failed) => &mut self.failed,
            Some(Ended::Withdrawn) => &mut self.withdrawn,
            None => return,
        };
        *counter = counter.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn outcome(fix: &str, failure_type: FailureType, succeeded: bool) -> Outcome {
        Outcome {
            fix: fix.to_owned(),
            failure_type,
            succeeded,
        }
    }

    #[test]
    fn outcomes_are_counted_by_fix_and_type_and_stored_in_the_format_that_their_number_names() {
        let mut state = State::new();
        state.count(Some(&outcome("b", FailureType::Timeout, true)), None);
        state.count(Some(&outcome("b", FailureType::Timeout, false)), Some(Ended::Failed));
        state.count(
            Some(&outcome("a", FailureType::Other, true)),
            Some(Ended::Automatically),
        );
        state.count(None, Some(Ended::ByChoice));
        state.count(None, Some(Ended::Withdrawn));
        state.count(None, Some(Ended::Withdrawn));
        let stored = concat!(
            r#"{"format":1,"automatically":1,"byChoice":1,"failed":1,"withdrawn":2,"fixes":{"#,
            r#""a":{"OTHER":{"tried":1,"succeeded":1}},"b":{"TIMEOUT":{"tried":2,"succeeded":1}}}}"#,
        );
        assert_eq!(serde_json::to_string(&state).unwrap(), stored);
        assert_eq!(serde_json::from_str::<State>(stored).unwrap(), state);
    }

    #[test]
    fn untried_fixes_have_even_confidence_and_none_is_certain() {
        let known = [(0, 0), (1, 1), (1, 0), (8, 8), (10, 9), (3, 7)];
        let confidences = known.map(|(tried, succeeded)| confidence_micros(tried, succeeded));
        assert_eq!(confidences, [500_000, 666_666, 333_333, 900_000, 833_333, 800_000]);
        assert_eq!(confidence_micros(u64::MAX, u64::MAX), 999_999);
    }

    #[test]
    fn the_fixes_of_many_versions_do_not_grow_without_end() {
        let mut state = State::new();
        for number in 0..=FIXES_MAX {
            state.count(Some(&outcome(&format!("f{number}"), FailureType::Other, true)), None);
        }
        state.count(Some(&outcome("f0", FailureType::Other, false)), None);
        assert_eq!(state.fixes.len(), FIXES_MAX);
        assert_eq!(state.fixes["f0"][&FailureType::Other].tried, 2);
    }
}
