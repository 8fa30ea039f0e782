//! The faults of scenarios.

use minoots_it::cluster::Cluster;
use minoots_it::server::Starting;

/// The cluster, and its node that is restarting.
pub struct Faults {
    cluster: Cluster,
    returning: Option<(u64, Starting)>,
    /// The number of killed leaders.
    pub kills: usize,
}

impl Faults {
    pub fn of(cluster: Cluster) -> Self {
        Self {
            cluster,
            returning: None,
            kills: 0,
        }
    }

    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    pub async fn make(&mut self, fault: &str) {
        self.all_ready().await;
        match fault {
            "kill_leader" => self.kill_leader().await,
            "restart_all" => self.restart_all().await,
            other => panic!("there is no fault {other}"),
        }
    }

    async fn all_ready(&mut self) {
        if let Some((node, starting)) = self.returning.take() {
            self.cluster.keep(node, starting.ready().await.unwrap()).unwrap();
        }
    }

    async fn kill_leader(&mut self) {
        let leader = self.cluster.leader().await.unwrap();
        self.cluster.kill(leader).unwrap();
        self.kills += 1;
        self.returning = Some((leader, self.cluster.launch(leader).unwrap()));
    }

    async fn restart_all(&mut self) {
        let nodes = self.cluster.running();
        for node in nodes {
            self.cluster.kill(node).unwrap();
        }
        self.cluster.begin().await.unwrap();
    }
}
