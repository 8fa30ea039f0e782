//! One run: nodes, clients, the schedule of a seed, healing, and the verdict.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use minoots_check::record::{End, Heal, Knows, Record, Run};
use minoots_it::clock::Deadline;
use minoots_it::namespaces::DRIVER;
use minoots_it::random::Random;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::clients::{CALL_PATIENCE, Ground, Keyed, Orders};
use crate::ending;
use crate::nemesis::Nemesis;
use crate::plan::{self, KINDS, Step};
use crate::recorder::Recorder;
use crate::scene::Scene;
use crate::verdict::Verdict;

/// The part of a run's length for healing and judging.
const ENDING: Duration = Duration::from_secs(15);

/// The time for which clients continue to write after the heal.
const AFTERMATH: Duration = Duration::from_millis(1_500);

/// The settings of a run.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The seed of all random choices.
    pub seed: u64,
    /// The approximate length. Every kind of fault occurs once, however short that is.
    pub length: Duration,
}

/// Returns the schedule of a seed.
#[must_use]
pub fn schedule(settings: Settings) -> Vec<Step> {
    plan::draw(Random::seeded(settings.seed).draw(), settings.length)
}

/// Runs a seed.
///
/// # Errors
/// The machine denies an operation, or a node does not restart.
pub fn run(settings: Settings) -> Result<Verdict> {
    let steps = schedule(settings);
    let mut random = Random::seeded(settings.seed.wrapping_add(1));
    let recorder = Arc::new(Recorder::default());
    recorder.push(|_| Record::Run(beginning(settings.seed)));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let scene = runtime.block_on(Scene::begin(&mut random))?;
    let (orders, watched) = watch::channel(Orders {
        write: true,
        streams: 0,
        stop: false,
    });
    let endpoints = scene.endpoints()?;
    let keyed = Arc::new(Keyed::new(Arc::clone(&recorder)));
    let ground = Ground::new(endpoints.clone(), Arc::clone(&recorder), watched);
    let ground = Arc::new(ground.with_keyed(Arc::clone(&keyed)));
    let network = Arc::clone(&scene.network);
    let mut nemesis = Nemesis::new(scene, Arc::clone(&recorder));
    let driver = network.end(DRIVER)?;
    let driven = std::thread::scope(|scope| {
        let clients = scope.spawn(|| driver.run(ground.run(random.fork())));
        let length = settings.length.saturating_sub(ENDING);
        let driven = driver.run(drive(
            &mut nemesis,
            &steps,
            length,
            &orders,
            &keyed,
            &recorder,
            &endpoints,
        ));
        orders.send_modify(|orders| orders.stop = true);
        let ended = clients.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        driven.and_then(|driven| driven).and(ended)
    });
    // A failure of the nodes is a verdict, and comes with the history that led to it.
    if let Err(error) = driven {
        recorder.complain(format!("{error:#}"));
    }
    Ok(Verdict::of(settings, &recorder, &nemesis, &keyed))
}

fn beginning(seed: u64) -> Run {
    Run {
        producer: "chaos".to_owned(),
        seed: Some(seed),
        ordered: true,
        knows: Knows {
            callers: true,
            ..Knows::default()
        },
        faults: KINDS.iter().map(|kind| kind.name().to_owned()).collect(),
        marks: Vec::new(),
    }
}

async fn drive(
    nemesis: &mut Nemesis,
    steps: &[Step],
    length: Duration,
    orders: &watch::Sender<Orders>,
    keyed: &Keyed,
    recorder: &Recorder,
    endpoints: &[String],
) -> Result<()> {
    let over = Deadline::after(length);
    for (number, step) in steps.iter().enumerate() {
        if number >= KINDS.len() && over.has_passed() {
            break;
        }
        nemesis
            .step(step)
            .await
            .with_context(|| format!("step {number}, {}", step.strike.kind))?;
    }
    again(nemesis, steps).await?;
    nemesis.heal().await?;
    recorder.push(|t| Record::Heal(Heal { t }));
    // If a stream's other end was lost together with packets, the stream may not notice it for a long time.
    orders.send_modify(|orders| orders.streams += 1);
    sleep(AFTERMATH).await;
    orders.send_modify(|orders| orders.write = false);
    sleep(CALL_PATIENCE).await;
    ending::drain(endpoints.first().context("no nodes")?).await?;
    keyed.settle().await;
    ending::finals(endpoints, recorder).await?;
    keyed.ask_about_keys(endpoints).await;
    recorder.push(|t| Record::End(End { t }));
    nemesis.look_after_the_end().await
}

/// Repeats faults without effect: the schedule cannot determine whether a node makes a call while it would fail.
async fn again(nemesis: &mut Nemesis, steps: &[Step]) -> Result<()> {
    let mut idle: Vec<Step> = Vec::new();
    for (kind, _) in nemesis.took_effect().iter().filter(|(_, count)| **count == 0) {
        let step = steps.iter().find(|step| step.strike.kind == *kind);
        idle.extend(step.map(|step| Step { beside: None, ..*step }));
    }
    for step in &idle {
        nemesis
            .step(step)
            .await
            .with_context(|| format!("once more, {}", step.strike.kind))?;
    }
    Ok(())
}
