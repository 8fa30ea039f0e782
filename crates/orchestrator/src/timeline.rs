//! What happened in an execution: its records in the tenant's event log, which are signed.

use futures::StreamExt as _;
use minoots_client::{TailFrom, TailOptions};
use minoots_wire::time::instant;
use minoots_wire::workflow::v1::{GetTimelineResponse, TimelineEntry};
use tokio::sync::mpsc;
use tonic::Status;

use crate::failure;
use crate::store::{Loaded, Store};

/// Types that executions write.
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
const MORE_TYPES: [&str; 15] = [
    "handoff.accepted",
    "handoff.committed",
    "handoff.expired",
    "handoff.proposed",
    "handoff.rejected",
    "handoff.voted",
    "handoff.withdrawn",
    "workflow.arrived",
    "workflow.join_timed_out",
    "workflow.joined",
    "workflow.placed",
    "workflow.queued",
    "workflow.rewound",
    "workflow.signaled",
    "workflow.started",
];

/// Entries on their way to whoever asked.
pub(crate) type Entries = mpsc::Sender<Result<GetTimelineResponse, Status>>;

/// Sends the records of an execution, up to the last one that its state counts, each verified.
pub(crate) async fn send(store: Store, execution: Loaded, entries: Entries) {
    let kinds = TYPES.iter().chain(&MORE_TYPES).chain(&RECOVERY_TYPES);
    let subject = format!("workflows/{}", execution.state.id);
    let options = TailOptions::default().verify().subject(subject);
    let options = kinds.fold(options, |options, kind| options.kind(*kind));
    let mut tail = store
        .client
        .tail(TailFrom::Cursor(execution.state.cursor.clone()), options);
    let mut number = 0;
    while number < execution.state.events {
        let event = match tail.next().await {
            Some(Ok(event)) => event.event,
            Some(Err(error)) => {
                // Nobody may listen any more.
                let _ = entries.send(Err(failure::fabric(&error))).await;
                return;
            }
            None => return,
        };
        number += 1;
        let nanos = event
            .time
            .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        let nanos = nanos.and_then(|since| i64::try_from(since.as_nanos()).ok());
        let entry = TimelineEntry {
            number,
            event_id: event.id,
            r#type: event.kind,
            time: nanos.map(instant::to_proto),
            payload: event.payload,
            signature: event.signature,
        };
        let response = GetTimelineResponse { entry: Some(entry) };
        if entries.send(Ok(response)).await.is_err() {
            return;
        }
    }
}
