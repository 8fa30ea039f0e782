//! What a node stands on: threads, files and sockets. Or, in a simulation on one thread, stand-ins for all three.
//!
//! Invariant: without stand-ins nothing here costs anything but a branch.

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

/// What a node stands on. Cheap to clone.
#[derive(Clone)]
pub struct Platform {
    /// The files of the log.
    pub io: Arc<dyn Io>,
    /// The storage engine of the tables.
    pub engine: &'static dyn EngineKind,
    /// Paces a node that has no threads; `None` gives it threads.
    pub pace: Option<Arc<dyn Pace>>,
    /// Calls between nodes, without sockets; `None` uses the transport.
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

/// A future of no special type.
pub type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Work that has a thread elsewhere, and is done within a task here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Writing and syncing the log.
    Log,
    /// Applying entries, or installing a snapshot.
    Apply,
    /// Reading and writing files.
    Files,
}

/// Decides when work of a node without threads is done. Whoever asked for it waits meanwhile, and what arrives meanwhile is done
/// with it.
pub trait Pace: Send + Sync + 'static {
    /// Ends when a piece of work may be done, which then takes no time.
    fn pause(&self, work: Work) -> Boxed<()>;
}

/// Carries calls between nodes of one process.
pub trait Wires: Send + Sync + 'static {
    /// The way to a peer address.
    fn connect(&self, address: &str) -> Wire;
    /// Has an address served by these until the guard is dropped.
    fn serve(&self, address: &str, routes: Routes) -> Box<dyn Send + Sync>;
}

/// Makes one call: a request as it would be sent, and what came of it. An error is a connection that could not be had.
pub type Wire = Arc<dyn Fn(http::Request<Body>) -> Boxed<Result<http::Response<Body>, tonic::Status>> + Send + Sync>;

/// Where blocking work is done. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Workers(Option<Arc<dyn Pace>>);

impl Workers {
    pub(crate) fn new(platform: &Platform) -> Self {
        Self(platform.pace.clone())
    }

    /// What paces a node without threads.
    pub(crate) fn pace(&self) -> Option<&Arc<dyn Pace>> {
        self.0.as_ref()
    }

    /// Does blocking work, to its end even if nobody waits for it.
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
