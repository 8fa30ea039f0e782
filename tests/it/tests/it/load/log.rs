//! The required contents of the event log at the end.

use std::collections::BTreeMap;
use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::Deadline;
use minoots_it::tail::{Tail, id, kind, subject};
use minoots_wire::event::v1::LogEvent;
use tonic::Status;

use super::{World, is_unknown};
use crate::support::event_id;

/// The subjects of timers that a test created beside the load.
const PROBES: &str = "timers/probe-";

/// Returns every event so far. A cluster may be without a leader for a moment, and streams end with leadership.
pub async fn all_events(client: &Client) -> Vec<LogEvent> {
    all_events_by(client, 0).await
}

/// Returns every event so far, from a node whose clock may be ahead by this much.
async fn all_events_by(client: &Client, clock_ahead_ns_max: i64) -> Vec<LogEvent> {
    let read = || async {
        let marker = timer("marker").fire_after(Duration::from_secs(3_600));
        client.create(marker).await?;
        let tail = Tail::from_start(client).await?;
        let mut tail = tail.with_clock_ahead(clock_ahead_ns_max);
        let mut events = tail.until(|event| subject(event) == "timers/marker").await?;
        events.pop();
        anyhow::Ok(events)
    };
    let deadline = Deadline::after(2 * PATIENCE);
    loop {
        match read().await {
            Ok(events) => return events,
            Err(error) => {
                let passes = error.downcast_ref::<Status>().is_some_and(is_unknown);
                assert!(passes && !deadline.has_passed(), "{error:#}");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Requires that the log has one firing of each timer that was not cancelled, one cancel of each that was, and nothing
/// else.
pub(super) async fn check_log(world: &World, client: &Client) {
    let mut events = all_events_by(client, world.clock_ahead_ns_max).await;
    events.retain(|event| !subject(event).starts_with(PROBES));
    let mut of_kind: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for event in &events {
        let name = if kind(event) == "timer.fired" {
            id(event)
        } else {
            subject(event)
        };
        of_kind.entry(kind(event)).or_default().push(name);
    }
    let sorted = |kind: &str| {
        let mut names = of_kind.get(kind).cloned().unwrap_or_default();
        names.sort_unstable();
        names
    };
    world.know(|known| {
        let subjects =
            |ids: &mut dyn Iterator<Item = &String>| ids.map(|id| format!("timers/{id}")).collect::<Vec<_>>();
        assert_eq!(
            sorted("timer.scheduled"),
            subjects(&mut known.created.keys()),
            "created, each once"
        );
        assert_eq!(
            sorted("timer.cancelled"),
            subjects(&mut known.cancelled.iter()),
            "cancelled, each once"
        );
        let lived = |id: &&String| !known.cancelled.contains(*id);
        let mut fired: Vec<String> = known
            .created
            .iter()
            .filter(|(id, _)| lived(id))
            .map(|(id, version)| event_id(id, *version))
            .collect();
        fired.sort_unstable();
        assert_eq!(sorted("timer.fired"), fired, "fired, each once");
        let settled = subjects(&mut known.created.keys().filter(lived));
        assert_eq!(sorted("timer.settled"), settled, "settled, each once");
    });
    assert!(sorted("timer.failed").is_empty() && sorted("timer.expired").is_empty());
}
