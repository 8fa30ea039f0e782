//! Every rule of the kernel as a story: `tests/scripts/<subject>/<rule>.txt`. A script reads like a transcript of the
//! log, with the replies, effects, events and rows of each entry. `UPDATE_STORIES=1` rewrites them; review the
//! difference.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod story;

use std::{
    env, fs,
    path::{Path, PathBuf},
};

fn scripts(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            scripts(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "txt") {
            found.push(path);
        }
    }
}

fn paths() -> Vec<PathBuf> {
    let mut paths = Vec::new();
    scripts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts"), &mut paths);
    paths.sort();
    assert!(!paths.is_empty(), "there are no stories");
    paths
}

#[test]
fn every_story_reads_as_it_did() {
    let paths = paths();
    let update = env::var_os("UPDATE_STORIES").is_some();
    let mut changed = Vec::new();
    for path in &paths {
        let told = fs::read_to_string(path).unwrap();
        assert!(told.contains("\n---\n"), "{} tells nothing", path.display());
        let replayed = story::replay(&told);
        if told == replayed {
            continue;
        }
        if update {
            fs::write(path, &replayed).unwrap();
        } else {
            changed.push(format!("{}:\n{}", path.display(), first_difference(&told, &replayed)));
        }
    }
    assert!(
        changed.is_empty(),
        "stories that end differently:\n{}",
        changed.join("\n")
    );
}

/// Rules that look optional and are not: without any of them a guarantee breaks, as the exploration of a small model of
/// the log, leaders and clocks has shown. Each is named at the top of the story that would differ.
const NEEDED: [&str; 19] = [
    "OutcomeBeforeDue",
    "EpochFromBackup",
    "CancelledFirst",
    "StaleMeansSmaller",
    "OutcomeTwice",
    "ExpiryForgetsExtend",
    "LateGrantOverwrites",
    "RedriveAgain",
    "LateArmLingers",
    "PromiseOutlivesEpoch",
    "CancelAfterArm",
    "ArmIndexIsLogIndex",
    "AckNeedsNewest",
    "NackAnyFence",
    "ArmTwice",
    "VersionPerTimer",
    "FiredAtArm",
    "LeadUnclamped",
    "TerminalReopens",
];

#[test]
fn every_rule_known_to_be_needed_has_its_story() {
    let told: Vec<String> = paths().iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    for rule in NEEDED {
        let opening = format!("# {rule}: ");
        let stories = told.iter().filter(|story| story.starts_with(&opening)).count();
        assert_eq!(stories, 1, "stories about {rule}");
    }
}

fn first_difference(told: &str, replayed: &str) -> String {
    let longest = told.lines().count().max(replayed.lines().count());
    let line = |text: &str, number| text.lines().nth(number).unwrap_or("(nothing)").to_string();
    (0..longest)
        .find(|number| line(told, *number) != line(replayed, *number))
        .map(|number| {
            let (old, new) = (line(told, number), line(replayed, number));
            format!("  line {}\n  told:   {old}\n  it was: {new}", number + 1)
        })
        .unwrap_or_else(|| "  spaces at the end".to_string())
}
