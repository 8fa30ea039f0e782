//! Tries flips in separate processes, so that the end of one is noticed, and the others continue.

use std::fs;
use std::io::{BufRead as _, BufReader, ErrorKind};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use minoots_it::PATIENCE;
use minoots_it::clock::Deadline;
use minoots_it::files;
use serde_json::{Value, json};
use tokio::time::sleep;

use super::flip::{self, Flip};
use super::opened::{self, Parts, Shown};
use super::{Findings, copy_for};

/// The number of flips per process.
const SHARE: u64 = 250;

const WORKERS: usize = 2;

/// The input that all workers share.
#[derive(Clone, Debug)]
pub struct Work {
    /// The directory of the killed node, which is not changed.
    pub directory: PathBuf,
    /// The node's id.
    pub node: u64,
    /// The seed of the flips.
    pub seed: u64,
}

/// Counts panics of any thread of this process.
static PANICS: AtomicU64 = AtomicU64::new(0);

/// Distributes the flips over processes, and collects their results.
pub(super) fn share_out(work: &Work, flips: u64, findings: &mut Findings) -> Result<()> {
    let (next, shared) = (AtomicU64::new(0), Mutex::new(findings));
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS)
            .map(|_| {
                scope.spawn(|| -> Result<()> {
                    loop {
                        let from = next.fetch_add(SHARE, Ordering::Relaxed);
                        if from >= flips {
                            return Ok(());
                        }
                        share(work, from, flips.min(from + SHARE), &shared)?;
                    }
                })
            })
            .collect();
        workers.into_iter().try_for_each(|worker| match worker.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        })
    })
}

fn share(work: &Work, mut from: u64, until: u64, findings: &Mutex<&mut Findings>) -> Result<()> {
    while from < until {
        let mut command = Command::new(std::env::current_exe()?);
        command.args([
            "rot-worker",
            "--node",
            &work.node.to_string(),
            "--seed",
            &work.seed.to_string(),
        ]);
        command.arg("--directory").arg(&work.directory);
        command.args(["--from", &from.to_string(), "--until", &until.to_string()]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let lines = BufReader::new(child.stdout.take().context("no standard output")?).lines();
        for line in lines {
            let said: Value = serde_json::from_str(&line?)?;
            let Ok(mut findings) = findings.lock() else {
                bail!("a worker's thread panicked")
            };
            take(&said, &mut findings);
            from += 1;
        }
        let status = child.wait()?;
        if !status.success() {
            let Ok(mut findings) = findings.lock() else {
                bail!("a worker's thread panicked")
            };
            findings
                .violations
                .push(format!("flip {from}: the process ended: {status}"));
            from += 1;
        }
    }
    Ok(())
}

fn take(said: &Value, findings: &mut Findings) {
    let text = |name: &str| said[name].as_str().unwrap_or_default();
    findings.count(text("kind"), text("outcome"));
    match text("outcome") {
        "refused" => *findings.refusals.entry(general(text("why"))).or_default() += 1,
        "wrong" => findings.violations.push(format!("{}: {}", text("flip"), text("why"))),
        _ => {}
    }
}

/// Returns a refusal without paths and numbers.
fn general(why: &str) -> String {
    let words = why.split_whitespace().map(|word| match word {
        path if path.contains('/') => "…",
        number if number.bytes().any(|byte| byte.is_ascii_digit()) => "N",
        word => word,
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Runs a worker: tries flips, and prints a line about each.
///
/// # Errors
/// The undamaged directory does not open, or the machine denies an operation.
pub fn work(work: &Work, from: u64, until: u64) -> Result<()> {
    std::panic::set_hook(Box::new(|panic| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        eprintln!("{panic}");
    }));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(try_all(work, from, until))
}

async fn try_all(work: &Work, from: u64, until: u64) -> Result<()> {
    let files = flip::files(&work.directory)?;
    let intact = Intact::of(work, from).await.context("the undamaged directory")?;
    for number in from..until {
        let flip = flip::draw(&files, work.seed, number)?;
        let outcome = intact.try_one(work, &flip, number).await?;
        let (name, why) = match outcome {
            Outcome::Right => ("right", String::new()),
            Outcome::Torn => ("cut as torn", String::new()),
            Outcome::Refused(why) => ("refused", why),
            Outcome::Wrong(why) => ("wrong", why),
        };
        let flip = (flip::kind(&flip.file), format!("flip {number}, {}", flip.text()));
        println!(
            "{}",
            json!({ "kind": flip.0, "flip": flip.1, "outcome": name, "why": why })
        );
    }
    Ok(())
}

/// Removes a copy, in which threads may still create files for a moment.
async fn remove(directory: &Path) -> Result<()> {
    let deadline = Deadline::after(PATIENCE);
    loop {
        match fs::remove_dir_all(directory) {
            Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty && !deadline.has_passed() => {
                sleep(Duration::from_millis(5)).await;
            }
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
            _ => return Ok(()),
        }
    }
}

/// The outcome of a flip.
enum Outcome {
    /// The bit had no meaning: everything is unchanged.
    Right,
    /// The last write was treated as incomplete, and cut. The node reports that, and the other nodes have the write.
    Torn,
    /// The directory was refused with this reason.
    Refused(String),
    /// The contents differ, and no problem was reported.
    Wrong(String),
}

/// The contents without a flip.
struct Intact {
    shown: Shown,
    parts: Parts,
}

impl Intact {
    async fn of(work: &Work, number: u64) -> Result<Self> {
        let directories = ["intact", "intact-again"].map(|name| copy_for(&work.directory, number, name));
        for directory in &directories {
            files::copy(&work.directory, directory)?;
        }
        let parts = opened::take_apart(&directories[0])?;
        let last = parts.entries.last().map_or(0, |entry| entry.index);
        let shown = opened::show(&directories[1], work.node, last).await?;
        for directory in &directories {
            remove(directory).await?;
        }
        Ok(Self { shown, parts })
    }

    async fn try_one(&self, work: &Work, flip: &Flip, number: u64) -> Result<Outcome> {
        let panics_before = PANICS.load(Ordering::Relaxed);
        // Two copies, because threads that opened the first may still work in it for a moment.
        let damaged = |name| -> Result<PathBuf> {
            let directory = copy_for(&work.directory, number, name);
            files::copy(&work.directory, &directory)?;
            flip.apply(&directory)?;
            Ok(directory)
        };
        let directory = damaged("flipped")?;
        let shown = opened::show(&directory, work.node, self.shown.index).await;
        remove(&directory).await?;
        let outcome = match shown {
            Err(error) => Outcome::Refused(format!("{error:#}")),
            Ok(shown) => {
                let directory = damaged("flipped-again")?;
                let parts = opened::take_apart(&directory);
                remove(&directory).await?;
                self.compare(&shown, parts)
            }
        };
        if PANICS.load(Ordering::Relaxed) > panics_before {
            return Ok(Outcome::Wrong("it panicked".to_owned()));
        }
        Ok(match outcome {
            Outcome::Refused(why) if why.trim().is_empty() => Outcome::Wrong("refused without a word".to_owned()),
            outcome => outcome,
        })
    }

    fn compare(&self, shown: &Shown, parts: Result<Parts>) -> Outcome {
        let wrong = |what: &str| Outcome::Wrong(format!("{what} is not what it was, and nothing was said"));
        // The directory opened just before.
        let parts = match parts {
            Ok(parts) => parts,
            Err(error) => return Outcome::Wrong(format!("opened once, and not again: {error:#}")),
        };
        if shown.kid != self.shown.kid {
            return wrong("the signing key");
        }
        if parts.applied != self.parts.applied || parts.rows != self.parts.rows {
            return wrong("the state on disk");
        }
        let same = parts
            .entries
            .iter()
            .zip(&self.parts.entries)
            .all(|(now, before)| now == before);
        if !same || parts.purged != self.parts.purged || parts.entries.len() > self.parts.entries.len() {
            return wrong("the log");
        }
        if parts.torn && !self.parts.torn {
            let rows_are_right = shown.index < self.shown.index || *shown == self.shown;
            return if rows_are_right {
                Outcome::Torn
            } else {
                wrong("the state")
            };
        }
        if parts.entries.len() != self.parts.entries.len() || parts.vote != self.parts.vote {
            return wrong("the end of the log");
        }
        if *shown != self.shown {
            wrong("the state")
        } else {
            Outcome::Right
        }
    }
}
