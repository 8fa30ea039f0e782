//! After the last fault: waits until all due work has ended, and records the final state.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use minoots_check::record::{Final, Record};
use minoots_it::PATIENCE;
use minoots_it::client::Client;
use minoots_it::clock::{Deadline, now_ns};
use minoots_wire::timer::v1::{Consistency, ListTimersRequest, ReadOptions, Timer, TimerStatus};
use tokio::time::sleep;

use crate::recorder::Recorder;
use crate::wire;

const POLL: Duration = Duration::from_millis(200);
const PAGE: i32 = 1_000;

/// The timers of a list with several pages, and the index that it reflects.
struct Listed {
    timers: Vec<Timer>,
    index: u64,
}

/// Waits until no due timer is unsettled. If that takes too long, the checker reports the missing ones.
///
/// # Errors
/// No node answers.
pub async fn drain(endpoint: &str) -> Result<()> {
    let deadline = Deadline::after(PATIENCE);
    while !deadline.has_passed() {
        let open = [TimerStatus::Scheduled, TimerStatus::Armed, TimerStatus::Fired];
        let listed = patiently(endpoint, &open, None).await?;
        let is_due = |timer: &Timer| wire::nanoseconds(timer.fire_time.as_ref()).is_some_and(|at| at <= now_ns());
        let waits = |timer: &&Timer| timer.status() != TimerStatus::Scheduled || is_due(timer);
        // The wait includes timers of the next seconds, and excludes those of the next hour.
        let soon = |timer: &Timer| {
            wire::nanoseconds(timer.fire_time.as_ref()).is_some_and(|at| at <= now_ns() + 60_000_000_000)
        };
        if !listed.timers.iter().any(|timer| soon(timer) || waits(&timer)) {
            return Ok(());
        }
        sleep(POLL).await;
    }
    Ok(())
}

/// Records a linearizable read, and each node's state by then.
///
/// # Errors
/// A node does not answer.
pub async fn finals(endpoints: &[String], recorder: &Recorder) -> Result<()> {
    let first = endpoints.first().context("no nodes")?;
    let whole = patiently(first, &[], None).await?;
    let index = whole.index;
    note(recorder, None, whole);
    for (node, endpoint) in (1..).zip(endpoints) {
        let read = ReadOptions {
            consistency: Consistency::Local.into(),
            min_index: index,
        };
        note(recorder, Some(node), patiently(endpoint, &[], Some(read)).await?);
    }
    Ok(())
}

fn note(recorder: &Recorder, node: Option<u64>, listed: Listed) {
    recorder.push(|_| {
        Record::Final(Final {
            node,
            applied: listed.index,
            state_hash: None,
            dump: Some(listed.timers.iter().filter_map(wire::dumped).collect()),
        })
    });
}

/// Lists every timer in these states, with all pages from one index.
async fn patiently(endpoint: &str, statuses: &[TimerStatus], read: Option<ReadOptions>) -> Result<Listed> {
    let deadline = Deadline::after(PATIENCE);
    loop {
        match list(endpoint, statuses, read).await {
            Ok(listed) => return Ok(listed),
            Err(error) if deadline.has_passed() => return Err(error.context("healed, and a list is not answered")),
            Err(_) => sleep(Duration::from_millis(50)).await,
        }
    }
}

async fn list(endpoint: &str, statuses: &[TimerStatus], read: Option<ReadOptions>) -> Result<Listed> {
    let mut client = Client::connect(endpoint).await?;
    let mut request = ListTimersRequest {
        page_size: PAGE,
        statuses: statuses.iter().map(|status| i32::from(*status)).collect(),
        read,
        ..ListTimersRequest::default()
    };
    let (mut timers, mut index) = (Vec::new(), None);
    loop {
        let page = client.timers.list_timers(request.clone()).await?.into_inner();
        let reflects = page.read.as_ref().map_or(0, |read| read.index);
        let first = *index.get_or_insert(reflects);
        ensure!(
            first == reflects || !statuses.is_empty(),
            "the log went on between two pages, from {first} to {reflects}"
        );
        timers.extend(page.timers);
        if page.next_page_token.is_empty() {
            return Ok(Listed {
                timers,
                index: index.unwrap_or_default(),
            });
        }
        request.page_token = page.next_page_token;
    }
}
