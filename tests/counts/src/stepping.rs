//! Runs the program that applies entries, and steps it from mark to mark.

use crate::os::{self, Stop};
use anyhow::{Context, Result, bail, ensure};
use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Command, Stdio},
};

/// The program's exit code if it may not be traced.
pub const NOT_PERMITTED: i32 = 77;

/// Makes glibc copy and compare memory the same way on every processor, without features that only some have. String
/// instructions would also count once for each repetition.
const TUNABLES: &str = "glibc.cpu.hwcaps=-AVX512F,-AVX512VL,-AVX512BW,-AVX2,-AVX_Fast_Unaligned_Load,-BMI2,-MOVBE,-ERMS,-FSRM,\
                        -SSE4_1,-SSE4_2,-SSSE3,-RTM";

/// A run of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The number of instructions between each pair of marks.
    pub steps: Vec<u64>,
    /// The program's output.
    pub output: String,
}

/// Runs the program and counts.
pub fn run(program: &Path) -> Result<Run> {
    os::stay_on_one_processor().context("staying on one processor")?;
    // The environment is on the stack, so it determines the alignment of the rest.
    let mut child = Command::new(program)
        .env_clear()
        .env("GLIBC_TUNABLES", TUNABLES)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("starting {}", program.display()))?;
    let output = child.stdout.take().context("a pipe was asked for")?;
    let mut output = BufReader::new(output);
    let mut hash = String::new();
    output.read_line(&mut hash)?;
    let hash = u64::from_str_radix(hash.trim_end(), 16);
    let steps = count(child.id(), hash.ok()).context("stepping")?;
    let mut report = String::new();
    output.read_to_string(&mut report)?;
    Ok(Run { steps, output: report })
}

/// The steps in a process, except those in its hash function (`hash` is its address). Some processors have instructions
/// for SHA-256, and others execute a hundred times as many. So a call counts as its first instruction.
struct Steps {
    hash: Option<u64>,
    /// The return address of the current call of the hash function.
    within: Option<u64>,
    counted: u64,
}

impl Steps {
    fn step(&mut self, process: u32) -> Result<()> {
        let next = os::next_instruction(process)?;
        if self.within.is_none() {
            self.counted += 1;
            if Some(next) == self.hash {
                self.within = Some(os::top_of_stack(process)?);
            }
        } else if self.within == Some(next) {
            self.within = None;
        }
        Ok(())
    }
}

fn count(process: u32, hash: Option<u64>) -> Result<Vec<u64>> {
    let mut sections = Vec::new();
    // `Some` during a counted section.
    let mut steps: Option<Steps> = None;
    let mut known = false;
    loop {
        match os::wait(process)? {
            Stop::Mark => {
                if !known {
                    os::kill_with_tracer(process)?;
                    known = true;
                }
                steps = match steps {
                    Some(steps) => {
                        sections.push(steps.counted);
                        None
                    }
                    None => Some(Steps {
                        hash,
                        within: None,
                        counted: 0,
                    }),
                };
            }
            Stop::Step => {
                if let Some(steps) = &mut steps {
                    steps.step(process)?;
                }
            }
            Stop::Signal(signal) => bail!("signal {signal} in the midst of it"),
            Stop::Killed(signal) => bail!("signal {signal} ended it"),
            Stop::Exit(NOT_PERMITTED) => bail!(
                "ptrace(2) is not permitted here, and without it nothing can be counted. In a container, allow it by its seccomp \
                 profile or with the capability SYS_PTRACE"
            ),
            Stop::Exit(code) => {
                ensure!(code == 0 && steps.is_none() && hash.is_some(), "it ended with {code}");
                return Ok(sections);
            }
        }
        match &steps {
            Some(_) => os::step(process)?,
            None => os::resume(process, 0)?,
        }
    }
}
