//! Threads, files and sockets of a node, or their stand-ins in a simulation on one thread.
//!
//! Invariant: without stand-ins this module costs no more than a branch.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use minoots_store::io::{Io, RealIo};
use minoots_store::tables::engine::EngineKind;
use minoots_store::tables::lsm::Lsm;
use tokio::task::JoinError;
use tonic::body::Body;
use tonic::codegen::http;
use tonic::service::Routes;

/// The environment of a node. Cheap to clone.
#[derive(Clone)]
pub struct Platform {
    /// The files of the log.
    pub io: Arc<dyn Io>,
    /// The storage engine of the tables.
    pub engine: &'static dyn EngineKind,
    /// The pace of a node without threads; `None` gives it threads.
    pub pace: Option<Arc<dyn Pace>>,
    /// Calls between nodes without sockets; `None` uses the transport.
    pub wires: Option<Arc<dyn Wires>>,
}

impl Default for Platform {
    /// The operating system's.
    fn default() -> Self {
        Self {
            io: Arc::new(RealIo),
            engine: &Lsm,
            pace: None,
            wires: None,
        }
    }
}

/// A boxed future.
pub type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Work that runs on a thread of its own in a real node, and within a task in a simulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Writing and syncing the log.
    Log,
    /// Applying entries, or installing a snapshot.
    Apply,
    /// Reading and writing files.
    Files,
}

/// Decides when a node without threads does its work. The caller waits meanwhile, and work that arrives meanwhile is
/// done together with it.
pub trait Pace: Send + Sync + 'static {
    /// Resolves when a piece of work may run, which then takes no time.
    fn pause(&self, work: Work) -> Boxed<()>;
}

/// Carries calls between nodes of one process.
pub trait Wires: Send + Sync + 'static {
    /// The connection to a peer address.
    fn connect(&self, address: &str) -> Wire;
    /// Serves an address with these routes until the guard is dropped.
    fn serve(&self, address: &str, routes: Routes) -> Box<dyn Send + Sync>;
}

/// Makes one call: sends a request and returns the response. An error means that the connection failed.
pub type Wire = Arc<dyn Fn(http::Request<Body>) -> Boxed<Result<http::Response<Body>, tonic::Status>> + Send + Sync>;

/// The pool for blocking work. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Workers(Option<Arc<dyn Pace>>);

impl Workers {
    pub(crate) fn new(platform: &Platform) -> Self {
        Self(platform.pace.clone())
    }

    /// The pace of a node without threads.
    pub(crate) fn pace(&self) -> Option<&Arc<dyn Pace>> {
        self.0.as_ref()
    }

    /// Runs blocking work to its end, even if the caller stops waiting.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, JoinError> {
        let Some(pace) = &self.0 else {
            return tokio::task::spawn_blocking(work).await;
        };
        let pause = pace.pause(Work::Files);
        let paced = tokio::spawn(async move {
            pause.await;
            work()
        });
        paced.await
    }
}
