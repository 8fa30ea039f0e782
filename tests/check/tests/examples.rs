//! Histories written by hand. A file in `bad/<rule>` names its defect, which that rule alone must find. The files in
//! `good` look suspicious and are correct.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use minoots_check::{History, Options, Report, check};

fn examples(kind: &str) -> Vec<PathBuf> {
    let mut todo = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(kind)];
    let mut files = Vec::new();
    while let Some(directory) = todo.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                todo.push(path)
            } else {
                files.push(path)
            }
        }
    }
    files.sort();
    files
}

fn report(file: &Path) -> Report {
    let text = std::fs::read_to_string(file).unwrap();
    let history = History::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    check(&history, &Options::default())
}

fn rule_of(file: &Path) -> String {
    file.parent()
        .unwrap()
        .file_name()
        .unwrap()
        .to_str()
        .unwrap()
        .to_uppercase()
}

#[test]
fn every_bad_history_fails_with_its_rule_and_no_other() {
    let mut wrong = Vec::new();
    for file in examples("bad") {
        let violations = report(&file).violations;
        let found: BTreeSet<String> = violations.iter().map(|verdict| verdict.rule.to_string()).collect();
        if found != BTreeSet::from([rule_of(&file)]) {
            let found: Vec<String> = violations.iter().map(ToString::to_string).collect();
            wrong.push(format!("{}: {found:#?}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_at_least_three_bad_histories() {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for file in examples("bad") {
        *counts.entry(rule_of(&file)).or_default() += 1;
    }
    let rules = [
        "C0", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C10", "C13", "C14", "C16", "C17", "C18",
    ];
    assert_eq!(
        counts.keys().map(String::as_str).collect::<BTreeSet<_>>(),
        BTreeSet::from(rules)
    );
    assert!(counts.values().all(|count| *count >= 3), "{counts:?}");
}

#[test]
fn every_good_history_passes() {
    for file in examples("good") {
        assert_eq!(report(&file).violations, [], "{}", file.display());
    }
}

#[test]
fn every_violation_shows_lines_of_the_history() {
    for file in examples("bad") {
        let lines = std::fs::read_to_string(&file).unwrap().lines().count();
        for verdict in report(&file).violations {
            assert!(!verdict.evidence.is_empty(), "{}: {verdict}", file.display());
            assert!(
                verdict.evidence.iter().all(|line| (1..=lines).contains(line)),
                "{}: {verdict}",
                file.display()
            );
        }
    }
}

#[test]
fn a_history_reads_as_it_was_written() {
    for file in examples("good").into_iter().chain(examples("bad")) {
        let text = std::fs::read_to_string(&file).unwrap();
        let mut written = Vec::new();
        History::parse(&text).unwrap().write(&mut written).unwrap();
        assert_eq!(String::from_utf8(written).unwrap(), text, "{}", file.display());
    }
}
