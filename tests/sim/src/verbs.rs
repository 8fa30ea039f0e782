//! The program's commands.

use crate::arguments::{Format, Here, Run, TierName};
use anyhow::{Context, Result, bail, ensure};
use minoots_sim::{
    a::TierA,
    b::{self, TierB},
    defects::{self, Planted, Where},
    judge,
    plan::Dropped,
    schedules::SchedulesTier,
    session::{self, Summary},
    shrink::{self, ranges},
    store::StoreTier,
    tier::{Options, Tier},
    transactions::TransactionsTier,
    watchdogs::WatchdogsTier,
};
use serde_json::Value;
use std::{io::Write, ops::Range, path::Path};

fn tier(name: TierName, defect: Option<&str>) -> Result<Box<dyn Tier + Sync>> {
    Ok(match name {
        TierName::A => Box::new(TierA::default()),
        TierName::B => Box::new(TierB::new(std::env::current_exe()?).with_defect(defect.map(str::to_owned))),
        TierName::Store => Box::new(StoreTier),
        TierName::Schedules => Box::new(SchedulesTier),
        TierName::Transactions => Box::new(TransactionsTier),
        TierName::Watchdogs => Box::new(WatchdogsTier),
    })
}

/// Runs seeds. Returns false if one fails or a situation is missing.
pub fn run(run: &Run) -> Result<bool> {
    let tier = tier(run.tier, run.defect.as_deref())?;
    let options = Options {
        dropped: Dropped {
            faults: run.drop_faults.as_ref().clone(),
            ops: run.drop_ops.as_ref().clone(),
        },
    };
    plant(run.defect.as_deref())?;
    let mut seeds = run.seeds.clone();
    if let Some(seed) = run.replay {
        seeds = seed..seed + 1;
        eprintln!("{}", tier.describe(seed));
        if let Some(path) = &run.history {
            let file = std::fs::File::create(path).with_context(|| format!("creating {}", path.display()))?;
            tier.run(seed, &options).history.write(std::io::BufWriter::new(file))?;
        }
    }
    let summary = session::run(tier.as_ref(), seeds, run.jobs, &options);
    let enough = run.defect.is_none() && summary.seeds.end - summary.seeds.start >= tier.enough_seeds();
    let lacks = if enough { summary.missing.as_slice() } else { &[] };
    match run.output {
        Format::Json => println!("{}", serde_json::to_string_pretty(&summary.json())?),
        Format::Text => say(&summary),
    }
    for lack in lacks {
        eprintln!("never: {lack}");
    }
    if run.replay.is_none()
        && let Some((seed, violations)) = summary.failed.first_key_value()
        && let Some(first) = violations.first()
    {
        let dropped = shrink::shrink(tier.as_ref(), *seed, &first.rule, &options);
        eprintln!("replay: {}", replay(run, *seed, &dropped));
    }
    Ok(summary.failed.is_empty() && lacks.is_empty())
}

/// The command that reproduces a failure with the fewest faults and calls.
fn replay(run: &Run, seed: u64, dropped: &Dropped) -> String {
    let tier = match run.tier {
        TierName::A => "a",
        TierName::B => "b",
        TierName::Store => "store",
        TierName::Schedules => "schedules",
        TierName::Transactions => "transactions",
        TierName::Watchdogs => "watchdogs",
    };
    let mut command = format!("minoots-sim run --tier {tier} --replay {seed}");
    if let Some(defect) = &run.defect {
        command += &format!(" --defect {defect}");
    }
    if !dropped.faults.is_empty() {
        command += &format!(" --drop-faults {}", ranges(&dropped.faults));
    }
    if !dropped.ops.is_empty() {
        command += &format!(" --drop-ops {}", ranges(&dropped.ops));
    }
    command
}

fn plant(name: Option<&str>) -> Result<()> {
    let Some(name) = name else { return Ok(()) };
    let planted = defects::find(name).with_context(|| format!("there is no defect {name}"))?;
    ensure!(
        defects::plant(Some(planted.defect)),
        "built without planted defects: add --features planted-defects"
    );
    Ok(())
}

/// Runs a seed of tier B in this process, and prints its result and history. The process must not have run a seed
/// before.
pub fn here(here: &Here) -> Result<bool> {
    plant(here.defect.as_deref())?;
    let (outcome, history) = b::run_here(
        here.seed,
        &b::WorldOptions {
            faults: here.faults.as_deref().map(b::kinds).transpose()?,
            dropped: here.drop_faults.as_ref().clone(),
            print: here.print,
        },
    );
    let mut output = std::io::BufWriter::new(std::io::stdout().lock());
    serde_json::to_writer(&mut output, &outcome)?;
    writeln!(output)?;
    history.write(&mut output)?;
    output.flush()?;
    Ok(true)
}

fn say(summary: &Summary) {
    for (seed, violations) in &summary.failed {
        for violation in violations {
            println!("seed {seed}: {}: {}", violation.rule, violation.message);
        }
    }
    for (name, count) in &summary.faults {
        println!("{:8} {:8}  {name}", count.injected, count.effective);
    }
    for (mark, count) in &summary.marks.0 {
        println!("{count:8}           {mark}");
    }
    for (what, count) in &summary.counts {
        println!("{count:8}           {what}");
    }
    println!("trace {}", summary.trace);
    println!("{:.1} virtual hours", summary.hours());
    let seeds = summary.seeds.end - summary.seeds.start;
    let failed = summary.failed.len() as u64;
    println!("{} passed, {failed} failed", seeds - failed);
}

/// Plants the defects in turn. Returns false if a defect is not found by one of its rules.
pub fn defects(seeds: &Range<u64>, jobs: usize) -> Result<bool> {
    ensure!(
        defects::plant(None),
        "built without planted defects: add --features planted-defects"
    );
    let mut missed = 0;
    for planted in &defects::ALL {
        let name = match planted.shows {
            Where::TierA => TierName::A,
            Where::Store => TierName::Store,
            Where::Schedules => TierName::Schedules,
            Where::Transactions => TierName::Transactions,
            Where::Watchdogs => TierName::Watchdogs,
        };
        let tier = tier(name, Some(planted.name))?;
        defects::plant(Some(planted.defect));
        let found = first_found(tier.as_ref(), seeds, jobs, planted);
        defects::plant(None);
        match found {
            Ok((seed, rule)) => println!("{:32} {rule:8} seed {seed}", planted.name),
            Err(others) => {
                missed += 1;
                println!(
                    "{:32} NOT FOUND by {:?}; others: {others:?}",
                    planted.name, planted.rules
                );
            }
        }
    }
    println!("{} passed, {missed} failed", defects::ALL.len() - missed);
    Ok(missed == 0)
}

/// The first seed at which one of the expected rules finds a defect, starting with the known seed; otherwise the
/// findings of other rules.
fn first_found(
    tier: &(dyn Tier + Sync),
    seeds: &Range<u64>,
    jobs: usize,
    planted: &Planted,
) -> Result<(u64, String), Vec<(u64, String)>> {
    const BLOCK: u64 = 20;
    let mut others = Vec::new();
    let hint = defects::known_seed(planted.name).filter(|seed| seeds.contains(seed));
    let blocks = seeds.clone().step_by(BLOCK as usize);
    let blocks = blocks.map(|from| from..seeds.end.min(from + BLOCK));
    for block in hint.map(|seed| seed..seed + 1).into_iter().chain(blocks) {
        let summary = session::run(tier, block, jobs, &Options::default());
        for (seed, violations) in summary.failed {
            for violation in violations {
                if planted.rules.contains(&violation.rule.as_str()) {
                    return Ok((seed, violation.rule));
                }
                others.push((seed, violation.rule));
            }
        }
    }
    others.truncate(5);
    Err(others)
}

/// Runs the regressions. Returns false if one fails. A regression is a file: its name describes the defect, its content
/// contains the seed.
pub fn regressions(directory: &Path) -> Result<bool> {
    let mut paths: Vec<_> = std::fs::read_dir(directory)
        .with_context(|| format!("reading {}", directory.display()))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    let mut failed = 0;
    for path in &paths {
        let text = std::fs::read_to_string(path)?;
        let regression = regression(&serde_json::from_str(&text)?).with_context(|| path.display().to_string())?;
        let (name, seed, options) = regression;
        for violation in judge::run(tier(name, None)?.as_ref(), seed, &options).violations {
            failed += 1;
            println!("{}: {}: {}", path.display(), violation.rule, violation.message);
        }
    }
    println!(
        "{} passed, {} failed",
        paths.len().saturating_sub(failed),
        failed.min(paths.len())
    );
    Ok(failed == 0)
}

fn regression(value: &Value) -> Result<(TierName, u64, Options)> {
    let seed = value["seed"].as_u64().context("seed")?;
    let tier = match value["tier"].as_str() {
        Some("a") => TierName::A,
        Some("b") => TierName::B,
        Some("store") => TierName::Store,
        Some("schedules") => TierName::Schedules,
        Some("transactions") => TierName::Transactions,
        Some("watchdogs") => TierName::Watchdogs,
        _ => bail!("tier is not one there is"),
    };
    let numbers = |name: &str| shrink::numbers(value[name].as_str().unwrap_or_default()).context(name.to_owned());
    let dropped = Dropped {
        faults: numbers("dropFaults")?,
        ops: numbers("dropOps")?,
    };
    Ok((tier, seed, Options { dropped }))
}
