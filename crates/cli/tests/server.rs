//! `minoots server` and `minoots cluster` from outside, with a cluster of one.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

/// A running server, killed at the latest when the test ends.
struct Server {
    process: Child,
    ready_line: String,
    ready: Value,
}

impl Server {
    fn start(folder: &Path) -> Self {
        let ready_file = folder.join("ready.json");
        let mut process = Command::new(env!("CARGO_BIN_EXE_minoots"))
            .args([
                "server",
                "--node",
                "7",
                "--listen",
                "127.0.0.1:0",
                "--peer-listen",
                "127.0.0.1:0",
            ])
            .arg("--data")
            .arg(folder.join("data"))
            .arg("--ready-file")
            .arg(&ready_file)
            // The disk may be nearly full.
            .env("MINOOTS_DISK_RESERVE_BYTES", "0")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut ready_line = String::new();
        let output = process.stdout.take().unwrap();
        BufReader::new(output).read_line(&mut ready_line).unwrap();
        let ready = serde_json::from_slice(&std::fs::read(ready_file).unwrap()).unwrap();
        Self {
            process,
            ready_line,
            ready,
        }
    }

    fn endpoint(&self) -> &str {
        self.ready["endpoint"].as_str().unwrap()
    }

    fn cluster(&self, arguments: &[&str]) -> Output {
        // The first endpoint has no server: port 1 is reserved.
        let endpoints = format!("http://127.0.0.1:1,{}", self.endpoint());
        let mut command = Command::new(env!("CARGO_BIN_EXE_minoots"));
        command.arg("cluster").args(arguments).args(["--endpoint", &endpoints]);
        command.output().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_server_says_when_it_is_ready_and_stops_cleanly_when_asked_to() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path());
    let begin = format!("minoots node 7 ready: {} (peers 127.0.0.1:", server.endpoint());
    assert!(server.ready_line.starts_with(&begin), "{}", server.ready_line);
    assert_eq!(server.ready["node"], 7);
    assert_eq!(server.ready["pid"], server.process.id());
    let pid = Pid::from_raw(server.process.id().try_into().unwrap()).unwrap();
    kill_process(pid, Signal::TERM).unwrap();
    assert!(server.process.wait().unwrap().success());
}

#[test]
fn the_nodes_of_a_cluster_are_shown_and_changed_with_documented_exit_codes() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path());

    let status = server.cluster(&["status", "-o", "json"]);
    let status: Value = serde_json::from_slice(&status.stdout).unwrap();
    let node = &status["nodes"][0];
    assert_eq!(
        (&status["leader"], &node["node"], &node["role"]),
        (&json!(7), &json!(7), &json!("leader"))
    );
    assert!(status["term"].is_u64() && node["appliedIndex"].is_u64(), "{status}");
    assert_eq!(
        format!("http://{}", node["advertise"].as_str().unwrap()),
        server.endpoint()
    );

    let code = |arguments: &[&str]| server.cluster(arguments).status.code();
    assert_eq!(code(&["remove", "--node", "9"]), Some(3));
    assert_eq!(code(&["transfer", "--to", "9"]), Some(3));
    assert_eq!(code(&["remove", "--node", "7"]), Some(4), "nobody would remain");
    assert_eq!(code(&["add", "--node", "8", "--peer", "127.0.0.1:1"]), Some(5));
}
