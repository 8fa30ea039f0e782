//! Shrinks a failing seed: drops faults, then calls, while the seed still fails by the same rule.

use crate::{
    judge,
    plan::Dropped,
    tier::{Options, Tier},
};

/// The faults and calls that a failing seed does not need.
pub fn shrink(tier: &dyn Tier, seed: u64, rule: &str, options: &Options) -> Dropped {
    let whole = tier.run(seed, options);
    let mut search = Search {
        tier,
        seed,
        rule,
        dropped: options.dropped.clone(),
        runs: 0,
    };
    search.reduce(whole.faults_planned, |dropped, id| dropped.faults.insert(id));
    search.reduce(whole.ops_planned, |dropped, id| dropped.ops.insert(id));
    search.dropped
}

struct Search<'s> {
    tier: &'s dyn Tier,
    seed: u64,
    rule: &'s str,
    dropped: Dropped,
    runs: usize,
}

impl Search<'_> {
    /// Drops halves, then quarters and so on, down to single ones.
    fn reduce(&mut self, ids: Vec<usize>, drop: impl Fn(&mut Dropped, usize) -> bool) {
        let mut left = ids;
        let mut size = left.len();
        while size > 0 {
            let mut at = 0;
            while at < left.len() && self.runs < self.tier.shrink_runs_max() {
                let until = (at + size).min(left.len());
                let mut dropped = self.dropped.clone();
                for id in &left[at..until] {
                    drop(&mut dropped, *id);
                }
                if self.fails(&dropped) {
                    self.dropped = dropped;
                    left.drain(at..until);
                } else {
                    at = until;
                }
            }
            size /= 2;
        }
    }

    fn fails(&mut self, dropped: &Dropped) -> bool {
        self.runs += 1;
        let options = Options {
            dropped: dropped.clone(),
        };
        let verdict = judge::run(self.tier, self.seed, &options);
        verdict.violations.iter().any(|violation| violation.rule == self.rule)
    }
}

/// Formats numbers as ranges: `0-3,7`.
pub fn ranges(numbers: &std::collections::BTreeSet<usize>) -> String {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => ranges.push((*number, *number)),
        }
    }
    let text = |(from, to): &(usize, usize)| {
        if from == to {
            from.to_string()
        } else {
            format!("{from}-{to}")
        }
    };
    ranges.iter().map(text).collect::<Vec<_>>().join(",")
}

/// Parses the output of [`ranges`].
pub fn numbers(text: &str) -> Option<std::collections::BTreeSet<usize>> {
    let mut numbers = std::collections::BTreeSet::new();
    for part in text.split(',').filter(|part| !part.is_empty()) {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        numbers.extend(from.parse::<usize>().ok()?..=to.parse().ok()?);
    }
    Some(numbers)
}
