//! The support bundle, and settings that a running node reads again.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

use minoots_it::cli::Cli;
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::server::{Home, Server};
use rustix::process::Signal;
use serde_json::Value;

use crate::support::Node;

/// Every planted secret contains this word.
const PLANTED: &str = "hunter2secret";

/// The part of a log that the command reads.
const LOG_BYTES: usize = 1 << 20;

/// The files of an archive, by name, in its order.
fn unpacked(path: &Path) -> (Vec<String>, BTreeMap<String, String>) {
    let gzip = flate2::read::GzDecoder::new(fs::File::open(path).unwrap());
    let (mut names, mut files) = (Vec::new(), BTreeMap::new());
    for entry in tar::Archive::new(gzip).entries().unwrap() {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().display().to_string();
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        names.push(name.clone());
        files.insert(name.trim_start_matches("minoots-support/").to_owned(), text);
    }
    (names, files)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_support_bundle_has_no_planted_secret() {
    let node = Node::start().await;
    let folder = node.home.path();
    let payload = format!("{{\"token\":\"{PLANTED}\"}}");
    let planted = timer("t1").fire_after(Duration::from_secs(1)).into_queue(PLANTED);
    let mut planted = planted.with_payload("application/json", payload);
    planted.labels.insert("label".to_owned(), PLANTED.to_owned());
    node.client.create(planted).await.unwrap();
    let key_file = folder.join("root.key");
    fs::write(&key_file, format!("{PLANTED}-in-a-key-file\n")).unwrap();
    let log = folder.join("node.log");
    // The last mebibyte of the log begins within a private key.
    let key_end = format!("{PLANTED}\n-----END PRIVATE KEY-----\n");
    let lines = format!("start\nkey mnt_0123456789AB_{PLANTED} refused\nsaid {PLANTED}-in-a-key-file\nend\n");
    let filler = "x".repeat(LOG_BYTES - key_end.len() - lines.len() - 1);
    let key = format!("-----BEGIN PRIVATE KEY-----\n{PLANTED}\n");
    fs::write(&log, [&key, &*key_end, &filler, "\n", &lines].concat()).unwrap();
    let settings = format!(
        "root-key-file = {key_file:?}\notlp-endpoint = \"http://ann:a,{PLANTED}'/{PLANTED}@127.0.0.1:4317/?k={PLANTED}\"\n"
    );
    fs::write(folder.join("minoots.toml"), settings).unwrap();
    let cli = Cli::new(folder, node.server.endpoint())
        .with_variable("AWS_SECRET_ACCESS_KEY", &format!("{PLANTED}-of-aws"))
        .with_variable("database_pass", &format!("{PLANTED}-of-a-database"))
        .with_variable("MINOOTS_SLACK_SIGNING_SECRETS", &format!("{PLANTED}-of-slack"));
    let (data, to) = (node.home.data(), folder.join("support.tar.gz"));
    let (data, to, log) = (data.to_string_lossy(), to.to_string_lossy(), log.to_string_lossy());
    let arguments = ["support-bundle", "--to", &to, "--data", &data, "--log-file", &log];
    let outcome = cli.run(&arguments).await.unwrap();
    assert_eq!(outcome.code, Some(0), "{outcome:?}");

    let (names, files) = unpacked(Path::new(&*to));
    assert!(names.is_sorted(), "{names:?}");
    for (name, text) in &files {
        assert!(!text.contains(PLANTED), "{name}: {text}");
    }
    let parts = [
        "audit-heads.json",
        "cluster-status.json",
        "config.json",
        "data-files.txt",
        "doctor.json",
        "log.txt",
        "manifest.json",
        "metrics/node-1.txt",
        "version.txt",
    ];
    assert_eq!(
        files.keys().map(String::as_str).collect::<Vec<_>>(),
        parts,
        "{:?}",
        files["manifest.json"]
    );
    let manifest: Value = serde_json::from_str(&files["manifest.json"]).unwrap();
    assert_eq!(
        manifest["parts"].as_array().map(Vec::len),
        Some(parts.len() - 1),
        "{manifest}"
    );
    let heads: Value = serde_json::from_str(&files["audit-heads.json"]).unwrap();
    assert!(heads["records"].is_array(), "{heads}");
    assert!(files["config.json"].contains("root-key-file"));
    assert!(files["log.txt"].contains("start\n") && files["log.txt"].contains("end\n"));
    assert!(files["metrics/node-1.txt"].contains("minoots_timers_open"));

    let before = fs::read(&*to).unwrap();
    let again = cli.run(&arguments).await.unwrap();
    assert_eq!(again.code, Some(2), "{again:?}");
    assert!(again.stderr.contains("exists, and is not overwritten"), "{again:?}");
    assert_eq!(fs::read(&*to).unwrap(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_without_a_node_says_what_is_missing() {
    let home = Home::new().unwrap();
    let cli = Cli::new(home.path(), "http://127.0.0.1:1");
    let to = home.path().join("support.tar.gz");
    fs::create_dir(home.data()).unwrap();
    let (data, to) = (home.data(), to.to_string_lossy());
    let outcome = cli
        .run(&["support-bundle", "--to", &to, "--data", &data.to_string_lossy()])
        .await
        .unwrap();
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let manifest: Value = serde_json::from_str(&unpacked(Path::new(&*to)).1["manifest.json"]).unwrap();
    let reason = manifest["leftOut"]["cluster-status.json"].as_str().unwrap_or_default();
    assert!(reason.contains("connection refused"), "{manifest}");
}

/// The steps of docs/operations.md#reloading-settings.
#[tokio::test(flavor = "multi_thread")]
async fn a_hangup_reads_the_settings_file_again() {
    let home = Home::new().unwrap();
    let file = home.path().join("node.toml");
    let data = home.data().to_string_lossy().into_owned();
    let common = format!("node = 1\ndata = {data:?}\nlisten = \"127.0.0.1:0\"\npeer-listen = \"127.0.0.1:0\"\n");
    let common = format!("{common}otlp-endpoint = \"http://ann:hunter1@127.0.0.1:1\"\n");
    fs::write(&file, format!("{common}log-level = \"warn\"\n")).unwrap();
    let path = file.to_string_lossy().into_owned();
    let arguments = ["server", "--config", &path];
    let server = Server::launch(&home, &arguments).unwrap().ready().await.unwrap();

    fs::write(&file, format!("{common}log-level = \"info\"\nkey-calls-max = 7\n")).unwrap();
    server.signal(Signal::HUP).unwrap();
    let told = [
        "settings were read again",
        "in_effect=\"log-level\"",
        "needs_restart=\"key-calls-max\"",
    ];
    home.until_told(&told).await.unwrap();

    // The log names a changed URL without its password.
    fs::write(&file, common.replace("hunter1", "hunter2")).unwrap();
    server.signal(Signal::HUP).unwrap();
    home.until_told(&["needs_restart=\"otlp-endpoint\""]).await.unwrap();

    // A broken file changes nothing, and the log names the line.
    fs::write(&file, format!("{common}log-level = \"info\"\nkey-call-max = 7\n")).unwrap();
    server.signal(Signal::HUP).unwrap();
    home.until_told(&["settings were not read again", "line 7", "key-call-max"])
        .await
        .unwrap();

    fs::write(&file, format!("{common}log-level = \"=nonsense=\"\n")).unwrap();
    server.signal(Signal::HUP).unwrap();
    home.until_told(&["log filter"]).await.unwrap();

    // The log repeats no line, because it may be a secret.
    fs::write(&file, format!("{common}log-level = http://ann:hunter2@127.0.0.1\n")).unwrap();
    server.signal(Signal::HUP).unwrap();
    home.until_told(&["settings were not read again", "line 6"])
        .await
        .unwrap();
    assert!(!home.errors().unwrap().contains("hunter"));

    // No open of a pipe that nobody writes stops the node.
    fs::remove_file(&file).unwrap();
    let mode = rustix::fs::Mode::from_raw_mode(0o600);
    rustix::fs::mknodat(rustix::fs::CWD, &file, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    server.signal(Signal::HUP).unwrap();
    home.until_told(&["settings were not read again", "not a regular file"])
        .await
        .unwrap();

    // The node still serves, and ends in order.
    let ready = minoots_it::http1::get(server.address(), "/livez").await.unwrap();
    assert_eq!(ready.status, 200, "{ready:?}");
    assert!(server.stop().await.unwrap().success());
    let document = include_str!("../../../../docs/operations.md");
    for word in [
        "kill -HUP",
        "settings were read again",
        "settings were not read again",
        "in_effect",
        "needs_restart",
    ] {
        assert!(document.contains(word), "{word}");
    }
}

#[test]
fn the_unit_reloads_by_the_signal() {
    let unit = include_str!("../../../../deploy/systemd/minoots.service");
    assert!(unit.contains("ExecReload=/bin/kill -HUP $MAINPID"));
}
