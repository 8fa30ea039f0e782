//! Reads shared by views and batches. They hide the system's own rows.

use std::borrow::Cow;
use std::ops::ControlFlow;

use minoots_kernel::Failure;
use minoots_kernel::tables::Row;

use super::applied::TABLES_END;
use super::engine::EngineRead;
use super::options::KEY_BYTES_MAX;

/// The bound itself, or the end of all tables if that comes first.
pub(crate) fn clip(key: &[u8]) -> &[u8] {
    if key < TABLES_END.as_slice() { key } else { &TABLES_END }
}

/// The bound itself, or the least one that engines take and that has the same rows before it.
pub(crate) fn within_keys(bound: &[u8]) -> Cow<'_, [u8]> {
    if bound.len() <= KEY_BYTES_MAX {
        return Cow::Borrowed(bound);
    }
    let mut next = bound[..KEY_BYTES_MAX].to_vec();
    while let Some(last) = next.pop() {
        if let Some(more) = last.checked_add(1) {
            next.push(more);
            break;
        }
    }
    Cow::Owned(next)
}

/// Returns up to `limit` rows with `from <= key < until`.
pub(crate) fn collect(engine: &dyn EngineRead, from: &[u8], until: &[u8], limit: usize) -> Result<Vec<Row>, Failure> {
    let (from, until) = (within_keys(from), within_keys(clip(until)));
    let mut rows = Vec::new();
    if from >= until || limit == 0 {
        return Ok(rows);
    }
    engine.scan(&from, &until, &mut |key, value| {
        rows.push((key.to_vec(), value.to_vec()));
        if rows.len() < limit {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    })?;
    Ok(rows)
}

/// The value of a key of a table.
pub(crate) fn get(engine: &dyn EngineRead, key: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
    if in_tables(key) { engine.get(key) } else { Ok(None) }
}

/// Whether a key can belong to a table. Engines have no longer keys.
pub(crate) fn in_tables(key: &[u8]) -> bool {
    !key.is_empty() && key.len() <= KEY_BYTES_MAX && key < TABLES_END.as_slice()
}
