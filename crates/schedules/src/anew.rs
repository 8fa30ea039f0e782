//! Recomputation after an update of zone data. Finds schedules whose instants were computed from older data, in bounded
//! portions.

use crate::{plan, zones::Zones};
use minoots_kernel::{
    Failure,
    defects::{Defect, planted},
    internal::ScheduleRun,
    tables::{Read, layout, schedule},
};

/// Rows per portion.
const ROWS: usize = 64;

/// A portion of all schedules.
#[derive(Debug)]
pub struct Portion {
    /// Recomputed runs of the schedules whose instants were computed from older data. They decide no instant.
    pub runs: Vec<ScheduleRun>,
    /// The start of the next portion; `None` at the end.
    pub rest: Option<Vec<u8>>,
}

/// The start of the first portion.
#[must_use]
pub fn begin() -> Vec<u8> {
    schedule::next_range().0
}

/// Reads and recomputes one portion.
///
/// # Errors
/// Stored data cannot be read.
pub fn look(view: &dyn Read, from: &[u8], zones: Zones) -> Result<Portion, Failure> {
    let rows = view.scan(from, &schedule::next_range().1, ROWS)?;
    let mut runs = Vec::new();
    for scanned in &rows {
        let (_, tenant, id) = schedule::read_next(scanned)?;
        if let Some(row) = schedule::get(view, &tenant, &id)?
            && row.zone_data.as_str() < zones.version()
            && !planted(Defect::ZonesNotComputedAnew)
            && let Ok(run) = plan::anew(&tenant, &id, &row, zones)
        {
            runs.push(run);
        }
    }
    let last = rows.last().filter(|_| rows.len() == ROWS);
    let rest = last.map(|(key, _)| layout::after(key.clone()));
    Ok(Portion { runs, rest })
}
