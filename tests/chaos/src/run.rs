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

/// What healing and judging take of the length of a run.
const ENDING: Duration = Duration::from_secs(15);

/// How long clients go on writing after everything is healed.
const AFTERMATH: Duration = Duration::from_millis(1_500);

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// What everything is drawn from.
    pub seed: u64,
    /// About how long it takes. Every kind of fault comes once, however short that is.
    pub length: Duration,
}

/// What a seed does.
#[must_use]
pub fn schedule(settings: Settings) -> Vec<Step> {
    plan::draw(Random::seeded(settings.seed).draw(), settings.length)
}

/// Runs a seed.
///
/// # Errors
/// When the machine does not let it, or a node does not come back.
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
    // Whatever went wrong with the nodes is a verdict, and comes with the history that led there.
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
    // A stream whose other end was lost while packets were may not know it for a long time.
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

/// What met nothing is done once more: whether a node makes a call while it would fail is not for the schedule to say.
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
