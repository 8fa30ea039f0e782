//! `minoots-chaos`: real nodes and real faults.

mod arguments;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use arguments::{Arguments, Run, Verb};
use clap::Parser as _;
use minoots_chaos::rot::Work;
use minoots_chaos::run::Settings;
use minoots_chaos::{boundaries, plan, rot, run, tools};
use serde_json::{Value, json};

fn main() -> ExitCode {
    match dispatch(&Arguments::parse().verb) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(verb: &Verb) -> Result<bool> {
    match verb {
        Verb::SetUp => tools::check().map(|()| true),
        Verb::Run(arguments) => run(arguments),
        Verb::Boundaries { seed, places } => boundaries(*seed, *places),
        Verb::Rot {
            seed,
            flips,
            in_cluster,
        } => rot(*seed, *flips, *in_cluster),
        Verb::RotWorker {
            directory,
            node,
            seed,
            from,
            until,
        } => {
            let work = Work {
                directory: directory.clone(),
                node: *node,
                seed: *seed,
            };
            rot::work(&work, *from, *until).map(|()| true)
        }
    }
}

fn boundaries(seed: u64, places: Option<usize>) -> Result<bool> {
    tools::check()?;
    let findings = boundaries::run(seed, places)?;
    println!("{}", serde_json::to_string_pretty(&findings.json())?);
    let failed = findings.violations.len();
    eprintln!("{} passed, {failed} failed", findings.judged.saturating_sub(failed));
    Ok(failed == 0)
}

fn rot(seed: u64, flips: u64, in_cluster: u64) -> Result<bool> {
    tools::check()?;
    let copies = rot::run(seed, flips)?;
    let nodes = rot::flip_in_cluster(seed, in_cluster)?;
    let both = json!({ "seed": seed, "copies": copies.json(), "cluster": nodes.json() });
    println!("{}", serde_json::to_string_pretty(&both)?);
    let failed = (copies.violations.len() + nodes.violations.len()) as u64;
    eprintln!(
        "{} passed, {failed} failed",
        (flips + in_cluster).saturating_sub(failed)
    );
    Ok(failed == 0)
}

/// Runs a seed. Returns false if there is a violation or too little coverage.
fn run(arguments: &Run) -> Result<bool> {
    tools::check()?;
    let length = arguments.seconds.unwrap_or(arguments.minutes * 60);
    let settings = Settings {
        seed: arguments.seed,
        length: Duration::from_secs(length),
    };
    if arguments.schedule {
        let steps = run::schedule(settings);
        let steps: Vec<Value> = steps.iter().map(plan::Step::json).collect();
        println!(
            "{}",
            serde_json::to_string_pretty(&json!({ "seed": settings.seed, "steps": steps }))?
        );
        return Ok(true);
    }
    let verdict = run::run(settings)?;
    println!("{}", serde_json::to_string_pretty(&verdict.json())?);
    let good = verdict.is_good();
    let unasked = (!good).then(|| std::env::temp_dir().join(format!("minoots-chaos-{}.jsonl", settings.seed)));
    if let Some(path) = arguments.history.as_ref().or(unasked.as_ref()) {
        verdict.write_history(path)?;
        eprintln!("history: {}", path.display());
    }
    if !good {
        eprintln!("replay: {}", verdict.replay());
    }
    eprintln!("{} passed, {} failed", u8::from(good), u8::from(!good));
    Ok(good)
}
