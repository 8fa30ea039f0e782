//! The required coverage of a set of runs, and the behaviour of reports and histories.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use minoots_check::{Coverage, Error, History, Options, Report, check};

fn report(lines: &[&str]) -> Report {
    check(&History::parse(&lines.join("\n")).unwrap(), &Options::default())
}

const GET: &str = r#"{"inv":{"op":1,"client":1,"t":10,"call":{"get":{"tenant":"dev","id":"a"}}}}"#;
const FOUND: &str = r#"{"ret":{"op":1,"t":20,"outcome":{"err":{"reason":"TIMER"}}}}"#;
const CREATE: &str =
    r#"{"inv":{"op":2,"client":1,"t":30,"call":{"create":{"tenant":"dev","id":"a","fire_time":9,"digest":"x"}}}}"#;
const CREATED: &str =
    r#"{"ret":{"op":2,"t":40,"outcome":{"ok":{"idx":1,"answer":{"created":{"id":"a","version":1}}}}}}"#;
const LEAD_1: &str = r#"{"lead":{"node":1,"term":1,"t":0}}"#;
const LEAD_2: &str = r#"{"lead":{"node":2,"term":2,"t":35}}"#;
const CRASH_MEANWHILE: &str = r#"{"fault":{"name":"crash","t":35,"phase":"once"}}"#;
const CRASH_AFTERWARDS: &str = r#"{"fault":{"name":"crash","t":50,"phase":"once"}}"#;

#[test]
fn calls_must_mostly_succeed() {
    assert_eq!(
        report(&[GET, FOUND]).guards,
        ["0 of 1 calls were answered OK, less than 60 %"]
    );
    assert_eq!(report(&[CREATE, CREATED]).guards, Vec::<String>::new());
    assert_eq!(report(&[]).guards, ["0 of 0 calls were answered OK, less than 60 %"]);
}

#[test]
fn faults_must_change_leaders() {
    let guards = report(&[LEAD_1, CREATE, CRASH_MEANWHILE, CREATED]).guards;
    assert_eq!(guards, ["there were faults, but leadership never changed"]);
    let guards = report(&[LEAD_1, CREATE, CRASH_MEANWHILE, LEAD_2, CREATED]).guards;
    assert_eq!(guards, Vec::<String>::new());
}

#[test]
fn a_fault_must_meet_a_call_in_flight_in_some_run() {
    let idle = report(&[LEAD_1, CREATE, LEAD_2, CREATED, CRASH_AFTERWARDS]);
    assert_eq!(
        idle.guards,
        ["fault crash was injected 1 times, never while a call was in flight"]
    );
    let busy = report(&[LEAD_1, CREATE, CRASH_MEANWHILE, LEAD_2, CREATED]);
    let mut both = idle.coverage;
    both.merge(&busy.coverage);
    assert_eq!(both.guards(), Vec::<String>::new());
    assert_eq!((both.faults["crash"].injected, both.faults["crash"].effective), (2, 1));
}

#[test]
fn planned_faults_that_never_happened_are_named() {
    let run = r#"{"run":{"producer":"sim","faults":["torn write"],"marks":["cancel lost"]}}"#;
    let guards = report(&[run, CREATE, CREATED]).guards;
    assert_eq!(guards.len(), 2, "{guards:?}");
    assert!(
        guards[0].contains("torn write") && guards[1].contains("cancel lost"),
        "{guards:?}"
    );
    let reached = report(&[run, CREATE, r#"{"mark":{"name":"cancel lost"}}"#, CREATED]).guards;
    assert_eq!(reached.len(), 1, "{reached:?}");
}

#[test]
fn empty_coverage_fails_its_guard() {
    assert_eq!(Coverage::default().guards().len(), 1);
}

#[test]
fn an_unreadable_line_is_named_and_an_unknown_field_is_unreadable() {
    let line = |text: &str| match History::parse(text) {
        Err(Error::Syntax { line, .. }) => line,
        other => panic!("{other:?}"),
    };
    assert_eq!(line(&format!("{GET}\n\n{{}}")), 3);
    assert_eq!(line(&GET.replace("\"client\"", "\"customer\"")), 1);
}

#[test]
fn equal_histories_have_equal_digests_and_others_do_not() {
    let digest = |lines: &[&str]| History::parse(&lines.join("\n")).unwrap().sha256().unwrap();
    assert_eq!(digest(&[GET, FOUND]), digest(&[GET, "", FOUND]));
    assert_ne!(digest(&[GET, FOUND]), digest(&[FOUND, GET]));
    assert_eq!(
        digest(&[]),
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
}

#[test]
fn a_defect_with_many_consequences_is_listed_in_part_and_counted() {
    let unasked = (0..50).map(|op| FOUND.replace("\"op\":1", &format!("\"op\":{op}")));
    let lines: Vec<String> = unasked.collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let violations = report(&lines).violations;
    assert_eq!(violations.len(), 21);
    assert_eq!(violations[20].message, "30 more like these");
}
