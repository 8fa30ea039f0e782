//! C6: a fence belongs to one delivery; the fences of an occurrence and their attempts grow (G6). Payloads never differ
//! (G5).

use std::collections::BTreeMap;

use crate::fence;
use crate::findings::Findings;
use crate::index::Index;
use crate::options::Options;
use crate::record::{Delivery, Occurrence, Release};
use crate::report::Rule;

pub fn check(index: &Index<'_>, _: &Options, findings: &mut Findings) {
    texts(index, findings);
    released_once(index, findings);
    received_alike(index, findings);
    grow_at_nodes(index, findings);
    grow_at_consumers(index, findings);
    attempts(index, findings);
    payloads(index, findings);
}

/// Returns every record with a fence: line, occurrence, fence, attempt.
fn carriers<'a>(index: &Index<'a>) -> impl Iterator<Item = (usize, &'a Occurrence, &'a str, u32)> {
    let released = index.releases.iter().map(|at| {
        let Release {
            occurrence,
            fence,
            attempt,
            ..
        } = at.record;
        (at.line, occurrence, fence.as_str(), *attempt)
    });
    let received = index.deliveries.iter().map(|at| {
        let Delivery {
            occurrence,
            fence,
            attempt,
            ..
        } = at.record;
        (at.line, occurrence, fence.as_str(), *attempt)
    });
    released.chain(received)
}

fn texts(index: &Index<'_>, findings: &mut Findings) {
    for (line, _, text, _) in carriers(index) {
        if fence::parts(text).is_none() {
            findings.report(Rule::C6, 6, [line], || {
                format!("{text:?} is not a fence of fixed width")
            });
        }
    }
    for at in &index.releases {
        let Some(fence) = fence::parts(&at.record.fence) else {
            continue;
        };
        if fence.term != at.record.term {
            findings.report(Rule::C6, 6, [at.line], || {
                format!("a leader of term {} released {}", at.record.term, at.record.fence)
            });
        }
    }
}

fn released_once(index: &Index<'_>, findings: &mut Findings) {
    let mut seen = BTreeMap::new();
    for at in &index.releases {
        if let Some(first) = seen.insert(&at.record.fence, at.line) {
            findings.report(Rule::C6, 6, [first, at.line], || {
                format!("{} was released twice", at.record.fence)
            });
        }
    }
}

/// A network may deliver a message twice, but not to two streams, and not changed.
fn received_alike(index: &Index<'_>, findings: &mut Findings) {
    let released: BTreeMap<&str, (usize, &Release)> = index
        .releases
        .iter()
        .map(|at| (at.record.fence.as_str(), (at.line, at.record)))
        .collect();
    let mut seen: BTreeMap<&str, (usize, &Delivery)> = BTreeMap::new();
    for at in &index.deliveries {
        let delivery = at.record;
        let key = |delivery: &Delivery| {
            (
                delivery.receiver,
                delivery.attempt,
                delivery.node,
                delivery.release_time,
            )
        };
        let (line, first) = *seen.entry(&delivery.fence).or_insert((at.line, delivery));
        if key(first) != key(delivery) || first.occurrence != delivery.occurrence {
            findings.report(Rule::C6, 6, [line, at.line], || {
                format!("{} is two deliveries", delivery.fence)
            });
        }
        let Some((line, release)) = released.get(delivery.fence.as_str()) else {
            continue;
        };
        let node = delivery.node.is_none_or(|node| node == release.node);
        if !node || delivery.attempt != release.attempt || delivery.occurrence != release.occurrence {
            findings.report(Rule::C6, 6, [*line, at.line], || {
                format!("{} was released otherwise", delivery.fence)
            });
        }
    }
}

/// Checks the order of terms, and within a term the order of releases. An old leader that continues is below the new
/// one, whenever it releases.
fn grow_at_nodes(index: &Index<'_>, findings: &mut Findings) {
    let mut releases: Vec<_> = index.releases.iter().collect();
    releases.sort_by_key(|at| (&at.record.occurrence, at.record.term, at.line));
    for pair in releases.windows(2) {
        let (first, then) = (pair[0].record, pair[1].record);
        if first.occurrence == then.occurrence && first.fence > then.fence {
            findings.report(Rule::C6, 6, [pair[0].line, pair[1].line], || {
                let event_id = then.occurrence.event_id();
                format!(
                    "{event_id} was released with {} and then with the smaller {}",
                    first.fence, then.fence
                )
            });
        }
    }
}

/// Checks the order of arrival on one stream, which belongs to one leader.
fn grow_at_consumers(index: &Index<'_>, findings: &mut Findings) {
    let mut largest: BTreeMap<(&Occurrence, u64), (&str, usize)> = BTreeMap::new();
    for at in &index.deliveries {
        let key = (&at.record.occurrence, at.record.receiver);
        let (fence, line) = *largest.entry(key).or_insert((&at.record.fence, at.line));
        if at.record.fence.as_str() < fence {
            findings.report(Rule::C6, 6, [line, at.line], || {
                format!("one stream got {fence} and then the smaller {}", at.record.fence)
            });
        }
        largest.insert(key, (fence.max(&at.record.fence), at.line));
    }
}

fn attempts(index: &Index<'_>, findings: &mut Findings) {
    let mut carriers: Vec<_> = carriers(index).collect();
    carriers.sort_by_key(|(_, occurrence, fence, _)| (*occurrence, *fence));
    for pair in carriers.windows(2) {
        let ((first, occurrence, smaller, before), (then, other, larger, after)) = (pair[0], pair[1]);
        if occurrence == other && smaller < larger && before > after {
            findings.report(Rule::C6, 6, [first, then], || {
                format!("{larger} is attempt {after}, but the smaller {smaller} was attempt {before}")
            });
        }
    }
}

fn payloads(index: &Index<'_>, findings: &mut Findings) {
    let released = index
        .releases
        .iter()
        .map(|at| (at.line, &at.record.event_id, &at.record.payload_hash));
    let received = index
        .deliveries
        .iter()
        .map(|at| (at.line, &at.record.event_id, &at.record.payload_hash));
    let fired = index.events().filter(|at| at.record.kind == "timer.fired");
    let read = fired.map(|at| (at.line, &at.record.event_id, &at.record.hash));
    let mut hashes = BTreeMap::new();
    for (line, event_id, hash) in released.chain(received).chain(read) {
        let (first, other) = *hashes.entry(event_id).or_insert((line, hash));
        if other != hash {
            findings.report(Rule::C6, 5, [first, line], || format!("{event_id} has two payloads"));
        }
    }
}
