//! Versions of a checkpoint, checkpoints of an execution, and executions. Versions contain their data, so a page ends
//! early before it would read too much.

use minoots_kernel::{
    Failure,
    internal::{CheckpointHeadRow, CheckpointRow},
    limits::{CHECKPOINT_BYTES_READ_MAX, PAGE_ROWS_EXAMINED_MAX},
    tables::{Read, checkpoint},
};

/// The number of rows in one read: so many of the largest size are within the limit of a page.
const LOOK: usize = 16;

/// Tenant, execution, name.
type Place<'a> = (&'a str, &'a str, &'a str);

/// The rows found with their keys, one more than a page has if there are more.
pub(crate) struct Found<T> {
    pub rows: Vec<(Vec<u8>, T)>,
    /// The page ends early, and its last row belongs to the next page.
    pub more: bool,
    /// The page ends early after this key, and all its rows belong to it.
    pub behind: Option<Vec<u8>>,
    bytes: usize,
    size: usize,
}

impl<T> Found<T> {
    fn of(size: usize) -> Found<T> {
        Found {
            rows: Vec::new(),
            more: false,
            behind: None,
            bytes: 0,
            size,
        }
    }

    /// Adds a row; returns whether the page is then complete. A page has at least one row.
    fn take(&mut self, key: Vec<u8>, bytes: usize, row: T) -> bool {
        self.bytes += bytes;
        self.rows.push((key, row));
        self.more = self.bytes > CHECKPOINT_BYTES_READ_MAX && self.rows.len() > 1;
        self.more || self.rows.len() > self.size
    }
}

/// The versions of a checkpoint, newest first, after the key `after`.
pub(crate) fn versions<T>(
    view: &(impl Read + ?Sized),
    place: Place<'_>,
    (after, size): (Option<Vec<u8>>, usize),
    shown: impl Fn(u64, CheckpointRow) -> T,
) -> Result<Found<T>, Failure> {
    let (first, until) = checkpoint::versions(place.0, place.1, place.2);
    let mut from = after.map_or(first, behind);
    let mut found = Found::of(size);
    loop {
        let rows = view.scan(&from, &until, LOOK)?;
        let Some((last, _)) = rows.last() else { return Ok(found) };
        from = behind(last.clone());
        for row in rows {
            let (.., version, stored) = checkpoint::read_version(&row)?;
            if found.take(row.0, stored.data.len(), shown(version, stored)) {
                return Ok(found);
            }
        }
    }
}

/// The current versions of the checkpoints of an execution, by name, after the key `after`.
pub(crate) fn current<T>(
    view: &(impl Read + ?Sized),
    (tenant, execution): (&str, &str),
    partition_key: &str,
    (after, size): (Option<Vec<u8>>, usize),
    shown: impl Fn(&str, &CheckpointHeadRow, CheckpointRow) -> T,
) -> Result<Found<T>, Failure> {
    let (first, until) = checkpoint::range(tenant, execution);
    let mut from = after.map_or(first, behind);
    let (mut found, mut looked) = (Found::of(size), 0);
    loop {
        let rows = view.scan(&from, &until, LOOK)?;
        let Some((last, _)) = rows.last() else { return Ok(found) };
        from = behind(last.clone());
        for row in rows {
            let (.., name, head) = checkpoint::read(&row)?;
            looked += 1;
            if head.is_of(execution, partition_key)
                && let Some(stored) = checkpoint::version(view, (tenant, execution, &name), head.version)?
                && found.take(row.0.clone(), stored.data.len(), shown(&name, &head, stored))
            {
                return Ok(found);
            }
            if looked >= PAGE_ROWS_EXAMINED_MAX {
                found.behind = Some(row.0);
                return Ok(found);
            }
        }
    }
}

fn behind(key: Vec<u8>) -> Vec<u8> {
    [&key[..], &[0]].concat()
}

/// The ids of executions with checkpoints from the key `after` on, and the start of the next page if there is one. An
/// execution costs one lookup, whatever number of checkpoints it has.
pub(crate) fn executions(
    view: &(impl Read + ?Sized),
    (tenant, id_prefix): (&str, &str),
    (after, size): (Option<Vec<u8>>, usize),
) -> Result<(Vec<String>, Option<Vec<u8>>), Failure> {
    let (first, until) = checkpoint::executions(tenant, id_prefix);
    let mut from = after.unwrap_or(first);
    let mut executions = Vec::new();
    while let Some(row) = view.scan(&from, &until, 1)?.first() {
        if executions.len() == size {
            return Ok((executions, Some(from)));
        }
        let (_, execution, ..) = checkpoint::read(row)?;
        (_, from) = checkpoint::range(tenant, &execution);
        executions.push(execution);
    }
    Ok((executions, None))
}
