//! Changes of leader and their times, from the nodes' logs.

use std::time::Duration;

use minoots_wire::time::instant;

/// The least time between changes of leader under starvation.
const CHANGE_INTERVAL: Duration = Duration::from_secs(10);

/// The log level that a node needs for this.
pub const LOG_LEVEL: &str = "warn,openraft=error,minoots_sequencer=info";

/// A node's start of leadership.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reign {
    /// The term.
    pub term: u64,
    /// The start by the clock of its log, in nanoseconds UTC.
    pub since_ns: i64,
}

/// Parses a node's own leaderships from its log.
pub fn told(log: &str) -> impl Iterator<Item = Reign> {
    log.lines().filter_map(|line| {
        let (head, tail) = line.split_once(": leading term=")?;
        Some(Reign {
            term: tail.split(' ').next()?.parse().ok()?,
            since_ns: instant::parse(head.split(' ').next()?).ok()?,
        })
    })
}

/// Returns two changes of leader in too short a time, among changes that only starvation can explain (F25).
#[must_use]
pub fn churn(changes: &[Reign]) -> Option<(Reign, Reign)> {
    let interval_ns = i64::try_from(CHANGE_INTERVAL.as_nanos()).unwrap_or(i64::MAX);
    let pairs = changes.iter().zip(changes.iter().skip(1));
    let mut soon = pairs.filter(|(one, next)| next.since_ns.saturating_sub(one.since_ns) < interval_ns);
    soon.next().map(|(one, next)| (*one, *next))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn reign(term: u64, second: i64) -> Reign {
        Reign {
            term,
            since_ns: second * 1_000_000_000,
        }
    }

    #[test]
    fn a_log_tells_of_every_leadership_and_of_nothing_else() {
        let log = "\
2026-01-02T03:04:05.000006Z  INFO minoots_sequencer::service::driver: leading term=3 since=41
2026-01-02T03:04:06.000006Z  WARN minoots_sequencer::clock::gate: this node's wall clock was stepped step_ms=400
thread 'apply' says: leading
2026-01-02T03:04:07Z  INFO minoots_sequencer::service::driver: leading term=5 since=44
";
        let told: Vec<Reign> = told(log).collect();
        let at = |text| instant::parse(text).unwrap();
        assert_eq!(told.iter().map(|reign| reign.term).collect::<Vec<_>>(), [3, 5]);
        assert_eq!(told[0].since_ns, at("2026-01-02T03:04:05.000006Z"));
        assert_eq!(told[1].since_ns, at("2026-01-02T03:04:07Z"));
    }

    #[test]
    fn two_changes_within_ten_seconds_are_churn_and_one_in_ten_is_none() {
        assert_eq!(churn(&[]), None);
        assert_eq!(churn(&[reign(2, 0)]), None);
        assert_eq!(churn(&[reign(2, 0), reign(3, 10), reign(5, 21)]), None);
        let changes = [reign(2, 0), reign(3, 10), reign(5, 19)];
        assert_eq!(churn(&changes), Some((reign(3, 10), reign(5, 19))));
    }
}
