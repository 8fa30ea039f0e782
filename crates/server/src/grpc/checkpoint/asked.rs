//! Looks at the conditions of a write before it is proposed. What stands under a version never changes, and the log takes the write only if
//! that version is current: so what held here holds there.

use super::shown::Place;
use crate::{app::App, refusal, validate::condition::Conditions};
use minoots_kernel::{
    Failure, Reject,
    tables::{self, checkpoint, request::Known},
};
use minoots_sequencer::consensus::View;
use tonic::Status;

/// A write, as far as its conditions need it.
pub(super) struct Write<'a> {
    pub place: Place<'a>,
    pub partition_key: &'a str,
    pub expected_version: u64,
    pub request_id: &'a str,
    pub digest: &'a [u8],
    /// Only one that stands can be written: there is something to go back to.
    pub must_stand: bool,
}

/// Whether the conditions hold, as a refusal if they do not; `written` is the data that the write is to make, `None` if that is not there.
/// Whoever repeats a write that was answered is not asked again.
pub(super) async fn hold(
    app: &App,
    conditions: &Conditions,
    write: &Write<'_>,
    written: impl Fn(&dyn View) -> Result<Option<Vec<u8>>, Failure>,
) -> Result<(), Status> {
    let (view, _) = app.read(None).await?;
    let view = view.as_ref();
    let refused = look(view, conditions, write, written).map_err(|failure| app.fail(failure))?;
    refused.map_or(Ok(()), Err)
}

fn look(
    view: &dyn View,
    conditions: &Conditions,
    write: &Write<'_>,
    written: impl Fn(&dyn View) -> Result<Option<Vec<u8>>, Failure>,
) -> Result<Option<Status>, Failure> {
    let (tenant, execution, name) = write.place;
    match tables::request::known(view, tenant, write.request_id, write.digest)? {
        Known::New => {}
        Known::Answered => return Ok(None),
        Known::Another => return Ok(Some(refusal::rejected(&Reject::IdempotencyMismatch { index: 0 }))),
    }
    let head = checkpoint::get(view, tenant, execution, name)?;
    let version = head.as_ref().map_or(0, |head| head.version);
    let reject = match head.as_ref().map(|head| head.is_of(execution, write.partition_key)) {
        None | Some(false) if write.must_stand => Some(Reject::CheckpointNotFound),
        Some(false) => Some(Reject::CheckpointPartition),
        Some(_) if write.expected_version == 0 => Some(Reject::VersionRequired { version }),
        _ if version != write.expected_version => Some(Reject::VersionConflict { version }),
        _ => None,
    };
    if let Some(reject) = reject {
        return Ok(Some(refusal::rejected(&reject)));
    }
    let current = match head {
        Some(_) => checkpoint::version(view, write.place, version)?.map(|row| row.data),
        None => None,
    };
    if let Some(field) = conditions.against(current.as_deref()) {
        return Ok(Some(refusal::condition_failed(&field, version)));
    }
    // What is not there to go back to is refused by the log.
    let failed = written(view)?.and_then(|data| conditions.against_written(&data));
    Ok(failed.map(|field| refusal::condition_failed(&field, version)))
}
