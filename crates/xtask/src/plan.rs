//! Runs stages in sequence or in parallel. Each stage is a separate process (`cargo xtask stage NAME`), so that its
//! processor time can be measured. Output lines of parallel stages are prefixed with the stage's name.

use std::fs;
use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::stage::{Report, Stage, report_file};
use crate::stages::FILTER_VARIABLE;

/// The nice level of a lane that uses only idle processor time: the lowest priority.
const LOWEST: &str = "19";

/// A step of a plan.
pub enum Step {
    /// One stage, with unmodified output.
    One(&'static Stage),
    /// Lanes that run in parallel. The stages of a lane run in sequence.
    Together(&'static [Lane]),
}

/// Stages that run in sequence, in parallel with other lanes.
pub struct Lane {
    stages: &'static [&'static Stage],
    is_patient: bool,
}

impl Lane {
    /// A lane at normal priority.
    pub const fn of(stages: &'static [&'static Stage]) -> Self {
        Self {
            stages,
            is_patient: false,
        }
    }

    /// A lane that uses idle processor time only, for static checks that must not slow down tests.
    pub const fn patient(stages: &'static [&'static Stage]) -> Self {
        Self {
            stages,
            is_patient: true,
        }
    }
}

impl Step {
    /// All stages of the step.
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

/// Names of stages and their reports.
type Reports = Vec<(&'static str, Report)>;

impl Runner<'_> {
    /// Runs the wanted stages and stops after the first step with a failure. Returns the reports in the order of the
    /// plan.
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

/// The path of this program. It stays valid after the build stage replaced the file, and for an intermediate program
/// that starts it.
fn this_program() -> String {
    format!("/proc/{}/exe", std::process::id())
}

/// A command at the lowest priority.
fn patiently(program: &str) -> Command {
    let mut command = Command::new("nice");
    command.args(["-n", LOWEST, program]);
    command
}

/// Prints the lines of a child whose output is piped, each prefixed with the stage's name.
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
