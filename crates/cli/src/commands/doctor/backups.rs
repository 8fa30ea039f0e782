//! The age of the newest backup.

use std::path::Path;

use minoots_backup::{Error, Manifest, Place, manifest_at};
use minoots_terminal::errors::Failure;
use minoots_wire::time::instant;

use super::{Finding, NANOS_PER_SECOND, span};
use crate::commands::backup::{StoreArguments, backup_failure};

const CHECK: &str = "backup";

/// The interval of daily backups, with time for a slow one, in seconds.
const AGE_MAX_S: u64 = 26 * 3_600;

/// Examines a backup, or the newest one in a directory of backups. `now_s` is in seconds since 1970.
pub(super) async fn examine(text: &str, store: &StoreArguments, now_s: i64) -> Result<Finding, Failure> {
    let manifest = match manifest_at(&store.place(text)?).await {
        Ok(manifest) => Some(manifest),
        Err(Error::Incomplete { .. }) => newest_within(Path::new(text)).await?,
        Err(error) => return Err(backup_failure(error)),
    };
    let advice = "run `minoots backup` each day, for example by a CronJob or a systemd timer";
    let Some(manifest) = manifest else {
        return Ok(Finding::bad(CHECK, format!("no complete backup at {text}"), advice));
    };
    let age = age_s(&manifest, now_s).ok_or_else(|| Failure::failed(format!("{text}: its time is no instant")))?;
    let found = format!("{} old, applied index {}", span(age), manifest.about.applied_index);
    Ok(match age > AGE_MAX_S {
        true => Finding::improvable(CHECK, found, advice),
        false => Finding::good(CHECK, found),
    })
}

/// The manifest with the latest log time below a directory; `None` if none is there.
async fn newest_within(directory: &Path) -> Result<Option<Manifest>, Failure> {
    let Ok(entries) = std::fs::read_dir(directory) else {
        return Ok(None);
    };
    let mut newest: Option<Manifest> = None;
    for entry in entries {
        let path = entry
            .map_err(|error| Failure::io(format_args!("reading {}", directory.display()), &error))?
            .path();
        let Ok(manifest) = manifest_at(&Place::directory(&path)).await else {
            continue;
        };
        // Instants of RFC 3339 in UTC are in the order of their texts.
        if newest
            .as_ref()
            .is_none_or(|known| known.about.log_time < manifest.about.log_time)
        {
            newest = Some(manifest);
        }
    }
    Ok(newest)
}

fn age_s(manifest: &Manifest, now_s: i64) -> Option<u64> {
    let made_s = instant::parse(&manifest.about.log_time)
        .ok()?
        .div_euclid(NANOS_PER_SECOND);
    Some(u64::try_from(now_s.saturating_sub(made_s)).unwrap_or(0))
}
