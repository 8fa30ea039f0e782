//! Nodes that authenticate each other.

use std::collections::BTreeMap;
use std::path::Path;

use minoots_it::PATIENCE;
use minoots_it::cli::Cli;
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::cluster::{Cluster, PATIENT, Plan};
use minoots_it::server::Home;
use minoots_it::tls::{self, Authority, NOW, Pair};
use tokio::time::timeout;

use super::{HOUR, until_metric};
use crate::cluster::{patiently, until};

const FILES: [(&str, &str); 4] = [
    ("MINOOTS_TLS_CERT", "tls.pem"),
    ("MINOOTS_TLS_KEY", "tls.key"),
    ("MINOOTS_PEER_CERT", "peer.pem"),
    ("MINOOTS_PEER_KEY", "peer.key"),
];

/// Three nodes with certificates from the command line, in `certs` of the first folder.
struct Proven {
    folder: tempfile::TempDir,
    cluster: Cluster,
}

/// Runs the command that makes certificates in this folder.
async fn certs(folder: &Path, out: &str, more: &[&str]) {
    let cli = Cli::new(folder, "http://127.0.0.1:1");
    let nodes = "1=127.0.0.1,2=127.0.0.1,3=127.0.0.1";
    let arguments = ["cluster", "certs", "--out", out, "--nodes", nodes, "--cluster", "here"];
    let outcome = cli.run(&[arguments.as_slice(), more].concat()).await.unwrap();
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
}

impl Proven {
    async fn start() -> Self {
        Self::start_with(&[]).await
    }

    async fn start_with(settings: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        certs(folder.path(), "certs", &[]).await;
        let made = folder.path().join("certs");
        let authority = std::fs::read_to_string(made.join("ca.pem")).unwrap();
        let mut plan = Plan::of(3).with(&PATIENT).with(settings).secured(authority);
        for node in 1..=3 {
            let own = made.join(format!("node-{node}"));
            // Each node has its own files, as on separate machines.
            for name in ["peer-ca.pem", "ca.pem"] {
                std::fs::copy(made.join(name), own.join(name)).unwrap();
            }
            let mut home = Home::new().unwrap();
            let cas = [("MINOOTS_PEER_CA", "peer-ca.pem"), ("MINOOTS_CA_FILE", "ca.pem")];
            for (variable, name) in FILES.into_iter().chain(cas) {
                home = home.with_variable(variable, &own.join(name).to_string_lossy());
            }
            plan = plan.with_home(node, home);
        }
        let cluster = plan.start().await.unwrap();
        Self { folder, cluster }
    }

    fn file(&self, node: u64, name: &str) -> std::path::PathBuf {
        self.folder.path().join(format!("certs/node-{node}/{name}"))
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(path)).unwrap()
    }

    /// Creates a timer through a follower, which forwards it.
    async fn create(&self, id: &str) {
        let leader = self.cluster.leader().await.unwrap();
        let follower = self.cluster.running().into_iter().find(|node| *node != leader).unwrap();
        let client = self.cluster.client(follower).await.unwrap();
        patiently(|| client.create(timer(id).fire_after(HOUR))).await;
    }

    /// Requires that every running node has the timer.
    async fn all_have(&self, id: &str) {
        for node in self.cluster.running() {
            let client = self.cluster.client(node).await.unwrap();
            patiently(|| client.get(id)).await;
        }
    }

    /// Waits until every node has reloaded its files this number of times.
    async fn until_reloaded(&self, times: &BTreeMap<u64, f64>) {
        let authority = self.read("certs/ca.pem");
        for (node, times) in times {
            let endpoint = self.cluster.endpoint(*node).unwrap();
            let address = endpoint.trim_start_matches("https://");
            until_metric(address, &authority, "minoots_tls_reloads_total", |reloads| {
                reloads >= *times
            })
            .await;
        }
    }

    async fn kill_and_restart_leader(&mut self) {
        let leader = self.cluster.leader().await.unwrap();
        self.cluster.kill(leader).unwrap();
        let next = self.cluster.leader().await.unwrap();
        assert_ne!(next, leader);
        self.cluster.restart(leader).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_is_of_every_life_of_its_node() {
    let mut proven = Proven::start_with(&["--rejoin"]).await;
    proven.create("before").await;
    let leader = proven.cluster.leader().await.unwrap();
    proven.cluster.kill(leader).unwrap();
    proven.cluster.wipe(leader).unwrap();
    proven.cluster.restart(leader).await.unwrap();
    let exchanged = || async {
        let status = proven.cluster.status_led_by(&proven.cluster.running()).await.unwrap();
        status.nodes.len() == 3 && status.nodes.iter().any(|node| node.node == leader + 1_000)
    };
    until("it is a member under its next id", exchanged).await;
    proven.create("after").await;
    for id in ["before", "after"] {
        proven.all_have(id).await;
    }
    proven.kill_and_restart_leader().await;
    proven.create("last").await;
    proven.all_have("last").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_nodes_over_mutual_tls_elect_replicate_pass_on_and_survive_a_kill() {
    let mut proven = Proven::start().await;
    proven.create("one").await;
    proven.all_have("one").await;
    proven.kill_and_restart_leader().await;
    proven.create("two").await;
    proven.all_have("one").await;
    proven.all_have("two").await;
    let leader = proven.cluster.leader().await.unwrap();
    let follower = proven
        .cluster
        .running()
        .into_iter()
        .find(|node| *node != leader)
        .unwrap();
    // The hint with the leader's address also uses TLS.
    let client = proven.cluster.client(follower).await.unwrap();
    let mut timers = client.timers.clone();
    let answer = timers.create_timer(timer("three").fire_after(HOUR)).await.unwrap();
    let hint = answer.metadata().get("minoots-leader").unwrap().to_str().unwrap();
    assert_eq!(hint, proven.cluster.endpoint(leader).unwrap());
    proven.cluster.check_sound().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f50_the_authority_of_nodes_is_replaced_while_they_run() {
    let mut proven = Proven::start().await;
    proven.create("before").await;
    certs(proven.folder.path(), "next", &[]).await;
    let both = format!(
        "{}{}",
        proven.read("certs/peer-ca.pem"),
        proven.read("next/peer-ca.pem")
    );
    let all = |times: f64| (1..=3).map(|node| (node, times)).collect::<BTreeMap<u64, f64>>();
    // Both authorities are trusted before any node uses a certificate of the next.
    for node in 1..=3 {
        std::fs::write(proven.file(node, "peer-ca.pem"), &both).unwrap();
    }
    proven.until_reloaded(&all(1.0)).await;
    for node in 1..=3 {
        for name in ["peer.pem", "peer.key"] {
            let next = proven.read(&format!("next/node-{node}/{name}"));
            std::fs::write(proven.file(node, name), next).unwrap();
        }
    }
    proven.until_reloaded(&all(2.0)).await;
    for node in 1..=3 {
        std::fs::write(proven.file(node, "peer-ca.pem"), proven.read("next/peer-ca.pem")).unwrap();
    }
    proven.until_reloaded(&all(3.0)).await;
    // New connections use the next authority only, and old ones were not broken.
    proven.kill_and_restart_leader().await;
    proven.create("after").await;
    proven.all_have("before").await;
    proven.all_have("after").await;
    proven.cluster.check_sound().unwrap();
}

/// Returns the response of node 1's peer port to `Identify` from node 2, over a connection with this certificate;
/// `None` if it ends the handshake.
async fn identify(proven: &Proven, shown: Option<&Pair>) -> Option<String> {
    let address = proven.cluster.peer_address(1).unwrap();
    let trust = proven.read("certs/peer-ca.pem");
    let stream = tls::connect(&address, "127.0.0.1", &trust, shown, b"h2").await.ok()?;
    // With TLS 1.3 a client learns after its own handshake that its certificate was refused: any step from here on may
    // fail for that reason.
    let (mut requests, connection) = timeout(PATIENCE, h2::client::handshake(stream)).await.unwrap().ok()?;
    tokio::spawn(async move { drop(connection.await) });
    let request = http::Request::post(format!("https://{address}/minoots.peer.v1.IdentityService/Identify"))
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .header("minoots-from", "2")
        .header("minoots-to", "1")
        .header("minoots-incarnation", format!("{:032x}", 5));
    let (answer, mut body) = requests.send_request(request.body(()).unwrap(), false).ok()?;
    // It may have answered already; only the response counts.
    drop(body.send_data(bytes::Bytes::from_static(&[0; 5]), true));
    let answer = timeout(PATIENCE, answer).await.unwrap().ok()?;
    let status = answer.headers().get("grpc-status");
    Some(status.map_or("0", |status| status.to_str().unwrap()).to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f50_a_foreign_clusters_certificate_and_another_nodes_are_refused() {
    let mut proven = Proven::start().await;
    let pair = |folder: &str| Pair {
        certificate: proven.read(&format!("{folder}/peer.pem")),
        key: proven.read(&format!("{folder}/peer.key")),
    };
    assert_eq!(
        identify(&proven, Some(&pair("certs/node-2"))).await.as_deref(),
        Some("0")
    );
    // A valid certificate with another claimed identity: refused before the message is decoded.
    assert_eq!(
        identify(&proven, Some(&pair("certs/node-3"))).await.as_deref(),
        Some("7")
    );
    assert_eq!(identify(&proven, None).await, None, "no certificate at all");
    let stranger = Authority::new("stranger").unwrap();
    let posing = stranger.issue(&["minoots://here/node/2", "127.0.0.1"], NOW).unwrap();
    assert_eq!(
        identify(&proven, Some(&posing)).await,
        None,
        "the right name, by another authority"
    );
    let of_clients = Pair {
        certificate: proven.read("certs/node-2/tls.pem"),
        key: proven.read("certs/node-2/tls.key"),
    };
    assert_eq!(
        identify(&proven, Some(&of_clients)).await,
        None,
        "a certificate for clients"
    );

    // The right certificate with an old TLS version, which the client port accepts.
    let (address, trust) = (
        proven.cluster.peer_address(1).unwrap(),
        proven.read("certs/peer-ca.pem"),
    );
    let old = tls::connect_by_1_2(&address, "127.0.0.1", &trust, Some(&pair("certs/node-2"))).await;
    assert!(old.is_err(), "nodes speak TLS 1.3 and nothing else");
    let endpoint = proven.cluster.endpoint(1).unwrap();
    let address = endpoint.trim_start_matches("https://");
    tls::connect_by_1_2(address, "127.0.0.1", &proven.read("certs/ca.pem"), None)
        .await
        .unwrap();

    // A certificate of the same authority, for another cluster.
    let cli = Cli::new(proven.folder.path(), "http://127.0.0.1:1");
    let foreign = [
        "cluster",
        "certs",
        "--out",
        "foreign",
        "--nodes",
        "2=127.0.0.1",
        "--cluster",
        "elsewhere",
    ];
    assert_eq!(cli.run(&foreign).await.unwrap().code, Some(0));
    let trust = format!(
        "{}{}",
        proven.read("certs/peer-ca.pem"),
        proven.read("foreign/peer-ca.pem")
    );
    std::fs::write(proven.file(1, "peer-ca.pem"), trust).unwrap();
    proven.until_reloaded(&BTreeMap::from([(1, 1.0)])).await;
    let foreign = Pair {
        certificate: proven.read("foreign/node-2/peer.pem"),
        key: proven.read("foreign/node-2/peer.key"),
    };
    assert_eq!(
        identify(&proven, Some(&foreign)).await,
        None,
        "an authority that is believed, another cluster"
    );
    let home = proven.cluster.home(1).unwrap();
    home.until_told(&["minoots://elsewhere/node/2"]).await.unwrap();
    let endpoint = proven.cluster.endpoint(1).unwrap();
    let address = endpoint.trim_start_matches("https://");
    let authority = proven.read("certs/ca.pem");
    until_metric(address, &authority, "minoots_tls_peers_refused_total", |refused| {
        refused >= 4.0
    })
    .await;
    // None of this affected a node.
    proven.create("after").await;
    proven.all_have("after").await;
    proven.cluster.check_sound().unwrap();
}
