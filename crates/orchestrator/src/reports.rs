//! Stores reports in the cluster. An order, usually from a schedule, requests a report.
//!
//! The reports of a name are the versions of two checkpoints of `report.NAME`: `report` with data, and `text` for
//! people. An order is executed once, even if it is delivered several times: the report contains the executed orders.

use std::time::Duration;

use futures::StreamExt as _;
use minoots_client::{Client, Emit, Error, PutCheckpoint, TailFrom, TailOptions, Transaction};
use serde::Deserialize;
use serde_json::{Value, json};
use tonic::Status;

use crate::failure;
use crate::report::Report;
use crate::steps::{STEP_PAUSE, STEPS_MAX, counted, is_overtaken};

const PREFIX: &str = "report.";
const DATA: &str = "report";
const TEXT: &str = "text";
const MARKDOWN: &str = "text/markdown";
/// Versions of each checkpoint that are retained.
const KEPT: u32 = 100;
/// Events that one report reads.
const EVENTS_MAX: u64 = 100_000;
/// Longest wait for the next event. An existing event arrives sooner.
const NO_MORE_AFTER: Duration = Duration::from_secs(5);

/// The fields of an event that a report reads.
#[derive(Deserialize)]
struct Told {
    #[serde(default)]
    time: String,
    #[serde(default)]
    data: Value,
}

/// Creates the next report of this name, unless one exists for this order.
pub(crate) async fn make(client: &Client, name: &str, order: &str) -> Result<(), Status> {
    let key = format!("{PREFIX}{name}");
    for _ in 0..STEPS_MAX {
        let (version, last) = load(client, &key).await?;
        if last.has(order) {
            return Ok(());
        }
        let next = read(client, last.next(order)).await?;
        let data = serde_json::to_string(&next).map_err(|error| Status::internal(error.to_string()))?;
        let told = json!({ "report": name, "number": next.number, "events": next.events, "from": next.from, "to": next.to,
            "blocked": next.blocked.len(), "awaiting": next.awaiting.len() });
        let transaction = Transaction::new(&key)
            // The expected version detects repeats.
            .request_id("")
            .put_checkpoint(
                PutCheckpoint::after((key.as_str(), DATA), version)
                    .json(data)
                    .keep_last(KEPT),
            )
            .put_checkpoint(
                PutCheckpoint::after((key.as_str(), TEXT), version)
                    .data(MARKDOWN, next.text(name))
                    .keep_last(KEPT),
            )
            .emit(Emit::new("report.made", format!("reports/{name}")).json(told.to_string()));
        match client.transact(transaction).await {
            Ok(_) => return Ok(()),
            Err(error) if is_overtaken(&error) => tokio::time::sleep(STEP_PAUSE).await,
            Err(error) => return Err(failure::fabric(&error)),
        }
    }
    Err(failure::contended("report", name))
}

async fn load(client: &Client, key: &str) -> Result<(u64, Report), Status> {
    let place = (key.to_owned(), DATA.to_owned());
    let (version, report) = counted(client, place, || format!("the report {key:?}")).await?;
    Ok((version, report.unwrap_or_else(Report::none)))
}

/// Adds the events from the last report until now.
async fn read(client: &Client, mut report: Report) -> Result<Report, Status> {
    let end = client.log_end().await.map_err(|error| failure::fabric(&error))?;
    let from = match report.cursor.as_str() {
        "" => TailFrom::Start,
        cursor => TailFrom::Cursor(cursor.to_owned()),
    };
    let mut tail = client.tail(from, TailOptions::default().unsigned());
    while report.cursor != end && report.events < EVENTS_MAX {
        let Ok(Some(next)) = tokio::time::timeout(NO_MORE_AFTER, tail.next()).await else {
            break;
        };
        match next {
            Ok(next) => {
                if let Ok(told) = serde_json::from_slice::<Told>(&next.event.payload) {
                    report.add((&next.event.kind, &next.event.subject, &told.time), &told.data);
                }
                report.cursor = next.cursor;
            }
            Err(Error::CursorCompacted { .. }) if !report.gap => {
                report.gap = true;
                tail = client.tail(TailFrom::Start, TailOptions::default().unsigned());
            }
            Err(error) => return Err(failure::fabric(&error)),
        }
    }
    report.more = report.cursor != end;
    Ok(report)
}
