//! C18: a timer held since a restore waits for an operator's decision and follows it. A restore loses nothing that its
//! backup must contain, and never reuses an identifier that was used before it (G21, G5, G6).

use std::collections::BTreeMap;

use super::c05_once::drawn;
use crate::findings::Findings;
use crate::index::Index;
use crate::lives::Life;
use crate::options::Options;
use crate::record::{Backup, Occurrence, OverdueAction, Restore, Status, What};
use crate::report::Rule;

/// Checks the held timers within one life.
pub fn check(index: &Index<'_>, _: &Options, findings: &mut Findings) {
    // Without records of arming before the backup, the held timers are unknown.
    if !index.run.knows.facts || index.restored.is_none() {
        return;
    }
    for at in &index.facts {
        let armed = matches!(at.record.what, What::Armed { .. });
        if armed && held(index, &at.record.occurrence) && !index.holds.decides(at.record.idx, OverdueAction::Fire) {
            report(index, at.line, &at.record.occurrence, "armed", findings);
        }
    }
    let released = index.releases.iter().map(|at| (at.line, &at.record.occurrence));
    let received = index.deliveries.iter().map(|at| (at.line, &at.record.occurrence));
    let fired = index.holds.decided(OverdueAction::Fire).map(|at| at.line).min();
    for (line, occurrence) in released.chain(received) {
        if held(index, occurrence) && fired.is_none_or(|first| line < first) {
            report(index, line, occurrence, "delivered", findings);
        }
    }
    obeyed(index, findings);
}

fn held(index: &Index<'_>, occurrence: &Occurrence) -> bool {
    let due = index.dues.get(occurrence);
    due.is_some_and(|due| index.holds.of(occurrence, due).is_some())
}

fn report(index: &Index<'_>, line: usize, occurrence: &Occurrence, what: &str, findings: &mut Findings) {
    let restored = index.restored.map_or(0, |at| at.line);
    findings.report(Rule::C18, 21, [restored, line], || {
        format!(
            "{} is held since a restore, and was {what} before anybody said so",
            occurrence.event_id()
        )
    });
}

/// Requires that no held timer still waits after the end of the hold.
fn obeyed(index: &Index<'_>, findings: &mut Findings) {
    let decided = [OverdueAction::Fire, OverdueAction::Miss, OverdueAction::Cancel];
    let mut decided = decided.into_iter().flat_map(|action| index.holds.decided(action));
    let Some(finished) = decided.find(|at| at.record.finished) else {
        return;
    };
    for at in &index.finals {
        if at.record.applied < finished.record.idx {
            continue;
        }
        for dumped in at.record.dump.iter().flatten() {
            let occurrence = dumped.occurrence();
            let waits = dumped.timer.status == Status::Scheduled && held(index, &occurrence);
            if waits {
                findings.report(Rule::C18, 21, [finished.line, at.line], || {
                    format!("{} still waits, though nothing is held any more", occurrence.event_id())
                });
            }
        }
    }
}

/// Checks the invariants from one life to the next.
pub fn between_lives(lives: &[Life<'_>], indexes: &[Index<'_>], findings: &mut Findings) {
    if lives.len() < 2 {
        return;
    }
    let mut known = Known::default();
    for (at, life) in lives.iter().enumerate() {
        if let Some((restore, backup)) = life.restored {
            let line = life.present.first().map_or(0, |(line, _)| *line);
            known.begin(restore, line, findings);
            match (backup, indexes.get(life.parent)) {
                (Some(backup), Some(parent)) => complete(parent, restore, backup, line, findings),
                _ => findings.report(Rule::C0, 0, [line], || "restores a backup that nobody took".into()),
            }
        }
        if let Some(index) = indexes.get(at) {
            known.add(index, life.restored.map_or(0, |(restore, _)| restore.idx), findings);
        }
    }
}

/// Requires that a backup contains everything acknowledged before its start.
fn complete(index: &Index<'_>, restore: &Restore, backup: &Backup, line: usize, findings: &mut Findings) {
    for op in &index.ops {
        let acknowledged = op.ok().filter(|_| op.returned.is_some_and(|at| at < backup.t));
        if let Some((at, _)) = acknowledged.filter(|(at, _)| *at > restore.idx) {
            findings.report(Rule::C18, 21, [op.line, op.answer_line, line], || {
                let last = restore.idx;
                format!("acknowledged at {at} before the backup began, which ends at {last}")
            });
        }
    }
}

/// The identifiers that earlier lives have used.
#[derive(Default)]
struct Known {
    epoch: (u64, usize),
    /// The largest version drawn.
    version: (u64, usize),
    /// The largest fence of each occurrence.
    fences: BTreeMap<Occurrence, (String, usize)>,
    /// The payloads, by event id.
    payloads: BTreeMap<String, (String, usize)>,
}

impl Known {
    fn begin(&mut self, restore: &Restore, line: usize, findings: &mut Findings) {
        if self.epoch.0 >= restore.epoch {
            findings.report(Rule::C18, 21, [self.epoch.1, line], || {
                format!(
                    "epoch {} is not larger than {}, which was used before",
                    restore.epoch, self.epoch.0
                )
            });
        }
        self.epoch = self.epoch.max((restore.epoch, line));
    }

    /// Compares a life with the earlier ones, and adds its identifiers.
    fn add(&mut self, index: &Index<'_>, behind: u64, findings: &mut Findings) {
        self.versions(index, behind, findings);
        let released = index.releases.iter().map(|at| {
            let release = at.record;
            (
                at.line,
                &release.occurrence,
                &release.fence,
                &release.event_id,
                &release.payload_hash,
            )
        });
        let received = index.deliveries.iter().map(|at| {
            let delivery = at.record;
            (
                at.line,
                &delivery.occurrence,
                &delivery.fence,
                &delivery.event_id,
                &delivery.payload_hash,
            )
        });
        let (mut fences, mut payloads) = (self.fences.clone(), self.payloads.clone());
        for (line, occurrence, fence, event_id, payload) in released.chain(received) {
            if let Some((earlier, first)) = self.fences.get(occurrence).filter(|(earlier, _)| earlier >= fence) {
                findings.report(Rule::C18, 6, [*first, line], || {
                    format!("{fence} is not above {earlier} from before the restore")
                });
            }
            if let Some((_, first)) = self.payloads.get(event_id).filter(|(same, _)| same != payload) {
                findings.report(Rule::C18, 5, [*first, line], || {
                    format!("{event_id} has another payload than before the restore")
                });
            }
            let largest = fences.entry(occurrence.clone()).or_insert((fence.clone(), line));
            *largest = (fence.clone(), line).max(largest.clone());
            payloads.entry(event_id.clone()).or_insert((payload.clone(), line));
        }
        (self.fences, self.payloads) = (fences, payloads);
    }

    /// Requires that a version drawn in an earlier life is never drawn again, because dedupe keys contain versions.
    fn versions(&mut self, index: &Index<'_>, behind: u64, findings: &mut Findings) {
        let scheduled = index.facts.iter().filter_map(|at| match at.record.what {
            What::Scheduled { .. } => Some((at.record.idx, at.record.occurrence.version, at.line)),
            _ => None,
        });
        let answered = index.ops.iter().flat_map(drawn);
        let answered = answered.map(|(idx, version, line, _)| (idx, version, line));
        let mut largest = self.version;
        for (_, version, line) in scheduled.chain(answered).filter(|(idx, ..)| *idx > behind) {
            if version <= self.version.0 {
                findings.report(Rule::C18, 5, [self.version.1, line], || {
                    format!(
                        "version {version} is not above {}, which was drawn before the restore",
                        self.version.0
                    )
                });
            }
            largest = largest.max((version, line));
        }
        self.version = largest;
    }
}
