//! The manifest: the source of a backup, and the checksums of all its parts.
//!
//! The form is `{"minootsBackup": BODY, "sha256": HEX}`. BODY is a [`Manifest`], and the checksum is over the exact
//! bytes of BODY. Within a format, the names and meanings of fields never change.
//!
//! | format | holds |
//! |---|---|
//! | 1 | a backup alone in its place: chunks are consecutive bytes of the stream, named by their number |
//! | 2 | one of several backups of a place: chunks are parts of the stream, named by their SHA-256 |

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::Digest;
use crate::error::Error;

/// The newest format that this release reads, and the format that it writes.
pub const FORMAT: u32 = 2;

/// The format of a backup that is alone in its place. Earlier releases wrote it.
const FORMAT_ALONE: u32 = 1;

/// The name of the manifest of a backup that is alone in its place.
pub(crate) const NAME: &str = "manifest.json";

/// The prefix of the manifests in a place of several backups.
pub(crate) const MANIFESTS: &str = "backups/";
const MANIFEST_END: &str = ".json";

/// The prefix of chunks.
pub(crate) const CHUNKS: &str = "chunks/";

const SHA256_DIGITS: usize = 64;

/// The source of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct About {
    /// The release that exported the state.
    pub minoots_version: String,
    /// The cluster's id.
    pub cluster_id: String,
    /// The shard's number.
    pub shard: u32,
    /// The node that exported the state.
    pub node: u64,
    /// The restore epoch. A restore needs a larger one.
    pub epoch: u64,
    /// The last log index that the state includes.
    pub applied_index: u64,
    /// The term of that entry.
    pub applied_term: u64,
    /// Log time, RFC 3339. The backup contains every write acknowledged before it.
    pub log_time: String,
    /// Number of rows per table.
    pub tables: BTreeMap<String, u64>,
}

/// One part of the stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Chunk {
    /// The object's name, if its SHA-256 does not name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The length in bytes.
    pub bytes: u64,
    /// Its SHA-256, hexadecimal.
    pub sha256: String,
}

/// The content of the manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    /// The format; see [`FORMAT`].
    pub format: u32,
    /// The name of the backup in its place; empty if it is alone there. Later backups have larger names.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// The instant at which the command began, by the clock of its machine; nanoseconds UTC. Unknown in format 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_ns: Option<i64>,
    /// Log time, nanoseconds UTC. Unknown in format 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_time_ns: Option<i64>,
    /// The source of the backup.
    pub about: About,
    /// Length of the whole stream in bytes.
    pub bytes: u64,
    /// SHA-256 of the whole stream, hexadecimal.
    pub sha256: String,
    /// The parts, in order.
    pub chunks: Vec<Chunk>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Sealed<'a> {
    #[serde(borrow)]
    minoots_backup: &'a RawValue,
    sha256: &'a str,
}

/// The field that all formats have in common.
#[derive(Deserialize)]
struct AnyFormat {
    format: u32,
}

impl Chunk {
    /// The name of its object below the place.
    pub(crate) fn object(&self) -> String {
        self.name.clone().unwrap_or_else(|| chunk_object(&self.sha256))
    }

    /// Whether its name has the form of a format, so that it leads to no other object.
    fn is_named(&self, number: usize, format: u32) -> bool {
        match &self.name {
            Some(name) => format == FORMAT_ALONE && *name == format!("chunk-{number:06}"),
            None => format == FORMAT && is_sha256(&self.sha256),
        }
    }
}

/// The object of the chunk with this SHA-256. The first two digits divide the chunks among directories.
pub(crate) fn chunk_object(sha256: &str) -> String {
    let directory = sha256.get(..2).unwrap_or_default();
    format!("{CHUNKS}{directory}/{sha256}")
}

/// The SHA-256 of the chunk in an object, if the object is a chunk.
pub(crate) fn sha256_of_object(name: &str) -> Option<&str> {
    let (directory, sha256) = name.strip_prefix(CHUNKS)?.split_once('/')?;
    (is_sha256(sha256) && sha256.starts_with(directory) && directory.len() == 2).then_some(sha256)
}

fn is_sha256(text: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.len() == SHA256_DIGITS && text.bytes().all(is_digit)
}

/// The object of a backup's manifest.
pub(crate) fn manifest_object(id: &str) -> String {
    match id {
        "" => NAME.to_owned(),
        id => format!("{MANIFESTS}{id}{MANIFEST_END}"),
    }
}

/// The backup whose manifest an object is, if it is one.
pub(crate) fn id_of_object(name: &str) -> Option<&str> {
    let id = name.strip_prefix(MANIFESTS)?.strip_suffix(MANIFEST_END)?;
    is_id(id).then_some(id)
}

/// Whether a text has the form of a backup's id, so that it leads to no other object.
pub(crate) fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

impl Manifest {
    /// Serialises the content of `manifest.json`.
    pub(crate) fn seal(&self) -> Result<Vec<u8>, serde_json::Error> {
        let body = serde_json::value::to_raw_value(self)?;
        serde_json::to_vec(&Sealed {
            sha256: &Digest::of(body.get().as_bytes()),
            minoots_backup: &body,
        })
    }

    /// Whether it is alone in its place: the form of earlier releases.
    #[must_use]
    pub fn is_alone(&self) -> bool {
        self.format == FORMAT_ALONE
    }

    /// The first instant to which entries after this backup lead, nanoseconds UTC; unknown in format 1. A backup of a
    /// later life of the cluster may have an earlier log time, but was taken later.
    #[must_use]
    pub fn restorable_from_ns(&self) -> Option<i64> {
        self.taken_ns.max(self.log_time_ns)
    }

    /// Reads exactly the form that [`Manifest::seal`] writes, from the object `name`.
    pub(crate) fn open(place: &str, name: &str, bytes: &[u8]) -> Result<Self, Error> {
        let damaged = |what: &str| Error::Checksum {
            place: place.to_owned(),
            name: name.to_owned(),
            what: what.to_owned(),
        };
        let sealed: Sealed<'_> = serde_json::from_slice(bytes).map_err(|_| damaged("does not decode"))?;
        let body = sealed.minoots_backup.get();
        if Digest::of(body.as_bytes()) != sealed.sha256 {
            return Err(damaged("does not match its checksum"));
        }
        // Check the format first: this release may not know the fields of a newer one.
        let AnyFormat { format } = serde_json::from_str(body).map_err(|_| damaged("names no format"))?;
        if format > FORMAT {
            return Err(Error::NewerFormat {
                place: place.to_owned(),
                found: format,
                newest: FORMAT,
            });
        }
        let manifest: Self = serde_json::from_str(body).map_err(|_| damaged("does not decode"))?;
        if manifest_object(&manifest.id) != name {
            return Err(damaged("is the manifest of another backup"));
        }
        // Chunk names must have the expected form, so that they lead to no other object.
        let mut chunks = manifest.chunks.iter().enumerate();
        match chunks.all(|(number, chunk)| chunk.is_named(number, format)) {
            true => Ok(manifest),
            false => Err(damaged("names chunks as no backup does")),
        }
    }
}

impl Error {
    /// The error of a place that holds a single backup of an earlier release.
    #[must_use]
    pub fn alone(place: &crate::Place) -> Self {
        Self::Exists {
            place: place.to_string(),
            name: NAME.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    fn manifest() -> Manifest {
        Manifest {
            format: FORMAT_ALONE,
            id: String::new(),
            taken_ns: None,
            log_time_ns: None,
            about: About {
                minoots_version: "1.2.3".to_owned(),
                cluster_id: "c".to_owned(),
                shard: 0,
                node: 1,
                epoch: 7,
                applied_index: 42,
                applied_term: 3,
                log_time: "2030-01-02T03:04:05Z".to_owned(),
                tables: BTreeMap::from([("timer".to_owned(), 5)]),
            },
            bytes: 3,
            sha256: Digest::of(b"abc"),
            chunks: vec![Chunk {
                name: Some("chunk-000000".to_owned()),
                bytes: 3,
                sha256: Digest::of(b"abc"),
            }],
        }
    }

    #[test]
    fn the_manifest_has_these_exact_bytes() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let body = format!(
            "{{\"format\":1,\"about\":{{\"minootsVersion\":\"1.2.3\",\"clusterId\":\"c\",\"shard\":0,\"node\":1,\
             \"epoch\":7,\"appliedIndex\":42,\"appliedTerm\":3,\"logTime\":\"2030-01-02T03:04:05Z\",\"tables\":{{\"timer\":5}}}},\
             \"bytes\":3,\"sha256\":\"{abc}\",\"chunks\":[{{\"name\":\"chunk-000000\",\"bytes\":3,\"sha256\":\"{abc}\"}}]}}"
        );
        let checksum = Digest::of(body.as_bytes());
        let sealed = String::from_utf8(manifest().seal().unwrap()).unwrap();
        assert_eq!(
            sealed,
            format!("{{\"minootsBackup\":{body},\"sha256\":\"{checksum}\"}}")
        );
        assert_eq!(Manifest::open("here", NAME, sealed.as_bytes()).unwrap(), manifest());
    }

    #[test]
    fn a_manifest_of_several_backups_has_these_exact_bytes() {
        let several = Manifest {
            format: FORMAT,
            id: "20300102T030405Z-42-ba7816bf".to_owned(),
            taken_ns: Some(7),
            log_time_ns: Some(5),
            chunks: vec![Chunk {
                name: None,
                bytes: 3,
                sha256: Digest::of(b"abc"),
            }],
            ..manifest()
        };
        let sealed = String::from_utf8(several.seal().unwrap()).unwrap();
        let begin = "{\"minootsBackup\":{\"format\":2,\"id\":\"20300102T030405Z-42-ba7816bf\",\"takenNs\":7,\"logTimeNs\":5,\"about\":{";
        assert!(sealed.starts_with(begin), "{sealed}");
        assert!(
            sealed.contains(",\"chunks\":[{\"bytes\":3,\"sha256\":\"ba78"),
            "{sealed}"
        );
        let name = manifest_object(&several.id);
        assert_eq!(id_of_object(&name), Some(several.id.as_str()));
        assert_eq!(Manifest::open("here", &name, sealed.as_bytes()).unwrap(), several);
        for other in ["backups/20300102T030405Z-43-ba7816bf.json", NAME] {
            let opened = Manifest::open("here", other, sealed.as_bytes());
            assert!(matches!(opened, Err(Error::Checksum { .. })), "{opened:?}");
        }
    }

    #[test]
    fn every_flipped_bit_of_a_manifest_is_found() {
        let sealed = manifest().seal().unwrap();
        for at in 0..sealed.len() {
            for bit in 0..8 {
                let mut damaged = sealed.clone();
                damaged[at] ^= 1 << bit;
                let opened = Manifest::open("here", NAME, &damaged);
                assert!(
                    matches!(opened, Err(Error::Checksum { .. })),
                    "byte {at} bit {bit}: {opened:?}"
                );
            }
        }
        for length in 0..sealed.len() {
            assert!(Manifest::open("here", NAME, &sealed[..length]).is_err());
        }
    }

    #[test]
    fn a_manifest_that_names_files_elsewhere_is_refused() {
        let mut elsewhere = manifest();
        elsewhere.chunks[0].name = Some("../secret".to_owned());
        let opened = Manifest::open("here", NAME, &elsewhere.seal().unwrap());
        assert!(matches!(opened, Err(Error::Checksum { .. })), "{opened:?}");
        let mut elsewhere = Manifest {
            format: FORMAT,
            ..manifest()
        };
        elsewhere.chunks[0] = Chunk {
            name: None,
            bytes: 3,
            sha256: "../../secret".to_owned(),
        };
        let opened = Manifest::open("here", NAME, &elsewhere.seal().unwrap());
        assert!(matches!(opened, Err(Error::Checksum { .. })), "{opened:?}");
    }

    #[test]
    fn a_newer_format_is_told_apart_from_damage() {
        let newer = Manifest {
            format: FORMAT + 1,
            ..manifest()
        };
        let opened = Manifest::open("here", NAME, &newer.seal().unwrap());
        assert!(matches!(opened, Err(Error::NewerFormat { found: 3, .. })), "{opened:?}");
    }
}
