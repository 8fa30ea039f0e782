//! Finding the backups of a place.

use crate::error::Error;
use crate::manifest::{self, MANIFESTS, Manifest, id_of_object, is_id, manifest_object};
use crate::place::Place;

/// Reads and verifies the manifest of a backup: the named one, or else the newest.
///
/// # Errors
/// [`Error::Incomplete`] if there is no backup, [`Error::NotFound`] if there is none of that id, [`Error::Checksum`] if
/// its manifest is damaged.
pub async fn manifest_at(place: &Place, id: Option<&str>) -> Result<Manifest, Error> {
    if let Some(id) = id {
        let found = if is_id(id) { read(place, id).await? } else { None };
        return found.ok_or_else(|| Error::NotFound {
            place: place.to_string(),
            id: id.to_owned(),
        });
    }
    if let Some(alone) = read(place, "").await? {
        return Ok(alone);
    }
    match newest_id(place).await? {
        Some(id) => manifest(place, &id).await,
        None => Err(Error::Incomplete {
            place: place.to_string(),
        }),
    }
}

/// The manifests of all backups of a place, oldest first.
///
/// # Errors
/// [`Error::Checksum`] if one of them is damaged.
pub async fn manifests(place: &Place) -> Result<Vec<Manifest>, Error> {
    if let Some(alone) = read(place, "").await? {
        return Ok(vec![alone]);
    }
    let mut all = Vec::new();
    for id in ids(place).await? {
        all.push(manifest(place, &id).await?);
    }
    Ok(all)
}

/// The manifests of a place that can be read, oldest first: those of [`manifests`] without damaged ones.
///
/// # Errors
/// The place cannot be read.
pub async fn sound_manifests(place: &Place) -> Result<Vec<Manifest>, Error> {
    let mut sound = Vec::new();
    for id in ids(place).await? {
        match manifest(place, &id).await {
            Ok(manifest) => sound.push(manifest),
            // It is damaged, or was removed since.
            Err(Error::Checksum { .. } | Error::NotFound { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(sound)
}

/// The ids of all backups of a place that has several, oldest first.
pub(crate) async fn ids(place: &Place) -> Result<Vec<String>, Error> {
    let found = place.list(MANIFESTS).await?;
    let ids = found.iter().filter_map(|object| id_of_object(&object.name));
    let mut ids: Vec<String> = ids.map(str::to_owned).collect();
    ids.sort_by(|one, other| order(one).cmp(&order(other)));
    Ok(ids)
}

async fn newest_id(place: &Place) -> Result<Option<String>, Error> {
    Ok(ids(place).await?.pop())
}

/// The manifest of a backup that was listed.
pub(crate) async fn manifest(place: &Place, id: &str) -> Result<Manifest, Error> {
    let found = read(place, id).await?;
    // It was removed since.
    found.ok_or_else(|| Error::NotFound {
        place: place.to_string(),
        id: id.to_owned(),
    })
}

async fn read(place: &Place, id: &str) -> Result<Option<Manifest>, Error> {
    let name = manifest_object(id);
    let bytes = place.get(&name).await?;
    let opened = bytes.map(|bytes| Manifest::open(&place.to_string(), &name, &bytes));
    let opened = opened.transpose()?;
    // Both forms seal the same way, so the form must be that of the name.
    match opened {
        Some(found) if found.is_alone() != (name == manifest::NAME) => {
            Err(crate::error::damaged(place, &name, "is the manifest of another place"))
        }
        opened => Ok(opened),
    }
}

/// The second of a backup, and its index.
fn order(id: &str) -> (&str, u64, &str) {
    let mut parts = id.splitn(3, '-');
    let (second, index) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    (
        second,
        index.parse().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    )
}
