//! Runs the program that applies, and steps it from mark to mark.

use crate::os::{self, Stop};
use anyhow::{Context, Result, bail, ensure};
use std::{
    io::Read,
    path::Path,
    process::{Command, Stdio},
};

/// What the program ends with if it may not be traced.
pub const NOT_PERMITTED: i32 = 77;

/// Has glibc copy and compare memory the same way on every processor: without what only some of them have. String instructions
/// would also count once for each repetition.
const TUNABLES: &str = "glibc.cpu.hwcaps=-AVX512F,-AVX512VL,-AVX512BW,-AVX2,-AVX_Fast_Unaligned_Load,-BMI2,-MOVBE,-ERMS,-FSRM,\
                        -SSE4_1,-SSE4_2,-SSSE3,-RTM";

/// A run of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Instructions between each mark and the next that belongs to it.
    pub steps: Vec<u64>,
    /// What it printed.
    pub output: String,
}

/// Runs the program and counts.
pub fn run(program: &Path) -> Result<Run> {
    os::stay_on_one_processor().context("staying on one processor")?;
    // The environment lies on the stack and so decides where the rest of it does.
    let mut child = Command::new(program)
        .env_clear()
        .env("GLIBC_TUNABLES", TUNABLES)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("starting {}", program.display()))?;
    let steps = count(child.id()).context("stepping")?;
    let mut output = String::new();
    if let Some(mut pipe) = child.stdout.take() {
        pipe.read_to_string(&mut output)?;
    }
    Ok(Run { steps, output })
}

fn count(process: u32) -> Result<Vec<u64>> {
    let mut sections = Vec::new();
    // `Some` while what is counted runs.
    let mut steps: Option<u64> = None;
    let mut known = false;
    loop {
        match os::wait(process)? {
            Stop::Mark => {
                if !known {
                    os::kill_with_tracer(process)?;
                    known = true;
                }
                steps = match steps {
                    Some(count) => {
                        sections.push(count);
                        None
                    }
                    None => Some(0),
                };
            }
            Stop::Step => steps = steps.map(|count| count + 1),
            Stop::Signal(signal) => bail!("signal {signal} in the midst of it"),
            Stop::Killed(signal) => bail!("signal {signal} ended it"),
            Stop::Exit(NOT_PERMITTED) => bail!(
                "ptrace(2) is not permitted here, and without it nothing can be counted. In a container, allow it by its seccomp \
                 profile or with the capability SYS_PTRACE"
            ),
            Stop::Exit(code) => {
                ensure!(code == 0 && steps.is_none(), "it ended with {code}");
                return Ok(sections);
            }
        }
        match steps {
            Some(_) => os::step(process)?,
            None => os::resume(process, 0)?,
        }
    }
}
