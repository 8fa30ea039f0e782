//! TLS of the client port, and between nodes (F50): served and refused connections, the texts of refusals, and files
//! that change.

mod certs;
mod joins;
mod nodes;
mod renewals;
mod strangers;

use std::path::Path;
use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::cli::{Cli, Outcome};
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::Deadline;
use minoots_it::server::{Home, Server};
use minoots_it::tls::{self, Authority, NOW, PAST, Pair};

const HOUR: Duration = Duration::from_secs(3_600);

/// A single node with a certificate for clients.
struct Secured {
    home: Home,
    server: Server,
}

impl Secured {
    async fn start(shown: &Pair) -> Self {
        let home = Home::new().unwrap();
        let (certificate, key) = shown.write(home.path(), "tls").unwrap();
        let home = home
            .with_variable("MINOOTS_TLS_CERT", &certificate.to_string_lossy())
            .with_variable("MINOOTS_TLS_KEY", &key.to_string_lossy());
        let data = home.data().to_string_lossy().into_owned();
        let arguments = [
            "server",
            "--node",
            "1",
            "--data",
            &data,
            "--listen",
            "127.0.0.1:0",
            "--peer-listen",
            "127.0.0.1:0",
        ];
        let server = Server::launch(&home, &arguments).unwrap().ready().await.unwrap();
        assert!(
            server.endpoint().starts_with("https://127.0.0.1:"),
            "{}",
            server.endpoint()
        );
        Self { home, server }
    }

    fn address(&self) -> &str {
        self.server.address()
    }

    async fn client(&self, authority: &Authority) -> Client {
        Client::over(tls::channel(self.server.endpoint(), &authority.pem()).await.unwrap())
    }

    /// Runs `timer list` at this URL, trusting this authority.
    async fn list(&self, endpoint: &str, authority: &Authority) -> Outcome {
        list(&self.home, endpoint, authority).await
    }

    async fn until_metric(&self, authority: &Authority, name: &str, holds: impl Fn(f64) -> bool) {
        until_metric(self.address(), &authority.pem(), name, holds).await;
    }
}

async fn until_metric(address: &str, ca_pem: &str, name: &str, holds: impl Fn(f64) -> bool) {
    let deadline = Deadline::after(PATIENCE);
    loop {
        let value = tls::metric(address, ca_pem, name).await;
        match value {
            Ok(value) if holds(value) => return,
            other if deadline.has_passed() => panic!("{name} never came: {other:?}"),
            _ => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}

async fn list(home: &Home, endpoint: &str, authority: &Authority) -> Outcome {
    let ca = home.path().join("believed.pem");
    std::fs::write(&ca, authority.pem()).unwrap();
    let cli = Cli::new(home.path(), endpoint).with_variable("MINOOTS_CA_FILE", &ca.to_string_lossy());
    cli.run(&["timer", "list", "-o", "json"]).await.unwrap()
}

fn assert_refused(outcome: &Outcome, code: i32, words: &[&str]) {
    assert_eq!(outcome.code, Some(code), "{outcome:?}");
    for word in words {
        assert!(outcome.stderr.contains(word), "{word:?} is not in {outcome:?}");
    }
}

fn for_loopback(authority: &Authority) -> Pair {
    authority.issue(&["127.0.0.1", "localhost"], NOW).unwrap()
}

#[tokio::test]
async fn grpc_http_and_the_command_line_work_over_tls() {
    let authority = Authority::new("ours").unwrap();
    let node = Secured::start(&for_loopback(&authority)).await;
    let client = node.client(&authority).await;
    client.create(timer("tea").fire_after(HOUR)).await.unwrap();
    let outcome = node.list(node.server.endpoint(), &authority).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(outcome.stdout.contains("\"tea\""), "{outcome:?}");
    let health = tls::get(node.address(), &authority.pem(), "/readyz").await.unwrap();
    assert!(health.starts_with("HTTP/1.1 200"), "{health}");
    let trust = authority.pem();
    let left = tls::metric(node.address(), &trust, "minoots_tls_certificate_expiry_seconds").await;
    assert!(left.unwrap() > 1e9, "the certificate is valid for many years");
}

#[tokio::test]
async fn workflows_are_served_over_tls_as_everything_else_is() {
    let authority = Authority::new("ours").unwrap();
    let node = Secured::start(&for_loopback(&authority)).await;
    std::fs::write(node.home.path().join("ca.pem"), authority.pem()).unwrap();
    let cli = Cli::new(node.home.path(), node.server.endpoint()).with_variable("MINOOTS_CA_FILE", "ca.pem");
    std::fs::write(
        node.home.path().join("n.yaml"),
        "name: n\nphases: [{ id: a, queue: q }]\n",
    )
    .unwrap();
    for arguments in [
        ["workflow", "apply", "-f", "n.yaml"].as_slice(),
        &["workflow", "start", "--definition", "n", "--id", "x"],
        &["workflow", "complete", "x"],
        &["workflow", "timeline", "x"],
        &["agent", "register", "--id", "a", "--ttl", "1s"],
    ] {
        let outcome = cli.run(arguments).await.unwrap();
        assert_eq!(outcome.code, Some(0), "{arguments:?}: {outcome:?}");
    }
}

#[tokio::test]
async fn each_way_of_getting_it_wrong_is_told_for_what_it_is() {
    let (ours, other) = (Authority::new("ours").unwrap(), Authority::new("other").unwrap());
    let node = Secured::start(&ours.issue(&["localhost"], NOW).unwrap()).await;
    let (address, port) = (
        node.address().to_owned(),
        node.address().rsplit_once(':').unwrap().1.to_owned(),
    );
    let by_name = format!("https://localhost:{port}");

    let outcome = node.list(&by_name, &ours).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let outcome = node.list(&by_name, &other).await;
    assert_refused(&outcome, 5, &["is by no authority that is trusted here", "--ca-file"]);
    let outcome = node.list(&format!("https://{address}"), &ours).await;
    assert_refused(&outcome, 5, &["is for other names than that", "localhost"]);
    let outcome = node.list(&format!("http://{address}"), &ours).await;
    assert_refused(&outcome, 1, &["speaks TLS", "https://", "TLS_REQUIRED"]);

    let plain_home = Home::new().unwrap();
    let plain = Server::start(&plain_home).await.unwrap();
    let outcome = list(&plain_home, &format!("https://{}", plain.address()), &ours).await;
    assert_refused(&outcome, 5, &["does not speak TLS", "http://"]);
    let cli = Cli::new(plain_home.path(), &by_name).with_variable("MINOOTS_CA_FILE", "/no/such/file");
    let outcome = cli.run(&["timer", "list"]).await.unwrap();
    assert_refused(&outcome, 2, &["ca-file: /no/such/file"]);
}

#[tokio::test]
async fn f50_an_expired_certificate_is_named_and_replaced_while_running() {
    let authority = Authority::new("ours").unwrap();
    let node = Secured::start(&authority.issue(&["127.0.0.1"], PAST).unwrap()).await;
    let outcome = node.list(node.server.endpoint(), &authority).await;
    assert_refused(&outcome, 5, &["has expired"]);
    node.home.until_told(&["a certificate has expired"]).await.unwrap();
    for_loopback(&authority).write(node.home.path(), "tls").unwrap();
    let deadline = Deadline::after(PATIENCE);
    while node.list(node.server.endpoint(), &authority).await.code != Some(0) {
        assert!(!deadline.has_passed(), "the new certificate never came");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    node.until_metric(&authority, "minoots_tls_certificate_expiry_seconds", |left| left > 0.0)
        .await;
}

#[tokio::test]
async fn f50_a_new_certificate_takes_effect_and_open_connections_live_and_broken_files_change_nothing() {
    let (old, new) = (Authority::new("old").unwrap(), Authority::new("new").unwrap());
    let node = Secured::start(&for_loopback(&old)).await;
    let client = node.client(&old).await;
    client.create(timer("before").fire_after(HOUR)).await.unwrap();

    let broken = |text: &str| std::fs::write(node.home.path().join("tls.pem"), text).unwrap();
    broken("-----BEGIN CERTIFICATE-----\nhalf of it");
    node.until_metric(&old, "minoots_tls_files_refused", |refused| refused == 1.0)
        .await;
    node.until_metric(&old, "minoots_tls_reload_failures_total", |failures| failures == 1.0)
        .await;
    // A certificate with another key is refused as well.
    broken(&for_loopback(&new).certificate);
    node.until_metric(&old, "minoots_tls_reload_failures_total", |failures| failures == 2.0)
        .await;
    // So is an expired one.
    new.issue(&["127.0.0.1"], PAST)
        .unwrap()
        .write(node.home.path(), "tls")
        .unwrap();
    node.until_metric(&old, "minoots_tls_reload_failures_total", |failures| failures >= 3.0)
        .await;
    let told = node.home.until_told(&["those from before stay in use", "has expired"]);
    told.await.unwrap();
    node.client(&old).await.get("before").await.unwrap();

    for_loopback(&new).write(node.home.path(), "tls").unwrap();
    node.until_metric(&new, "minoots_tls_files_refused", |refused| refused == 0.0)
        .await;
    node.until_metric(&new, "minoots_tls_reloads_total", |reloads| reloads == 1.0)
        .await;
    assert!(tls::channel(node.server.endpoint(), &old.pem()).await.is_err());
    node.client(&new).await.get("before").await.unwrap();
    // The first connection began with the old certificate, and continues.
    client.create(timer("after").fire_after(HOUR)).await.unwrap();
}

fn refused_start(home: &Home, arguments: &[&str]) -> (Option<i32>, String) {
    let data = home.data().to_string_lossy().into_owned();
    let mut command = minoots_it::server::command(home.path()).unwrap();
    let output = command
        .args(["server", "--node", "1", "--data", &data])
        .args(arguments)
        .output()
        .unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[tokio::test]
async fn a_port_beyond_loopback_needs_tls_and_with_it_no_flag() {
    let authority = Authority::new("ours").unwrap();
    let home = Home::new().unwrap();
    let folder = home.path();
    let (certificate, key) = for_loopback(&authority).write(folder, "tls").unwrap();
    let peer = authority.issue(&["minoots://here/node/1"], NOW).unwrap();
    let (peer_certificate, peer_key) = peer.write(folder, "peer").unwrap();
    let ca = folder.join("ca.pem");
    std::fs::write(&ca, authority.pem()).unwrap();
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let clients = [
        "--tls-cert".to_owned(),
        text(&certificate),
        "--tls-key".to_owned(),
        text(&key),
    ];
    let peers = [
        "--peer-ca".to_owned(),
        text(&ca),
        "--peer-cert".to_owned(),
        text(&peer_certificate),
        "--peer-key".to_owned(),
        text(&peer_key),
    ];
    let clients: Vec<&str> = clients.iter().map(String::as_str).collect();
    let peers: Vec<&str> = peers.iter().map(String::as_str).collect();
    let (root_key, _) = crate::access::root_key(&home);
    let credentials = ["--root-key-file", root_key.to_str().unwrap()];
    let far = ["--listen", "0.0.0.0:0", "--peer-listen", "0.0.0.0:0"];

    let (code, said) = refused_start(&home, &far);
    assert!(
        code == Some(2) && said.contains("--tls-cert and --tls-key"),
        "{code:?} {said}"
    );
    let (code, said) = refused_start(&home, &[&far, clients.as_slice(), &peers].concat());
    assert!(
        code == Some(2) && said.contains("without --root-key-file"),
        "{code:?} {said}"
    );
    let (code, said) = refused_start(&home, &[&far, clients.as_slice(), &credentials].concat());
    assert!(
        code == Some(2) && said.contains("peer-listen") && said.contains("--peer-ca"),
        "{code:?} {said}"
    );
    let (code, said) = refused_start(&home, &clients[..2]);
    assert!(
        code == Some(2) && said.contains("tls-key: is missing"),
        "{code:?} {said}"
    );
    let swapped = ["--tls-cert", clients[1], "--tls-key", peers[5]];
    let (code, said) = refused_start(&home, &swapped);
    assert!(
        code == Some(2) && said.contains("is not the one of the first certificate"),
        "{code:?} {said}"
    );
    let (code, said) = refused_start(&home, &[peers.as_slice(), &["--node", "2"]].concat()[..]);
    assert_eq!(code, Some(2), "{said}");

    let data = home.data().to_string_lossy().into_owned();
    let all = [
        &["server", "--node", "1", "--data", &data],
        far.as_slice(),
        &clients,
        &peers,
        &credentials,
    ]
    .concat();
    let server = Server::launch(&home, &all).unwrap().ready().await.unwrap();
    assert!(
        server.endpoint().starts_with("https://0.0.0.0:"),
        "{}",
        server.endpoint()
    );
    assert!(!home.errors().unwrap().contains("WARNING"));
}
