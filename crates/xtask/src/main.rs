//! The project's own commands: `cargo xtask <command>`.
//!
//! Each command is one module; this file only names them. `verify` reads, `fix` and `codegen` write, `test` builds and
//! runs everything there is to run.

mod chaos;
mod clock;
mod codegen;
mod dist;
mod faults;
mod fix;
mod layers;
mod process;
mod sdk;
mod simulation;
mod stage;
mod stages;
mod test;
mod tidy;
mod tool;
mod totals;
mod verify;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

const USAGE: &str =
    "usage: cargo xtask codegen [--check] | dist [OPTION]... | faults | fix | layers | test [STAGE]... | tidy | verify";

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
        ["dist", arguments @ ..] => dist::make(&root, arguments),
        ["faults"] => process::run(&mut faults::build(&root)?),
        ["fix"] => fix::run_all(&root),
        ["layers"] => layers::check(&root),
        ["test", stages @ ..] => test::run(&root, stages),
        ["tidy"] => tidy::check(&root),
        ["verify"] => verify::run(&root),
        _ => bail!(USAGE),
    }
}
