//! The cost of a durable write on the disk of the data.

use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Duration;

use minoots_terminal::clock;

const WRITE_BYTES: usize = 4096;
const WRITES_MAX: usize = 500;
/// The time limit for a slow disk.
const TIME_MAX: Duration = Duration::from_secs(3);

/// Nanoseconds of each 4 KiB write and `fdatasync` to a preallocated file in `directory`, as in a log.
pub fn sync_times(directory: &Path) -> io::Result<Vec<u64>> {
    let mut file = tempfile::tempfile_in(directory)?;
    let block = [0xA5; WRITE_BYTES];
    for _ in 0..WRITES_MAX {
        file.write_all(&block)?;
    }
    file.sync_all()?;
    file.seek(SeekFrom::Start(0))?;
    let begun = clock::monotonic();
    let mut times = Vec::with_capacity(WRITES_MAX);
    while times.len() < WRITES_MAX && begun.elapsed() < TIME_MAX {
        let started = clock::monotonic();
        file.write_all(&block)?;
        file.sync_data()?;
        times.push(u64::try_from(started.elapsed().as_nanos()).unwrap_or(u64::MAX));
    }
    Ok(times)
}
