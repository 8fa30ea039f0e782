//! Removal of backups, and of chunks and log segments that no backup needs.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::error::Error;
use crate::find::manifests;
use crate::lock::{LOCKS, Lock, Side, Timing};
use crate::log::{History, LOG, SegmentName, run};
use crate::manifest::{self, CHUNKS, MANIFESTS, Manifest, manifest_object};
use crate::object::Object;
use crate::place::{Found, Place};
use crate::retention::Keep;

/// The most objects that are removed at once.
const DELETES_MAX: usize = 8;

/// The result of a prune.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// The ids of the backups that stay, oldest first.
    pub kept: Vec<String>,
    /// The ids of the removed backups, oldest first.
    pub removed: Vec<String>,
    /// The removed objects that no backup needs.
    pub objects: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// Removes the backups that `keep` does not keep, all chunks that no backup names, and all segments of the log to which
/// no kept backup leads. A dry run only reports. An interrupted prune leaves whole backups, and the next prune removes
/// the rest.
///
/// # Errors
/// [`Error::Busy`] if a backup or another prune runs, [`Error::Checksum`] if a manifest is damaged, so that its chunks
/// are not known. [`Error::Exists`] if the place is that of a single backup. Nothing was removed in these cases.
pub async fn prune(place: &Place, keep: &Keep, is_dry: bool) -> Result<Pruned, Error> {
    prune_with(place, keep, is_dry, Timing::default()).await
}

pub(crate) async fn prune_with(place: &Place, keep: &Keep, is_dry: bool, timing: Timing) -> Result<Pruned, Error> {
    if place.get(manifest::NAME).await?.is_some() {
        return Err(Error::alone(place));
    }
    if is_dry {
        return Ok(plan(place, keep).await?.0);
    }
    let lock = Lock::acquire(place, Side::Prune, timing).await?;
    let pruned = remove(place, keep, &lock).await;
    lock.release().await?;
    pruned
}

async fn remove(place: &Place, keep: &Keep, lock: &Lock) -> Result<Pruned, Error> {
    let (pruned, objects) = plan(place, keep).await?;
    lock.confirm().await?;
    // Manifests first: a backup without one of its chunks is never listed.
    let manifests = pruned.removed.iter().map(|id| manifest_object(id)).collect();
    delete(place, manifests, lock).await?;
    delete(place, objects, lock).await?;
    Ok(pruned)
}

async fn delete(place: &Place, names: Vec<String>, lock: &Lock) -> Result<(), Error> {
    let deletes = stream::iter(names).map(|name| async move { lock.within(place.delete(&name)).await });
    deletes.buffer_unordered(DELETES_MAX).try_collect().await
}

/// The result of a prune that begins now, and the names of the objects besides manifests.
async fn plan(place: &Place, keep: &Keep) -> Result<(Pruned, Vec<String>), Error> {
    let manifests = manifests(place).await?;
    let chosen = keep.chosen(&manifests);
    let (kept, removed): (Vec<_>, Vec<_>) = manifests
        .into_iter()
        .partition(|manifest| chosen.contains(&manifest.id));
    let mut objects = Vec::new();
    for prefix in [CHUNKS, MANIFESTS, LOG, LOCKS] {
        let found = place.list(prefix).await?.into_iter();
        let known = found.filter_map(|found| Some((Object::of_name(&found.name)?, found)));
        objects.extend(unneeded(&kept, known.collect()));
    }
    let ids = |manifests: Vec<Manifest>| manifests.into_iter().map(|manifest| manifest.id).collect();
    let pruned = Pruned {
        objects: objects.len() as u64,
        bytes: objects.iter().map(|object| object.bytes).sum(),
        kept: ids(kept),
        removed: ids(removed),
    };
    Ok((pruned, objects.into_iter().map(|object| object.name).collect()))
}

/// The objects to remove, of objects with their kinds:
/// - chunks that no kept backup names, and the remains of interrupted writes
/// - segments in no unbroken run after a kept backup, and histories without one. Segments after the newest kept backup
///   of their history stay, also beyond a gap
///
/// Manifests and locks are removed elsewhere.
fn unneeded(kept: &[Manifest], found: Vec<(Object, Found)>) -> impl Iterator<Item = Found> {
    let chunks = kept.iter().flat_map(|manifest| &manifest.chunks);
    let chunks: BTreeSet<&str> = chunks.map(|chunk| chunk.sha256.as_str()).collect();
    let backups = backups_by_history(kept);
    let segments = found.iter().filter_map(|(object, _)| match object {
        Object::Segment(name) => Some(name.clone()),
        _ => None,
    });
    let segments = needed_segments(&backups, segments);
    let locks = found.iter().filter(|(object, _)| *object == Object::Lock);
    let locks: BTreeSet<String> = locks.map(|(_, found)| found.name.clone()).collect();
    let is_unneeded = move |object: &Object| match object {
        Object::Manifest | Object::Lock => false,
        // The holder of a lock may be writing it.
        Object::Remains(whole) => !locks.contains(whole),
        Object::Chunk(sha256) => !chunks.contains(sha256.as_str()),
        Object::Segment(name) => !segments.contains(name),
        Object::Position(history, gap_after) => {
            let oldest = backups.get(history).and_then(|backups| backups.iter().min());
            oldest.is_none_or(|oldest| gap_after.is_some_and(|after| after < *oldest))
        }
    };
    let found: Vec<Found> = found
        .into_iter()
        .filter(|(object, _)| is_unneeded(object))
        .map(|(_, found)| found)
        .collect();
    found.into_iter()
}

/// The entries up to which the backups of each history are states.
fn backups_by_history(kept: &[Manifest]) -> BTreeMap<History, Vec<u64>> {
    let mut backups: BTreeMap<History, Vec<u64>> = BTreeMap::new();
    for manifest in kept {
        if let Some(history) = History::of_backup(manifest) {
            backups.entry(history).or_default().push(manifest.about.applied_index);
        }
    }
    backups
}

fn needed_segments(
    backups: &BTreeMap<History, Vec<u64>>,
    found: impl Iterator<Item = SegmentName>,
) -> BTreeSet<SegmentName> {
    let mut segments: BTreeMap<History, Vec<SegmentName>> = BTreeMap::new();
    for name in found {
        segments.entry(name.history.clone()).or_default().push(name);
    }
    let mut needed = BTreeSet::new();
    for (history, segments) in &mut segments {
        segments.sort_unstable();
        let backups = backups.get(history).map(Vec::as_slice).unwrap_or_default();
        let newest = backups.iter().max();
        needed.extend(backups.iter().flat_map(|applied| run(segments, *applied)).cloned());
        let later = segments
            .iter()
            .filter(|name| newest.is_some_and(|newest| name.last > *newest));
        needed.extend(later.cloned());
    }
    needed
}
