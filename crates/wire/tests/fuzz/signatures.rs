//! Envelopes and key sets: only signed bytes verify (G17).

use minoots_fuzz::Campaign;
use minoots_wire::envelope::Verifier;
use serde_json::Value;

const VECTORS: &str = include_str!("../../../../tests/vectors/envelope.json");

fn vectors() -> Value {
    serde_json::from_str(VECTORS).unwrap()
}

#[test]
fn no_other_signature_than_the_signed_one_verifies() {
    let vectors = vectors();
    let verifier = Verifier::from_jwks(vectors["jwks"].to_string().as_bytes()).unwrap();
    let case = vectors["valid"].as_array().unwrap();
    let case = case.iter().find(|case| case["payload_base64"].is_string()).unwrap();
    let payload = base64_payload(case);
    let signature = case["signature"].as_str().unwrap();
    verifier.verify(&payload, signature).unwrap();
    Campaign::new("detached signature")
        .examples([signature])
        .words(["..", ".", "=", "eyJ", "-", "_", "+"])
        .slower_by(4)
        .run(|input| {
            let Ok(text) = std::str::from_utf8(input) else {
                return "not text".to_owned();
            };
            match verifier.verify(&payload, text) {
                Ok(_) => {
                    assert_eq!(text, signature, "another text verifies");
                    "the signature".to_owned()
                }
                Err(refused) => format!("{}: {refused}", refused.reason()),
            }
        });
}

#[test]
fn a_key_set_is_read_or_refused() {
    let vectors = vectors();
    Campaign::new("key set")
        .examples([vectors["jwks"].to_string()])
        .words([
            "\"kty\":\"EC\"",
            "\"crv\":\"X25519\"",
            "\"x\":\"\"",
            "{",
            "[",
            "null",
            "\"kid\":1",
        ])
        .slower_by(4)
        .run(|input| match Verifier::from_jwks(input) {
            Ok(_) => "keys".to_owned(),
            Err(refused) => format!("{}: {refused}", refused.reason()),
        });
}

fn base64_payload(case: &Value) -> Vec<u8> {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    STANDARD.decode(case["payload_base64"].as_str().unwrap()).unwrap()
}
