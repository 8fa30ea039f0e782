//! The instants that can be restored.

use std::collections::BTreeMap;

use super::{History, SegmentName, all_segments, complete_ns, run};
use crate::error::Error;
use crate::manifest::Manifest;
use crate::place::Place;

/// A range of instants that can be restored: a backup, and an unbroken run of entries after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covered {
    /// The history of the entries.
    pub history: History,
    /// The first instant, nanoseconds UTC.
    pub from_ns: i64,
    /// The last instant, nanoseconds UTC.
    pub to_ns: i64,
}

/// The ranges of instants that can be restored, by these backups of a place, oldest first. A backup that no entries
/// follow gives none.
///
/// # Errors
/// [`Error::Checksum`] if an object that ends a range is damaged, or the place cannot be read.
pub async fn covered(place: &Place, manifests: &[Manifest]) -> Result<Vec<Covered>, Error> {
    let mut backups: BTreeMap<History, Vec<&Manifest>> = BTreeMap::new();
    for manifest in manifests {
        if let Some(history) = History::of_backup(manifest) {
            backups.entry(history).or_default().push(manifest);
        }
    }
    let all = all_segments(place).await?;
    let mut ranges = Vec::new();
    for (history, mut backups) in backups {
        backups.sort_by_key(|manifest| manifest.about.applied_index);
        let segments: Vec<SegmentName> = all.iter().filter(|name| name.history == history).cloned().collect();
        let mut reached = None;
        for manifest in backups {
            let applied = manifest.about.applied_index;
            // An earlier backup has these entries.
            if reached.is_some_and(|reached| applied <= reached) {
                continue;
            }
            let run = run(&segments, applied);
            reached = Some(run.last().map_or(applied, |name| name.last));
            let complete_ns = complete_ns(place, &history, applied, &run).await?;
            let range = manifest.restorable_from_ns().zip(complete_ns);
            ranges.extend(range.filter(|(from, to)| from <= to).map(|(from_ns, to_ns)| Covered {
                history: history.clone(),
                from_ns,
                to_ns,
            }));
        }
    }
    ranges.sort_by_key(|range| range.from_ns);
    Ok(ranges)
}
