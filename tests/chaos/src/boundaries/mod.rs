//! A node killed at every system call that changes its directory.
//!
//! SIGKILL leaves the files as the earlier calls made them. So a kill and a new run for each call are unnecessary.
//! Instead, strace stops the node right behind each call, the directory is copied while no thread runs, and the node
//! continues. Each copy equals the state after a SIGKILL at that place, together with the responses that clients had
//! got by then. A node is started on each copy, and the history with that node's state is judged. One run covers all
//! places.

mod images;
mod judge;
mod traced;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, bail, ensure};
use minoots_check::record::{Knows, Record, Run};
use minoots_it::PATIENCE;
use minoots_it::clock::Deadline;
use minoots_it::random::Random;
use minoots_it::server::Home;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::sleep;

use crate::clients::{Ground, Orders};
use crate::recorder::Recorder;
use images::{Image, Keep};
use traced::Traced;

/// The least number of calls by clients.
const CALLS: u64 = 1_000;

/// The results.
#[derive(Debug, Default)]
pub struct Findings {
    /// How often each system call changed the directory.
    pub places: BTreeMap<String, u64>,
    /// The number of copies on which a node was started.
    pub judged: usize,
    /// Calls of clients.
    pub calls: u64,
    /// The times from the start of the process until it served, in milliseconds, sorted.
    pub starts_ms: Vec<u64>,
    /// The violations, each with its place.
    pub violations: Vec<String>,
}

impl Findings {
    /// Returns the results as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        let at = |percent: usize| {
            self.starts_ms
                .get(self.starts_ms.len().saturating_sub(1) * percent / 100)
        };
        json!({
            "places": self.places,
            "judged": self.judged,
            "calls": self.calls,
            "restartMs": { "median": at(50), "p99": at(99), "max": at(100) },
            "violations": self.violations,
        })
    }
}

/// Makes a run, and judges the given number of its places, evenly spread, or all of them.
///
/// # Errors
/// The machine lacks a program or a right, or an operation fails.
pub fn run(seed: u64, places: Option<usize>) -> Result<Findings> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let home = Home::new()?;
    let store = tempfile::Builder::new().prefix("minoots-chaos-").tempdir()?;
    let recorder = Arc::new(Recorder::default());
    recorder.push(|_| Record::Run(beginning(seed)));
    let traced = Traced::start(&home)?;
    let mut keep = Keep::new(&home, store.path(), Arc::clone(&recorder), places);
    let (orders, watched) = watch::channel(Orders {
        write: true,
        streams: 0,
        stop: false,
    });
    let calls = runtime.block_on(async {
        let pump = traced.pump(&mut keep);
        let load = load(&home, &recorder, seed, &orders, watched);
        // The pump ends with the node, which is too early.
        tokio::select! {
            ended = pump => ended.and(Err(anyhow::anyhow!("the node ended"))),
            calls = load => calls,
        }
    })?;
    drop(traced);
    let (images, counted) = keep.finish();
    let (Some(first), Some(last)) = (images.first(), images.last()) else {
        bail!("no call changed the directory");
    };
    let mut findings = Findings {
        places: counted,
        calls,
        ..Findings::default()
    };
    runtime.block_on(judge_all(&images, &recorder, &mut findings));
    // A check of the check: the first copy, judged as the state at the end, must be found to lack acknowledged writes.
    let lacking = runtime.block_on(judge::judge(&first.with_records_of(last), &recorder))?;
    if lacking.violations.is_empty() {
        findings
            .violations
            .push("a directory of the beginning is not found to lack anything".to_owned());
    }
    findings.starts_ms.sort_unstable();
    Ok(findings)
}

fn beginning(seed: u64) -> Run {
    Run {
        producer: "boundaries".to_owned(),
        seed: Some(seed),
        ordered: true,
        knows: Knows {
            callers: true,
            ..Knows::default()
        },
        ..Run::default()
    }
}

/// Runs clients until they have made enough calls.
async fn load(
    home: &Home,
    recorder: &Arc<Recorder>,
    seed: u64,
    orders: &watch::Sender<Orders>,
    watched: watch::Receiver<Orders>,
) -> Result<u64> {
    let endpoint = traced::endpoint(home).await?;
    let ground = Arc::new(Ground::new(vec![endpoint], Arc::clone(recorder), watched));
    let clients = tokio::spawn(ground.run(Random::seeded(seed)));
    let deadline = Deadline::after(20 * PATIENCE);
    while recorder.calls() < CALLS && !deadline.has_passed() {
        sleep(Duration::from_millis(20)).await;
    }
    orders.send_modify(|orders| orders.stop = true);
    clients.await?;
    ensure!(recorder.calls() >= CALLS, "only {} calls in time", recorder.calls());
    Ok(recorder.calls())
}

/// Judges two copies at a time, because there are two processors.
async fn judge_all(images: &[Image], recorder: &Recorder, findings: &mut Findings) {
    for pair in images.chunks(2) {
        let judged = futures::future::join_all(pair.iter().map(|image| judge::judge(image, recorder))).await;
        for (image, judged) in pair.iter().zip(judged) {
            findings.judged += 1;
            match judged {
                Ok(judged) => {
                    findings.starts_ms.push(judged.start_ms);
                    let violations = judged.violations.iter().map(|what| format!("{}: {what}", image.place));
                    findings.violations.extend(violations);
                }
                Err(error) => findings.violations.push(format!("{}: {error:#}", image.place)),
            }
        }
    }
}
