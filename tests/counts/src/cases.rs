//! The counted cases: each of the main commands, on tables with [`TIMERS`] timers. Every entry must succeed, because
//! the cost of a refusal is of no interest.

mod commands;
mod state;

use crate::os;
use anyhow::{Result, ensure};
use minoots_kernel::{Applied, Entry, apply};
use state::State;
use std::fmt::Write;

/// The number of waiting timers while the commands are applied.
pub const TIMERS: usize = 10_000;
/// The number of entries for each case except batches. It is small, because a step takes microseconds.
const ENTRIES: usize = 2;
/// The number of timers in a batch.
const BATCH: usize = 10;

/// Runs all cases. Returns one line for each: its name, the number of entries, and the number of allocations. The first
/// line is the cost of counting itself.
pub fn run() -> Result<String> {
    let mut state = State::of_timers(TIMERS)?;
    let mut report = String::new();
    let mut case = |state: &mut State, name: &str, entries: &[Entry]| -> Result<Vec<Applied>> {
        let (applied, allocations) = counted(state, entries)?;
        writeln!(report, "{name} {} {allocations}", entries.len())?;
        for applied in &applied {
            state::succeeded(applied)?;
        }
        Ok(applied)
    };
    case(&mut state, "nothing", &[])?;
    let single = state.each(ENTRIES, |now, number| commands::create(now, &[number]));
    case(&mut state, "create", &single)?;
    let numbers: Vec<usize> = (ENTRIES..ENTRIES + BATCH).collect();
    let batch = state.entry(|now| commands::create(now, &numbers));
    case(&mut state, "create_batch", &[batch])?;
    let near = state.near(ENTRIES)?;
    let arms = state.each(ENTRIES, |_, number| commands::arm(&near[number]));
    case(&mut state, "arm", &arms)?;
    state.wait_until_due();
    let tick = state.tick();
    case(&mut state, "fire_batch", &[tick])?;
    let fired = state.arms(&near)?;
    let grants = state.each(ENTRIES, |now, number| {
        commands::grant(now, &near[number], fired[number])
    });
    case(&mut state, "record_delivery", &grants)?;
    let acks = state.each(ENTRIES, |now, number| commands::ack(now, &near[number], fired[number]));
    case(&mut state, "acknowledge", &acks)?;
    let moves = state.each(ENTRIES, commands::reschedule);
    case(&mut state, "reschedule", &moves)?;
    let cancels = state.each(ENTRIES, |_, number| commands::cancel(number));
    case(&mut state, "cancel", &cancels)?;
    let remembered = state.each(ENTRIES, |_, number| commands::cancel_by_request(ENTRIES + number));
    case(&mut state, "cancel_remembered", &remembered)?;
    Ok(report)
}

/// Applies entries between marks. Their results are dropped after the second mark.
fn counted(state: &mut State, entries: &[Entry]) -> Result<(Vec<Applied>, u64)> {
    let mut results = Vec::with_capacity(entries.len());
    let mut index = state.index;
    let before = os::allocations();
    os::mark();
    for entry in entries {
        index += 1;
        results.push(apply(&mut state.tables, index, entry));
    }
    os::mark();
    let allocations = os::allocations() - before;
    state.index = index;
    let applied: Result<Vec<Applied>, _> = results.into_iter().collect();
    let applied = applied.map_err(|failure| anyhow::anyhow!("{failure:?}"))?;
    ensure!(applied.len() == entries.len());
    Ok((applied, allocations))
}
