//! Kills processes, and restarts them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use minoots_it::cluster::Cluster;
use minoots_it::random::Random;
use minoots_it::story::nobody;
use tokio::process::Child;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::crew::Crew;
use crate::workflows::orchestrator;

/// A cluster with two orchestrators.
pub struct Deaths {
    cluster: Cluster,
    orchestrators: [Child; 2],
}

/// A running killer.
pub struct Killing {
    /// The number of killed orchestrators and leaders.
    kills: Arc<AtomicUsize>,
    /// The number of killed agents.
    agents: Arc<AtomicUsize>,
    stop: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Deaths {
    pub fn beside(cluster: Cluster) -> Self {
        let orchestrators = [orchestrator(&cluster), orchestrator(&cluster)];
        Self { cluster, orchestrators }
    }

    /// Kills the leader in one of five cases, and an orchestrator in the others, each after a random pause. At times it
    /// kills both orchestrators, and leaves none for a while. In one of four cases an agent is killed as well.
    pub fn begin(mut self, crew: Crew, mut random: Random) -> Killing {
        let kills = Arc::new(AtomicUsize::new(0));
        let stop = Arc::new(AtomicUsize::new(0));
        let agents = Arc::new(AtomicUsize::new(0));
        let (killed, stopped, fallen) = (kills.clone(), stop.clone(), agents.clone());
        let task = tokio::spawn(async move {
            while stopped.load(Ordering::Relaxed) == 0 {
                sleep(Duration::from_millis(random.below(300))).await;
                if random.percent(25) {
                    crew.kill(random.place(crew.len())).await;
                    fallen.fetch_add(1, Ordering::Relaxed);
                }
                if random.percent(20) {
                    let leader = self.cluster.leader().await.unwrap();
                    self.cluster.kill(leader).unwrap();
                    sleep(Duration::from_millis(random.below(300))).await;
                    self.cluster.restart(leader).await.unwrap();
                    self.cluster.leader().await.unwrap();
                } else if random.percent(3) {
                    for orchestrator in &mut self.orchestrators {
                        orchestrator.kill().await.unwrap();
                    }
                    sleep(nobody()).await;
                    self.orchestrators = [orchestrator(&self.cluster), orchestrator(&self.cluster)];
                    killed.fetch_add(1, Ordering::Relaxed);
                } else {
                    let dies = random.place(2);
                    self.orchestrators[dies].kill().await.unwrap();
                    self.orchestrators[dies] = orchestrator(&self.cluster);
                }
                killed.fetch_add(1, Ordering::Relaxed);
            }
        });
        Killing {
            kills,
            agents,
            stop,
            task,
        }
    }
}

impl Killing {
    /// Returns the number of kills so far.
    pub fn kills(&self) -> usize {
        assert!(!self.task.is_finished(), "nobody kills any more");
        self.kills.load(Ordering::Relaxed)
    }

    /// Returns the number of killed agents.
    pub fn agents(&self) -> usize {
        self.agents.load(Ordering::Relaxed)
    }

    pub async fn end(self) {
        self.stop.store(1, Ordering::Relaxed);
        self.task.await.unwrap();
    }
}
