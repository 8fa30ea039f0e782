//! What newer zone data change: schedules whose instants were computed from older data, in bounded portions.

use crate::{plan, zones::Zones};
use minoots_kernel::{
    Failure,
    defects::{Defect, planted},
    internal::ScheduleRun,
    tables::{Read, layout, schedule},
};

/// Rows of one portion.
const ROWS: usize = 64;

/// Some of the schedules there are.
#[derive(Debug)]
pub struct Portion {
    /// Those whose instants were computed from older data, computed anew: nothing is decided by it.
    pub runs: Vec<ScheduleRun>,
    /// Where the next portion begins, if there may be more.
    pub rest: Option<Vec<u8>>,
}

/// Where the first portion begins.
#[must_use]
pub fn begin() -> Vec<u8> {
    schedule::next_range().0
}

/// Looks at a portion.
///
/// # Errors
/// What is stored cannot be read.
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
