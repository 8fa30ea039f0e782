//! Removes an endpoint, its log of attempts, and its undelivered events. Timers that wait in its queue continue to
//! wait, and expire.

use super::rejected;
use crate::{
    context::Context,
    failure::Failure,
    internal::{DeleteWebhook, EventKind},
    limits::EVENT_LETTERS_MAX,
    reply::{Reject, Reply},
    tables, transitions,
};

pub(super) fn run(context: &mut Context<'_>, command: &DeleteWebhook) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    let Some(row) = tables::webhook::get(context.tables, &caller.tenant, &command.id)? else {
        return rejected(Reject::WebhookNotFound {
            index: 0,
            webhook: command.id.clone(),
        });
    };
    if command.version != 0 && command.version != row.version {
        return rejected(Reject::WebhookVersion { version: row.version });
    }
    tables::webhook::delete(context.tables, &caller.tenant, &command.id);
    for (number, _) in tables::attempt::list(context.tables, &caller.tenant, &command.id)? {
        tables::attempt::delete(context.tables, &caller.tenant, &command.id, number);
    }
    let (from, until) = tables::event_letter::range(&caller.tenant, &command.id);
    for (key, _) in context.tables.scan(&from, &until, EVENT_LETTERS_MAX as usize)? {
        context.tables.delete(key);
    }
    context.tenant(&caller.tenant)?.webhooks -= 1;
    transitions::webhook_event(context, EventKind::WebhookDeleted, &caller, &command.id, "")?;
    Ok(Reply::Done)
}
