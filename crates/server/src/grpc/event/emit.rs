//! Writes an event of the caller's own.

use crate::{access::Principal, app::App, validate};
use minoots_kernel::{
    Reply, id,
    internal::{Emit, command::Command},
};
use minoots_sequencer::Priority;
use minoots_wire::event::v1::{EmitRequest, EmitResponse};
use tonic::Status;

pub(super) async fn run(app: &App, who: &Principal, request: EmitRequest) -> Result<EmitResponse, Status> {
    let caller = who.caller(&request.request_id);
    let mut violations = validate::Violations::default();
    validate::request_id(&mut violations, "request_id", &request.request_id);
    let event = validate::emit::emitted(&mut violations, "", request);
    violations.finish()?;
    app.check_growth()?;
    let command = Command::Emit(Emit {
        caller: Some(caller),
        event: Some(event),
    });
    let (at, reply) = app.propose(command, Priority::Normal).await?;
    let Reply::Emitted {
        epoch,
        sequence,
        original_index,
    } = reply
    else {
        return Err(app.unexpected());
    };
    Ok(EmitResponse {
        event_id: id::log_event_id(who.tenant(), epoch, sequence),
        shard: id::SHARD,
        commit_index: at.index,
        original_commit_index: original_index,
    })
}
