//! A real node that tests start, kill and restart.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use super::PATIENCE;

/// `minoots dev` in a directory of its own. Dropping it kills the process.
pub struct Node {
    home: TempDir,
    arguments: Vec<&'static str>,
    child: Child,
    endpoint: String,
}

impl Node {
    /// A node whose data is deleted with it.
    pub async fn ephemeral() -> Self {
        Self::start(vec!["--no-demo", "--ephemeral"]).await
    }

    /// A node that can restart on its data.
    pub async fn durable() -> Self {
        Self::start(vec!["--no-demo", "--data", "data"]).await
    }

    /// A node with a TLS port, whose certificate for `localhost` is signed by the authority in
    /// [`authority`](Self::authority).
    pub async fn secured() -> Self {
        let home = tempfile::Builder::new().prefix("minoots-client-").tempdir().unwrap();
        let made = command(home.path())
            .args(["cluster", "certs", "--out", "certs", "--nodes", "1=localhost"])
            .status();
        assert!(made.unwrap().success());
        let mut server = command(home.path());
        server.args([
            "server",
            "--node",
            "1",
            "--data",
            "data",
            "--listen",
            "127.0.0.1:0",
            "--peer-listen",
            "127.0.0.1:0",
        ]);
        server.args([
            "--tls-cert",
            "certs/node-1/tls.pem",
            "--tls-key",
            "certs/node-1/tls.key",
            "--ready-file",
            "ready.json",
        ]);
        let mut node = Self {
            home,
            arguments: Vec::new(),
            child: server.spawn().expect("starting minoots"),
            endpoint: String::new(),
        };
        node.ready().await;
        node
    }

    /// The certificate file of an authority: `ca` for the client port, `peer-ca` for nodes.
    pub fn authority(&self, name: &str) -> PathBuf {
        self.home.path().join(format!("certs/{name}.pem"))
    }

    async fn start(arguments: Vec<&'static str>) -> Self {
        let home = tempfile::Builder::new().prefix("minoots-client-").tempdir().unwrap();
        let child = spawn(home.path(), "127.0.0.1:0", &arguments);
        let mut node = Self {
            home,
            arguments,
            child,
            endpoint: String::new(),
        };
        node.ready().await;
        node
    }

    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Sends SIGKILL, and waits for the end.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Restarts the node on the same data and port.
    pub async fn start_again(&mut self) {
        let address: SocketAddr = self.endpoint.trim_start_matches("http://").parse().unwrap();
        std::fs::remove_file(self.ready_file()).unwrap();
        self.child = spawn(self.home.path(), &address.to_string(), &self.arguments);
        self.ready().await;
    }

    fn ready_file(&self) -> PathBuf {
        self.home.path().join("ready.json")
    }

    async fn ready(&mut self) {
        let waited = tokio::time::timeout(PATIENCE, async {
            // The file appears whole, by a rename.
            while !self.ready_file().exists() {
                assert!(
                    self.child.try_wait().unwrap().is_none(),
                    "the node ended before it was ready"
                );
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        });
        waited.await.expect("the node does not get ready");
        let ready: Value = serde_json::from_slice(&std::fs::read(self.ready_file()).unwrap()).unwrap();
        self.endpoint = ready["endpoint"].as_str().unwrap().to_owned();
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn spawn(home: &Path, listen: &str, arguments: &[&str]) -> Child {
    let mut command = command(home);
    command
        .args(["dev", "--listen", listen, "--ready-file", "ready.json"])
        .args(arguments);
    command.spawn().expect("starting minoots")
}

/// The binary without output and without the caller's settings. Its nodes have no disk reserve, because the disk may be
/// nearly full with other data.
fn command(home: &Path) -> Command {
    let mut command = Command::new(binary());
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("MINOOTS_")) {
        command.env_remove(name);
    }
    command
        .current_dir(home)
        .env("MINOOTS_DISK_RESERVE_BYTES", "0")
        // A killed ephemeral node leaves its data in this directory, which the test removes.
        .env("TMPDIR", home)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// `MINOOTS_BIN`, otherwise the release build, otherwise the debug build of this workspace. Without a binary these
/// tests fail.
fn binary() -> PathBuf {
    if let Some(path) = std::env::var_os("MINOOTS_BIN") {
        return std::path::absolute(path).unwrap();
    }
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
    let built = ["release/minoots", "debug/minoots"].map(|name| target.join(name));
    let found = built.into_iter().find(|path| path.is_file());
    found.expect("no minoots binary: run `cargo build --release --bin minoots`, or set MINOOTS_BIN")
}
