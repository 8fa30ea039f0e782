//! The manifest: the source of a backup, and the checksums of all its parts.
//!
//! The form is `{"minootsBackup": BODY, "sha256": HEX}`. BODY is a [`Manifest`], and the checksum is over the exact
//! bytes of BODY. Within a format, the names and meanings of fields never change.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::Digest;
use crate::error::Error;

/// The newest format that this release reads, and the format that it writes.
pub const FORMAT: u32 = 1;

/// The name of the manifest.
pub(crate) const NAME: &str = "manifest.json";

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
    /// The object's name.
    pub name: String,
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
    /// The name of the chunk with this number, from 0.
    pub(crate) fn name(number: usize) -> String {
        format!("chunk-{number:06}")
    }
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

    /// Reads exactly the form that [`Manifest::seal`] writes.
    pub(crate) fn open(place: &str, bytes: &[u8]) -> Result<Self, Error> {
        let damaged = |what: &str| Error::Checksum {
            place: place.to_owned(),
            name: NAME.to_owned(),
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
        // Chunk names must have the expected form, so that they lead to no other object.
        let mut chunks = manifest.chunks.iter().enumerate();
        match chunks.all(|(number, chunk)| chunk.name == Chunk::name(number)) {
            true => Ok(manifest),
            false => Err(damaged("names chunks as no backup does")),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    fn manifest() -> Manifest {
        Manifest {
            format: FORMAT,
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
                name: "chunk-000000".to_owned(),
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
        assert_eq!(Manifest::open("here", sealed.as_bytes()).unwrap(), manifest());
    }

    #[test]
    fn every_flipped_bit_of_a_manifest_is_found() {
        let sealed = manifest().seal().unwrap();
        for at in 0..sealed.len() {
            for bit in 0..8 {
                let mut damaged = sealed.clone();
                damaged[at] ^= 1 << bit;
                let opened = Manifest::open("here", &damaged);
                assert!(
                    matches!(opened, Err(Error::Checksum { .. })),
                    "byte {at} bit {bit}: {opened:?}"
                );
            }
        }
        for length in 0..sealed.len() {
            assert!(Manifest::open("here", &sealed[..length]).is_err());
        }
    }

    #[test]
    fn a_manifest_that_names_files_elsewhere_is_refused() {
        let mut elsewhere = manifest();
        elsewhere.chunks[0].name = "../secret".to_owned();
        let opened = Manifest::open("here", &elsewhere.seal().unwrap());
        assert!(matches!(opened, Err(Error::Checksum { .. })), "{opened:?}");
    }

    #[test]
    fn a_newer_format_is_told_apart_from_damage() {
        let newer = Manifest {
            format: 2,
            ..manifest()
        };
        let opened = Manifest::open("here", &newer.seal().unwrap());
        assert!(matches!(opened, Err(Error::NewerFormat { found: 2, .. })), "{opened:?}");
    }
}
