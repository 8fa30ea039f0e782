//! Simulation of a cluster's consensus and storage. It runs the real `minoots-raft` (openraft and everything around
//! it), the real log with its recovery, and the real kernel and sequencer. Several nodes share one process and one
//! thread in virtual time. The network, the disks and the clocks are simulated, with faults that the seed selects.
//!
//! One seed is one history: equal seeds, options and builds give equal bytes of trace. All randomness comes from the
//! seed, including the randomness that libraries draw from the operating system (`os`). Time advances only while
//! nothing else can run.
//!
//! # Map
//! - `run`: the phases of a run. `world`, `node`: machines, and lives of nodes on them. `client`, `injector`: calls and
//!   faults.
//! - [`Witness`]: records a run, for a judge of histories.
//! - `network`, `body`, `disk`, `engine`, `pace`, `clock`: simulated parts.
//! - `facts`, `watch`: the invariants. `trace`: the events. [`Outcome`]: the result.

mod body;
mod client;
mod clock;
mod disk;
mod engine;
mod facts;
mod fault;
mod injector;
mod network;
mod node;
mod os;
mod outcome;
mod pace;
mod random;
mod run;
mod settings;
mod trace;
mod watch;
mod witness;
mod world;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::panic;
use std::path::Path;
use std::sync::{Arc, Once};
use std::thread;

pub use client::TENANT;
pub use fault::FaultKind;
pub use outcome::{Injected, MARKS, Operations, Outcome};
use random::Random;
use settings::Settings;
pub use witness::{Blind, Request, Told, Witness};

/// Options of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// All and only these fault kinds; `None` lets the seed select them.
    pub faults: Option<BTreeSet<FaultKind>>,
    /// Numbers of omitted faults.
    pub dropped: BTreeSet<usize>,
    /// Writes every event to standard error.
    pub print: bool,
}

/// Runs a seed on a separate thread.
///
/// The trace is a function of the seed only in the first run of a process. Reason: tokio counts the runtimes of a
/// process, and the order in which it wakes some tasks depends on that count. To compare traces, run each seed in its
/// own process.
pub fn run(seed: u64, options: &Options, witness: Arc<dyn Witness>) -> Outcome {
    let options = options.clone();
    let simulation = thread::Builder::new()
        .name(format!("seed-{seed}"))
        .stack_size(16 << 20)
        .spawn(move || simulate(seed, &options, witness));
    let ended = simulation.map_err(|error| error.to_string());
    let ended = ended.and_then(|thread| thread.join().map_err(|_| "the simulation panicked".to_owned()));
    ended.unwrap_or_else(|why| failed(seed, why))
}

/// The settings of a seed, for people.
pub fn describe(seed: u64) -> String {
    format!("{:#?}", settings(seed, &Options::default()))
}

fn settings(seed: u64, options: &Options) -> Settings {
    Settings::draw(&Random::stream(seed, "settings"), options.faults.as_ref())
}

thread_local! {
    /// Panics on this thread while it runs a simulation.
    static PANICS: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

fn simulate(seed: u64, options: &Options, witness: Arc<dyn Witness>) -> Outcome {
    let directory = directory();
    os::seed(seed);
    watch_panics();
    let root = match &directory {
        Ok(directory) => directory.path(),
        Err(error) => return failed(seed, error.to_string()),
    };
    let mut outcome = enter(seed, options, witness, root).unwrap_or_else(|error| failed(seed, error.to_string()));
    let panics = PANICS.with_borrow_mut(Option::take).unwrap_or_default();
    outcome
        .violations
        .extend(panics.into_iter().map(|panic| format!("a panic: {panic}")));
    outcome
}

fn enter(seed: u64, options: &Options, witness: Arc<dyn Witness>, root: &Path) -> std::io::Result<Outcome> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()?;
    Ok(runtime.block_on(run::run(seed, options, witness, root)))
}

/// A directory for small files that the product fsyncs: in memory if possible.
fn directory() -> std::io::Result<tempfile::TempDir> {
    let memory = Path::new("/dev/shm");
    match memory.is_dir() {
        true => tempfile::tempdir_in(memory),
        false => tempfile::tempdir(),
    }
}

/// Records the panic of any task, in addition to its normal handling.
fn watch_panics() {
    static HOOK: Once = Once::new();
    PANICS.set(Some(Vec::new()));
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            PANICS.with_borrow_mut(|panics| {
                if let Some(panics) = panics {
                    panics.push(info.to_string());
                }
            });
            before(info);
        }));
    });
}

fn failed(seed: u64, why: String) -> Outcome {
    Outcome {
        seed,
        settings: String::new(),
        operations: Operations::default(),
        faults: Default::default(),
        fault_numbers: Vec::new(),
        marks: Default::default(),
        trace_hash: String::new(),
        events: 0,
        elapsed_ms: 0,
        violations: vec![why],
    }
}
