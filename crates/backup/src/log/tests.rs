//! The shipped log in a directory: damage, gaps, instants, retention.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use bytes::Bytes;

use super::*;
use crate::manifest::Manifest;
use crate::prune::prune_with;
use crate::tests::{CLUSTER, QUICK, backup};
use crate::{Keep, Verified, verify};

fn history(cluster_id: &str) -> History {
    History::of(0, cluster_id).unwrap()
}

/// A segment of these entries, whose terms are 1.
fn segment(first: u64, last: u64, latest_ns: i64, complete_ns: i64) -> Segment {
    let entry = |index| LogEntry {
        index,
        term: 1,
        body: Bytes::from(format!("entry {index}")),
    };
    Segment {
        history: history(CLUSTER),
        after: first - 1,
        latest_ns,
        complete_ns,
        entries: (first..=last).map(entry).collect(),
    }
}

/// A backup of entry 10, two segments after it, and the position.
async fn shipped(directory: &Path) -> (Place, Manifest, [SegmentName; 2]) {
    let place = Place::directory(directory);
    let manifest = backup(&place, 10, &["state"]).await.manifest;
    let segments = [segment(11, 12, 20, 0), segment(13, 15, 30, 35)];
    for segment in &segments {
        put_segment(&place, segment).await.unwrap();
    }
    put_segment(&place, &segment_end(15, 40)).await.unwrap();
    (place, manifest, segments.map(|segment| segment.name().unwrap()))
}

/// The position after an entry.
fn segment_end(after: u64, complete_ns: i64) -> Segment {
    segment(after + 1, after, 0, complete_ns)
}

async fn planned(place: &Place, instant: i64) -> Result<Vec<(u64, u64)>, Error> {
    let plan = plan(place, &Until::Instant(instant)).await?;
    assert_eq!(plan.until_ns, Some(instant));
    assert!(plan.complete_ns >= Some(instant), "{plan:?}");
    Ok(plan.segments.iter().map(|name| (name.first, name.last)).collect())
}

async fn ranges(place: &Place) -> Vec<(i64, i64)> {
    let found = covered(place, &crate::manifests(place).await.unwrap()).await.unwrap();
    found.iter().map(|range| (range.from_ns, range.to_ns)).collect()
}

async fn verified(place: &Place) -> Verified {
    verify(place, None, &mut |_| {}).await.unwrap()
}

#[tokio::test]
async fn an_instant_needs_a_backup_before_it_and_the_log_up_to_it() {
    let directory = tempfile::tempdir().unwrap();
    let (place, ..) = shipped(directory.path()).await;
    let early = planned(&place, 9).await;
    assert!(
        matches!(
            early,
            Err(Error::NoneBefore {
                earliest_ns: Some(10),
                ..
            })
        ),
        "{early:?}"
    );
    for (instant, needed) in [
        (10, &[(11, 12)][..]),
        (19, &[(11, 12)]),
        // A later entry may have the same reading as the last one of a segment.
        (20, &[(11, 12), (13, 15)]),
        (35, &[(11, 12), (13, 15)]),
        (40, &[(11, 12), (13, 15)]),
    ] {
        assert_eq!(planned(&place, instant).await.unwrap(), needed, "{instant}");
    }
    let late = planned(&place, 41).await;
    let is_told = |error: &Error| {
        matches!(
            error,
            Error::LogEnds {
                from_ns: Some(10),
                complete_ns: Some(40),
                ..
            }
        )
    };
    assert!(late.as_ref().is_err_and(is_told), "{late:?}");
    assert_eq!(ranges(&place).await, [(10, 40)]);
    let latest = plan(&place, &Until::Latest).await.unwrap();
    assert_eq!((latest.segments.len(), latest.complete_ns), (2, Some(40)));
    assert_eq!(latest.until_ns, None);
    // A position beyond the segments says nothing: they are not there yet.
    put_segment(&place, &segment_end(16, 90)).await.unwrap();
    assert_eq!(ranges(&place).await, [(10, 35)]);
}

#[tokio::test]
async fn a_missing_segment_is_a_gap_and_damage() {
    let directory = tempfile::tempdir().unwrap();
    let (place, _, [first, _]) = shipped(directory.path()).await;
    assert!(verified(&place).await.is_sound());
    fs::remove_file(directory.path().join(first.object())).unwrap();
    for until in [Until::Instant(15), Until::Latest] {
        let planned = plan(&place, &until).await;
        assert!(
            matches!(
                planned,
                Err(Error::LogGap {
                    first: 11,
                    last: 12,
                    ..
                })
            ),
            "{planned:?}"
        );
    }
    let found = verified(&place).await;
    let told = format!("entries 11 to 12 of epoch 0 of cluster {CLUSTER} are missing");
    assert_eq!(found.log_damage, [told]);
    assert!(!found.is_sound());
}

#[tokio::test]
async fn a_backup_after_purged_entries_begins_another_range() {
    let directory = tempfile::tempdir().unwrap();
    let (place, manifest, _) = shipped(directory.path()).await;
    let history = History::of_backup(&manifest).unwrap();
    keep_position(&place, &history).await.unwrap();
    backup(&place, 50, &["later"]).await;
    let gap = planned(&place, 45).await;
    assert!(
        matches!(
            gap,
            Err(Error::LogGap {
                first: 16,
                last: 50,
                ..
            })
        ),
        "{gap:?}"
    );
    for segment in [segment(51, 52, 60, 0), segment_end(52, 80)] {
        put_segment(&place, &segment).await.unwrap();
    }
    assert_eq!(ranges(&place).await, [(10, 40), (50, 80)]);
    let gap = planned(&place, 45).await;
    let is_told = |error: &Error| {
        matches!(
            error,
            Error::LogGap {
                first: 16,
                last: 50,
                complete_ns: Some(40),
                ..
            }
        )
    };
    assert!(gap.as_ref().is_err_and(is_told), "{gap:?}");
    assert_eq!(planned(&place, 55).await.unwrap(), [(51, 52)]);
    assert_eq!(plan(&place, &Until::Latest).await.unwrap().complete_ns, Some(80));
    assert!(verified(&place).await.is_sound(), "purged entries are no damage");
    let keep = Keep {
        last: 1,
        ..Keep::default()
    };
    prune_with(&place, &keep, false, QUICK).await.unwrap();
    assert_eq!(ranges(&place).await, [(50, 80)]);
    assert!(place.get(&history.last_position(15)).await.unwrap().is_none());
}

#[tokio::test]
async fn a_damaged_manifest_is_left_out_by_those_that_go_on() {
    let directory = tempfile::tempdir().unwrap();
    let (place, first, _) = shipped(directory.path()).await;
    let second = backup(&place, 14, &["later"]).await.manifest;
    let damaged = directory.path().join(format!("backups/{}.json", second.id));
    fs::write(damaged, "{}").unwrap();
    assert!(matches!(crate::manifests(&place).await, Err(Error::Checksum { .. })));
    assert_eq!(crate::sound_manifests(&place).await.unwrap(), [first]);
}

#[tokio::test]
async fn overlapping_segments_give_each_entry_once() {
    let directory = tempfile::tempdir().unwrap();
    let (place, ..) = shipped(directory.path()).await;
    for (first, last) in [(11, 14), (12, 13), (14, 18)] {
        put_segment(&place, &segment(first, last, 30, 0)).await.unwrap();
    }
    let plan = plan(&place, &Until::Latest).await.unwrap();
    let mut output = Vec::new();
    fetch_log(&place, &plan, &mut output).await.unwrap();
    let entries: Vec<LogEntry> = EntryReader::new(&output[..]).collect::<Result<_, _>>().unwrap();
    assert_eq!(entries, segment(11, 18, 30, 0).entries);
    let cut = EntryReader::new(&output[..output.len() - 1]);
    assert!(cut.last().unwrap().is_err(), "a cut entry");
}

#[tokio::test]
async fn clusters_of_one_place_do_not_mix_their_entries() {
    let directory = tempfile::tempdir().unwrap();
    let (place, ..) = shipped(directory.path()).await;
    let other = Segment {
        history: history("other"),
        ..segment(16, 20, 99, 0)
    };
    put_segment(&place, &other).await.unwrap();
    assert!(matches!(planned(&place, 50).await, Err(Error::LogEnds { .. })));
    assert_eq!(plan(&place, &Until::Latest).await.unwrap().segments.len(), 2);
}

#[tokio::test]
async fn every_damaged_object_of_the_log_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let (place, manifest, [first, second]) = shipped(directory.path()).await;
    for name in [&first, &second] {
        let path = directory.path().join(name.object());
        let content = fs::read(&path).unwrap();
        let mut damaged: Vec<Vec<u8>> = (0..content.len()).map(|length| content[..length].to_vec()).collect();
        for at in 0..content.len() {
            let mut flipped = content.clone();
            flipped[at] ^= 1;
            damaged.push(flipped);
        }
        for bytes in damaged {
            fs::write(&path, bytes).unwrap();
            let read = segment_at(&place, name).await;
            let is_named =
                |error: &Error| matches!(error, Error::Checksum { name: named, .. } if *named == name.object());
            assert!(read.as_ref().is_err_and(is_named), "{read:?}");
        }
        let found = verified(&place).await;
        assert!(found.log_damage[0].contains(&name.object()), "{found:?}");
        fs::write(&path, content).unwrap();
    }
    // A sound segment under another name is none.
    let other = SegmentName { last: 16, ..second };
    let content = fs::read(directory.path().join(first.object())).unwrap();
    fs::write(directory.path().join(other.object()), content).unwrap();
    assert!(matches!(segment_at(&place, &other).await, Err(Error::Checksum { .. })));
    let history = History::of_backup(&manifest).unwrap();
    fs::write(directory.path().join(history.position()), "x").unwrap();
    let found = verified(&place).await;
    assert!(
        found.log_damage.iter().any(|damage| damage.contains("/position ")),
        "{found:?}"
    );
    let latest = plan(&place, &Until::Latest).await;
    assert!(matches!(latest, Err(Error::Checksum { .. })), "{latest:?}");
}

#[tokio::test]
async fn a_prune_keeps_the_segments_to_which_kept_backups_lead() {
    let directory = tempfile::tempdir().unwrap();
    let (place, ..) = shipped(directory.path()).await;
    backup(&place, 14, &["later"]).await;
    for segment in [segment(16, 17, 50, 0), segment(20, 21, 70, 0), segment_end(21, 80)] {
        put_segment(&place, &segment).await.unwrap();
    }
    for left in [segment(11, 30, 50, 0), segment_end(30, 90)] {
        let left = Segment {
            history: history("gone"),
            ..left
        };
        put_segment(&place, &left).await.unwrap();
    }
    let keep = Keep {
        last: 1,
        ..Keep::default()
    };
    let planned = prune_with(&place, &keep, true, QUICK).await.unwrap();
    let pruned = prune_with(&place, &keep, false, QUICK).await.unwrap();
    assert_eq!(pruned, planned);
    let left: Vec<u64> = all_segments(&place)
        .await
        .unwrap()
        .iter()
        .map(|name| name.first)
        .collect();
    assert_eq!(left, [13, 16, 20], "that beyond the gap stays for its finder");
    assert!(place.get(&history("gone").position()).await.unwrap().is_none());
    assert!(place.get(&history(CLUSTER).position()).await.unwrap().is_some());
}
