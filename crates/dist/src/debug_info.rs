//! Splits debug information from the program.
//!
//! The program contains no reference to the file with its debug information. The reference would contain paths of the
//! build machine.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

use crate::command::{command, output, run};

/// Keeps the list of crates, which belongs to the program although nothing loads it.
const KEEP_CRATES: &str = "--keep-section=.dep-v0";

/// Writes the stripped program and its debug information beside the program.
pub fn split(built: &Path) -> Result<(PathBuf, PathBuf)> {
    let (program, debug) = (built.with_extension("stripped"), built.with_extension("debug"));
    let objcopy = Objcopy::find()?;
    run(objcopy.command("--only-keep-debug").arg(built).arg(&debug))?;
    run(objcopy.command("--strip-all").arg(KEEP_CRATES).arg(built).arg(&program))?;
    Ok((program, debug))
}

/// The objcopy that rustc includes. It supports every target.
struct Objcopy {
    program: PathBuf,
    libraries: PathBuf,
}

impl Objcopy {
    fn find() -> Result<Self> {
        let sysroot = output(&mut command("rustc", ["--print", "sysroot"]))?;
        let host = output(&mut command("rustc", ["--print", "host-tuple"]))?;
        let sysroot = Path::new(sysroot.trim());
        let program = sysroot.join("lib/rustlib").join(host.trim()).join("bin/rust-objcopy");
        ensure!(
            program.is_file(),
            "{} is missing: install Rust by rustup",
            program.display()
        );
        let libraries = sysroot.join("lib");
        Ok(Self { program, libraries })
    }

    fn command(&self, action: &str) -> Command {
        let mut objcopy = command(&self.program, [action]);
        objcopy.env("LD_LIBRARY_PATH", &self.libraries);
        objcopy
    }
}
