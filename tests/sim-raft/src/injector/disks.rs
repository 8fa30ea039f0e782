//! Damaged, lost and rolled-back disks.

use std::collections::BTreeSet;
use std::time::Duration;

use super::Injector;
use crate::network::Weather;
use crate::pace::NodePace;
use crate::world::End;

impl Injector {
    /// Flips a bit while the node is down.
    pub(super) async fn flip_bit(&self) -> bool {
        let Some(node) = self.victim() else { return false };
        self.world.kill(node, End::Process);
        let flipped = {
            let mut machines = self.world.machines();
            let Some(machine) = machines.get_mut(&node) else {
                return false;
            };
            let flipped = machine.disk.flip_bit();
            machine.may_fail = flipped;
            flipped
        };
        self.world.start(node).await;
        flipped
    }

    /// Replaces a machine's disk by an empty one. The node must not return under its id.
    pub(super) async fn lose_disk(&self) -> bool {
        let Some(node) = self.victim() else { return false };
        self.world.kill(node, End::Process);
        if self.world.place(node).is_err() {
            return false;
        }
        if let Some(machine) = self.world.machines().get_mut(&node) {
            (machine.may_fail, machine.swapped) = (true, true);
            machine.has_run = true;
        }
        self.world.start(node).await;
        true
    }

    /// Restores an old image of a disk while the other nodes are healthy.
    pub(super) async fn roll_back(&self) -> bool {
        self.calm().await;
        let leader = self.world.leader();
        let alive = self.world.alive();
        let followers: Vec<u64> = alive.into_iter().filter(|node| Some(*node) != leader).collect();
        let Some(node) = self.random.pick(&followers).copied() else {
            return false;
        };
        let Some(image) = self.world.image(node) else {
            return false;
        };
        tokio::time::sleep(self.random.millis(300..=2_000)).await;
        self.world.kill(node, End::Process);
        {
            let mut machines = self.world.machines();
            let Some(machine) = machines.get_mut(&node) else {
                return false;
            };
            (machine.may_fail, machine.swapped) = (true, true);
            if machine.disk.restore(&image).is_err() {
                return false;
            }
        }
        self.world.start(node).await;
        tokio::time::sleep(Duration::from_secs(2)).await;
        self.world
            .machines()
            .get(&node)
            .is_some_and(|machine| machine.destroyed)
    }

    /// Starts all nodes and gives them time to agree.
    pub(super) async fn calm(&self) {
        self.world.network.set_weather(Weather::FAIR);
        self.world.network.cut(BTreeSet::new(), false);
        for node in self.world.members() {
            self.with_pace(node, NodePace::resume);
            self.world.start(node).await;
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
}
