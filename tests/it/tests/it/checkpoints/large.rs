//! States larger than a version, stored by a script that is killed at any point.

use minoots_it::cli::{Cli, Outcome};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::support::Node;

const CHUNK: usize = 256 << 10;

/// Returns bytes that differ by position, and by `seed`.
fn state(seed: u8, bytes: usize) -> Vec<u8> {
    let mut data = Vec::with_capacity(bytes + 32);
    let mut sum = Sha256::digest([seed]);
    while data.len() < bytes {
        data.extend_from_slice(&sum);
        sum = Sha256::digest(sum);
    }
    data.truncate(bytes);
    data
}

fn hex(data: &[u8]) -> String {
    Sha256::digest(data).iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn run(cli: &Cli, arguments: &[&str]) -> Outcome {
    cli.run(&[&["checkpoint"], arguments].concat()).await.unwrap()
}

async fn shown(cli: &Cli, arguments: &[&str]) -> Value {
    let outcome = run(cli, &[arguments, &["-o", "json"]].concat()).await;
    assert_eq!(outcome.code, Some(0), "{arguments:?}: {outcome:?}");
    outcome.json().unwrap()
}

/// Returns the names of the execution's checkpoints, with their current versions.
async fn names(cli: &Cli) -> Vec<(String, String)> {
    let listed = shown(cli, &["list", "run-1", "--all"]).await;
    let text = |one: &Value, field: &str| one[field].as_str().unwrap().to_owned();
    let listed = listed["checkpoints"].as_array().unwrap().iter();
    listed.map(|one| (text(one, "name"), text(one, "version"))).collect()
}

/// Returns the checksum of the output of `get --data` for a version, which need not be text.
async fn sum_of(node: &Node, cli: &Cli, name: &str, version: &str) -> String {
    let whole = shown(cli, &["get", "run-1", name, "--version", version]).await;
    let data = whole["data"].as_str().unwrap_or_default();
    let data = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, data).unwrap();
    assert_eq!(whole["dataSize"], json!(data.len()), "of {}", node.server.endpoint());
    assert_eq!(whole["checksum"], json!(hex(&data)));
    hex(&data)
}

#[tokio::test]
async fn a_large_state_is_put_read_rolled_back_and_removed_with_its_chunks_by_commands() {
    let node = Node::start().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let (first, second) = (state(1, 2 * CHUNK + 7), state(2, CHUNK + 1));
    let path = |name: &str, data: &[u8]| {
        let path = node.home.path().join(name);
        std::fs::write(&path, data).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (one, two) = (path("one", &first), path("two", &second));

    let put = shown(
        &cli,
        &[
            "put",
            "run-1",
            "state",
            &one,
            "--content-type",
            "image/png",
            "--label",
            "step=1",
        ],
    )
    .await;
    let put = &put["checkpoint"];
    assert_eq!(
        (&put["version"], &put["contentType"], &put["dataSize"]),
        (&json!("1"), &json!("image/png"), &json!(first.len()))
    );
    assert_eq!(
        (&put["checksum"], &put["labels"]["step"]),
        (&json!(hex(&first)), &json!("1"))
    );
    let late = run(&cli, &["put", "run-1", "state", &two, "--expected-version", "7"]).await;
    assert_eq!(late.code, Some(4), "{late:?}");
    assert!(late.stderr.contains("VERSION_CONFLICT"), "{late:?}");
    shown(
        &cli,
        &[
            "put",
            "run-1",
            "state",
            &two,
            "--expected-version",
            "1",
            "--keep-last",
            "2",
        ],
    )
    .await;
    let both = [
        ("state".to_owned(), "2".to_owned()),
        (format!("state.chunks.{}", hex(&second)), "3".to_owned()),
        (format!("state.chunks.{}", hex(&first)), "4".to_owned()),
    ];
    let mut found = names(&cli).await;
    found.sort();
    let mut expected = both.to_vec();
    expected.sort();
    assert_eq!(found, expected, "chunks, and a mark behind them");
    let table = run(&cli, &["get", "run-1", "state"]).await.stdout;
    assert!(
        table.contains("state bytes") && table.contains(&hex(&second)),
        "{table}"
    );
    let verified = run(&cli, &["verify", "run-1", "state"]).await;
    assert_eq!(verified.stdout, "2 versions are as they were written\n");

    // Version 3 has the data of version 1 again. Version 1 is no longer kept, but its chunks are.
    shown(
        &cli,
        &["rollback", "run-1", "state", "--to", "1", "--expected-version", "2"],
    )
    .await;
    assert_eq!(shown(&cli, &["sweep", "run-1", "state"]).await["removed"], 0);
    assert_eq!(sum_of(&node, &cli, "state", "3").await, hex(&first));
    // The next version drops the second state with its chunks.
    let third = path("three", &state(3, CHUNK + 1));
    shown(&cli, &["put", "run-1", "state", &third, "--expected-version", "3"]).await;
    let left = names(&cli).await;
    assert!(!left.iter().any(|(name, _)| name.ends_with(&hex(&second))), "{left:?}");
    assert_eq!(left.len(), 3);
    run(&cli, &["delete", "run-1", "state", "--expected-version", "4"]).await;
    assert_eq!(names(&cli).await, []);
}

#[tokio::test]
async fn oversized_or_conditional_puts_are_refused_before_any_write() {
    let node = Node::start().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let path = node.home.path().join("state");
    let file = std::fs::File::create(&path).unwrap();
    file.set_len((64 << 20) + 1).unwrap();
    let path = path.to_str().unwrap();
    let large = run(&cli, &["put", "run-1", "state", path]).await;
    assert_eq!(large.code, Some(2), "{large:?}");
    assert!(
        large.stderr.contains("more than 67108864 bytes") && large.stderr.contains("put where it is"),
        "{large:?}"
    );
    file.set_len(1 << 20).unwrap();
    let under = run(&cli, &["put", "run-1", "state", path, "--ensure", "/step exists"]).await;
    assert_eq!(under.code, Some(2), "{under:?}");
    assert!(under.stderr.contains("--ensure"), "{under:?}");
    let wrong = run(&cli, &["put", "run-1", "state", path, "--checksum", &"00".repeat(32)]).await;
    assert_eq!(wrong.code, Some(2), "{wrong:?}");
    assert!(wrong.stderr.contains("checksum"), "{wrong:?}");
    assert_eq!(names(&cli).await, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g12_a_put_killed_at_any_write_leaves_the_checkpoint_or_was_complete_and_its_repeat_writes_nothing_twice() {
    let node = Node::start().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let (small, large) = (node.home.path().join("small"), node.home.path().join("large"));
    let data = state(4, 2 * CHUNK + 1);
    std::fs::write(&small, "before").unwrap();
    std::fs::write(&large, &data).unwrap();
    let (small, large) = (small.to_str().unwrap(), large.to_str().unwrap());
    let (mut kills, mut left, mut number) = (0, 0, 1);
    loop {
        let name = format!("state-{number}");
        shown(&cli, &["put", "run-1", &name, small]).await;
        let put = [
            "checkpoint",
            "put",
            "run-1",
            &name,
            large,
            "--expected-version",
            "1",
            "--request-id",
            &name,
        ];
        let trace = node.home.path().join("trace");
        let outcome = cli
            .run_killed("write,writev,sendto,sendmsg", number, &trace, &put)
            .await
            .unwrap();
        if outcome.code == Some(0) {
            break;
        }
        assert_eq!(outcome.code, None, "{outcome:?}");
        kills += 1;
        let current = shown(&cli, &["get", "run-1", &name]).await;
        if current["version"] == "1" {
            assert_eq!(sum_of(&node, &cli, &name, "1").await, hex(b"before"));
            let chunks = format!("{name}.chunks.{}", hex(&data));
            left += u32::from(names(&cli).await.iter().any(|(found, _)| *found == chunks));
        } else {
            assert_eq!(sum_of(&node, &cli, &name, "2").await, hex(&data));
        }
        let repeated = shown(&cli, &put[1..]).await;
        assert_eq!(
            (&repeated["checkpoint"]["version"], &repeated["checkpoint"]["checksum"]),
            (&json!("2"), &json!(hex(&data)))
        );
        assert_eq!(sum_of(&node, &cli, &name, "2").await, hex(&data));
        let chunks = (format!("{name}.chunks.{}", hex(&data)), "4".to_owned());
        assert!(
            names(&cli).await.contains(&chunks),
            "three chunks and a mark, each written once"
        );
        number += 1;
        assert!(number < 500);
    }
    assert!(kills > 5 && left > 0, "{kills} kills, {left} in the middle");
}
