//! `minoots-dist`: makes the artefacts of a release, started by `cargo xtask dist`.
//!
//! All artefacts of a platform contain the same bytes of one program. No artefact depends on the clock, the user or the
//! order of directory entries. So equal source, tools and options give equal bytes.

mod archive;
mod blob;
mod build;
mod checksums;
mod command;
mod compare;
mod date;
mod deb;
mod debug_info;
mod deflate;
mod elf;
mod lock_file;
mod npm;
mod oci;
mod program;
mod release;
mod sbom;
mod signature;
mod source;
mod tarball;
mod target;
mod tools;
mod tree;
mod wheel;
mod zip_archive;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Parser;

use crate::source::Source;
use crate::target::Target;

/// Environment variable, because other users of the machine can see arguments.
const KEY_PASSWORD: &str = "MINOOTS_RELEASE_KEY_PASSWORD";

/// Builds minoots and packages it: archive, wheel, npm packages, Debian package, container image, SBOM, checksums,
/// signature.
#[derive(Parser, Debug)]
#[command(name = "cargo xtask dist")]
struct Arguments {
    /// Package this program instead of building one; its format tells the target
    #[arg(long, value_name = "FILE")]
    program: Vec<PathBuf>,
    /// Build for this target; may be repeated [default: each of the four whose standard library is installed]
    #[arg(long, value_name = "TRIPLE", conflicts_with = "program")]
    target: Vec<String>,
    /// Write `release/` and `oci/` below this directory [default: dist/ in cargo's target directory]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Sign SHA256SUMS with this minisign secret key; MINOOTS_RELEASE_KEY_PASSWORD opens an encrypted one [default: no
    /// signature]
    #[arg(long, value_name = "FILE", env = "MINOOTS_RELEASE_KEY_FILE")]
    key: Option<PathBuf>,
    /// Sign what an earlier run wrote, and make nothing
    #[arg(long, requires = "key", conflicts_with_all = ["program", "target", "twice"])]
    sign_only: bool,
    /// Build and package twice, in two directories, and fail if a byte differs
    #[arg(long)]
    twice: bool,
    /// The repository [default: as cargo says]
    #[arg(long, value_name = "DIR", hide = true)]
    root: Option<PathBuf>,
}

fn main() -> ExitCode {
    if let Err(error) = run(&Arguments::parse()) {
        eprintln!("error: {error:#}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn run(arguments: &Arguments) -> Result<()> {
    let source = Source::read(&root(arguments)?)?;
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| source.target_directory.join("dist"));
    let signer = match &arguments.key {
        Some(file) => Some(signature::Signer::read(file, std::env::var(KEY_PASSWORD).ok())?),
        None => None,
    };
    if let (Some(signer), true) = (&signer, arguments.sign_only) {
        return signer.sign(&source, &out.join(release::FILES));
    }
    make(&source, arguments, &out, "first")?;
    if arguments.twice {
        let again = beside(&out);
        make(&source, arguments, &again, "second")?;
        let files = compare::directories(&out, &again)?;
        println!("made twice: {files} files are equal");
        std::fs::remove_dir_all(&again).with_context(|| format!("removing {}", again.display()))?;
    }
    match signer {
        Some(signer) => signer.sign(&source, &out.join(release::FILES))?,
        None => println!("not signed: no --key"),
    }
    println!("{}", out.join(release::FILES).display());
    Ok(())
}

/// Builds or reads the programs and writes everything except the signature.
fn make(source: &Source, arguments: &Arguments, out: &Path, build: &str) -> Result<()> {
    let tools = tools::Packaging::install(source)?;
    let mut programs = Vec::new();
    if arguments.program.is_empty() {
        for target in targets(&arguments.target)? {
            programs.push(build::program(source, target, build)?);
        }
    }
    for file in &arguments.program {
        programs.push(program::Program::read(file)?);
    }
    let release = release::Release::make(source, &tools, &programs)?;
    release.write(out)
}

/// The named targets, or all targets that can be built here.
fn targets(named: &[String]) -> Result<Vec<&'static Target>> {
    if named.is_empty() {
        return build::installed_targets();
    }
    named.iter().map(|triple| Target::of_triple(triple)).collect()
}

fn root(arguments: &Arguments) -> Result<PathBuf> {
    if let Some(root) = &arguments.root {
        return std::path::absolute(root).context("--root");
    }
    let Some(manifest_directory) = std::env::var_os("CARGO_MANIFEST_DIR") else {
        bail!("run as `cargo xtask dist`, or give --root");
    };
    let root = Path::new(&manifest_directory).ancestors().nth(2);
    Ok(root.context("crates/dist is two levels below the root")?.to_path_buf())
}

/// A sibling of the output directory, for the second build.
fn beside(out: &Path) -> PathBuf {
    let mut name = out.as_os_str().to_owned();
    name.push("-again");
    name.into()
}
