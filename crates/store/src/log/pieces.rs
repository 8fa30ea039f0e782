//! A file read from its start to its end in pieces that stay in the processor's cache.
//!
//! A whole segment in memory takes about as long to be given its pages as to be read.

use std::io;

use crate::io::IoFile;

/// Read at once, unless more is asked for.
const PIECE_BYTES: usize = 256 << 10;

/// A window over a file. It moves forward best: what was read and lies behind a new place is kept.
pub(super) struct Pieces<'a> {
    file: &'a dyn IoFile,
    /// Nothing lies behind; the file may be shorter.
    end: usize,
    /// Of the window.
    start: usize,
    buffer: Vec<u8>,
    filled: usize,
}

impl<'a> Pieces<'a> {
    /// Of a file that is read up to `capacity_bytes`.
    pub fn new(file: &'a dyn IoFile, capacity_bytes: u64) -> Self {
        Self {
            file,
            end: usize::try_from(capacity_bytes).unwrap_or(usize::MAX),
            start: 0,
            buffer: Vec::new(),
            filled: 0,
        }
    }

    /// So many bytes from there, at least one; `None` if the file ends before.
    ///
    /// # Errors
    /// Whatever the device reports.
    pub fn at(&mut self, offset: u32, count: usize) -> io::Result<Option<&[u8]>> {
        let bytes = self.from(offset, count)?;
        Ok(bytes.map(|bytes| &bytes[..count]))
    }

    /// As [`Pieces::at`], with what else has been read behind them.
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
        // Nothing is in the window if what follows fails.
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

    /// The byte that a test's file has there.
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
        // Along the file, over the ends of pieces, and with one that is longer than a piece.
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
    fn nothing_lies_behind_the_capacity_though_the_file_is_longer() {
        let io = MemoryIo::default();
        let file = io.create(Path::new("file"), 2_000).unwrap();
        let mut pieces = Pieces::new(file.as_ref(), 1_000);
        assert_eq!(pieces.at(996, 4).unwrap(), Some(&[0_u8; 4][..]));
        assert_eq!(pieces.at(996, 5).unwrap(), None);
        assert_eq!(pieces.from(900, 50).unwrap().unwrap().len(), 100);
        assert_eq!(pieces.at(u32::MAX, usize::MAX).unwrap(), None);
    }
}
