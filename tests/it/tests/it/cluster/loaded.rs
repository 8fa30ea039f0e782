//! A cluster with clients at work.

use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::clock::Deadline;
use minoots_it::cluster::Cluster;
use minoots_it::random::Random;
use tokio::sync::watch;

use crate::load::{Known, Load, World};

/// A cluster under load.
pub struct Loaded {
    pub cluster: Cluster,
    endpoints: watch::Sender<Vec<String>>,
    world: World,
    load: Load,
}

impl Loaded {
    /// Starts three nodes and begins to load them.
    pub async fn start(random: &mut Random) -> Self {
        Self::with(Cluster::start().await.unwrap(), 0, random)
    }

    /// Begins to load a cluster that runs. Clocks of its leaders may be ahead by this much.
    pub fn with(cluster: Cluster, clock_ahead_ns_max: i64, random: &mut Random) -> Self {
        let (endpoints, receiver) = watch::channel(cluster.endpoints());
        let world = World::with_sleepers(receiver).with_clock_ahead(clock_ahead_ns_max);
        let load = Load::begin(&world, random);
        Self {
            cluster,
            endpoints,
            world,
            load,
        }
    }

    /// Tells the clients which nodes run.
    pub fn tell_endpoints(&self) {
        self.endpoints.send_replace(self.cluster.endpoints());
    }

    /// Waits until enough has happened, and judges everything; answers how many calls were repeated.
    pub async fn end(self) -> usize {
        let deadline = Deadline::after(2 * PATIENCE);
        let is_enough = |known: &mut Known| known.created.len() > 50 && known.cancelled.len() > 2;
        while !self.world.know(is_enough) {
            assert!(!deadline.has_passed(), "too little happened");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.load.end().await;
        self.world.know(|known| known.repeated)
    }
}
