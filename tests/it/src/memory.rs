//! The memory of a process, as the kernel counts it.

use std::fs;

use anyhow::{Context as _, Result};

/// Returns the bytes that are resident now.
///
/// # Errors
/// When the process has ended.
pub fn resident_bytes(pid: u32) -> Result<u64> {
    field(pid, "VmRSS:")
}

/// Returns the largest number of resident bytes since [`forget_peak`].
///
/// # Errors
/// When the process has ended.
pub fn peak_bytes(pid: u32) -> Result<u64> {
    field(pid, "VmHWM:")
}

/// Resets the peak.
///
/// # Errors
/// When the process has ended or belongs to another user.
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
