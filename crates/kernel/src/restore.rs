//! The entry that begins a new epoch in restored tables: an ordinary entry, which is created and applied without a
//! running node.

use crate::{
    entry::Entry,
    failure::Failure,
    internal::{Command, StartEpoch, command::Command as Kind},
    tables::{Read, due, layout},
};
use alloc::vec;

/// The number of rows of one scan.
const SCAN_ROWS: usize = 4_096;

/// Creates the entry with which `epoch` begins in these tables. Waiting timers that are due by `hold_until`,
/// nanoseconds UTC, are held from then on. If there are none, there is no hold, because an operator would have to end
/// it.
pub fn entry(tables: &impl Read, epoch: u64, hold_until: i64) -> Result<Entry, Failure> {
    let overdue = count_waiting(tables, hold_until, |_, _| true)?;
    let command = Kind::StartEpoch(StartEpoch {
        epoch,
        hold_until: if overdue == 0 { 0 } else { hold_until },
    });
    Ok(Entry {
        // Log time stays unchanged, so this entry makes nothing due.
        time: i64::MIN,
        arm_before: i64::MIN,
        commands: vec![Command { command: Some(command) }],
    })
}

/// Counts the waiting timers that are due by an instant and match a predicate of due instant and version.
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
