#![allow(clippy::unwrap_used)]

use super::*;

#[test]
fn ids_of_slack_have_their_letter_and_nothing_that_markup_knows() {
    for good in ["T0123ABCD", "T1"] {
        assert_eq!(TeamId::new(good).unwrap().as_str(), good);
    }
    for bad in [
        "",
        "T",
        "t0123",
        "U0123",
        "T01|2",
        "T01>",
        "T01:2",
        "Tä",
        &format!("T{}", "0".repeat(32)),
    ] {
        assert_eq!(TeamId::new(bad).unwrap_err().field, "team_id", "{bad}");
    }
    assert!(UserId::new("W012").is_ok() && UserId::new("C012").is_err());
    assert!(ChannelId::new("D012").is_ok() && ChannelId::new("T012").is_err());
}

#[test]
fn ids_of_the_api_are_those_of_the_api() {
    for good in ["a", "ship-1", "A.b_c-9", &"x".repeat(128)] {
        assert!(TargetId::new(good).is_ok(), "{good}");
    }
    for bad in ["", "-a", ".a", "a/b", "a b", "a:b", "ä", &"x".repeat(129)] {
        assert!(TargetId::new(bad).is_err(), "{bad}");
    }
    assert!(TargetId::new("timer").is_ok() && TenantId::new("timer").is_err());
}

#[test]
fn a_settings_file_is_held_to_the_same_rules() {
    assert!(serde_json::from_str::<TeamId>("\"T1\"").is_ok());
    let error = serde_json::from_str::<TeamId>("\"acme\"").unwrap_err().to_string();
    assert!(error.contains("team_id: must be T and"), "{error}");
}
