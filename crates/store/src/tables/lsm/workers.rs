//! The two background threads: one flushes, one compacts.
//!
//! Both run at nice +10 until a writer is about to wait for them. On low disk space they wait instead of filling the
//! disk. Any error or panic of theirs ends the tables.

use std::io;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use lsm_tree::AbstractTree;
use lsm_tree::compaction::Leveled;
use minoots_kernel::Failure;
use rustix::io::Errno;

use super::tree::Tree;
use crate::tables::health::caught;
use crate::tables::rank::Rank;

const L0_THRESHOLD: u8 = 4;
/// The time after opening during which the compaction leaves the processors and memory bandwidth to the start.
const START_REST: Duration = Duration::from_secs(1);
const ROOM_CHECK_DELAY: Duration = Duration::from_millis(200);
/// The free space required beside the bytes about to be written, for manifests.
const ROOM_MARGIN_BYTES: u64 = 1 << 20;
/// The maximum number of full-size files that a compaction rewrites before it frees its inputs, approximately. With
/// files of 64 MiB this is 1 GiB.
const COMPACTION_ROOM_FILES_MAX: u64 = 16;

/// Starts both threads. They end when the tree is stopped or has failed.
pub(super) fn start(tree: &Arc<Tree>) -> io::Result<Vec<JoinHandle<()>>> {
    let flusher = spawn("tables-flush", tree, |tree| &tree.flusher, flush_loop)?;
    match spawn("tables-compact", tree, |tree| &tree.compactor, compact_loop) {
        Ok(compactor) => Ok(vec![flusher, compactor]),
        Err(error) => {
            tree.stop();
            Err(error)
        }
    }
}

fn spawn(
    name: &str,
    tree: &Arc<Tree>,
    rank: fn(&Tree) -> &Rank,
    run: fn(&Tree) -> lsm_tree::Result<()>,
) -> io::Result<JoinHandle<()>> {
    let (name, tree) = (name.to_owned(), Arc::clone(tree));
    thread::Builder::new().name(name.clone()).spawn(move || {
        if let Err(error) = rank(&tree).step_back() {
            tracing::warn!(thread = name, %error, "the priority cannot be lowered");
        }
        if let Err(why) = caught(|| run(&tree)) {
            // A stop interrupts the compaction with an error.
            if !tree.is_stopped() {
                tree.health()
                    .fail(Failure::Tables(format!("{name}: {}", why.message())));
            }
        }
    })
}

fn flush_loop(tree: &Tree) -> lsm_tree::Result<()> {
    while let Some(flush) = tree.next_flush() {
        if !has_room(tree, flush.bytes)? {
            continue;
        }
        let (flushed, _) = tree.replacing_buffers(|| {
            let flushing = tree.inner().get_flush_lock();
            tree.inner().flush(&flushing, tree.watermark())
        });
        if was_done(tree, flushed)? {
            tree.flushed(&flush);
        }
    }
    Ok(())
}

fn compact_loop(tree: &Tree) -> lsm_tree::Result<()> {
    let target_bytes = tree.options().table_target_bytes;
    let strategy = Leveled::default()
        .with_l0_threshold(L0_THRESHOLD)
        .with_table_target_size(target_bytes);
    let strategy = Arc::new(strategy);
    let room_bytes_max = target_bytes.saturating_mul(COMPACTION_ROOM_FILES_MAX);
    tree.rest(START_REST);
    while tree.next_compaction() {
        while !tree.has_ended() {
            if !has_room(tree, tree.inner().disk_space().min(room_bytes_max))? {
                continue;
            }
            let (compacted, changed) =
                tree.replacing_files(|| tree.inner().compact(Arc::clone(&strategy) as _, tree.watermark()));
            if !was_done(tree, compacted)? {
                continue;
            }
            if !changed {
                break;
            }
            tree.compacted();
        }
    }
    Ok(())
}

/// Whether the disk has enough space; if not, waits briefly. A full disk only pauses writing, which resumes when there
/// is space.
fn has_room(tree: &Tree, bytes: u64) -> io::Result<bool> {
    let disk = match rustix::fs::statvfs(&tree.inner().tree_config().path) {
        // The directory was removed. The component that watches it reports this better than an error of the next file.
        Err(Errno::NOENT) => {
            tree.pause(ROOM_CHECK_DELAY);
            return Ok(false);
        }
        found => found?,
    };
    let has_room = disk.f_bavail.saturating_mul(disk.f_frsize) >= bytes.saturating_add(ROOM_MARGIN_BYTES);
    if !has_room {
        tracing::warn!(bytes, "the tables wait for room on the disk");
        tree.pause(ROOM_CHECK_DELAY);
    }
    Ok(has_room)
}

/// Whether the work succeeded; if the disk was full, waits briefly. Another process may have taken the space since the
/// check. The bytes written so far are in files that no manifest names, and the next start removes them. The worker
/// then starts the same work again.
fn was_done<T>(tree: &Tree, result: lsm_tree::Result<T>) -> lsm_tree::Result<bool> {
    match result {
        Ok(_) => Ok(true),
        Err(lsm_tree::Error::Io(error)) if is_full(&error) => {
            tracing::warn!(%error, "the tables ran out of room on the disk, and try again");
            tree.pause(ROOM_CHECK_DELAY);
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}
