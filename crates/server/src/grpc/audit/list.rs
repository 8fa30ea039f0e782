//! Lists audit records, the newest first.

use super::stored;
use crate::{app::StateReader, page::Page, queries::audit::Search, state::Portion, validate::Violations};
use minoots_audit::Record;
use minoots_wire::{
    admin::v1::{AuditRecord, ListAuditRecordsRequest, ListAuditRecordsResponse},
    error::Reason,
    time::instant,
    well_known::Timestamp,
};
use tonic::Status;

pub(super) async fn run(
    reader: &StateReader,
    tenant: &str,
    (request, mut violations): (&ListAuditRecordsRequest, Violations),
) -> Result<ListAuditRecordsResponse, Status> {
    let asked = Search {
        tenant,
        chain: stored(request.chain()),
        since: time(&mut violations, "since", request.since.as_ref()).unwrap_or(i64::MIN),
        until: time(&mut violations, "until", request.until.as_ref()).unwrap_or(i64::MAX),
        actor: &request.actor,
    };
    violations.finish()?;
    let page = Page::asked(binding(&asked), request.page_size, &request.page_token)?;
    let Portion { after, size } = &page.portion;
    let before = after
        .as_deref()
        .and_then(|key| key.try_into().ok())
        .map(u64::from_be_bytes);
    let (state, _) = reader.read_many(tenant, None).await?;
    let (records, next) = state.look(|view| asked.page(view, before, *size))?;
    Ok(ListAuditRecordsResponse {
        records: records.into_iter().map(shown).collect(),
        next_page_token: page.next(next.map(|next| next.to_be_bytes().to_vec())),
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

/// The binding of a page token, which is valid for the same query only.
fn binding(asked: &Search<'_>) -> Vec<u8> {
    let chain = [asked.chain as u8];
    let (since, until) = (asked.since.to_be_bytes(), asked.until.to_be_bytes());
    [
        b"audit ",
        chain.as_slice(),
        &since,
        &until,
        asked.actor.as_bytes(),
        b"\0",
        asked.tenant.as_bytes(),
    ]
    .concat()
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
