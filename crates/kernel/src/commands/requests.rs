//! First answers by request id, for commands without another idempotency record (G8). An equal request within a day
//! gets the same answer, and a different request under the id is rejected. A part of a command has no request id of its
//! own.

use crate::{
    context::Context,
    defects::{Defect, planted},
    failure::Failure,
    internal::{Caller, RequestRow},
    limits::{REQUEST_BYTES_MAX, REQUEST_RETENTION, REQUESTS_MAX},
    reply::{Reject, Withdrawn},
    tables::{self, deadline::Job},
};
use alloc::format;
use prost::Message;

/// The result of looking up a request id.
pub(super) enum RequestLookup {
    /// The request is new, or has no id.
    New,
    /// The request came before; its answer was made from this row.
    Before(RequestRow),
    /// A different request used the id, or there is no space to remember this one.
    Refused(Reject),
}

/// Looks up the first answer to a request.
pub(super) fn look(context: &mut Context<'_>, caller: &Caller, digest: &[u8]) -> Result<RequestLookup, Failure> {
    if caller.request_id.is_empty() || context.is_part {
        return Ok(RequestLookup::New);
    }
    let Some(first) = tables::request::get(context.tables, &caller.tenant, &caller.request_id)? else {
        let remembered = context.tenant(&caller.tenant)?;
        let full = |name, used, limit| (used >= limit).then_some(Reject::Quota { name, limit });
        let full = full("request_ids", remembered.request_ids, REQUESTS_MAX).or(full(
            "request_bytes",
            remembered.request_bytes,
            REQUEST_BYTES_MAX,
        ));
        return Ok(full.map_or(RequestLookup::New, RequestLookup::Refused));
    };
    Ok(if first.digest == digest {
        RequestLookup::Before(first)
    } else {
        RequestLookup::Refused(Reject::IdempotencyMismatch { index: 0 })
    })
}

/// Forgets the answer to a request after its day.
pub(crate) fn forget(context: &mut Context<'_>, tenant: &str, request_id: &str) -> Result<(), Failure> {
    let row = tables::request::get(context.tables, tenant, request_id)?.unwrap_or_default();
    tables::request::delete(context.tables, tenant, request_id);
    let remembered = context.tenant(tenant)?;
    let left = remembered
        .request_ids
        .checked_sub(1)
        .zip(remembered.request_bytes.checked_sub(row.counted_bytes));
    let Some(left) = left else {
        return Err(Failure::Corrupt(format!("request {request_id} is not counted")));
    };
    (remembered.request_ids, remembered.request_bytes) = left;
    Ok(())
}

/// The first answer to a cancel or a reschedule.
pub(super) fn withdrawn(first: &RequestRow) -> Withdrawn {
    Withdrawn {
        outcome: first.outcome(),
        version: first.version,
        fire_time: first.fire_time,
        original_index: first.commit_index,
    }
}

/// Remembers the answer to a new cancel or reschedule.
pub(super) fn remember_withdrawn(
    context: &mut Context<'_>,
    caller: &Caller,
    digest: &[u8],
    answer: Withdrawn,
) -> Result<(), Failure> {
    let mut row = RequestRow {
        digest: digest.to_vec(),
        version: answer.version,
        fire_time: answer.fire_time,
        ..RequestRow::default()
    };
    row.set_outcome(answer.outcome);
    remember(context, caller, row)
}

/// Remembers the data of the answer to a new request, and adds its position in the log.
pub(super) fn remember(context: &mut Context<'_>, caller: &Caller, mut row: RequestRow) -> Result<(), Failure> {
    if caller.request_id.is_empty() || context.is_part || planted(Defect::RequestIdForgotten) {
        return Ok(());
    }
    row.commit_index = context.index;
    row.counted_bytes = (row.encoded_len() + caller.request_id.len()) as u64;
    tables::request::put(context.tables, &caller.tenant, &caller.request_id, &row);
    let remembered = context.tenant(&caller.tenant)?;
    remembered.request_ids += 1;
    remembered.request_bytes += row.counted_bytes;
    let (tenant, request_id) = (caller.tenant.clone(), caller.request_id.clone());
    let at = context.time().saturating_add(REQUEST_RETENTION);
    context.add_job(at, &Job::Request { tenant, request_id });
    Ok(())
}
