//! A cluster with clients at work.

use minoots_it::cluster::Cluster;
use minoots_it::random::Random;
use tokio::sync::watch;

use super::until;
use crate::load::{Load, World};

/// A cluster under load.
pub struct Loaded {
    pub cluster: Cluster,
    endpoints: watch::Sender<Vec<String>>,
    world: World,
    load: Load,
}

impl Loaded {
    /// Starts three nodes and their load.
    pub async fn start(random: &mut Random) -> Self {
        Self::in_world(Cluster::start().await.unwrap(), World::new, random)
    }

    /// Starts the load of a running cluster.
    pub fn in_world(
        cluster: Cluster,
        world: impl FnOnce(watch::Receiver<Vec<String>>) -> World,
        random: &mut Random,
    ) -> Self {
        let (endpoints, receiver) = watch::channel(cluster.endpoints());
        let world = world(receiver);
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

    /// Waits for enough activity, and judges everything. Returns the number of repeated calls.
    pub async fn end(self) -> usize {
        self.judged().await.1
    }

    /// Waits for enough activity, and judges everything. Returns the cluster, and the number of repeated calls.
    pub async fn judged(self) -> (Cluster, usize) {
        let is_enough = || async {
            self.world
                .know(|known| known.created.len() > 50 && known.cancelled.len() > 2)
        };
        until("enough has happened", is_enough).await;
        self.load.end().await;
        (self.cluster, self.world.know(|known| known.repeated))
    }
}
