#![allow(clippy::unwrap_used)]

use std::io::Cursor;
use std::os::unix::fs::symlink;

use minisign::KeyPair;
use minoots_terminal::errors::Exit;
use tempfile::TempDir;

use super::*;

const A: &str = "minoots-1.0.0.tar.gz";
const B: &str = "minoots_1.0.0_amd64.deb";

/// A directory with two files, their list, and its signature.
struct Fixture {
    directory: TempDir,
    keys: KeyPair,
}

impl Fixture {
    fn new() -> Self {
        let fixture = Self {
            directory: tempfile::tempdir().unwrap(),
            keys: KeyPair::generate_unencrypted_keypair().unwrap(),
        };
        fixture.write(A, b"archive");
        fixture.write(B, b"package");
        let list = format!("{}  {A}\n{}  {B}\n", fixture.digest(A), fixture.digest(B));
        fixture.write(CHECKSUMS, list.as_bytes());
        fixture.sign();
        fixture
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn write(&self, name: &str, content: &[u8]) {
        fs::write(self.path(name), content).unwrap();
    }

    fn digest(&self, name: &str) -> String {
        sha256(&self.path(name)).unwrap()
    }

    fn sign(&self) {
        let list = fs::read(self.path(CHECKSUMS)).unwrap();
        let signed = minisign::sign(None, &self.keys.sk, Cursor::new(list), Some("minoots 1.0.0"), None).unwrap();
        self.write(SIGNATURE, signed.to_string().as_bytes());
    }

    fn verify_with(&self, key: &str) -> Result<Release, Failure> {
        Release::verify(&public_key(key)?, self.directory.path())
    }

    fn verify(&self) -> Result<Release, Failure> {
        self.verify_with(&self.keys.pk.to_base64())
    }

    fn refused(&self) -> String {
        self.verify().unwrap_err().message
    }
}

#[test]
fn an_untouched_release_verifies_by_key_and_by_key_file() {
    let fixture = Fixture::new();
    let release = fixture.verify().unwrap();
    assert_eq!((release.comment.as_str(), release.verified.len()), ("minoots 1.0.0", 2));
    assert!(release.verdict(false).is_ok());
    let key = tempfile::NamedTempFile::new().unwrap();
    fs::write(key.path(), fixture.keys.pk.to_box().unwrap().to_string()).unwrap();
    assert!(fixture.verify_with(key.path().to_str().unwrap()).is_ok());
}

#[test]
fn altered_missing_and_extra_files_are_named() {
    let fixture = Fixture::new();
    fixture.write(A, b"other");
    fs::remove_file(fixture.path(B)).unwrap();
    fixture.write("install.sh", b"");
    let release = fixture.verify().unwrap();
    assert_eq!(release.altered.keys().collect::<Vec<_>>(), [A]);
    assert_eq!(
        (&release.missing[..], &release.extra[..]),
        (&[B.to_owned()][..], &["install.sh".to_owned()][..])
    );
    let failure = release.verdict(true).unwrap_err();
    assert_eq!(failure.exit, Exit::Failed);
    assert_eq!(
        failure.message,
        "the release does not verify: 0 missing, 1 extra, 1 altered"
    );
}

#[test]
fn missing_files_are_accepted_on_demand_unless_all_are_missing() {
    let fixture = Fixture::new();
    fs::remove_file(fixture.path(A)).unwrap();
    let release = fixture.verify().unwrap();
    assert!(release.verdict(true).is_ok());
    assert!(release.verdict(false).unwrap_err().hint.is_some());
    fs::remove_file(fixture.path(B)).unwrap();
    assert!(fixture.verify().unwrap().verdict(true).is_err());
}

#[test]
fn a_link_in_place_of_a_file_is_altered() {
    let fixture = Fixture::new();
    let elsewhere = tempfile::NamedTempFile::new().unwrap();
    fs::write(elsewhere.path(), b"archive").unwrap();
    fs::remove_file(fixture.path(A)).unwrap();
    symlink(elsewhere.path(), fixture.path(A)).unwrap();
    assert_eq!(
        fixture.verify().unwrap().altered[A],
        "cannot be read: not a regular file"
    );
}

#[test]
fn an_altered_list_signature_or_comment_is_refused() {
    let fixture = Fixture::new();
    let list = fs::read_to_string(fixture.path(CHECKSUMS)).unwrap();
    fixture.write(CHECKSUMS, list.replace(A, "other.tar.gz").as_bytes());
    assert!(fixture.refused().contains("does not verify over SHA256SUMS"));
    fixture.write(CHECKSUMS, list.as_bytes());
    let signature = fs::read_to_string(fixture.path(SIGNATURE)).unwrap();
    fixture.write(
        SIGNATURE,
        signature.replace("minoots 1.0.0", "minoots 2.0.0").as_bytes(),
    );
    assert!(fixture.refused().contains("does not verify over SHA256SUMS"));
    fixture.write(SIGNATURE, b"untrusted comment: none\n");
    assert!(fixture.refused().contains("not a minisign signature"));
    fs::remove_file(fixture.path(SIGNATURE)).unwrap();
    assert!(fixture.refused().contains("cannot read"));
}

#[test]
fn a_signature_by_another_key_is_refused() {
    let fixture = Fixture::new();
    let other = KeyPair::generate_unencrypted_keypair().unwrap().pk.to_base64();
    assert!(fixture.verify_with(&other).is_err());
}

#[test]
fn a_signed_list_that_leaves_the_directory_is_refused() {
    let fixture = Fixture::new();
    fixture.write(CHECKSUMS, format!("{}  ../a\n", fixture.digest(A)).as_bytes());
    fixture.sign();
    assert_eq!(
        fixture.refused(),
        "SHA256SUMS: line 1: \"../a\" is not a plain file name"
    );
}

#[test]
fn a_key_that_is_none_is_a_usage_error() {
    let failure = Fixture::new().verify_with("no-key").unwrap_err();
    assert_eq!(failure.exit, Exit::Usage);
    assert!(
        failure.message.starts_with("key: no-key: not a minisign public key"),
        "{}",
        failure.message
    );
}
