//! Writes a state as a stream.

use std::collections::BTreeMap;
use std::io;
use std::ops::ControlFlow;

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::{
    BLOCK, BLOCK_BYTES_MAX, BLOCK_BYTES_MIN, BLOCK_BYTES_SPREAD, ExportSummary, FOOTER, FORMAT, HEADER, MAGIC,
};
use crate::tables::applied::{Applied, TABLES_END};
use crate::tables::engine::EngineRead;
use crate::tables::error::ExportError;

/// Writes all tables of a state, and its applied record.
pub(crate) fn export(
    state: &dyn EngineRead,
    applied: Option<&Applied>,
    output: &mut dyn io::Write,
) -> Result<ExportSummary, ExportError> {
    let mut frames = Frames {
        output,
        number: 0,
        bytes: 0,
        hash: Xxh3::new(),
    };
    frames.write(HEADER, &header(applied))?;
    let mut blocks = Blocks {
        frames: &mut frames,
        block: Vec::new(),
        tables: BTreeMap::new(),
    };
    let mut written = Ok(());
    state.scan(&[], &TABLES_END, &mut |key, value| {
        written = blocks.row(key, value);
        if written.is_ok() {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    })?;
    written?;
    blocks.close()?;
    let tables = blocks.tables;
    let rows: u64 = tables.values().sum();
    let hash = frames.hash.digest128();
    frames.write(FOOTER, &[rows.to_le_bytes().as_slice(), &hash.to_le_bytes()].concat())?;
    frames.output.flush()?;
    Ok(ExportSummary {
        rows,
        tables,
        bytes: frames.bytes,
        hash,
    })
}

fn header(applied: Option<&Applied>) -> Vec<u8> {
    let mut header = MAGIC.to_vec();
    header.extend_from_slice(&FORMAT.to_le_bytes());
    header.push(u8::from(applied.is_some()));
    if let Some(applied) = applied {
        header.extend_from_slice(&applied.index.to_le_bytes());
        header.extend_from_slice(&applied.hash.to_le_bytes());
        header.extend_from_slice(&applied.meta);
    }
    header
}

struct Blocks<'a, 'b> {
    frames: &'a mut Frames<'b>,
    block: Vec<u8>,
    tables: BTreeMap<u8, u64>,
}

impl Blocks<'_, '_> {
    fn row(&mut self, key: &[u8], value: &[u8]) -> io::Result<()> {
        self.block.extend_from_slice(&length(key)?.to_le_bytes());
        self.block.extend_from_slice(&length(value)?.to_le_bytes());
        self.block.extend_from_slice(key);
        self.block.extend_from_slice(value);
        if let Some(table) = key.first() {
            *self.tables.entry(*table).or_default() += 1;
        }
        if ends_block(key, value, self.block.len()) {
            self.close()
        } else {
            Ok(())
        }
    }

    fn close(&mut self) -> io::Result<()> {
        if self.block.is_empty() {
            return Ok(());
        }
        self.frames.write(BLOCK, &self.block)?;
        self.block.clear();
        Ok(())
    }
}

/// Whether a block of this many bytes ends after a row, its last. A long row is more likely to end it.
fn ends_block(key: &[u8], value: &[u8], block_bytes: usize) -> bool {
    let row_bytes = (8 + key.len() + value.len()) as u64;
    block_bytes >= BLOCK_BYTES_MAX || (block_bytes >= BLOCK_BYTES_MIN && xxh3_64(key) % BLOCK_BYTES_SPREAD < row_bytes)
}

struct Frames<'a> {
    output: &'a mut dyn io::Write,
    number: u64,
    bytes: u64,
    hash: Xxh3,
}

impl Frames<'_> {
    fn write(&mut self, kind: u8, payload: &[u8]) -> io::Result<()> {
        let frame = frame(kind, self.number, payload)?;
        self.output.write_all(&frame)?;
        self.hash.update(&frame);
        self.number += 1;
        self.bytes += frame.len() as u64;
        Ok(())
    }
}

/// A frame with its checksum.
pub(super) fn frame(kind: u8, number: u64, payload: &[u8]) -> io::Result<Vec<u8>> {
    let mut frame = Vec::with_capacity(super::FRAME_HEAD_BYTES + payload.len() + 8);
    frame.push(kind);
    frame.extend_from_slice(&number.to_le_bytes());
    frame.extend_from_slice(&length(payload)?.to_le_bytes());
    frame.extend_from_slice(payload);
    frame.extend_from_slice(&xxh3_64(&frame).to_le_bytes());
    Ok(frame)
}

fn length(bytes: &[u8]) -> io::Result<u32> {
    u32::try_from(bytes.len()).map_err(|_| io::Error::other("a row is too long for a snapshot"))
}
