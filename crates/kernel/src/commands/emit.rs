//! Writes an event of the caller. The proposer validates its type; this command bounds the data that replicas store.

use super::{
    quota, rejected,
    requests::{self, RequestLookup},
};
use crate::{
    context::Context,
    digest,
    failure::Failure,
    internal::{Emit, EventKind, EventRow, RequestRow},
    limits::{EMITTED_BYTES_MAX, sealed_max},
    reply::{Reject, Reply},
};
use alloc::boxed::Box;

pub(super) fn run(context: &mut Context<'_>, command: &Emit) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    let is_whole = |event: &&crate::internal::EmittedEvent| {
        !event.r#type.is_empty()
            && !event.subject.is_empty()
            && event.data.len() <= sealed_max(EMITTED_BYTES_MAX, event.payload_key)
    };
    let Some(event) = command.event.as_ref().filter(is_whole) else {
        return rejected(Reject::Empty);
    };
    let digest = match command.digest.as_slice() {
        [] => digest::of_emit(event),
        given => given.to_vec(),
    };
    match requests::look(context, &caller, &digest)? {
        RequestLookup::New => {}
        RequestLookup::Before(first) => {
            return Ok(Reply::Emitted {
                epoch: first.version,
                sequence: first.emitted,
                original_index: first.commit_index,
            });
        }
        RequestLookup::Refused(reject) => return rejected(reject),
    }
    if let Some(reject) = quota::refuse_pace(context, &caller.tenant, 1)? {
        return rejected(reject);
    }
    quota::count_creates(context, &caller.tenant, 1)?;
    let mut row = EventRow {
        actor: caller.actor.clone(),
        request_id: caller.request_id.clone(),
        digest: digest.clone(),
        emitted: Some(Box::new(event.clone())),
        ..EventRow::default()
    };
    row.set_kind(EventKind::Emitted);
    let sequence = context.tenant(&caller.tenant)?.next_sequence;
    context.emit(&caller.tenant, row)?;
    let epoch = context.shard.epoch;
    let request = RequestRow {
        digest,
        version: epoch,
        emitted: sequence,
        ..RequestRow::default()
    };
    requests::remember(context, &caller, request)?;
    Ok(Reply::Emitted {
        epoch,
        sequence,
        original_index: 0,
    })
}
