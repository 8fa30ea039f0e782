//! What the operating system says about a process, a directory and this thread.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// The unit of `st_blocks`, whatever the file system's own.
const BLOCK_BYTES: u64 = 512;
/// How much nicer than others the measuring thread may be to itself.
const NICENESS: i32 = -10;

/// Resident memory of a process in bytes; `None` where there is no `/proc`.
pub fn rss_bytes(pid: u32) -> Option<u64> {
    parse_rss(&fs::read_to_string(format!("/proc/{pid}/status")).ok()?)
}

fn parse_rss(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}

/// Disk space of a directory and everything below it, in bytes. What vanishes meanwhile does not count.
pub fn disk_bytes(path: &Path) -> u64 {
    let Ok(metadata) = fs::symlink_metadata(path) else {
        return 0;
    };
    let own = metadata.blocks() * BLOCK_BYTES;
    if !metadata.is_dir() {
        return own;
    }
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    own + entries.map(|entry| disk_bytes(&entry.path())).sum::<u64>()
}

/// Lets this thread run before others when permitted; a measurement without is only noisier.
pub fn raise_priority() {
    let _ = rustix::process::setpriority_process(None, NICENESS);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn resident_memory_is_read_in_kibibytes() {
        assert_eq!(
            parse_rss("Name:\tminoots\nVmRSS:\t    1234 kB\nThreads: 4\n"),
            Some(1234 * 1024)
        );
        assert_eq!(parse_rss("Name:\tkthreadd\n"), None);
    }

    #[test]
    fn a_directory_weighs_at_least_what_is_written_below_it() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("below")).unwrap();
        fs::write(folder.path().join("below/file"), vec![1; 100_000]).unwrap();
        assert!(disk_bytes(folder.path()) >= 100_000);
        assert_eq!(disk_bytes(&folder.path().join("absent")), 0);
    }
}
