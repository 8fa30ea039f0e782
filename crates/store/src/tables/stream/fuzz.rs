//! Fuzz inputs with valid numbers and checksums: snapshot frames with arbitrary content.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use minoots_fuzz::Campaign;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::*;
use crate::tables::applied::APPLIED_KEY;
use crate::tables::error::InstallError;

fn stream(frames: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let (mut bytes, mut hash) = (Vec::new(), Xxh3::new());
    for ((kind, payload), number) in frames.iter().zip(0_u64..) {
        let mut payload = payload.clone();
        if *kind == FOOTER && payload.len() == 24 {
            payload[8..].copy_from_slice(&hash.digest128().to_le_bytes());
        }
        let mut frame = vec![*kind];
        frame.extend_from_slice(&number.to_le_bytes());
        frame.extend_from_slice(&u32::try_from(payload.len()).unwrap().to_le_bytes());
        frame.extend_from_slice(&payload);
        frame.extend_from_slice(&xxh3_64(&frame).to_le_bytes());
        hash.update(&frame);
        bytes.extend_from_slice(&frame);
    }
    bytes
}

fn header(index: u64, meta: &[u8]) -> Vec<u8> {
    let mut header = MAGIC.to_vec();
    header.extend_from_slice(&FORMAT.to_le_bytes());
    header.push(1);
    header.extend_from_slice(&index.to_le_bytes());
    header.extend_from_slice(&[9; 16]);
    header.extend_from_slice(meta);
    header
}

fn block(rows: &[(&[u8], &[u8])]) -> Vec<u8> {
    let length = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap().to_le_bytes();
    let row = |(key, value): &(&[u8], &[u8])| [&length(key), &length(value), *key, *value].concat();
    rows.iter().flat_map(row).collect()
}

fn footer(rows: u64) -> Vec<u8> {
    [rows.to_le_bytes().as_slice(), &[0; 16]].concat()
}

/// Sets new checksums on the frames of a damaged stream, as far as their lengths are valid, so that only their content
/// is wrong.
fn sealed(mut input: &[u8]) -> Vec<u8> {
    let mut frames = Vec::new();
    while let Some((head, rest)) = input.split_first_chunk::<FRAME_HEAD_BYTES>() {
        let length = u32::from_le_bytes(head[9..].try_into().unwrap()) as usize;
        let length = length.min(rest.len());
        frames.push((head[0], rest[..length].to_vec()));
        input = rest.get(length + 8..).unwrap_or_default();
    }
    stream(&frames)
}

fn read_all(bytes: &[u8]) -> Result<u64, InstallError> {
    let mut input = bytes;
    let mut import = Import::start(&mut input)?;
    let mut rows = 0;
    let mut last = Vec::new();
    while let Some((key, _)) = import.next_row()? {
        assert!(rows == 0 || key > last || key == APPLIED_KEY, "rows out of order");
        last = key;
        rows += 1;
    }
    Ok(rows)
}

#[test]
fn a_stream_is_read_to_its_footer_or_refused() {
    let rows: [(&[u8], &[u8]); 3] = [(&[1, 1], b"one"), (&[1, 2], b""), (&[2], &[5; 300])];
    let examples = [
        stream(&[(HEADER, header(7, b"meta")), (BLOCK, block(&rows)), (FOOTER, footer(3))]),
        stream(&[
            (HEADER, header(u64::MAX, b"")),
            (BLOCK, block(&rows[..1])),
            (BLOCK, block(&rows[1..])),
            (FOOTER, footer(3)),
        ]),
        stream(&[
            (HEADER, [MAGIC.as_slice(), &FORMAT.to_le_bytes(), &[0]].concat()),
            (FOOTER, footer(0)),
        ]),
    ];
    for example in &examples {
        assert_eq!(&sealed(example), example, "an example is not what is written");
        read_all(example).unwrap();
    }
    Campaign::new("table stream").examples(examples).run(|input| {
        if let Ok(rows) = read_all(input) {
            return format!("as it came: {rows} rows");
        }
        match read_all(&sealed(input)) {
            Ok(rows) => format!("{rows} rows"),
            Err(error) => error.to_string(),
        }
    });
}
