//! How a node with an empty directory joins a cluster.
//!
//! It asks all listed peers repeatedly, until one of these conditions holds:
//! - A member of a cluster knows it as a member with this incarnation. Then it belongs to that cluster.
//! - A member of a cluster knows its id with other data, or as removed. Then it ends (`NODE_ID_BURNED`, G21); see
//!   [`lives`](super::lives) for how it begins again under another id.
//! - All listed peers answered, none belongs to a cluster, and its id is the lowest. Then it begins a cluster of all of
//!   them.
//!
//! Until then it does not vote: without a cluster's id it refuses every consensus call. If a member does not know it,
//! it waits until it is added. So a cluster begins only once: each node that has heard of it belongs to it, and reports
//! that.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use minoots_tls::first_id;

use crate::core::Core;
use crate::directory::{DataDirectory, draw};
use crate::error::StartError;
use crate::r#gen::peer::v1::IdentifyResponse;
use crate::r#gen::peer::v1::identify_response::Asker;
use crate::peer::client::Peers;
use crate::platform::Workers;
use crate::types::Member;

/// The pause before the next round of questions.
const RETRY_DELAY: Duration = Duration::from_millis(100);

/// A node that belongs to no cluster yet.
pub(crate) struct Joining {
    pub(crate) peers: Peers,
    /// The addresses of all listed nodes, this one included.
    pub(crate) listed: BTreeMap<u64, String>,
    pub(crate) own: Member,
    pub(crate) directory: Arc<DataDirectory>,
    pub(crate) core: Core,
    pub(crate) workers: Workers,
    /// Whether a start with an empty directory takes a new id; see [`lives`](super::lives).
    pub(crate) rejoins: bool,
}

/// A listed node's answer, about itself and about the asking node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PeerIntroduction {
    /// The id of the node. The settings may list an earlier one.
    pub(super) node: u64,
    member: Member,
    pub(super) cluster: Option<u128>,
    pub(super) asker: Asker,
    /// The id that this node may take if its own is burned; else 0.
    pub(super) next_id: u64,
}

/// The next step.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Join(u128),
    Burned { by: u64 },
    Begin,
    Wait(&'static str),
}

impl Joining {
    /// Asks once. Returns the reason why this node belongs to no cluster yet; `None` if it does.
    ///
    /// # Errors
    /// Its id is burned, or the cluster's id could not be stored.
    pub(crate) async fn attempt(&self) -> Result<Option<&'static str>, StartError> {
        let node = self.peers.identity().node;
        let answers = self.ask().await;
        match judge(node, &answers) {
            Verdict::Join(cluster) => {
                self.belong_to(cluster).await?;
                tracing::info!(
                    cluster = format!("{cluster:032x}"),
                    "this node is a member of a cluster"
                );
                Ok(None)
            }
            Verdict::Burned { by } if self.rejoins => Err(StartError::NextLife { id: node, node: by }),
            Verdict::Burned { by } => Err(StartError::Burned { id: node, node: by }),
            Verdict::Begin => {
                let others = answers
                    .into_values()
                    .flatten()
                    .map(|answer| (answer.node, answer.member));
                let members = others.chain([(node, self.own.clone())]).collect();
                self.begin(members).await?;
                Ok(None)
            }
            Verdict::Wait(why) => Ok(Some(why)),
        }
    }

    /// Asks until it belongs to a cluster.
    ///
    /// # Errors
    /// As [`Joining::attempt`].
    pub(crate) async fn until_joined(&self) -> Result<(), StartError> {
        let (node, mut told) = (self.peers.identity().node, None);
        while let Some(why) = self.attempt().await? {
            if told.replace(why) != Some(why) {
                tracing::info!(node, why, "this node belongs to no cluster yet");
            }
            tokio::time::sleep(RETRY_DELAY).await;
        }
        Ok(())
    }

    /// Begins a cluster.
    pub(crate) async fn begin(&self, members: BTreeMap<u64, Member>) -> Result<(), StartError> {
        // An interrupted start has drawn an id already, and another node may have received it.
        let cluster = match self.peers.identity().cluster() {
            Some(cluster) => cluster,
            None => draw().map_err(|error| self.refused(error))?,
        };
        tracing::info!(cluster = format!("{cluster:032x}"), nodes = ?members.keys(), "a cluster begins");
        self.belong_to(cluster).await?;
        self.core
            .get()
            .initialize(members)
            .await
            .map_err(|error| StartError::Consensus(error.to_string()))
    }

    /// Gives an id to a cluster whose data predates cluster ids.
    pub(crate) async fn name_cluster(&self) -> Result<(), StartError> {
        if self.peers.identity().cluster().is_some() {
            return Ok(());
        }
        let cluster = draw().map_err(|error| self.refused(error))?;
        self.belong_to(cluster).await
    }

    async fn belong_to(&self, cluster: u128) -> Result<(), StartError> {
        let directory = Arc::clone(&self.directory);
        let noted = self.workers.run(move || directory.join(cluster)).await;
        noted
            .unwrap_or_else(|error| Err(io::Error::other(error)))
            .map_err(|error| self.refused(error))?;
        // On disk first: a node that reports its cluster never forgets it.
        self.peers.identity().join(cluster);
        Ok(())
    }

    fn refused(&self, error: io::Error) -> StartError {
        StartError::Consensus(format!("the cluster's id could not be noted: {error}"))
    }

    async fn ask(&self) -> BTreeMap<u64, Option<PeerIntroduction>> {
        let own = first_id(self.peers.identity().node);
        let others = self.listed.iter().filter(|(node, _)| first_id(**node) != own);
        let asked = others.map(|(node, address)| async move { (*node, ask(&self.peers, *node, address).await) });
        join_all(asked).await.into_iter().collect()
    }
}

/// A node's answer about itself and this node; `None` if it does not answer, or is another node. A later life of the
/// node is no other.
pub(super) async fn ask(peers: &Peers, node: u64, address: &str) -> Option<PeerIntroduction> {
    let peer = peers.at(node, address).ok()?;
    let answer = peer.identify().await;
    let answer = answer.inspect_err(|status| tracing::debug!(node, %status, "a peer does not answer"));
    read(node, address, answer.ok()?)
}

fn read(node: u64, address: &str, answer: IdentifyResponse) -> Option<PeerIntroduction> {
    let asker = answer.asker();
    let found = answer.node;
    if first_id(found) != first_id(node) {
        return None;
    }
    let (cluster, member) = member(found, address, &answer)?;
    Some(PeerIntroduction {
        node: found,
        member,
        cluster,
        asker,
        next_id: answer.next_id,
    })
}

/// The member that the node at an address would be, and its cluster if it has one; `None` if it is another node, or its
/// answer is malformed.
pub(crate) fn member(node: u64, address: &str, answer: &IdentifyResponse) -> Option<(Option<u128>, Member)> {
    let number = |bytes: &[u8]| Some(u128::from_be_bytes(bytes.try_into().ok()?));
    let cluster = match answer.cluster.as_ref() {
        [] => None,
        bytes => Some(number(bytes)?),
    };
    let member = Member {
        address: address.to_owned(),
        client_address: answer.client_address.clone(),
        incarnation: number(&answer.incarnation)?,
    };
    (answer.node == node).then_some((cluster, member))
}

/// The rule, for a node and the answers of every other listed node; `None` for a node that did not answer.
fn judge(node: u64, answers: &BTreeMap<u64, Option<PeerIntroduction>>) -> Verdict {
    let answered = || answers.iter().filter_map(|(by, answer)| Some((*by, answer.as_ref()?)));
    if let Some((by, _)) = answered().find(|(_, answer)| answer.asker == Asker::Burned) {
        return Verdict::Burned { by };
    }
    let of_cluster = || answered().filter_map(|(_, answer)| Some((answer.cluster?, answer.asker)));
    if let Some((cluster, _)) = of_cluster().find(|(_, asker)| *asker == Asker::Member) {
        return Verdict::Join(cluster);
    }
    if of_cluster().next().is_some() {
        return Verdict::Wait("it has to be added to the cluster of its peers");
    }
    if answers.values().any(Option::is_none) {
        return Verdict::Wait("not all listed peers answer");
    }
    match answers.keys().all(|other| first_id(node) < first_id(*other)) {
        true => Verdict::Begin,
        false => Verdict::Wait("the node with the lowest id begins the cluster"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn introduction(cluster: Option<u128>, asker: Asker) -> PeerIntroduction {
        PeerIntroduction {
            node: 1,
            member: Member::default(),
            cluster,
            asker,
            next_id: 0,
        }
    }

    fn empty(asker: Asker) -> Option<PeerIntroduction> {
        Some(introduction(None, asker))
    }

    fn of_cluster(asker: Asker) -> Option<PeerIntroduction> {
        Some(introduction(Some(7), asker))
    }

    fn judged(node: u64, answers: impl IntoIterator<Item = (u64, Option<PeerIntroduction>)>) -> Verdict {
        judge(node, &answers.into_iter().collect())
    }

    #[test]
    fn the_lowest_id_begins_once_every_listed_peer_answered_empty() {
        let answers = || [(2, empty(Asker::Unknown)), (3, empty(Asker::Unknown))];
        assert_eq!(judged(1, answers()), Verdict::Begin);
        let others = [(1, empty(Asker::Unknown)), (3, empty(Asker::Unknown))];
        assert!(matches!(judged(2, others), Verdict::Wait(_)));
    }

    #[test]
    fn bootstrap_waits_while_a_peer_is_silent_or_in_a_cluster() {
        assert!(matches!(
            judged(1, [(2, empty(Asker::Unknown)), (3, None)]),
            Verdict::Wait(_)
        ));
        assert!(matches!(
            judged(1, [(2, empty(Asker::Unknown)), (3, of_cluster(Asker::Unknown))]),
            Verdict::Wait(_)
        ));
    }

    #[test]
    fn one_member_that_knows_it_is_enough_to_belong() {
        let answers = [
            (1, of_cluster(Asker::Member)),
            (2, None),
            (3, of_cluster(Asker::Unknown)),
        ];
        assert_eq!(judged(4, answers), Verdict::Join(7));
    }

    #[test]
    fn a_burned_id_ends_the_node_whatever_others_say() {
        let answers = [(1, of_cluster(Asker::Member)), (3, of_cluster(Asker::Burned))];
        assert_eq!(judged(2, answers), Verdict::Burned { by: 3 });
    }
}
