#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;

const JWKS: &str =
    r#"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"test-1","x":"GDmzGRLQs3xao6RbNt26crdQu6ku_dxlM0z1ZmZlYG4"}]}"#;
const SIGNATURE: &str = "eyJhbGciOiJFZERTQSIsImN0eSI6ImFwcGxpY2F0aW9uL2Nsb3VkZXZlbnRzK2pzb24iLCJraWQiOiJ0ZXN0LTEiLCJ0eXAiOiJtaW5vb3RzLWV2ZW50K2p3cyJ9..HRc2hEBD4RhY_r51pmr_iA89I4vJuXfTrQPtrSUVrMAtlF7iDejpsqe3o-N9o-2w2ZuiO_z3bPpXv-iI0eeVAA";
const PAYLOAD: &str = "eyJzcGVjdmVyc2lvbiI6IjEuMCIsImlkIjoidGltZXI6ZGV2OnQxOjEiLCJzb3VyY2UiOiIvY2x1c3RlcnMvYzEvdGVuYW50cy9kZXYiLCJ0eXBlIjoidGltZXIuZmlyZWQiLCJzdWJqZWN0IjoidGltZXJzL3QxIiwidGltZSI6IjIwMjYtMDEtMDJUMDM6MDQ6MDUuNjc4WiIsImRhdGFjb250ZW50dHlwZSI6InRleHQvcGxhaW4iLCJ0ZW5hbnQiOiJkZXYiLCJkYXRhIjoiaGVsbG8ifQ==";

fn line() -> serde_json::Value {
    json!({
        "id": "timer:dev:t1:1",
        "type": "timer.fired",
        "subject": "timers/t1",
        "time": "2026-01-02T03:04:05.678Z",
        "dedupeKey": "timer:dev:t1:1",
        "fence": "unsigned",
        "payload": PAYLOAD,
        "signature": SIGNATURE,
    })
}

fn verify(text: &str) -> (u64, Vec<(u64, Problem)>) {
    let verifier = Verifier::from_jwks(JWKS.as_bytes()).unwrap();
    let mut failed = Vec::new();
    let verified = check_lines(&verifier, &mut text.as_bytes(), |number, problem| {
        failed.push((number, problem))
    });
    (verified.unwrap(), failed)
}

#[test]
fn a_line_as_printed_verifies_with_or_without_a_last_line_end() {
    assert_eq!(verify(&format!("{}\n\n{}", line(), line())), (2, vec![]));
}

#[test]
fn a_shown_field_that_the_payload_does_not_say_fails_the_line() {
    for field in ["id", "type", "subject", "time", "dedupeKey"] {
        let mut forged = line();
        forged[field] = json!("forged");
        assert_eq!(verify(&forged.to_string()), (0, vec![(1, Problem::Differs(field))]));
    }
}

#[test]
fn a_swapped_payload_fails_with_its_line_number() {
    let mut forged = line();
    forged["payload"] = json!(STANDARD.encode(b"{}"));
    let (verified, failed) = verify(&format!("{}\n{forged}\n", line()));
    assert_eq!((verified, failed.len(), failed[0].0), (1, 1, 2));
    assert!(
        failed[0].1.to_string().starts_with("SIGNATURE_INVALID"),
        "{}",
        failed[0].1
    );
}

#[test]
fn an_unsigned_event_fails() {
    let mut unsigned = line();
    unsigned["signature"] = json!("");
    assert_eq!(verify(&unsigned.to_string()), (0, vec![(1, Problem::Unsigned)]));
}

#[test]
fn malformed_lines_fail_verification() {
    let (verified, failed) = verify("hello\n");
    assert_eq!((verified, failed.len()), (0, 1));
    assert!(failed[0].1.to_string().starts_with("MALFORMED"), "{}", failed[0].1);
}

#[test]
fn a_line_says_of_a_payload_only_what_was_signed() {
    for (shown, is_signed) in [(false, true), (true, false)] {
        let mut line = line();
        line["payloadShredded"] = shown.into();
        let (verified, failed) = verify(&line.to_string());
        assert_eq!((verified == 1, failed.is_empty()), (is_signed, is_signed), "{failed:?}");
    }
}
