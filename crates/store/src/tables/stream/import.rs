//! Reads a state from an untrusted stream.

use std::io::{self, Read as _};

use minoots_kernel::tables::Row;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::{BLOCK, FOOTER, FORMAT, FRAME_BYTES_MAX, FRAME_HEAD_BYTES, HEADER, MAGIC};
use crate::tables::applied::{APPLIED_KEY, Applied};
use crate::tables::error::InstallError;
use crate::tables::options::{KEY_BYTES_MAX, META_BYTES_MAX, VALUE_BYTES_MAX};
use crate::tables::rows::in_tables;

/// The rows of a stream, checked as they are read. The applied record comes last, after the check of the footer. A
/// state that has the record is therefore complete.
pub(crate) struct Import<'a> {
    frames: Frames<'a>,
    applied: Option<Applied>,
    block: Vec<u8>,
    position: usize,
    last_key: Vec<u8>,
    rows: u64,
    complete: bool,
}

impl<'a> Import<'a> {
    /// Reads the header.
    pub(crate) fn start(input: &'a mut dyn io::Read) -> Result<Self, InstallError> {
        let mut frames = Frames {
            input,
            number: 0,
            hash: Xxh3::new(),
            hash_before: 0,
        };
        let (kind, header) = frames.read()?;
        if kind != HEADER {
            return Err(corrupt("no header"));
        }
        let applied = parse_header(&header)?;
        Ok(Self {
            frames,
            applied,
            block: Vec::new(),
            position: 0,
            last_key: Vec::new(),
            rows: 0,
            complete: false,
        })
    }

    /// Returns the next row; `None` after the whole stream was read and verified.
    pub(crate) fn next_row(&mut self) -> Result<Option<Row>, InstallError> {
        while !self.complete && self.position == self.block.len() {
            self.next_block()?;
        }
        if self.complete {
            return Ok(self
                .applied
                .take()
                .map(|applied| (APPLIED_KEY.to_vec(), applied.encode())));
        }
        let key_bytes = self.take(4).and_then(read_length)?;
        let value_bytes = self.take(4).and_then(read_length)?;
        let key = self.take(key_bytes)?.to_vec();
        let value = self.take(value_bytes)?.to_vec();
        if key_bytes > KEY_BYTES_MAX || value_bytes > VALUE_BYTES_MAX || !in_tables(&key) {
            return Err(corrupt("a row is in no table"));
        }
        if key <= self.last_key {
            return Err(corrupt("rows out of order"));
        }
        self.last_key.clone_from(&key);
        self.rows += 1;
        Ok(Some((key, value)))
    }

    fn next_block(&mut self) -> Result<(), InstallError> {
        let (kind, payload) = self.frames.read()?;
        match kind {
            BLOCK => {
                self.block = payload;
                self.position = 0;
                Ok(())
            }
            FOOTER => {
                let expected = [
                    self.rows.to_le_bytes().as_slice(),
                    &self.frames.hash_before.to_le_bytes(),
                ]
                .concat();
                if payload != expected {
                    return Err(corrupt("the footer does not match the rows"));
                }
                self.frames.expect_end()?;
                self.complete = true;
                Ok(())
            }
            _ => Err(corrupt("an unknown frame")),
        }
    }

    fn take(&mut self, bytes: usize) -> Result<&[u8], InstallError> {
        let rest = self.block.get(self.position..).unwrap_or_default();
        let taken = rest.get(..bytes).ok_or_else(|| corrupt("a row crosses its block"))?;
        self.position += bytes;
        Ok(taken)
    }
}

fn parse_header(header: &[u8]) -> Result<Option<Applied>, InstallError> {
    let damaged = || corrupt("the header does not decode");
    let rest = header
        .strip_prefix(MAGIC.as_slice())
        .ok_or_else(|| corrupt("not a snapshot of tables"))?;
    let (format, rest) = rest.split_first_chunk().ok_or_else(damaged)?;
    let format = u32::from_le_bytes(*format);
    if format != FORMAT {
        return Err(InstallError::Format(format));
    }
    match rest.split_first().ok_or_else(damaged)? {
        (0, []) => Ok(None),
        (1, rest) => {
            let (index, rest) = rest.split_first_chunk().ok_or_else(damaged)?;
            let (hash, meta) = rest.split_first_chunk().ok_or_else(damaged)?;
            if meta.len() > META_BYTES_MAX {
                return Err(damaged());
            }
            let (index, hash) = (u64::from_le_bytes(*index), u128::from_le_bytes(*hash));
            Ok(Some(Applied {
                index,
                meta: meta.to_vec(),
                hash,
            }))
        }
        _ => Err(damaged()),
    }
}

struct Frames<'a> {
    input: &'a mut dyn io::Read,
    number: u64,
    hash: Xxh3,
    /// The hash of every byte before the last frame read.
    hash_before: u128,
}

impl Frames<'_> {
    fn read(&mut self) -> Result<(u8, Vec<u8>), InstallError> {
        let mut frame = vec![0; FRAME_HEAD_BYTES];
        self.fill(&mut frame)?;
        let (kind, number, length) = parse_head(&frame).ok_or_else(|| corrupt("a frame does not decode"))?;
        if number != self.number || length > FRAME_BYTES_MAX {
            return Err(corrupt("a frame is missing, moved or too long"));
        }
        // The buffer grows with the received bytes, so that a false length costs nothing.
        let rest = (length + 8) as u64;
        if self.input.take(rest).read_to_end(&mut frame)? as u64 != rest {
            return Err(corrupt("the stream ends early"));
        }
        let (body, checksum) = frame.split_at(FRAME_HEAD_BYTES + length);
        if xxh3_64(body).to_le_bytes() != checksum {
            return Err(corrupt("a frame does not match its checksum"));
        }
        self.hash_before = self.hash.digest128();
        self.hash.update(&frame);
        self.number += 1;
        frame.truncate(FRAME_HEAD_BYTES + length);
        Ok((kind, frame.split_off(FRAME_HEAD_BYTES)))
    }

    fn expect_end(&mut self) -> Result<(), InstallError> {
        match self.input.take(1).read_to_end(&mut Vec::new())? {
            0 => Ok(()),
            _ => Err(corrupt("bytes after the footer")),
        }
    }

    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), InstallError> {
        self.input.read_exact(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => corrupt("the stream ends early"),
            _ => InstallError::Io(error),
        })
    }
}

/// The kind, number and payload length of a frame.
pub(super) fn parse_head(head: &[u8]) -> Option<(u8, u64, usize)> {
    let (&kind, rest) = head.split_first()?;
    let (number, rest) = rest.split_first_chunk()?;
    let length = u32::from_le_bytes(rest.try_into().ok()?);
    Some((kind, u64::from_le_bytes(*number), length as usize))
}

fn read_length(bytes: &[u8]) -> Result<usize, InstallError> {
    let bytes: [u8; 4] = bytes.try_into().map_err(|_| corrupt("a row does not decode"))?;
    Ok(u32::from_le_bytes(bytes) as usize)
}

fn corrupt(why: &str) -> InstallError {
    InstallError::Corrupt(why.to_owned())
}
