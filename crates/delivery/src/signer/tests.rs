#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};

use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::Signature;
use serde_json::Value;
use tempfile::TempDir;

use super::*;

const VECTORS: &str = include_str!("../../../../tests/vectors/envelope.json");

fn directory() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("signing-key");
    (directory, path)
}

fn refusal(path: &Path) -> Error {
    Signer::load_or_create(path).err().unwrap()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn vector_signer(vectors: &Value, kid: &str) -> Signer {
    let seed = URL_SAFE_NO_PAD
        .decode(vectors["private_seeds_base64url"][kid].as_str().unwrap())
        .unwrap();
    Signer::with_kid(kid.to_owned(), SigningKey::from_bytes(&seed.try_into().unwrap()), None)
}

#[test]
fn the_seeds_of_the_vectors_reproduce_every_valid_signature() {
    let vectors: Value = serde_json::from_str(VECTORS).unwrap();
    let cases = vectors["valid"].as_array().unwrap();
    assert_eq!(cases.len(), 6);
    for case in cases {
        let payload = match case["payload_base64"].as_str() {
            Some(text) => STANDARD.decode(text).unwrap(),
            None => vec![b'x'; 262_144],
        };
        let kid = if case["name"] == "second key" {
            "test-2"
        } else {
            "test-1"
        };
        assert_eq!(
            vector_signer(&vectors, kid).sign_detached(&payload),
            case["signature"],
            "{}",
            case["name"]
        );
    }
}

#[test]
fn the_public_keys_of_the_vectors_seeds_are_those_of_the_key_set() {
    let vectors: Value = serde_json::from_str(VECTORS).unwrap();
    for key in vectors["jwks"]["keys"].as_array().unwrap() {
        let signer = vector_signer(&vectors, key["kid"].as_str().unwrap());
        assert_eq!(URL_SAFE_NO_PAD.encode(signer.public_key()), key["x"]);
    }
}

#[test]
fn the_key_id_is_the_thumbprint_of_rfc_8037() {
    // RFC 8037, appendix A.1 and A.3.
    let seed = URL_SAFE_NO_PAD
        .decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")
        .unwrap();
    let signer = Signer::from_seed(&seed.try_into().unwrap());
    assert_eq!(signer.kid(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

#[test]
fn a_signature_verifies_with_the_public_key_and_not_for_other_bytes() {
    let signer = Signer::from_seed(&[7; 32]);
    let signed = signer.sign_detached(b"payload");
    let (header, signature) = signed.split_once("..").unwrap();
    let signature = Signature::from_slice(&URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
    let verify = |payload: &[u8]| {
        let signing_input = format!("{header}.{}", URL_SAFE_NO_PAD.encode(payload));
        VerifyingKey::from_bytes(&signer.public_key())
            .unwrap()
            .verify_strict(signing_input.as_bytes(), &signature)
    };
    assert!(verify(b"payload").is_ok());
    assert!(verify(b"payloae").is_err());
}

#[test]
fn the_header_names_algorithm_content_key_and_type_in_that_order() {
    let signer = Signer::from_seed(&[7; 32]);
    let header = URL_SAFE_NO_PAD
        .decode(signer.sign_detached(b"").split_once("..").unwrap().0)
        .unwrap();
    let kid = signer.kid();
    let expected =
        format!(r#"{{"alg":"EdDSA","cty":"application/cloudevents+json","kid":"{kid}","typ":"minoots-event+jws"}}"#);
    assert_eq!(String::from_utf8(header).unwrap(), expected);
}

#[test]
fn a_new_key_is_made_once_and_then_loaded() {
    let (directory, path) = directory();
    let first = Signer::load_or_create(&path).unwrap();
    let second = Signer::load_or_create(&path).unwrap();
    assert_eq!(first.kid(), second.kid());
    assert_eq!(first.sign_detached(b"x"), second.sign_detached(b"x"));
    assert_eq!(mode(&path), 0o600);
    let names: Vec<_> = fs::read_dir(directory.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["signing-key"], "nothing else is left behind");
}

#[test]
fn two_nodes_make_different_keys() {
    let ((_one, first), (_two, second)) = (directory(), directory());
    assert_ne!(
        Signer::load_or_create(&first).unwrap().kid(),
        Signer::load_or_create(&second).unwrap().kid()
    );
}

#[test]
fn a_crash_while_making_the_key_leaves_nothing_in_the_way() {
    let (_directory, path) = directory();
    let scratch = path.with_extension("new");
    fs::write(&scratch, "minoots-signing-key-1\nhalf").unwrap();
    let made = Signer::load_or_create(&path).unwrap();
    assert_eq!(Signer::load_or_create(&path).unwrap().kid(), made.kid());
    assert!(!scratch.exists());
}

#[test]
fn a_key_file_that_others_may_use_is_refused_and_left_alone() {
    let (_directory, path) = directory();
    Signer::load_or_create(&path).unwrap();
    let before = fs::read(&path).unwrap();
    for wrong in [0o644, 0o640, 0o604, 0o660, 0o700, 0o4600] {
        fs::set_permissions(&path, Permissions::from_mode(wrong)).unwrap();
        let error = refusal(&path);
        assert!(
            matches!(error, Error::Permissions { mode, .. } if mode == wrong),
            "{error}"
        );
        assert!(
            error.to_string().contains(&format!("{wrong:04o}, which must be 0600")),
            "{error}"
        );
    }
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_key_file_only_its_owner_may_read_is_accepted() {
    let (_directory, path) = directory();
    let made = Signer::load_or_create(&path).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o400)).unwrap();
    assert_eq!(Signer::load_or_create(&path).unwrap().kid(), made.kid());
}

#[test]
fn every_truncation_of_a_key_file_is_refused_without_telling_its_content() {
    let (_directory, path) = directory();
    Signer::load_or_create(&path).unwrap();
    let content = fs::read(&path).unwrap();
    let seed = std::str::from_utf8(&content)
        .unwrap()
        .lines()
        .nth(1)
        .unwrap()
        .to_owned();
    for length in 0..content.len() {
        fs::write(&path, &content[..length]).unwrap();
        let error = refusal(&path);
        assert!(matches!(error, Error::Corrupt { .. }), "{length}: {error}");
        assert!(!format!("{error} {error:?}").contains(&seed));
    }
}

#[test]
fn a_flipped_bit_anywhere_in_a_key_file_is_noticed() {
    let (_directory, path) = directory();
    Signer::load_or_create(&path).unwrap();
    let content = fs::read(&path).unwrap();
    for index in 0..content.len() {
        let mut damaged = content.clone();
        damaged[index] ^= 1;
        fs::write(&path, &damaged).unwrap();
        assert!(matches!(refusal(&path), Error::Corrupt { .. }), "byte {index}");
    }
}

#[test]
fn invalid_key_files_are_refused_and_left_unchanged() {
    let (directory, path) = directory();
    fs::write(&path, "x".repeat(100_000)).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    assert!(matches!(refusal(&path), Error::Corrupt { .. }));
    assert_eq!(fs::metadata(&path).unwrap().len(), 100_000);
    let error = refusal(directory.path());
    assert!(error.to_string().contains("not a regular file"), "{error}");
}

#[test]
fn a_missing_directory_and_a_dangling_link_are_told_and_nothing_is_made() {
    let (directory, path) = directory();
    let missing = directory.path().join("absent/signing-key");
    assert!(matches!(refusal(&missing), Error::Io { action: "write", .. }));
    assert!(!missing.exists());
    symlink(directory.path().join("nowhere"), &path).unwrap();
    assert!(matches!(refusal(&path), Error::Io { action: "create", .. }));
    assert!(!directory.path().join("nowhere").exists());
}

#[test]
fn f44_a_rotated_key_signs_nothing_more_and_what_it_signed_stays() {
    let (directory, path) = directory();
    let signer = Signer::load_or_create(&path).unwrap();
    let (before, signature, whole) = (signer.kid(), signer.sign(b"x"), signer.sign_detached(b"x"));
    let next = signer.prepare_next().unwrap();
    let (kid, public) = (next.kid().to_owned(), next.public_key());
    assert_eq!(signer.kid(), before, "not yet");
    signer.adopt(next).unwrap();
    assert_eq!((signer.kid(), signer.public_key()), (kid.clone(), public));
    assert_ne!(signer.sign_detached(b"x"), whole);
    assert_eq!(
        signer.detached(&signature),
        Some(whole.clone()),
        "made before, told after"
    );
    assert_eq!(signer.valid(&whole, b"x"), whole);
    assert_eq!(
        Signer::load_or_create(&path).unwrap().kid(),
        kid,
        "it outlives the process"
    );
    assert_eq!(mode(&path), 0o600);
    assert_eq!(
        fs::read_dir(directory.path()).unwrap().count(),
        1,
        "the old key is gone"
    );
}

#[test]
fn f44_nothing_of_a_revoked_key_is_handed_out() {
    let (_directory, path) = directory();
    let signer = Signer::load_or_create(&path).unwrap();
    let (before, signature, whole) = (signer.kid(), signer.sign(b"x"), signer.sign_detached(b"x"));
    signer.adopt(signer.prepare_next().unwrap()).unwrap();
    signer.revoke("of another node");
    assert_eq!(signer.revocations(), 0);
    signer.revoke(&before);
    signer.revoke(&before);
    assert_eq!(signer.revocations(), 1);
    assert_eq!(signer.detached(&signature), None);
    assert_eq!(signer.valid(&whole, b"x"), signer.sign_detached(b"x"));
}

#[test]
fn a_key_that_was_prepared_and_never_adopted_is_in_nobodys_way() {
    let (_directory, path) = directory();
    let signer = Signer::load_or_create(&path).unwrap();
    let forgotten = signer.prepare_next().unwrap().kid().to_owned();
    let next = signer.prepare_next().unwrap();
    assert_ne!(next.kid(), forgotten);
    signer.adopt(next).unwrap();
    assert!(matches!(
        Signer::from_seed(&[7; 32]).prepare_next(),
        Err(Error::Nowhere)
    ));
}

#[test]
fn a_key_that_is_kept_nowhere_is_followed_by_one_that_is_not_either() {
    let signer = Signer::from_seed(&[1; 32]);
    let first = signer.kid();
    assert!(matches!(signer.prepare_next(), Err(Error::Nowhere)));
    let next = NextKey::from_seed(&[2; 32]);
    let second = next.kid().to_owned();
    signer.adopt(next).unwrap();
    assert_eq!(signer.kids(), [first, second.clone()]);
    assert_eq!(signer.kid(), second);

    let (_directory, path) = directory();
    let kept = Signer::load_or_create(&path).unwrap();
    let before = kept.kid();
    assert!(matches!(kept.adopt(NextKey::from_seed(&[2; 32])), Err(Error::Nowhere)));
    assert_eq!(kept.kids(), [before]);
}
