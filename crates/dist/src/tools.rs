//! Third-party tools in pinned versions, below cargo's target directory.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::blob::sha256_hex;
use crate::command::{cargo, command, run};
use crate::source::Source;

const DIRECTORY: &str = "dist-tools";
const PACKAGING: &str = "crates/dist/python/packaging.txt";
const BUILDING: &str = "crates/dist/python/building.txt";
const AUDITABLE: &str = "cargo-auditable";
const AUDITABLE_VERSION: &str = "0.7.7";
/// Marker file of a complete installation.
const COMPLETE: &str = ".complete";

/// The tools of packaging: the build backend of the Python package, and auditwheel.
#[derive(Debug)]
pub struct Packaging {
    environment: PathBuf,
}

impl Packaging {
    /// Installs the tools, unless this lock file is already installed.
    pub fn install(source: &Source) -> Result<Self> {
        let environment = python_environment(source, PACKAGING)?;
        Ok(Self { environment })
    }

    /// Runs Python with these packages.
    pub fn python<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        command(self.environment.join("bin/python"), arguments)
    }
}

/// The tools of building: cargo-zigbuild with Zig, and cargo-auditable.
#[derive(Debug)]
pub struct Building {
    environment: PathBuf,
    auditable: PathBuf,
}

impl Building {
    /// Installs the tools, unless these versions are already installed.
    pub fn install(source: &Source) -> Result<Self> {
        let environment = python_environment(source, BUILDING)?;
        let auditable = source
            .target_directory
            .join(format!("{DIRECTORY}/{AUDITABLE}-{AUDITABLE_VERSION}"));
        if !auditable.join(COMPLETE).exists() {
            let package = format!("{AUDITABLE}@{AUDITABLE_VERSION}");
            let mut install = cargo(&source.root, ["install", "--locked", &package, "--root"]);
            run(install.arg(&auditable))?;
            fs::write(auditable.join(COMPLETE), "")?;
        }
        Ok(Self { environment, auditable })
    }

    /// The search path with cargo's additional commands, and with Zig for cargo-zigbuild.
    pub fn path(&self) -> Result<OsString> {
        let mut directories = vec![self.environment.join("bin"), self.auditable.join("bin")];
        let inherited = std::env::var_os("PATH").unwrap_or_default();
        directories.extend(std::env::split_paths(&inherited));
        std::env::join_paths(directories).context("PATH")
    }
}

/// A virtual environment with exactly the packages of a lock file, in a directory named for its content.
fn python_environment(source: &Source, lock_file: &str) -> Result<PathBuf> {
    let lock = source.text(lock_file)?;
    let name = Path::new(lock_file).file_stem().unwrap_or_default().to_string_lossy();
    let digest = sha256_hex(lock.as_bytes());
    let environment = source
        .target_directory
        .join(format!("{DIRECTORY}/{name}-{}", &digest[..12]));
    if !environment.join(COMPLETE).exists() {
        let python = std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
        run(command(python, ["-m", "venv", "--clear"]).arg(&environment)).context("Python 3.10 or newer with venv")?;
        let install =
            "-m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: -r";
        let mut pip = command(environment.join("bin/python"), install.split(' '));
        run(pip.arg(source.root.join(lock_file)))?;
        fs::write(environment.join(COMPLETE), "")?;
    }
    Ok(environment)
}
