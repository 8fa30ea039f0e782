//! The origin of figures: build, date and machine.

use std::fs;
use std::thread;

use minoots_terminal::clock;
use minoots_wire::time::instant;
use rustix::system::uname;
use serde::Serialize;
use tokio::process::Command;

use crate::program::Builds;

/// The origin of one run.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Origin {
    /// The version of the measured program.
    pub version: String,
    /// Cargo's profile of that program.
    pub profile: String,
    /// Cargo's profile of this program.
    pub bench_profile: &'static str,
    /// The commit of the checkout, with `-dirty` after it if it was changed; null outside of a checkout.
    pub commit: Option<String>,
    /// The start, UTC.
    pub date: String,
    pub machine: Machine,
}

/// The machine of the run.
#[derive(Debug, Serialize)]
pub struct Machine {
    pub cpu: String,
    pub cores: usize,
    pub kernel: String,
}

impl Origin {
    /// The origin of a run that starts now.
    pub async fn of(builds: &Builds) -> Self {
        Self {
            version: builds.program.version.clone(),
            profile: builds.program.profile.clone(),
            bench_profile: builds.bench_profile,
            commit: commit().await,
            date: instant::format(clock::wall_ns()),
            machine: Machine::here(),
        }
    }
}

async fn commit() -> Option<String> {
    let describe = ["describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"];
    let output = Command::new("git").args(describe).output().await.ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

impl Machine {
    fn here() -> Self {
        let kernel = uname();
        Self {
            cpu: fs::read_to_string("/proc/cpuinfo")
                .ok()
                .as_deref()
                .and_then(model)
                .unwrap_or(kernel.machine().to_str().unwrap_or_default())
                .to_owned(),
            cores: thread::available_parallelism().map_or(1, usize::from),
            kernel: [kernel.sysname(), kernel.release()]
                .map(|part| part.to_str().unwrap_or_default())
                .join(" "),
        }
    }
}

/// The processor's model; not every architecture names one.
fn model(cpuinfo: &str) -> Option<&str> {
    let named = cpuinfo.lines().find_map(|line| line.strip_prefix("model name"))?;
    Some(named.trim_start().strip_prefix(':')?.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_processor_is_named_where_the_system_names_it() {
        let cpuinfo = "processor\t: 0\nmodel\t\t: 1\nmodel name\t: AMD EPYC 9R14\nstepping\t: 1\n";
        assert_eq!(model(cpuinfo), Some("AMD EPYC 9R14"));
        assert_eq!(model("processor\t: 0\nBogoMIPS\t: 243.75\n"), None);
    }
}
