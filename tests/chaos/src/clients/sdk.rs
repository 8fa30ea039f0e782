//! The Rust client, which retries calls and resumes streams by itself: a client that creates, and readers of the event
//! log.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use futures::StreamExt as _;
use minoots_check::record::{Answer, Call, Create, Created as Recorded, Event, Outcome, Record, Seek, Start, Status};
use minoots_client::{Client, Created, Error, LogEvent, NewTimer, TailFrom, TailOptions, TimerStatus};
use minoots_it::clock::{MS, SECOND, now_ns};
use minoots_it::random::Random;
use tokio::time::sleep;

use super::{Ground, delivered};
use crate::recorder::unsent;
use crate::wire::{self, TENANT};

/// The number of events after which the second reader closes, and reopens with its cursor.
const EVENTS_PER_VISIT: usize = 150;

fn client(ground: &Ground) -> Option<Client> {
    let mut builder = Client::builder();
    for endpoint in &ground.endpoints {
        builder = builder.endpoint(endpoint);
    }
    match builder.deadline(Duration::from_secs(5)).build() {
        Ok(client) => Some(client),
        Err(error) => {
            ground
                .recorder
                .complain(format!("the SDK refuses its endpoints: {error}"));
            None
        }
    }
}

/// Creates timers.
pub(super) async fn create(ground: Arc<Ground>, number: u64, mut random: Random) {
    let Some(client) = client(&ground) else { return };
    let mut made = 0;
    loop {
        sleep(Duration::from_millis(20 + random.below(60))).await;
        if !ground.may_write() {
            continue;
        }
        made += 1;
        let id = format!("sdk-{made}");
        let fire_ns = now_ns() + random.between(50 * MS, 3 * SECOND);
        let fire_time = UNIX_EPOCH + Duration::from_nanos(fire_ns.unsigned_abs());
        let timer = NewTimer::at(id.as_str(), fire_time)
            .id(id.as_str())
            .ack_deadline(Duration::from_secs(2));
        let call = || {
            Call::Create(Create {
                tenant: TENANT.to_owned(),
                id: Some(id.clone()),
                fire_time: Some(fire_ns),
                queue: Some("default".to_owned()),
                digest: id.clone(),
                ..Create::default()
            })
        };
        // One call of the SDK may be two attempts: the one that created the timer and lost its response, and the one
        // that was answered.
        let [lost, answered] = [(); 2].map(|()| ground.recorder.begin(number, call()));
        match client.create_timer(timer).await {
            Ok(created) => {
                let first = if created.existing { Outcome::Unknown } else { unsent() };
                ground.recorder.end(lost, first);
                ground.recorder.end(answered, recorded(&created));
            }
            Err(error) => {
                ground.recorder.end(lost, unsent());
                ground.recorder.end(answered, failed(&error));
            }
        }
    }
}

fn recorded(created: &Created) -> Outcome {
    let timer = &created.timer;
    let due = timer.fire_time.max(timer.create_time).duration_since(UNIX_EPOCH).ok();
    let answer = Recorded {
        id: timer.id.clone(),
        version: timer.state_version,
        existing: created.existing,
        status: (timer.status == TimerStatus::Scheduled).then_some(Status::Scheduled),
        due: due.and_then(|due| i64::try_from(due.as_nanos()).ok()),
    };
    Outcome::Ok {
        idx: created.commit_index,
        answer: Answer::Created(answer),
    }
}

fn failed(error: &Error) -> Outcome {
    if error.may_have_happened() {
        return Outcome::Unknown;
    }
    match error.reason() {
        "" => unsent(),
        reason => wire::refused(reason),
    }
}

/// Reads the event log: one reader without a break, others that close and reopen.
pub(super) async fn follow(ground: Arc<Ground>, reader: u64, mut random: Random) {
    let Some(mut client) = client(&ground) else { return };
    let mut at = (TailFrom::Start, Start::Earliest);
    loop {
        ground.recorder.push(|t| {
            Record::Seek(Seek {
                reader,
                t,
                partition: TENANT.to_owned(),
                start: at.1,
                filtered: false,
            })
        });
        let mut tail = client.tail(at.0.clone(), TailOptions::default());
        let mut read = 0;
        while let Some(event) = tail.next().await {
            match event {
                Ok(event) => {
                    at = (TailFrom::Cursor(event.cursor.clone()), Start::After(event.sequence));
                    note(&ground, &client, reader, &event).await;
                    read += 1;
                }
                Err(Error::Unavailable { .. } | Error::Unknown { .. }) => {}
                Err(error) => ground
                    .recorder
                    .complain(format!("a reader of the event log was told: {error}")),
            }
            if reader > 0 && read >= EVENTS_PER_VISIT {
                break;
            }
        }
        sleep(Duration::from_millis(100 + random.below(400))).await;
        if let Some(new) = self::client(&ground).filter(|_| reader > 0) {
            client = new;
        }
    }
}

async fn note(ground: &Ground, client: &Client, reader: u64, read: &LogEvent) {
    let arrived = now_ns();
    let event = &read.event;
    let sig_ok = match client.verify(event).await {
        Ok(()) => Some(true),
        Err(Error::Unverified { .. }) => Some(false),
        Err(_) => None,
    };
    let time = event.time.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let fired = event.kind == "timer.fired";
    ground.recorder.push(|_| {
        Record::Evt(Event {
            reader,
            t: arrived,
            partition: TENANT.to_owned(),
            sequence: read.sequence,
            event_id: event.id.clone(),
            kind: event.kind.clone(),
            occurrence: delivered::of_event(&event.id, &event.subject, &event.payload),
            due: time
                .filter(|_| fired)
                .and_then(|time| i64::try_from(time.as_nanos()).ok()),
            hash: wire::hash(&event.payload),
            sig_ok,
        })
    });
}
