//! Creates a queue.

use super::{SHARD, changed};
use crate::{access::Principal, app::App, validate};
use minoots_kernel::internal::{PutQueue, command::Command};
use minoots_wire::queue::v1::{CreateQueueRequest, CreateQueueResponse};
use minoots_wire::rules::Unjudged;
use tonic::Status;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: Unjudged<CreateQueueRequest>,
) -> Result<CreateQueueResponse, Status> {
    let (request, mut violations) = request.judge();
    let asked = validate::QueueAsked {
        description: &request.description,
        ack_deadline: request.ack_deadline.as_ref(),
        max_age: request.max_age.as_ref(),
        retry_policy: request.retry_policy.as_ref(),
        key_concurrency: request.key_concurrency,
    };
    let options = validate::queue_options(&mut violations, &asked);
    violations.finish()?;
    app.writer.check_growth()?;
    let caller = who.caller("");
    let tenant = caller.tenant.clone();
    let command = Command::PutQueue(PutQueue {
        caller: Some(caller),
        queue: request.id.clone(),
        options: Some(options),
        version: 0,
    });
    let changed = changed(app, &tenant, &request.id, command).await?;
    // The queue may have been used before without a limit. After this wait no delivery exceeds the limit.
    let _ = app.delivery.heard().await;
    Ok(CreateQueueResponse {
        queue: Some(changed.queue),
        existing: changed.existing,
        shard: SHARD,
        commit_index: changed.at.index,
    })
}
