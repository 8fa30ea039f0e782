//! Nodes that join with a token: they get one certificate from the cluster, and every other request is refused.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use minoots_it::cli::{Cli, Outcome};
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::cluster::{Cluster, PATIENT, Plan};
use minoots_it::crc32;
use minoots_it::files;
use minoots_it::server::{self, Home};
use minoots_wire::admin::v1::NodeRole;
use serde_json::{Value, json};
use tonic::Code;

use super::HOUR;
use super::strangers::{ask, request, strangers_call};
use crate::cluster::membership::add;
use crate::cluster::patiently;
use crate::support::reason;

/// The most verbose log level: even then it contains no secret.
const LOUD: [&str; 2] = ["--log-level", "debug"];

/// A cluster that begins with one node, whose certificates come from the command line. The node has the key of their
/// authority.
pub(super) struct Begun {
    pub folder: tempfile::TempDir,
    pub cluster: Cluster,
    /// The API key of the command line, if the node requires one.
    key: Option<String>,
}

impl Begun {
    /// Starts it, with homes for later nodes.
    async fn start(homes: Vec<(u64, Home)>) -> Self {
        Self::start_with(homes, &[], None).await
    }

    /// Starts it with further flags, and a key for the command line.
    pub async fn start_with(homes: Vec<(u64, Home)>, more: &[&str], key: Option<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let cli = Cli::new(folder.path(), "http://127.0.0.1:1");
        let made = cli.run(&[
            "cluster",
            "certs",
            "--out",
            "certs",
            "--nodes",
            "1=127.0.0.1",
            "--cluster",
            "here",
        ]);
        assert_eq!(made.await.unwrap().code, Some(0));
        let mut first = Home::new().unwrap();
        for (variable, name) in [
            ("MINOOTS_PEER_CA", "peer-ca.pem"),
            ("MINOOTS_PEER_CA_KEY", "peer-ca.key"),
            ("MINOOTS_PEER_CERT", "node-1/peer.pem"),
            ("MINOOTS_PEER_KEY", "node-1/peer.key"),
        ] {
            first = first.with_variable(variable, &folder.path().join("certs").join(name).to_string_lossy());
        }
        let mut plan = Plan::of(1).with(&PATIENT).with(&LOUD).with(more).with_home(1, first);
        for (node, home) in homes {
            plan = plan.with_home(node, home);
        }
        let cluster = plan.start().await.unwrap();
        Self { folder, cluster, key }
    }

    pub fn cli(&self) -> Cli {
        let cli = Cli::new(self.folder.path(), &self.cluster.endpoint(1).unwrap());
        match &self.key {
            Some(key) => cli.with_variable("MINOOTS_API_KEY", key),
            None => cli,
        }
    }

    pub async fn token(&self, more: &[&str]) -> Value {
        let arguments = ["cluster", "join-token", "create", "-o", "json"];
        let made = self.cli().run(&[arguments.as_slice(), more].concat()).await.unwrap();
        assert_eq!(made.code, Some(0), "{made:?}");
        made.json().unwrap()
    }

    /// Creates a token for the node of this home.
    pub async fn token_for(&self, home: &Path) -> String {
        let token = text(&self.token(&[]).await);
        std::fs::write(home.join("token"), &token).unwrap();
        token
    }

    /// Returns the exit code and the output of a node that tries to join with this text, on its own directory.
    async fn refused(&self, node: u64, token: &str) -> (Option<i32>, String) {
        let home = Home::new().unwrap();
        std::fs::write(home.path().join("token"), token).unwrap();
        let peers = format!("1={},{node}=127.0.0.1:1", self.cluster.peer_address(1).unwrap());
        let mut command = server::command(home.path()).unwrap();
        command.args([
            "server",
            "--node",
            &node.to_string(),
            "--data",
            "data",
            "--peers",
            &peers,
        ]);
        command.args(["--listen", "127.0.0.1:0", "--peer-listen", "127.0.0.1:0"]);
        command.args(["--join-token-file", "token"]);
        let output = tokio::task::spawn_blocking(move || command.output())
            .await
            .unwrap()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    }
}

pub(super) fn text(made: &Value) -> String {
    made["token"].as_str().unwrap().to_owned()
}

/// Returns the secret in a token.
pub(super) fn secret(token: &str) -> &str {
    token.split('.').nth(1).unwrap()
}

/// Makes a home whose node joins with the token in its file.
pub(super) fn joining() -> Home {
    let home = Home::new().unwrap();
    let token = home.path().join("token").to_string_lossy().into_owned();
    home.with_variable("MINOOTS_JOIN_TOKEN_FILE", &token)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_join_by_token_and_are_nodes_like_any_other() {
    let homes = [joining(), joining(), joining()];
    let places = homes.each_ref().map(|home| home.path().to_owned());
    let mut begun = Begun::start((2..).zip(homes).collect()).await;
    let mut tokens = Vec::new();
    for node in [2, 3] {
        tokens.push(begun.token_for(&places[node as usize - 2]).await);
        add(&mut begun.cluster, 1, node).await;
    }
    let client = begun.cluster.client(1).await.unwrap();
    patiently(|| client.create(timer("one").fire_after(HOUR))).await;

    // Their files are readable by their owner only, and they need nothing else from now on.
    for place in &places[..2] {
        for name in ["peer.key", "peer.pem"] {
            let file = place.join("data/keys").join(name);
            let mode = std::fs::metadata(&file).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{}", file.display());
        }
        std::fs::write(place.join("token"), "nothing").unwrap();
    }
    begun.cluster.kill(2).unwrap();
    begun.cluster.restart(2).await.unwrap();

    // The leader does not have the authority's key, and the node with the key does not lead.
    let leader = patiently(|| client.transfer_to(3)).await;
    assert_eq!(leader, 3);
    tokens.push(begun.token_for(&places[2]).await);
    add(&mut begun.cluster, 3, 4).await;
    begun.cluster.kill(1).unwrap();
    let leader = begun.cluster.leader().await.unwrap();
    let client = begun.cluster.client(leader).await.unwrap();
    patiently(|| client.create(timer("two").fire_after(HOUR))).await;
    for node in [2, 3, 4] {
        let client = begun.cluster.client(node).await.unwrap();
        patiently(|| client.get("two")).await;
    }
    let told = patiently(|| client.status()).await;
    let roles: Vec<_> = told.nodes.iter().map(|shown| (shown.node, shown.role())).collect();
    assert!(
        roles.contains(&(1, NodeRole::Unreachable)) && roles.len() == 4,
        "{roles:?}"
    );

    // Every secret and private key is only in its own file.
    let keys = places.map(|place| std::fs::read_to_string(place.join("data/keys/peer.key")).unwrap());
    let mut planted: Vec<&str> = tokens.iter().map(|token| secret(token)).collect();
    planted.extend(keys.iter().map(|key| key.lines().nth(1).unwrap()));
    for node in 1..=4 {
        let home = begun.cluster.home(node).unwrap();
        let said = [home.output().unwrap(), home.errors().unwrap()].concat();
        assert!(said.len() > 1_000, "node {node} said {} bytes", said.len());
        assert!(
            !planted.iter().any(|secret| said.contains(secret)),
            "node {node} tells a secret"
        );
        let told = files::holding(&home.data(), &planted).unwrap();
        let is_its_own = |file: &PathBuf| file.ends_with("keys/peer.key");
        assert!(told.iter().all(is_its_own), "a secret stands in {told:?}");
    }
    begun.cluster.check_sound().unwrap();
}

/// Returns a well-formed token with another secret and other contents.
fn altered(token: &str, change: impl Fn(&mut String, &mut Value)) -> String {
    let parts: Vec<&str> = token.split('.').collect();
    let mut secret = parts[1].to_owned();
    let mut place = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[2]).unwrap()).unwrap();
    change(&mut secret, &mut place);
    let body = format!("{}.{secret}.{}", parts[0], URL_SAFE_NO_PAD.encode(place.to_string()));
    let check = crc32::of(body.as_bytes());
    format!("{body}.{check:08x}")
}

/// Returns the text after the name of the refusal.
fn told<'a>((code, said): &'a (Option<i32>, String), reason: &str) -> &'a str {
    assert_eq!(*code, Some(1), "{said}");
    let at = said
        .find(&format!("{reason}: "))
        .unwrap_or_else(|| panic!("no {reason} in {said}"));
    &said[at..]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_75_a_token_that_is_used_expired_or_unknown_is_refused_in_one_way() {
    let home = joining();
    let place = home.path().to_owned();
    let mut begun = Begun::start(vec![(2, home)]).await;
    let expired = text(&begun.token(&["--ttl", "1s"]).await);
    let used = begun.token_for(&place).await;
    add(&mut begun.cluster, 1, 2).await;
    let unknown = altered(&used, |secret, _| *secret = URL_SAFE_NO_PAD.encode([7; 32]));
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let mut answers = Vec::new();
    for token in [&used, &expired, &unknown] {
        let refused = begun.refused(3, token).await;
        answers.push(told(&refused, "JOIN_TOKEN").to_owned());
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");

    // A used id does not use up the token, which can still admit a node with another id.
    let token = text(&begun.token(&[]).await);
    let refused = begun.refused(2, &token).await;
    told(&refused, "NODE_ID_BURNED");
    // A removal does not free an id, either.
    let client = begun.cluster.client(1).await.unwrap();
    patiently(|| client.remove_node(2)).await;
    let refused = begun.refused(2, &token).await;
    told(&refused, "NODE_ID_BURNED");

    // The authority and the cluster must be those of the token; otherwise nothing is sent.
    let other = altered(&token, |_, place| {
        place["authority"] = json!(URL_SAFE_NO_PAD.encode([7; 32]))
    });
    let refused = begun.refused(3, &other).await;
    assert!(told(&refused, "PEER_AUTHORITY").contains("the authority that the join token names"));
    let foreign = altered(&token, |_, place| place["cluster"] = json!("there"));
    let refused = begun.refused(3, &foreign).await;
    assert!(
        told(&refused, "PEER_AUTHORITY").contains("not of a node of \"there\""),
        "{refused:?}"
    );

    // An invalid token is reported before any call.
    for wrong in ["", "mjt1", &token[..token.len() - 1]] {
        let (code, said) = begun.refused(3, wrong).await;
        assert!(
            code == Some(2) && said.contains("JOIN_TOKEN_FILE: token holds no join token"),
            "{said}"
        );
    }
}

fn assert_refused(outcome: &Outcome, reason: &str) {
    assert!(
        outcome.code != Some(0) && outcome.stderr.contains(reason),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_token_holds_ten_minutes_at_most_and_needs_nodes_with_certificates() {
    let begun = Begun::start(Vec::new()).await;
    for ttl in ["601s", "1h", "999ms"] {
        let refused = begun
            .cli()
            .run(&["cluster", "join-token", "create", "--ttl", ttl])
            .await;
        assert_refused(&refused.unwrap(), "JOIN_TOKEN_TTL_RANGE");
    }
    let plain = Cluster::start().await.unwrap();
    let cli = Cli::new(plain.home(1).unwrap().path(), &plain.endpoint(1).unwrap());
    let refused = cli.run(&["cluster", "join-token", "create"]).await.unwrap();
    assert_refused(&refused, "PEER_TLS_REQUIRED");
    // The number of valid tokens at a time is limited.
    let mut last = begun.cli().run(&["cluster", "join-token", "create"]).await.unwrap();
    for _ in 0..64 {
        assert_eq!(last.code, Some(0), "{last:?}");
        last = begun.cli().run(&["cluster", "join-token", "create"]).await.unwrap();
    }
    assert_refused(&last, "QUOTA");
}

#[tokio::test]
async fn a_stranger_reaches_one_call_and_nothing_else() {
    let begun = Begun::start(Vec::new()).await;
    let secret = secret(&text(&begun.token(&[]).await)).to_owned();
    let call = async |method: &str, message: &[u8]| strangers_call(&begun, method, message).await;
    for method in [
        "PeerService/Status",
        "PeerService/SpendJoinToken",
        "PeerService/RenewCertificate",
        "IdentityService/Identify",
    ] {
        let refused = call(&format!("minoots.peer.v1.{method}"), &[]).await.unwrap();
        assert_eq!(refused.code(), Code::Unimplemented, "{method}: {refused:?}");
    }
    let join = async |secret: &str, request: Vec<u8>| ask(&begun, secret, request).await;
    let long = vec![0x30; 20_000];
    for (wrong, code) in [
        (Vec::new(), "JOIN_REQUEST"),
        (vec![0x30; 500], "JOIN_REQUEST"),
        (request("minoots://here/node/0"), "JOIN_REQUEST"),
        (request("minoots://there/node/4"), "JOIN_REQUEST"),
        (long, ""),
    ] {
        let refused = join(&secret, wrong).await.unwrap();
        assert_eq!(reason(&refused), code, "{refused:?}");
    }
    let refused = join("", request("minoots://here/node/4")).await.unwrap();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::Unauthenticated, "JOIN_TOKEN")
    );
    // None of that used up the token. The first valid request does, and later ones are refused.
    assert!(join(&secret, request("minoots://here/node/4")).await.is_none());
    let refused = join(&secret, request("minoots://here/node/4")).await.unwrap();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::Unauthenticated, "JOIN_TOKEN")
    );
}

#[tokio::test]
async fn a_cluster_whose_nodes_lack_the_authoritys_key_says_so() {
    let begun = Begun::start(Vec::new()).await;
    let token = text(&begun.token(&[]).await);
    // The key is read on demand: without it nothing is signed, and the token stays valid.
    let key = begun.folder.path().join("certs/peer-ca.key");
    let away = key.with_extension("away");
    std::fs::rename(&key, &away).unwrap();
    let refused = begun.refused(4, &token).await;
    assert!(told(&refused, "PEER_CA_KEY").contains("--peer-ca-key"));
    std::fs::rename(&away, &key).unwrap();
    let home = Home::new().unwrap();
    std::fs::write(home.path().join("token"), &token).unwrap();
    let peers = format!("1={},4=127.0.0.1:1", begun.cluster.peer_address(1).unwrap());
    let data = home.data().to_string_lossy().into_owned();
    let token_file = home.path().join("token").to_string_lossy().into_owned();
    let arguments = [
        ["--node", "4"],
        ["--data", &data],
        ["--peers", &peers],
        ["--listen", "127.0.0.1:0"],
        ["--peer-listen", "127.0.0.1:0"],
        ["--join-token-file", &token_file],
    ]
    .concat();
    let waiting = server::Server::launch(&home, &[&["server"], arguments.as_slice()].concat()).unwrap();
    let deadline = minoots_it::clock::Deadline::after(minoots_it::PATIENCE);
    while !home.data().join("keys/peer.pem").exists() {
        assert!(!deadline.has_passed(), "{}", home.errors().unwrap());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    waiting.kill().unwrap();
}
