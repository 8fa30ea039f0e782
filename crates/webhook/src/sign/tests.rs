#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::{Content, ContentError, Received, Refused, Verifier, check};
use crate::secret::{Secret, SecretSet};

const NOW: u64 = 1_767_323_045;

fn set(secrets: &[&Secret]) -> SecretSet {
    SecretSet::new(secrets.iter().map(|secret| (*secret).clone())).unwrap()
}

fn verify(keys: &[&str], id: &str, timestamp: &str, signature: &str, body: &[u8], now_s: u64) -> Result<(), Refused> {
    let received = Received {
        id,
        timestamp,
        signature,
    };
    Verifier::new(keys.iter().copied())
        .unwrap()
        .verify(received, body, now_s)
}

/// The example of the specification's own libraries.
#[test]
fn hmac_agrees_with_the_published_example() {
    let secret = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
    let content = Content::new(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1_614_265_330,
        br#"{"test": 2432232314}"#,
    )
    .unwrap();
    assert_eq!(
        content.sign(&set(&[&secret])),
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    );
}

#[test]
fn either_kind_verifies_and_every_change_is_refused() {
    let (hmac, ed25519) = (Secret::generate_hmac().unwrap(), Secret::generate_ed25519().unwrap());
    let (by_hmac, by_ed25519) = (hmac.expose(), ed25519.public().unwrap());
    let signature = Content::new("e1", NOW, b"{}").unwrap().sign(&set(&[&hmac, &ed25519]));
    let time = NOW.to_string();
    let (other_hmac, other_ed25519) = (Secret::generate_hmac().unwrap(), Secret::generate_ed25519().unwrap());
    let others = [other_hmac.expose().to_string(), other_ed25519.public().unwrap()];
    for (key, other) in [(by_hmac.as_str(), &others[0]), (by_ed25519.as_str(), &others[1])] {
        let keys = [key];
        assert_eq!(verify(&keys, "e1", &time, &signature, b"{}", NOW), Ok(()));
        assert_eq!(verify(&keys, "e1", &time, &signature, b"{}", NOW + 300), Ok(()));
        assert_eq!(
            verify(&keys, "e1", &time, &signature, b"{}", NOW + 301),
            Err(Refused::Timestamp)
        );
        assert_eq!(
            verify(&keys, "e1", &time, &signature, b"{}", NOW - 301),
            Err(Refused::Timestamp)
        );
        assert_eq!(
            verify(&keys, "e1", &time, &signature, b"{ }", NOW),
            Err(Refused::Signature)
        );
        assert_eq!(
            verify(&keys, "e2", &time, &signature, b"{}", NOW),
            Err(Refused::Signature)
        );
        let later = (NOW + 1).to_string();
        assert_eq!(
            verify(&keys, "e1", &later, &signature, b"{}", NOW),
            Err(Refused::Signature)
        );
        assert_eq!(
            verify(&[other], "e1", &time, &signature, b"{}", NOW),
            Err(Refused::Signature)
        );
        // A signature of one kind does not verify as the other kind.
        let swapped = signature
            .replace("v1,", "v1x,")
            .replace("v1a,", "v1,")
            .replace("v1x,", "v1a,");
        assert_eq!(
            verify(&keys, "e1", &time, &swapped, b"{}", NOW),
            Err(Refused::Signature)
        );
    }
}

#[test]
fn during_a_rotation_both_secrets_verify() {
    let (old, new, gone) = (
        Secret::generate_hmac().unwrap(),
        Secret::generate_hmac().unwrap(),
        Secret::generate_hmac().unwrap(),
    );
    let signature = Content::new("e1", NOW, b"{}").unwrap().sign(&set(&[&new, &old]));
    assert_eq!(signature.split(' ').count(), 2);
    let by = |secret: &Secret| verify(&[&secret.expose()], "e1", &NOW.to_string(), &signature, b"{}", NOW);
    assert_eq!(
        (by(&old), by(&new), by(&gone)),
        (Ok(()), Ok(()), Err(Refused::Signature))
    );
    assert_eq!(
        verify(
            &[&gone.expose(), &old.expose()],
            "e1",
            &NOW.to_string(),
            &signature,
            b"{}",
            NOW
        ),
        Ok(())
    );
}

#[test]
fn malformed_headers_are_refused() {
    let key = Secret::generate_hmac().unwrap().expose();
    for (id, timestamp) in [
        ("", "1"),
        ("a b", "1"),
        ("e1", ""),
        ("e1", "+1"),
        ("e1", "01"),
        ("e1", "1.0"),
        ("e1", "-1"),
    ] {
        assert_eq!(
            verify(&[&key], id, timestamp, "v1,AAAA", b"{}", 1),
            Err(Refused::Malformed)
        );
    }
    for signature in ["", " ", "v1", "v1,", "v1,!", "v1,AAAA", "v2,AAAA", "v1a,AAAA"] {
        assert_eq!(verify(&[&key], "e1", "1", signature, b"{}", 1), Err(Refused::Signature));
    }
}

#[test]
fn weak_and_private_keys_do_not_verify() {
    for key in [
        "",
        "whpk_AAAA",
        "whpk_!",
        "whsec_AAAA",
        // A point of small order: anyone could sign for it.
        "whpk_AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "whpk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        &Secret::generate_ed25519().unwrap().expose(),
    ] {
        assert!(Verifier::new([key]).is_err(), "{key}");
    }
}

#[test]
fn event_ids_can_be_signed() {
    for id in [
        "timer:dev:t1:1",
        "timer:dev:a.1767323045.b:1",
        "dev:0:0:17",
        "timer:a.b:1.2.3:9",
        "1",
    ] {
        assert_eq!(check(id, b"{}"), Ok(()), "{id}");
    }
    for id in ["", "a b", "a\n", "\u{e4}", "a.1.{b", &*"a".repeat(513)] {
        assert_eq!(check(id, b"{}"), Err(ContentError::Id), "{id}");
    }
    for body in ["", " {}", "[]", "1.{}"] {
        assert_eq!(check("a", body.as_bytes()), Err(ContentError::Body), "{body}");
    }
}

/// A tenant chooses the id of a timer. It may resemble the other parts of the signed bytes.
#[test]
fn a_moved_border_between_id_and_body_is_refused() {
    let secret = Secret::generate_hmac().unwrap();
    let signature = Content::new(&format!("a.{NOW}.b"), NOW, b"{}")
        .unwrap()
        .sign(&set(&[&secret]));
    let moved_body = format!("b.{NOW}.{{}}");
    let time = NOW.to_string();
    let refused = verify(&[&secret.expose()], "a", &time, &signature, moved_body.as_bytes(), NOW);
    assert_eq!(refused, Err(Refused::Malformed));
}

proptest! {
    #[test]
    fn signed_bytes_have_one_reading(id in "[a-c1-3.:]{1,16}", time: u64, body in "\\{[1-3.{}]{0,16}") {
        let content = Content::new(&id, time, body.as_bytes()).unwrap();
        let text = String::from_utf8(content.0).unwrap();
        let parts: Vec<&str> = text.split('.').collect();
        let readings: Vec<usize> = (1..parts.len().saturating_sub(1)).filter(|&at| {
            let (id, body) = (parts[..at].join("."), parts[at + 1..].join("."));
            parts[at].parse::<u64>().is_ok() && check(&id, body.as_bytes()).is_ok()
        }).collect();
        prop_assert_eq!(readings, [id.split('.').count()]);
    }

    #[test]
    fn a_flipped_bit_anywhere_is_refused(rest in proptest::collection::vec(any::<u8>(), 1..200), at: prop::sample::Index, bit in 0..8u8) {
        let body = [b"{".as_slice(), &rest].concat();
        let secret = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signature = Content::new("e1", NOW, &body).unwrap().sign(&set(&[&secret]));
        let mut flipped = body.clone();
        flipped[1 + at.index(rest.len())] ^= 1 << bit;
        let key = secret.expose();
        let time = NOW.to_string();
        prop_assert_eq!(verify(&[&key], "e1", &time, &signature, &body, NOW), Ok(()));
        prop_assert_eq!(verify(&[&key], "e1", &time, &signature, &flipped, NOW), Err(Refused::Signature));
    }

    #[test]
    fn any_header_is_judged(id: String, timestamp: String, signature: String) {
        let key = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap().expose();
        let refused = verify(&[&key], &id, &timestamp, &signature, b"{}", NOW).is_err();
        prop_assert!(refused);
    }
}
