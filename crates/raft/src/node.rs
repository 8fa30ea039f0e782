//! A node: log, tables, apply thread, openraft and connections to peers.

mod committed;
mod kept;

pub use committed::{CommittedLog, StoredEntry};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use futures::future::BoxFuture;
use minoots_kernel::Failure;
use minoots_kernel::tables::{Read, Row};
use minoots_sequencer::consensus::{
    Consensus, Leadership, Proposal, ProposeDone, ProposeError, ReadIndex, Standing, View,
};
use minoots_store::log::Log;
use minoots_store::tables::{TableStore, TableView};
use openraft::async_runtime::watch::WatchReceiver;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::apply::Applier;
use crate::clock;
use crate::cluster::change::{ChangeError, Changes};
use crate::core::Core;
use crate::directory::DataDirectory;
use crate::equality::Equality;
use crate::error::StopError;
use crate::export::{self, Export};
use crate::peer::passes::Passes;
use crate::platform::Workers;
use crate::propose::ProposeQueue;
use crate::read_index::ReadIndexes;
use crate::retention::{self, Retention};
use crate::service::listener::PeerListener;
use crate::snapshot::Spool;
use crate::stats::RaftStats;

/// The shortest time between two abdications, and the time after one in which the node stands for no election.
const ABDICATION_INTERVAL: Duration = Duration::from_secs(60);

/// The shortest time between two abdications if the clocks of a majority agree and this node's differs. Leadership then
/// goes to a node of that majority, and cannot go round.
const OUTLIER_ABDICATION_INTERVAL: Duration = Duration::from_secs(1);

/// A running node. Cheap to clone; all clones are the same node.
///
/// Dropping the last clone ends the node as a crash would: nothing acknowledged is lost, and the next start replays the
/// log. [`RaftNode::shutdown`] makes that start short.
///
/// Its methods return boxed futures: openraft and the code around it are compiled in this crate, not again in each
/// crate that awaits them.
#[derive(Clone)]
pub struct RaftNode {
    pub(crate) shared: Arc<Shared>,
}

pub(crate) struct Shared {
    // First, so that the node stops answering peers before the other fields drop.
    pub(crate) listener: Option<PeerListener>,
    /// Aborted with the node.
    pub(crate) tasks: Mutex<JoinSet<()>>,
    pub(crate) runtime: Handle,
    pub(crate) core: Core,
    pub(crate) proposals: ProposeQueue,
    pub(crate) reads: ReadIndexes,
    pub(crate) leadership: watch::Receiver<Leadership>,
    pub(crate) changes: Arc<Changes>,
    /// The last time this node gave up leadership by itself.
    pub(crate) abdicated: Arc<Mutex<Option<Instant>>>,
    pub(crate) equality: Equality,
    pub(crate) applier: Applier,
    pub(crate) spool: Spool,
    pub(crate) tables: TableStore,
    pub(crate) log: Log,
    pub(crate) workers: Workers,
    pub(crate) stopping: AtomicBool,
    // Last, so that the lock is released after everything else.
    pub(crate) directory: Arc<DataDirectory>,
}

impl RaftNode {
    /// The incarnation of the data directory: a random number drawn when the directory was made.
    pub fn incarnation(&self) -> u128 {
        self.shared.changes.peers.identity().incarnation
    }

    /// The cluster this node belongs to; `None` while it waits to join one. Never changes once known.
    pub fn cluster_id(&self) -> Option<u128> {
        self.shared.changes.peers.identity().cluster()
    }

    /// The address bound for peers.
    pub fn peer_address(&self) -> Option<std::net::SocketAddr> {
        self.shared.listener.as_ref().map(PeerListener::address)
    }

    /// Connections without TLS to the peer port that the node refused: their first bytes were not a node's, or there
    /// were too many.
    #[must_use]
    pub fn peer_connections_refused(&self) -> u64 {
        self.shared.listener.as_ref().map_or(0, PeerListener::refused)
    }

    /// The leader as far as this node knows, and its client address.
    pub fn leader_address(&self) -> Option<(u64, String)> {
        let server = self.shared.core.get().server_metrics();
        let server = server.borrow_watched();
        let leader = server.current_leader?;
        let member = server.membership_config.get_node(&leader)?;
        Some((leader, member.client_address.clone()))
    }

    /// The passes that accompany forwarded requests.
    pub fn passes(&self) -> Arc<Passes> {
        Arc::clone(&self.shared.changes.peers.identity().passes)
    }

    /// Whether this node is ready: it follows a leader heard within two election timeouts, or leads with a quorum.
    pub fn hears_leader(&self) -> bool {
        let leadership = *self.shared.leadership.borrow();
        match leadership {
            Leadership::Leading { .. } => self.standing().leased,
            Leadership::Following { leader } => leader.is_some() && self.shared.changes.peers.heard().hears_leader(),
        }
    }

    /// The number of voters whose clocks a quorum does not share. Only a leader counts them; 0 elsewhere.
    pub fn clock_outliers(&self) -> usize {
        let leadership = *self.shared.leadership.borrow();
        match leadership {
            Leadership::Leading { .. } => self.shared.changes.peers.heard().outliers().len(),
            Leadership::Following { .. } => 0,
        }
    }

    /// Whether the previous leader announced a planned transfer to this node within this time. If so, it is alive and
    /// completes the requests it accepted.
    pub fn heard_transfer_within(&self, time: Duration) -> bool {
        let server = self.shared.core.get().server_metrics();
        let term = server.borrow_watched().vote.leader_id.term;
        self.shared.changes.peers.heard().has_heard_transfer_to(term, time)
    }

    /// The reason why this node has taken itself out of service, if it has: its state differs from the majority's
    /// (G16).
    pub fn quarantine(&self) -> Option<String> {
        self.shared.changes.quarantine.why()
    }

    /// The last entry after which all rows of this node equalled those of a majority; 0 if none since the start.
    pub fn compared_index(&self) -> u64 {
        self.shared.equality.compared()
    }

    /// Copies the whole state, as of one entry, to a file beside it. Dropping the result removes the file. The copy
    /// goes on only while `has_room` reports room on the disk. Blocks until the copy is complete.
    ///
    /// # Errors
    /// The state cannot be read, or the file cannot be written: [`std::io::ErrorKind::StorageFull`] if there is no room
    /// for it.
    pub fn export(&self, has_room: &dyn Fn() -> bool) -> std::io::Result<Export> {
        export::export(&self.shared.tables, &self.shared.spool, has_room)
    }

    /// Figures for metrics.
    pub fn stats(&self) -> RaftStats {
        let shared = &self.shared;
        let metrics = shared.core.get().metrics().borrow_watched().clone();
        RaftStats::new(
            &metrics,
            *shared.applier.progress().applied().borrow(),
            &shared.tables,
            &shared.log,
        )
    }

    /// Stops the node: it accepts no more entries, flushes the tables, then closes the log. Proposals in flight end
    /// with `OutcomeUnknown`. A second call does nothing. Another node may start in the directory once the last clone
    /// is dropped.
    ///
    /// # Errors
    /// See [`StopError`]. The node has ended in any case.
    pub fn shutdown(&self) -> BoxFuture<'_, Result<(), StopError>> {
        Box::pin(self.end())
    }

    async fn end(&self) -> Result<(), StopError> {
        if self.shared.stopping.swap(true, Ordering::AcqRel) {
            return Ok(());
        }
        if let Some(listener) = &self.shared.listener {
            listener.close();
        }
        let mut tasks = std::mem::take(&mut *self.shared.tasks());
        // Wait for the tasks: a task holds its resources until its next wake-up.
        tasks.shutdown().await;
        if let Err(error) = self.shared.core.get().shutdown().await {
            tracing::error!(%error, "openraft did not end in order");
        }
        self.shared.core.released().await;
        let shared = Arc::clone(&self.shared);
        let closed = self.shared.workers.run(move || shared.close()).await;
        closed.unwrap_or_else(|error| Err(StopError::CutShort(error.to_string())))
    }
}

impl Shared {
    pub(crate) fn tasks(&self) -> MutexGuard<'_, JoinSet<()>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn close(&self) -> Result<(), StopError> {
        self.applier.stop();
        // First, so that the tables on disk stay behind the log on disk.
        let closed = self.log.close();
        let flushed = self.tables.flush();
        self.tables.stop();
        closed?;
        Ok(flushed?)
    }
}

impl Consensus for RaftNode {
    /// Fails with `NotLeader` at once, on the caller's thread, while this node does not lead.
    fn propose(&self, proposal: Proposal, done: ProposeDone) {
        let leadership = *self.shared.leadership.borrow();
        let handing_over = self.shared.changes.is_handing_over();
        match leadership {
            Leadership::Leading { .. } if handing_over => done(Err(ProposeError::NotLeader { leader: None })),
            Leadership::Leading { .. } => self.shared.proposals.push(proposal, done),
            Leadership::Following { leader } => done(Err(ProposeError::NotLeader { leader })),
        }
    }

    fn leadership(&self) -> watch::Receiver<Leadership> {
        self.shared.leadership.clone()
    }

    fn view(&self) -> Result<Box<dyn View>, Failure> {
        Ok(Box::new(AppliedView(self.shared.tables.view()?)))
    }

    fn applied(&self) -> watch::Receiver<u64> {
        self.shared.applier.progress().applied()
    }

    fn read_index(&self) -> ReadIndex {
        let reads = self.shared.reads.clone();
        Box::pin(async move { reads.anywhere().await })
    }

    fn standing(&self) -> Standing {
        let leadership = *self.shared.leadership.borrow();
        let heard = self.shared.changes.peers.heard();
        match leadership {
            // The successor of a planned transfer need not wait for the lease to end.
            Leadership::Leading { term, .. } => Standing {
                leased: heard.is_leased(term) && !self.shared.changes.is_handing_over(),
                term,
                voters: heard.voter_count(),
                quorum_time: heard.quorum_time(),
            },
            Leadership::Following { .. } => Standing::default(),
        }
    }

    fn abdicate(&self) {
        let now = clock::now();
        let mut last = self.shared.abdicated.lock().unwrap_or_else(PoisonError::into_inner);
        let agreeing = self.shared.changes.peers.heard().agreeing_majority();
        let interval = match agreeing {
            Some(_) => OUTLIER_ABDICATION_INTERVAL,
            None => ABDICATION_INTERVAL,
        };
        if last.is_some_and(|last| now.saturating_duration_since(last) < interval) {
            return;
        }
        *last = Some(now);
        let abdicated = Arc::clone(&self.shared.abdicated);
        let (changes, core) = (Arc::clone(&self.shared.changes), self.shared.core.clone());
        let mut tasks = self.shared.tasks();
        while tasks.try_join_next().is_some() {}
        let hand_over = async move {
            // If elected again within the pause, this node could not hand over again, and no leader would act.
            core.get().runtime_config().elect(false);
            match changes.transfer_at_once(agreeing.as_ref()).await {
                Ok(()) | Err(ChangeError::NotLeader { .. }) => {}
                Err(error) => tracing::warn!(%error, "leadership was not handed over"),
            }
            let rest = || {
                let last = *abdicated.lock().unwrap_or_else(PoisonError::into_inner);
                let since = last.map_or(ABDICATION_INTERVAL, |last| clock::now().saturating_duration_since(last));
                ABDICATION_INTERVAL.saturating_sub(since)
            };
            while !rest().is_zero() {
                tokio::time::sleep(rest()).await;
            }
            core.get().runtime_config().elect(true);
        };
        tasks.spawn_on(hand_over, &self.shared.runtime);
    }
}

/// A view of the tables after some entry.
struct AppliedView(TableView);

impl Read for AppliedView {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        self.0.get(key)
    }

    fn scan(&self, from: &[u8], until: &[u8], limit: usize) -> Result<Vec<Row>, Failure> {
        self.0.scan(from, until, limit)
    }
}

impl View for AppliedView {
    /// Also 0 before the first entry: entry 0 is openraft's own and leaves no row.
    fn index(&self) -> u64 {
        self.0.index().unwrap_or(0)
    }

    fn keep(&self, row: &Row) -> bool {
        self.0.keep(row)
    }
}

/// Keeps the log within its size until the last handle of the node is dropped.
pub(crate) async fn retain(node: Weak<Shared>, retention: Retention) {
    let mut check = tokio::time::interval(retention::CHECK_INTERVAL);
    loop {
        check.tick().await;
        let Some(shared) = node.upgrade() else { return };
        let heard = shared.changes.peers.heard();
        if let Err(error) = retention.enforce(&shared.core.get(), &shared.log, heard).await {
            tracing::debug!(%error, "nothing was purged");
        }
    }
}
