//! Events about changes of an endpoint.

use crate::{
    context::Context,
    defects::{Defect, planted},
    effect::Effect,
    failure::Failure,
    internal::{Caller, EventKind, EventRow},
};
use alloc::string::ToString;

/// Writes the event, and notifies the leader's poster.
pub(crate) fn webhook_event(
    context: &mut Context<'_>,
    kind: EventKind,
    caller: &Caller,
    id: &str,
    reason: &str,
) -> Result<(), Failure> {
    let mut event = EventRow {
        webhook: id.to_string(),
        actor: caller.actor.clone(),
        request_id: caller.request_id.clone(),
        reason: reason.to_string(),
        ..EventRow::default()
    };
    event.set_kind(kind);
    if kind != EventKind::WebhookDisabled || !planted(Defect::DisablingNotTold) {
        context.effects.push(Effect::Webhook {
            tenant: caller.tenant.clone(),
            id: id.to_string(),
        });
    }
    context.emit(&caller.tenant, event)
}
