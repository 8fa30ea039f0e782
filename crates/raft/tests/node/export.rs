//! Copies of the state for backups.

use std::cell::Cell;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::harness::{Harness, bootstrap};

fn spooled(directory: &Path) -> usize {
    fs::read_dir(directory.join("snapshots")).unwrap().count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_stops_where_the_disks_reserve_begins_and_leaves_nothing_g20() {
    let directory = tempfile::tempdir().unwrap();
    let harness = Harness::start(directory.path()).await;
    harness.leads().await;
    harness.commit(bootstrap()).await;
    harness.create_timers(1_000).await;
    let export = harness.node.export(&|| true).unwrap();
    assert_eq!(spooled(directory.path()), 1);
    assert_eq!(fs::metadata(only_file(directory.path())).unwrap().len(), export.bytes);
    drop(export);
    let writes = Cell::new(0);
    let has_room = || {
        writes.set(writes.get() + 1);
        writes.get() < 2
    };
    let refused = harness.node.export(&has_room).err().unwrap();
    assert_eq!(refused.kind(), ErrorKind::StorageFull);
    assert_eq!(spooled(directory.path()), 0);
    harness.create_timers(1).await;
    harness.stop().await;
}

fn only_file(directory: &Path) -> std::path::PathBuf {
    let mut files = fs::read_dir(directory.join("snapshots")).unwrap();
    files.next().unwrap().unwrap().path()
}
