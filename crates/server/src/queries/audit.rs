//! Records of a tenant's audit: of its event log, and of its denials.

use minoots_audit::Record;
use minoots_kernel::{
    Failure,
    internal::{self, AuditChain, DenialRow, EventRow, HeadRow, TenantRow},
    tables::{self, Read},
};

/// The number of rows in one read.
const ROWS: u64 = 256;
/// The maximum number of rows that a page examines.
const LOOKED_AT_MAX: u64 = 10_000;

/// The records that a page asks for.
pub(crate) struct Search<'a> {
    pub tenant: &'a str,
    pub chain: AuditChain,
    /// The first instant.
    pub since: i64,
    /// The instant behind the last.
    pub until: i64,
    /// The actor; empty for any.
    pub actor: &'a str,
}

/// A row of a chain, with its sequence.
pub(crate) enum Kept {
    Denial(u64, DenialRow),
    Event(u64, Box<EventRow>),
}

impl Kept {
    pub(crate) fn time(&self) -> i64 {
        match self {
            Kept::Denial(_, row) => row.time,
            Kept::Event(_, row) => row.time,
        }
    }

    pub(crate) fn record(&self) -> Record {
        match self {
            Kept::Denial(sequence, row) => Record::of_denial(*sequence, row),
            Kept::Event(sequence, row) => Record::of_event(*sequence, row),
        }
    }

    /// The stored bytes, over which the chain is linked.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        match self {
            Kept::Denial(_, row) => internal::encode(row),
            Kept::Event(_, row) => internal::encode(row.as_ref()),
        }
    }
}

/// The rows of a chain from one sequence to before another, at most `limit`.
pub(crate) fn rows(
    view: &(impl Read + ?Sized),
    (tenant, chain): (&str, AuditChain),
    (begin, end): (u64, u64),
    limit: usize,
) -> Result<Vec<Kept>, Failure> {
    Ok(match chain {
        AuditChain::Denials => {
            let rows = tables::denial::scan(view, tenant, begin, end, limit)?.into_iter();
            rows.map(|(sequence, row)| Kept::Denial(sequence, row)).collect()
        }
        _ => {
            let rows = tables::event::scan(view, tenant, begin, end, limit)?.into_iter();
            rows.map(|(sequence, row)| Kept::Event(sequence, Box::new(row)))
                .collect()
        }
    })
}

/// The signed heads of a chain from a sequence on, at most `limit`.
pub(crate) fn heads(
    view: &(impl Read + ?Sized),
    (tenant, chain): (&str, AuditChain),
    first: u64,
    limit: usize,
) -> Result<Vec<(u64, HeadRow)>, Failure> {
    tables::head::scan(view, tenant, chain, first, limit)
}

impl Search<'_> {
    /// Returns up to `size` records before a sequence, and the start of the next page.
    pub(crate) fn page(
        &self,
        view: &(impl Read + ?Sized),
        before: Option<u64>,
        size: usize,
    ) -> Result<(Vec<Record>, Option<u64>), Failure> {
        let row = tables::tenant::get(view, self.tenant)?;
        let first = self.first(&row);
        let mut end = before.unwrap_or(u64::MAX).min(row.last_of(self.chain) + 1);
        let (mut found, mut looked_at) = (Vec::new(), 0);
        while end > first && looked_at < LOOKED_AT_MAX {
            let begin = first.max(end.saturating_sub(ROWS));
            looked_at += end - begin;
            let kept = rows(view, (self.tenant, self.chain), (begin, end), usize::MAX)?;
            for kept in kept.into_iter().rev() {
                let (time, record) = (kept.time(), kept.record());
                // Times in the event log never decrease, so all earlier records are too old, too.
                if time < self.since && self.chain == AuditChain::Events {
                    return Ok((found, None));
                }
                let sequence = record.sequence;
                if self.wants(time, &record) {
                    found.push(record);
                }
                if found.len() == size {
                    return Ok((found, Some(sequence).filter(|sequence| *sequence > first)));
                }
            }
            end = begin;
        }
        Ok((found, Some(end).filter(|end| *end > first)))
    }

    /// The sequence of the first row that is kept.
    fn first(&self, row: &TenantRow) -> u64 {
        match self.chain {
            AuditChain::Denials => row.chain(self.chain).map_or(1, |chain| chain.first),
            _ => row.first_sequence,
        }
    }

    fn wants(&self, time: i64, record: &Record) -> bool {
        (self.since..self.until).contains(&time) && (self.actor.is_empty() || self.actor == record.actor)
    }
}
