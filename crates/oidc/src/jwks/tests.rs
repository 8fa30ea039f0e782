#![allow(clippy::unwrap_used)]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Algorithm, KeySet, KeySetError, Unusable};

fn fixture(key: &str) -> Value {
    let fixtures: Value = serde_json::from_str(include_str!("../../tests/fixtures/keys.json")).unwrap();
    fixtures[key]["jwk"].clone()
}

fn vector(index: usize) -> Value {
    let fixtures: Value = serde_json::from_str(include_str!("../../tests/fixtures/keys.json")).unwrap();
    fixtures["vectors"]["jwks"]["keys"][index].clone()
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Returns the result of parsing this key, in a set with a valid key.
fn judge(mut key: Value, changes: &Value) -> Result<Algorithm, Unusable> {
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            key.as_object_mut().unwrap().remove(name);
        } else {
            key[name] = value.clone();
        }
    }
    key["kid"] = json!("judged");
    let set = json!({ "keys": [fixture("rsa_b"), key] }).to_string();
    let set = KeySet::parse(set.as_bytes()).unwrap();
    set.get("judged").unwrap().map(|key| key.algorithm())
}

#[test]
fn rsa_keys() {
    let key = fixture("rsa_a");
    let good = Ok(Algorithm::Rs256);
    let modulus = URL_SAFE_NO_PAD.decode(key["n"].as_str().unwrap()).unwrap();
    let with = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut modulus = modulus.clone();
        change(&mut modulus);
        json!({ "n": encode(&modulus) })
    };
    for (changes, expected) in [
        (json!({}), good),
        (json!({ "alg": null, "use": null }), good),
        (json!({ "use": null, "key_ops": ["verify"] }), good),
        (with(&|bytes| bytes.insert(0, 0)), good),
        (json!({ "e": encode(&[0, 1, 0, 1]) }), good),
        (json!({ "alg": "RS512" }), Err(Unusable::Algorithm)),
        (json!({ "alg": "ES256" }), Err(Unusable::Algorithm)),
        (json!({ "alg": "HS256" }), Err(Unusable::Algorithm)),
        (json!({ "alg": 1 }), Err(Unusable::Member("alg"))),
        (json!({ "use": "enc" }), Err(Unusable::Purpose)),
        (json!({ "key_ops": ["encrypt"] }), Err(Unusable::Purpose)),
        (json!({ "key_ops": "verify" }), Err(Unusable::Member("key_ops"))),
        (json!({ "kty": "oct", "k": "AAAA" }), Err(Unusable::Kind)),
        (json!({ "kty": null }), Err(Unusable::Member("kty"))),
        (json!({ "d": "AQAB" }), Err(Unusable::Private)),
        (json!({ "p": "AQAB" }), Err(Unusable::Private)),
        (json!({ "n": null }), Err(Unusable::Member("n"))),
        (json!({ "n": "a+b/" }), Err(Unusable::Member("n"))),
        (json!({ "n": "" }), Err(Unusable::Bits(0))),
        (with(&|bytes| bytes[0] &= 0x7f), Err(Unusable::Bits(2047))),
        (with(&|bytes| bytes.resize(1025, 1)), Err(Unusable::Bits(8200))),
        (with(&|bytes| bytes[255] &= 0xfe), Err(Unusable::Member("n"))),
        (json!({ "e": encode(&[3]) }), Err(Unusable::Exponent)),
        (json!({ "e": encode(&[1]) }), Err(Unusable::Exponent)),
        (json!({ "e": encode(&[1, 0, 0]) }), Err(Unusable::Exponent)),
        (json!({ "e": "" }), Err(Unusable::Exponent)),
        (json!({ "e": encode(&[1; 40]) }), Err(Unusable::Exponent)),
    ] {
        // Clearing the top bit may leave more than one leading zero.
        let found = match judge(key.clone(), &changes) {
            Err(Unusable::Bits(1024..2048)) => Err(Unusable::Bits(2047)),
            found => found,
        };
        assert_eq!(found, expected, "{changes}");
    }
    assert_eq!(judge(fixture("rsa_1024"), &json!({})), Err(Unusable::Bits(1024)));
    assert_eq!(judge(fixture("rsa_exponent_3"), &json!({})), Err(Unusable::Exponent));
}

#[test]
fn other_keys_must_say_what_they_are_for() {
    let (p256, ed25519) = (vector(1), vector(2));
    assert_eq!(judge(p256.clone(), &json!({})), Ok(Algorithm::Es256));
    assert_eq!(judge(ed25519.clone(), &json!({})), Ok(Algorithm::EdDsa));
    assert_eq!(
        judge(ed25519.clone(), &json!({ "alg": "Ed25519" })),
        Ok(Algorithm::EdDsa)
    );
    for (key, changes, expected) in [
        (&p256, json!({ "alg": null }), Unusable::Algorithm),
        (&p256, json!({ "alg": "RS256" }), Unusable::Algorithm),
        (&p256, json!({ "crv": "P-384" }), Unusable::Kind),
        (&p256, json!({ "crv": null }), Unusable::Kind),
        (&p256, json!({ "x": encode(&[1; 31]) }), Unusable::Member("x")),
        (&p256, json!({ "y": encode(&[1; 33]) }), Unusable::Member("y")),
        (&p256, json!({ "d": encode(&[1; 32]) }), Unusable::Private),
        (&ed25519, json!({ "alg": null }), Unusable::Algorithm),
        (&ed25519, json!({ "crv": "X25519" }), Unusable::Kind),
        (&ed25519, json!({ "x": encode(&[1; 31]) }), Unusable::Member("x")),
    ] {
        assert_eq!(judge(key.clone(), &changes), Err(expected), "{changes}");
    }
}

/// The points of small order in their canonical forms and in the forms that exceed the field, with either sign.
#[test]
fn points_of_small_order() {
    let mut forms = vec![[0_u8; 32]; 7];
    forms[1][0] = 1;
    let hex = |text: &str| -> Vec<u8> {
        let digits: Vec<u8> = text.chars().map(|digit| digit.to_digit(16).unwrap() as u8).collect();
        digits.chunks(2).map(|pair| pair[0] * 16 + pair[1]).collect()
    };
    forms[2].copy_from_slice(&hex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"));
    forms[3].copy_from_slice(&hex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"));
    for (index, low) in [(4, 0xec), (5, 0xed), (6, 0xee)] {
        forms[index] = [0xff; 32];
        forms[index][0] = low;
        forms[index][31] = 0x7f;
    }
    for form in forms {
        for sign in [0, 0x80] {
            let mut point = form;
            point[31] |= sign;
            let key = json!({ "x": encode(&point) });
            let judged = judge(vector(2), &key);
            // Bytes that are not a point verify nothing.
            let is_harmless = judged.is_ok()
                && {
                    let set = json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "kid": "k", "x": encode(&point) }] });
                    let key = KeySet::parse(set.to_string().as_bytes())
                        .unwrap()
                        .get("k")
                        .unwrap()
                        .unwrap();
                    let mut signature = [0; 64];
                    signature[0] = 1;
                    (0..200_u32).all(|message| !key.verifies(&message.to_be_bytes(), &signature))
                };
            assert!(judged == Err(Unusable::SmallOrder) || is_harmless, "{point:x?}");
        }
    }
    let mut neutral = [0; 32];
    neutral[0] = 1;
    assert_eq!(
        judge(vector(2), &json!({ "x": encode(&neutral) })),
        Err(Unusable::SmallOrder)
    );
}

#[test]
fn keys_are_found_by_their_names() {
    let mut nameless = fixture("rsa_a");
    nameless.as_object_mut().unwrap().remove("kid");
    let mut numbered = fixture("rsa_a");
    numbered["kid"] = json!(7);
    let set = json!({ "keys": [nameless, numbered, fixture("rsa_a"), fixture("rsa_b"), fixture("rsa_b")], "more": 1 });
    let set = KeySet::parse(set.to_string().as_bytes()).unwrap();
    assert!(matches!(set.get("a"), Some(Ok(_))));
    assert_eq!(set.get("b"), Some(Err(Unusable::Ambiguous)));
    assert_eq!(set.get("7"), None);
    assert_eq!(set.get(""), None);
    let only = json!({ "keys": [fixture("rsa_b"), fixture("rsa_b")] });
    assert_eq!(KeySet::parse(only.to_string().as_bytes()), Err(KeySetError::NoKeys));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_panic(bytes: Vec<u8>) {
        prop_assert!(KeySet::parse(&bytes).is_err());
    }

    #[test]
    fn no_key_panics(kty in "RSA|EC|OKP", crv in "P-256|Ed25519", alg in "RS256|ES256|EdDSA", n in prop::collection::vec(any::<u8>(), 0..300), x in prop::collection::vec(any::<u8>(), 30..34)) {
        let key = json!({ "kty": kty, "crv": crv, "alg": alg, "kid": "k", "n": encode(&n), "e": "AQAB", "x": encode(&x), "y": encode(&x) });
        let set = KeySet::parse(json!({ "keys": [key] }).to_string().as_bytes());
        if let Ok(set) = set {
            let key = set.get("k").unwrap().unwrap();
            prop_assert!(!key.verifies(b"message", &[1; 64]));
            prop_assert!(!key.verifies(b"message", &n));
        }
    }
}
