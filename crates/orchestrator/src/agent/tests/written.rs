//! Parsing of rules.

use super::*;

#[test]
fn omitted_rules_take_their_defaults() {
    assert_eq!(rules::parse("", None).unwrap(), Rules::default());
    assert_eq!(rules::parse("{}", None).unwrap(), Rules::default());
    let rules = rules::parse("heartbeat: { ttl: 3s }\nno_progress: { after: 1m, do: [] }\n", None).unwrap();
    assert_eq!((rules.ttl_working_ms, rules.ttl_idle_ms), (3_000, 3_000));
    assert_eq!(
        (rules.no_progress.after_ms, rules.no_progress.actions.len()),
        (60_000, 0)
    );
    assert_eq!(rules.idle, Rules::default().idle);
    let rules = rules::parse("heartbeat: { ttl: 3s }", Some(Duration::from_secs(2))).unwrap();
    assert_eq!(rules.ttl_idle_ms, 2_000, "who registers says it last");
    let rules = rules::parse("", Some(Duration::from_secs(3_600))).unwrap();
    assert_eq!(
        (rules.no_progress.after_ms, rules.idle.after_ms),
        (3_600_000, 3_600_000),
        "never before a heartbeat is due"
    );
}

#[test]
fn errors_report_their_position() {
    for (document, rule, line, column, words) in [
        ("heartbeat: { ttl: 0s }", Rule::Invalid, 1, 19, "heartbeat.ttl"),
        (
            "heartbeat: { missed: [1, 1, 3] }",
            Rule::Invalid,
            1,
            22,
            "three numbers",
        ),
        ("warned: [shout]", Rule::Invalid, 1, 10, "\"shout\" is no action"),
        ("warned: [nudge, nudge]", Rule::Invalid, 1, 17, "twice"),
        ("looping: { same: 9, of: 3 }", Rule::Invalid, 1, 18, "9 of 3"),
        ("looping: { same: 1 }", Rule::Invalid, 1, 18, "2 to 100"),
        ("over_budget: { money: -1 }", Rule::Invalid, 1, 23, "money"),
        ("restart: { queue: 'no name' }", Rule::Invalid, 1, 19, "restart.queue"),
        ("ttl: 3s", Rule::Invalid, 1, 1, "unknown field"),
        // Row 46.
        (
            "heartbeat: { ttl: 30s }\nno_progress: { after: 10s }",
            Rule::PhaseTimeout,
            2,
            23,
            "shorter than the time between heartbeats",
        ),
    ] {
        let problem = rules::parse(document, None).unwrap_err();
        assert_eq!(
            (problem.rule, problem.line, problem.column),
            (rule, line, column),
            "{document}: {problem}"
        );
        assert!(problem.message.contains(words), "{document}: {problem}");
    }
}
