//! Creates an endpoint, or changes one if its owner saw the current version. An existing id is the record of its
//! creation: an equal request gets the existing endpoint as its answer.

use super::rejected;
use crate::{
    context::Context,
    failure::Failure,
    internal::{Caller, DisabledKind, EventKind, PutWebhook, WebhookRow, WebhookSpec},
    limits::WEBHOOKS_MAX,
    reply::{Reject, Reply},
    tables, transitions,
};
use alloc::boxed::Box;

pub(super) fn run(context: &mut Context<'_>, command: &PutWebhook) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    let Some(spec) = command.spec.as_ref().filter(|_| !command.id.is_empty()) else {
        return rejected(Reject::Empty);
    };
    let standing = tables::webhook::get(context.tables, &caller.tenant, &command.id)?;
    match standing {
        None if command.version != 0 => rejected(Reject::WebhookNotFound {
            index: 0,
            webhook: command.id.clone(),
        }),
        None => make(context, &caller, &command.id, spec),
        Some(row) if command.version == 0 => {
            let equal = row.spec.as_ref().is_some_and(|made| made.digest == spec.digest);
            if equal {
                Ok(answer(row, true))
            } else {
                rejected(Reject::WebhookExists)
            }
        }
        Some(row) if command.version != row.version => rejected(Reject::WebhookVersion { version: row.version }),
        Some(row) => change(context, &caller, command, spec, row),
    }
}

fn answer(row: WebhookRow, existing: bool) -> Reply {
    let row = Box::new(row);
    Reply::Webhook { row, existing }
}

fn make(context: &mut Context<'_>, caller: &Caller, id: &str, spec: &WebhookSpec) -> Result<Reply, Failure> {
    if context.tenant(&caller.tenant)?.webhooks >= WEBHOOKS_MAX {
        return rejected(Reject::Quota {
            name: "webhooks",
            limit: WEBHOOKS_MAX,
        });
    }
    context.tenant(&caller.tenant)?.webhooks += 1;
    let version = context.next_version();
    transitions::webhook_event(context, EventKind::WebhookCreated, caller, id, "")?;
    let row = WebhookRow {
        spec: Some(spec.clone()),
        version,
        made_version: version,
        created_by: caller.actor.clone(),
        create_time: context.time(),
        update_time: context.time(),
        next_attempt: 1,
        // The endpoint receives events from now on.
        next_event: context.tenant(&caller.tenant)?.next_sequence,
        ..WebhookRow::default()
    };
    tables::webhook::put(context.tables, &caller.tenant, id, &row);
    Ok(answer(row, false))
}

fn change(
    context: &mut Context<'_>,
    caller: &Caller,
    command: &PutWebhook,
    spec: &WebhookSpec,
    mut row: WebhookRow,
) -> Result<Reply, Failure> {
    let before = row.spec.take().unwrap_or_default();
    row.version = context.next_version();
    row.update_time = context.time();
    // Earlier failures used another configuration than later attempts.
    row.failing_since = 0;
    if command.enable {
        row.set_disabled(DisabledKind::Unspecified);
        row.disable_time = 0;
    }
    transitions::webhook_event(context, EventKind::WebhookUpdated, caller, &command.id, "")?;
    if before.types.is_empty() {
        row.next_event = context.tenant(&caller.tenant)?.next_sequence;
    }
    row.spec = Some(WebhookSpec {
        digest: before.digest,
        ..spec.clone()
    });
    tables::webhook::put(context.tables, &caller.tenant, &command.id, &row);
    Ok(answer(row, false))
}
