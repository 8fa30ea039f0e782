//! What begins a new epoch in restored tables: an entry like any other, made and applied where no node runs.

use crate::{
    entry::Entry,
    failure::Failure,
    internal::{Command, StartEpoch, command::Command as Kind},
    tables::{Read, due, layout},
};
use alloc::vec;

/// Rows of one scan.
const SCAN_ROWS: usize = 4_096;

/// The entry with which `epoch` begins in these tables. Timers that wait and are due by `hold_until`, nanoseconds UTC, are held from
/// then on. Where nothing would be held there is no hold, which somebody would have to end.
pub fn entry(tables: &impl Read, epoch: u64, hold_until: i64) -> Result<Entry, Failure> {
    let overdue = count_waiting(tables, hold_until, |_, _| true)?;
    let command = Kind::StartEpoch(StartEpoch {
        epoch,
        hold_until: if overdue == 0 { 0 } else { hold_until },
    });
    Ok(Entry {
        // Log time stays where it was: nothing becomes due by this.
        time: i64::MIN,
        arm_before: i64::MIN,
        commands: vec![Command { command: Some(command) }],
    })
}

/// Timers that wait, are due by an instant, and are counted by their due instants and versions.
pub fn count_waiting(tables: &impl Read, until: i64, counts: impl Fn(i64, u64) -> bool) -> Result<u64, Failure> {
    let (mut count, mut from) = (0, due::start(i64::MIN));
    let until = due::start(until.saturating_add(1));
    loop {
        let rows = tables.scan(&from, &until, SCAN_ROWS)?;
        for row in &rows {
            let (key, row) = due::read(row)?;
            count += u64::from(row.arm == 0 && counts(key.due, row.version));
        }
        match rows.last().filter(|_| rows.len() == SCAN_ROWS) {
            Some((last, _)) => from = layout::after(last.clone()),
            None => return Ok(count),
        }
    }
}
