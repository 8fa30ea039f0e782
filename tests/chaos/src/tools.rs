//! The programs and rights that faults need. A missing one is an error before anything starts; no fault is skipped.

use std::process::{Command, Stdio};

use anyhow::{Result, ensure};

/// A program, the option that shows that it exists, and its package.
const PROGRAMS: [(&str, &str, &str); 2] = [("strace", "--version", "strace"), ("ip", "-Version", "iproute2")];

/// Fails unless everything is present.
///
/// # Errors
/// Names the packages to install, and that this needs root.
pub fn check() -> Result<()> {
    for (program, version, package) in PROGRAMS {
        let mut command = Command::new(program);
        command.arg(version).stdin(Stdio::null()).stdout(Stdio::null());
        let is_there = command
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        ensure!(
            is_there,
            "`{program}` is not there: install it, as with `apt-get install {package}`"
        );
    }
    ensure!(
        rustix::process::geteuid().is_root(),
        "network namespaces, tmpfs and strace on other processes take root"
    );
    Ok(())
}
