//! Remembers how far endpoints have been told of their tenant's log. A cursor only goes forward, and never beyond the log.

use super::{are_key_texts, rejected};
use crate::{
    apply::Context,
    failure::Failure,
    internal::{MoveWebhookCursors, WebhookCursor},
    limits::WEBHOOK_RECORDS_MAX,
    reply::{Reject, Reply},
    tables,
};

pub(super) fn run(context: &mut Context<'_>, command: &MoveWebhookCursors) -> Result<Reply, Failure> {
    if command.cursors.len() > WEBHOOK_RECORDS_MAX {
        return rejected(Reject::Empty);
    }
    for cursor in &command.cursors {
        advance(context, cursor)?;
    }
    Ok(Reply::Done)
}

fn advance(context: &mut Context<'_>, cursor: &WebhookCursor) -> Result<(), Failure> {
    let WebhookCursor {
        tenant,
        webhook,
        made_version,
        next,
    } = cursor;
    if !are_key_texts(&[tenant, webhook]) {
        return Ok(());
    }
    let Some(mut row) = tables::webhook::get(context.tables, tenant, webhook)? else {
        return Ok(());
    };
    let is_ours = row.made_version == *made_version;
    if is_ours && *next > row.next_event && *next <= context.tenant(tenant)?.next_sequence {
        row.next_event = *next;
        tables::webhook::put(context.tables, tenant, webhook, &row);
    }
    Ok(())
}
