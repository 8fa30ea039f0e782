//! C3: nothing is released before its due instant: never by the releasing node's clock, and, while clocks are sound,
//! not by true time minus ε (G3).

use crate::findings::Findings;
use crate::index::Index;
use crate::options::Options;
use crate::record::Occurrence;
use crate::report::Rule;

pub fn check(index: &Index<'_>, options: &Options, findings: &mut Findings) {
    let sent = index.releases.iter().map(|at| {
        let release = at.record;
        (
            at.line,
            &release.occurrence,
            release.due,
            release.clock,
            Some(release.t),
        )
    });
    let received = index.deliveries.iter().map(|at| {
        let delivery = at.record;
        (
            at.line,
            &delivery.occurrence,
            delivery.due,
            delivery.release_time,
            // A delivery that was in transit for long may have left while clocks were wrong. If the release is
            // recorded, that record decides.
            (!index.run.knows.releases).then_some(delivery.t),
        )
    });
    for (line, occurrence, due, clock, t) in sent.chain(received) {
        let event_id = || occurrence.event_id();
        if clock < due {
            findings.report(Rule::C3, 3, [line], || {
                format!(
                    "{} left when the node's clock read {} ns before due",
                    event_id(),
                    due.abs_diff(clock)
                )
            });
        } else if let Some(t) = t.filter(|t| *t < due.saturating_sub(options.epsilon) && index.soundness.at(*t)) {
            findings.report(Rule::C3, 3, [line], || {
                format!(
                    "{} was out {} ns before due, with sound clocks",
                    event_id(),
                    due.abs_diff(t)
                )
            });
        }
        promised(index, line, occurrence, due, findings);
    }
}

/// Requires that the due instant in a delivery is the promised one.
fn promised(index: &Index<'_>, line: usize, occurrence: &Occurrence, due: i64, findings: &mut Findings) {
    let Some(known) = index.dues.get(occurrence) else {
        return;
    };
    let Some(earliest) = known.at_earliest().filter(|earliest| due < *earliest) else {
        return;
    };
    findings.report(Rule::C3, 3, [line, known.line.unwrap_or(0)], || {
        let event_id = occurrence.event_id();
        format!(
            "{event_id} says it was due {} ns before what was agreed",
            earliest.abs_diff(due)
        )
    });
}
