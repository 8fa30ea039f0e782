//! How much memory a process holds, as the kernel counts it.

use std::fs;

use anyhow::{Context as _, Result};

/// Bytes resident now.
///
/// # Errors
/// When the process is gone.
pub fn resident_bytes(pid: u32) -> Result<u64> {
    field(pid, "VmRSS:")
}

/// The most bytes ever resident, since [`forget_peak`].
///
/// # Errors
/// When the process is gone.
pub fn peak_bytes(pid: u32) -> Result<u64> {
    field(pid, "VmHWM:")
}

/// Starts counting the peak anew.
///
/// # Errors
/// When the process is gone or belongs to someone else.
pub fn forget_peak(pid: u32) -> Result<()> {
    Ok(fs::write(format!("/proc/{pid}/clear_refs"), "5")?)
}

fn field(pid: u32, name: &str) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kib = line
        .and_then(|line| line.split_whitespace().next())
        .with_context(|| format!("no {name}"))?;
    Ok(kib.parse::<u64>()? * 1024)
}
