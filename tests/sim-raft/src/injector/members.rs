//! Leadership transfers, and nodes that join and leave.

use std::sync::Arc;
use std::time::Duration;

use super::Injector;
use crate::network::address;
use crate::world::{End, World};

/// Maximum number of nodes that join.
const JOINS_MAX: u64 = 2;

impl Injector {
    pub(super) async fn transfer(&self) -> bool {
        let Some(leader) = self.world.leader() else {
            return false;
        };
        let Some((raft, _, _)) = self.world.running(leader) else {
            return false;
        };
        let handed = tokio::time::timeout(Duration::from_secs(2), raft.transfer(None)).await;
        matches!(handed, Ok(Ok(()))) && self.world.leader() != Some(leader)
    }

    pub(super) async fn join(&self) -> Option<bool> {
        if self.world.settings.nodes == 1 || self.done().joined >= JOINS_MAX {
            return None;
        }
        self.done().joined += 1;
        let node = self.world.new_id();
        Some(join(&self.world, node).await)
    }

    pub(super) async fn remove(&self, kill: bool) -> Option<bool> {
        {
            let mut done = self.done();
            if self.world.settings.nodes == 1 || done.destroyed || done.removed > 0 {
                return None;
            }
            done.removed += 1;
        }
        let node = self.random.pick(&self.world.members()).copied()?;
        let leader = self.world.leader()?;
        let (raft, _, _) = self.world.running(leader)?;
        if let Some(machine) = self.world.machines().get_mut(&node) {
            machine.leaves = true;
        }
        let removal = tokio::spawn(async move { raft.remove(node).await });
        if kill {
            tokio::time::sleep(self.random.millis(0..=20)).await;
            self.world.kill(leader, End::Power);
        }
        // The removal's caller disappeared with the leader.
        let removed = tokio::time::timeout(Duration::from_secs(5), removal).await;
        self.world
            .facts
            .trace
            .event(format_args!("removal of {node}: {removed:?}"));
        Some(kill || matches!(removed, Ok(Ok(Ok(())))))
    }
}

/// Makes a new node on an empty machine a voter. Returns whether it became one.
pub(crate) async fn join(world: &Arc<World>, node: u64) -> bool {
    if !world.machines().contains_key(&node) && world.place(node).is_err() {
        return false;
    }
    world.start(node).await;
    let Some(leader) = world.leader() else { return false };
    let Some((raft, _, _)) = world.running(leader) else {
        return false;
    };
    let added = tokio::time::timeout(Duration::from_secs(4), raft.add(node, &address(node))).await;
    matches!(added, Ok(Ok(())))
}
