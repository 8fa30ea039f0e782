//! Numbers of passed and failed tests, parsed from the summary lines of test runners.

use std::fmt;
use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

/// Counts of tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed or could not run.
    pub failed: u64,
}

impl Totals {
    /// Parses a summary line of cargo-nextest, `cargo test`, pytest or our own runners; `None` for other lines.
    pub fn parse(line: &str) -> Option<Self> {
        let line = line.trim();
        let is_summary = line.starts_with("Summary [") || line.starts_with("test result:");
        let counts = counts(line);
        let is_ours = || counts.to_string() == line;
        (is_summary || is_pytest(line) || is_ours()).then_some(counts)
    }
}

/// `== 2 failed, 162 passed in 33.21s ==`, with or without the frame.
fn is_pytest(line: &str) -> bool {
    let line = line.trim_matches(['=', ' ']);
    let starts_with_digit = |text: &str| text.starts_with(|first: char| first.is_ascii_digit());
    let has_time = line
        .rsplit_once(" in ")
        .is_some_and(|(_, time)| starts_with_digit(time));
    has_time && starts_with_digit(line)
}

fn counts(line: &str) -> Totals {
    let words: Vec<&str> = line
        .split([' ', ',', ';', '(', ')'])
        .filter(|word| !word.is_empty())
        .collect();
    let mut totals = Totals::default();
    for pair in words.windows(2) {
        let Ok(count) = pair[0].parse::<u64>() else { continue };
        match pair[1] {
            "passed" => totals.passed += count,
            // nextest distinguishes "2 failed", "1 timed out" and "1 exec failed"; all count as failed.
            "failed" | "timed" | "exec" => totals.failed += count,
            _ => {}
        }
    }
    totals
}

impl AddAssign for Totals {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::Totals;

    fn totals(passed: u64, failed: u64) -> Option<Totals> {
        Some(Totals { passed, failed })
    }

    #[test]
    fn a_nextest_summary_counts_every_way_to_fail() {
        let line =
            "     Summary [   1.234s] 10 tests run: 6 passed (1 slow), 2 failed, 1 exec failed, 1 timed out, 3 skipped";
        assert_eq!(Totals::parse(line), totals(6, 4));
    }

    #[test]
    fn a_cargo_test_summary_is_counted() {
        let line = "test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(Totals::parse(line), totals(3, 1));
    }

    #[test]
    fn a_pytest_summary_is_counted() {
        let line = "========= 2 failed, 162 passed, 1 warning in 65.20s (0:01:05) =========";
        assert_eq!(Totals::parse(line), totals(162, 2));
        assert_eq!(Totals::parse("164 passed in 33.21s"), totals(164, 0));
        assert_eq!(Totals::parse("3 things passed in silence"), None);
    }

    #[test]
    fn a_line_of_our_own_runners_is_counted() {
        assert_eq!(Totals::parse("21 passed, 0 failed"), totals(21, 0));
    }

    #[test]
    fn a_line_that_merely_mentions_counts_is_not_a_summary() {
        assert_eq!(Totals::parse("the operator saw 21 passed, 0 failed"), None);
        assert_eq!(Totals::parse("test wire::tests::totals ... ok"), None);
    }
}
