//! openraft's core: making it, and making it anew.
//!
//! A core that panicked is replaced in process by one built from what log and tables hold. That is a restart of the voter, only
//! quicker: proposals in flight are answered `OutcomeUnknown`, the lease it promised is waited out, and it leads only a term it wins
//! from then on. A core that ended because storage failed is not replaced: a failed disk is never tried again (G20).
//!
//! Invariant: a new core begins only once the old one has let go of the state machine, all it handed to the apply thread has been
//! applied, and all it handed to the log is on disk. So what the new one reads is what it would read after a restart.

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

/// How long a dead core may hold the state machine.
const RELEASE_TIMEOUT: Duration = Duration::from_secs(10);

/// The core there is now. Cheap to clone; every clone sees the one that replaced another.
#[derive(Clone)]
pub(crate) struct Core {
    current: Arc<RwLock<Consensus>>,
    /// Ends when the current core has let go of the state machine, and of the snapshot it was building.
    released: Arc<Mutex<Option<oneshot::Receiver<()>>>>,
}

impl Core {
    /// The core itself; after it died, calls to it fail.
    pub(crate) fn get(&self) -> Consensus {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn replace(&self, built: Built) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = built.consensus;
        *self.released.lock().unwrap_or_else(PoisonError::into_inner) = Some(built.released);
    }

    /// Waits until the current core has let go of the state machine, and of the snapshot it was building.
    pub(crate) async fn released(&self) {
        let released = self.released.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(released) = released {
            // Nothing is ever sent: see [`Held`].
            let _ = released.await;
        }
    }
}

struct Built {
    consensus: Consensus,
    released: oneshot::Receiver<()>,
}

/// What a core is built from.
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

    /// A sole voter need not wait for a leader that cannot exist, and has promised its vote to nobody.
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

    /// Waits until everything given to the log is on disk.
    async fn settle_log(&self) -> io::Result<()> {
        let Some(vote) = self.log.state().vote else {
            return Ok(());
        };
        let (done, durable) = oneshot::channel();
        let done = Box::new(move |result| drop(done.send(result)));
        // The queue is one: the vote is on disk after everything before it.
        self.log.save_vote(vote, done);
        let result = durable.await.map_err(|_| io::Error::other("the log was closed"))?;
        result.map_err(io::Error::other)
    }
}

fn failed(error: impl std::fmt::Display) -> StartError {
    StartError::Consensus(error.to_string())
}
