//! The history of an execution: its signed records in the tenant's event log.

use std::time::Duration;

use futures::StreamExt as _;
use minoots_client::{Error, Event, Tail, TailFrom, TailOptions};
use minoots_wire::time::instant;
use minoots_wire::workflow::v1::{GetTimelineResponse, TimelineEntry};
use serde::Deserialize;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tonic::{Code, Status};

use crate::execution::{Decision, State, record_of};
use crate::failure;
use crate::loaded::Loaded;
use crate::store::Store;

/// Event types that executions write.
const TYPES: [&str; 17] = [
    "approval.decided",
    "approval.escalated",
    "approval.requested",
    "approval.timed_out",
    "risk.raised",
    "workflow.attempt_failed",
    "workflow.cancelled",
    "workflow.child_discovered",
    "workflow.child_ended",
    "workflow.completed",
    "workflow.failed",
    "workflow.paused",
    "workflow.phase_completed",
    "workflow.phase_entered",
    "workflow.phase_regressed",
    "workflow.phase_timed_out",
    "workflow.resumed",
];
const RECOVERY_TYPES: [&str; 9] = [
    "recovery.applied",
    "recovery.command",
    "recovery.did_not_help",
    "recovery.failed",
    "recovery.helped",
    "recovery.started",
    "recovery.succeeded",
    "recovery.suggested",
    "recovery.withdrawn",
];
const MORE_TYPES: [&str; 21] = [
    "approval.delegated",
    "approval.reminder",
    "approval.voted",
    "handoff.accepted",
    "handoff.committed",
    "handoff.expired",
    "handoff.proposed",
    "handoff.rejected",
    "handoff.voted",
    "handoff.withdrawn",
    "workflow.arrived",
    "workflow.attempt_claimed",
    "workflow.commented",
    "workflow.join_timed_out",
    "workflow.joined",
    "workflow.placed",
    "workflow.queued",
    "workflow.rewound",
    "workflow.signaled",
    "workflow.started",
    "workflow.updated",
];

/// Whether timelines contain events of this type.
#[cfg(test)]
pub(crate) fn is_known(kind: &str) -> bool {
    TYPES
        .iter()
        .chain(&MORE_TYPES)
        .chain(&RECOVERY_TYPES)
        .any(|known| *known == kind)
}

/// Longest wait for a retained record, when the first records are compacted. None may be left.
const KEPT_WITHIN: Duration = Duration::from_secs(5);

/// The channel to the caller of the timeline.
pub(crate) type Entries = mpsc::Sender<Result<GetTimelineResponse, Status>>;

/// Sends the records of an execution, each verified, up to the last one that its state counts. If the first records are
/// compacted, it begins with the earliest retained one.
pub(crate) async fn send(store: Store, execution: Loaded, entries: Entries) {
    let mut records = Records::of(&execution.state);
    let mut cursor = execution.state.cursor.clone();
    let mut tail = tail(&store, &execution, &cursor);
    while !records.are_complete() {
        let next = match records.may_be_gone() {
            true => timeout(KEPT_WITHIN, tail.next()).await,
            false => Ok(tail.next().await),
        };
        let refusal = match next {
            Ok(Some(Ok(event))) => {
                let number = match event.event.is_shredded() {
                    true => records.number_of_shredded(),
                    false => records.number_of(&event.event.payload),
                };
                let Some(number) = number else { continue };
                let response = GetTimelineResponse {
                    entry: Some(entry(number, event.event)),
                };
                if entries.send(Ok(response)).await.is_err() {
                    return;
                }
                continue;
            }
            Ok(Some(Err(Error::CursorCompacted { earliest, .. }))) => {
                records.begin_later();
                cursor = earliest;
                tail = self::tail(&store, &execution, &cursor);
                continue;
            }
            Ok(Some(Err(error))) => failure::fabric(&error),
            Ok(None) => return,
            Err(_) => failure::compacted(&execution.state.id, cursor),
        };
        // The caller may have left.
        let _ = entries.send(Err(refusal)).await;
        return;
    }
}

/// Returns the id of the event that records a decision which was made before, if it is retained.
pub(crate) async fn decision(store: Store, execution: Loaded, decision: &Decision) -> Result<Option<String>, Status> {
    let number = record_of(&execution.state, decision);
    if number == 0 {
        return Ok(None);
    }
    let (entries, mut answers) = mpsc::channel(1);
    tokio::spawn(send(store, execution, entries));
    while let Some(answer) = answers.recv().await {
        let entry = match answer {
            Ok(answer) => answer.entry.unwrap_or_default(),
            Err(status) if status.code() == Code::OutOfRange => return Ok(None),
            Err(status) => return Err(status),
        };
        if entry.number >= number {
            return Ok((entry.number == number).then_some(entry.event_id));
        }
    }
    Ok(None)
}

fn tail(store: &Store, execution: &Loaded, cursor: &str) -> Tail {
    let kinds = TYPES.iter().chain(&MORE_TYPES).chain(&RECOVERY_TYPES);
    let subject = format!("workflows/{}", execution.state.id);
    let options = TailOptions::default().verify().subject(subject);
    let options = kinds.fold(options, |options, kind| options.kind(*kind));
    store.client.tail(TailFrom::Cursor(cursor.to_owned()), options)
}

fn entry(number: u64, event: Event) -> TimelineEntry {
    let nanos = event
        .time
        .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    let nanos = nanos.and_then(|since| i64::try_from(since.as_nanos()).ok());
    TimelineEntry {
        number,
        event_id: event.id,
        r#type: event.kind,
        time: nanos.map(instant::to_proto),
        payload: event.payload,
        signature: event.signature,
    }
}

/// Selects an execution's records among the events of its subject. Each record has the next number.
///
/// Any holder of a write permission can write such events too. An event without a number, or with an earlier number, is
/// skipped and does not shift the others. An event whose payload key was shredded counts as the next record.
struct Records {
    execution: String,
    /// The number of the last record.
    last: u64,
    /// The number of the last record whose payload is readable.
    read: u64,
    /// The total number of records.
    count: u64,
    /// The records before the next event are compacted.
    begins_later: bool,
}

/// The fields that identify a record.
#[derive(Deserialize)]
struct Written {
    data: Record,
}

#[derive(Deserialize)]
struct Record {
    execution: String,
    number: u64,
}

impl Records {
    fn of(state: &State) -> Self {
        Self {
            execution: state.id.clone(),
            last: 0,
            read: 0,
            count: state.events,
            begins_later: false,
        }
    }

    fn are_complete(&self) -> bool {
        self.last >= self.count
    }

    /// Whether the events after the last record are compacted. Then none of the remaining events may be a record.
    fn may_be_gone(&self) -> bool {
        self.begins_later
    }

    fn begin_later(&mut self) {
        self.begins_later = true;
    }

    /// Returns the number of a record, if this event is the next one.
    fn number_of(&mut self, payload: &[u8]) -> Option<u64> {
        let Written { data } = serde_json::from_slice(payload).ok()?;
        // After an unreadable record, any later number may follow, since that event may not have been a record.
        let follows = match self.begins_later || self.last != self.read {
            true => data.number > self.read && data.number <= self.count,
            false => data.number == self.last + 1,
        };
        if data.execution != self.execution || !follows {
            return None;
        }
        self.begins_later = false;
        (self.last, self.read) = (data.number, data.number);
        Some(data.number)
    }

    /// Returns the number of a record whose payload key was shredded. Returns `None` if the records before it are
    /// compacted, since it may then have any number.
    fn number_of_shredded(&mut self) -> Option<u64> {
        if self.begins_later {
            return None;
        }
        self.last += 1;
        Some(self.last)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use serde_json::json;

    fn records(count: u64) -> Records {
        Records {
            execution: "x".to_owned(),
            last: 0,
            read: 0,
            count,
            begins_later: false,
        }
    }

    fn event(execution: &str, number: u64) -> Vec<u8> {
        let event = json!({ "id": "e", "data": { "execution": execution, "number": number, "phase": "a" } });
        event.to_string().into_bytes()
    }

    #[test]
    fn foreign_events_do_not_shift_execution_records() {
        let mut records = records(3);
        let mut seen = Vec::new();
        for payload in [
            event("y", 1),
            event("x", 2),
            event("x", 1),
            event("x", 1),
            b"{}".to_vec(),
            br#"{"data":"x"}"#.to_vec(),
            event("x", 3),
            event("x", 2),
            event("x", 3),
        ] {
            seen.extend(records.number_of(&payload));
        }
        assert_eq!(seen, [1, 2, 3]);
        assert!(records.are_complete());
    }

    #[test]
    fn shredded_records_count_without_shifting_numbered_ones() {
        let mut records = records(6);
        assert_eq!(records.number_of_shredded(), Some(1));
        assert_eq!(records.number_of_shredded(), Some(2));
        // One of the two events was not a record of the execution.
        assert_eq!(records.number_of(&event("x", 2)), Some(2));
        assert_eq!(records.number_of(&event("x", 4)), None);
        assert_eq!(records.number_of(&event("x", 3)), Some(3));
        let last = [(); 3].map(|()| records.number_of_shredded());
        assert_eq!(last, [Some(4), Some(5), Some(6)]);
        assert!(records.are_complete());
        records.begin_later();
        assert_eq!(records.number_of_shredded(), None);
    }

    #[test]
    fn it_begins_with_the_earliest_that_is_kept_and_goes_on_without_gaps() {
        let mut records = records(6);
        records.begin_later();
        assert!(records.may_be_gone());
        let came = [9, 3, 5, 4, 6].map(|number| records.number_of(&event("x", number)));
        assert_eq!(came, [None, Some(3), None, Some(4), None]);
        assert!(!records.may_be_gone() && !records.are_complete());
    }
}
