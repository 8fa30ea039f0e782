//! Callers of the peer port that are not members: neither their term nor their entries are accepted.

use minoots_it::cluster::{Cluster, PATIENT, Plan};
use minoots_it::raw::Raw;
use minoots_it::server::{self, Home, Server};
use minoots_it::tls::{self, Authority, NOW, Pair};
use prost::Message;
use tonic::Code;

use crate::access::root_key;

/// A node that was never added.
const STRANGER: u64 = 9;
const METHODS_OF_PEERS: &str = include_str!("../../../../../proto/minoots/peer/v1/peer_service.proto");

/// A vote, as in the nodes' own protocol.
#[derive(Clone, PartialEq, Message)]
struct Vote {
    #[prost(uint64, tag = "1")]
    term: u64,
    #[prost(uint64, tag = "2")]
    node: u64,
    #[prost(bool, tag = "3")]
    committed: bool,
}

/// An append without entries; with one more field, a request for a vote.
#[derive(Clone, PartialEq, Message)]
struct Claim {
    #[prost(message, optional, tag = "1")]
    vote: Option<Vote>,
}

#[derive(Clone, PartialEq, Message)]
struct Identified {
    #[prost(bytes = "vec", tag = "3")]
    cluster: Vec<u8>,
}

/// Returns forged claims: to lead a term far ahead, or to seek election in it.
fn claims() -> Vec<(&'static str, Vec<u8>)> {
    let claim = |committed| Claim {
        vote: Some(Vote {
            term: 500,
            node: STRANGER,
            committed,
        }),
    };
    vec![
        ("minoots.peer.v1.PeerService/AppendEntries", claim(true).encode_to_vec()),
        ("minoots.peer.v1.PeerService/RequestVote", claim(false).encode_to_vec()),
    ]
}

/// Returns every non-streaming call of the services that nodes with certificates have.
fn methods() -> Vec<String> {
    let mut service = "";
    let mut methods = Vec::new();
    for line in METHODS_OF_PEERS.lines() {
        if let Some(rest) = line.strip_prefix("service ") {
            service = rest.trim_end_matches(" {");
        }
        if let Some(rest) = line.trim_start().strip_prefix("rpc ")
            && service != "JoinService"
            && !rest.contains("(stream")
        {
            let (name, _) = rest.split_once('(').unwrap();
            methods.push(format!("minoots.peer.v1.{service}/{name}"));
        }
    }
    assert!(methods.len() >= 9, "{methods:?}");
    methods
}

/// Returns the connection with the forged node's metadata, to a node.
async fn as_stranger(raw: Raw, to: u64, sender: u64) -> Raw {
    let (sender, to) = (sender.to_string(), to.to_string());
    let life = format!("{:032x}", 77);
    let mut named = vec![
        ("minoots-from", sender.as_str()),
        ("minoots-to", &to),
        ("minoots-incarnation", &life),
    ];
    let asking = raw.clone().carrying(&named);
    let told = asking
        .beginning("minoots.peer.v1.IdentityService/Identify", &[], false)
        .await
        .unwrap();
    let Some(message) = told.body.get(5..) else {
        return asking;
    };
    let identified = Identified::decode(message).unwrap();
    let cluster: String = identified.cluster.iter().map(|byte| format!("{byte:02x}")).collect();
    named.push(("minoots-cluster", &cluster));
    raw.carrying(&named)
}

/// Requires that every node rejects the forged node repeatedly, and that none adopts its term.
async fn turned_away(cluster: &Cluster, authority: Option<(&str, &Pair)>) {
    let leader = cluster.leader().await.unwrap();
    let before = cluster.status_led_by(&[1, 2, 3]).await.unwrap();
    for _ in 0..3 {
        for node in 1..=3 {
            let address = cluster.peer_address(node).unwrap();
            let raw = match authority {
                None => Raw::connect(&address).await.unwrap(),
                Some((ca, pair)) => {
                    let stream = tls::connect(&address, "127.0.0.1", ca, Some(pair), b"h2")
                        .await
                        .unwrap();
                    Raw::over(stream, &address).await.unwrap()
                }
            };
            let raw = as_stranger(raw, node, STRANGER).await;
            for (method, claim) in claims() {
                let refused = raw.refusal(method, &claim, false).await.unwrap();
                let refused = refused.unwrap_or_else(|| panic!("node {node} took {method}"));
                assert_eq!(refused.code(), Code::Aborted, "node {node}, {method}: {refused:?}");
            }
        }
    }
    let after = cluster.status_led_by(&[1, 2, 3]).await.unwrap();
    assert!(after.term < 500 && before.term <= after.term, "{after:?}");
    assert_eq!(
        (after.leader, after.term),
        (leader, before.term),
        "a stranger deposed the leader"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_was_never_added_is_believed_by_no_node() {
    let cluster = Plan::of(3).with(&PATIENT).start().await.unwrap();
    turned_away(&cluster, None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_of_the_cluster_makes_nobody_a_member() {
    let authority = Authority::new("nodes").unwrap();
    let folder = Home::new().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    std::fs::write(path("ca.pem"), authority.pem()).unwrap();
    let mut plan = Plan::of(3).with(&PATIENT);
    for node in 1..=3 {
        let pair = authority
            .issue(&[&format!("minoots://here/node/{node}"), "127.0.0.1"], NOW)
            .unwrap();
        pair.write(folder.path(), &format!("node-{node}")).unwrap();
        let home = Home::new()
            .unwrap()
            .with_variable("MINOOTS_PEER_CA", &path("ca.pem"))
            .with_variable("MINOOTS_PEER_CERT", &path(&format!("node-{node}.pem")))
            .with_variable("MINOOTS_PEER_KEY", &path(&format!("node-{node}.key")));
        plan = plan.with_home(node, home);
    }
    let cluster = plan.start().await.unwrap();
    let pair = authority
        .issue(&[&format!("minoots://here/node/{STRANGER}")], NOW)
        .unwrap();
    turned_away(&cluster, Some((&authority.pem(), &pair))).await;
}

#[tokio::test]
async fn beside_a_root_key_no_peer_is_believed_without_a_certificate() {
    let home = Home::new().unwrap();
    let (key, _) = root_key(&home);
    let key = key.to_string_lossy().into_owned();
    let data = home.data().to_string_lossy().into_owned();
    let peers = format!("127.0.0.1:{}", minoots_it::cluster::free_port().unwrap());
    let settings = [
        "server",
        "--node",
        "1",
        "--data",
        &data,
        "--listen",
        "127.0.0.1:0",
        "--peer-listen",
        &peers,
    ];
    let settings = [&settings[..], &["--root-key-file", &key]].concat();
    let node = Server::launch(&home, &settings).unwrap().ready().await.unwrap();
    for sender in [1, STRANGER] {
        let raw = as_stranger(Raw::connect(&peers).await.unwrap(), 1, sender).await;
        for method in methods() {
            let refused = raw.refusal(&method, &[], false).await.unwrap();
            let refused = refused.unwrap_or_else(|| panic!("{method} was answered"));
            assert_eq!(refused.code(), Code::PermissionDenied, "{method}: {refused:?}");
        }
    }
    drop(node);
    // With other nodes it would need them to accept it.
    let others = format!("1={peers},2=127.0.0.1:1");
    let mut refused = server::command(home.path()).unwrap();
    let refused = refused.args(&settings).args(["--peers", &others]).output().unwrap();
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(2), "{said}");
    for part in ["peer-listen", "--root-key-file", "--peer-ca", "--insecure"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}
