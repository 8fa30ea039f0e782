//! Reads a file from start to end in pieces that fit into the processor's cache.
//!
//! For a whole segment in memory, allocating its pages takes about as long as reading it.

use std::io;

use crate::io::IoFile;

/// The size of one read, unless the caller needs more.
const PIECE_BYTES: usize = 256 << 10;

/// A window over a file. Forward movement is cheap: bytes already read behind the new position stay in the window.
pub(super) struct Pieces<'a> {
    file: &'a dyn IoFile,
    /// The end of the file; the file may be shorter.
    end: usize,
    /// The start of the window.
    start: usize,
    buffer: Vec<u8>,
    filled: usize,
}

impl<'a> Pieces<'a> {
    /// Creates a window over a file that is read up to `capacity_bytes`.
    pub fn new(file: &'a dyn IoFile, capacity_bytes: u64) -> Self {
        Self {
            file,
            end: usize::try_from(capacity_bytes).unwrap_or(usize::MAX),
            start: 0,
            buffer: Vec::new(),
            filled: 0,
        }
    }

    /// Returns `count` bytes (at least one) at `offset`; `None` if the file ends before.
    ///
    /// # Errors
    /// Any error of the device.
    pub fn at(&mut self, offset: u32, count: usize) -> io::Result<Option<&[u8]>> {
        let bytes = self.from(offset, count)?;
        Ok(bytes.map(|bytes| &bytes[..count]))
    }

    /// As [`Pieces::at`], but includes all bytes already read behind them.
    pub fn from(&mut self, offset: u32, count: usize) -> io::Result<Option<&[u8]>> {
        let offset = offset as usize;
        let Some(end) = offset.checked_add(count).filter(|end| *end <= self.end) else {
            return Ok(None);
        };
        if offset < self.start || end > self.start + self.filled {
            self.read(offset, count)?;
        }
        let window = &self.buffer[..self.filled];
        Ok(window.get(offset - self.start..).filter(|bytes| bytes.len() >= count))
    }

    fn read(&mut self, offset: usize, count: usize) -> io::Result<()> {
        let size = count.max(PIECE_BYTES).min(self.end - offset);
        let read = self.start + self.filled;
        let kept = if (self.start..read).contains(&offset) {
            self.buffer.copy_within(offset - self.start..self.filled, 0);
            read - offset
        } else {
            0
        };
        if self.buffer.len() < size {
            self.buffer.resize(size, 0);
        }
        // Marks the window as empty, in case the following read fails.
        (self.start, self.filled) = (offset, 0);
        let wanted = &mut self.buffer[kept..size];
        let count = self.file.read_at(wanted, (offset + kept) as u64)?;
        if count < wanted.len() {
            self.end = offset + kept + count;
        }
        self.filled = kept + count;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::path::Path;

    use super::*;
    use crate::io::{Io, MemoryIo};

    const CAPACITY_BYTES: u64 = 1 << 20;

    /// The byte of the test file at an offset.
    fn byte(offset: usize) -> u8 {
        (offset * 31 / 7) as u8
    }

    fn expected(offset: usize, count: usize) -> Vec<u8> {
        (offset..offset + count).map(byte).collect()
    }

    #[test]
    fn bytes_are_those_of_the_file_wherever_they_are_asked_for_and_in_whatever_order() {
        let io = MemoryIo::default();
        let length = 700_001;
        let file = io.create(Path::new("file"), 0).unwrap();
        file.write_all_at(&expected(0, length), 0).unwrap();
        let mut pieces = Pieces::new(file.as_ref(), CAPACITY_BYTES);
        let mut check = |offset: usize, count: usize| {
            let found = pieces.at(offset as u32, count).unwrap().map(<[u8]>::to_vec);
            let there = offset + count <= length;
            assert_eq!(found, there.then(|| expected(offset, count)), "{count} from {offset}");
        };
        // Reads along the file, across the ends of pieces, and one range that is longer than a piece.
        let mut offset = 0;
        for count in [48, 1, PIECE_BYTES - 50, 3, 300_000, 40, 0, 100_000] {
            check(offset, count);
            offset += count;
        }
        for (offset, count) in [
            (5, 10),
            (699_999, 2),
            (699_999, 3),
            (700_001, 0),
            (700_002, 0),
            (0, length),
            (0, length + 1),
        ] {
            check(offset, count);
        }
        check(length - 1, 1);
    }

    #[test]
    fn reads_beyond_the_capacity_return_none() {
        let io = MemoryIo::default();
        let file = io.create(Path::new("file"), 2_000).unwrap();
        let mut pieces = Pieces::new(file.as_ref(), 1_000);
        assert_eq!(pieces.at(996, 4).unwrap(), Some(&[0_u8; 4][..]));
        assert_eq!(pieces.at(996, 5).unwrap(), None);
        assert_eq!(pieces.from(900, 50).unwrap().unwrap().len(), 100);
        assert_eq!(pieces.at(u32::MAX, usize::MAX).unwrap(), None);
    }
}
