//! How a node learns that it was removed.
//!
//! Members neither replicate to a removed node nor listen to it, so its own log may never record the removal. While it
//! hears no leader, it asks the members it knows. It ends once one of them reports the removal (`NODE_ID_BURNED`): it
//! could win no election, and would serve stale data. Only a node of its own cluster counts.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::future::join_all;
use minoots_sequencer::consensus::Leadership;
use openraft::async_runtime::watch::WatchReceiver;
use tokio::sync::watch;

use super::join::{PeerIntroduction, ask};
use crate::apply::Progress;
use crate::core::Core;
use crate::error::StartError;
use crate::r#gen::peer::v1::identify_response::Asker;
use crate::hooks::Hooks;
use crate::peer::client::Peers;

/// The pause before the next round of questions.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);

/// A node that belongs to a cluster, or did. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Removal {
    pub(crate) peers: Peers,
    pub(crate) core: Core,
    pub(crate) progress: Progress,
    /// The addresses of all listed nodes: the membership of a node that was away for long may name only nodes that have
    /// left.
    pub(crate) listed: BTreeMap<u64, String>,
}

impl Removal {
    /// Asks every other node once.
    ///
    /// # Errors
    /// This node is no longer a member.
    pub(crate) async fn check(&self) -> Result<(), StartError> {
        let own = self.peers.identity().node;
        if self.progress.is_burned(own) {
            return Err(StartError::Burned { id: own, node: own });
        }
        let others = self.others();
        let asked = others
            .iter()
            .map(|(node, address)| async move { (*node, ask(&self.peers, *node, address).await) });
        let cluster = self.peers.identity().cluster();
        let is_final = |answer: &PeerIntroduction| answer.asker == Asker::Burned && answer.cluster == cluster;
        let answers = join_all(asked).await;
        let said_so = answers
            .into_iter()
            .find(|(_, answer)| answer.as_ref().is_some_and(is_final));
        match said_so {
            Some((node, _)) => Err(StartError::Burned { id: own, node }),
            None => Ok(()),
        }
    }

    /// Asks repeatedly while it hears no leader. Ends the node once a member reports its removal.
    pub(crate) async fn watch(self, leadership: watch::Receiver<Leadership>, hooks: Hooks) {
        loop {
            tokio::time::sleep(CHECK_INTERVAL).await;
            let leads = matches!(*leadership.borrow(), Leadership::Leading { .. });
            if leads || self.peers.heard().hears_leader() || self.peers.identity().cluster().is_none() {
                continue;
            }
            if let Err(error) = self.check().await {
                return hooks.over(&error.to_string());
            }
        }
    }

    /// The addresses of the other nodes. The membership overrides the settings.
    fn others(&self) -> BTreeMap<u64, String> {
        let mut others = self.listed.clone();
        let server = self.core.get().server_metrics();
        for (node, member) in server.borrow_watched().membership_config.membership().nodes() {
            others.insert(*node, member.address.clone());
        }
        others.remove(&self.peers.identity().node);
        others
    }
}
