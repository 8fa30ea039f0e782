#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

fn secrets(texts: &[&str]) -> Secrets {
    Secrets::new(texts.iter().copied()).unwrap()
}

const OLD: &str = "8f742231b10e8888abcd99yyyzzz85a5";
const NEW: &str = "0123456789abcdef0123456789abcdef";

fn scope(team: &str, tenant: &str) -> Scope {
    Scope {
        team: TeamId::new(team).unwrap(),
        tenant: TenantId::new(tenant).unwrap(),
    }
}

fn action(verb: Verb) -> Action {
    Action {
        verb,
        target: TargetId::new("ship-1").unwrap(),
        version: 2,
    }
}

fn press(action: &Action, scope: &Scope, secrets: &Secrets) -> Press {
    Press {
        action_id: action.verb.action_id(),
        value: action.seal(scope, secrets),
    }
}

#[test]
fn a_button_does_what_it_was_made_for() {
    let (here, by) = (scope("T1", "acme"), secrets(&[OLD]));
    for verb in [
        Verb::Cancel,
        Verb::Snooze(i64::MAX),
        Verb::Snooze(i64::MIN),
        Verb::Approve,
        Verb::Deny,
    ] {
        let pressed = press(&action(verb), &here, &by);
        assert_eq!(Action::open(&pressed, &here, &by), Ok(action(verb)));
    }
    let value = press(&action(Verb::Snooze(-5)), &here, &by).value;
    assert!(value.starts_with("v1:snooze:T1:acme:ship-1:2:-5:"), "{value}");
}

#[test]
fn a_button_of_elsewhere_does_nothing() {
    let (here, by) = (scope("T1", "acme"), secrets(&[OLD]));
    let pressed = press(&action(Verb::Cancel), &here, &by);
    assert_eq!(Action::open(&pressed, &scope("T2", "acme"), &by), Err(Refused::Team));
    assert_eq!(Action::open(&pressed, &scope("T1", "other"), &by), Err(Refused::Tenant));
    let foreign = Press {
        action_id: "other.cancel".to_owned(),
        ..pressed.clone()
    };
    assert_eq!(Action::open(&foreign, &here, &by), Err(Refused::Foreign));
}

#[test]
fn a_value_under_another_button_does_nothing() {
    let (here, by) = (scope("T1", "acme"), secrets(&[OLD]));
    let deny = press(&action(Verb::Deny), &here, &by);
    let swapped = Press {
        action_id: Verb::Approve.action_id(),
        ..deny
    };
    assert_eq!(Action::open(&swapped, &here, &by), Err(Refused::Signature));
}

#[test]
fn a_button_outlives_its_secret_only_while_both_are_known() {
    let here = scope("T1", "acme");
    let pressed = press(&action(Verb::Cancel), &here, &secrets(&[OLD]));
    assert!(Action::open(&pressed, &here, &secrets(&[NEW, OLD])).is_ok());
    assert_eq!(Action::open(&pressed, &here, &secrets(&[NEW])), Err(Refused::Signature));
}

#[test]
fn a_request_of_slacks_is_no_value_and_a_value_is_no_request() {
    let (here, by) = (scope("T1", "acme"), secrets(&[OLD]));
    let content = "v1:cancel:T1:acme:ship-1:2:";
    let as_request = by.sign(&[content.as_bytes()]);
    let value = format!("{content}:{}", URL_SAFE_NO_PAD.encode(as_request));
    let pressed = Press {
        action_id: "minoots.cancel".to_owned(),
        value,
    };
    assert_eq!(Action::open(&pressed, &here, &by), Err(Refused::Signature));
}

#[test]
fn signed_but_unknown_actions_are_refused() {
    let (here, by) = (scope("T1", "acme"), secrets(&[OLD]));
    for content in [
        "v2:cancel:T1:acme:ship-1:2:",
        "v1:cancel:T1:acme:ship-1:2",
        "v1:cancel:T1:acme:ship-1:2::",
        "v1:cancel:T1:acme:ship-1:2:5",
        "v1:cancel:T1:acme:ship-1:-2:",
        "v1:cancel:T1:acme:a/b:2:",
        "v1:snooze:T1:acme:ship-1:2:05",
        "v1:snooze:T1:acme:ship-1:2:",
        "v1:erase:T1:acme:ship-1:2:",
    ] {
        let signature = URL_SAFE_NO_PAD.encode(by.sign(&[DOMAIN, content.as_bytes()]));
        let name = content.split(':').nth(1).unwrap();
        let pressed = Press {
            action_id: format!("minoots.{name}"),
            value: format!("{content}:{signature}"),
        };
        assert_eq!(Action::open(&pressed, &here, &by), Err(Refused::Signature), "{content}");
    }
}

proptest! {
    #[test]
    fn any_changed_character_is_refused(at in 0_usize..200, with in "\\PC") {
        let (here, by) = (scope("T1", "acme"), secrets(&[OLD]));
        let pressed = press(&action(Verb::Snooze(1_900_000_000_000_000_000)), &here, &by);
        let mut characters: Vec<String> = pressed.value.chars().map(String::from).collect();
        let at = at % characters.len();
        // The last digit of base64 carries unused bits, which must be zero.
        characters[at].clone_from(&with);
        let changed = Press { value: characters.concat(), ..pressed.clone() };
        prop_assume!(changed != pressed);
        prop_assert_eq!(Action::open(&changed, &here, &by), Err(Refused::Signature));
    }

    #[test]
    fn no_press_panics(action_id in "(minoots\\.)?[a-z]{0,9}", value in "(v1:)?.{0,200}") {
        let (here, by) = (scope("T1", "acme"), secrets(&[OLD]));
        let press = Press { action_id, value };
        prop_assert!(Action::open(&press, &here, &by).is_err());
    }
}
