//! The outcomes of a cancel and of a snooze, as the API states them.

use super::blocks::{code, context, plain};
use super::timer::with_buttons;
use super::{Message, Seal, Timer, Visibility};
use crate::id::TargetId;
use crate::limits::ID_BYTES_MAX;

/// Characters shown of an event id. No id is longer.
const EVENT_CHARS_MAX: usize = 512;

/// The outcome of a cancel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CancelOutcome {
    /// The timer never fires.
    Cancelled,
    /// The timer was armed or had fired, with this event.
    TooLate {
        /// The event's id.
        event_id: String,
    },
    /// The button belongs to an older version.
    Superseded {
        /// The current version.
        version: u64,
    },
    /// No timer has this id.
    NotFound,
}

/// The outcome of a snooze.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SnoozeOutcome {
    /// The timer fires later; this is its new state.
    Rescheduled(Timer),
    /// The timer was armed or had fired, with this event.
    TooLate {
        /// The event's id.
        event_id: String,
    },
    /// The button belongs to an older version.
    Superseded {
        /// The current version.
        version: u64,
    },
    /// The timer was cancelled before.
    Cancelled,
    /// No timer has this id.
    NotFound,
}

/// The answer to a cancel. `name` is the timer's name, if known.
#[must_use]
pub fn cancelled(id: &TargetId, name: Option<&str>, outcome: &CancelOutcome) -> Message {
    match outcome {
        CancelOutcome::Cancelled => stated("Cancelled, it will not fire", "CANCELLED", "", id, name),
        CancelOutcome::TooLate { event_id } => too_late("it could no longer be cancelled", event_id, id, name),
        CancelOutcome::Superseded { version } => superseded(*version, id, name),
        CancelOutcome::NotFound => not_found(id, name),
    }
}

/// The answer to a snooze. `name` is the timer's name, if known.
#[must_use]
pub fn snoozed(id: &TargetId, name: Option<&str>, outcome: &SnoozeOutcome, seal: Seal<'_>) -> Message {
    match outcome {
        SnoozeOutcome::Rescheduled(timer) => with_buttons("Snoozed", timer, seal),
        SnoozeOutcome::TooLate { event_id } => too_late("it could no longer be put off", event_id, id, name),
        SnoozeOutcome::Superseded { version } => superseded(*version, id, name),
        SnoozeOutcome::Cancelled => stated("It had been cancelled before", "CANCELLED", "", id, name),
        SnoozeOutcome::NotFound => not_found(id, name),
    }
}

fn too_late(what: &str, event_id: &str, id: &TargetId, name: Option<&str>) -> Message {
    let event = format!(" · event {}", code(event_id, EVENT_CHARS_MAX));
    stated(&format!("Too late, {what}"), "TOO_LATE", &event, id, name)
}

fn superseded(version: u64, id: &TargetId, name: Option<&str>) -> Message {
    let now = format!(" · now version {version}, see `list`");
    stated(
        "Nothing was done, it was changed since this button was made",
        "SUPERSEDED",
        &now,
        id,
        name,
    )
}

fn not_found(id: &TargetId, name: Option<&str>) -> Message {
    stated(
        "There is no such timer, list shows those there are",
        "NOT_FOUND",
        "",
        id,
        name,
    )
}

fn stated(sentence: &str, outcome: &str, detail: &str, id: &TargetId, name: Option<&str>) -> Message {
    let title = format!("{sentence}: {}", name.unwrap_or(id.as_str()));
    let facts = format!("Outcome {outcome}{detail} · id {}", code(id.as_str(), ID_BYTES_MAX));
    Message::new(Visibility::Ephemeral, &title, vec![plain(&title), context(&facts)])
}
