//! Schedules from outside.

mod backfills;
mod commands;
mod edits;
mod kills;
mod overlaps;
mod preview;
mod reserve;

use minoots_it::tail::cloud_event;
use minoots_wire::event::v1::LogEvent;
use serde_json::Value;

/// Returns an event's data.
fn data(event: &LogEvent) -> Value {
    cloud_event(event).unwrap()["data"].take()
}
