//! Versions of a checkpoint, checkpoints of an execution, and executions. Versions contain their data, so a page ends
//! early before it would read too much.

use crate::state::{Listed, Portion};
use minoots_kernel::{
    Failure,
    internal::{CheckpointHeadRow, CheckpointRow},
    limits::{CHECKPOINT_BYTES_READ_MAX, PAGE_ROWS_EXAMINED_MAX},
    tables::{Read, Row, checkpoint, layout},
};

/// The number of rows in one read: so many of the largest size are within the limit of a page.
const LOOK: usize = 16;

/// Tenant, execution, name.
type Place<'a> = (&'a str, &'a str, &'a str);

/// The rows found.
struct Found<T> {
    rows: Vec<T>,
    /// The key after which the next page begins.
    last: Option<Vec<u8>>,
    bytes: usize,
    size: usize,
}

impl<T> Found<T> {
    /// Adds a row, unless the page is complete without it. Returns whether it is. A page has at least one row.
    fn take(&mut self, key: Vec<u8>, bytes: usize, row: T) -> bool {
        self.bytes += bytes;
        let is_large = self.bytes > CHECKPOINT_BYTES_READ_MAX && !self.rows.is_empty();
        if is_large || self.rows.len() == self.size {
            return true;
        }
        self.rows.push(row);
        self.last = Some(key);
        false
    }
}

/// The versions of a checkpoint, newest first.
pub(crate) fn versions<T>(
    view: &(impl Read + ?Sized),
    place: Place<'_>,
    portion: &Portion,
    shown: impl Fn(u64, CheckpointRow) -> T,
) -> Result<Listed<T>, Failure> {
    let range = checkpoint::versions(place.0, place.1, place.2);
    read(view, range, portion, |found, row| {
        let (.., version, stored) = checkpoint::read_version(&row)?;
        Ok(found.take(row.0, stored.data.len(), shown(version, stored)))
    })
}

/// The current versions of the checkpoints of an execution, by name.
pub(crate) fn current<T>(
    view: &(impl Read + ?Sized),
    (tenant, execution): (&str, &str),
    partition_key: &str,
    portion: &Portion,
    shown: impl Fn(&str, &CheckpointHeadRow, CheckpointRow) -> T,
) -> Result<Listed<T>, Failure> {
    let mut looked = 0;
    read(view, checkpoint::range(tenant, execution), portion, |found, row| {
        let (.., name, head) = checkpoint::read(&row)?;
        looked += 1;
        if head.is_of(execution, partition_key)
            && let Some(stored) = checkpoint::version(view, (tenant, execution, &name), head.version)?
            && found.take(row.0.clone(), stored.data.len(), shown(&name, &head, stored))
        {
            return Ok(true);
        }
        let is_long = looked >= PAGE_ROWS_EXAMINED_MAX;
        if is_long {
            found.last = Some(row.0);
        }
        Ok(is_long)
    })
}

/// Reads the rows of a range, until `take` says that the page is complete.
fn read<T>(
    view: &(impl Read + ?Sized),
    (first, until): (Vec<u8>, Vec<u8>),
    portion: &Portion,
    mut take: impl FnMut(&mut Found<T>, Row) -> Result<bool, Failure>,
) -> Result<Listed<T>, Failure> {
    let mut from = portion.from(first);
    let mut found = Found {
        rows: Vec::new(),
        last: None,
        bytes: 0,
        size: portion.size,
    };
    loop {
        let rows = view.scan(&from, &until, LOOK)?;
        let Some((last, _)) = rows.last() else {
            return Ok((found.rows, None));
        };
        from = layout::behind(last);
        for row in rows {
            if take(&mut found, row)? {
                return Ok((found.rows, found.last));
            }
        }
    }
}

/// The ids of executions with checkpoints. The portion begins with its key, which is the first of an execution. An
/// execution costs one lookup, whatever number of checkpoints it has.
pub(crate) fn executions(
    view: &(impl Read + ?Sized),
    (tenant, id_prefix): (&str, &str),
    portion: &Portion,
) -> Result<Listed<String>, Failure> {
    let (first, until) = checkpoint::executions(tenant, id_prefix);
    let mut from = portion.after.clone().unwrap_or(first);
    let mut executions = Vec::new();
    while let Some(row) = view.scan(&from, &until, 1)?.first() {
        if executions.len() == portion.size {
            return Ok((executions, Some(from)));
        }
        let (_, execution, ..) = checkpoint::read(row)?;
        (_, from) = checkpoint::range(tenant, &execution);
        executions.push(execution);
    }
    Ok((executions, None))
}
