//! Removal of backups, and of chunks and log segments that no backup needs.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::error::Error;
use crate::find::manifests;
use crate::lock::{Lock, Side, Timing};
use crate::log::{History, LOG, SegmentName, run};
use crate::manifest::{self, CHUNKS, MANIFESTS, Manifest, id_of_object, manifest_object, sha256_of_object};
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
    // Manifests first: a backup without one of its chunks is never listed.
    let manifests = pruned.removed.iter().map(|id| manifest_object(id)).collect();
    delete(place, manifests, lock).await?;
    delete(place, objects, lock).await?;
    Ok(pruned)
}

async fn delete(place: &Place, names: Vec<String>, lock: &Lock) -> Result<(), Error> {
    let deletes = stream::iter(names).map(|name| async move {
        lock.check()?;
        Ok::<_, Error>(place.delete(&name).await?)
    });
    deletes.buffer_unordered(DELETES_MAX).try_collect().await
}

/// The result of a prune that begins now, and the names of the objects besides manifests.
async fn plan(place: &Place, keep: &Keep) -> Result<(Pruned, Vec<String>), Error> {
    let manifests = manifests(place).await?;
    let chosen = keep.chosen(&manifests);
    let (kept, removed): (Vec<_>, Vec<_>) = manifests
        .into_iter()
        .partition(|manifest| chosen.contains(&manifest.id));
    let mut objects = unneeded_chunks(&kept, place.list(CHUNKS).await?);
    objects.extend(unfinished_manifests(place.list(MANIFESTS).await?));
    objects.extend(unneeded_segments(&kept, place.list(LOG).await?));
    let ids = |manifests: Vec<Manifest>| manifests.into_iter().map(|manifest| manifest.id).collect();
    let pruned = Pruned {
        objects: objects.len() as u64,
        bytes: objects.iter().map(|object| object.bytes).sum(),
        kept: ids(kept),
        removed: ids(removed),
    };
    Ok((pruned, objects.into_iter().map(|object| object.name).collect()))
}

/// Chunks that no kept backup names, and the remains of interrupted writes.
fn unneeded_chunks(kept: &[Manifest], found: Vec<Found>) -> Vec<Found> {
    let chunks = kept.iter().flat_map(|manifest| &manifest.chunks);
    let needed: BTreeSet<&str> = chunks.map(|chunk| chunk.sha256.as_str()).collect();
    let is_unneeded = |object: &Found| sha256_of_object(&object.name).is_none_or(|sha256| !needed.contains(sha256));
    found.into_iter().filter(is_unneeded).collect()
}

/// The objects of the log to which no kept backup leads: segments in no unbroken run after one, and histories without
/// one. Segments after the newest kept backup of their history stay, also beyond a gap.
fn unneeded_segments(kept: &[Manifest], found: Vec<Found>) -> Vec<Found> {
    let mut backups: BTreeMap<History, Vec<u64>> = BTreeMap::new();
    for manifest in kept {
        if let Some(history) = History::of_backup(manifest) {
            backups.entry(history).or_default().push(manifest.about.applied_index);
        }
    }
    let mut segments: BTreeMap<History, Vec<SegmentName>> = BTreeMap::new();
    for name in found.iter().filter_map(|object| SegmentName::of_object(&object.name)) {
        segments.entry(name.history.clone()).or_default().push(name);
    }
    let mut needed = BTreeSet::new();
    for (history, segments) in &mut segments {
        segments.sort_unstable();
        let backups = backups.get(history).map(Vec::as_slice).unwrap_or_default();
        let newest = backups.iter().max();
        needed.extend(backups.iter().flat_map(|applied| run(segments, *applied)).cloned());
        needed.extend(
            segments
                .iter()
                .filter(|name| newest.is_some_and(|newest| name.last > *newest))
                .cloned(),
        );
    }
    let is_unneeded = |object: &Found| match SegmentName::of_object(&object.name) {
        Some(name) => !needed.contains(&name),
        // A position of a history.
        None => {
            let history = History::of_object(&object.name);
            let oldest = history.and_then(|history| backups.get(&history)?.iter().min());
            oldest.is_none_or(|oldest| History::gap_after(&object.name).is_some_and(|after| after < *oldest))
        }
    };
    found.into_iter().filter(is_unneeded).collect()
}

/// The remains of interrupted writes.
fn unfinished_manifests(found: Vec<Found>) -> impl Iterator<Item = Found> {
    found.into_iter().filter(|object| id_of_object(&object.name).is_none())
}
