//! Changes the options of a queue that the mask names. It reads the present options from a fresh view, as Get does. The
//! version that was read guards the change, so that no concurrent change is lost.

use super::{SHARD, changed};
use crate::{access::Principal, app::App, refusal, validate};
use minoots_kernel::internal::{Caller, PutQueue, QueueOptions, command::Command};
use minoots_wire::rules::Unjudged;
use minoots_wire::{
    error::{Details, Reason},
    queue::v1::{UpdateQueueRequest, UpdateQueueResponse},
};
use tonic::Status;

/// The number of attempts at a change, if its caller named no version.
const ATTEMPTS_MAX: usize = 8;

/// The names for a mask.
const DESCRIPTION: &str = "description";
const ACK_DEADLINE: &str = "ack_deadline";
const MAX_AGE: &str = "max_age";
const RETRY_POLICY: &str = "retry_policy";
const KEY_CONCURRENCY: &str = "key_concurrency";

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: Unjudged<UpdateQueueRequest>,
) -> Result<UpdateQueueResponse, Status> {
    let (request, mut violations) = request.judge();
    let mask = mask(&mut violations, &request);
    let asked = validate::QueueAsked {
        description: &request.description,
        ack_deadline: request.ack_deadline.as_ref(),
        max_age: request.max_age.as_ref(),
        retry_policy: request.retry_policy.as_ref(),
        key_concurrency: request.key_concurrency,
    };
    let asked = validate::queue_options(&mut violations, &asked);
    violations.finish()?;
    let mut attempt = 1;
    loop {
        match update(app, &who.caller(""), &request, (&mask, &asked)).await {
            Err(status) if request.state_version == 0 && attempt < ATTEMPTS_MAX && is_overtaken(&status) => {
                attempt += 1
            }
            answer => return answer,
        }
    }
}

fn is_overtaken(status: &Status) -> bool {
    Details::of(status).reason() == Some(Reason::StateVersion)
}

/// The options that change.
fn mask(violations: &mut validate::Violations, request: &UpdateQueueRequest) -> Vec<&'static str> {
    let set = [
        (DESCRIPTION, !request.description.is_empty()),
        (ACK_DEADLINE, request.ack_deadline.is_some()),
        (MAX_AGE, request.max_age.is_some()),
        (RETRY_POLICY, request.retry_policy.is_some()),
        (KEY_CONCURRENCY, request.key_concurrency != 0),
    ];
    validate::update_mask(violations, request.update_mask.as_ref(), &set, "an option")
}

async fn update(
    app: &App,
    caller: &Caller,
    request: &UpdateQueueRequest,
    (mask, asked): (&[&str], &QueueOptions),
) -> Result<UpdateQueueResponse, Status> {
    let tenant = caller.tenant.clone();
    let (state, _) = app.reader.read(None).await?;
    let row = state.queue(&tenant, &request.id)?;
    let row = row.ok_or_else(refusal::queue_not_found)?;
    drop(state);
    let version = match request.state_version {
        0 => row.version(),
        asked => asked,
    };
    let mut options = row.options.unwrap_or_default();
    for name in mask {
        match *name {
            DESCRIPTION => options.description.clone_from(&asked.description),
            ACK_DEADLINE => options.ack_deadline = asked.ack_deadline,
            MAX_AGE => options.age_max = asked.age_max,
            KEY_CONCURRENCY => options.key_concurrency = asked.key_concurrency,
            _ => options.retry = asked.retry,
        }
    }
    let command = Command::PutQueue(PutQueue {
        caller: Some(caller.clone()),
        queue: request.id.clone(),
        options: Some(options),
        version,
    });
    let changed = changed(app, &tenant, &request.id, command).await?;
    // After this wait no delivery exceeds the new limit.
    let _ = app.delivery.heard().await;
    Ok(UpdateQueueResponse {
        queue: Some(changed.queue),
        shard: SHARD,
        commit_index: changed.at.index,
    })
}
