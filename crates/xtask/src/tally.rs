//! The tests of a stage: numbers of passed and failed tests, and their durations.

use serde::{Deserialize, Serialize};

use crate::totals::Totals;

/// A test and its duration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimedTest {
    /// Its name, with the program it belongs to.
    pub name: String,
    /// Wall-clock seconds.
    pub seconds: f64,
}

/// The tests of one stage.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Counts of all tests.
    pub totals: Totals,
    /// Durations of the tests whose runner prints them.
    pub timed: Vec<TimedTest>,
}

impl Tally {
    /// Adds the content of one line of a test runner's output: a summary, or one test's duration.
    pub fn read_line(&mut self, line: &str) {
        if let Some(totals) = Totals::parse(line) {
            self.totals += totals;
        }
        self.timed.extend(TimedTest::parse(line));
    }

    /// Adds another tally.
    pub fn add(&mut self, other: Self) {
        self.totals += other.totals;
        self.timed.extend(other.timed);
    }
}

impl TimedTest {
    /// Parses a line of cargo-nextest (`PASS [ 1.2s] (3/9) crate::binary name`), pytest (`1.20s call tests/a.py::name`)
    /// or Node's runner (`✔ name (120.5ms)`); `None` for other lines.
    pub fn parse(line: &str) -> Option<Self> {
        let line = line.trim();
        nextest(line).or_else(|| pytest(line)).or_else(|| node(line))
    }
}

fn nextest(line: &str) -> Option<TimedTest> {
    let ended = ["PASS", "FAIL", "LEAK", "TIMEOUT", "SIGSEGV", "SIGABRT"];
    let rest = ended.iter().find_map(|word| line.strip_prefix(word))?;
    let (seconds, name) = rest.trim_start().strip_prefix('[')?.split_once(']')?;
    let seconds = seconds.trim().strip_suffix('s')?.parse().ok()?;
    let name = name.trim();
    let name = match name.strip_prefix('(').and_then(|counted| counted.split_once(')')) {
        Some((_, name)) => name.trim(),
        None => name,
    };
    Some(TimedTest {
        name: name.to_owned(),
        seconds,
    })
}

fn pytest(line: &str) -> Option<TimedTest> {
    let (seconds, rest) = line.split_once("s ")?;
    let name = ["call", "setup", "teardown"]
        .iter()
        .find_map(|phase| rest.strip_prefix(phase))?
        .trim();
    name.contains("::").then_some(())?;
    Some(TimedTest {
        name: name.to_owned(),
        seconds: seconds.parse().ok()?,
    })
}

fn node(line: &str) -> Option<TimedTest> {
    let (name, rest) = line.strip_prefix('✔')?.rsplit_once('(')?;
    let milliseconds: f64 = rest.strip_suffix("ms)")?.parse().ok()?;
    Some(TimedTest {
        name: name.trim().to_owned(),
        seconds: milliseconds / 1e3,
    })
}

#[cfg(test)]
mod tests {
    use super::TimedTest;

    fn parsed(line: &str) -> Option<(String, f64)> {
        TimedTest::parse(line).map(|test| (test.name, test.seconds))
    }

    #[test]
    fn durations_of_each_runner_are_read() {
        let expected = |name: &str, seconds| Some((name.to_owned(), seconds));
        let nextest = "        PASS [   1.250s] (  12/2204) minoots-it::it kill::a_node_comes_back";
        assert_eq!(
            parsed(nextest),
            expected("minoots-it::it kill::a_node_comes_back", 1.25)
        );
        let without_count = "        FAIL [   0.004s] minoots-kernel keys::tests::order";
        assert_eq!(
            parsed(without_count),
            expected("minoots-kernel keys::tests::order", 0.004)
        );
        let pytest = "2.31s call     tests/test_consume.py::test_ack";
        assert_eq!(parsed(pytest), expected("tests/test_consume.py::test_ack", 2.31));
        assert_eq!(
            parsed("✔ a timer is made (120.5ms)"),
            expected("a timer is made", 0.1205)
        );
    }

    #[test]
    fn other_lines_name_no_test() {
        for line in [
            "     Summary [   1.234s] 10 tests run: 10 passed",
            "        SLOW [> 60.000s] minoots-it::it storm",
            "3 passed in 2.31s",
            "the operator says call me",
        ] {
            assert_eq!(parsed(line), None, "{line}");
        }
    }
}
