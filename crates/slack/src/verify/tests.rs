#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

/// The example of Slack's page about verifying requests.
const SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";
const TIME: &str = "1531420618";
const TIME_S: u64 = 1_531_420_618;
const BODY: &[u8] = b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
const SIGNED: &str = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";

fn secrets(texts: &[&str]) -> Secrets {
    Secrets::new(texts.iter().copied()).unwrap()
}

fn refusal(timestamp: Option<&str>, signature: Option<&str>, body: &[u8], now_s: u64) -> Refused {
    secrets(&[SECRET])
        .verify(timestamp, signature, body, now_s)
        .unwrap_err()
}

#[test]
fn row_71_slacks_own_example_is_genuine_within_300_s_either_way_and_not_at_301() {
    for now_s in [TIME_S - 300, TIME_S, TIME_S + 300] {
        let genuine = secrets(&[SECRET]).verify(Some(TIME), Some(SIGNED), BODY, now_s);
        assert_eq!(genuine.unwrap().body(), BODY);
    }
    let (time, signed) = (Some(TIME), Some(SIGNED));
    assert_eq!(refusal(time, signed, BODY, TIME_S + 301), Refused::Stale(301));
    assert_eq!(refusal(time, signed, BODY, TIME_S - 301), Refused::Ahead(301));
    for now_s in [TIME_S + 301, TIME_S - 301, u64::MAX] {
        assert_eq!(refusal(time, signed, BODY, now_s).reason(), "SLACK_TIMESTAMP");
    }
}

#[test]
fn a_secret_that_comes_or_goes_verifies_too() {
    let other = "0123456789abcdef0123456789abcdef";
    for order in [[SECRET, other], [other, SECRET]] {
        assert!(secrets(&order).verify(Some(TIME), Some(SIGNED), BODY, TIME_S).is_ok());
    }
    let refused = secrets(&[other])
        .verify(Some(TIME), Some(SIGNED), BODY, TIME_S)
        .unwrap_err();
    assert_eq!(refused, Refused::SignatureMismatch);
}

#[test]
fn every_header_that_is_not_slacks_is_refused_by_name() {
    let (time, signed) = (Some(TIME), Some(SIGNED));
    let upper = SIGNED.to_ascii_uppercase().replacen('V', "v", 1);
    let longer = format!("{SIGNED}0");
    let table = [
        (None, signed, Refused::TimestampMissing),
        (Some(""), signed, Refused::TimestampMalformed),
        (Some("+1531420618"), signed, Refused::TimestampMalformed),
        (Some("01531420618"), signed, Refused::TimestampMalformed),
        (Some("1531420618.0"), signed, Refused::TimestampMalformed),
        (Some("99999999999999999999"), signed, Refused::TimestampMalformed),
        (Some("1531420619"), signed, Refused::SignatureMismatch),
        (time, None, Refused::SignatureMissing),
        (time, Some(""), Refused::SignatureMalformed),
        (time, Some(&SIGNED[3..]), Refused::SignatureMalformed),
        (time, Some(&SIGNED[..66]), Refused::SignatureMalformed),
        (time, Some(&longer), Refused::SignatureMalformed),
        (time, Some(&upper), Refused::SignatureMalformed),
    ];
    for (timestamp, signature, expected) in table {
        assert_eq!(
            refusal(timestamp, signature, BODY, TIME_S),
            expected,
            "{timestamp:?} {signature:?}"
        );
    }
}

#[test]
fn row_72_a_body_that_was_re_encoded_or_is_too_large_is_refused() {
    let spaced = String::from_utf8(BODY.to_vec()).unwrap().replace("%2F", "/");
    assert_eq!(
        refusal(Some(TIME), Some(SIGNED), spaced.as_bytes(), TIME_S),
        Refused::SignatureMismatch
    );
    assert_eq!(Refused::SignatureMismatch.reason(), "SLACK_SIGNATURE");
    let large = vec![b'a'; BODY_BYTES_MAX + 1];
    assert_eq!(
        refusal(Some(TIME), Some(SIGNED), &large, TIME_S).reason(),
        "MESSAGE_TOO_LARGE"
    );
}

#[test]
fn secrets_are_checked_and_never_shown() {
    let sixteen = "0123456789abcdef";
    let long = "a".repeat(257);
    let table: [(&[&str], SecretError); 6] = [
        (&[], SecretError::None),
        (&[sixteen, ""], SecretError::Form(2)),
        (&[&long], SecretError::Form(1)),
        (&["0123456789abcde\n"], SecretError::Form(1)),
        (&[sixteen, SECRET, sixteen], SecretError::Duplicate(3)),
        (&["a", "b", "c", "d", "e"], SecretError::TooMany(5)),
    ];
    for (texts, expected) in table {
        assert_eq!(Secrets::new(texts.iter().copied()).unwrap_err(), expected);
    }
    assert_eq!(format!("{:?}", secrets(&[SECRET, sixteen])), "Secrets(2 hidden)");
    // A key longer than a block, as HMAC allows. The independent script checks such a key as well.
    assert_ne!(
        secrets(&[&long[..256]]).sign(&[b"x"]),
        secrets(&[&long[..255]]).sign(&[b"x"])
    );
}

proptest! {
    #[test]
    fn any_changed_byte_is_refused(at in 0..BODY.len(), flip in 1_u8..) {
        let mut body = BODY.to_vec();
        body[at] ^= flip;
        prop_assert_eq!(refusal(Some(TIME), Some(SIGNED), &body, TIME_S), Refused::SignatureMismatch);
    }

    #[test]
    fn no_header_panics(timestamp in ".{0,80}", signature in "(v0=)?.{0,80}") {
        prop_assert!(secrets(&[SECRET]).verify(Some(&timestamp), Some(&signature), BODY, TIME_S).is_err());
    }
}
