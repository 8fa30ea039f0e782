//! Runs seeds, each in a process of its own.
//!
//! `minoots-sim-raft <seed>` runs one here and prints its outcome as JSON; `minoots-sim-raft <first>..<end>` runs a range.
//! `--print` writes every event to standard error. `--faults a,b` injects these and no others.

use std::process::{Command, ExitCode, Stdio};

use minoots_sim_raft::{Options, Outcome, run};

fn main() -> ExitCode {
    match start(std::env::args().skip(1).collect()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::from(2)
        }
    }
}

fn start(mut arguments: Vec<String>) -> Result<bool, String> {
    if arguments.is_empty() {
        return Err("usage: minoots-sim-raft <seed>|<first>..<end> [--print] [--faults a,b]".to_owned());
    }
    let which = arguments.remove(0);
    let number = |text: &str| text.parse::<u64>().map_err(|error| format!("{text}: {error}"));
    if let Some((first, end)) = which.split_once("..") {
        return run_range(number(first)?, number(end)?, &arguments);
    }
    let outcome = run(number(&which)?, &options(&arguments)?);
    let json = serde_json::to_string(&outcome).map_err(|error| error.to_string())?;
    println!("{json}");
    Ok(outcome.violations.is_empty())
}

fn options(arguments: &[String]) -> Result<Options, String> {
    let mut options = Options::default();
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--print" => options.print = true,
            "--faults" => {
                let list = arguments.next().map(String::as_str).unwrap_or_default();
                let kinds = list.split(',').filter(|kind| !kind.is_empty());
                let kinds = kinds.map(|kind| serde_json::from_value(kind.into()).map_err(|error| error.to_string()));
                options.faults = Some(kinds.collect::<Result<_, _>>()?);
            }
            other => return Err(format!("{other} is not understood")),
        }
    }
    Ok(options)
}

fn run_range(first: u64, end: u64, arguments: &[String]) -> Result<bool, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut well = true;
    for seed in first..end {
        let mut command = Command::new(&program);
        command.arg(seed.to_string()).args(arguments).stderr(Stdio::null());
        let output = command.output().map_err(|error| error.to_string())?;
        let outcome: Outcome = serde_json::from_slice(&output.stdout)
            .map_err(|error| format!("seed {seed} ended without an outcome ({}): {error}", output.status))?;
        let Outcome {
            operations,
            elapsed_ms,
            events,
            ..
        } = &outcome;
        println!(
            "seed {seed}: {} {}/{} ok in {elapsed_ms} ms, {events} events",
            &outcome.trace_hash.get(..16).unwrap_or_default(),
            operations.ok,
            operations.invoked
        );
        for violation in &outcome.violations {
            println!("  {violation}");
            well = false;
        }
    }
    Ok(well)
}
