//! Builds a program for a release. cargo-zigbuild links for an old glibc and for other machines; cargo-auditable embeds
//! the list of crates.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::command::{cargo, command, output, run};
use crate::debug_info;
use crate::program::Program;
use crate::source::Source;
use crate::target::{GLIBC_MINOR_MIN, Libc, Target};
use crate::tools::Building;

const PROFILE: &str = "dist";
/// The debug information is later split off and kept.
const SETTINGS: [&str; 3] = [
    "debug=\"line-tables-only\"",
    "split-debuginfo=\"off\"",
    "strip=\"none\"",
];
/// Pages of 64 KiB, the largest on Linux for aarch64. By default, jemalloc uses the page size of the build machine.
const LARGE_PAGES: (&str, &str) = ("JEMALLOC_SYS_WITH_LG_PAGE", "16");

/// All targets with an installed standard library. Prints a line about the others.
pub fn installed_targets() -> Result<Vec<&'static Target>> {
    let rustlib = sysroot()?.join("lib/rustlib");
    let is_installed = |target: &&Target| rustlib.join(target.triple).join("lib").is_dir();
    let (installed, missing): (Vec<&Target>, Vec<&Target>) = Target::all().iter().partition(is_installed);
    if !missing.is_empty() {
        let names: Vec<&str> = missing.iter().map(|target| target.triple).collect();
        println!(
            "not built, for want of its standard library (`rustup target add`): {}",
            names.join(", ")
        );
    }
    ensure!(
        !installed.is_empty(),
        "the standard library of no target of a release is installed"
    );
    Ok(installed)
}

/// Builds the program for a target. Builds with different names share nothing.
pub fn program(source: &Source, target: &Target, name: &str) -> Result<Program> {
    let tools = Building::install(source)?;
    let directory = source.target_directory.join("dist-build").join(name);
    let mut build = cargo(
        &source.root,
        [
            "auditable",
            "zigbuild",
            "--locked",
            "--package",
            "minoots-cli",
            "--bin",
            "minoots",
            "--features",
            "jemalloc",
        ],
    );
    build.args(["--profile", PROFILE, "--target", &target.zig()]);
    for setting in SETTINGS {
        build.args(["--config", &format!("profile.{PROFILE}.{setting}")]);
    }
    let remapped = remapped(source, &directory)?;
    let flags: Vec<String> = remapped
        .iter()
        .map(|pair| format!("--remap-path-prefix={pair}"))
        .collect();
    let c_flags: Vec<String> = remapped
        .iter()
        .map(|pair| format!("-ffile-prefix-map={pair}"))
        .collect();
    build
        .env("PATH", tools.path()?)
        .env("CARGO_TARGET_DIR", &directory)
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
        .env(format!("CFLAGS_{}", target.triple.replace('-', "_")), c_flags.join(" "))
        .env("CARGO_INCREMENTAL", "0")
        .env("SOURCE_DATE_EPOCH", source.date.seconds().to_string())
        .env_remove("RUSTFLAGS");
    if target.architecture == "aarch64" {
        build.env(LARGE_PAGES.0, LARGE_PAGES.1);
    }
    run(&mut build)?;
    let built = directory.join(target.triple).join(PROFILE).join("minoots");
    let (stripped, debug) = debug_info::split(&built)?;
    let program = Program::read(&stripped)?.with_debug(&debug)?;
    check(&program, target)?;
    Ok(program)
}

/// Checks that the program runs on the platforms that the release names.
fn check(program: &Program, target: &Target) -> Result<()> {
    ensure!(
        program.target == target,
        "built for {}, not {}",
        program.target.triple,
        target.triple
    );
    if target.libc == Libc::Glibc {
        let minor = program.elf.glibc_minor;
        ensure!(
            minor <= GLIBC_MINOR_MIN,
            "the program needs glibc 2.{minor}, newer than 2.{GLIBC_MINOR_MIN}"
        );
    }
    Ok(())
}

/// Replacements `FROM=TO` for directories of this machine, so that the program contains none of them.
fn remapped(source: &Source, directory: &Path) -> Result<Vec<String>> {
    let cargo_home = match std::env::var_os("CARGO_HOME") {
        Some(home) => PathBuf::from(home),
        None => std::env::home_dir().context("no home directory")?.join(".cargo"),
    };
    // The last match applies, so nested directories come after the directories that contain them.
    let pairs = [
        (source.root.as_path(), "/minoots"),
        (source.target_directory.as_path(), "/target"),
        (directory, "/target"),
        (cargo_home.as_path(), "/cargo"),
    ];
    Ok(pairs.map(|(from, to)| format!("{}={to}", from.display())).into())
}

fn sysroot() -> Result<PathBuf> {
    let path = output(&mut command("rustc", ["--print", "sysroot"]))?;
    Ok(PathBuf::from(path.trim()))
}
