//! Lists the versions of a checkpoint, or the checkpoints of an execution, page by page.

use super::shown::{self, Place};
use crate::{access::Principal, app::App, page::Page, queries::checkpoints};
use minoots_kernel::internal::{CheckpointHeadRow, CheckpointRow};
use minoots_wire::checkpoint::v1::{Checkpoint, ListCheckpointsRequest, ListCheckpointsResponse};
use tonic::Status;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: ListCheckpointsRequest,
) -> Result<ListCheckpointsResponse, Status> {
    let place = (who.tenant(), request.execution.as_str(), request.name.as_str());
    let partition_key = request.partition_key.as_str();
    let binding = format!("checkpoints {place:?} {partition_key:?}");
    let page = Page::asked(binding, request.page_size, &request.page_token)?;
    let (state, read) = app.reader.read_many(place.0, request.read.as_ref()).await?;
    let (rows, last) = match place.2 {
        "" => {
            let shown =
                |name: &str, head: &CheckpointHeadRow, row| listed((place.0, place.1, name), head, (head.version, row));
            let of = (place.0, place.1);
            state.look(|view| checkpoints::current(view, of, partition_key, &page.portion, shown))?
        }
        _ => {
            let head = shown::found(&state, place, partition_key)?;
            let shown = |version, row| listed(place, &head, (version, row));
            state.look(|view| checkpoints::versions(view, place, &page.portion, shown))?
        }
    };
    let checkpoints = rows.into_iter().map(|(checkpoint, payload_key)| {
        Ok(Checkpoint {
            data_shredded: app.opener.is_shredded(place.0, payload_key)?,
            ..checkpoint
        })
    });
    Ok(ListCheckpointsResponse {
        checkpoints: checkpoints.collect::<Result<_, Status>>()?,
        next_page_token: page.next(last),
        read: Some(read),
    })
}

/// A version without its data, and the number of the payload key that seals them; 0 for plain data.
fn listed(place: Place<'_>, head: &CheckpointHeadRow, (version, row): (u64, CheckpointRow)) -> (Checkpoint, u64) {
    let sealed_by = row.payload_key;
    let mut checkpoint = shown::version(place, head, version, row);
    checkpoint.data.clear();
    (checkpoint, sealed_by)
}
