//! Golden JSON of every message, in `tests/golden`. `UPDATE_GOLDEN=1` rewrites the files; review the diff afterwards.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::action::Action;
use crate::id::{TargetId, TeamId, TenantId};
use crate::interaction::Press;
use crate::limits::{
    ACTION_ID_CHARS_MAX, ACTION_VALUE_CHARS_MAX, BLOCKS_MAX, BUTTON_CHARS_MAX, LISTED_MAX, TEXT_CHARS_MAX,
};

const DUE_NS: i64 = 1_893_553_445_000_000_000;

struct Fixture {
    scope: Scope,
    secrets: Secrets,
}

impl Fixture {
    fn new() -> Self {
        Self {
            scope: Scope {
                team: TeamId::new("T0123ABCD").unwrap(),
                tenant: TenantId::new("acme").unwrap(),
            },
            secrets: Secrets::new(["8f742231b10e8888abcd99yyyzzz85a5"]).unwrap(),
        }
    }

    fn seal(&self) -> Seal<'_> {
        Seal {
            scope: &self.scope,
            secrets: &self.secrets,
        }
    }
}

fn id(text: &str) -> TargetId {
    TargetId::new(text).unwrap()
}

fn user() -> UserId {
    UserId::new("U0123ABCD").unwrap()
}

fn timer(name: &str) -> Timer {
    Timer {
        id: id("ship-1"),
        name: name.to_owned(),
        fire_ns: DUE_NS,
        version: 2,
    }
}

fn fired_of(name: &str, late_ns: i64) -> Message {
    fired(&Fired {
        id: id("ship-1"),
        name: name.to_owned(),
        due_ns: DUE_NS,
        late_ns,
        user: user(),
    })
}

fn approval_of(title: &str, detail: &str) -> Approval {
    Approval {
        id: id("exec-7"),
        version: 4,
        title: title.to_owned(),
        detail: detail.to_owned(),
        deadline_ns: DUE_NS,
    }
}

/// One message of each kind, with `text` in every place for user text.
fn every_message(text: &str, fixture: &Fixture) -> Vec<(&'static str, Message)> {
    let seal = fixture.seal();
    let event_id = "timer:acme:ship-1:2".to_owned();
    let cancel = |outcome| cancelled(&id("ship-1"), Some(text), &outcome);
    let snooze = |outcome| snoozed(&id("ship-1"), Some(text), &outcome, seal);
    let approval_of = approval_of(text, "Migrates 3 tables.\nTakes 5 minutes.");
    let many: Vec<Timer> = (0..LISTED_MAX + 3).map(|_| timer(text)).collect();
    vec![
        ("scheduled", scheduled(&timer(text), seal)),
        ("list", list(&[timer(text), timer("tea")], More::None, seal)),
        ("list_empty", list(&[], More::None, seal)),
        ("list_long", list(&many, More::None, seal)),
        ("list_page", list(&[timer(text)], More::Some, seal)),
        ("cancelled", cancel(CancelOutcome::Cancelled)),
        (
            "cancel_too_late",
            cancel(CancelOutcome::TooLate {
                event_id: event_id.clone(),
            }),
        ),
        ("cancel_superseded", cancel(CancelOutcome::Superseded { version: 3 })),
        (
            "cancel_not_found",
            cancelled(&id("ship-1"), None, &CancelOutcome::NotFound),
        ),
        ("snoozed", snooze(SnoozeOutcome::Rescheduled(timer(text)))),
        ("snooze_too_late", snooze(SnoozeOutcome::TooLate { event_id })),
        ("snooze_superseded", snooze(SnoozeOutcome::Superseded { version: 3 })),
        ("snooze_cancelled", snooze(SnoozeOutcome::Cancelled)),
        ("snooze_not_found", snooze(SnoozeOutcome::NotFound)),
        ("fired", fired_of(text, 300_000)),
        ("fired_late", fired_of(text, 4_015_818_000)),
        ("approval", approval(&approval_of, seal)),
        ("approved", decided(&approval_of, &Decision::Approved(user()))),
        ("denied", decided(&approval_of, &Decision::Denied(user()))),
        (
            "approval_voted",
            decided(
                &approval_of,
                &Decision::Voted {
                    user: user(),
                    approved: true,
                },
            ),
        ),
        ("approval_expired", decided(&approval_of, &Decision::Expired)),
        ("approval_superseded", decided(&approval_of, &Decision::Superseded)),
        (
            "command_error",
            command_error("/ato", &crate::command::parse(&format!("25x {text}")).unwrap_err()),
        ),
        (
            "problem",
            problem(
                "UNAVAILABLE",
                "There is no leader at the moment; type it again in a few seconds.",
            ),
        ),
        ("help", help("/ato")),
    ]
}

#[test]
fn every_message_is_the_golden_one() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let messages = every_message("ship <!channel> `logs` & *more*", &Fixture::new());
    let names: Vec<String> = messages.iter().map(|(name, _)| format!("{name}.json")).collect();
    for (name, message) in &messages {
        let path = directory.join(format!("{name}.json"));
        let response = message.response();
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, format!("{}\n", serde_json::to_string_pretty(&response).unwrap())).unwrap();
        }
        let golden: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        assert_eq!(response, golden, "{name}");
    }
    let mut kept: Vec<String> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    kept.sort();
    let mut names = names;
    names.sort();
    assert_eq!(kept, names, "a golden file without a message, or the other way round");
}

#[test]
fn every_button_does_what_it_says_and_only_here() {
    let fixture = Fixture::new();
    let mut pressed = Vec::new();
    for (name, message) in every_message("ship logs", &fixture) {
        for button in buttons(&message.response()) {
            let text = |field: &str| button[field].as_str().unwrap().to_owned();
            let press = Press {
                action_id: text("action_id"),
                value: text("value"),
            };
            let action = Action::open(&press, &fixture.scope, &fixture.secrets).unwrap();
            let elsewhere = Scope {
                team: TeamId::new("T9").unwrap(),
                ..fixture.scope.clone()
            };
            assert_eq!(
                Action::open(&press, &elsewhere, &fixture.secrets),
                Err(crate::action::Refused::Team)
            );
            pressed.push((name, button["text"]["text"].as_str().unwrap().to_owned(), action));
        }
    }
    let of = |message: &str| -> Vec<String> {
        let of_message = pressed.iter().filter(|(name, ..)| *name == message);
        of_message
            .map(|(_, label, action)| format!("{label}: {:?} {} {}", action.verb, action.target, action.version))
            .collect()
    };
    let three = [
        "Cancel: Cancel ship-1 2".to_owned(),
        format!("Snooze 10 min: Snooze({}) ship-1 2", DUE_NS + 600_000_000_000),
        format!("Snooze 1 h: Snooze({}) ship-1 2", DUE_NS + 3_600_000_000_000),
    ];
    assert_eq!(of("scheduled"), three);
    assert_eq!(of("snoozed"), three);
    assert_eq!(of("approval"), ["Approve: Approve exec-7 4", "Deny: Deny exec-7 4"]);
    assert_eq!(of("list_long").len(), LISTED_MAX);
    assert!(of("approved").is_empty() && of("fired").is_empty());
}

#[test]
fn a_message_goes_each_way_with_the_same_blocks() {
    let fixture = Fixture::new();
    let channel = ChannelId::new("C1").unwrap();
    let (private, public) = (scheduled(&timer("tea"), fixture.seal()), fired_of("tea", 0));
    assert_eq!(private.later(Original::Replace)["replace_original"], true);
    assert_eq!(private.later(Original::Keep)["replace_original"], false);
    let call = private.call(&channel, &user());
    assert_eq!(
        (call.method, &call.body["user"], &call.body["channel"]),
        ("chat.postEphemeral", &json!("U0123ABCD"), &json!("C1"))
    );
    assert_eq!(call.body["blocks"], private.response()["blocks"]);
    let call = public.call(&channel, &user());
    assert_eq!(
        (call.method, call.body.get("user"), &call.body["unfurl_links"]),
        ("chat.postMessage", None, &json!(false))
    );
    assert_eq!(call.body["blocks"], public.response()["blocks"]);
}

#[test]
fn a_list_says_how_many_it_does_not_show() {
    let fixture = Fixture::new();
    let timers: Vec<Timer> = (0..25).map(|_| timer("tea")).collect();
    let last = |count: usize, more| {
        let blocks = list(&timers[..count], more, fixture.seal()).response()["blocks"].clone();
        blocks.as_array().unwrap().last().unwrap()["elements"][0]["text"]
            .as_str()
            .map(str::to_owned)
    };
    assert!(last(25, More::None).unwrap().starts_with("and 5 more;"));
    assert!(last(21, More::Some).unwrap().starts_with("and 1 more, at least;"));
    assert!(last(20, More::Some).unwrap().starts_with("and more;"));
    assert_eq!(last(20, More::None), None);
}

fn buttons(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().flat_map(buttons).collect(),
        Value::Object(fields) if fields.get("type") == Some(&json!("button")) => vec![value],
        Value::Object(fields) => fields.values().flat_map(buttons).collect(),
        _ => Vec::new(),
    }
}

fn length(value: &Value) -> usize {
    value.as_str().unwrap().encode_utf16().count()
}

/// Checks every part of a message against Slack's limits and our rules for user text.
fn assert_fits(value: &Value, people: &str) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| assert_fits(item, people)),
        Value::Object(fields) => {
            let kind = fields.get("type").and_then(Value::as_str).unwrap_or("message");
            match kind {
                "plain_text" => assert!(
                    (1..=TEXT_CHARS_MAX).contains(&length(&fields["text"]))
                        && !fields["text"].as_str().unwrap().contains(['<', '>'])
                ),
                "mrkdwn" => {
                    assert!((1..=TEXT_CHARS_MAX).contains(&length(&fields["text"])), "{value}");
                    assert!(!fields["text"].as_str().unwrap().contains(people), "{value}");
                }
                "button" => {
                    assert!(length(&fields["text"]["text"]) <= BUTTON_CHARS_MAX);
                    assert!(
                        length(&fields["action_id"]) <= ACTION_ID_CHARS_MAX
                            && length(&fields["value"]) <= ACTION_VALUE_CHARS_MAX
                    );
                }
                "section" => {
                    let fields = fields
                        .get("fields")
                        .and_then(Value::as_array)
                        .map_or(&[][..], Vec::as_slice);
                    assert!(fields.len() <= 10 && fields.iter().all(|field| length(&field["text"]) <= 2_000));
                }
                "actions" => {
                    let elements = fields["elements"].as_array().unwrap();
                    let ids: std::collections::BTreeSet<_> =
                        elements.iter().map(|element| element["action_id"].as_str()).collect();
                    assert!(elements.len() <= 25 && ids.len() == elements.len());
                }
                "context" => assert!(fields["elements"].as_array().unwrap().len() <= 10),
                "message" => assert!(
                    fields["blocks"].as_array().unwrap().len() <= BLOCKS_MAX
                        && length(&fields["text"]) <= TEXT_CHARS_MAX
                ),
                other => panic!("a block that is not known here: {other}"),
            }
            fields
                .values()
                .filter(|value| !value.is_string())
                .for_each(|value| assert_fits(value, people));
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_message_fits_whatever_it_is_made_of(start in "([`*_~<>&|!@]|\\PC){0,30}", repeat in 0_usize..200) {
        let fixture = Fixture::new();
        let people = format!("{start}<!channel>`{}", "&`<@U1>😀".repeat(repeat));
        for (_, message) in every_message(&people, &fixture) {
            let body = message.response();
            prop_assert!(!body["text"].as_str().unwrap().contains("<!channel>"));
            let blocks = json!({"text": body["text"], "blocks": body["blocks"]});
            assert_fits(&blocks, "<!channel>");
        }
    }
}
