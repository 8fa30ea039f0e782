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

/// Bytes of JSON that are read on the thread at hand: what is longer would keep others waiting.
const AT_ONCE_BYTES_MAX: usize = 16 << 10;

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

/// What there is to look at.
enum Found {
    /// Nothing: the write was answered before, or is refused for something else.
    Settled(Result<(), Status>),
    /// The version that is current, its data, and those that are to be written.
    Data(u64, Data),
}

/// Data that conditions are about: of the version that is current, if there is one, and of the one to be written, if that is there.
struct Data {
    current: Option<Vec<u8>>,
    written: Option<Vec<u8>>,
}

/// Whether the conditions hold, as a refusal if they do not; `written` is the data that the write is to make, `None` if that is not there.
/// Whoever repeats a write that was answered is not asked again.
pub(super) async fn hold(
    app: &App,
    conditions: Conditions,
    write: &Write<'_>,
    written: impl Fn(&dyn View) -> Result<Option<Vec<u8>>, Failure>,
) -> Result<(), Status> {
    let (view, _) = app.read(None).await?;
    let found = look(app, view.as_ref(), write, written).map_err(|failure| app.fail(failure))?;
    drop(view);
    let (version, data) = match found {
        Found::Settled(settled) => return settled,
        Found::Data(version, data) => (version, data),
    };
    let failed = if data.len() <= AT_ONCE_BYTES_MAX {
        data.against(&conditions)
    } else {
        let judged = tokio::task::spawn_blocking(move || data.against(&conditions)).await;
        judged.map_err(|_| refusal::shutting_down())?
    };
    failed.map_or(Ok(()), |field| Err(refusal::condition_failed(&field, version)))
}

impl Data {
    fn len(&self) -> usize {
        [&self.current, &self.written].into_iter().flatten().map(Vec::len).sum()
    }

    /// The field of the first condition that does not hold. What is not there to go back to is refused by the log.
    fn against(&self, conditions: &Conditions) -> Option<String> {
        let before = conditions.against(self.current.as_deref());
        before.or_else(|| conditions.against_written(self.written.as_deref()?))
    }
}

fn look(
    app: &App,
    view: &dyn View,
    write: &Write<'_>,
    written: impl Fn(&dyn View) -> Result<Option<Vec<u8>>, Failure>,
) -> Result<Found, Failure> {
    let (tenant, execution, name) = write.place;
    match tables::request::known(view, tenant, write.request_id, write.digest)? {
        Known::New => {}
        Known::Answered => return Ok(Found::Settled(Ok(()))),
        Known::Another => {
            let reject = Reject::IdempotencyMismatch { index: 0 };
            return Ok(Found::Settled(Err(refusal::rejected(&reject))));
        }
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
        return Ok(Found::Settled(Err(refusal::rejected(&reject))));
    }
    let current = match head {
        Some(_) => checkpoint::version(view, write.place, version)?,
        None => None,
    };
    let current = match current
        .map(|row| app.opened_checkpoint(write.place, (version, version), row))
        .transpose()
    {
        Ok(row) => row.map(|row| row.data),
        Err(refused) => return Ok(Found::Settled(Err(refused))),
    };
    let written = written(view)?;
    Ok(Found::Data(version, Data { current, written }))
}
