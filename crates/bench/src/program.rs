//! The measured program: `minoots`, found through a flag, a variable, or next to this program.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::Args;
use minoots_terminal::build::{Build, PROFILE};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::COMMON_OPTIONS;
use tokio::process::Command;

/// The file name next to this program, and the first word of its `--version`.
const NAME: &str = "minoots";
const VARIABLE: &str = "MINOOTS_BIN";
/// The profile of comparable figures: that of releases.
const COMPARED: &str = "dist";
/// The allocator of comparable figures: that of releases.
const COMPARED_ALLOCATOR: &str = "jemalloc";
const BUILD_HINT: &str = "build it with `cargo build --profile dist --features minoots-cli/jemalloc --bin minoots`, or name one with --program or MINOOTS_BIN";

/// The choice of the program.
#[derive(Args, Clone, Debug)]
pub struct Program {
    /// Path of the `minoots` program to measure [env: MINOOTS_BIN] [default: the file `minoots` next to this program]
    #[arg(long, global = true, value_name = "PATH", help_heading = COMMON_OPTIONS)]
    program: Option<PathBuf>,
}

impl Program {
    /// Its absolute path.
    pub fn path(&self) -> Result<PathBuf, Failure> {
        let variable = std::env::var_os(VARIABLE).filter(|value| !value.is_empty());
        let own = own_path()?;
        found(self.program.as_deref(), variable.as_deref(), &own)
    }

    /// Its build, from `--version`.
    pub async fn build(&self) -> Result<Build, Failure> {
        let path = self.path()?;
        let failed = |error| Failure::io(format!("cannot run {}", path.display()), &error);
        let output = Command::new(&path).arg("--version").output().await.map_err(failed)?;
        let build = Build::parse(NAME, &String::from_utf8_lossy(&output.stdout));
        build.ok_or_else(|| {
            let message = format!("program: {}: does not answer --version as minoots does", path.display());
            Failure::usage(message).hint(BUILD_HINT)
        })
    }

    /// Warns on standard error if figures of this program must not be compared.
    pub async fn note_profile(&self) -> Result<(), Failure> {
        Builds::of(self).await?.note();
        Ok(())
    }
}

/// This program, which runs itself for the echo and for each benchmark of `all`.
pub fn own_path() -> Result<PathBuf, Failure> {
    std::env::current_exe().map_err(|error| Failure::io("cannot find this program", &error))
}

/// The path from the flag, the variable or the file next to `own`, in this order.
fn found(flag: Option<&Path>, variable: Option<&OsStr>, own: &Path) -> Result<PathBuf, Failure> {
    let (path, origin) = match (flag, variable) {
        (Some(path), _) => (path.to_owned(), "flag --program"),
        (None, Some(path)) => (path.into(), "environment MINOOTS_BIN"),
        (None, None) => (own.with_file_name(NAME), "beside minoots-bench"),
    };
    // A bare name would be searched for in PATH.
    let path = std::path::absolute(&path).unwrap_or(path);
    if path.is_file() {
        return Ok(path);
    }
    let message = format!("program: {} ({origin}): there is no such file", path.display());
    Err(Failure::usage(message).hint(BUILD_HINT))
}

/// The builds that figures depend on.
#[derive(Clone, Debug)]
pub struct Builds {
    /// The measured program.
    pub program: Build,
    /// The profile of this program.
    pub bench_profile: &'static str,
}

impl Builds {
    /// Reads the builds.
    pub async fn of(program: &Program) -> Result<Self, Failure> {
        Ok(Self {
            program: program.build().await?,
            bench_profile: PROFILE,
        })
    }

    /// Whether figures may be compared with those of other runs: both programs have the release profile, and the
    /// measured one its allocator.
    pub fn are_compared(&self) -> bool {
        [self.program.profile.as_str(), self.bench_profile] == [COMPARED; 2]
            && self.program.allocator == COMPARED_ALLOCATOR
    }

    /// Both profiles, or one name if they are equal; another allocator than that of releases.
    pub fn profiles(&self) -> String {
        let profiles = match self.program.profile.as_str() {
            same if same == self.bench_profile => same.to_owned(),
            program => format!("{program}, minoots-bench {}", self.bench_profile),
        };
        match self.program.allocator == COMPARED_ALLOCATOR {
            true => profiles,
            false => format!("{profiles}, without {COMPARED_ALLOCATOR}"),
        }
    }

    /// Rejects builds of other profiles. `way_out` is the flag that allows them.
    pub fn must_be_compared(&self, way_out: &str) -> Result<(), Failure> {
        if self.are_compared() {
            return Ok(());
        }
        let (program, bench) = (&self.program.profile, self.bench_profile);
        let without = match self.program.allocator == COMPARED_ALLOCATOR {
            true => String::new(),
            false => format!(" without {COMPARED_ALLOCATOR}"),
        };
        let message = format!(
            "profile: minoots is built with `{program}`{without} and minoots-bench with `{bench}`; figures beside their limits are of `{COMPARED}` only, with {COMPARED_ALLOCATOR}"
        );
        Err(Failure::usage(message).hint(format!(
            "build both with `cargo build --profile {COMPARED} --features minoots-cli/jemalloc --bin minoots --bin minoots-bench`, or give {way_out}: the report then names the profiles"
        )))
    }

    fn note(&self) {
        if !self.are_compared() {
            eprintln!("profile: {}; compare figures of `{COMPARED}` only", self.profiles());
        }
    }
}

/// As [`Program::note_profile`], for a server with an unknown build.
pub fn note_own_profile() {
    if PROFILE != COMPARED {
        eprintln!("profile: minoots-bench {PROFILE}; compare figures of `{COMPARED}` only");
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn builds(program: &str, bench_profile: &'static str) -> Builds {
        Builds {
            program: Build {
                version: "0.1.0".to_owned(),
                profile: program.to_owned(),
                allocator: COMPARED_ALLOCATOR.to_owned(),
            },
            bench_profile,
        }
    }

    #[test]
    fn the_flag_goes_before_the_variable_and_the_neighbour() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, "").unwrap();
            path
        };
        let (flag, variable, neighbour) = (file("flag"), file("variable"), file("minoots"));
        let own = folder.path().join("minoots-bench");
        let chosen = |flag: Option<&Path>, variable: Option<&Path>| found(flag, variable.map(Path::as_os_str), &own);
        assert_eq!(chosen(Some(&flag), Some(&variable)).unwrap(), flag);
        assert_eq!(chosen(None, Some(&variable)).unwrap(), variable);
        assert_eq!(chosen(None, None).unwrap(), neighbour);
    }

    #[test]
    fn an_absent_program_is_a_usage_error_with_the_command_that_builds_one() {
        let folder = tempfile::tempdir().unwrap();
        let failure = found(None, None, &folder.path().join("minoots-bench")).unwrap_err();
        let text = failure.to_string();
        assert_eq!(failure.exit, minoots_terminal::errors::Exit::Usage);
        for part in [
            "minoots",
            "cargo build --profile dist --features minoots-cli/jemalloc --bin minoots",
            "--program",
            "MINOOTS_BIN",
        ] {
            assert!(text.contains(part), "{text}");
        }
    }

    #[test]
    fn only_two_builds_that_ship_are_compared() {
        assert!(builds("dist", "dist").must_be_compared("--any").is_ok());
        for (program, bench) in [
            ("release", "dist"),
            ("dist", "dev"),
            ("unknown", "dist"),
            ("dev", "dev"),
        ] {
            let text = builds(program, bench)
                .must_be_compared("--any")
                .unwrap_err()
                .to_string();
            for part in [program, bench, "`dist` only", "--any"] {
                assert!(text.contains(part), "{text}");
            }
        }
    }

    #[test]
    fn a_program_with_another_allocator_is_not_compared() {
        let mut of_system = builds("dist", "dist");
        of_system.program.allocator = "system".to_owned();
        let text = of_system.must_be_compared("--any").unwrap_err().to_string();
        assert!(text.contains("`dist` without jemalloc"), "{text}");
        assert!(text.contains("--features minoots-cli/jemalloc"), "{text}");
        assert_eq!(of_system.profiles(), "dist, without jemalloc");
    }

    #[test]
    fn equal_profiles_are_named_once() {
        assert_eq!(builds("dev", "dev").profiles(), "dev");
        assert_eq!(builds("dist", "dev").profiles(), "dist, minoots-bench dev");
    }
}
