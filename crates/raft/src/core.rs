//! openraft's core: building and rebuilding it.
//!
//! A core that panicked is replaced within the process by a new one, built from log and tables. That equals a quick
//! restart of the voter: proposals in flight end with `OutcomeUnknown`, the lease it promised is waited out, and it
//! leads only a term it wins afterwards. A core that ended because storage failed is not replaced: a failed disk is
//! never tried again (G20).
//!
//! Invariant: a new core starts only after three things. The old core has released the state machine; the apply thread
//! has applied all it received; everything in the log's queue is on disk. So the new core reads what it would read
//! after a restart.

use std::io;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use minoots_store::log::Log;
use minoots_store::tables::TableStore;
use openraft::{Config, Raft};
use tokio::sync::oneshot;

use crate::abstention::Abstention;
use crate::apply::Applier;
use crate::equality::Equality;
use crate::error::StartError;
use crate::log::{LogStore, PurgeFloor};
use crate::machine::StateMachine;
use crate::peer::client::Peers;
use crate::peer::network::Network;
use crate::snapshot::Spool;
use crate::types::Types;

pub(crate) type Consensus = Raft<Types, StateMachine>;

/// The longest time a dead core may hold the state machine.
const RELEASE_TIMEOUT: Duration = Duration::from_secs(10);

/// The current core. Cheap to clone; every clone sees a replacement.
#[derive(Clone)]
pub(crate) struct Core {
    current: Arc<RwLock<Consensus>>,
    /// Resolves when the current core has released the state machine and the snapshot under construction.
    released: Arc<Mutex<Option<oneshot::Receiver<()>>>>,
}

impl Core {
    /// The core itself. Calls to a dead core fail.
    pub(crate) fn get(&self) -> Consensus {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn replace(&self, built: Built) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = built.consensus;
        *self.released.lock().unwrap_or_else(PoisonError::into_inner) = Some(built.released);
    }

    /// Waits until the current core has released the state machine and the snapshot under construction.
    pub(crate) async fn released(&self) {
        let released = self.released.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(released) = released {
            // The channel never carries a message: see [`Held`].
            let _ = released.await;
        }
    }
}

struct Built {
    consensus: Consensus,
    released: oneshot::Receiver<()>,
}

/// The inputs for building a core.
pub(crate) struct Blueprint {
    pub(crate) node: u64,
    pub(crate) config: Arc<Config>,
    pub(crate) peers: Peers,
    pub(crate) abstention: Abstention,
    pub(crate) spool: Spool,
    pub(crate) equality: Equality,
    pub(crate) log: Log,
    pub(crate) queue_bytes_max: u64,
    pub(crate) applier: Applier,
    pub(crate) tables: TableStore,
    pub(crate) chunk_entries_max: usize,
}

impl Blueprint {
    /// Makes the first core.
    pub(crate) async fn first(&self) -> Result<Core, StartError> {
        let built = self.build().await?;
        Ok(Core {
            current: Arc::new(RwLock::new(built.consensus)),
            released: Arc::new(Mutex::new(Some(built.released))),
        })
    }

    async fn build(&self) -> Result<Built, StartError> {
        let floor = PurgeFloor::Unflushed(self.tables.clone());
        let log = LogStore::new(self.log.clone(), self.queue_bytes_max, &self.applier, floor);
        let (release, released) = oneshot::channel();
        let machine = StateMachine {
            tables: self.tables.clone(),
            applier: self.applier.clone(),
            chunk_entries_max: self.chunk_entries_max,
            held: Arc::new(release),
        };
        let network = Network {
            peers: self.peers.clone(),
            abstention: self.abstention.clone(),
            spool: self.spool.clone(),
            equality: self.equality.clone(),
        };
        let consensus = Raft::new(self.node, Arc::clone(&self.config), network, log, machine).await;
        let consensus = consensus.map_err(failed)?;
        Ok(Built { consensus, released })
    }

    /// Elects a sole voter at once: no other leader can exist, and it has promised its vote to no other node.
    pub(crate) async fn win_alone(&self, core: &Core) -> Result<(), StartError> {
        let (consensus, node) = (core.get(), self.node);
        let alone = consensus
            .with_raft_state(move |state| state.membership_state.effective().voter_ids().eq([node]))
            .await;
        if alone.map_err(failed)? {
            self.abstention.lift();
            consensus.trigger().elect(false).await.map_err(failed)?;
        }
        Ok(())
    }

    /// Replaces a core that died.
    pub(crate) async fn rebuild(&self, core: &Core) -> Result<(), StartError> {
        self.abstention.begin();
        let released = tokio::time::timeout(RELEASE_TIMEOUT, core.released()).await;
        released.map_err(|_| StartError::Consensus("a dead core holds the state machine".to_owned()))?;
        self.applier.settle().await.map_err(failed)?;
        self.settle_log().await.map_err(failed)?;
        core.replace(self.build().await?);
        self.win_alone(core).await
    }

    /// Waits until every write handed to the log is on disk.
    async fn settle_log(&self) -> io::Result<()> {
        let Some(vote) = self.log.state().vote else {
            return Ok(());
        };
        let (done, durable) = oneshot::channel();
        let done = Box::new(move |result| drop(done.send(result)));
        // There is one queue, so the vote is on disk after everything before it.
        self.log.save_vote(vote, done);
        let result = durable.await.map_err(|_| io::Error::other("the log was closed"))?;
        result.map_err(io::Error::other)
    }
}

fn failed(error: impl std::fmt::Display) -> StartError {
    StartError::Consensus(error.to_string())
}
