//! The program in every artefact of a platform.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};

use crate::blob::Blob;
use crate::command::{command, output};
use crate::elf::Elf;
use crate::source::Source;
use crate::target::{Libc, Target};

/// A minoots program.
#[derive(Debug)]
pub struct Program {
    /// Its platform.
    pub target: &'static Target,
    /// Facts from its header.
    pub elf: Elf,
    /// Its path.
    pub file: PathBuf,
    /// Its bytes.
    pub content: Arc<Blob>,
    /// Its debug information, if it was built here.
    pub debug: Option<Arc<Blob>>,
}

impl Program {
    /// Reads a program. Its header determines the platform.
    pub fn read(file: &Path) -> Result<Self> {
        let bytes = fs::read(file).with_context(|| format!("reading {}", file.display()))?;
        let elf = Elf::read(&bytes).with_context(|| file.display().to_string())?;
        let is_glibc = elf.loader.as_ref().is_some_and(|loader| loader.contains("/ld-linux"));
        let libc = if is_glibc { Libc::Glibc } else { Libc::Musl };
        Ok(Self {
            target: Target::of_program(elf.machine, libc)?,
            elf,
            file: std::path::absolute(file)?,
            content: Blob::new(bytes),
            debug: None,
        })
    }

    /// Adds the debug information.
    pub fn with_debug(mut self, file: &Path) -> Result<Self> {
        let bytes = fs::read(file).with_context(|| format!("reading {}", file.display()))?;
        self.debug = Some(Blob::new(bytes));
        Ok(self)
    }
}

/// Shell completions. They are equal on every platform, so one program that runs here generates them for all.
#[derive(Debug)]
pub struct Completions {
    /// For bash.
    pub bash: String,
    /// For fish.
    pub fish: String,
    /// For zsh.
    pub zsh: String,
}

impl Completions {
    /// Runs the first program that can run on this machine. The program must also report the version of the release.
    pub fn of(source: &Source, programs: &[Program]) -> Result<Self> {
        let runs_here = |program: &&Program| program.target.architecture == std::env::consts::ARCH;
        let program = programs.iter().find(runs_here);
        let program =
            program.context("none of the programs runs on this machine, and completions are made by running one")?;
        let said = output(&mut command(&program.file, ["-V"]))?;
        let expected = format!("minoots {}", source.version);
        ensure!(
            said.trim_end() == expected,
            "{} says {said:?}, not {expected:?}",
            program.file.display()
        );
        let script = |shell| output(&mut command(&program.file, ["completions", shell]));
        Ok(Self {
            bash: script("bash")?,
            fish: script("fish")?,
            zsh: script("zsh")?,
        })
    }
}
