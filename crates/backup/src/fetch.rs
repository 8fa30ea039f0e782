//! Reading of backups, with verification of every byte.

use std::io::Write;

use crate::Digest;
use crate::error::Error;
use crate::manifest::{self, Chunk, Manifest};
use crate::place::Place;

/// Reads and verifies the manifest of a backup.
///
/// # Errors
/// [`Error::Incomplete`] if there is no manifest, [`Error::Checksum`] if it is damaged.
pub async fn manifest_at(place: &Place) -> Result<Manifest, Error> {
    let bytes = place.get(manifest::NAME).await?;
    let bytes = bytes.ok_or_else(|| Error::Incomplete {
        place: place.to_string(),
    })?;
    Manifest::open(&place.to_string(), &bytes)
}

/// Writes the whole stream of a backup to `output`. The output counts as verified only after this returns `Ok`.
///
/// # Errors
/// [`Error::Checksum`] at the first part that is missing, truncated or altered.
pub async fn fetch(place: &Place, manifest: &Manifest, output: &mut (dyn Write + Send)) -> Result<(), Error> {
    let (mut bytes, mut whole) = (0, Digest::default());
    for chunk in &manifest.chunks {
        let content = fetch_chunk(place, chunk).await?;
        bytes += chunk.bytes;
        whole.update(&content);
        output.write_all(&content)?;
    }
    if bytes != manifest.bytes || whole.finish() != manifest.sha256 {
        return Err(damaged(place, manifest::NAME, "names parts that are not the whole"));
    }
    output.flush()?;
    Ok(())
}

async fn fetch_chunk(place: &Place, chunk: &Chunk) -> Result<bytes::Bytes, Error> {
    let content = place.get(&chunk.name).await?;
    let content = content.ok_or_else(|| damaged(place, &chunk.name, "is missing"))?;
    let length = content.len() as u64;
    if length != chunk.bytes {
        let what = format!("has {length} bytes, and had {}", chunk.bytes);
        return Err(damaged(place, &chunk.name, &what));
    }
    if Digest::of(&content) != chunk.sha256 {
        return Err(damaged(place, &chunk.name, "does not match its checksum"));
    }
    Ok(content)
}

fn damaged(place: &Place, name: &str, what: &str) -> Error {
    Error::Checksum {
        place: place.to_string(),
        name: name.to_owned(),
        what: what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::manifest::About;
    use crate::write::Writer;

    fn about() -> About {
        About {
            minoots_version: String::new(),
            cluster_id: String::new(),
            shard: 0,
            node: 1,
            epoch: 0,
            applied_index: 1,
            applied_term: 1,
            log_time: String::new(),
            tables: Default::default(),
        }
    }

    /// Two and a half chunks.
    fn content() -> Vec<u8> {
        (0..20_u32 << 20)
            .map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8)
            .collect()
    }

    async fn backup(directory: &Path) -> (Place, Manifest) {
        let place = Place::directory(directory);
        let mut writer = Writer::begin(&place).await.unwrap();
        for part in content().chunks(1 << 19) {
            writer.write(part).await.unwrap();
        }
        let manifest = writer.finish(about()).await.unwrap();
        (place, manifest)
    }

    #[tokio::test]
    async fn written_backups_are_fetched() {
        let directory = tempfile::tempdir().unwrap();
        let (place, manifest) = backup(&directory.path().join("new")).await;
        assert_eq!(manifest_at(&place).await.unwrap(), manifest);
        assert_eq!(manifest.chunks.len(), 3);
        let mut fetched = Vec::new();
        fetch(&place, &manifest, &mut fetched).await.unwrap();
        assert_eq!(fetched, content());
    }

    #[tokio::test]
    async fn a_backup_is_never_written_over_another_finished_or_not() {
        let directory = tempfile::tempdir().unwrap();
        let (place, manifest) = backup(directory.path()).await;
        assert!(matches!(Writer::begin(&place).await, Err(Error::Exists { .. })));
        assert_eq!(manifest_at(&place).await.unwrap(), manifest);
        fs::remove_file(directory.path().join("manifest.json")).unwrap();
        assert!(matches!(manifest_at(&place).await, Err(Error::Incomplete { .. })));
        let mut second = Writer::begin(&place).await.unwrap();
        let written = second.write(&content()).await;
        assert!(matches!(written, Err(Error::Exists { .. })), "{written:?}");
    }

    #[tokio::test]
    async fn every_damaged_truncated_or_missing_chunk_is_found() {
        let directory = tempfile::tempdir().unwrap();
        let (place, manifest) = backup(directory.path()).await;
        for chunk in &manifest.chunks {
            let path = directory.path().join(&chunk.name);
            let sound = fs::read(&path).unwrap();
            let mut flipped = sound.clone();
            flipped[sound.len() / 2] ^= 1;
            for damaged in [Some(&flipped[..]), Some(&sound[..sound.len() - 1]), Some(&[]), None] {
                match damaged {
                    Some(bytes) => fs::write(&path, bytes).unwrap(),
                    None => fs::remove_file(&path).unwrap(),
                }
                let fetched = fetch(&place, &manifest, &mut std::io::sink()).await;
                assert!(matches!(fetched, Err(Error::Checksum { .. })), "{fetched:?}");
            }
            fs::write(&path, sound).unwrap();
        }
        fetch(&place, &manifest, &mut std::io::sink()).await.unwrap();
    }
}
