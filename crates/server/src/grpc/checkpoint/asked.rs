//! Evaluates the conditions of a write before it is proposed. The data of a version never changes, and the log accepts
//! the write only if that version is current. So a condition that holds here also holds there.

use super::shown::Place;
use crate::{
    app::{App, PayloadOpener},
    refusal,
    state::{KnownRequest, State},
    validate::condition::Conditions,
};
use minoots_kernel::Reject;
use tonic::Status;

/// The maximum size of JSON, in bytes, that is parsed on the calling thread; larger data would delay other tasks.
const AT_ONCE_BYTES_MAX: usize = 16 << 10;

/// The fields of a write that conditions need.
pub(super) struct Write<'a> {
    pub place: Place<'a>,
    pub partition_key: &'a str,
    pub expected_version: u64,
    pub request_id: &'a str,
    pub digest: &'a [u8],
    /// The checkpoint must exist, because the write is a rollback.
    pub must_stand: bool,
}

/// The state that a write meets.
enum Found {
    /// No condition applies, because the write was answered before.
    Answered,
    /// The current version, and the data before and after the write.
    Data(u64, Data),
}

/// The data for the conditions: that of the current version, and that to be written, each if it exists.
struct Data {
    current: Option<Vec<u8>>,
    written: Option<Vec<u8>>,
}

/// Checks the conditions, and rejects the write if one does not hold. `written` returns the data to be written, `None`
/// if it does not exist. A repeat of an answered write is not checked again.
pub(super) async fn hold(
    app: &App,
    conditions: Conditions,
    write: &Write<'_>,
    written: impl Fn(&State) -> Result<Option<Vec<u8>>, Status>,
) -> Result<(), Status> {
    let (state, _) = app.reader.read(None).await?;
    let found = look(&app.opener, &state, write, written)?;
    drop(state);
    let (version, data) = match found {
        Found::Answered => return Ok(()),
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

    /// The field of the first condition that does not hold. If the target of a rollback does not exist, the log rejects
    /// the write.
    fn against(&self, conditions: &Conditions) -> Option<String> {
        let before = conditions.against(self.current.as_deref());
        before.or_else(|| conditions.against_written(self.written.as_deref()?))
    }
}

fn look(
    opener: &PayloadOpener,
    state: &State,
    write: &Write<'_>,
    written: impl Fn(&State) -> Result<Option<Vec<u8>>, Status>,
) -> Result<Found, Status> {
    let (tenant, execution, name) = write.place;
    match state.request(tenant, write.request_id, write.digest)? {
        KnownRequest::New => {}
        KnownRequest::Answered => return Ok(Found::Answered),
        KnownRequest::Another => {
            let reject = Reject::IdempotencyMismatch { index: 0 };
            return Err(refusal::rejected(&reject));
        }
    }
    let head = state.checkpoint(tenant, execution, name)?;
    let version = head.as_ref().map_or(0, |head| head.version);
    let reject = match head.as_ref().map(|head| head.is_of(execution, write.partition_key)) {
        None | Some(false) if write.must_stand => Some(Reject::CheckpointNotFound),
        Some(false) => Some(Reject::CheckpointPartition),
        Some(_) if write.expected_version == 0 => Some(Reject::VersionRequired { version }),
        _ if version != write.expected_version => Some(Reject::VersionConflict { version }),
        _ => None,
    };
    if let Some(reject) = reject {
        return Err(refusal::rejected(&reject));
    }
    let current = match head {
        Some(_) => state.checkpoint_version(write.place, version)?,
        None => None,
    };
    let current = current.map(|row| opener.opened_checkpoint(write.place, (version, version), row));
    let current = current.transpose()?.map(|row| row.data);
    let written = written(state)?;
    Ok(Found::Data(version, Data { current, written }))
}
