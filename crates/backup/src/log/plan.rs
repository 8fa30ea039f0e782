//! Which backup and which segments lead to a state.

use super::segment::{self, POSITION, SegmentName, directory_of};
use super::{run, segment_at, segments};
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
    let manifest = match until {
        Until::Backup(id) => crate::manifest_at(place, id.as_deref()).await?,
        Until::Latest => crate::manifest_at(place, None).await?,
        Until::Instant(instant) => before(place, *instant).await?,
    };
    if manifest.is_alone() || matches!(until, Until::Backup(_)) {
        return Ok(Plan {
            manifest,
            segments: Vec::new(),
            until_ns: None,
            complete_ns: None,
        });
    }
    let (epoch, applied) = (manifest.about.epoch, manifest.about.applied_index);
    let all = segments(place, epoch).await?;
    let run = run(&all, applied);
    let reached = run.last().map_or(applied, |name| name.last);
    let mut complete = position(place, epoch, applied, reached).await?;
    let Until::Instant(instant) = *until else {
        if let Some(beyond) = all.iter().find(|name| name.last > reached) {
            return Err(gap(place, reached, beyond.first));
        }
        if let Some(last) = run.last() {
            complete = complete.max(known(segment_at(place, *last).await?.complete_ns));
        }
        return Ok(Plan {
            manifest,
            segments: run,
            until_ns: None,
            complete_ns: complete,
        });
    };
    let mut needed = Vec::new();
    for name in run {
        needed.push(name);
        let known = known(segment_at(place, name).await?.complete_ns);
        complete = complete.max(known);
        if known >= Some(instant) {
            break;
        }
    }
    if complete < Some(instant) {
        return Err(match all.iter().find(|name| name.last > reached) {
            Some(beyond) => gap(place, reached, beyond.first),
            None => Error::LogEnds {
                place: place.to_string(),
                instant_ns: instant,
                complete_ns: complete,
            },
        });
    }
    Ok(Plan {
        manifest,
        segments: needed,
        until_ns: Some(instant),
        complete_ns: complete,
    })
}

/// The newest backup that was taken before an instant and has no entry after it.
async fn before(place: &Place, instant: i64) -> Result<Manifest, Error> {
    let ids = ids(place).await?;
    for id in ids.iter().rev() {
        let manifest = manifest(place, id).await?;
        // A backup of a later life of the cluster may have an earlier log time, but was taken later.
        if manifest
            .taken_ns
            .max(manifest.log_time_ns)
            .is_some_and(|latest| latest <= instant)
        {
            return Ok(manifest);
        }
    }
    match ids.is_empty() {
        // A backup alone in its place has no log.
        true => crate::manifest_at(place, None)
            .await
            .and_then(|_| Err(Error::alone(place))),
        false => Err(Error::NoneBefore {
            place: place.to_string(),
            instant_ns: instant,
        }),
    }
}

/// The instant up to which the run is complete by the position, if the run reaches it.
async fn position(place: &Place, epoch: u64, applied: u64, reached: u64) -> Result<Option<i64>, Error> {
    let object = format!("{}{POSITION}", directory_of(epoch));
    let position = segment::read(place, &object, None).await?;
    let position = position.filter(|position| (applied..=reached).contains(&position.after));
    Ok(position.and_then(|position| known(position.complete_ns)))
}

fn known(complete_ns: i64) -> Option<i64> {
    (complete_ns != 0).then_some(complete_ns)
}

fn gap(place: &Place, reached: u64, next: u64) -> Error {
    Error::LogGap {
        place: place.to_string(),
        first: reached + 1,
        last: next - 1,
    }
}
