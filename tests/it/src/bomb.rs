//! Small gzip streams that decompress to a large size.

use std::io::Write as _;

use anyhow::Result;
use flate2::write::GzEncoder;
use flate2::{Compress, Compression, FlushCompress};

const BLOCK_BYTES: usize = 16 << 20;
const GZIP_HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255];

/// Returns a whole, valid gzip stream of this many zeros.
///
/// # Errors
/// Never, in memory.
pub fn zeros(size: usize) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let block = vec![0; size.min(BLOCK_BYTES)];
    let mut left = size;
    while left > 0 {
        let part = left.min(block.len());
        encoder.write_all(&block[..part])?;
        left -= part;
    }
    Ok(encoder.finish()?)
}

/// Returns a gzip stream of `blocks` times 16 MiB of zeros, without its end. No reader should get that far.
///
/// # Errors
/// When deflate fails, which it does not.
pub fn endless_zeros(blocks: usize) -> Result<Vec<u8>> {
    let mut deflate = Compress::new(Compression::best(), false);
    let mut block = Vec::with_capacity(BLOCK_BYTES / 512);
    // After a flush to a byte boundary, a block is independent of earlier ones, so it can be repeated unchanged.
    deflate.compress_vec(&vec![0; BLOCK_BYTES], &mut block, FlushCompress::Full)?;
    let mut bomb = GZIP_HEADER.to_vec();
    for _ in 0..blocks {
        bomb.extend_from_slice(&block);
    }
    Ok(bomb)
}
