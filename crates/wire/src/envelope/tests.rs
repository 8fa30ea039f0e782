#![allow(clippy::unwrap_used, clippy::expect_used)]

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value, json};

use super::*;

const VECTORS: &str = include_str!("../../../../tests/vectors/envelope.json");

const TYP: &str = r#""typ":"minoots-event+jws""#;

fn vectors() -> Value {
    serde_json::from_str(VECTORS).unwrap()
}

fn payload(case: &Value) -> Vec<u8> {
    if let Some(text) = case["payload_base64"].as_str() {
        return STANDARD.decode(text).unwrap();
    }
    let repeat = &case["payload_repeat"];
    let byte = u8::try_from(repeat["byte"].as_u64().unwrap()).unwrap();
    vec![byte; usize::try_from(repeat["count"].as_u64().unwrap()).unwrap()]
}

fn verifier() -> Verifier {
    Verifier::from_jwks(vectors()["jwks"].to_string().as_bytes()).unwrap()
}

fn key_set(keys: Value) -> Result<KeySet, VerifyError> {
    KeySet::parse(json!({ "keys": keys }).to_string().as_bytes())
}

fn ed25519_jwk(kid: &str, x: &[u8]) -> Value {
    json!({ "kty": "OKP", "crv": "Ed25519", "kid": kid, "x": URL_SAFE_NO_PAD.encode(x) })
}

/// A correct signature, under any header, by the key with this seed.
fn signed(seed: u8, header: &str, payload: &[u8]) -> (Verifier, String) {
    let key = SigningKey::from_bytes(&[seed; 32]);
    let header = URL_SAFE_NO_PAD.encode(header);
    let signature = key.sign(format!("{header}.{}", URL_SAFE_NO_PAD.encode(payload)).as_bytes());
    let mut keys = KeySet::default();
    keys.insert("k", key.verifying_key().as_bytes()).unwrap();
    (
        Verifier::new(keys),
        format!("{header}..{}", URL_SAFE_NO_PAD.encode(signature.to_bytes())),
    )
}

fn reason_for_header(header: &str) -> &'static str {
    let (verifier, signature) = signed(1, header, b"{}");
    verifier.verify(b"{}", &signature).unwrap_err().reason()
}

#[test]
fn every_valid_vector_verifies_with_the_key_it_names() {
    let (vectors, verifier) = (vectors(), verifier());
    let cases = vectors["valid"].as_array().unwrap();
    assert_eq!(cases.len(), 6);
    for case in cases {
        let kid = verifier.verify(&payload(case), case["signature"].as_str().unwrap());
        let expected = if case["name"] == "second key" {
            "test-2"
        } else {
            "test-1"
        };
        assert_eq!(kid, Ok(expected), "{}", case["name"]);
    }
}

#[test]
fn every_invalid_vector_is_refused_for_the_reason_given() {
    let (vectors, verifier) = (vectors(), verifier());
    let cases = vectors["invalid"].as_array().unwrap();
    assert_eq!(cases.len(), 12);
    for case in cases {
        let error = if case["expect"] == "KEY_WEAK" {
            let weak = &vectors["weak_key_x"];
            key_set(json!([{ "kty": "OKP", "crv": "Ed25519", "kid": "weak", "x": weak }])).unwrap_err()
        } else {
            verifier
                .verify(&payload(case), case["signature"].as_str().unwrap())
                .unwrap_err()
        };
        assert_eq!(error.reason(), case["expect"], "{}", case["name"]);
    }
}

#[test]
fn every_truncation_of_a_signature_is_refused() {
    let (verifier, signature) = signed(1, &format!(r#"{{"alg":"EdDSA","kid":"k",{TYP}}}"#), b"{}");
    assert_eq!(verifier.verify(b"{}", &signature), Ok("k"));
    for length in 0..signature.len() {
        let error = verifier.verify(b"{}", &signature[..length]).unwrap_err();
        assert!(
            ["MALFORMED", "SIGNATURE_INVALID"].contains(&error.reason()),
            "{length}: {error}"
        );
    }
}

#[test]
fn every_changed_character_of_a_signature_is_refused() {
    let (verifier, signature) = signed(1, &format!(r#"{{"alg":"EdDSA","kid":"k",{TYP}}}"#), b"{}");
    for index in 0..signature.len() {
        let mut changed = signature.clone().into_bytes();
        changed[index] = if changed[index] == b'A' { b'B' } else { b'A' };
        assert!(
            verifier.verify(b"{}", std::str::from_utf8(&changed).unwrap()).is_err(),
            "{index}"
        );
    }
}

#[test]
fn a_correctly_signed_header_that_says_more_than_the_key_allows_is_refused() {
    for header in [
        format!(r#"{{"alg":"ES256","kid":"k",{TYP}}}"#),
        format!(r#"{{"alg":"eddsa","kid":"k",{TYP}}}"#),
        format!(r#"{{"alg":"EdDSA","crit":["exp"],"kid":"k",{TYP}}}"#),
        format!(r#"{{"alg":"EdDSA","crit":null,"kid":"k",{TYP}}}"#),
        format!(r#"{{"alg":"EdDSA","b64":true,"kid":"k",{TYP}}}"#),
        r#"{"alg":"EdDSA","kid":"k","typ":"minoots-audit+jws"}"#.to_owned(),
        r#"{"alg":"EdDSA","kid":"k"}"#.to_owned(),
    ] {
        assert_eq!(reason_for_header(&header), "SIGNATURE_INVALID", "{header}");
    }
}

#[test]
fn a_correctly_signed_header_that_two_parsers_may_read_differently_is_malformed() {
    for header in [
        format!(r#"{{"alg":"none","alg":"EdDSA","kid":"k",{TYP}}}"#),
        format!(r#"{{"alg":"EdDSA","kid":"x","\u006bid":"k",{TYP}}}"#),
        format!(r#"{{"alg":"EdDSA",{TYP}}}"#),
        format!(r#"{{"kid":"k",{TYP}}}"#),
        format!(r#"{{"alg":["EdDSA"],"kid":"k",{TYP}}}"#),
        r#"["EdDSA"]"#.to_owned(),
        String::new(),
    ] {
        assert_eq!(reason_for_header(&header), "MALFORMED", "{header}");
    }
}

#[test]
fn header_members_that_change_nothing_are_ignored() {
    let header = format!(r#"{{"alg":"EdDSA","jku":"https://evil.example","kid":"k","x":1,{TYP}}}"#);
    let (verifier, signature) = signed(1, &header, b"payload");
    assert_eq!(verifier.verify(b"payload", &signature), Ok("k"));
}

#[test]
fn a_header_that_names_an_algorithm_of_its_own_is_invalid_before_its_key_is_looked_up() {
    assert_eq!(
        reason_for_header(&format!(r#"{{"alg":"none","kid":"unknown",{TYP}}}"#)),
        "SIGNATURE_INVALID"
    );
}

#[test]
fn an_overlong_signature_is_malformed() {
    let long = format!("{}..{}", "A".repeat(5000), "A".repeat(86));
    assert_eq!(verifier().verify(b"{}", &long).unwrap_err().reason(), "MALFORMED");
}

#[test]
fn small_order_keys_are_weak() {
    // The points of order 1, 2, 4, and 8, canonically encoded.
    let order_2 = {
        let mut bytes = [0xff; 32];
        bytes[0] = 0xec;
        bytes[31] = 0x7f;
        bytes
    };
    let order_8 = STANDARD.decode("JuiVj8KyJ7BFw/SJ8u+Y8NXfrAXTxjM5sTgCiG1T/AU=").unwrap();
    let mut identity = [0; 32];
    identity[0] = 1;
    for bytes in [&identity[..], &order_2, &[0; 32], &order_8] {
        let error = KeySet::default().insert("k", bytes).unwrap_err();
        assert_eq!(error, VerifyError::KeyWeak("k".into()), "{bytes:x?}");
    }
}

#[test]
fn keys_that_do_not_encode_a_point_canonically_are_weak() {
    // y = p + 3, which decompression takes for y = 3, and the identity with the sign of its zero x set.
    let mut above_p = [0xff; 32];
    above_p[0] = 0xf0;
    above_p[31] = 0x7f;
    let mut negative_zero = [0; 32];
    negative_zero[0] = 1;
    negative_zero[31] = 0x80;
    // y = 2 is on no point of the curve.
    let mut no_point = [0; 32];
    no_point[0] = 2;
    assert!(
        ed25519_dalek::VerifyingKey::from_bytes(&above_p).is_ok(),
        "only the re-encoding tells"
    );
    assert!(ed25519_dalek::VerifyingKey::from_bytes(&no_point).is_err());
    for bytes in [above_p, negative_zero, no_point] {
        assert_eq!(
            KeySet::default().insert("k", &bytes).unwrap_err().reason(),
            "KEY_WEAK",
            "{bytes:x?}"
        );
    }
}

#[test]
fn keys_of_other_types_in_a_set_are_skipped() {
    let ours = SigningKey::from_bytes(&[7; 32]).verifying_key();
    let mut encryption = ed25519_jwk("b", ours.as_bytes());
    encryption["use"] = json!("enc");
    let keys = key_set(json!([
        { "kty": "RSA", "kid": "a", "n": "AQAB", "e": "AQAB" },
        { "kty": "OKP", "crv": "X25519", "kid": "c", "x": "AA" },
        { "kty": "oct", "k": "AA" },
        encryption,
        ed25519_jwk("mine", ours.as_bytes()),
    ]));
    assert_eq!(keys.unwrap().kids().collect::<Vec<_>>(), ["mine"]);
}

#[test]
fn a_key_set_that_is_not_one_is_malformed() {
    let key = SigningKey::from_bytes(&[7; 32]).verifying_key();
    let other = SigningKey::from_bytes(&[8; 32]).verifying_key();
    let mut private = ed25519_jwk("k", key.as_bytes());
    private["d"] = json!("AA");
    let mut nameless = ed25519_jwk("k", key.as_bytes());
    nameless.as_object_mut().unwrap().remove("kid");
    let padded = json!({ "kty": "OKP", "crv": "Ed25519", "kid": "k", "x": format!("{}=", URL_SAFE_NO_PAD.encode(key.as_bytes())) });
    for keys in [
        json!([private]),
        json!([nameless]),
        json!([padded]),
        json!([ed25519_jwk("k", &key.as_bytes()[..31])]),
        json!([ed25519_jwk("k", key.as_bytes()), ed25519_jwk("k", other.as_bytes())]),
        json!([{ "crv": "Ed25519" }]),
        json!({}),
    ] {
        assert_eq!(key_set(keys.clone()).unwrap_err().reason(), "MALFORMED", "{keys}");
    }
    for text in ["", "{}", "null", "<html>", r#"{"keys":[],"keys":[]}"#] {
        assert_eq!(
            KeySet::parse(text.as_bytes()).unwrap_err().reason(),
            "MALFORMED",
            "{text}"
        );
    }
}

#[test]
fn an_empty_key_set_is_read_and_knows_no_key() {
    let keys = key_set(json!([])).unwrap();
    assert!(keys.is_empty());
    let (_, signature) = signed(1, &format!(r#"{{"alg":"EdDSA","kid":"k",{TYP}}}"#), b"{}");
    assert_eq!(
        Verifier::new(keys).verify(b"{}", &signature),
        Err(VerifyError::KeyUnknown("k".into()))
    );
}

#[test]
fn a_key_set_reads_back_from_its_jwks() {
    let vectors = vectors();
    let written = verifier().keys().to_jwks();
    assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), vectors["jwks"]);
    assert_eq!(KeySet::parse(written.as_bytes()).unwrap().len(), 2);
}

#[test]
fn the_same_key_twice_is_one_key() {
    let key = SigningKey::from_bytes(&[7; 32]).verifying_key();
    let mut keys = KeySet::default();
    keys.insert("k", key.as_bytes()).unwrap();
    keys.insert("k", key.as_bytes()).unwrap();
    assert_eq!(keys.len(), 1);
}

#[test]
fn the_thumbprint_is_that_of_rfc_8037() {
    let x = URL_SAFE_NO_PAD
        .decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
        .unwrap();
    assert_eq!(
        thumbprint(&x.try_into().unwrap()),
        "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    );
}
