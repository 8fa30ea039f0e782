#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;

const USE: Use<'_> = Use {
    tenant: "dev",
    object: "hook",
    what: "secrets",
};

#[test]
fn sealed_data_opens_only_for_its_use() {
    let key = SecretsKey::generate().unwrap();
    let sealed = key.seal(USE, b"whsec_x").unwrap();
    assert_eq!(key.open(USE, &sealed).unwrap().as_slice(), b"whsec_x");
    assert!(!sealed.windows(7).any(|window| window == b"whsec_x"));
    assert_ne!(sealed, key.seal(USE, b"whsec_x").unwrap(), "a nonce twice");
    for other in [
        Use { tenant: "rival", ..USE },
        Use { object: "other", ..USE },
        Use { what: "headers", ..USE },
        // One byte moved from one field to its neighbour.
        Use {
            tenant: "de",
            object: "vhook",
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

#[test]
fn a_key_that_was_replaced_opens_on_and_seals_no_more() {
    let (old, new) = (SecretsKey::generate().unwrap(), SecretsKey::generate().unwrap());
    let sealed = old.seal(USE, b"secret").unwrap();
    let (new_text, old_text) = (new.expose(), old.expose());
    let both = SecretsKey::parse_all([new_text.as_str(), old_text.as_str()]).unwrap();
    assert_eq!(both.open(USE, &sealed).unwrap().as_slice(), b"secret");
    assert!(both.opens(&sealed) && !both.has_sealed(&sealed) && !new.opens(&sealed));
    assert_eq!(
        old.open(USE, &both.seal(USE, b"secret").unwrap()).unwrap_err(),
        Error::OtherKey
    );
    assert_eq!(both.id(), new.id());
    assert_eq!(SecretsKey::parse_all([]).unwrap_err(), Error::Key);
    assert_eq!(
        SecretsKey::parse_all([new_text.as_str(); KEYS_MAX + 1]).unwrap_err(),
        Error::Key
    );
}

#[test]
fn a_payload_opens_for_its_place_under_its_key_alone() {
    let secrets = SecretsKey::generate().unwrap();
    let wrapped = PayloadKey::generate(&secrets, "dev", 1).unwrap();
    let key = PayloadKey::unwrap(&secrets, "dev", 1, &wrapped).unwrap();
    let sealed = key.seal(USE, b"a payload").unwrap();
    assert_eq!(sealed.len(), b"a payload".len() + OVERHEAD);
    assert_eq!(key.open(USE, &sealed).unwrap(), b"a payload");
    assert!(!sealed.windows(7).any(|window| window == b"payload"));
    assert_eq!(
        key.open(Use { tenant: "rival", ..USE }, &sealed).unwrap_err(),
        Error::Altered
    );
    assert_eq!(
        key.open(Use { object: "other", ..USE }, &sealed).unwrap_err(),
        Error::Altered
    );
    assert_eq!(key.open(USE, b"short").unwrap_err(), Error::Form);
    let other = PayloadKey::generate(&secrets, "dev", 2).unwrap();
    let other = PayloadKey::unwrap(&secrets, "dev", 2, &other).unwrap();
    assert_eq!(other.open(USE, &sealed).unwrap_err(), Error::Altered);
    assert_ne!(other.digest(b"x"), key.digest(b"x"));
    assert_eq!(format!("{key:?}"), "PayloadKey");
}

#[test]
fn a_payload_key_is_of_one_tenant_and_number_and_survives_another_secrets_key() {
    let old = SecretsKey::generate().unwrap();
    let wrapped = PayloadKey::generate(&old, "dev", 1).unwrap();
    let sealed = PayloadKey::unwrap(&old, "dev", 1, &wrapped)
        .unwrap()
        .seal(USE, b"x")
        .unwrap();
    assert_eq!(
        PayloadKey::unwrap(&old, "rival", 1, &wrapped).unwrap_err(),
        Error::Altered
    );
    assert_eq!(
        PayloadKey::unwrap(&old, "dev", 2, &wrapped).unwrap_err(),
        Error::Altered
    );
    let new = SecretsKey::generate().unwrap();
    let (new_text, old_text) = (new.expose(), old.expose());
    let both = SecretsKey::parse_all([new_text.as_str(), old_text.as_str()]).unwrap();
    let again = PayloadKey::rewrap(&both, "dev", 1, &wrapped).unwrap();
    assert!(both.has_sealed(&again));
    let key = PayloadKey::unwrap(&new, "dev", 1, &again).unwrap();
    assert_eq!(key.open(USE, &sealed).unwrap(), b"x");
    assert_eq!(PayloadKey::unwrap(&old, "dev", 1, &again).unwrap_err(), Error::OtherKey);
}
