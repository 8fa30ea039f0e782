//! Compressed pieces that can be concatenated without recompression.
//!
//! A piece ends at a byte boundary and refers to nothing before it (a full flush), so consecutive pieces form one
//! deflate stream. The program is most of every artefact, and is compressed once for all of them.

use flate2::{Compress, Compression, Crc, FlushCompress, Status};

/// zlib's default. The highest level is three times slower and saves one percent.
const LEVEL: u32 = 6;
/// An empty last block.
const END: [u8; 2] = [0x03, 0x00];
/// No name, no time, an unknown operating system: equal on every machine.
const GZIP_HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
const ROOM: usize = 1 << 20;

/// A piece of a deflate stream.
pub struct Deflated {
    blocks: Vec<u8>,
    crc: Crc,
}

impl std::fmt::Debug for Deflated {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Deflated({} bytes)", self.blocks.len())
    }
}

impl Deflated {
    /// Compresses bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let mut crc = Crc::new();
        crc.update(bytes);
        let mut compress = Compress::new(Compression::new(LEVEL), false);
        let mut blocks = Vec::with_capacity(bytes.len() / 2 + ROOM);
        loop {
            let done = usize::try_from(compress.total_in()).unwrap_or(bytes.len());
            let before = blocks.len();
            blocks.reserve(ROOM);
            let room = blocks.capacity() - before;
            let status = compress.compress_vec(&bytes[done..], &mut blocks, FlushCompress::Full);
            // The flush wrote less than the available room, so no output is pending.
            let is_flushed = blocks.len() - before < room;
            let is_read = compress.total_in() == bytes.len() as u64;
            if (is_read && is_flushed) || !matches!(status, Ok(Status::Ok)) {
                break;
            }
        }
        Self { blocks, crc }
    }

    /// A complete deflate stream of this piece.
    pub fn stream(&self) -> Vec<u8> {
        [&self.blocks[..], &END].concat()
    }

    /// The CRC-32 of the bytes.
    pub fn crc(&self) -> u32 {
        self.crc.sum()
    }
}

/// A gzip file of these pieces, in order.
pub fn gzip<'a>(pieces: impl IntoIterator<Item = &'a Deflated>) -> Vec<u8> {
    let mut file = GZIP_HEADER.to_vec();
    let mut crc = Crc::new();
    for piece in pieces {
        file.extend_from_slice(&piece.blocks);
        crc.combine(&piece.crc);
    }
    file.extend_from_slice(&END);
    file.extend_from_slice(&crc.sum().to_le_bytes());
    file.extend_from_slice(&crc.amount().to_le_bytes());
    file
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::Read;

    use flate2::read::{DeflateDecoder, GzDecoder};

    use super::*;

    /// Slightly compressible bytes, longer than the buffer of one step.
    fn noise(length: usize) -> Vec<u8> {
        let mut state = 1_u64;
        let step = |_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            state.to_be_bytes()[0] & 0x3f
        };
        (0..length).map(step).collect()
    }

    fn read(mut reader: impl Read) -> Vec<u8> {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn a_stream_holds_what_was_compressed() {
        for bytes in [Vec::new(), b"minoots".to_vec(), vec![0; 5 << 20], noise(5 << 20)] {
            let piece = Deflated::of(&bytes);
            assert!(read(DeflateDecoder::new(&piece.stream()[..])) == bytes);
            assert_eq!(piece.crc(), {
                let mut crc = Crc::new();
                crc.update(&bytes);
                crc.sum()
            });
        }
    }

    #[test]
    fn pieces_in_a_row_are_one_gzip_member() {
        let parts = [b"head".to_vec(), noise(3 << 20), b"tail".to_vec(), Vec::new()];
        let pieces: Vec<Deflated> = parts.iter().map(|part| Deflated::of(part)).collect();
        let file = gzip(&pieces);
        // A decoder of single members reads to the end and verifies length and CRC.
        let mut decoder = GzDecoder::new(&file[..]);
        assert!(read(&mut decoder) == parts.concat());
        assert!(decoder.into_inner().is_empty());
    }

    #[test]
    fn the_same_bytes_compress_to_the_same() {
        let bytes = noise(2 << 20);
        assert!(Deflated::of(&bytes).stream() == Deflated::of(&bytes).stream());
        assert_eq!(gzip(&[Deflated::of(b"a")])[..10], GZIP_HEADER);
    }
}
