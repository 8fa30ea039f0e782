//! Reads shared by views and batches. They hide the system's own rows.

use std::ops::ControlFlow;

use minoots_kernel::Failure;
use minoots_kernel::tables::Row;

use super::applied::TABLES_END;
use super::engine::EngineRead;

/// The bound itself, or the end of all tables if that comes first.
pub(crate) fn clip(key: &[u8]) -> &[u8] {
    if key < TABLES_END.as_slice() { key } else { &TABLES_END }
}

/// Returns up to `limit` rows with `from <= key < until`.
pub(crate) fn collect(engine: &dyn EngineRead, from: &[u8], until: &[u8], limit: usize) -> Result<Vec<Row>, Failure> {
    let until = clip(until);
    let mut rows = Vec::new();
    if from >= until || limit == 0 {
        return Ok(rows);
    }
    engine.scan(from, until, &mut |key, value| {
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

/// Whether a key belongs to a table.
pub(crate) fn in_tables(key: &[u8]) -> bool {
    !key.is_empty() && key < TABLES_END.as_slice()
}
