//! `minoots cluster certs`, and the commands of the guide.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use minoots_it::PATIENCE;
use minoots_it::cli::Cli;
use minoots_it::clock::Deadline;
use minoots_it::server::{self, Home};

/// Every file below a folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        match path.is_dir() {
            true => found.extend(
                files(&path)
                    .into_iter()
                    .map(|(below, bytes)| (format!("{name}/{below}"), bytes)),
            ),
            false => drop(found.insert(name, std::fs::read(&path).unwrap())),
        }
    }
    found
}

#[tokio::test]
async fn certificates_are_made_once_and_added_by_the_same_authorities() {
    let home = Home::new().unwrap();
    let cli = Cli::new(home.path(), "http://127.0.0.1:1");
    let out = home.path().join("certs");
    let made = cli.run(&[
        "cluster",
        "certs",
        "--out",
        "certs",
        "--nodes",
        "1=a,2=b+10.0.0.2",
        "-o",
        "json",
    ]);
    let made = made.await.unwrap();
    assert_eq!(made.code, Some(0), "{made:?}");
    let first = files(&out);
    let names: Vec<&str> = first.keys().map(String::as_str).collect();
    let of_node = |node: u64| ["peer.key", "peer.pem", "tls.key", "tls.pem"].map(|name| format!("node-{node}/{name}"));
    let expected = ["ca.key", "ca.pem"]
        .map(String::from)
        .into_iter()
        .chain(of_node(1))
        .chain(of_node(2));
    let expected: Vec<String> = expected
        .chain(["peer-ca.key", "peer-ca.pem"].map(String::from))
        .collect();
    assert_eq!(names, expected);
    for name in names.iter().filter(|name| name.ends_with(".key")) {
        let mode = std::fs::metadata(out.join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }

    let again = cli
        .run(&["cluster", "certs", "--out", "certs", "--nodes", "1=a"])
        .await
        .unwrap();
    assert!(again.code == Some(2) && again.stderr.contains("--add"), "{again:?}");
    let foreign = [
        "cluster",
        "certs",
        "--out",
        "certs",
        "--nodes",
        "3=c",
        "--add",
        "--cluster",
        "other",
    ];
    let foreign = cli.run(&foreign).await.unwrap();
    assert!(
        foreign.code == Some(2) && foreign.stderr.contains("cluster: \"other\""),
        "{foreign:?}"
    );
    assert_eq!(files(&out), first, "a refusal changes nothing");

    let added = cli
        .run(&[
            "cluster", "certs", "--out", "certs", "--nodes", "2=b,3=c", "--add", "-o", "json",
        ])
        .await
        .unwrap();
    assert_eq!(added.code, Some(0), "{added:?}");
    assert_eq!(added.json().unwrap()["cluster"], made.json().unwrap()["cluster"]);
    let second = files(&out);
    for name in ["ca.pem", "ca.key", "peer-ca.pem", "peer-ca.key", "node-1/peer.pem"] {
        assert_eq!(second[name], first[name], "{name}");
    }
    assert_ne!(second["node-2/peer.pem"], first["node-2/peer.pem"]);
    assert!(second.contains_key("node-3/tls.pem"));
}

/// Returns the commands of the quick start, one per line.
fn quick_start() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/tls.md");
    let text = std::fs::read_to_string(path).unwrap();
    let section = text.split_once("## Quick start").unwrap().1;
    let block = section.split_once("```sh\n").unwrap().1.split_once("\n```").unwrap().0;
    block.replace(" \\\n", " ").lines().map(str::to_owned).collect()
}

/// Returns two ports that are unused at the moment.
fn free_ports() -> (u16, u16) {
    let held = [0; 2].map(|_| TcpListener::bind("127.0.0.1:0").unwrap());
    let ports = held.each_ref().map(|one| one.local_addr().unwrap().port());
    (ports[0], ports[1])
}

#[tokio::test]
async fn the_quick_start_works_as_it_stands() {
    let home = Home::new().unwrap();
    let (clients, peers) = free_ports();
    let moved = |line: &str| {
        line.replace("127.0.0.1:7411", &format!("127.0.0.1:{clients}"))
            .replace("127.0.0.1:7412", &format!("127.0.0.1:{peers}"))
    };
    let commands: Vec<String> = quick_start().iter().map(|line| moved(line)).collect();
    let [certs, serve, create] = commands.as_slice() else {
        panic!("{commands:?}");
    };
    let command = |line: &str| -> Command {
        let mut words = line.split_whitespace();
        assert_eq!(words.next(), Some("minoots"), "{line}");
        let mut command = server::command(home.path()).unwrap();
        command.args(words).env(server::RESERVE_VARIABLE, "0");
        command
    };
    assert!(command(certs).status().unwrap().success());
    let mut running = command(serve).spawn().unwrap();
    let deadline = Deadline::after(PATIENCE);
    let created = loop {
        let output = command(create).output().unwrap();
        if output.status.success() || deadline.has_passed() {
            break output;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    };
    running.kill().unwrap();
    running.wait().unwrap();
    assert!(created.status.success(), "{created:?}");
}
