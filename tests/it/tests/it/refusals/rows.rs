//! The tables of requests and responses.

mod batches;
mod bodies;
mod names;
mod present;
mod reads;
mod retries;
mod times;

use super::call::Row;

/// Returns every row.
pub fn all() -> impl Iterator<Item = Row> {
    let tables = [
        names::all(),
        times::all(),
        bodies::all(),
        retries::all(),
        reads::all(),
        batches::all(),
        present::all(),
    ];
    tables.into_iter().flatten()
}
