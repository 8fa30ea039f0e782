//! Unknown nodes, for which a member vouches.
//!
//! A leader that was added after a lagging follower's newest entry can call that follower. The follower trusts the
//! caller once a member that it knows vouches for it. No member vouches for a node that was never added, whatever
//! certificate it has.
//!
//! The first call of such a node is rejected while a member is asked. Its next call, a heartbeat later, finds the
//! answer. At most [`NODES_MAX`] nodes are remembered. Members are asked about a node without a voucher once in
//! [`ASK_INTERVAL`].

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tonic::Status;

use super::client::Peers;
use super::identity::Caller;
use crate::clock;

/// The limit of unknown nodes; a further one is rejected without asking.
const NODES_MAX: usize = 64;
/// A voucher is valid for so long. By then the membership usually names the node.
const WORD_HOLDS: Duration = Duration::from_secs(60);
/// The time for which a node is rejected without asking again.
const ASK_INTERVAL: Duration = Duration::from_secs(1);

/// A node and an incarnation.
type Life = (u64, u128);

/// The members' vouchers for nodes unknown to this one. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Vouchers {
    peers: Peers,
    words: Arc<Mutex<BTreeMap<Life, Word>>>,
}

/// The state of an unknown node.
#[derive(Clone, Copy)]
enum Word {
    /// Members are being asked.
    Asked,
    /// A member vouches for it, until this time.
    Member(Instant),
    /// No member vouches for it; they are asked again after this time.
    Stranger(Instant),
}

impl Word {
    fn is_over(self) -> bool {
        match self {
            Self::Asked => false,
            Self::Member(until) | Self::Stranger(until) => until <= clock::now(),
        }
    }
}

impl Vouchers {
    pub(crate) fn new(peers: Peers) -> Self {
        Self {
            peers,
            words: Arc::default(),
        }
    }

    /// Admits a caller for which one of `members` (node ids and addresses) vouches. Starts to ask them if the answer is
    /// not known yet.
    ///
    /// # Errors
    /// No member is known to vouch for the caller.
    pub(crate) fn admit(&self, caller: &Caller, members: Vec<(u64, String)>) -> Result<(), Status> {
        let life = (caller.node, caller.incarnation);
        {
            let mut words = self.words();
            match words.get(&life) {
                Some(Word::Member(until)) if clock::now() < *until => return Ok(()),
                Some(word) if !word.is_over() => return Err(unknown(caller.node)),
                Some(_) | None => {}
            }
            if words.len() >= NODES_MAX {
                words.retain(|_, word| !word.is_over());
            }
            if words.len() >= NODES_MAX {
                return Err(unknown(caller.node));
            }
            words.insert(life, Word::Asked);
        }
        let asking = self.clone();
        tokio::spawn(async move {
            let word = match asking.ask(life, members).await {
                true => Word::Member(clock::now() + WORD_HOLDS),
                false => Word::Stranger(clock::now() + ASK_INTERVAL),
            };
            asking.words().insert(life, word);
        });
        Err(unknown(caller.node))
    }

    /// Asks one member after the other, until one vouches for the node.
    async fn ask(&self, (node, incarnation): Life, members: Vec<(u64, String)>) -> bool {
        let own = self.peers.identity().node;
        for (member, address) in members {
            if member == own || member == node {
                continue;
            }
            let Ok(peer) = self.peers.at(member, &address) else {
                continue;
            };
            if peer.vouch(node, incarnation).await.unwrap_or(false) {
                tracing::info!(
                    node,
                    member,
                    "a member vouches for a node that this one does not know yet"
                );
                return true;
            }
        }
        tracing::warn!(
            node,
            "a node that is no member, as far as any member says, was turned away"
        );
        false
    }

    fn words(&self) -> MutexGuard<'_, BTreeMap<Life, Word>> {
        self.words.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unknown(node: u64) -> Status {
    Status::aborted(format!(
        "node {node} is no member that this node knows, and no member has vouched for it yet"
    ))
}
