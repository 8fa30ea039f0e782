#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;

const USE: Use<'_> = Use {
    tenant: "dev",
    webhook: "hook",
    what: "secrets",
};

#[test]
fn what_is_sealed_opens_for_its_use_and_no_other() {
    let key = SecretsKey::generate().unwrap();
    let sealed = key.seal(USE, b"whsec_x").unwrap();
    assert_eq!(key.open(USE, &sealed).unwrap().as_slice(), b"whsec_x");
    assert!(!sealed.windows(7).any(|window| window == b"whsec_x"));
    assert_ne!(sealed, key.seal(USE, b"whsec_x").unwrap(), "a nonce twice");
    for other in [
        Use { tenant: "rival", ..USE },
        Use {
            webhook: "other",
            ..USE
        },
        Use { what: "headers", ..USE },
        // A byte moved between neighbours.
        Use {
            tenant: "de",
            webhook: "vhook",
            ..USE
        },
    ] {
        assert_eq!(key.open(other, &sealed).unwrap_err(), Error::Altered);
    }
}

#[test]
fn another_key_and_altered_bytes_are_refused() {
    let key = SecretsKey::generate().unwrap();
    let sealed = key.seal(USE, b"secret").unwrap();
    let other = SecretsKey::generate().unwrap();
    assert_eq!(other.open(USE, &sealed).unwrap_err(), Error::OtherKey);
    for at in 0..sealed.len() {
        let mut altered = sealed.clone();
        altered[at] ^= 1;
        assert!(key.open(USE, &altered).is_err(), "byte {at}");
    }
    for length in 0..sealed.len() {
        assert!(key.open(USE, &sealed[..length]).is_err(), "{length} bytes");
    }
}

#[test]
fn a_key_reads_as_it_was_written() {
    let key = SecretsKey::generate().unwrap();
    let again = SecretsKey::parse(&key.expose()).unwrap();
    let sealed = key.seal(USE, b"secret").unwrap();
    assert_eq!(again.open(USE, &sealed).unwrap().as_slice(), b"secret");
    assert_eq!(again.digest(b"x"), key.digest(b"x"));
    assert_ne!(key.digest(b"x"), key.digest(b"y"));
    assert_eq!(format!("{key:?}"), "SecretsKey");
    for text in ["", "AAAA", "=", &"A".repeat(44)] {
        assert_eq!(SecretsKey::parse(text).unwrap_err(), Error::Key, "{text:?}");
    }
}
