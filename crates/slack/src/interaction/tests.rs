#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn payload() -> Value {
    json!({
        "type": "block_actions",
        "team": {"id": "T9TK3CUKW", "domain": "example"},
        "user": {"id": "UA8RXUSPL", "username": "jtorrance", "team_id": "T9TK3CUKW"},
        "api_app_id": "AABA1ABCD",
        "token": "9s8d9as89d8as9d8as989",
        "container": {"type": "message", "message_ts": "1548261231.000200", "channel_id": "CBR2V3XEX", "is_ephemeral": false},
        "trigger_id": "12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3",
        "channel": {"id": "CBR2V3XEX", "name": "review-updates"},
        "message": {"bot_id": "BAH5CA16Z", "type": "message", "text": "This", "blocks": [{"type": "section"}]},
        "response_url": "https://hooks.slack.com/actions/AABA1ABCD/1232321423432/D09sSasdasdAS9091209",
        "actions": [{
            "action_id": "minoots.cancel", "block_id": "=qXel", "value": "abc", "type": "button", "action_ts": "1548426417.840180",
            "text": {"type": "plain_text", "text": "View", "emoji": true}
        }]
    })
}

fn decode(payload: &Value) -> Result<Interaction, Error> {
    let encoded: String = payload.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
    Interaction::decode(Genuine::assumed(format!("payload={encoded}").as_bytes()))
}

fn with(path: &str, value: Value) -> Value {
    let mut changed = payload();
    *changed.pointer_mut(path).unwrap() = value;
    changed
}

#[test]
fn a_press_is_read_and_the_message_is_not() {
    let Interaction::Pressed(pressed) = decode(&payload()).unwrap() else {
        unreachable!()
    };
    assert_eq!(
        (pressed.team.as_str(), pressed.user.as_str(), pressed.channel.as_str()),
        ("T9TK3CUKW", "UA8RXUSPL", "CBR2V3XEX")
    );
    let press = Press {
        action_id: "minoots.cancel".to_owned(),
        value: "abc".to_owned(),
    };
    assert_eq!(pressed.presses, [press]);
    assert!(!format!("{pressed:?}").contains("D09s"));
}

#[test]
fn unrequested_interactions_are_ignored() {
    for kind in ["view_submission", "shortcut", "message_action", "block_suggestion"] {
        assert_eq!(
            decode(&json!({"type": kind, "actions": 1})).unwrap(),
            Interaction::Other
        );
    }
}

#[test]
fn missing_or_malformed_fields_are_named() {
    for field in ["team", "user", "channel", "response_url", "trigger_id"] {
        assert_eq!(
            decode(&with(&format!("/{field}"), Value::Null)),
            Err(Error::Missing(field))
        );
    }
    let press = json!({"action_id": "a"});
    for actions in [
        json!([]),
        json!(vec![press; 26]),
        json!([{"action_id": "a".repeat(256)}]),
        json!([{"action_id": "a", "value": "v".repeat(2_001)}]),
    ] {
        assert_eq!(decode(&with("/actions", actions)), Err(Error::Actions));
    }
    assert!(matches!(decode(&with("/team/id", json!("x"))), Err(Error::Id(_))));
    assert!(matches!(
        decode(&with("/response_url", json!("https://example.com/"))),
        Err(Error::ResponseUrl(_))
    ));
    assert!(matches!(
        decode(&with("/actions", json!("x"))),
        Err(Error::Json { line: 1, .. })
    ));
    let message = Interaction::decode(Genuine::assumed(b"payload=%7B%22type%22"))
        .unwrap_err()
        .to_string();
    assert_eq!(
        message,
        "payload: is not an interaction as Slack sends it: line 1, column 7"
    );
    assert_eq!(
        Interaction::decode(Genuine::assumed(b"a=b")),
        Err(FormError::Missing("payload").into())
    );
}

#[test]
fn a_payload_deeper_than_a_stack_is_refused() {
    let deep = format!(
        "payload={{\"type\":\"block_actions\",\"message\":{}",
        "[".repeat(100_000)
    );
    assert!(matches!(
        Interaction::decode(Genuine::assumed(deep.as_bytes())),
        Err(Error::Json { .. })
    ));
}

proptest! {
    #[test]
    fn no_body_panics(body: Vec<u8>, cut in 0_usize..900, byte: u8) {
        let _ = Interaction::decode(Genuine::assumed(&body));
        let mut text = format!("payload={}", payload()).into_bytes();
        let at = cut % text.len();
        text[at] = byte;
        let _ = Interaction::decode(Genuine::assumed(&text));
        let _ = Interaction::decode(Genuine::assumed(&text[..at]));
    }
}
