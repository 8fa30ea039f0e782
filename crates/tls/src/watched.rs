//! Files that take effect when they change, without a restart.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use crate::clock::unix_seconds;
use crate::error::FileError;

/// The interval between checks of the files.
const POLL_INTERVAL: Duration = Duration::from_secs(2);
/// The remaining validity below which a warning is logged.
const NEAR_S: i64 = 14 * DAY_S;
/// A day, which is also the interval between warnings.
const DAY_S: i64 = 86_400;

type Load<T> = Box<dyn Fn() -> Result<Loaded<T>, FileError> + Send + Sync>;

/// The value loaded from files, and the ends of its certificates. The first end is that of the presented certificate.
pub(crate) struct Loaded<T> {
    pub(crate) value: T,
    pub(crate) ends: Vec<Expiry>,
}

/// The end of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expiry {
    /// The certificate's label in metrics.
    pub certificate: &'static str,
    /// Its file.
    pub path: PathBuf,
    /// Seconds since 1970.
    pub at_s: i64,
}

impl Expiry {
    /// The remaining seconds; negative once the certificate has expired.
    #[must_use]
    pub fn left_s(&self) -> i64 {
        self.at_s.saturating_sub(unix_seconds())
    }
}

/// The counters of reading the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// The ends of the certificates in use.
    pub ends: Vec<Expiry>,
    /// Successful reloads since the start.
    pub reloads: u64,
    /// Rejected files since the start.
    pub refusals: u64,
    /// The present files cannot be used, and earlier ones are in use.
    pub is_refused: bool,
}

/// A value loaded from files: always the last usable one.
pub struct Watched<T> {
    what: &'static str,
    paths: Vec<PathBuf>,
    load: Load<T>,
    state: Mutex<State<T>>,
    reloads: AtomicU64,
    refusals: AtomicU64,
}

struct State<T> {
    current: Arc<T>,
    ends: Vec<Expiry>,
    tried: Vec<Option<Stamp>>,
    outcome: Outcome,
    warned_s: i64,
}

/// The outcome of the last attempt to load the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Used,
    /// The files may be in the middle of a replacement: they are tried once more before the failure is reported.
    Doubtful,
    Refused,
}

/// The attributes by which a change of a file is detected.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    len: u64,
}

impl<T: Send + Sync + 'static> Watched<T> {
    /// Reads the files for the first time. `what` names them in the log.
    ///
    /// # Errors
    /// The files cannot be used.
    pub(crate) fn open(
        what: &'static str,
        paths: Vec<PathBuf>,
        load: impl Fn() -> Result<Loaded<T>, FileError> + Send + Sync + 'static,
    ) -> Result<Arc<Self>, FileError> {
        // Taken before the files are read, so that a concurrent change is detected later.
        let tried = stamps(&paths);
        let Loaded { value, ends } = load()?;
        let state = State {
            current: Arc::new(value),
            ends,
            tried,
            outcome: Outcome::Used,
            warned_s: i64::MIN,
        };
        Ok(Arc::new(Self {
            what,
            paths,
            load: Box::new(load),
            state: Mutex::new(state),
            reloads: AtomicU64::new(0),
            refusals: AtomicU64::new(0),
        }))
    }

    /// The current value.
    #[must_use]
    pub fn current(&self) -> Arc<T> {
        self.lock().current.clone()
    }

    /// The counters so far.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let state = self.lock();
        Figures {
            ends: state.ends.clone(),
            reloads: self.reloads.load(Ordering::Relaxed),
            refusals: self.refusals.load(Ordering::Relaxed),
            is_refused: state.outcome == Outcome::Refused,
        }
    }

    /// Checks the files at intervals.
    pub async fn follow(self: Arc<Self>) {
        loop {
            let looking = self.clone();
            // Fails only when the runtime ends, and this task with it.
            let _ = tokio::task::spawn_blocking(move || {
                looking.look();
                looking.warn(unix_seconds());
            })
            .await;
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    }

    /// Loads the files if they changed, and uses them if they are valid.
    fn look(&self) {
        let stamps = stamps(&self.paths);
        let (tried, outcome) = {
            let state = self.lock();
            (state.tried.clone(), state.outcome)
        };
        if stamps == tried && outcome != Outcome::Doubtful {
            return;
        }
        let loaded = (self.load)().and_then(|loaded| self.lasting(loaded));
        let mut state = self.lock();
        match loaded {
            Ok(loaded) => {
                state.current = Arc::new(loaded.value);
                state.ends = loaded.ends;
                state.outcome = Outcome::Used;
                state.warned_s = i64::MIN;
                self.reloads.fetch_add(1, Ordering::Relaxed);
                tracing::info!(what = self.what, "new TLS files are in use");
            }
            Err(error) if stamps == tried => {
                state.outcome = Outcome::Refused;
                self.refusals.fetch_add(1, Ordering::Relaxed);
                tracing::error!(what = self.what, %error, "new TLS files cannot be used; those from before stay in use");
            }
            Err(_) => state.outcome = Outcome::Doubtful,
        }
        state.tried = stamps;
    }

    /// Rejects an expired certificate as the replacement of a valid one.
    fn lasting(&self, loaded: Loaded<T>) -> Result<Loaded<T>, FileError> {
        let now = unix_seconds();
        let has_ended = |ends: &[Expiry]| ends.first().is_some_and(|end| end.at_s < now);
        let path = loaded.ends.first().map(|end| end.path.clone()).unwrap_or_default();
        match has_ended(&loaded.ends) && !has_ended(&self.lock().ends) {
            true => Err(FileError::Expired(path)),
            false => Ok(loaded),
        }
    }

    /// Logs a warning about certificates near their end, once a day.
    fn warn(&self, now: i64) {
        let mut state = self.lock();
        if now.saturating_sub(state.warned_s) < DAY_S {
            return;
        }
        let near: Vec<&Expiry> = state.ends.iter().filter(|end| end.at_s < now + NEAR_S).collect();
        for Expiry {
            certificate,
            path,
            at_s,
        } in &near
        {
            let (path, days) = (path.display(), (at_s - now) / DAY_S);
            match *at_s < now {
                true => tracing::error!(%certificate, %path, "a certificate has expired: who asks for it refuses it"),
                false => tracing::warn!(%certificate, %path, days, "a certificate expires soon"),
            }
        }
        if !near.is_empty() {
            state.warned_s = now;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        // No code leaves a partial change under the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> std::fmt::Debug for Watched<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Watched")
            .field("paths", &self.paths)
            .finish_non_exhaustive()
    }
}

fn stamps(paths: &[PathBuf]) -> Vec<Option<Stamp>> {
    let stamp = |path: &Path| {
        // A file without metadata cannot be read, either, and the read reports it.
        let metadata = std::fs::metadata(path).ok()?;
        Some(Stamp {
            modified: metadata.modified().ok(),
            len: metadata.len(),
        })
    };
    paths.iter().map(|path| stamp(path)).collect()
}

#[cfg(test)]
mod tests;
