//! Nodes that this node does not know, and a member vouches for.
//!
//! A follower that lags can be called by a leader that was added after the newest entry it has. It believes that leader once a member
//! that it does know says so. A node that was never added has no member to vouch for it, whatever certificate it has.
//!
//! The first call of such a node is refused while a member is asked; its next one, a heartbeat later, finds the answer. At most
//! [`NODES_MAX`] nodes are remembered, and a node without a voucher is asked about once in [`ASK_INTERVAL`].

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tonic::Status;

use super::client::Peers;
use super::identity::Caller;
use crate::clock;

/// A strange node more is refused without asking.
const NODES_MAX: usize = 64;
/// A member's word holds for so long. By then the membership names the node, as a rule.
const WORD_HOLDS: Duration = Duration::from_secs(60);
/// How long a node is turned away without asking again.
const ASK_INTERVAL: Duration = Duration::from_secs(1);

/// A node in one life of its directory.
type Life = (u64, u128);

/// The words of members about nodes that this one does not know. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Vouchers {
    peers: Peers,
    words: Arc<Mutex<BTreeMap<Life, Word>>>,
}

/// The word about such a node.
#[derive(Clone, Copy)]
enum Word {
    /// Members are being asked.
    Asked,
    /// A member vouches for it, until then.
    Member(Instant),
    /// No member does; they are asked again after that.
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

    /// Admits a caller that one of `members` (node ids and addresses) vouches for. Asks them if that is not known yet.
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

    /// Asks one member after the other, until one knows the node.
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
