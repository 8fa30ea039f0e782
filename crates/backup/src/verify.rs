//! Verification of everything that backups consist of.

use std::collections::BTreeMap;

use futures_util::{StreamExt as _, stream};

use crate::error::Error;
use crate::fetch::{GETS_MAX, fetch_chunk};
use crate::find::{ids, manifest, manifest_at};
use crate::log::{History, SegmentName, all_segments, segment_at, verify_position};
use crate::manifest::{Chunk, Manifest, is_id};
use crate::place::Place;

/// The result of a verification.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// The backups, oldest first.
    pub backups: Vec<VerifiedBackup>,
    /// The damage in the shipped log, by object, and the entries that it lacks.
    pub log_damage: Vec<String>,
    /// The segments of the shipped log that were read.
    pub segments: u64,
    /// The chunks that were read, each once.
    pub chunks: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// One backup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VerifiedBackup {
    /// Its id; empty if it is alone in its place.
    pub id: String,
    /// The damage, by object. Empty if the backup can be restored.
    pub damage: Vec<String>,
}

impl Verified {
    /// Whether every backup can be restored, and every segment of the log applied.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.log_damage.is_empty() && self.backups.iter().all(|backup| backup.damage.is_empty())
    }
}

/// Reads every chunk of one backup, or of all backups of a place and the shipped log, and compares it with its
/// checksum. `progress` gets the bytes read so far. Entries that were purged before they were shipped are no damage: a
/// backup was taken instead.
///
/// # Errors
/// The place cannot be read, or has no backup. Damage is no error, but part of the result.
pub async fn verify(
    place: &Place,
    id: Option<&str>,
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<Verified, Error> {
    let mut verified = Verified::default();
    let mut chunks: BTreeMap<(String, u64), (Chunk, Vec<usize>)> = BTreeMap::new();
    let mut histories: BTreeMap<History, Vec<u64>> = BTreeMap::new();
    for (id, opened) in opened(place, id).await? {
        let number = verified.backups.len();
        let mut damage = Vec::new();
        match opened {
            Ok(manifest) => {
                if let Some(history) = History::of_backup(&manifest) {
                    histories.entry(history).or_default().push(manifest.about.applied_index);
                }
                for chunk in manifest.chunks {
                    let (_, users) = chunks
                        .entry((chunk.object(), chunk.bytes))
                        .or_insert_with(|| (chunk, Vec::new()));
                    users.push(number);
                }
            }
            Err(error) => damage.push(damage_of(error)?),
        }
        verified.backups.push(VerifiedBackup { id, damage });
    }
    let reads = chunks.into_values().map(|(chunk, users)| async move {
        let read = fetch_chunk(place, &chunk).await;
        (read.map(|content| content.len() as u64), users)
    });
    let mut reads = stream::iter(reads).buffered(GETS_MAX);
    while let Some((read, users)) = reads.next().await {
        verified.chunks += 1;
        match read {
            Ok(bytes) => verified.bytes += bytes,
            Err(error) => {
                let damage = damage_of(error)?;
                for user in users {
                    let backup = verified.backups.get_mut(user);
                    // A chunk may occur in a backup more than once.
                    let backup = backup.filter(|backup| !backup.damage.contains(&damage));
                    backup.into_iter().for_each(|backup| backup.damage.push(damage.clone()));
                }
            }
        }
        progress(verified.bytes);
    }
    drop(reads);
    if id.is_none() {
        verify_log(place, &histories, &mut verified).await?;
    }
    Ok(verified)
}

async fn verify_log(
    place: &Place,
    histories: &BTreeMap<History, Vec<u64>>,
    verified: &mut Verified,
) -> Result<(), Error> {
    let names = all_segments(place).await?;
    let reads = names.iter().map(|name| segment_at(place, name));
    let mut reads = stream::iter(reads).buffered(GETS_MAX);
    while let Some(read) = reads.next().await {
        verified.segments += 1;
        if let Err(error) = read {
            verified.log_damage.push(damage_of(error)?);
        }
    }
    for (history, backups) in histories {
        if let Err(error) = verify_position(place, history).await {
            verified.log_damage.push(damage_of(error)?);
        }
        let names = names.iter().filter(|name| name.history == *history);
        let lost = lost_entries(names, backups);
        verified.log_damage.extend(lost.into_iter().map(|(first, last)| {
            let (epoch, cluster) = (history.epoch, &history.cluster_id);
            format!("entries {first} to {last} of epoch {epoch} of cluster {cluster} are missing")
        }));
    }
    Ok(())
}

/// The entries that were shipped and are missing: no backup begins the run after them.
fn lost_entries<'a>(names: impl Iterator<Item = &'a SegmentName>, backups: &[u64]) -> Vec<(u64, u64)> {
    let (mut reached, mut lost) = (backups.iter().min().copied().unwrap_or(u64::MAX), Vec::new());
    for name in names {
        let last_missing = name.first.saturating_sub(1);
        let begins = |applied: &u64| (last_missing..name.last).contains(applied);
        if last_missing > reached && !backups.iter().any(begins) {
            lost.push((reached + 1, last_missing));
        }
        reached = reached.max(name.last);
    }
    lost
}

/// The ids of the backups, and their manifests.
async fn opened(place: &Place, id: Option<&str>) -> Result<Vec<(String, Result<Manifest, Error>)>, Error> {
    let mut all = Vec::new();
    let listed = match id {
        Some(id) => vec![manifest_id(place, id)?],
        None => ids(place).await?,
    };
    if listed.is_empty() {
        let alone = match manifest_at(place, None).await {
            Err(error) if !matches!(error, Error::Checksum { .. }) => return Err(error),
            alone => alone,
        };
        all.push((String::new(), alone));
    }
    for id in listed {
        let opened = match manifest(place, &id).await {
            Err(error) if !matches!(error, Error::Checksum { .. }) => return Err(error),
            opened => opened,
        };
        all.push((id, opened));
    }
    Ok(all)
}

/// An id that was given, if it has the form of one.
fn manifest_id(place: &Place, id: &str) -> Result<String, Error> {
    match is_id(id) {
        true => Ok(id.to_owned()),
        false => Err(Error::NotFound {
            place: place.to_string(),
            id: id.to_owned(),
        }),
    }
}

/// The description of damage; other errors end the verification.
fn damage_of(error: Error) -> Result<String, Error> {
    match error {
        Error::Checksum { name, what, .. } => Ok(format!("{name} {what}")),
        error => Err(error),
    }
}
