#![allow(clippy::unwrap_used)]

//! Accepted and refused definitions, with the error messages.

use super::{BUNDLED, Definition, Needed, OnJoinTimeout, OnTimeout, Problem, Rule, SCHEMA, Undecided};
use std::time::Duration;

fn sound(document: &str) -> Definition {
    Definition::parse(document).unwrap_or_else(|problem| panic!("{problem}"))
}

fn refused(document: &str) -> Problem {
    match Definition::parse(document) {
        Err(problem) => problem,
        Ok(definition) => panic!("taken: {definition:?}"),
    }
}

const REVIEW: &str = r#"
name: review
description: Draft, then review.
phases:
  - id: draft
    queue: writers
    deadline: 30m
    grace: 1m
    on_timeout: go stuck
    exit: { checklist: [outline, text], score: 0.7, artifacts: [draft.md] }
    retry: { attempts: 5, initial: 500ms, max: 1m, jitter: 0 }
    to: [review]
  - id: review
    approval: { from: lead, escalation: [director], deadline: 10m }
    to: [done, draft]
    regress: [draft]
  - id: stuck
    to: [draft]
  - id: done
budgets: { time: 2h, steps: 50, tokens: 100000, money: 12.5 }
"#;

#[test]
fn a_definition_is_read_as_it_is_written() {
    let definition = Definition::parse(REVIEW).unwrap();
    assert_eq!((definition.name.as_str(), definition.start), ("review", 0));
    let draft = &definition.phases[0];
    assert_eq!(draft.queue.as_deref(), Some("writers"));
    assert_eq!(draft.deadline, Some(Duration::from_secs(1_800)));
    assert_eq!(draft.on_timeout, OnTimeout::Go(2));
    assert_eq!(draft.exit.checklist, ["outline", "text"]);
    assert_eq!(draft.retry.attempts, 5);
    let review = &definition.phases[1];
    assert_eq!((review.to.clone(), review.regress.clone()), (vec![3, 0], vec![0]));
    let approval = review.approval.as_ref().unwrap();
    assert_eq!(
        (approval.on_timeout, approval.deadline),
        (Undecided::Escalate, Duration::from_secs(600))
    );
    assert_eq!(definition.budgets.money_micros, Some(12_500_000));
}

#[test]
fn json_is_read_as_yaml_is() {
    let json = r#"{"name": "one", "phases": [{"id": "only"}]}"#;
    let yaml = "name: one\nphases:\n- id: only\n";
    assert_eq!(Definition::parse(json).unwrap(), Definition::parse(yaml).unwrap());
}

#[test]
fn a_cycle_without_a_way_out_is_refused_with_its_path() {
    let problem = refused("name: round\nphases:\n- id: in\n  to: [a]\n- id: a\n  to: [b]\n- id: b\n  to: [a]\n");
    assert_eq!(problem.rule, Rule::NoExit);
    assert!(problem.message.contains("in -> a -> b -> a"), "{problem}");
    // Neither a regression nor a timeout counts as a path to the end.
    let problem = refused("name: n\nphases:\n- id: a\n  to: [b]\n- id: b\n  to: [a]\n  regress: [c]\n- id: c\n");
    assert_eq!((problem.rule, problem.line), (Rule::NoExit, 3));
    Definition::parse("name: n\nphases:\n- id: a\n  to: [b]\n- id: b\n  to: [a, c]\n- id: c\n").unwrap();
}

#[test]
fn a_phase_that_is_not_there_is_refused_with_its_place() {
    let problem = refused("name: n\nphases:\n- id: a\n  to: [b, nowhere]\n- id: b\n");
    assert_eq!(
        (problem.rule, problem.line, problem.column),
        (Rule::UnknownPhase, 4, 11)
    );
    assert!(
        problem
            .to_string()
            .starts_with("line 4, column 11: to: there is no phase \"nowhere\"")
    );
    assert_eq!(
        refused("name: n\nstart: x\nphases:\n- id: a\n").rule,
        Rule::UnknownPhase
    );
    let late = "name: n\nphases:\n- id: a\n  deadline: 1m\n  on_timeout: go x\n";
    assert_eq!((refused(late).rule, refused(late).line), (Rule::UnknownPhase, 5));
}

#[test]
fn one_id_twice_is_refused() {
    let problem = refused("name: n\nphases:\n- id: a\n- id: a\n");
    assert_eq!((problem.rule, problem.line), (Rule::Duplicate, 4));
}

#[test]
fn a_definition_beyond_its_limits_is_refused() {
    let many = |count: usize| {
        let phases: String = (0..count).map(|n| format!("- id: p{n}\n  to: [end]\n")).collect();
        format!("name: n\nphases:\n{phases}- id: end\n")
    };
    Definition::parse(&many(999)).unwrap();
    assert_eq!(refused(&many(1_000)).rule, Rule::TooLarge);
    assert_eq!(refused(&many(5_000)).rule, Rule::TooLarge);
    assert_eq!(
        refused(&format!("name: n\ndescription: {}\n", "x".repeat(300_000))).rule,
        Rule::TooLarge
    );
    assert_eq!(
        refused("name: n\nchildren_max: 1001\nphases:\n- id: a\n").rule,
        Rule::TooLarge
    );
}

#[test]
fn a_bomb_of_aliases_is_refused() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let earlier = format!("*a{}", level - 1);
        let ten = [earlier.as_str(); 10].join(", ");
        bomb += &format!("a{level}: &a{level} [{ten}]\n");
    }
    assert_eq!(refused(&bomb).rule, Rule::Invalid);
}

#[test]
fn values_out_of_their_range_are_refused_where_they_stand() {
    let cases = [
        ("  deadline: soon\n", 4, "deadline"),
        ("  deadline: 0s\n", 4, "deadline"),
        ("  grace: 1s\n", 4, "there is none"),
        ("  on_timeout: fail\n", 4, "there is none"),
        ("  exit: { score: 1.5 }\n", 4, "0 to 1"),
        ("  retry: { attempts: 0 }\n", 4, "1 to 100"),
        ("  retry: { jitter: 2 }\n", 4, "0 to 1"),
        (
            "  approval: { on_timeout: shrug }\n",
            4,
            "deny, halt, escalate or approve",
        ),
        ("  queue: 'a b'\n", 4, "no name"),
        ("  colour: red\n", 4, "colour"),
        ("  queue: q\n  wip: 0\n", 5, "1 to 256"),
        ("  queue: q\n  wip: 257\n", 5, "1 to 256"),
        ("  wip: 1\n", 4, "nothing is to be done here"),
        ("  visits: { most: 0 }\n", 4, "1 to 10000"),
        ("  visits: {}\n", 4, "bounds nothing"),
        ("  to: []\n  to: []\n", 5, "to is there twice: keep one of them"),
        ("---\nname: b\n", 5, "goes into a file of its own"),
        ("  visits: { in_a_row: 10001 }\n", 4, "1 to 10000"),
        (
            "  queue: q\n  breaker: { failures: 3, pause: 1m }\n",
            5,
            "there are no places; add wip",
        ),
        (
            "  wip: 1\n  exit: { score: 1 }\n  breaker: { failures: 3, pause: 1m }\n",
            6,
            "add a queue",
        ),
        (
            "  queue: q\n  wip: 1\n  breaker: { failures: 0, pause: 1m }\n",
            6,
            "1 to 100",
        ),
        (
            "  queue: q\n  wip: 1\n  breaker: { failures: 1, pause: 1ms }\n",
            6,
            "1s to 1d",
        ),
        ("  queue: q\n  wip: 1\n  breaker: { failures: 1 }\n", 6, "pause"),
    ];
    for (line, at, words) in cases {
        let problem = refused(&format!("name: n\nphases:\n- id: a\n{line}"));
        assert_eq!((problem.rule, problem.line), (Rule::Invalid, at), "{line}: {problem}");
        assert!(problem.message.contains(words), "{line}: {problem}");
    }
    assert!(refused("").line <= 1);
    assert_eq!(refused("name: n\nphases: []\n").rule, Rule::Invalid);
}

#[test]
fn joins_are_parsed_and_errors_have_positions() {
    let of = |rule: &str| format!("name: n\nphases:\n- id: a\n  join: {rule}\n  to: [b]\n- id: b\n");
    let read = Definition::parse(&of(
        "{ children: 3, of: fix, arrivals: 2, timeout: 5m, on_timeout: go b }",
    ))
    .unwrap();
    let join = read.phases[0].join.as_ref().unwrap();
    assert_eq!((join.children, join.arrivals), (Some(Needed::Count(3)), 2));
    assert_eq!(
        (join.of.as_deref(), join.on_timeout),
        (Some("fix"), OnJoinTimeout::Go(1))
    );
    let all = Definition::parse(&of("{ children: all, timeout: 5m }")).unwrap();
    let join = all.phases[0].join.as_ref().unwrap();
    assert_eq!(
        (join.children, join.on_timeout),
        (Some(Needed::All), OnJoinTimeout::Block)
    );
    for (rule, words) in [
        ("{ children: all }", "missing field `timeout`"),
        ("{ timeout: 1m }", "join: waits for nothing; say children"),
        (
            "{ children: 0, timeout: 1m }",
            "join.children: \"0\" is not allowed; it must be 1 to 1000, or all",
        ),
        ("{ children: some, timeout: 1m }", "it must be 1 to 1000, or all"),
        (
            "{ arrivals: 257, timeout: 1m }",
            "join.arrivals: 257 is not allowed; it must be 1 to 256",
        ),
        ("{ arrivals: 1, of: fix, timeout: 1m }", "add children, or leave of out"),
        ("{ arrivals: 1, timeout: 400d }", "join.timeout: 400d"),
        (
            "{ arrivals: 1, timeout: 1m, on_timeout: retry }",
            "use block, fail, proceed, or go PHASE",
        ),
        (
            "{ arrivals: 1, timeout: 1m, on_timeout: go c }",
            "there is no phase \"c\"",
        ),
    ] {
        let problem = refused(&of(rule));
        assert!(problem.message.contains(words), "{rule}: {problem}");
        assert!(problem.line == 3 || problem.line == 4, "{rule}: {problem}");
    }
    let round = "name: n\nphases:\n- id: a\n  join: { children: all, timeout: 1m }\n  to: [b]\n- id: b\n  \
                 join: { children: all, timeout: 1m }\n  to: [a, c]\n- id: c\n";
    let problem = refused(round);
    assert_eq!((problem.rule, problem.line), (Rule::NoExit, 3), "{problem}");
    assert!(problem.message.contains("give one of them work"), "{problem}");
    assert!(Definition::parse(&round.replace("- id: b\n", "- id: b\n  queue: q\n")).is_ok());
}

#[test]
fn so_many_phases_that_only_wait_in_a_row_are_refused() {
    let of = |waits: usize| {
        let wait = |number| {
            format!(
                "- {{ id: w{number}, join: {{ arrivals: 1, timeout: 1m }}, to: [w{}] }}\n",
                number + 1
            )
        };
        let waits: String = (0..waits).map(wait).collect();
        format!("name: n\nphases:\n- {{ id: a, queue: q, to: [w0] }}\n{waits}- {{ id: w16, queue: q }}\n")
    };
    Definition::parse(&of(16)).unwrap();
    let problem = refused(&of(17).replace("id: w16, queue: q", "id: w17, queue: q"));
    assert_eq!(problem.rule, Rule::TooLarge, "{problem}");
    assert!(problem.message.contains("more than 16 phases"), "{problem}");
}

#[test]
fn how_attempts_are_handed_over_is_read_and_what_is_wrong_with_it_has_its_place() {
    let of = |rule: &str| format!("name: n\nphases:\n- id: a\n  handoff:\n    {rule}\n");
    let read = Definition::parse(&of("{ voters: [lead, qa], deadline: 5s, schema: { type: object } }")).unwrap();
    let rule = read.phases[0].handoff.as_ref().unwrap();
    assert_eq!((rule.votes, rule.deadline), (2, Duration::from_secs(5)));
    assert!(rule.schema.is_some());
    let plain = Definition::parse(&of("{}")).unwrap();
    let rule = plain.phases[0].handoff.as_ref().unwrap();
    assert_eq!((rule.votes, rule.deadline), (0, Duration::from_secs(60)));
    for (rule, words, column) in [
        ("votes: 1", "handoff.votes: there are no voters; name them", 12),
        ("{ voters: [a], votes: 2 }", "it must be 1 to 1", 27),
        ("voters: [a, a]", "\"a\" is there twice", 17),
        ("deadline: 10ms", "it must be 1s to 1d", 15),
        (
            "schema: { pattern: x }",
            "handoff.schema.pattern: this word is not checked",
            13,
        ),
        ("schema: 7", "handoff.schema: must be an object", 13),
    ] {
        let problem = refused(&of(rule));
        assert!(problem.message.contains(words), "{problem}");
        assert_eq!((problem.line, problem.column), (5, column), "{problem}");
    }
}

#[test]
fn recovery_rules_are_parsed_and_errors_have_positions() {
    let of = |rules: &str| format!("name: n\nphases:\n- {{ id: a, to: [b] }}\n- id: b\nrecovery:\n  {rules}\n");
    let plain = of("fixes: [{ id: x, go: a, command: { queue: q } }]");
    let recovery = Definition::parse(&plain).unwrap().recovery.unwrap();
    assert_eq!((recovery.automatic, recovery.rounds), (None, 3));
    let command = recovery.fixes[0].command.as_ref().unwrap();
    let times = (command.deadline.as_secs(), command.acknowledge.as_secs());
    assert_eq!((recovery.fixes[0].go, times), (Some(0), (600, 60)));
    // A default is reduced to fit within an explicit limit.
    let short = Definition::parse(&of("fixes: [{ id: x, command: { queue: q, deadline: 5s } }]")).unwrap();
    let command = short.recovery.unwrap().fixes.remove(0).command.unwrap();
    assert_eq!(command.acknowledge, Duration::from_secs(5));
    let number = Definition::parse(&of("{ fixes: [{ id: x, hint: h }], automatic: 0.8 }")).unwrap();
    assert_eq!(number.recovery.unwrap().automatic, Some(800_000));
    for (rules, words, column) in [
        ("fixes: [{ id: x }]", "\"x\" changes nothing; give it a hint", 17),
        (
            "fixes: [{ id: x, hint: h }, { id: x, hint: i }]",
            "\"x\" is there twice",
            37,
        ),
        ("fixes: [{ id: x, go: c }]", "there is no phase \"c\"", 24),
        ("fixes: [{ id: x, hint: h, risk: some }]", "use low or high", 35),
        (
            "fixes: [{ id: x, hint: h, when: { phases: [c] } }]",
            "recovery.fixes.when.phases",
            46,
        ),
        (
            "fixes: [{ id: x, hint: h, when: { types: [bug] } }]",
            "use hallucination, tool_error, logic_error, timeout or other",
            45,
        ),
        (
            "fixes: [{ id: x, hint: h, known: { tried: 2, succeeded: 3 } }]",
            "it must be 0 to 2",
            59,
        ),
        (
            "fixes: [{ id: x, command: { queue: q, deadline: 5s, acknowledge: 6s } }]",
            "it must be 1s to 5s",
            68,
        ),
        ("automatic: 0.5", "is about fixes, and there is none", 14),
        ("{ fixes: [{ id: x, hint: h }], automatic: 2 }", "it must be 0 to 1", 45),
        ("{ fixes: [{ id: x, hint: h }], rounds: 0 }", "it must be 1 to 32", 42),
        (
            "classify: [{ class: bad }]",
            "use transient, permanent or indeterminate",
            23,
        ),
    ] {
        let problem = refused(&of(rules));
        assert!(problem.message.contains(words), "{rules}: {problem}");
        assert_eq!((problem.line, problem.column), (6, column), "{rules}: {problem}");
    }
    let nothing = refused(&of("classify: [{ when: { contains: x } }]"));
    assert!(nothing.message.contains("give it a class, a type or both"), "{nothing}");
}

#[test]
fn bundled_definitions_are_valid_and_sorted_by_name() {
    for bundled in BUNDLED {
        let definition =
            Definition::parse(bundled.document).unwrap_or_else(|problem| panic!("{}: {problem}", bundled.name));
        assert_eq!(definition.name, bundled.name);
        assert!(!definition.description.is_empty(), "{}", bundled.name);
    }
    assert!(BUNDLED.is_sorted_by_key(|bundled| bundled.name));
}

/// The parser and the JSON Schema must list the same fields.
#[test]
fn the_schema_knows_the_fields_that_are_read() {
    let mut schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
    // The schema of handed-over data is excluded: its keywords are not fields of a definition.
    assert!(schema["$defs"].as_object_mut().unwrap().remove("schema").is_some());
    let mut named = std::collections::BTreeSet::new();
    let mut open = vec![&schema];
    while let Some(value) = open.pop() {
        if let Some(properties) = value.get("properties").and_then(|properties| properties.as_object()) {
            named.extend(properties.keys().cloned());
        }
        open.extend(value.as_object().into_iter().flat_map(|object| object.values()));
        open.extend(value.as_array().into_iter().flatten());
    }
    let source = include_str!("source.rs");
    let fields = source.lines().filter_map(|line| line.trim().strip_prefix("pub "));
    let fields = fields
        .filter_map(|line| line.split_once(':'))
        .map(|(name, _)| name.trim_start_matches("r#").to_owned());
    let read: std::collections::BTreeSet<String> = fields.collect();
    assert_eq!(named, read);
}

#[test]
fn needed_outputs_are_of_phases_and_of_children() {
    let of = |rule: &str| format!("name: n\nphases:\n- id: a\n  queue: q\n  {rule}\n");
    let read = sound(&of("needs: [a.output, children.*.output]"));
    assert_eq!(read.phases[0].needs.phases, [0]);
    assert!(read.phases[0].needs.children);
    for (rule, words, column) in [
        ("needs: [b.output]", "needs: there is no phase \"b\"", 11),
        ("needs: [a]", "needs: \"a\" is no output; write PHASE.output", 11),
        (
            "needs: [children.output]",
            "needs: the outputs of children have the name of this phase",
            11,
        ),
        ("needs: [a.output, a.output]", "needs: \"a.output\" is there twice", 21),
        ("output: { schema: 7 }", "output.schema: must be an object", 21),
    ] {
        let problem = refused(&of(rule));
        assert!(problem.message.contains(words), "{rule}: {problem}");
        assert_eq!((problem.line, problem.column), (5, column), "{rule}: {problem}");
    }
    let nowhere = refused("name: n\nphases:\n- id: a\n  needs: [a.output]\n");
    assert!(nowhere.message.contains("there is no queue"), "{nowhere}");
    let approvals = |rule: &str| format!("name: n\nphases:\n- id: a\n  approval: {{ {rule} }}\n");
    let read = sound(&approvals("quorum: 2, voters: 3, remind: 1m, risk: high"));
    let rule = read.phases[0].approval.as_ref().unwrap();
    assert_eq!((rule.quorum, rule.voters, rule.risk.as_str()), (2, 3, "high"));
    for (rule, words) in [
        (
            "quorum: 3, voters: 2",
            "approval.voters: 2 is not allowed; it must be 3 to 16",
        ),
        ("quorum: 0", "approval.quorum: 0 is not allowed"),
        (
            "distinct: people",
            "approval.distinct: \"people\" is not known; use keys or names",
        ),
        ("deadline: 1m, remind: 1m", "must be less than the deadline"),
    ] {
        let problem = refused(&approvals(rule));
        assert!(problem.message.contains(words), "{rule}: {problem}");
    }
    // A required output is work.
    let waits = "name: n\nphases:\n- id: a\n  output: { required: true }\n";
    assert!(!sound(waits).phases[0].has_no_work());
}
