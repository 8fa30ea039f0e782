//! Runs other programs. None of them inherits standard input, because the commands must work without one.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;

use anyhow::{Context, Result, bail, ensure};

use crate::tally::Tally;

/// `cargo <arguments>` in `root`, without the variables that cargo set for this process. Build scripts that watch them
/// would run again.
pub fn cargo(root: &Path, arguments: &str) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command.current_dir(root).args(arguments.split_whitespace());
    command
}

/// `git` in `root`. The owner of the checkout may differ from the user of a container.
pub fn git(root: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(root).args(["-c", "safe.directory=*"]);
    command
}

/// Runs to the end; fails unless the exit status is 0.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command
        .stdin(Stdio::null())
        .status()
        .with_context(|| format!("starting {}", shown(command)))?;
    ensure!(status.success(), "{status}: {}", shown(command));
    Ok(())
}

/// Whether the command starts and exits with status 0. Its output is discarded.
pub fn succeeds(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// Runs to the end and returns what it wrote to standard output.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let output = output.with_context(|| format!("starting {}", shown(command)))?;
    ensure!(output.status.success(), "{}: {}", output.status, shown(command));
    Ok(String::from_utf8(output.stdout)?)
}

/// Runs tests. Passes their output through and adds the results in it to `tally`.
pub fn run_tests(command: &mut Command, tally: &mut Tally) -> Result<()> {
    command
        .env("CARGO_TERM_COLOR", "never")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command
        .spawn()
        .with_context(|| format!("starting {}", shown(command)))?;
    let (Some(stdout), Some(stderr)) = (child.stdout.take(), child.stderr.take()) else {
        bail!("no pipes to {}", shown(command));
    };
    let counted = Mutex::new(Tally::default());
    let read = std::thread::scope(|scope| {
        let errors = scope.spawn(|| relay(stderr, &counted));
        relay(stdout, &counted).and(
            errors
                .join()
                .unwrap_or_else(|_| bail!("the relay of standard error panicked")),
        )
    });
    let status = child.wait()?;
    let counted = counted.into_inner().unwrap_or_default();
    let failed = counted.totals.failed;
    tally.add(counted);
    read?;
    ensure!(status.success() && failed == 0, "{status}: {}", shown(command));
    Ok(())
}

fn relay(stream: impl Read, counted: &Mutex<Tally>) -> Result<()> {
    for line in BufReader::new(stream).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        if let Ok(mut counted) = counted.lock() {
            counted.read_line(&line);
        }
    }
    Ok(())
}

/// A command line as text.
fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    words.join(" ")
}
