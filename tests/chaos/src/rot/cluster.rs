//! Builds the directory, and flips bits in a node of a running cluster.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use minoots_check::record::{End, Heal, Knows, Record, Run};
use minoots_check::{Options, check};
use minoots_it::cluster::{Cluster, PATIENT, Plan};
use minoots_it::faults::{SMALL_STORAGE_VARIABLE, equip};
use minoots_it::files;
use minoots_it::random::Random;
use minoots_it::server::Home;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::Findings;
use super::flip::{self, Flip};
use crate::clients::{CALL_PATIENCE, Ground, Orders};
use crate::ending;
use crate::recorder::Recorder;

const NODES: u64 = 3;

/// The number of calls before the node is killed, so that there are tables, several segments and a purged log.
const CALLS: u64 = 700;

/// Three nodes with small logs, and clients.
struct Loaded {
    cluster: Cluster,
    recorder: Arc<Recorder>,
    orders: watch::Sender<Orders>,
    endpoints: Vec<String>,
    clients: JoinHandle<()>,
    /// Flips in nodes that started in spite of them.
    flips: Vec<(u64, Flip)>,
}

impl Loaded {
    async fn begin(random: Random) -> Result<Self> {
        let mut plan = Plan::of(NODES).with(&PATIENT);
        for node in 1..=NODES {
            let home = equip(Home::new()?, 0)?.with_variable(SMALL_STORAGE_VARIABLE, "1");
            plan = plan.with_home(node, home);
        }
        let cluster = plan.start().await?;
        let recorder = Arc::new(Recorder::default());
        recorder.push(|_| {
            Record::Run(Run {
                producer: "rot".to_owned(),
                ordered: true,
                knows: Knows {
                    callers: true,
                    ..Knows::default()
                },
                ..Run::default()
            })
        });
        let (orders, watched) = watch::channel(Orders {
            write: true,
            streams: 0,
            stop: false,
        });
        let endpoints = cluster.endpoints();
        let ground = Arc::new(Ground::new(endpoints.clone(), Arc::clone(&recorder), watched));
        let clients = tokio::spawn(ground.run(random));
        Ok(Self {
            cluster,
            recorder,
            orders,
            endpoints,
            clients,
            flips: Vec::new(),
        })
    }

    async fn until_calls(&self, calls: u64) {
        while self.recorder.calls() < calls {
            sleep(Duration::from_millis(20)).await;
        }
    }

    async fn stop(self) -> Result<Cluster> {
        self.orders.send_modify(|orders| orders.stop = true);
        self.clients.await?;
        Ok(self.cluster)
    }
}

/// Kills a follower under load, copies its directory here, and returns its id.
pub(super) async fn make_directory(directory: &Path, random: Random) -> Result<u64> {
    let mut loaded = Loaded::begin(random).await?;
    loaded.until_calls(CALLS).await;
    let node = loaded.cluster.leader().await? % NODES + 1;
    loaded.cluster.kill(node)?;
    files::copy(&loaded.cluster.home(node)?.data(), directory)?;
    loaded.stop().await?;
    Ok(node)
}

/// Repeats: kills a node, flips a bit in its directory and restarts it. Then waits until all work has ended, and
/// judges.
///
/// # Errors
/// The machine denies an operation, or a node does not restart after its bit is restored.
pub fn flip_in_cluster(seed: u64, flips: u64) -> Result<Findings> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let mut random = Random::seeded(seed);
        let mut loaded = Loaded::begin(random.fork()).await?;
        let mut findings = Findings::default();
        loaded.until_calls(CALLS / 2).await;
        for number in 0..flips {
            let node = 1 + random.below(NODES);
            one_flip(&mut loaded, node, seed.wrapping_add(2 * number + 1), &mut findings)
                .await
                .with_context(|| format!("flip {number}, at node {node}"))?;
            sleep(Duration::from_millis(300)).await;
            look_after(&mut loaded, &mut findings).await?;
        }
        judge(loaded, &mut findings).await?;
        Ok(findings)
    })
}

async fn one_flip(loaded: &mut Loaded, node: u64, number: u64, findings: &mut Findings) -> Result<()> {
    loaded.cluster.kill(node)?;
    let data = loaded.cluster.home(node)?.data();
    let flip = flip::draw(&flip::files(&data)?, number, 1)?;
    let kind = flip::kind(&flip.file);
    let said_before = loaded.cluster.home(node)?.errors()?.len();
    flip.apply(&data)?;
    let started = loaded.cluster.restart(node).await;
    let said = loaded.cluster.home(node)?.errors()?.split_off(said_before);
    if said.contains("panicked at") {
        findings.violations.push(format!("{}: a panic: {said}", flip.text()));
    }
    match started {
        // Its data is compared with the others' at the end, unless it reads the bit before.
        Ok(()) => {
            findings.count(&kind, "started");
            loaded.flips.push((node, flip));
        }
        Err(_) => {
            findings.count(&kind, "refused");
            refused(&flip, &said, findings);
            flip.apply(&data)?;
            let mut restarted = loaded.cluster.restart(node).await;
            // The node may have reached an earlier flip, which it had not read until now.
            if restarted.is_err() && !undo_earlier(loaded, node)?.is_empty() {
                restarted = loaded.cluster.restart(node).await;
            }
            restarted.with_context(|| format!("{}: undone, and refused all the same", flip.text()))?;
        }
    }
    Ok(())
}

/// Undoes the flips on a node that has ended and has not read them until now. Returns them.
fn undo_earlier(loaded: &mut Loaded, node: u64) -> Result<Vec<Flip>> {
    let (own, others): (Vec<_>, Vec<_>) = loaded.flips.drain(..).partition(|(of, _)| *of == node);
    loaded.flips = others;
    let data = loaded.cluster.home(node)?.data();
    let own: Vec<Flip> = own.into_iter().map(|(_, flip)| flip).collect();
    for flip in own.iter().filter(|flip| flip.is_for_good()) {
        if data.join(&flip.file).exists() {
            flip.apply(&data)?;
        }
    }
    Ok(own)
}

/// Handles a node that read its bit later: it has ended by now, and logged the reason. It restarts after the bit is
/// restored.
async fn look_after(loaded: &mut Loaded, findings: &mut Findings) -> Result<()> {
    for node in 1..=NODES {
        if !loaded.cluster.has_ended(node)? {
            continue;
        }
        let said = loaded.cluster.home(node)?.errors()?;
        let own = undo_earlier(loaded, node)?;
        let Some(last) = own.last() else {
            findings
                .violations
                .push(format!("node {node} ended without a flip: {said}"));
            return loaded.cluster.restart(node).await;
        };
        findings.count(&flip::kind(&last.file), "found later");
        refused(last, &said, findings);
        let restarted = loaded.cluster.restart(node).await;
        restarted.with_context(|| format!("{}: undone, and refused all the same", last.text()))?;
    }
    Ok(())
}

/// Requires that a refusal names the problem.
fn refused(flip: &Flip, said: &str, findings: &mut Findings) {
    let words = said.lines().next_back().unwrap_or_default().trim();
    *findings.refusals.entry(words.to_owned()).or_default() += 1;
    let name = flip.file.file_name().unwrap_or_default().to_string_lossy();
    let names = [
        "damaged",
        "cannot be read",
        "cannot be used",
        "not the complete data",
        "DATA_FORMAT_UNKNOWN",
        &*name,
    ];
    if !names.iter().any(|name| words.contains(name)) {
        findings
            .violations
            .push(format!("{}: refused with {words:?}", flip.text()));
    }
}

async fn judge(mut loaded: Loaded, findings: &mut Findings) -> Result<()> {
    loaded.recorder.push(|t| Record::Heal(Heal { t }));
    loaded.orders.send_modify(|orders| {
        orders.streams += 1;
        orders.write = false;
    });
    sleep(CALL_PATIENCE).await;
    look_after(&mut loaded, findings).await?;
    ending::drain(loaded.endpoints.first().context("no nodes")?).await?;
    ending::finals(&loaded.endpoints, &loaded.recorder).await?;
    loaded.recorder.push(|t| Record::End(End { t }));
    let recorder = Arc::clone(&loaded.recorder);
    let mut cluster = loaded.stop().await?;
    cluster.check_sound()?;
    let running = cluster.running().len() as u64;
    ensure!(running == NODES, "only {running} nodes run");
    let options = Options {
        liveness: 10_000_000_000,
        ..Options::default()
    };
    let report = check(&recorder.taken(), &options);
    findings
        .violations
        .extend(report.violations.iter().map(ToString::to_string));
    findings.violations.extend(recorder.complaints());
    Ok(())
}
