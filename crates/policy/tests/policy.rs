//! Accepted and rejected texts, and the decisions about requests under them.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use minoots_policy::facts::{Facts, ResourceKind, Verb};
use minoots_policy::{Cause, Decision, Denial, Outcome, Policy, PolicyError, limits};
use proptest::prelude::*;

const TEXT: &str = r#"
// Production is for deployers.
@id("prod-by-deployers")
@message("timers of production are made by deployers")
forbid(principal, action in [Action::"create", Action::"reschedule", Action::"cancel"], resource)
when { resource.hasTag("env") && resource.getTag("env") == "prod" }
unless { principal.role == "deployer" };

@id("a-year-at-most")
@message("nothing is due in more than a year")
forbid(principal, action == Action::"create", resource) when { context.due_in_seconds > 31536000 };

@id("small-payloads")
@message("payloads have at most 4 KiB")
forbid(principal, action, resource) when { context has payload_bytes && context.payload_bytes > 4096 };

@id("no-purge")
@message("queues are not purged")
forbid(principal, action == Action::"purge", resource) unless { resource.id like "scratch-*" };

@id("billing-queue")
@message("only billing uses its queue")
forbid(principal, action, resource is Timer)
when { resource has queue && resource.queue == "billing" && !(principal.id like "apikey:billing-*") };
"#;

fn policy(text: &str) -> Policy {
    Policy::check(7, text).unwrap()
}

fn facts(verb: Verb) -> Facts {
    Facts {
        principal: "apikey:web-1".to_owned(),
        role: "writer".to_owned(),
        verb,
        kind: verb.kind(),
        id: "t1".to_owned(),
        queue: None,
        labels: BTreeMap::new(),
        due_in_seconds: Some(60),
        payload_bytes: Some(100),
    }
}

/// Returns the rule that refuses and the cause.
fn refusal(policy: &Policy, facts: &Facts) -> Option<(String, Cause)> {
    let result = policy.evaluate(facts).unwrap().enforce();
    result.err().map(|denial| (denial.rule, denial.cause))
}

fn label(mut facts: Facts, key: &str, value: &str) -> Facts {
    facts.labels.insert(key.to_owned(), value.to_owned());
    facts
}

#[test]
fn rules_refuse_what_they_are_about() {
    let policy = policy(TEXT);
    let rule = |facts: Facts| refusal(&policy, &facts).map(|(rule, _)| rule);
    let is = |rule: &str| Some(rule.to_owned());
    let create = || facts(Verb::Create);
    assert_eq!(rule(create()), None);
    assert_eq!(rule(label(create(), "env", "prod")), is("prod-by-deployers"));
    assert_eq!(rule(label(create(), "env", "stage")), None);
    assert_eq!(rule(label(create(), "other", "prod")), None);
    assert_eq!(rule(label(facts(Verb::Read), "env", "prod")), None);
    assert_eq!(
        rule(Facts {
            role: "deployer".to_owned(),
            ..label(create(), "env", "prod")
        }),
        None
    );
    let due = |seconds| Facts {
        due_in_seconds: Some(seconds),
        ..create()
    };
    assert_eq!(rule(due(31_536_000)), None);
    assert_eq!(rule(due(31_536_001)), is("a-year-at-most"));
    assert_eq!(rule(due(-5)), None);
    assert_eq!(rule(due(i64::MAX)), is("a-year-at-most"));
    assert_eq!(
        rule(Facts {
            payload_bytes: Some(4097),
            ..create()
        }),
        is("small-payloads")
    );
    assert_eq!(
        rule(Facts {
            payload_bytes: None,
            ..facts(Verb::Cancel)
        }),
        None
    );
    let queue = |verb, id: &str| Facts {
        id: id.to_owned(),
        ..facts(verb)
    };
    assert_eq!(rule(queue(Verb::Purge, "jobs")), is("no-purge"));
    assert_eq!(rule(queue(Verb::Purge, "scratch-1")), None);
    assert_eq!(rule(queue(Verb::Pause, "jobs")), None);
    let billing = |principal: &str| Facts {
        principal: principal.to_owned(),
        queue: is("billing"),
        ..create()
    };
    assert_eq!(rule(billing("apikey:web-1")), is("billing-queue"));
    assert_eq!(rule(billing("apikey:billing-1")), None);
}

#[test]
fn a_refusal_names_rule_version_and_message() {
    let denial = policy(TEXT)
        .evaluate(&label(facts(Verb::Create), "env", "prod"))
        .unwrap()
        .enforce()
        .unwrap_err();
    assert_eq!(
        denial,
        Denial {
            version: 7,
            rule: "prod-by-deployers".to_owned(),
            message: "timers of production are made by deployers".to_owned(),
            cause: Cause::Forbids,
        }
    );
    assert_eq!(
        denial.to_string(),
        "refused by the tenant's policy, version 7, rule prod-by-deployers: timers of production are made by deployers"
    );
}

/// The evaluator returns reasons from a hash table. The decision still names the first rule in the order of the text.
#[test]
fn of_several_rules_the_first_is_named() {
    let rule = |number: usize| format!("@id(\"r{number}\") @message(\"no\") forbid(principal, action, resource);\n");
    for count in [2, 12, 100] {
        let text: String = (0..count).rev().map(rule).collect();
        let first = format!("r{}", count - 1);
        for _ in 0..5 {
            assert_eq!(
                refusal(&policy(&text), &facts(Verb::Tail)),
                Some((first.clone(), Cause::Forbids))
            );
        }
    }
}

/// Cedar skips a rule whose evaluation fails. Here, such a rule refuses.
#[test]
fn a_rule_that_fails_refuses() {
    let policy = policy(
        r#"@id("late") @message("m") forbid(principal, action == Action::"create", resource) when { context.due_in_seconds * 2 > 100 };"#,
    );
    let due = |seconds| Facts {
        due_in_seconds: Some(seconds),
        ..facts(Verb::Create)
    };
    assert_eq!(refusal(&policy, &due(50)), None);
    assert_eq!(refusal(&policy, &due(51)), Some(("late".to_owned(), Cause::Forbids)));
    assert_eq!(
        refusal(&policy, &due(i64::MAX)),
        Some(("late".to_owned(), Cause::Failed))
    );
    assert_eq!(
        refusal(&policy, &due(i64::MIN)),
        Some(("late".to_owned(), Cause::Failed))
    );
}

#[test]
fn a_trial_says_what_each_rule_would() {
    let policy = policy(TEXT);
    let asked = label(
        Facts {
            payload_bytes: Some(5000),
            ..facts(Verb::Create)
        },
        "env",
        "prod",
    );
    let trial = policy.dry_run(&asked).unwrap();
    let against: Vec<&str> = trial
        .rules
        .iter()
        .filter(|rule| rule.outcome == Outcome::Denies(Cause::Forbids))
        .map(|rule| rule.rule.as_str())
        .collect();
    assert_eq!(against, ["prod-by-deployers", "small-payloads"]);
    assert_eq!(trial.rules.len(), 5);
    assert_eq!(trial.would, policy.evaluate(&asked).unwrap().decision);
    assert_eq!(
        serde_json::to_value(&trial).unwrap()["rules"][2],
        serde_json::json!({ "rule": "small-payloads", "outcome": { "denies": "forbids" } })
    );
    let quiet = policy.dry_run(&facts(Verb::Create)).unwrap();
    assert_eq!(quiet.would, Decision::Allow);
    assert_eq!(serde_json::to_value(&quiet).unwrap()["would"], "allow");
}

#[test]
fn a_text_without_rules_refuses_nothing() {
    for text in ["", "  \n", "// nothing yet; really"] {
        let policy = policy(text);
        assert_eq!(policy.rule_ids().count(), 0);
        for verb in Verb::ALL {
            assert_eq!(refusal(&policy, &facts(verb)), None);
        }
    }
}

fn errors(text: &str) -> Vec<PolicyError> {
    Policy::check(1, text).map_or_else(|errors| errors, |_| Vec::new())
}

/// Texts with one fault each. The error has the expected position, reason and words.
#[test]
fn faults_are_named_by_line_and_column() {
    let mut wrong = Vec::new();
    let named = |rest: &str| format!("@id(\"a\")\n@message(\"m\")\n{rest}");
    for (text, place, reason, words) in [
        (
            named("forbid(principal, action, resource) when { resource.nme == \"x\" };"),
            (3, 44),
            "POLICY_TYPE",
            "nme",
        ),
        (
            named("forbid(principal, action == Action::\"creat\", resource);"),
            (3, 29),
            "POLICY_TYPE",
            "creat",
        ),
        (
            named("forbid(principal, action, resource is Timr);"),
            (3, 39),
            "POLICY_TYPE",
            "Timr",
        ),
        (
            named("forbid(principal, action, resource) when { context.payload_bytes > 1 };"),
            (3, 44),
            "POLICY_TYPE",
            "payload_bytes",
        ),
        (
            named("forbid(principal, action, resource) when { principal.role == 1 };"),
            (3, 44),
            "POLICY_TYPE",
            "String",
        ),
        (
            named("forbid(principal, action, resource) when { principal.role };"),
            (3, 44),
            "POLICY_TYPE",
            "Bool",
        ),
        (
            named("forbid(principal, action, resource) when { resource.getTag(\"a\") == \"b\" };"),
            (3, 44),
            "POLICY_TYPE",
            "tag",
        ),
        (
            named("forbid(principal, action == Action::\"create\", resource is Queue);"),
            (1, 1),
            "POLICY_TYPE",
            "never apply",
        ),
        (
            named("forbid(principal, action, resource) when { false };"),
            (1, 1),
            "POLICY_TYPE",
            "never apply",
        ),
        (
            named("forbid(principal, action, resource) when { \u{e4} };"),
            (3, 44),
            "POLICY_SYNTAX",
            "",
        ),
        (
            named("forbid(principal, action, resource) when { 1 = 1 };"),
            (3, 44),
            "POLICY_SYNTAX",
            "==",
        ),
        (
            named("forbid(principal, action, resource)"),
            (3, 36),
            "POLICY_SYNTAX",
            "end of input",
        ),
        (
            named("forbid(principal == ?principal, action, resource);"),
            (3, 21),
            "POLICY_SYNTAX",
            "template",
        ),
        (
            named("permit(principal, action, resource);"),
            (1, 1),
            "POLICY_RULE",
            "write forbid",
        ),
        (
            "forbid(principal, action, resource);".to_owned(),
            (1, 1),
            "POLICY_RULE",
            "@id",
        ),
        (
            "\n  @id(\"A b\") @message(\"m\") forbid(principal, action, resource);".to_owned(),
            (2, 3),
            "POLICY_RULE",
            "@id",
        ),
        (
            "@id(\"a\") forbid(principal, action, resource);".to_owned(),
            (1, 1),
            "POLICY_RULE",
            "@message",
        ),
        (
            "@id(\"a\") @message(\" \") forbid(principal, action, resource);".to_owned(),
            (1, 1),
            "POLICY_RULE",
            "@message",
        ),
        (
            "@id(\"a\") @message(\"\\u{1b}[0m\") forbid(principal, action, resource);".to_owned(),
            (1, 1),
            "POLICY_RULE",
            "@message",
        ),
        (
            format!("@mesage(\"x\") {}", named("forbid(principal, action, resource);")),
            (1, 1),
            "POLICY_RULE",
            "@mesage",
        ),
        (
            named(
                "forbid(principal, action, resource);\n\n@id(\"a\") @message(\"m\") forbid(principal, action, resource);",
            ),
            (5, 1),
            "POLICY_RULE",
            "same @id",
        ),
        (
            named("forbid(principal, action, resource); // \u{202e}"),
            (3, 41),
            "POLICY_SYNTAX",
            "not shown",
        ),
    ] {
        let found = errors(&text);
        let first = found.first().unwrap_or_else(|| panic!("taken: {text}"));
        let said = first.to_string();
        let is_named = said.starts_with(&format!("policy.text at line {} column {}: ", place.0, place.1));
        if !(is_named && first.reason() == reason && said.contains(words)) {
            wrong.push(format!(
                "{text}\n{place:?} {reason} {words:?}\n{} {said}",
                first.reason()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn all_faults_are_told_up_to_a_limit() {
    let text = "@id(\"a\") @message(\"m\") forbid(principal, action, resource) when { principal.x == 1 };\n\
                @id(\"b\") @message(\"m\") forbid(principal, action, resource) when { principal.y == 1 };";
    let lines: Vec<usize> = errors(text).iter().map(|error| error.place.line).collect();
    assert!(
        lines.contains(&1) && lines.contains(&2) && lines.is_sorted(),
        "{lines:?}"
    );
    let many = "permit(principal, action, resource);".repeat(50);
    assert_eq!(errors(&many).len(), limits::ERRORS_MAX);
}

/// The largest texts within the limits, and the worst texts above them, are handled on a small stack.
#[test]
fn the_worst_texts_end() {
    let rule = |number: usize, condition: &str| {
        format!("@id(\"r{number}\")@message(\"m\")forbid(principal,action,resource)when{{{condition}}};")
    };
    let room = 225;
    let like = format!("principal.id like \"{}b\"", "*a".repeat(100));
    let worst = [
        vec!["principal.id==\"a\""; room / 7].join("||"),
        vec!["principal.id!=\"a\""; room / 7].join("&&"),
        format!("{}true", "if principal.id==\"a\" then false else ".repeat(room / 9)),
        format!("{}1==1{}", "(".repeat(12), ")".repeat(12)),
        format!("{}==1", vec!["1"; room / 2].join("+")),
        format!("{}[]{}.isEmpty()", "[".repeat(12), "]".repeat(12)),
        format!("[{}].contains(principal.id)", vec!["\"a\""; room / 2].join(",")),
        [like.as_str(); 3].join("||"),
        format!(
            "{{{}}}.a==1",
            (0..40)
                .map(|number| format!("a{}:1", if number == 0 { String::new() } else { number.to_string() }))
                .collect::<Vec<_>>()
                .join(",")
        ),
    ];
    let run = move || {
        let mut taken = 0;
        for condition in &worst {
            let one = rule(0, condition).len();
            let count = (limits::TEXT_BYTES_MAX / (one + 4)).min(limits::RULES_MAX);
            let text: String = (0..count).map(|number| rule(number, condition)).collect();
            let asked = Facts {
                principal: "a".repeat(limits::FACT_BYTES_MAX),
                ..facts(Verb::Create)
            };
            match Policy::check(1, &text) {
                Ok(policy) => {
                    taken += 1;
                    let trial = policy.dry_run(&asked).unwrap();
                    let failed = trial
                        .rules
                        .iter()
                        .filter(|rule| rule.outcome == Outcome::Denies(Cause::Failed));
                    assert_eq!(failed.count(), 0, "{condition}");
                }
                Err(errors) => assert!(
                    errors.iter().all(|error| error.reason() == "POLICY_TYPE"),
                    "{condition}: {}",
                    errors[0]
                ),
            }
        }
        assert!(taken >= 7, "{taken}");
        for piece in [
            "(",
            "!",
            "-",
            "[",
            "{",
            "a||",
            "a.",
            "if a then ",
            "\"",
            "forbid",
            "@id(\"a\")",
            "when{",
            "\\",
        ] {
            let text = piece.repeat(limits::TEXT_BYTES_MAX / piece.len());
            assert!(!errors(&text).is_empty(), "{piece}");
        }
    };
    // An eighth of a worker thread's stack.
    let thread = std::thread::Builder::new().stack_size(256 << 10).spawn(run).unwrap();
    thread.join().unwrap();
}

#[test]
fn facts_that_cannot_be_judged() {
    let policy = policy("");
    let refused = |facts: Facts| policy.evaluate(&facts).unwrap_err().to_string();
    let create = || facts(Verb::Create);
    let long = "a".repeat(limits::FACT_BYTES_MAX + 1);
    for (facts, words) in [
        (
            Facts {
                kind: ResourceKind::Queue,
                ..create()
            },
            "facts.kind: create is not done to a Queue",
        ),
        (
            Facts {
                due_in_seconds: None,
                ..create()
            },
            "facts.due_in_seconds",
        ),
        (
            Facts {
                due_in_seconds: None,
                ..facts(Verb::Reschedule)
            },
            "facts.due_in_seconds",
        ),
        (
            Facts {
                payload_bytes: None,
                ..create()
            },
            "facts.payload_bytes",
        ),
        (
            Facts {
                payload_bytes: Some(u64::MAX),
                ..create()
            },
            "facts.payload_bytes",
        ),
        (
            Facts {
                queue: Some("q".to_owned()),
                ..facts(Verb::Consume)
            },
            "facts.queue",
        ),
        (
            Facts {
                principal: long.clone(),
                ..create()
            },
            "facts.principal",
        ),
        (
            Facts {
                role: long.clone(),
                ..create()
            },
            "facts.role",
        ),
        (
            Facts {
                id: long.clone(),
                ..create()
            },
            "facts.id",
        ),
        (
            Facts {
                queue: Some(long.clone()),
                ..create()
            },
            "facts.queue",
        ),
        (label(create(), &long, "v"), "facts.labels"),
        (label(create(), "k", &long), "facts.labels"),
        (
            Facts {
                labels: (0..33).map(|number| (number.to_string(), String::new())).collect(),
                ..create()
            },
            "facts.labels",
        ),
    ] {
        assert!(refused(facts).starts_with(words), "{words}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "[ -~\n\u{e4}]{0,120}") {
        let _ = Policy::check(1, &text);
    }

    #[test]
    fn pieces_of_rules_do_not_panic(pieces in prop::collection::vec(prop::sample::select(vec![
        "@id(\"a\")", "@message(\"m\")", "forbid", "permit", "(", ")", "principal", ",", "action", "resource", "when", "unless", "{", "}", ";",
        "context", ".", "role", "==", "\"x\"", "1", "has", "like", "in", "is", "Timer", "if", "then", "else", "&&", "||", "!", "-", "[", "]", "::", "?principal",
    ]), 0..60)) {
        let _ = Policy::check(1, &pieces.join(" "));
    }

    /// Evaluates every verb with any facts within the limits. The result is deterministic.
    #[test]
    fn facts_within_the_limits_are_judged(
        verb in prop::sample::select(Verb::ALL.to_vec()),
        principal in ".{0,40}", role in ".{0,20}", id in ".{0,40}", queue in prop::option::of(".{0,20}"),
        labels in prop::collection::btree_map(".{0,10}", ".{0,10}", 0..8), due: i64, bytes in 0u64..(1 << 40),
    ) {
        let policy = policy(TEXT);
        let queue = queue.filter(|_| verb.kind() == ResourceKind::Timer);
        let facts = Facts { principal, role, verb, kind: verb.kind(), id, queue, labels, due_in_seconds: Some(due), payload_bytes: Some(bytes) };
        let first = policy.evaluate(&facts).unwrap();
        prop_assert_eq!(&policy.evaluate(&facts).unwrap(), &first);
        prop_assert_eq!(policy.dry_run(&facts).unwrap().would, first.decision);
    }
}
