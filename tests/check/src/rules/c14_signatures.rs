//! C14: an independent verifier accepts every signed delivery and every signed read (G17).

use crate::findings::Findings;
use crate::index::Index;
use crate::options::Options;
use crate::report::Rule;

pub fn check(index: &Index<'_>, _: &Options, findings: &mut Findings) {
    let delivered = index
        .deliveries
        .iter()
        .map(|at| (at.line, &at.record.event_id, at.record.sig_ok));
    let read = index
        .events()
        .filter_map(|at| Some((at.line, &at.record.event_id, at.record.sig_ok?)));
    for (line, event_id, _) in delivered.chain(read).filter(|(_, _, verified)| !verified) {
        findings.report(Rule::C14, 17, [line], || {
            format!("the signature of {event_id} does not verify")
        });
    }
}
