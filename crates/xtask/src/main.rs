//! The project's own commands: `cargo xtask <command>`.
//!
//! Each command is one module; this file only dispatches. `verify` only checks, `fix` and `codegen` write files, and
//! `test` builds and runs all tests.

mod changed;
mod chaos;
mod clock;
mod codegen;
mod commit_message;
mod dist;
mod earlier;
mod fix;
mod layers;
mod metadata;
mod packages;
mod plan;
mod process;
mod processor_time;
mod program;
mod requirements;
mod sdk;
mod simulation;
mod site;
mod soak;
mod stage;
mod stages;
mod table;
mod tally;
mod test;
mod tidy;
mod totals;
mod unit_times;
mod workspace;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail};

const USAGE: &str = "\
usage: cargo xtask COMMAND
  test [STAGE]...             build and run all tests, or the stages of these names
  test --changed [REVISION]   run the tests that the changes since a revision (HEAD) can affect
  setup                       install the git hook that checks the subjects of commits
  verify                      run the gate before a commit: the checks and tests in Rust
  soak [HOURS]                run the long tests with new seeds, for 6 hours or as many as given
  codegen [--check]           generate code of proto/, or check that it is current
  dist [OPTION]...            build and package a release; --help lists the options
  docs                        build the documentation as a site
  earlier                     build the program of the release before, and print its path
  fix                         format, and apply what lints suggest
  layers | tidy               check the arrows between crates | the rules about text
  time                        build the program from nothing and print what took longest";

fn main() -> ExitCode {
    if let Err(error) = dispatch() {
        eprintln!("error: {error:#}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn dispatch() -> Result<()> {
    let root = workspace::root()?;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["codegen"] => codegen::write(&root),
        ["codegen", "--check"] => codegen::check(&root),
        ["commit-message", file] => commit_message::check(Path::new(file)),
        ["setup"] => commit_message::install_hook(&root),
        ["dist", words @ ..] => dist::make(&root, words),
        ["docs"] => site::make(&root),
        ["earlier"] => earlier::print(&root),
        ["fix"] => fix::run_all(&root),
        ["layers"] => layers::check(&root),
        ["test", stages @ ..] => test::run(&root, stages),
        ["soak", words @ ..] => soak::run(&root, words),
        ["stage", name] => test::run_stage(&root, name),
        ["tidy"] => tidy::check(&root),
        ["verify"] => test::verify(&root),
        ["time"] => unit_times::print(&root),
        _ => bail!(USAGE),
    }
}
