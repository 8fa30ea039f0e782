//! Common parts of steps. Each step is one entry, and is retried if another step commits first.

use std::time::Duration;

use minoots_client::{Client, Error, OperationResult, Transacted};
use serde::de::DeserializeOwned;
use tonic::Status;

use crate::clock;
use crate::execution::{At, Cause};
use crate::failure;

/// Attempts of a step when others commit first.
pub(crate) const STEPS_MAX: u32 = 40;
/// The pause before a step is retried.
pub(crate) const STEP_PAUSE: Duration = Duration::from_millis(5);

/// A delivery that a step settles.
#[derive(Debug, Clone)]
pub(crate) struct Settle {
    pub event_id: String,
    pub fence: String,
}

/// The instant and the cause of a step.
pub(crate) fn now(cause: Cause) -> At {
    At {
        now_ms: clock::now_ms(),
        cause,
    }
}

/// Causes of a failed write of the state that mean an overtaken step. The last one means that another partition owns
/// the name.
const OVERTAKEN: [&str; 3] = ["VERSION_CONFLICT", "VERSION_REQUIRED", "CHECKPOINT_PARTITION"];

/// Whether another step committed first, so the state is not the one that was read. Any other failure of the write is
/// returned to the caller.
pub(crate) fn is_overtaken(error: &Error) -> bool {
    let Error::Conflict { metadata, .. } = error else {
        return false;
    };
    let is_state = metadata.get("operation").is_some_and(|operation| operation == "0");
    let is_version = |cause: &String| OVERTAKEN.contains(&cause.as_str());
    is_state && metadata.get("cause").is_some_and(is_version)
}

/// The version of the state that a step wrote with its first operation.
pub(crate) fn written(done: &Transacted) -> Result<u64, Status> {
    let version = done.results.iter().find_map(|result| match result {
        OperationResult::Checkpoint(written) => Some(written.version),
        _ => None,
    });
    version.ok_or_else(|| Status::internal("a step that wrote no state"))
}

/// Loads the current version and content of a counting checkpoint. The content is `None` if there is no version, or if
/// the payload key of the current version was shredded. Counting then restarts in the next version. `what` names the
/// checkpoint in an error.
pub(crate) async fn counted<T: DeserializeOwned>(
    client: &Client,
    key: (String, String),
    what: impl FnOnce() -> String,
) -> Result<(u64, Option<T>), Status> {
    match client.checkpoint_at(key, 0).await {
        Ok(found) => match serde_json::from_slice(&found.data) {
            Ok(said) => Ok((found.version, Some(said))),
            Err(error) => Err(Status::internal(format!("{} cannot be read: {error}", what()))),
        },
        Err(Error::NotFound { .. }) => Ok((0, None)),
        Err(error) => {
            let status = failure::fabric(&error);
            let version = failure::shredded_version(&status).ok_or(status)?;
            Ok((version, None))
        }
    }
}
