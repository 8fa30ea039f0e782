//! Which backup and which segments lead to a state.

use super::{History, SegmentName, complete_ns, run, segments};
use crate::error::Error;
use crate::find::{ids, manifest};
use crate::manifest::Manifest;
use crate::place::Place;

/// The state to restore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Until {
    /// The state of a backup, without later entries: the named one, or the newest.
    Backup(Option<String>),
    /// The latest state: the newest backup, and all entries shipped after it.
    Latest,
    /// The state at an instant, nanoseconds UTC: everything acknowledged before it.
    Instant(i64),
}

/// The objects that lead to a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The backup to begin with.
    pub manifest: Manifest,
    /// The segments after it, in order. They may overlap.
    pub segments: Vec<SegmentName>,
    /// The instant after which no entry is applied, nanoseconds UTC; `None` applies all.
    pub until_ns: Option<i64>,
    /// Everything acknowledged before this instant is in the state or after `until_ns`; nanoseconds UTC, `None` if no
    /// segment says so.
    pub complete_ns: Option<i64>,
}

/// Finds the objects that lead to a state.
///
/// # Errors
/// There is no backup ([`Error::Incomplete`], [`Error::NotFound`]) or none so old ([`Error::NoneBefore`]), entries are
/// missing ([`Error::LogGap`]), or the log was not shipped up to the instant ([`Error::LogEnds`]).
pub async fn plan(place: &Place, until: &Until) -> Result<Plan, Error> {
    let (manifest, until) = match until {
        Until::Backup(id) => return Ok(alone(crate::manifest_at(place, id.as_deref()).await?)),
        Until::Latest => (crate::manifest_at(place, None).await?, None),
        Until::Instant(instant_ns) => {
            let (manifest, next) = before(place, *instant_ns).await?;
            let until = Target {
                instant_ns: *instant_ns,
                next,
            };
            (manifest, Some(until))
        }
    };
    match (History::of_backup(&manifest), until) {
        (Some(history), until) => after(place, manifest, &history, until).await,
        (None, None) => Ok(alone(manifest)),
        // No log follows the backup of a cluster without an id.
        (None, Some(until)) => Err(ends(place, &manifest, &until, None)),
    }
}

/// An instant to restore.
struct Target {
    instant_ns: i64,
    /// The first backup after it, and its last entry.
    next: Option<(History, u64)>,
}

/// A backup without entries after it.
fn alone(manifest: Manifest) -> Plan {
    Plan {
        manifest,
        segments: Vec::new(),
        until_ns: None,
        complete_ns: None,
    }
}

fn ends(place: &Place, manifest: &Manifest, until: &Target, complete_ns: Option<i64>) -> Error {
    Error::LogEnds {
        place: place.to_string(),
        instant_ns: until.instant_ns,
        from_ns: manifest.restorable_from_ns(),
        complete_ns,
    }
}

/// A backup, and the segments after it up to an instant, or all.
async fn after(place: &Place, manifest: Manifest, history: &History, until: Option<Target>) -> Result<Plan, Error> {
    let until_ns = until.as_ref().map(|until| until.instant_ns);
    let applied = manifest.about.applied_index;
    let all = segments(place, history).await?;
    let mut run = run(&all, applied);
    let reached = run.last().map_or(applied, |name| name.last);
    // Log time never goes back: no segment after this one has an entry up to the instant.
    let passing = until_ns.and_then(|until| run.iter().position(|name| name.latest_ns > until));
    let complete_ns = match passing {
        Some(passing) => {
            run.truncate(passing + 1);
            run.last().map(|name| name.latest_ns - 1)
        }
        None => complete_ns(place, history, applied, &run).await?,
    };
    let is_covered = passing.is_some() || until_ns.is_some_and(|until| complete_ns >= Some(until));
    if !is_covered {
        // Entries that were purged before they were shipped end before a segment, or before a backup without one.
        let beyond = all.iter().find(|name| name.last > reached).map(|name| name.first - 1);
        let next = until.as_ref().and_then(|until| until.next.as_ref());
        let next = next.filter(|(of, applied)| of == history && *applied > reached);
        if let Some(last) = beyond.into_iter().chain(next.map(|(_, applied)| *applied)).min() {
            return Err(Error::LogGap {
                place: place.to_string(),
                first: reached + 1,
                last,
                complete_ns,
            });
        }
        if let Some(until) = until {
            return Err(ends(place, &manifest, &until, complete_ns));
        }
    }
    Ok(Plan {
        segments: run.into_iter().cloned().collect(),
        manifest,
        until_ns,
        complete_ns,
    })
}

/// The newest backup that was taken before an instant and has no entry after it; and the history and the last entry of
/// the next one.
async fn before(place: &Place, instant: i64) -> Result<(Manifest, Option<(History, u64)>), Error> {
    let mut earliest: Option<i64> = None;
    let mut next = None;
    let ids = ids(place).await?;
    for id in ids.iter().rev() {
        let manifest = manifest(place, id).await?;
        let from = manifest.restorable_from_ns();
        if from.is_some_and(|from| from <= instant) {
            return Ok((manifest, next));
        }
        next = History::of_backup(&manifest).map(|history| (history, manifest.about.applied_index));
        earliest = from
            .map(|from| earliest.map_or(from, |earliest| earliest.min(from)))
            .or(earliest);
    }
    if ids.is_empty() {
        // A backup alone in its place has no log.
        crate::manifest_at(place, None).await?;
        return Err(Error::alone(place));
    }
    Err(Error::NoneBefore {
        place: place.to_string(),
        instant_ns: instant,
        earliest_ns: earliest,
    })
}
