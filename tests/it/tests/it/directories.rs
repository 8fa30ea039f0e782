//! Data directories on small, full or read-only disks, without their keys, or on disks that disappear.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::Path;
use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::cli::Cli;
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::Deadline;
use minoots_it::http1;
use minoots_it::mounts::Mount;
use minoots_it::server::{Home, Server};
use minoots_wire::timer::v1::CancelOutcome;

use crate::support::{Node, reason};

const HOUR: Duration = Duration::from_secs(3_600);

/// Returns incompressible bytes.
fn noise(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let words = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    });
    words.take(25_000).flatten().collect()
}

/// Creates large timers until the disk's reserve refuses one, and returns their number.
async fn fill(client: &Client) -> usize {
    for number in 0..10_000 {
        let request = timer(&format!("t{number}")).fire_after(HOUR);
        let request = request.with_payload("application/octet-stream", noise(number as u64));
        if let Err(refused) = client.create(request).await {
            assert_eq!(reason(&refused), "DISK_RESERVE", "{refused:?}");
            return number;
        }
    }
    panic!("the disk never ran out");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_small_disk_the_reserve_holds_what_cancels_and_a_stop_take() {
    let disk = Mount::in_memory(200).unwrap();
    let node = Node::start_in(Home::within(disk.path()).unwrap()).await;
    let count = fill(&node.client).await;
    assert!(count > 20, "the disk took {count}");
    for number in 0..count {
        let cancelled = node.client.cancel(&format!("t{number}")).await.unwrap();
        assert_eq!(cancelled.outcome(), CancelOutcome::Cancelled);
    }
    let ready = http1::get(node.server.address(), "/readyz").await.unwrap();
    assert_eq!(ready.status, 200, "{ready:?}");
    let home = node.home;
    let status = node.server.stop().await.unwrap();
    assert!(status.success(), "{status}: {}", home.errors().unwrap());
    let node = Node::start_in(home).await;
    assert!(node.client.get("t0").await.is_ok());
}

#[tokio::test]
async fn a_disk_too_small_for_a_node_is_refused_with_the_size_it_needs() {
    let disk = Mount::in_memory(100).unwrap();
    let home = Home::within(disk.path()).unwrap();
    let ended = Server::spawn(&home, &["--no-demo"]).unwrap().ended().await.unwrap();
    assert_eq!(ended.code(), Some(1));
    let told = home.errors().unwrap();
    assert!(
        told.contains("DISK_TOO_SMALL") && told.contains("needs 128 MiB"),
        "{told}"
    );
    assert!(!home.data().exists(), "a refusal makes nothing");
}

#[tokio::test]
async fn a_directory_on_a_disk_that_cannot_be_written_to_is_verified() {
    let node = Node::start().await;
    node.client.create(timer("tea").fire_after(HOUR)).await.unwrap();
    let home = node.home;
    node.server.stop().await.unwrap();
    let view = Mount::read_only(&home.data()).unwrap();
    assert!(
        fs::write(view.path().join("probe"), "").is_err(),
        "it can be written to"
    );
    let cli = Cli::new(home.path(), "http://127.0.0.1:1");
    let data = view.path().to_str().unwrap();
    let outcome = cli.run(&["store", "check", "--data", data]).await.unwrap();
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(outcome.stdout.contains("sound"), "{outcome:?}");
}

#[tokio::test]
async fn a_used_directory_without_its_keys_is_refused_unless_told_to_make_new_ones() {
    let node = Node::start().await;
    let home = node.home;
    node.server.stop().await.unwrap();
    let (keys, aside) = (home.data().join("keys"), home.path().join("aside"));
    let refused = async |file: &str| {
        let ended = Server::spawn(&home, &["--no-demo"]).unwrap().ended().await.unwrap();
        assert_eq!(ended.code(), Some(1));
        let told = home.errors().unwrap();
        let last = told
            .lines()
            .rfind(|line| line.contains("KEYS_MISSING"))
            .unwrap_or_default();
        let path = keys.join(file);
        assert!(
            last.contains(path.to_str().unwrap()) && last.contains("--new-keys"),
            "{told}"
        );
        assert!(!path.exists(), "a refusal makes nothing");
    };
    fs::rename(&keys, &aside).unwrap();
    refused("signing.key").await;
    fs::rename(&aside, &keys).unwrap();
    fs::rename(keys.join("secrets.key"), &aside).unwrap();
    refused("secrets.key").await;
    // After the file is restored from a copy, the node starts as before.
    fs::rename(&aside, keys.join("secrets.key")).unwrap();
    Server::start(&home).await.unwrap().stop().await.unwrap();
    fs::remove_dir_all(&keys).unwrap();
    let server = Server::start_with(&home, &["--no-demo", "--new-keys"]).await.unwrap();
    server.stop().await.unwrap();
    Server::start(&home).await.unwrap().stop().await.unwrap();
}

/// Waits until a file exists.
fn until_there(path: &Path) {
    let deadline = Deadline::after(PATIENCE);
    while !path.exists() {
        assert!(!deadline.has_passed(), "{} is not there", path.display());
        std::thread::yield_now();
    }
}

#[tokio::test]
async fn a_first_start_that_was_killed_at_any_step_is_repeated() {
    for step in ["LOCK", "log", "NODE", "keys", "keys/signing.key", "keys/secrets.key"] {
        let home = Home::new().unwrap();
        let starting = Server::spawn(&home, &["--no-demo"]).unwrap();
        until_there(&home.data().join(step));
        starting.kill().unwrap();
        let server = Server::start(&home).await;
        server
            .unwrap_or_else(|error| panic!("{step}: {error}"))
            .stop()
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_node_whose_directory_is_taken_away_ends_by_itself_and_says_so() {
    for moved in [true, false] {
        let home = Home::new().unwrap();
        let starting = Server::spawn(&home, &["--no-demo"]).unwrap();
        let mut server = starting.ready().await.unwrap();
        if moved {
            fs::rename(home.data(), home.path().join("moved")).unwrap();
        } else {
            fs::remove_dir_all(home.data()).unwrap();
        }
        let deadline = Deadline::after(PATIENCE);
        let status = loop {
            if let Some(status) = server.has_ended().unwrap() {
                break status;
            }
            assert!(!deadline.has_passed(), "it goes on");
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        assert_eq!(status.code(), Some(1), "{status}");
        let told = home.errors().unwrap();
        assert!(told.contains("DATA_GONE"), "{told}");
    }
}

#[tokio::test]
async fn a_restore_without_room_leaves_nothing_behind() {
    let node = Node::start().await;
    let place = node.home.path().join("backup");
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let outcome = cli.run(&["backup", "--to", place.to_str().unwrap()]).await.unwrap();
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let disk = Mount::in_memory(1).unwrap();
    fs::create_dir(disk.path().join("there")).unwrap();
    let full = fs::write(disk.path().join("filler"), vec![1; 2 << 20]);
    assert!(full.is_err(), "the disk has room");
    for data in [disk.path().join("there"), disk.path().join("new")] {
        let existed = data.exists();
        let (from, to) = (place.to_str().unwrap(), data.to_str().unwrap());
        let outcome = cli.run(&["restore", "--from", from, "--data", to]).await.unwrap();
        assert_eq!(outcome.code, Some(1), "{outcome:?}");
        assert_eq!(data.exists(), existed, "{}", data.display());
        let left = fs::read_dir(&data).map(Iterator::count).unwrap_or(0);
        assert_eq!(left, 0, "{}", data.display());
    }
}

/// Returns every file and directory below this one that users other than its owner may read or change.
fn shared_below(directory: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        if mode & 0o077 != 0 {
            found.push(format!("{} {mode:o}", path.display()));
        }
        if path.is_dir() {
            found.extend(shared_below(&path));
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stored_files_are_readable_by_the_node_user_only() {
    let home = Home::new().unwrap();
    // A directory that another user created with the usual mode.
    fs::create_dir(home.data()).unwrap();
    fs::set_permissions(home.data(), Permissions::from_mode(0o755)).unwrap();
    let node = Node::start_in(home).await;
    node.client.create(timer("tea").fire_after(HOUR)).await.unwrap();
    let place = node.home.path().join("backup");
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let outcome = cli.run(&["backup", "--to", place.to_str().unwrap()]).await.unwrap();
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let home = node.home;
    node.server.stop().await.unwrap();
    let mode = fs::metadata(home.data()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    assert_eq!(shared_below(&home.data()), [] as [String; 0]);
    assert_eq!(shared_below(&place), [] as [String; 0]);
}

#[tokio::test]
async fn a_data_directory_of_another_user_is_refused() {
    let home = Home::new().unwrap();
    let made = home.path().join("theirs");
    fs::create_dir(&made).unwrap();
    // A user without the right to give a directory away uses one of root.
    let theirs = match chown(&made, Some(54_321), None) {
        Ok(()) => made,
        Err(_) => Path::new("/").to_owned(),
    };
    let arguments = [
        "dev",
        "--listen",
        "127.0.0.1:0",
        "--no-demo",
        "--data",
        theirs.to_str().unwrap(),
    ];
    let ended = Server::launch(&home, &arguments).unwrap().ended().await.unwrap();
    assert_eq!(ended.code(), Some(1));
    let told = home.errors().unwrap();
    assert!(
        told.contains("DATA_NOT_OURS") && told.contains("belongs to user"),
        "{told}"
    );
    assert!(!theirs.join("LOCK").exists(), "a refusal makes nothing");
}
