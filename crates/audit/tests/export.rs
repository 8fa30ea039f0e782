//! A complete export is valid; every manipulation is found, with its position.
#![allow(clippy::unwrap_used)]

use base64::{Engine as _, engine::general_purpose::STANDARD};
use minoots_audit::{Line, Record, Report, Statement, Verifier, What, chain_name};
use minoots_delivery::signer::Signer;
use minoots_kernel::{
    chain::{self, Link},
    internal::{self, AuditChain, DenialRow, EventKind, EventRow, TimerRef},
};
use minoots_wire::envelope::KeySet;
use proptest::prelude::*;

const TENANT: &str = "acme";
const RECORDS: u64 = 20;
/// The records that are followed by heads.
const HEADS: [u64; 2] = [7, 13];

fn event(sequence: u64) -> Vec<u8> {
    let mut row = EventRow {
        time: 1_800_000_000_000_000_000 + i64::try_from(sequence).unwrap(),
        timer: Some(TimerRef {
            id: format!("t{sequence}"),
            version: sequence,
            ..TimerRef::default()
        }),
        actor: "key:0123456789AB".to_owned(),
        credential: "0123456789AB".to_owned(),
        source: "192.0.2.7".to_owned(),
        digest: vec![7; 32],
        ..EventRow::default()
    };
    row.set_kind(EventKind::TimerScheduled);
    internal::encode(&row)
}

fn denial(sequence: u64) -> Vec<u8> {
    internal::encode(&DenialRow {
        time: 1_800_000_000_000_000_000,
        reason: "ROLE_INSUFFICIENT".to_owned(),
        method: "minoots.timer.v1.TimerService/CreateTimer".to_owned(),
        count: sequence,
        ..DenialRow::default()
    })
}

fn signer() -> Signer {
    Signer::from_seed(&[9; 32])
}

fn statement(chain: AuditChain, first: Option<(u64, Link)>, sequence: u64, link: Link) -> String {
    let statement = Statement {
        tenant: TENANT.to_owned(),
        chain,
        first,
        sequence,
        link,
        time: 1_800_000_001_000_000_000,
    };
    statement.signed(|payload| signer().sign_detached(payload))
}

/// Builds an export as a node writes it.
fn export(chain: AuditChain, row: impl Fn(u64) -> Vec<u8>) -> Vec<Line> {
    let before = chain::genesis(chain, TENANT);
    let mut lines = vec![
        Line::Begin {
            tenant: TENANT.to_owned(),
            chain: chain_name(chain).to_owned(),
            first: 1,
            before: hex::encode(before),
        },
        Line::Key {
            kid: signer().kid(),
            public_key: STANDARD.encode(signer().public_key()),
        },
    ];
    let mut link = before;
    for sequence in 1..=RECORDS {
        let row = row(sequence);
        link = chain::next(&link, sequence, &row);
        lines.push(Line::Record {
            record: Box::new(Record::read(chain, sequence, &row).unwrap()),
            row: STANDARD.encode(&row),
            link: hex::encode(link),
        });
        if HEADS.contains(&sequence) {
            let signed = statement(chain, None, sequence, link);
            lines.push(Line::Head { signed });
        }
    }
    let signed = statement(chain, Some((1, before)), RECORDS, link);
    lines.push(Line::End { signed });
    lines
}

fn verify(lines: &[Line], pinned: Option<KeySet>) -> Report {
    let mut verifier = Verifier::new(pinned);
    for line in lines {
        verifier.line(&serde_json::to_string(line).unwrap());
    }
    verifier.finish()
}

fn kinds(report: &Report) -> Vec<What> {
    report.findings.iter().map(|finding| finding.what).collect()
}

fn events() -> Vec<Line> {
    export(AuditChain::Events, event)
}

/// The index of a record's line.
fn at(lines: &[Line], wanted: u64) -> usize {
    let is = |line: &Line| matches!(line, Line::Record { record, .. } if record.sequence == wanted);
    lines.iter().position(is).unwrap()
}

/// Recomputes all links and readable forms from the rows, like an attacker without a key.
fn forged(mut lines: Vec<Line>) -> Vec<Line> {
    let mut last = chain::genesis(AuditChain::Events, TENANT);
    for line in &mut lines {
        if let Line::Record { record, row, link } = line {
            let bytes = STANDARD.decode(&row).unwrap();
            **record = Record::read(AuditChain::Events, record.sequence, &bytes).unwrap();
            last = chain::next(&last, record.sequence, &bytes);
            *link = hex::encode(last);
        }
    }
    lines
}

#[test]
fn complete_exports_verify() {
    for (chain, lines) in [
        (AuditChain::Events, events()),
        (AuditChain::Denials, export(AuditChain::Denials, denial)),
    ] {
        let report = verify(&lines, None);
        assert_eq!(report.findings, [], "{chain:?}");
        assert_eq!(
            (report.first, report.last, report.records, report.heads),
            (1, RECORDS, RECORDS, 2)
        );
        assert_eq!(report.kids, [signer().kid()]);
        assert!(
            report.holds() && report.exported.starts_with("2027-01-15"),
            "{}",
            report.exported
        );
    }
}

#[test]
fn a_row_that_was_altered_is_named() {
    let mut lines = events();
    let place = at(&lines, 9);
    let Line::Record { row, .. } = &mut lines[place] else {
        unreachable!()
    };
    let mut changed: EventRow = internal::decode("event row", &STANDARD.decode(&row).unwrap()).unwrap();
    changed.actor = "key:somebodyelse".to_owned();
    *row = STANDARD.encode(internal::encode(&changed));
    let report = verify(&lines, None);
    assert_eq!(kinds(&report), [What::Altered, What::Differs]);
    assert!(
        report.findings[0].message.starts_with("record 9 "),
        "{:?}",
        report.findings
    );
    // After all links are recomputed, the signatures contradict the records: between the heads after records 7 and 13.
    let report = verify(&forged(lines), None);
    assert_eq!(kinds(&report), [What::Contradicted, What::Contradicted]);
    assert!(
        report.findings[0].message.contains("behind record 13"),
        "{:?}",
        report.findings
    );
    assert!(
        report.findings[0].message.contains("since record 7 "),
        "{:?}",
        report.findings
    );
}

#[test]
fn words_that_were_altered_are_named() {
    let mut lines = events();
    let place = at(&lines, 4);
    let Line::Record { record, .. } = &mut lines[place] else {
        unreachable!()
    };
    record.actor = "key:somebodyelse".to_owned();
    let report = verify(&lines, None);
    assert_eq!(kinds(&report), [What::Differs]);
    assert!(
        report.findings[0].message.starts_with("record 4 "),
        "{:?}",
        report.findings
    );
}

#[test]
fn records_that_were_removed_are_named() {
    let mut lines = events();
    lines.drain(at(&lines, 9)..at(&lines, 12));
    let report = verify(&lines, None);
    assert_eq!(kinds(&report), [What::Removed]);
    assert_eq!(
        report.findings[0].message,
        "records 9 to 11 are missing before record 12"
    );
    assert_eq!(report.findings[0].line, 12);
}

#[test]
fn records_that_were_moved_are_named() {
    let mut lines = events();
    let (left, right) = (at(&lines, 3), at(&lines, 5));
    lines.swap(left, right);
    let report = verify(&lines, None);
    assert!(kinds(&report).contains(&What::Moved), "{:?}", report.findings);
    assert!(
        report
            .findings
            .iter()
            .any(|finding| finding.message == "record 3 stands behind record 5")
    );
}

#[test]
fn a_file_that_was_cut_off_says_where() {
    let mut lines = events();
    lines.truncate(at(&lines, 16));
    let report = verify(&lines, None);
    assert_eq!(kinds(&report), [What::Truncated]);
    assert_eq!(
        report.findings[0].message,
        "the file ends behind record 15 without its end"
    );
    // An end from another export does not help, either.
    let Some(end) = events().pop() else { unreachable!() };
    lines.push(end);
    assert_eq!(kinds(&verify(&lines, None)), [What::Contradicted]);
    // A head is no end.
    let Line::Head { signed } = events()
        .into_iter()
        .find(|line| matches!(line, Line::Head { .. }))
        .unwrap()
    else {
        unreachable!()
    };
    lines.truncate(at(&lines, 8));
    lines.push(Line::End { signed });
    assert_eq!(kinds(&verify(&lines, None)), [What::Contradicted]);
    assert_eq!(kinds(&verify(&[], None)), [What::Truncated]);
}

#[test]
fn only_keys_that_are_given_count() {
    let mut keys = KeySet::default();
    let other = Signer::from_seed(&[8; 32]);
    keys.insert(other.kid(), &other.public_key()).unwrap();
    let report = verify(&events(), Some(keys.clone()));
    assert_eq!(kinds(&report), [What::Unsigned; 3]);
    keys.insert(signer().kid(), &signer().public_key()).unwrap();
    assert!(verify(&events(), Some(keys)).holds());
}

#[test]
fn another_tenants_file_does_not_pass_for_ones_own() {
    let mut lines = events();
    if let Line::Begin { tenant, .. } = &mut lines[0] {
        *tenant = "rival".to_owned();
    }
    let report = verify(&lines, None);
    assert!(!report.holds());
    assert_eq!(kinds(&report)[0], What::Altered, "{:?}", report.findings);
}

proptest! {
    /// Any change of one byte is found, unless the line keeps its meaning.
    #[test]
    fn any_change_of_a_byte_is_found(at: prop::sample::Index, byte: u8) {
        let lines: Vec<String> = events().iter().map(|line| serde_json::to_string(line).unwrap()).collect();
        let text = lines.join("\n");
        let mut changed = text.clone().into_bytes();
        let at = at.index(changed.len());
        changed[at] = byte;
        let changed = String::from_utf8_lossy(&changed).into_owned();
        let mut verifier = Verifier::new(None);
        changed.lines().for_each(|line| verifier.line(line));
        let meant = |text: &str| text.lines().map(|line| serde_json::from_str::<Line>(line).ok()).collect::<Vec<_>>();
        if meant(&changed) != meant(&text) {
            prop_assert!(!verifier.finish().holds());
        }
    }

    #[test]
    fn no_text_panics(lines in prop::collection::vec(".*", 0..4)) {
        let mut verifier = Verifier::new(None);
        lines.iter().for_each(|line| verifier.line(line));
        prop_assert!(!verifier.finish().holds());
    }
}
