//! Files that take effect when they change, without a restart.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use crate::clock::unix_seconds;
use crate::error::FileError;

/// How often the files are looked at.
const POLL_INTERVAL: Duration = Duration::from_secs(2);
/// A certificate that ends sooner is warned of,
const NEAR_S: i64 = 14 * DAY_S;
/// this often.
const DAY_S: i64 = 86_400;

type Load<T> = Box<dyn Fn() -> Result<Loaded<T>, FileError> + Send + Sync>;

/// What was made of files, and when it ends. The first end is of the certificate that is shown.
pub(crate) struct Loaded<T> {
    pub(crate) value: T,
    pub(crate) ends: Vec<Expiry>,
}

/// When a certificate ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expiry {
    /// Which it is, for metrics.
    pub certificate: &'static str,
    /// Where it is.
    pub path: PathBuf,
    /// Seconds since 1970.
    pub at_s: i64,
}

impl Expiry {
    /// Seconds until then; negative once it is past.
    #[must_use]
    pub fn left_s(&self) -> i64 {
        self.at_s.saturating_sub(unix_seconds())
    }
}

/// How reading the files has gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// When what is in use ends.
    pub ends: Vec<Expiry>,
    /// New files taken into use since the start.
    pub reloads: u64,
    /// New files refused since the start.
    pub refusals: u64,
    /// The files as they are cannot be used; what is in use is older.
    pub is_refused: bool,
}

/// Something made of files: always the last that could be used.
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

/// What came of the files that were tried last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Used,
    /// Somebody may be in the middle of replacing several: they are tried once more before anyone is told.
    Doubtful,
    Refused,
}

/// What changes when a file does.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    len: u64,
}

impl<T: Send + Sync + 'static> Watched<T> {
    /// Reads the files for the first time. `what` names it in the log.
    ///
    /// # Errors
    /// They cannot be used.
    pub(crate) fn open(
        what: &'static str,
        paths: Vec<PathBuf>,
        load: impl Fn() -> Result<Loaded<T>, FileError> + Send + Sync + 'static,
    ) -> Result<Arc<Self>, FileError> {
        // Before they are read: a change meanwhile is seen as one.
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

    /// What holds now.
    #[must_use]
    pub fn current(&self) -> Arc<T> {
        self.lock().current.clone()
    }

    /// How it has gone so far.
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

    /// Looks at the files again and again.
    pub async fn follow(self: Arc<Self>) {
        loop {
            let looking = self.clone();
            // Fails only when the runtime ends, and this with it.
            let _ = tokio::task::spawn_blocking(move || {
                looking.look();
                looking.warn(unix_seconds());
            })
            .await;
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    }

    /// Takes the files into use if they changed and can be used.
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

    /// A certificate that has ended does not replace one that has not.
    fn lasting(&self, loaded: Loaded<T>) -> Result<Loaded<T>, FileError> {
        let now = unix_seconds();
        let has_ended = |ends: &[Expiry]| ends.first().is_some_and(|end| end.at_s < now);
        let path = loaded.ends.first().map(|end| end.path.clone()).unwrap_or_default();
        match has_ended(&loaded.ends) && !has_ended(&self.lock().ends) {
            true => Err(FileError::Expired(path)),
            false => Ok(loaded),
        }
    }

    /// Warns of certificates near their end, once a day.
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
        // Nothing is left half-changed under the lock.
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
        // What cannot be looked at cannot be read either, which reading it tells.
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
