//! Lists audit records, the newest first.

use super::stored;
use crate::{
    app::App,
    token::{self, Kind},
    validate::{self, Violations},
};
use minoots_audit::Record;
use minoots_kernel::{
    Failure,
    internal::{AuditChain, TenantRow},
    tables,
};
use minoots_sequencer::consensus::View;
use minoots_wire::{
    admin::v1::{AuditRecord, ListAuditRecordsRequest, ListAuditRecordsResponse},
    error::Reason,
    time::instant,
    well_known::Timestamp,
};
use tonic::Status;

/// The number of rows in one read.
const ROWS: u64 = 256;
/// The maximum number of rows that a page examines.
const LOOKED_AT_MAX: u64 = 10_000;

/// The query.
struct Asked<'a> {
    tenant: &'a str,
    chain: AuditChain,
    since: i64,
    until: i64,
    actor: &'a str,
}

pub(super) async fn run(
    app: &App,
    tenant: &str,
    (request, mut violations): (&ListAuditRecordsRequest, Violations),
) -> Result<ListAuditRecordsResponse, Status> {
    let size = validate::page_size(request.page_size);
    let asked = Asked {
        tenant,
        chain: stored(request.chain()),
        since: time(&mut violations, "since", request.since.as_ref()).unwrap_or(i64::MIN),
        until: time(&mut violations, "until", request.until.as_ref()).unwrap_or(i64::MAX),
        actor: &request.actor,
    };
    violations.finish()?;
    let binding = asked.binding();
    let before = token::page(&binding, &request.page_token)?;
    let before = before.and_then(|key| key.try_into().ok()).map(u64::from_be_bytes);
    let (view, _) = app.read_many(tenant, None).await?;
    let (records, next) = asked
        .page(view.as_ref(), before, size)
        .map_err(|failure| app.fail(failure))?;
    Ok(ListAuditRecordsResponse {
        records: records.into_iter().map(shown).collect(),
        next_page_token: next
            .map(|next| token::seal(Kind::Page, &binding, &next.to_be_bytes()))
            .unwrap_or_default(),
    })
}

fn time(violations: &mut Violations, field: &str, asked: Option<&Timestamp>) -> Option<i64> {
    match instant::from_proto(asked?) {
        Ok(time) => Some(time),
        Err(error) => {
            violations.add(field, Reason::TimestampRange, error.to_string());
            None
        }
    }
}

impl Asked<'_> {
    /// The binding of a page token, which is valid for the same query only.
    fn binding(&self) -> Vec<u8> {
        let chain = [self.chain as u8];
        let (since, until) = (self.since.to_be_bytes(), self.until.to_be_bytes());
        [
            b"audit ",
            chain.as_slice(),
            &since,
            &until,
            self.actor.as_bytes(),
            b"\0",
            self.tenant.as_bytes(),
        ]
        .concat()
    }

    /// Returns up to `size` records before a sequence, and the start of the next page.
    fn page(&self, view: &dyn View, before: Option<u64>, size: usize) -> Result<(Vec<Record>, Option<u64>), Failure> {
        let row = tables::tenant::get(view, self.tenant)?;
        let first = self.first(&row);
        let mut end = before.unwrap_or(u64::MAX).min(row.last_of(self.chain) + 1);
        let (mut found, mut looked_at) = (Vec::new(), 0);
        while end > first && looked_at < LOOKED_AT_MAX {
            let begin = first.max(end.saturating_sub(ROWS));
            looked_at += end - begin;
            for (time, record) in self.read(view, begin, end)?.into_iter().rev() {
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

    fn read(&self, view: &dyn View, begin: u64, end: u64) -> Result<Vec<(i64, Record)>, Failure> {
        Ok(match self.chain {
            AuditChain::Denials => tables::denial::scan(view, self.tenant, begin, end, usize::MAX)?
                .iter()
                .map(|(sequence, row)| (row.time, Record::of_denial(*sequence, row)))
                .collect(),
            _ => tables::event::scan(view, self.tenant, begin, end, usize::MAX)?
                .iter()
                .map(|(sequence, row)| (row.time, Record::of_event(*sequence, row)))
                .collect(),
        })
    }
}

fn shown(record: Record) -> AuditRecord {
    let time = instant::parse(&record.time).ok().map(instant::to_proto);
    AuditRecord {
        sequence: record.sequence,
        time,
        r#type: record.kind,
        subject: record.subject,
        actor: record.actor,
        credential: record.credential,
        source: record.source,
        request_id: record.request_id,
        digest: record.digest,
        reason: record.reason,
        method: record.method,
        count: record.count,
    }
}
