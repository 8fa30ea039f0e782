//! The levels that the members of a cluster know, and the reason for which a later level cannot be activated (G23).

use crate::refusal;
use minoots_kernel::levels;
use minoots_raft::{NodeStatus, RaftNode};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::MutexGuard;
use tonic::Status;

/// The number of times that the leader of a new cluster asks members that do not answer.
const FIRST_ASKS_MAX: u32 = 5;

/// Tells the levels of the members. Cheap to clone; clones share state.
#[derive(Clone)]
pub(crate) struct MemberLevels {
    raft: RaftNode,
    /// The reason for which a later level could not be activated when the leader last asked.
    known: Arc<Mutex<String>>,
}

impl MemberLevels {
    pub fn new(raft: RaftNode) -> Self {
        let unknown = "the leader has not asked all nodes yet; repeat in a few seconds";
        Self {
            raft,
            known: Arc::new(Mutex::new(unknown.to_owned())),
        }
    }

    /// The first level of a new cluster: the newest that all its members know; 0 if one does not answer.
    pub async fn first(&self) -> u32 {
        for _ in 1..FIRST_ASKS_MAX {
            let nodes = self.raft.status().await.nodes;
            let lowest = nodes.iter().map(|node| node.level).min();
            if let Some(Some(level)) = lowest {
                return level.min(levels::newest());
            }
        }
        0
    }

    /// The reason why the cluster does not have the level of this program.
    pub fn in_the_way(&self) -> String {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Holds off changes of the membership until the guard is dropped.
    ///
    /// # Errors
    /// The membership is being changed.
    pub fn hold_membership(&self) -> Result<MutexGuard<'_, ()>, Status> {
        self.raft.hold_membership().map_err(|error| refusal::unchanged(&error))
    }

    /// Asks the members. Returns what stands in the way of the level of this program; `None` if all members know it.
    pub async fn ask(&self) -> Option<String> {
        let nodes = self.raft.status().await.nodes;
        let blocking = nodes.iter().find_map(|node| blocks(node, levels::newest()));
        let found = blocking.clone();
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = found.unwrap_or_else(|| {
            format!(
                "all nodes know level {}: run `minoots cluster upgrade finalize`",
                levels::newest()
            )
        });
        blocking
    }
}

/// The reason for which a member stands in the way of a level.
fn blocks(node: &NodeStatus, level: u32) -> Option<String> {
    match node.level {
        None => Some(format!("node {} does not answer", node.node)),
        Some(known) if known > level => Some(format!(
            "node {} runs a later release than this node, which leads; transfer leadership to it",
            node.node
        )),
        Some(known) if known < level => {
            let release = match node.release.as_str() {
                "" => "an earlier release".to_owned(),
                release => format!("release {release}"),
            };
            Some(format!(
                "node {} runs {release}, which knows levels up to {known}",
                node.node
            ))
        }
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use minoots_raft::NodeRole;

    fn node(level: Option<u32>, release: &str) -> NodeStatus {
        NodeStatus {
            node: 3,
            role: NodeRole::Follower,
            applied_index: level.map(|_| 7),
            advertise: String::new(),
            quarantine: None,
            level,
            release: release.to_owned(),
        }
    }

    #[test]
    fn a_member_that_is_older_or_silent_blocks_by_name() {
        assert_eq!(blocks(&node(Some(1), "0.2.0"), 1), None);
        let later = blocks(&node(Some(2), "0.3.0"), 1).unwrap_or_default();
        assert!(later.starts_with("node 3 runs a later release"), "{later}");
        let older = blocks(&node(Some(0), "0.1.0"), 1).unwrap_or_default();
        assert_eq!(older, "node 3 runs release 0.1.0, which knows levels up to 0");
        let oldest = blocks(&node(Some(0), ""), 1).unwrap_or_default();
        assert_eq!(oldest, "node 3 runs an earlier release, which knows levels up to 0");
        assert_eq!(blocks(&node(None, ""), 1).as_deref(), Some("node 3 does not answer"));
    }
}
