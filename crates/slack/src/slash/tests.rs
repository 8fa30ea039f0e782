#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::limits::ID_BYTES_MAX;

const BODY: &str = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fato&text=25s+ship+%26amp%3B+log&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rG&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c&api_app_id=A123456&is_enterprise_install=false";

fn decode(body: &str) -> Result<Request, Error> {
    Slash::decode(Genuine::assumed(body.as_bytes()))
}

#[test]
fn a_command_is_read_with_its_escapes_left_in() {
    let Request::Slash(slash) = decode(BODY).unwrap() else {
        unreachable!()
    };
    assert_eq!(
        (slash.team.as_str(), slash.channel.as_str(), slash.user.as_str()),
        ("T1DC2JH3J", "G8PSS9T3V", "U2CERLKJA")
    );
    assert_eq!(
        (slash.command.as_str(), slash.text.as_str()),
        ("/ato", "25s ship &amp; log")
    );
    assert_eq!(
        slash.trigger.request_id(),
        "slack-398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    );
    assert!(slash.trigger.request_id().len() <= ID_BYTES_MAX);
    assert!(!format!("{slash:?}").contains("96rG"));
}

#[test]
fn empty_commands_have_empty_text_and_ssl_checks_are_recognised() {
    let Request::Slash(slash) = decode(&BODY.replace("25s+ship+%26amp%3B+log", "")).unwrap() else {
        unreachable!()
    };
    assert_eq!(slash.text, "");
    assert_eq!(decode("ssl_check=1&token=x").unwrap(), Request::SslCheck);
    assert!(decode(&format!("ssl_check=0&{BODY}")).is_ok_and(|request| request != Request::SslCheck));
}

#[test]
fn every_field_that_is_read_must_be_there_once_and_have_its_form() {
    for field in [
        "team_id",
        "channel_id",
        "user_id",
        "command",
        "response_url",
        "trigger_id",
    ] {
        let absent = BODY.replace(&format!("&{field}="), "&other=");
        assert!(
            decode(&absent)
                .unwrap_err()
                .to_string()
                .starts_with(&format!("{field}: is missing")),
            "{field}"
        );
        let twice = format!("{BODY}&{field}=x");
        assert_eq!(decode(&twice), Err(FormError::Duplicate(field).into()), "{field}");
    }
    for (from, to, field) in [
        ("team_id=T1DC2JH3J", "team_id=t1", "team_id"),
        ("user_id=U2CERLKJA", "user_id=%3C!here%3E", "user_id"),
        ("channel_id=G8PSS9T3V", "channel_id=T1", "channel_id"),
        ("trigger_id=398738663015", "trigger_id=%2F", "trigger_id"),
        ("hooks.slack.com", "hooks.example.com", "response_url"),
    ] {
        let message = decode(&BODY.replace(from, to)).unwrap_err().to_string();
        assert!(message.starts_with(&format!("{field}: must ")), "{message}");
    }
    let long = BODY.replace("25s", &"2".repeat(TEXT_BYTES_MAX));
    assert!(matches!(
        decode(&long),
        Err(Error::Form(FormError::TooLong { field: "text", .. }))
    ));
}

proptest! {
    #[test]
    fn no_body_panics(body: Vec<u8>, at in 0..BODY.len(), with: u8) {
        let _ = Slash::decode(Genuine::assumed(&body));
        let mut changed = BODY.as_bytes().to_vec();
        changed[at] = with;
        let _ = Slash::decode(Genuine::assumed(&changed));
    }
}
