//! Fails the unsettled events of a queue, portion by portion.

use super::SHARD;
use crate::{
    access::Principal,
    app::{Freshness, PolicyJudge},
    policies, refusal,
    state::State,
};
use minoots_kernel::{
    Reply,
    internal::{PurgeQueue, command::Command},
};
use minoots_policy::facts::Verb;
use minoots_sequencer::Priority;
use minoots_wire::queue::v1::{PurgeQueueRequest, PurgeQueueResponse};
use tonic::Status;

/// The maximum number of commands in one call: each examines up to a thousand rows.
const COMMANDS_MAX: usize = 16;

pub(super) async fn run(
    judge: &PolicyJudge,
    who: &Principal,
    request: PurgeQueueRequest,
) -> Result<PurgeQueueResponse, Status> {
    let mut command = PurgeQueue {
        caller: Some(who.caller("")),
        queue: request.id,
        from: Vec::new(),
        dead_letters: request.dead_letters,
        reason: request.reason,
    };
    let mut answer = PurgeQueueResponse {
        shard: SHARD,
        ..PurgeQueueResponse::default()
    };
    for _ in 0..COMMANDS_MAX {
        let portion = Command::PurgeQueue(command.clone());
        let asked = |_: &Command, _: &State| Ok(vec![policies::of_queue(Verb::Purge, &command.queue)]);
        let (at, reply) = judge
            .propose_allowed(who, (portion, Priority::Normal), Freshness::Anything, asked)
            .await?;
        let Reply::Purged(purged) = reply else {
            return Err(refusal::unexpected_reply());
        };
        answer.purged += purged.purged;
        answer.dead_letters += purged.dead_letters;
        answer.commit_index = at.index;
        answer.finished = purged.next.is_empty();
        if answer.finished {
            break;
        }
        command.from = purged.next;
    }
    Ok(answer)
}
