//! The age of the newest backup.

use std::path::Path;
use std::time::Duration;

use minoots_backup::{Error, Manifest, Place, manifest_at};
use minoots_terminal::errors::Failure;
use minoots_wire::time::instant;

use super::{Finding, NANOS_PER_SECOND, span};
use crate::commands::backup::StoreArguments;

const CHECK: &str = "backup";

/// The time within which an object store must answer.
const PATIENCE: Duration = Duration::from_secs(15);

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
    let found = format!("{} old, applied index {}", span(age), manifest.about.applied_index);
    Ok(match age > AGE_MAX_S {
        true => Finding::improvable(CHECK, found, advice),
        false => Finding::good(CHECK, found),
    })
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
