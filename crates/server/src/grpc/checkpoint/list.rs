//! Lists the versions of a checkpoint, or the checkpoints of an execution, page by page. Each row contains its data, so
//! a page ends early before it would read too much.

use super::shown::{self, Place};
use crate::{access::Principal, app::App, token, validate};
use minoots_kernel::{
    Failure,
    limits::{CHECKPOINT_BYTES_READ_MAX, PAGE_ROWS_EXAMINED_MAX},
    tables::checkpoint,
};
use minoots_sequencer::consensus::View;
use minoots_wire::checkpoint::v1::{Checkpoint, ListCheckpointsRequest, ListCheckpointsResponse};
use tonic::Status;

/// The number of rows in one read: so many of the largest size are within the limit of a page.
const LOOK: usize = 16;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: ListCheckpointsRequest,
) -> Result<ListCheckpointsResponse, Status> {
    let size = validate::page_size(request.page_size);
    let place = (who.tenant(), request.execution.as_str(), request.name.as_str());
    let partition_key = request.partition_key.as_str();
    let binding = format!("checkpoints {place:?} {partition_key:?}").into_bytes();
    let after = token::page(&binding, &request.page_token)?;
    let (view, read) = app.read_many(place.0, request.read.as_ref()).await?;
    let page = match place.2 {
        "" => names(view.as_ref(), place, partition_key, after, size),
        _ => {
            shown::found(app, view.as_ref(), place, partition_key)?;
            versions(view.as_ref(), place, after, size)
        }
    };
    let Page { mut rows, more, behind } = page.map_err(|failure| app.fail(failure))?;
    let whole = if more { rows.len().saturating_sub(1) } else { size };
    let next_page_token = match behind {
        Some(key) => token::seal(token::Kind::Page, &binding, &key),
        None => token::cut(&mut rows, whole.min(size), &binding),
    };
    let checkpoints = rows.into_iter().map(|(_, (checkpoint, payload_key))| {
        Ok(Checkpoint {
            data_shredded: app.is_shredded(place.0, payload_key)?,
            ..checkpoint
        })
    });
    Ok(ListCheckpointsResponse {
        checkpoints: checkpoints.collect::<Result<_, Status>>()?,
        next_page_token,
        read: Some(read),
    })
}

/// A version, and the number of the payload key that seals its data; 0 for plain data.
type Listed = (Checkpoint, u64);

/// The rows found, one more than a page has if there are more.
#[derive(Default)]
struct Page {
    rows: Vec<(Vec<u8>, Listed)>,
    /// The page ends early, and its last row belongs to the next page.
    more: bool,
    /// The page ends early after this key, and all its rows belong to it.
    behind: Option<Vec<u8>>,
}

impl Page {
    /// Adds a row; returns whether the page is then complete. A page has at least one row.
    fn take(&mut self, key: Vec<u8>, (mut found, payload_key): Listed, read: &mut usize, size: usize) -> bool {
        *read += found.data_size as usize;
        found.data.clear();
        self.rows.push((key, (found, payload_key)));
        self.more = *read > CHECKPOINT_BYTES_READ_MAX && self.rows.len() > 1;
        self.more || self.rows.len() > size
    }
}

fn versions(view: &dyn View, place: Place<'_>, after: Option<Vec<u8>>, size: usize) -> Result<Page, Failure> {
    let head = checkpoint::get(view, place.0, place.1, place.2)?.unwrap_or_default();
    let (first, until) = checkpoint::versions(place.0, place.1, place.2);
    let mut from = after.map_or(first, behind);
    let (mut page, mut read) = (Page::default(), 0);
    loop {
        let rows = view.scan(&from, &until, LOOK)?;
        let Some((last, _)) = rows.last() else { return Ok(page) };
        from = behind(last.clone());
        for row in rows {
            let (.., version, stored) = checkpoint::read_version(&row)?;
            let sealed_by = stored.payload_key;
            let found = (shown::version(place, &head, version, stored), sealed_by);
            if page.take(row.0, found, &mut read, size) {
                return Ok(page);
            }
        }
    }
}

fn names(
    view: &dyn View,
    place: Place<'_>,
    partition_key: &str,
    after: Option<Vec<u8>>,
    size: usize,
) -> Result<Page, Failure> {
    let (first, until) = checkpoint::range(place.0, place.1);
    let mut from = after.map_or(first, behind);
    let (mut page, mut read, mut looked) = (Page::default(), 0, 0);
    loop {
        let rows = view.scan(&from, &until, LOOK)?;
        let Some((last, _)) = rows.last() else { return Ok(page) };
        from = behind(last.clone());
        for row in rows {
            let (.., name, head) = checkpoint::read(&row)?;
            let of = (place.0, place.1, name.as_str());
            looked += 1;
            if head.is_of(place.1, partition_key)
                && let Some(stored) = checkpoint::version(view, of, head.version)?
            {
                let sealed_by = stored.payload_key;
                let found = (shown::version(of, &head, head.version, stored), sealed_by);
                if page.take(row.0.clone(), found, &mut read, size) {
                    return Ok(page);
                }
            }
            if looked >= PAGE_ROWS_EXAMINED_MAX {
                page.behind = Some(row.0);
                return Ok(page);
            }
        }
    }
}

fn behind(key: Vec<u8>) -> Vec<u8> {
    [&key[..], &[0]].concat()
}
