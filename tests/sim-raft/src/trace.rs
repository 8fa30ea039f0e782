//! The ordered events of a run. Two runs of one seed must have the same hash of events.

use std::fmt::Arguments;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio::time::Instant;

/// The events of a run. Cheap to clone; clones share the events.
#[derive(Clone)]
pub(crate) struct Trace {
    begun: Instant,
    /// Not part of the trace, because it differs in each run.
    root: Arc<str>,
    shared: Arc<Mutex<Events>>,
}

struct Events {
    hash: Sha256,
    count: u64,
    print: bool,
}

/// The digest of a trace.
pub(crate) struct Digested {
    pub(crate) hash: String,
    pub(crate) count: u64,
}

impl Trace {
    /// An empty trace that begins now. `print` also writes each event to standard error.
    pub(crate) fn new(root: &Path, print: bool) -> Self {
        Self {
            begun: now(),
            root: root.to_string_lossy().into(),
            shared: Arc::new(Mutex::new(Events {
                hash: Sha256::new(),
                count: 0,
                print,
            })),
        }
    }

    /// Time since the run began.
    pub(crate) fn elapsed(&self) -> Duration {
        now().saturating_duration_since(self.begun)
    }

    /// Adds an event.
    pub(crate) fn event(&self, event: Arguments<'_>) {
        let line = self.scrubbed(format!("{:.6} {event}\n", self.elapsed().as_secs_f64()));
        let mut events = self.events();
        events.hash.update(line.as_bytes());
        events.count += 1;
        if events.print {
            eprint!("{line}");
        }
    }

    /// A text without the directory's path.
    pub(crate) fn scrubbed(&self, text: String) -> String {
        match text.contains(&*self.root) {
            true => text.replace(&*self.root, ""),
            false => text,
        }
    }

    /// The hash so far.
    pub(crate) fn digest(&self) -> Digested {
        let events = self.events();
        let hash = events.hash.clone().finalize();
        Digested {
            hash: hash.iter().map(|byte| format!("{byte:02x}")).collect(),
            count: events.count,
        }
    }

    fn events(&self) -> MutexGuard<'_, Events> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Virtual time.
#[allow(
    clippy::disallowed_methods,
    reason = "the one place that reads the simulation's clock"
)]
pub(crate) fn now() -> Instant {
    Instant::now()
}
