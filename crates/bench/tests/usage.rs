//! The binary from outside, where no node is needed: arguments, the program that is measured, exit codes.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_minoots-bench"));
    command.args(arguments).env_remove("MINOOTS_BIN").output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A program that reports the profile `bespoke`.
const BESPOKE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/programs/bespoke.sh");

#[test]
fn invalid_arguments_are_a_usage_error() {
    let cases: &[&[&str]] = &[
        &[],
        &["lateness", "--nodes", "0"],
        &["lateness", "--nodes", "3", "--endpoint", "http://127.0.0.1:7411"],
        &["lateness", "--rate", "0"],
        &["failover", "--kill", "gently"],
        &["batch", "--size", "1001"],
        &["submit", "--streams", "0"],
        &["burst", "--consumers", "0"],
        &["settle", "--rate", "0"],
        &["idle", "--streams", "0"],
        &["overload", "--offer", "many"],
        &["all", "--only", "everything"],
        &["all", "--quick", "--long"],
        &["restart", "--count", "0"],
        &["backup", "--count", "0"],
    ];
    for arguments in cases {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", stderr(&output));
        assert!(!output.stderr.is_empty(), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn an_absent_program_is_named_with_the_way_out() {
    for words in [&["schedule"][..], &["all", "--quick"], &["restart"], &["failover"]] {
        let output = run(&[words, &["--program", "no/such/minoots"]].concat());
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        for part in [
            "no/such/minoots",
            "cargo build --profile dist --features minoots-cli/jemalloc --bin minoots",
            "MINOOTS_BIN",
        ] {
            assert!(stderr(&output).contains(part), "{words:?}: {}", stderr(&output));
        }
    }
}

#[test]
fn all_refuses_another_profile_than_dist() {
    let output = run(&["all", "--quick", "--program", BESPOKE]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    for part in ["`bespoke`", "`dist` only", "--any-profile"] {
        assert!(stderr(&output).contains(part), "{}", stderr(&output));
    }
    assert!(output.stdout.is_empty());
}

#[test]
fn a_benchmark_of_another_profile_says_so() {
    let output = run(&["restart", "--program", BESPOKE]);
    let said = stderr(&output);
    assert!(said.starts_with("profile: bespoke"), "{said}");
    assert!(said.contains("the node did not start"), "{said}");
}

#[test]
fn the_long_version_names_the_profile() {
    let output = run(&["--version"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let version = format!("minoots-bench {}\nprofile: ", env!("CARGO_PKG_VERSION"));
    assert!(text.starts_with(&version), "{text}");
}
