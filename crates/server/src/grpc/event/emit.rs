//! Emits an event of the caller.

use crate::{
    access::{self, Principal},
    app::{App, Freshness},
    policies, refusal,
    state::State,
    validate,
};
use minoots_kernel::{
    Reply, digest, id,
    internal::{Emit, command::Command},
};
use minoots_sequencer::Priority;
use minoots_wire::event::v1::{EmitRequest, EmitResponse};
use tonic::{Request, Status};

/// An emit writes as much as a create, and needs a permit like one.
pub(super) async fn run(app: &App, mut request: Request<EmitRequest>) -> Result<EmitResponse, Status> {
    let place = app.overload.of_call(request.extensions_mut())?;
    let answer = emit(app, request).await;
    place.answered(&answer);
    answer
}

async fn emit(app: &App, request: Request<EmitRequest>) -> Result<EmitResponse, Status> {
    let (who, request) = Principal::unjudged(request)?;
    let (request, mut violations) = request.judge();
    who.needs(access::to_emit(&request.r#type))?;
    let caller = who.caller(&request.request_id);
    let event = validate::emit::emitted(&mut violations, "", request);
    violations.finish()?;
    app.writer.check_growth()?;
    let facts = policies::of_emitted(&event);
    // Sealing gives different bytes each time, so the digest of the plain request identifies a repeat.
    let digest = app.writer.request_digest(Some(&caller), digest::of_emit(&event))?;
    let command = Command::Emit(Box::new(Emit {
        caller: Some(caller),
        event: Some(event),
        digest,
    }));
    let asked = |_: &Command, _: &State| Ok(facts.clone());
    let (at, reply) = app
        .judge
        .propose_allowed(&who, (command, Priority::Normal), Freshness::Anything, asked)
        .await?;
    let Reply::Emitted {
        epoch,
        sequence,
        original_index,
    } = reply
    else {
        return Err(refusal::unexpected_reply());
    };
    Ok(EmitResponse {
        event_id: id::log_event_id(who.tenant(), epoch, sequence),
        shard: id::SHARD,
        commit_index: at.index,
        original_commit_index: original_index,
    })
}
