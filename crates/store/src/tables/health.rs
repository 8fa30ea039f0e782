//! One failure ends the tables.
//!
//! After an error or a panic in the engine nothing says what its memory and files hold, so there is no second attempt: the
//! first failure is kept, the owner is told once, and every later call gets the same answer. The way back is to open again,
//! or to install a snapshot.

use std::any::Any;
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

use minoots_kernel::Failure;

/// Told once, on the thread that met the failure. Must neither block nor call the tables.
pub type OnFatal = Arc<dyn Fn(&Failure) + Send + Sync>;

/// Whether the tables can still be trusted.
pub struct Health {
    failure: OnceLock<Failure>,
    on_fatal: OnFatal,
}

impl Health {
    /// Healthy, until told otherwise.
    pub fn new(on_fatal: OnFatal) -> Self {
        Self {
            failure: OnceLock::new(),
            on_fatal,
        }
    }

    /// The failure that ended the tables, if one did.
    pub fn check(&self) -> Result<(), Failure> {
        self.failure.get().map_or(Ok(()), |failure| Err(failure.clone()))
    }

    /// Ends the tables. Returns the failure that did, which may be an earlier one.
    pub fn fail(&self, failure: Failure) -> Failure {
        let mut first = false;
        let kept = self.failure.get_or_init(|| {
            first = true;
            failure
        });
        if first {
            tracing::error!(failure = %kept, "the tables failed");
            (self.on_fatal)(kept);
        }
        kept.clone()
    }

    /// Runs a call of the engine; its error or panic ends the tables.
    pub fn guard<T, E: Display>(&self, doing: &str, call: impl FnOnce() -> Result<T, E>) -> Result<T, Failure> {
        self.check()?;
        caught(call).map_err(|why| self.fail(Failure::Tables(format!("{doing}: {}", why.message()))))
    }
}

/// Why a call of the engine did not succeed.
pub(crate) enum Caught<E> {
    /// It returned an error.
    Error(E),
    /// It panicked, saying this.
    Panic(String),
}

impl<E: Display> Caught<E> {
    pub(crate) fn message(&self) -> String {
        match self {
            Caught::Error(error) => error.to_string(),
            Caught::Panic(message) => format!("panic: {message}"),
        }
    }
}

/// Runs a call of the engine and turns its panic into a value.
pub(crate) fn caught<T, E>(call: impl FnOnce() -> Result<T, E>) -> Result<T, Caught<E>> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(result) => result.map_err(Caught::Error),
        Err(payload) => Err(Caught::Panic(panic_message(&*payload))),
    }
}

fn panic_message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}
