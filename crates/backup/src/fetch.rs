//! Reading of backups, with verification of every byte.

use std::io::Write;

use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use minoots_store::tables::StreamJoiner;

use crate::Digest;
use crate::error::{Error, damaged};
use crate::manifest::{Chunk, Manifest, manifest_object};
use crate::place::Place;

/// The most chunks that are read at once. Memory holds as many.
pub(crate) const GETS_MAX: usize = 8;

/// Writes the whole stream of a backup to `output`. The output counts as verified only after this returns `Ok`.
///
/// # Errors
/// [`Error::Checksum`] at the first part that is missing, truncated or altered.
pub async fn fetch(place: &Place, manifest: &Manifest, output: &mut (dyn Write + Send)) -> Result<(), Error> {
    let (mut bytes, mut whole, mut joiner) = (0, Digest::default(), StreamJoiner::default());
    // Chunks of earlier releases are large, so memory holds only one.
    let at_once = if manifest.is_alone() { 1 } else { GETS_MAX };
    let contents = manifest.chunks.iter().map(|chunk| fetch_chunk(place, chunk));
    let mut contents = stream::iter(contents).buffered(at_once);
    while let Some(content) = contents.try_next().await? {
        let frame = match manifest.is_alone() {
            true => content.into(),
            false => joiner.join(&content).map_err(Error::Stream)?,
        };
        bytes += frame.len() as u64;
        whole.update(&frame);
        output.write_all(&frame)?;
    }
    if bytes != manifest.bytes || whole.finish() != manifest.sha256 {
        let name = manifest_object(&manifest.id);
        return Err(damaged(place, &name, "names parts that are not the whole"));
    }
    output.flush()?;
    Ok(())
}

/// Reads and verifies one chunk.
pub(crate) async fn fetch_chunk(place: &Place, chunk: &Chunk) -> Result<Bytes, Error> {
    let name = chunk.object();
    let content = place.get(&name).await?;
    let content = content.ok_or_else(|| damaged(place, &name, "is missing"))?;
    let length = content.len() as u64;
    if length != chunk.bytes {
        let what = format!("has {length} bytes, and had {}", chunk.bytes);
        return Err(damaged(place, &name, &what));
    }
    if Digest::of(&content) != chunk.sha256 {
        return Err(damaged(place, &name, "does not match its checksum"));
    }
    Ok(content)
}
