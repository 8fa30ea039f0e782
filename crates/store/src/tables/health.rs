//! Ends the tables after one failure.
//!
//! After an error or a panic in the engine, the content of its memory and files is unknown, so there is no second
//! attempt. The first failure is recorded, the owner is notified once, and every later call returns the same failure.
//! To recover, open the tables again, or install a snapshot.

use std::any::Any;
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

use minoots_kernel::Failure;

/// A callback that runs once, on the thread that met the failure. It must neither block nor call the tables.
pub type OnFatal = Arc<dyn Fn(&Failure) + Send + Sync>;

/// The health of the tables: whether a failure has ended them.
pub struct Health {
    failure: OnceLock<Failure>,
    on_fatal: OnFatal,
}

impl Health {
    /// Creates a healthy state.
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

    /// Ends the tables. Returns the failure that ended them, which may be an earlier one.
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

    /// Runs a call of the engine. An error or panic of the call ends the tables.
    pub fn guard<T, E: Display>(&self, doing: &str, call: impl FnOnce() -> Result<T, E>) -> Result<T, Failure> {
        self.check()?;
        caught(call).map_err(|why| self.fail(Failure::Tables(format!("{doing}: {}", why.message()))))
    }
}

/// The reason why a call of the engine failed.
pub(crate) enum Caught<E> {
    /// The call returned an error.
    Error(E),
    /// The call panicked with this message.
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

/// Runs a call of the engine and turns a panic into a value.
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
