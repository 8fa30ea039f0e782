//! Running stages one after another or together. Each stage is a process of its own (`cargo xtask stage NAME`), so that its processor
//! time can be told apart; stages that run together have their lines marked with their name.

use std::fs;
use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::stage::{Report, Stage, report_file};
use crate::stages::FILTER_VARIABLE;

/// The priority of a lane that takes only the processor time that others leave: the lowest.
const LOWEST: &str = "19";

/// A part of a plan.
pub enum Step {
    /// One stage, whose output passes through.
    One(&'static Stage),
    /// Lanes that run beside each other; the stages of a lane run in their order.
    Together(&'static [Lane]),
}

/// Stages that run in their order, beside other lanes.
pub struct Lane {
    stages: &'static [&'static Stage],
    is_patient: bool,
}

impl Lane {
    /// Stages that get their share of the processors.
    pub const fn of(stages: &'static [&'static Stage]) -> Self {
        Self {
            stages,
            is_patient: false,
        }
    }

    /// Stages that take the processor time that other lanes leave: static checks beside tests, which must not be slower for them.
    pub const fn patient(stages: &'static [&'static Stage]) -> Self {
        Self {
            stages,
            is_patient: true,
        }
    }
}

impl Step {
    /// All its stages.
    pub fn stages(&self) -> Vec<&'static Stage> {
        match self {
            Self::One(stage) => vec![stage],
            Self::Together(lanes) => lanes.iter().flat_map(|lane| lane.stages.iter().copied()).collect(),
        }
    }
}

/// Starts stages.
#[derive(Clone, Copy)]
pub struct Runner<'a> {
    /// The repository.
    pub root: &'a Path,
    /// The Rust tests to run, as a filter of nextest; empty for all.
    pub filter: &'a str,
}

/// The name of a stage and how it went.
type Reports = Vec<(&'static str, Report)>;

impl Runner<'_> {
    /// Runs the wanted stages, up to and including the first step of which one fails. Returns the reports in the order of the plan.
    pub fn run(self, steps: &[Step], wanted: impl Fn(&Stage) -> bool + Sync) -> Result<Reports> {
        let mut reports = Vec::new();
        for step in steps {
            let before = reports.len();
            match step {
                Step::One(stage) if wanted(stage) => {
                    println!("== {}", stage.name);
                    reports.push((stage.name, self.start(stage, Command::new(this_program()), false)?));
                }
                Step::One(_) => {}
                Step::Together(lanes) => reports.extend(self.together(lanes, &wanted)?),
            }
            if reports[before..].iter().any(|(_, report)| report.error.is_some()) {
                break;
            }
        }
        Ok(reports)
    }

    fn together(self, lanes: &'static [Lane], wanted: &(impl Fn(&Stage) -> bool + Sync)) -> Result<Reports> {
        let run = |lane: &'static Lane| -> Result<Reports> {
            let mut reports = Vec::new();
            for stage in lane.stages.iter().copied().filter(|stage| wanted(stage)) {
                println!("== {}, beside others", stage.name);
                let program = match lane.is_patient {
                    true => patiently(&this_program()),
                    false => Command::new(this_program()),
                };
                reports.push((stage.name, self.start(stage, program, true)?));
            }
            Ok(reports)
        };
        std::thread::scope(|scope| {
            let running: Vec<_> = lanes.iter().map(|lane| scope.spawn(|| run(lane))).collect();
            let mut reports = Vec::new();
            for lane in running {
                match lane.join() {
                    Ok(done) => reports.extend(done?),
                    Err(_) => bail!("a lane of stages panicked"),
                }
            }
            Ok(reports)
        })
    }

    fn start(self, stage: &Stage, mut command: Command, is_marked: bool) -> Result<Report> {
        let file = report_file(self.root, stage.name)?;
        if file.exists() {
            fs::remove_file(&file)?;
        }
        command
            .current_dir(self.root)
            .args(["stage", stage.name])
            .stdin(Stdio::null());
        if !self.filter.is_empty() {
            command.env(FILTER_VARIABLE, self.filter);
        }
        if is_marked {
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
        }
        let mut child = command.spawn().with_context(|| format!("starting {command:?}"))?;
        mark_lines(&mut child, stage.name);
        let status = child.wait()?;
        let read = fs::read(&file).ok().and_then(|text| serde_json::from_slice(&text).ok());
        let report: Report = read.unwrap_or_default();
        let error = match (status.success(), report.error) {
            (true, None) => None,
            (_, Some(error)) => Some(error),
            (false, None) => Some(format!("it ended with {status} and left no report")),
        };
        if let Some(error) = &error {
            eprintln!("error: stage `{}` failed: {error}", stage.name);
        }
        Ok(Report { error, ..report })
    }
}

/// This program, also after the build stage has put another file in its place, and also for a program between that starts it.
fn this_program() -> String {
    format!("/proc/{}/exe", std::process::id())
}

/// A program at the lowest priority.
fn patiently(program: &str) -> Command {
    let mut command = Command::new("nice");
    command.args(["-n", LOWEST, program]);
    command
}

/// Shows the lines of a child whose output is piped, each behind the stage's name.
fn mark_lines(child: &mut Child, name: &str) {
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        if let Some(stdout) = stdout {
            scope.spawn(move || mark(stdout, name));
        }
        if let Some(stderr) = stderr {
            scope.spawn(move || mark(stderr, name));
        }
    });
}

fn mark(stream: impl Read, name: &str) {
    for line in BufReader::new(stream).split(b'\n') {
        let Ok(line) = line else { return };
        println!("{name} | {}", String::from_utf8_lossy(&line));
    }
}
