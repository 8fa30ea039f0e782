//! Backups in a directory: shared chunks, damage, retention.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use minoots_store::tables::StreamJoiner;

use crate::lock::Timing;
use crate::manifest::{About, FORMAT, Manifest};
use crate::prune::prune_with;
use crate::{Error, Instants, Keep, Place, Writer, Written, fetch, manifest_at, manifests, verify};

pub(crate) const QUICK: Timing = Timing {
    renew: Duration::from_millis(20),
    abandoned: Duration::from_secs(2),
};

/// The id of the cluster.
pub(crate) const CLUSTER: &str = "c0ffee";

fn about(applied_index: u64) -> About {
    About {
        minoots_version: String::new(),
        cluster_id: CLUSTER.to_owned(),
        shard: 0,
        node: 1,
        epoch: 0,
        applied_index,
        applied_term: 1,
        log_time: String::new(),
        tables: BTreeMap::new(),
    }
}

pub(crate) fn manifest_taken(taken_ns: i64) -> Manifest {
    Manifest {
        format: FORMAT,
        id: format!("t{taken_ns}"),
        taken_ns: Some(taken_ns),
        log_time_ns: Some(taken_ns),
        about: about(1),
        bytes: 0,
        sha256: String::new(),
        chunks: Vec::new(),
    }
}

/// A stream of frames with these contents.
fn stream(parts: &[&str]) -> Vec<u8> {
    let mut joiner = StreamJoiner::default();
    let frames = parts.iter().map(|part| joiner.join(part.as_bytes()).unwrap());
    frames.collect::<Vec<_>>().concat()
}

async fn begun(place: &Place, parts: &[&str]) -> Writer {
    let mut writer = Writer::begin(place).await.unwrap();
    for bytes in stream(parts).chunks(7) {
        writer.write(bytes).await.unwrap();
    }
    writer
}

pub(crate) async fn backup(place: &Place, number: u64, parts: &[&str]) -> Written {
    let writer = begun(place, parts).await;
    let ns = i64::try_from(number).unwrap();
    let instants = Instants {
        taken_ns: ns,
        log_time_ns: ns,
    };
    writer
        .finish(about(number), instants, "20300102T030405Z")
        .await
        .unwrap()
}

async fn fetched(place: &Place, manifest: &Manifest) -> Result<Vec<u8>, Error> {
    let mut output = Vec::new();
    fetch(place, manifest, &mut output).await.map(|()| output)
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found.sort();
    found
}

#[tokio::test]
async fn a_backup_writes_only_the_chunks_that_the_place_lacks() {
    let directory = tempfile::tempdir().unwrap();
    let place = Place::directory(&directory.path().join("new"));
    let first = backup(&place, 9, &["head", "one", "two", "two", "foot"]).await;
    assert_eq!((first.new_chunks, first.new_bytes), (4, 4 + 3 + 3 + 4));
    let second = backup(&place, 10, &["head", "one", "inserted", "two", "two", "end"]).await;
    assert_eq!((second.new_chunks, second.new_bytes), (2, 8 + 3));
    let all = manifests(&place).await.unwrap();
    assert_eq!(all, [first.manifest.clone(), second.manifest.clone()]);
    assert_eq!(
        manifest_at(&place, None).await.unwrap(),
        second.manifest,
        "10 is after 9"
    );
    let named = manifest_at(&place, Some(&first.manifest.id)).await.unwrap();
    assert_eq!(named, first.manifest);
    for id in ["nothing", "../manifest"] {
        let found = manifest_at(&place, Some(id)).await;
        assert!(matches!(found, Err(Error::NotFound { .. })), "{found:?}");
    }
    let expected = stream(&["head", "one", "two", "two", "foot"]);
    assert_eq!(fetched(&place, &first.manifest).await.unwrap(), expected);
    assert_eq!(fs::read_dir(directory.path().join("new/locks")).unwrap().count(), 0);
}

#[tokio::test]
async fn a_stream_that_is_cut_or_altered_makes_no_backup() {
    let directory = tempfile::tempdir().unwrap();
    let place = Place::directory(directory.path());
    let whole = stream(&["head", "one"]);
    let mut writer = Writer::begin(&place).await.unwrap();
    writer.write(&whole[..whole.len() - 1]).await.unwrap();
    let instants = Instants {
        taken_ns: 1,
        log_time_ns: 1,
    };
    let finished = writer.finish(about(1), instants, "20300102T030405Z").await;
    assert!(matches!(finished, Err(Error::Stream(_))), "{finished:?}");
    let mut altered = whole.clone();
    altered[15] ^= 1;
    let mut writer = Writer::begin(&place).await.unwrap();
    let written = writer.write(&altered).await;
    assert!(matches!(written, Err(Error::Stream(_))), "{written:?}");
    writer.abandon().await.unwrap();
    let found = manifest_at(&place, None).await;
    assert!(matches!(found, Err(Error::Incomplete { .. })), "{found:?}");
}

#[tokio::test]
async fn every_damaged_truncated_or_missing_object_is_found_and_named() {
    let directory = tempfile::tempdir().unwrap();
    let place = Place::directory(directory.path());
    let first = backup(&place, 1, &["head", "one", "foot"]).await.manifest;
    let second = backup(&place, 2, &["head", "two", "foot"]).await.manifest;
    let sound = verify(&place, None, &mut |_| {}).await.unwrap();
    assert!(
        sound.is_sound() && sound.chunks == 4 && sound.bytes == 4 + 3 + 3 + 4,
        "{sound:?}"
    );
    for path in files(directory.path()) {
        let content = fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let users = |manifest: &Manifest| {
            name.starts_with(&manifest.id) || manifest.chunks.iter().any(|chunk| chunk.sha256 == name)
        };
        let mut flipped = content.clone();
        flipped[content.len() / 2] ^= 1;
        let missing = name.ends_with(".json").then_some(&[][..]);
        for damaged in [
            Some(&flipped[..]),
            Some(&content[..content.len() - 1]),
            Some(&[]),
            missing,
        ] {
            match damaged {
                Some(bytes) => fs::write(&path, bytes).unwrap(),
                None => fs::remove_file(&path).unwrap(),
            }
            let found = verify(&place, None, &mut |_| {}).await.unwrap();
            assert_eq!(found.backups.len(), 2);
            for (backup, manifest) in found.backups.iter().zip([&first, &second]) {
                assert_eq!(!backup.damage.is_empty(), users(manifest), "{name}: {backup:?}");
                assert!(backup.damage.iter().all(|damage| damage.contains(name)), "{backup:?}");
            }
            for manifest in [&first, &second].into_iter().filter(|manifest| users(manifest)) {
                let read = match manifest_at(&place, Some(&manifest.id)).await {
                    Ok(manifest) => fetched(&place, &manifest).await,
                    Err(error) => Err(error),
                };
                assert!(matches!(read, Err(Error::Checksum { .. })), "{name}: {read:?}");
            }
        }
        fs::write(&path, content).unwrap();
    }
    // The next backup writes a truncated chunk again.
    let object = directory.path().join(first.chunks[1].object());
    fs::write(&object, b"on").unwrap();
    let again = backup(&place, 3, &["head", "one", "foot"]).await;
    assert_eq!(again.new_chunks, 1);
    assert!(verify(&place, None, &mut |_| {}).await.unwrap().is_sound());
}

#[tokio::test]
async fn a_prune_keeps_every_chunk_of_the_backups_that_stay() {
    let directory = tempfile::tempdir().unwrap();
    let place = Place::directory(directory.path());
    for (number, parts) in [["a", "shared"], ["b", "shared"], ["c", "other"]].iter().enumerate() {
        backup(&place, number as u64, parts).await;
    }
    // The remains of a backup that was killed.
    let never = directory
        .path()
        .join(crate::manifest::chunk_object(&crate::Digest::of(b"never")));
    fs::create_dir_all(never.parent().unwrap()).unwrap();
    fs::write(never, "never").unwrap();
    fs::write(directory.path().join("locks/backup-killed"), "7").unwrap();
    let rest = directory.path().join(format!("chunks/0a/{}.1-2.new", "0a".repeat(32)));
    fs::create_dir_all(rest.parent().unwrap()).unwrap();
    fs::write(rest, "rest").unwrap();
    fs::write(directory.path().join("locks/backup-gone.1-2.new"), "7").unwrap();
    let keep = Keep {
        last: 2,
        ..Keep::default()
    };
    let before = files(directory.path());
    let planned = prune_with(&place, &keep, true, QUICK).await.unwrap();
    assert_eq!(files(directory.path()), before, "a dry run removes nothing");
    let pruned = prune_with(&place, &keep, false, QUICK).await.unwrap();
    assert_eq!(pruned, planned);
    assert_eq!((pruned.kept.len(), pruned.removed.len()), (2, 1));
    let left = files(directory.path());
    assert_eq!(left.len(), 4 + 2, "four chunks and two manifests: {left:?}");
    let sound = verify(&place, None, &mut |_| {}).await.unwrap();
    assert!(sound.is_sound() && sound.chunks == 4, "{sound:?}");
    let again = prune_with(&place, &keep, false, QUICK).await.unwrap();
    assert_eq!((again.removed.len(), again.objects), (0, 0));
}

#[tokio::test]
async fn a_prune_removes_nothing_while_a_backup_runs_or_a_manifest_is_damaged() {
    let directory = tempfile::tempdir().unwrap();
    let place = Place::directory(directory.path());
    let first = backup(&place, 1, &["old"]).await.manifest;
    let second = backup(&place, 2, &["new"]).await.manifest;
    let keep = Keep {
        last: 1,
        ..Keep::default()
    };
    // It uses a chunk that only the first backup names.
    let running = begun(&place, &["old"]).await;
    let pruned = crate::prune(&place, &keep, false).await;
    assert!(matches!(pruned, Err(Error::Busy { .. })), "{pruned:?}");
    let instants = Instants {
        taken_ns: 3,
        log_time_ns: 3,
    };
    let third = running
        .finish(about(3), instants, "20300102T030405Z")
        .await
        .unwrap()
        .manifest;
    let path = directory.path().join(format!("backups/{}.json", second.id));
    let content = fs::read(&path).unwrap();
    fs::write(&path, &content[1..]).unwrap();
    let pruned = prune_with(&place, &keep, false, QUICK).await;
    assert!(matches!(pruned, Err(Error::Checksum { .. })), "{pruned:?}");
    fs::write(&path, content).unwrap();
    let pruned = prune_with(&place, &keep, false, QUICK).await.unwrap();
    assert_eq!(
        (pruned.removed, pruned.kept),
        (vec![first.id, second.id], vec![third.id.clone()])
    );
    assert_eq!(fetched(&place, &third).await.unwrap(), stream(&["old"]));
}

/// The backup that the first release wrote.
fn alone() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/backup-v1/files")
}

#[tokio::test]
async fn a_backup_alone_in_its_place_is_read_verified_and_left_as_it_is() {
    let directory = tempfile::tempdir().unwrap();
    for path in files(&alone()) {
        fs::copy(&path, directory.path().join(path.file_name().unwrap())).unwrap();
    }
    let place = Place::directory(directory.path());
    let manifest = manifest_at(&place, None).await.unwrap();
    assert!(manifest.is_alone());
    let content = fetched(&place, &manifest).await.unwrap();
    assert_eq!(content.len() as u64, manifest.bytes);
    assert!(verify(&place, None, &mut |_| {}).await.unwrap().is_sound());
    assert!(matches!(Writer::begin(&place).await, Err(Error::Exists { .. })));
    let pruned = prune_with(&place, &Keep::default(), false, QUICK).await;
    assert!(matches!(pruned, Err(Error::Exists { .. })), "{pruned:?}");
    for name in ["manifest.json", "chunk-000000"] {
        let path = directory.path().join(name);
        let sound = fs::read(&path).unwrap();
        fs::write(&path, &sound[..sound.len() - 1]).unwrap();
        let found = verify(&place, None, &mut |_| {}).await.unwrap();
        assert!(found.backups[0].damage[0].contains(name), "{found:?}");
        fs::write(&path, sound).unwrap();
    }
}

#[tokio::test]
async fn a_prune_leaves_the_files_of_others_alone() {
    let (directory, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let place = Place::directory(directory.path());
    backup(&place, 1, &["head", "one", "foot"]).await;
    let secret = outside.path().join("0a".repeat(32));
    fs::write(&secret, "not of this place").unwrap();
    let of_others = [
        "backups/notes.txt",
        "backups/photos/a.jpg",
        "chunks/mine/file",
        "log/today.log",
        "locks/other/file",
    ];
    for name in of_others {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "mine").unwrap();
    }
    std::os::unix::fs::symlink(outside.path(), directory.path().join("chunks/0a")).unwrap();
    let keep = Keep {
        last: 1,
        ..Keep::default()
    };
    let pruned = prune_with(&place, &keep, false, QUICK).await.unwrap();
    assert_eq!(pruned.objects, 0, "{pruned:?}");
    assert!(of_others.iter().all(|name| directory.path().join(name).exists()));
    assert!(secret.exists());
}

#[tokio::test]
async fn a_chunk_of_another_length_is_damage_and_a_path_is_no_id() {
    let directory = tempfile::tempdir().unwrap();
    let place = Place::directory(directory.path());
    let written = backup(&place, 1, &["head", "one", "foot"]).await.manifest;
    let mut forged = Manifest {
        id: "forged".to_owned(),
        ..written.clone()
    };
    forged.chunks[1].bytes = 1 << 40;
    place
        .put(
            &crate::manifest::manifest_object("forged"),
            forged.seal().unwrap().into(),
        )
        .await
        .unwrap();
    let found = verify(&place, None, &mut |_| {}).await.unwrap();
    let damage: Vec<usize> = found.backups.iter().map(|backup| backup.damage.len()).collect();
    assert!(damage.contains(&0) && damage.contains(&1), "{found:?}");
    let path = format!("../backups/{}", written.id);
    let refused = verify(&place, Some(&path), &mut |_| {}).await;
    assert!(matches!(refused, Err(Error::NotFound { .. })), "{refused:?}");
}
