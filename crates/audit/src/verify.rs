//! Verifies an exported audit line by line, holding no more than one line.

use crate::{
    Line, Record, Statement, StatementError,
    line::{chain_named, link_of},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use minoots_kernel::{
    chain::{self, Link},
    internal::AuditChain,
};
use minoots_wire::envelope::{self, KeySet, VerifyError};
use std::fmt;

/// The maximum number of listed findings; further ones are only counted.
const FINDINGS_MAX: usize = 100;

/// The kind of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The line is no line of an export, or is out of place.
    Malformed,
    /// Records are missing before it.
    Removed,
    /// It follows a later record, or is a duplicate.
    Moved,
    /// It does not match its link.
    Altered,
    /// The readable form differs from the row.
    Differs,
    /// A signed statement contradicts the records: one of them changed since the last valid signature.
    Contradicted,
    /// A signature is invalid, or its key is unknown.
    Unsigned,
    /// The end is missing.
    Truncated,
}

impl What {
    /// The stable name for scripts.
    pub fn name(self) -> &'static str {
        match self {
            What::Malformed => "MALFORMED",
            What::Removed => "REMOVED",
            What::Moved => "MOVED",
            What::Altered => "ALTERED",
            What::Differs => "DIFFERS",
            What::Contradicted => "CONTRADICTED",
            What::Unsigned => "UNSIGNED",
            What::Truncated => "TRUNCATED",
        }
    }
}

/// A defect of the file, and its position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The line, from 1.
    pub line: u64,
    /// The kind.
    pub what: What,
    /// A description, with the sequences of the records.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}: {}: {}", self.line, self.what.name(), self.message)
    }
}

/// The result of a verification.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The tenant of the chain; empty without a `begin` line.
    pub tenant: String,
    /// `events` or `denials`.
    pub chain: String,
    /// The sequence of the first record.
    pub first: u64,
    /// The sequence of the last record; below `first` if there is none.
    pub last: u64,
    /// The number of records.
    pub records: u64,
    /// The number of heads with a valid signature.
    pub heads: u64,
    /// The time at which the export was signed, RFC 3339; empty if its end is not valid.
    pub exported: String,
    /// The ids of the keys of valid signatures, each once.
    pub kids: Vec<String>,
    /// The first hundred findings.
    pub findings: Vec<Finding>,
    /// The number of all findings.
    pub wrong: u64,
}

impl Report {
    /// Whether the file is complete and unaltered.
    pub fn holds(&self) -> bool {
        self.wrong == 0
    }
}

/// Verifies lines in order.
#[derive(Debug)]
pub struct Verifier {
    report: Report,
    /// The trusted keys; the file's own if none were given.
    keys: envelope::Verifier,
    pinned: bool,
    line: u64,
    at: Option<Place>,
    ended: bool,
}

/// A position in a chain.
#[derive(Debug)]
struct Place {
    chain: AuditChain,
    first: (u64, Link),
    /// The expected sequence of the next record.
    next: u64,
    /// The link of the last record, according to the file.
    link: Link,
    /// The sequence of the last record that a valid signature covers.
    signed: u64,
}

impl Verifier {
    /// Makes a verifier that trusts these keys. Without any, it trusts the keys in the file, which proves only that the
    /// file was not damaged later.
    pub fn new(pinned: Option<KeySet>) -> Verifier {
        Verifier {
            pinned: pinned.is_some(),
            keys: envelope::Verifier::new(pinned.unwrap_or_default()),
            report: Report::default(),
            line: 0,
            at: None,
            ended: false,
        }
    }

    /// Takes the next line of the file; empty lines do not count.
    pub fn line(&mut self, text: &str) {
        self.line += 1;
        if text.trim().is_empty() {
            return;
        }
        if self.ended {
            return self.wrong(What::Malformed, "it stands behind the end".to_owned());
        }
        match serde_json::from_str(text) {
            Ok(line) => self.take(line),
            Err(error) => self.wrong(What::Malformed, format!("not a line of an export: {error}")),
        }
    }

    /// Ends the file and returns the report.
    pub fn finish(mut self) -> Report {
        if !self.ended {
            self.line += 1;
            let message = match &self.at {
                Some(place) if self.report.records > 0 => {
                    format!(
                        "the file ends behind record {} without its end",
                        place.next.saturating_sub(1)
                    )
                }
                _ => "the file has no records and no end".to_owned(),
            };
            self.wrong(What::Truncated, message);
        }
        self.report
    }

    fn wrong(&mut self, what: What, message: String) {
        self.report.wrong += 1;
        if self.report.findings.len() < FINDINGS_MAX {
            let line = self.line;
            self.report.findings.push(Finding { line, what, message });
        }
    }

    fn take(&mut self, line: Line) {
        match line {
            Line::Begin {
                tenant,
                chain,
                first,
                before,
            } => self.begin(tenant, chain, first, &before),
            Line::Key { kid, public_key } => self.key(kid, &public_key),
            Line::Record { record, row, link } => self.record(&record, &row, &link),
            Line::Head { signed } => self.head(&signed),
            Line::End { signed } => self.end(&signed),
        }
    }

    fn begin(&mut self, tenant: String, name: String, first: u64, before: &str) {
        let (Some(chain), Some(link), None) = (chain_named(&name), link_of(before), &self.at) else {
            return self.wrong(What::Malformed, "not the beginning of an export".to_owned());
        };
        // At record 1 the link before is derived from the chain's name.
        if first == 1 && link != chain::genesis(chain, &tenant) {
            self.wrong(
                What::Altered,
                "what stands before record 1 is not what it must be".to_owned(),
            );
        }
        self.report.tenant = tenant;
        self.report.chain = name;
        self.report.first = first;
        self.report.last = first.saturating_sub(1);
        self.at = Some(Place {
            chain,
            first: (first, link),
            next: first,
            link,
            signed: first.saturating_sub(1),
        });
    }

    fn key(&mut self, kid: String, public_key: &str) {
        if self.pinned {
            return;
        }
        let mut keys = self.keys.keys().clone();
        let inserted = STANDARD.decode(public_key).map(|key| keys.insert(kid, &key));
        match inserted {
            Ok(Ok(())) => self.keys = envelope::Verifier::new(keys),
            _ => self.wrong(What::Malformed, "not a key".to_owned()),
        }
    }

    fn record(&mut self, record: &Record, row: &str, link: &str) {
        let Some(place) = &mut self.at else {
            return self.wrong(What::Malformed, "a record before the beginning".to_owned());
        };
        let (Ok(row), Some(link)) = (STANDARD.decode(row), link_of(link)) else {
            return self.wrong(What::Malformed, "a row or a link that is none".to_owned());
        };
        let (expected, before) = (place.next, place.link);
        let sequence = record.sequence;
        self.report.records += 1;
        if sequence < expected {
            let message = format!("record {sequence} stands behind record {}", expected - 1);
            return self.wrong(What::Moved, message);
        }
        place.next = sequence.saturating_add(1);
        place.link = link;
        let chain = place.chain;
        self.report.last = sequence;
        if sequence > expected {
            let message = match sequence - expected {
                1 => format!("record {expected} is missing before record {sequence}"),
                _ => format!(
                    "records {expected} to {} are missing before record {sequence}",
                    sequence - 1
                ),
            };
            self.wrong(What::Removed, message);
        } else if chain::next(&before, sequence, &row) != link {
            let message = format!("record {sequence} is not what was linked to record {}", expected - 1);
            self.wrong(What::Altered, message);
        }
        match Record::read(chain, sequence, &row) {
            Ok(said) if said == *record => {}
            Ok(said) => {
                let message = format!(
                    "record {sequence} is not what its row says: {}",
                    record.differences(&said)
                );
                self.wrong(What::Differs, message);
            }
            Err(_) => self.wrong(What::Malformed, format!("record {sequence} cannot be read")),
        }
    }

    /// The statement that must be made at this position.
    fn expected(&self, whole: bool) -> Option<Statement> {
        let place = self.at.as_ref()?;
        Some(Statement {
            tenant: self.report.tenant.clone(),
            chain: place.chain,
            first: whole.then_some(place.first),
            sequence: place.next.saturating_sub(1),
            link: place.link,
            time: 0,
        })
    }

    fn statement(&mut self, signed: &str, whole: bool) -> Option<String> {
        let Some(expected) = self.expected(whole) else {
            self.wrong(What::Malformed, "a signature before the beginning".to_owned());
            return None;
        };
        let checked = expected.check(signed, &self.keys);
        let checked = checked.map(|(time, kid)| (time, kid.to_owned()));
        let name = if whole { "the end" } else { "the head" };
        let since = self.at.as_ref().map_or(0, |place| place.signed);
        match checked {
            Ok((time, kid)) => {
                if !self.report.kids.contains(&kid) {
                    self.report.kids.push(kid);
                }
                if let Some(place) = &mut self.at {
                    place.signed = expected.sequence;
                }
                Some(time)
            }
            Err(StatementError::Other(what)) => {
                let message = format!(
                    "{name} behind record {} was signed for something else: {what}; something since record {since} is not as it was",
                    expected.sequence
                );
                self.wrong(What::Contradicted, message);
                None
            }
            Err(StatementError::Refused(VerifyError::KeyUnknown(kid))) => {
                let message = format!(
                    "{name} behind record {} was signed by key {kid}, which is not known",
                    expected.sequence
                );
                self.wrong(What::Unsigned, message);
                None
            }
            Err(error) => {
                let message = format!("{name} behind record {} does not hold: {error}", expected.sequence);
                self.wrong(What::Unsigned, message);
                None
            }
        }
    }

    fn head(&mut self, signed: &str) {
        if self.statement(signed, false).is_some() {
            self.report.heads += 1;
        }
    }

    fn end(&mut self, signed: &str) {
        self.ended = true;
        if let Some(time) = self.statement(signed, true) {
            self.report.exported = time;
        }
    }
}
