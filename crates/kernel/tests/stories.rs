//! Every rule of the kernel told as a story: `tests/scripts/<subject>/<rule>.txt`. A script reads like a transcript of the log, with
//! the replies, effects, events and rows that each entry brought about. `UPDATE_STORIES=1` writes them anew; read the difference.
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

#[test]
fn every_story_reads_as_it_did() {
    let mut paths = Vec::new();
    scripts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts"), &mut paths);
    paths.sort();
    assert!(!paths.is_empty(), "there are no stories");
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
