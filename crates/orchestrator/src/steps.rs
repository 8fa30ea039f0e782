//! Steps of records in the fabric: each is one entry, and is made anew where another one came first.

use std::time::Duration;

use minoots_client::{Client, Error, OperationResult, Transacted};
use serde::de::DeserializeOwned;
use tonic::Status;

use crate::clock;
use crate::execution::{At, Cause};
use crate::failure;

/// How often a step is made anew because somebody else made one meanwhile.
pub(crate) const STEPS_MAX: u32 = 40;
/// Before it is.
pub(crate) const STEP_PAUSE: Duration = Duration::from_millis(5);

/// A delivery that a step settles.
#[derive(Debug, Clone)]
pub(crate) struct Settle {
    pub event_id: String,
    pub fence: String,
}

/// The instant at which a step is made, and why.
pub(crate) fn now(cause: Cause) -> At {
    At {
        now_ms: clock::now_ms(),
        cause,
    }
}

/// Causes of a state's put that say so; the last is that of another partition under the same name.
const OVERTAKEN: [&str; 3] = ["VERSION_CONFLICT", "VERSION_REQUIRED", "CHECKPOINT_PARTITION"];

/// Whether another step came first: the state is not the one that was read. What else keeps the state from being written is told as it is.
pub(crate) fn is_overtaken(error: &Error) -> bool {
    let Error::Conflict { metadata, .. } = error else {
        return false;
    };
    let is_state = metadata.get("operation").is_some_and(|operation| operation == "0");
    let is_version = |cause: &String| OVERTAKEN.contains(&cause.as_str());
    is_state && metadata.get("cause").is_some_and(is_version)
}

/// The version of the state that a step wrote: its first operation.
pub(crate) fn written(done: &Transacted) -> Result<u64, Status> {
    let version = done.results.iter().find_map(|result| match result {
        OperationResult::Checkpoint(written) => Some(written.version),
        _ => None,
    });
    version.ok_or_else(|| Status::internal("a step that wrote no state"))
}

/// The current version of what is counted in a checkpoint, and what it says. It says nothing if there is no version, and if the payload key of
/// the current one was shredded: counting begins anew then, in the version after it. `what` names it in an error.
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
