#![allow(clippy::unwrap_used)]

use super::manifest::{Manifest, beside, chunks_of, referred, sum};
use super::*;

fn put(bytes: usize) -> PutCheckpoint {
    PutCheckpoint::after(("run-1", "state"), 3)
        .data("application/octet-stream", vec![7; bytes])
        .request_id("request-1")
}

fn stored(manifest: &Manifest, first_version: u64) -> Checkpoint {
    let message = minoots_wire::checkpoint::v1::Checkpoint {
        version: 4,
        content_type: manifest.content_type(),
        data: manifest.encoded(first_version).unwrap(),
        ..Default::default()
    };
    Checkpoint::read(Some(message)).unwrap()
}

fn rule(put: &PutCheckpoint) -> String {
    Manifest::of(put).unwrap_err().to_string()
}

#[test]
fn manifests_round_trip_through_storage() {
    let manifest = Manifest::of(&put(2 * CHUNK_BYTES + 1)).unwrap();
    assert_eq!(manifest.chunks.len(), 3);
    assert_eq!(
        (&manifest.chunks[0], &manifest.chunks[2]),
        (&manifest.chunks[1], &sum(&[7]))
    );
    let found = Manifest::read(&stored(&manifest, 9)).unwrap();
    assert_eq!(found, Some((manifest.clone(), 9)));
    assert_eq!(referred(&manifest.content_type()), Some(manifest.sha256.as_str()));
}

#[test]
fn the_stored_form_is_this() {
    let manifest = Manifest::of(&put(CHUNK_BYTES + 1)).unwrap();
    let (whole, first, last) = (&manifest.sha256, sum(&[7; CHUNK_BYTES]), sum(&[7]));
    let expected = format!(
        r#"{{"contentType":"application/octet-stream","size":262145,"sha256":"{whole}","firstVersion":1,"chunks":["{first}","{last}"],"requestId":"request-1"}}"#
    );
    assert_eq!(manifest.encoded(1).unwrap(), expected);
    assert_eq!(
        manifest.content_type(),
        format!("application/vnd.minoots.chunks+json;sha256={whole}")
    );
    assert_eq!(chunks_of("state", whole), format!("state.chunks.{whole}"));
}

#[test]
fn a_version_that_contradicts_itself_refers_to_nothing() {
    let manifest = Manifest::of(&put(CHUNK_BYTES + 1)).unwrap();
    let wrong: [fn(&mut Manifest); 4] = [
        |manifest| manifest.size += CHUNK_BYTES as u64,
        |manifest| manifest.size = LARGE_CHECKPOINT_BYTES_MAX as u64 + 1,
        |manifest| drop(manifest.chunks.pop()),
        |manifest| manifest.chunks[0] = "AB".repeat(32),
    ];
    for change in wrong {
        let mut changed = manifest.clone();
        change(&mut changed);
        assert!(Manifest::read(&stored(&changed, 1)).is_err(), "{changed:?}");
    }
    assert!(Manifest::read(&stored(&manifest, 0)).is_err());
    let mut other = stored(&manifest, 1);
    other.content_type = other.content_type.replace(&manifest.sha256, &"ab".repeat(32));
    assert!(Manifest::read(&other).is_err());
    other.content_type = "application/json".to_owned();
    assert_eq!(Manifest::read(&other).unwrap(), None);
}

#[test]
fn invalid_chunked_checkpoints_are_refused_with_their_rule() {
    assert!(Manifest::of(&put(LARGE_CHECKPOINT_BYTES_MAX)).is_ok());
    let large = rule(&put(LARGE_CHECKPOINT_BYTES_MAX + 1));
    assert!(
        large.contains("data has 67108865 bytes; at most 67108864 are allowed"),
        "{large}"
    );
    let named = |name: String| PutCheckpoint::first(("run-1", name)).data("", vec![0; CHUNK_BYTES + 1]);
    assert!(Manifest::of(&named("n".repeat(183))).is_ok());
    assert!(rule(&named("n".repeat(184))).contains("name has 184 bytes"));
    assert!(rule(&named(chunks_of("state", &"ab".repeat(32)))).starts_with("name ends as"));
    assert!(rule(&put(1).checksum("00".repeat(32))).starts_with("checksum is not"));
}

#[test]
fn names_of_chunks_are_told_from_others() {
    let sha256 = "ab".repeat(32);
    assert_eq!(beside(&chunks_of("state", &sha256)), Some(("state", sha256.as_str())));
    let within = chunks_of("state", &sha256);
    assert_eq!(
        beside(&chunks_of(&within, &sha256)),
        Some((within.as_str(), sha256.as_str()))
    );
    for other in [
        "state",
        "state.chunks.",
        &format!("state.chunks.{}", "AB".repeat(32)),
        &format!(".chunks.{sha256}"),
    ] {
        assert_eq!(beside(other), None, "{other}");
    }
}
