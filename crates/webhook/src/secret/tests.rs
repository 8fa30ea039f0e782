#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::{Error, SECRETS_MAX, Secret, SecretSet};

fn hmac() -> Secret {
    Secret::generate_hmac().unwrap()
}

fn ed25519() -> Secret {
    Secret::generate_ed25519().unwrap()
}

#[test]
fn both_kinds_read_what_they_show() {
    for (secret, prefix, length) in [(hmac(), "whsec_", 6 + 44), (ed25519(), "whsk_", 5 + 88)] {
        let text = secret.expose();
        assert!(text.starts_with(prefix) && text.len() == length);
        assert_eq!(Secret::parse(&text).unwrap().expose(), text);
    }
    assert_ne!(hmac().expose(), hmac().expose());
    assert_ne!(ed25519().expose(), ed25519().expose());
    assert_eq!(hmac().public(), None);
    assert!(ed25519().public().unwrap().starts_with("whpk_"));
}

#[test]
fn malformed_secrets_are_refused_by_rule() {
    let wrong_half = {
        let (one, other) = (ed25519().expose(), ed25519().expose());
        // The seed is the first 32 bytes, and the first 40 characters lie within it.
        format!("{}{}", &one[..45], &other[45..])
    };
    for (text, error) in [
        ("", Error::Prefix),
        ("whsec", Error::Prefix),
        ("WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", Error::Prefix),
        ("whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", Error::Prefix),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!", Error::Encoding),
        ("whsec_", Error::Length(0)),
        ("whsec_AAAA", Error::Length(3)),
        (&format!("whsec_{}", "AAAA".repeat(22)), Error::Length(66)),
        ("whsk_AAAA", Error::KeyPair),
        (&wrong_half, Error::KeyPair),
    ] {
        assert_eq!(Secret::parse(text).unwrap_err(), error, "{text}");
    }
    assert!(Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").is_ok());
}

#[test]
fn a_set_holds_one_for_hmac_and_no_secret_twice() {
    let set = SecretSet::new([ed25519(), hmac(), ed25519(), hmac()]).unwrap();
    let kinds: Vec<String> = set.as_slice().iter().map(|secret| format!("{secret:?}")).collect();
    assert_eq!(kinds, ["whsec_…", "whsec_…", "whsk_…", "whsk_…"]);
    let refused = |secrets: Vec<Secret>| SecretSet::new(secrets).unwrap_err();
    assert_eq!(refused(vec![]), Error::NoHmac);
    assert_eq!(refused(vec![ed25519()]), Error::NoHmac);
    let one = hmac();
    assert_eq!(refused(vec![one.clone(), hmac(), one]), Error::Duplicate);
    let many = (0..=SECRETS_MAX).map(|_| hmac()).collect();
    assert_eq!(refused(many), Error::TooMany(SECRETS_MAX + 1));
}

#[test]
fn secrets_are_in_no_debug_and_no_error() {
    let set = SecretSet::new([hmac(), ed25519()]).unwrap();
    assert_eq!(format!("{set:?}"), "SecretSet([whsec_…, whsk_…])");
    for text in ["s3cr3t", "whsec_s3cr3t", "whsk_s3cr3t", "whsec_s3cr3t00"] {
        let error = Secret::parse(text).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("s3cr3t"));
        assert!(error.to_string().starts_with("secret"));
    }
}

proptest! {
    #[test]
    fn any_text_is_judged(text in "(whsec_|whsk_)?[A-Za-z0-9+/=]{0,100}") {
        if let Ok(secret) = Secret::parse(&text) {
            prop_assert_eq!(&*secret.expose(), &text);
        }
    }
}
