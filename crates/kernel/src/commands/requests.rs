//! First answers by request id, for commands that have no other record of having happened (G8): given again for a day, and refused to
//! another request under the same id. What is part of a command leaves that to it.

use crate::{
    apply::Context,
    defects::{Defect, planted},
    failure::Failure,
    internal::{Caller, RequestRow},
    limits::{REQUEST_RETENTION, REQUESTS_MAX},
    reply::Reject,
    tables::{self, deadline::Job},
};

/// Whether a request came before.
pub(super) enum Asked {
    /// No; or it has no id to tell by.
    New,
    /// Yes, and this is what its answer was made from.
    Before(RequestRow),
    /// Another one did, or there is no room to remember this one.
    Refused(Reject),
}

/// Looks for the first answer to a request.
pub(super) fn look(context: &mut Context<'_>, caller: &Caller, digest: &[u8]) -> Result<Asked, Failure> {
    if caller.request_id.is_empty() || context.is_part {
        return Ok(Asked::New);
    }
    let Some(first) = tables::request::get(context.tables, &caller.tenant, &caller.request_id)? else {
        let full = context.tenant(&caller.tenant)?.request_ids >= REQUESTS_MAX;
        let quota = Reject::Quota {
            name: "request_ids",
            limit: REQUESTS_MAX,
        };
        return Ok(if full { Asked::Refused(quota) } else { Asked::New });
    };
    Ok(if first.digest == digest {
        Asked::Before(first)
    } else {
        Asked::Refused(Reject::IdempotencyMismatch { index: 0 })
    })
}

/// Remembers what the answer to a new request was made from; where it stands in the log is filled in.
pub(super) fn remember(context: &mut Context<'_>, caller: &Caller, mut row: RequestRow) -> Result<(), Failure> {
    if caller.request_id.is_empty() || context.is_part || planted(Defect::RequestIdForgotten) {
        return Ok(());
    }
    row.commit_index = context.index;
    tables::request::put(context.tables, &caller.tenant, &caller.request_id, &row);
    context.tenant(&caller.tenant)?.request_ids += 1;
    let (tenant, request_id) = (caller.tenant.clone(), caller.request_id.clone());
    let at = context.time().saturating_add(REQUEST_RETENTION);
    context.add_job(at, &Job::Request { tenant, request_id });
    Ok(())
}
