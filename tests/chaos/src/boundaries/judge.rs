//! Starts a node on a copy, records the state that it shows, and judges the whole history.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use minoots_check::record::{Consumer as Opened, Event, Final, Record, Seek, Start};
use minoots_check::{History, Options, check};
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::now_ns;
use minoots_it::consumer::Consumer;
use minoots_it::faults::{self, SMALL_STORAGE_VARIABLE};
use minoots_it::files;
use minoots_it::server::{Home, Server};
use minoots_it::tail::{Tail, id, kind, subject};
use minoots_wire::timer::v1::ListTimersRequest;

use super::images::Image;
use crate::clients::delivered;
use crate::recorder::Recorder;
use crate::wire::{self, TENANT};

/// The time for which the judge takes deliveries. Later ones are assumed to be alike.
const CONSUMED: Duration = Duration::from_millis(60);

/// The id of a timer that only the judge creates, to find the end of the event log.
const MARKER: &str = "marker";

/// The first number for the judge's streams and readers, which clients do not use.
const OF_THE_JUDGE: u64 = 1 << 32;

/// The result of judging a copy.
pub(super) struct Judged {
    pub(super) start_ms: u64,
    pub(super) violations: Vec<String>,
}

/// Judges a copy. The first requirement is that a node starts on it alone.
pub(super) async fn judge(image: &Image, recorder: &Recorder) -> Result<Judged> {
    let home = faults::with_hook(Home::new()?, SMALL_STORAGE_VARIABLE, "1")?;
    files::copy(&image.data, &home.data())?;
    let began_ns = now_ns();
    let mut server = Server::start(&home).await?;
    let start_ms = (now_ns() - began_ns).unsigned_abs() / 1_000_000;
    let mut history = recorder.taken_until(image.records);
    let client = Client::connect(server.endpoint()).await?;
    deliveries(&client, &mut history).await?;
    events(&client, &mut history).await?;
    state(&client, &mut history).await?;
    server.check_sound()?;
    server.kill()?;
    let report = check(&history, &Options::default());
    let violations = report.violations.iter().map(ToString::to_string).collect();
    Ok(Judged { start_ms, violations })
}

/// Records deliveries: due timers must be delivered, and cancelled ones must not.
async fn deliveries(client: &Client, history: &mut History) -> Result<()> {
    let verifier = client.verifier().await?;
    let mut consumer = Consumer::open(client, "default", 1_000).await?;
    let opened = |open| {
        Record::Consumer(Opened {
            receiver: OF_THE_JUDGE,
            t: now_ns(),
            tenant: TENANT.to_owned(),
            queue: "default".to_owned(),
            open,
        })
    };
    history.push(opened(true));
    while let Some(received) = consumer.delivery_within(CONSUMED).await? {
        let record = delivered::recorded(&received, OF_THE_JUDGE, now_ns(), &verifier)?;
        history.push(Record::Dlv(record));
    }
    history.push(opened(false));
    Ok(())
}

async fn events(client: &Client, history: &mut History) -> Result<()> {
    let made = client
        .create(timer(MARKER).to_nobody().fire_after(Duration::from_secs(3_600)))
        .await?;
    ensure!(!made.existing, "the marker exists");
    let mut tail = Tail::from_start(client).await?;
    history.push(Record::Seek(Seek {
        reader: OF_THE_JUDGE,
        t: now_ns(),
        partition: TENANT.to_owned(),
        start: Start::Earliest,
        filtered: false,
    }));
    let mut events = tail.until(|event| subject(event) == format!("timers/{MARKER}")).await?;
    events.pop();
    for event in events {
        let envelope = event.envelope.as_ref().context("an event without an envelope")?;
        let fired = kind(&event) == "timer.fired";
        history.push(Record::Evt(Event {
            reader: OF_THE_JUDGE,
            t: now_ns(),
            partition: TENANT.to_owned(),
            sequence: event.sequence,
            event_id: id(&event).to_owned(),
            kind: kind(&event).to_owned(),
            occurrence: delivered::of_event(id(&event), subject(&event), &envelope.payload),
            due: wire::nanoseconds(envelope.time.as_ref()).filter(|_| fired),
            hash: wire::hash(&envelope.payload),
            sig_ok: None,
        }));
    }
    Ok(())
}

/// Records every timer except the marker.
async fn state(client: &Client, history: &mut History) -> Result<()> {
    let request = ListTimersRequest {
        page_size: 1_000,
        ..ListTimersRequest::default()
    };
    let timers = client.list(request).await?;
    let dump = timers
        .iter()
        .filter(|timer| timer.id != MARKER)
        .filter_map(wire::dumped);
    history.push(Record::Final(Final {
        node: None,
        // A single node has applied every write that it acknowledged.
        applied: u64::MAX,
        state_hash: None,
        dump: Some(dump.collect()),
    }));
    Ok(())
}
