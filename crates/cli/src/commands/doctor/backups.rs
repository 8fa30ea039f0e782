//! The age of the newest backup.

use std::path::Path;
use std::time::Duration;

use minoots_backup::log::{Until, plan};
use minoots_backup::{Error, Manifest, Place, manifest_at};
use minoots_terminal::errors::Failure;
use minoots_wire::time::instant;

use super::{Finding, NANOS_PER_SECOND, span};
use crate::commands::backup::StoreArguments;

const CHECK: &str = "backup";

/// The time within which an object store must answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// The time that a copy of the log may be behind, in seconds: far above what a slow store takes.
const BEHIND_MAX_S: u64 = 60;

/// The time that the clock of another machine may be ahead, in seconds.
const AHEAD_MAX_S: i64 = 60;

/// The interval of daily backups, with time for a slow one, in seconds.
const AGE_MAX_S: u64 = 26 * 3_600;

/// Examines the newest backup of a place, or of a directory of places. `now_s` is in seconds since 1970.
///
/// # Errors
/// The text names no place.
pub(super) async fn examine(text: &str, store: &StoreArguments, now_s: i64) -> Result<Finding, Failure> {
    let place = store.place(text)?;
    let found = tokio::time::timeout(PATIENCE, manifest(text, &place)).await;
    let manifest = match found {
        Ok(Ok(manifest)) => manifest,
        Ok(Err(why)) => {
            return Ok(Finding::bad(
                CHECK,
                why,
                "name a place of backups, or a directory of places",
            ));
        }
        Err(_) => {
            let found = format!("no answer of {text} within {} s", PATIENCE.as_secs());
            return Ok(Finding::bad(CHECK, found, "check the object store and --s3-endpoint"));
        }
    };
    let advice = "run `minoots backup run`, or `minoots backup` each day by a CronJob or a systemd timer";
    let Some(manifest) = manifest else {
        return Ok(Finding::bad(CHECK, format!("no complete backup at {text}"), advice));
    };
    let Some(age) = age_s(&manifest, now_s) else {
        return Ok(Finding::bad(CHECK, format!("{text}: its time is no instant"), advice));
    };
    if let Some(ahead) = made_ns(&manifest).map(|made| made.div_euclid(NANOS_PER_SECOND).saturating_sub(now_s))
        && ahead > AHEAD_MAX_S
    {
        let found = format!(
            "{text}: the newest backup is dated {} ahead",
            span(ahead.unsigned_abs())
        );
        let advice = "set the clock of the machine that takes backups, and remove the manifest of that backup";
        return Ok(Finding::bad(CHECK, found, advice));
    }
    let mut found = format!("{} old, applied index {}", span(age), manifest.about.applied_index);
    match tokio::time::timeout(PATIENCE, behind_s(&place, now_s)).await {
        Ok(Ok(None)) => {}
        Ok(Ok(Some(behind))) => {
            found = format!("{found}, log {} behind", span(behind));
            if behind > BEHIND_MAX_S {
                let advice = "check the process that runs `minoots backup ship` or `run --ship`";
                return Ok(Finding::improvable(CHECK, found, advice));
            }
        }
        Ok(Err(why)) => return Ok(Finding::bad(CHECK, format!("{found}, log: {why}"), "take a backup")),
        Err(_) => {
            return Ok(Finding::improvable(
                CHECK,
                format!("{found}, no answer about the log"),
                "repeat it",
            ));
        }
    }
    Ok(match age > AGE_MAX_S {
        true => Finding::improvable(CHECK, found, advice),
        false => Finding::good(CHECK, found),
    })
}

/// How far the shipped log is behind, in seconds; `None` if none is shipped.
async fn behind_s(place: &Place, now_s: i64) -> Result<Option<u64>, String> {
    let complete_ns = match plan(place, &Until::Latest).await {
        Ok(plan) => plan.complete_ns,
        // The place is a directory of places.
        Err(Error::Incomplete { .. }) => None,
        Err(error) => return Err(error.to_string()),
    };
    let complete_s = complete_ns.map(|complete| complete.div_euclid(NANOS_PER_SECOND));
    Ok(complete_s.map(|complete| u64::try_from(now_s.saturating_sub(complete)).unwrap_or(0)))
}

/// The newest manifest of the place, or of the places below the directory; `None` if none is there.
async fn manifest(text: &str, place: &Place) -> Result<Option<Manifest>, String> {
    match manifest_at(place, None).await {
        Ok(manifest) => Ok(Some(manifest)),
        Err(Error::Incomplete { .. }) => newest_within(Path::new(text)).await,
        Err(error) => Err(error.to_string()),
    }
}

/// The latest manifest below a directory of places; `None` if none is there.
async fn newest_within(directory: &Path) -> Result<Option<Manifest>, String> {
    let Ok(entries) = std::fs::read_dir(directory) else {
        return Ok(None);
    };
    let mut newest: Option<Manifest> = None;
    for entry in entries {
        let path = entry
            .map_err(|error| format!("reading {}: {error}", directory.display()))?
            .path();
        let Ok(manifest) = manifest_at(&Place::directory(&path), None).await else {
            continue;
        };
        if newest.as_ref().is_none_or(|known| made_ns(known) < made_ns(&manifest)) {
            newest = Some(manifest);
        }
    }
    Ok(newest)
}

/// The instant of a backup, nanoseconds UTC. Earlier releases recorded only log time.
fn made_ns(manifest: &Manifest) -> Option<i64> {
    manifest
        .taken_ns
        .or_else(|| instant::parse(&manifest.about.log_time).ok())
}

fn age_s(manifest: &Manifest, now_s: i64) -> Option<u64> {
    let made_s = made_ns(manifest)?.div_euclid(NANOS_PER_SECOND);
    Some(u64::try_from(now_s.saturating_sub(made_s)).unwrap_or(0))
}
