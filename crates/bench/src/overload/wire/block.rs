//! Decodes an answer's header block by RFC 7541 (HPACK), as far as needed after asking the peer to use no dynamic
//! table.
//!
//! Indexed fields come from the static table, which tells nothing about a gRPC call; they are skipped.

use httlib_huffman::DecoderSpeed;

/// The literal fields with names of their own, in order; `None` if the block cannot be decoded.
pub fn literals(mut block: &[u8]) -> Option<Vec<(Vec<u8>, Vec<u8>)>> {
    let mut fields = Vec::new();
    while let Some(first) = block.first() {
        // Section 6: the number of leading zeros of the first octet determines the representation.
        let prefix = match first.leading_zeros() {
            0 => 7,
            1 => 6,
            2 => 5,
            _ => 4,
        };
        let index = integer(&mut block, prefix)?;
        // Indexed fields and table size updates have no further content.
        if matches!(prefix, 7 | 5) {
            continue;
        }
        let name = match index {
            0 => Some(string(&mut block)?),
            _ => None,
        };
        let value = string(&mut block)?;
        fields.extend(name.map(|name| (name, value)));
    }
    Some(fields)
}

/// Section 5.1.
fn integer(block: &mut &[u8], prefix: u32) -> Option<usize> {
    let mask = (1 << prefix) - 1;
    let first = usize::from(next(block)?) & mask;
    if first < mask {
        return Some(first);
    }
    let mut value = first;
    // No value of ours needs more than five octets.
    for shift in (0..5).map(|octet| 7 * octet) {
        let octet = next(block)?;
        value += usize::from(octet & 0x7f) << shift;
        if octet & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// Section 5.2.
fn string(block: &mut &[u8]) -> Option<Vec<u8>> {
    let is_coded = block.first()? & 0x80 != 0;
    let bytes = integer(block, 7)?;
    let raw = block.split_off(..bytes)?;
    if !is_coded {
        return Some(raw.to_vec());
    }
    let mut text = Vec::with_capacity(2 * bytes);
    httlib_huffman::decode(raw, &mut text, DecoderSpeed::FiveBits).ok()?;
    Some(text)
}

fn next(block: &mut &[u8]) -> Option<u8> {
    block.split_off_first().copied()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use loona_hpack::Encoder;

    fn field(name: &[u8], value: &[u8]) -> (Vec<u8>, Vec<u8>) {
        (name.to_vec(), value.to_vec())
    }

    #[test]
    fn literals_are_read_and_what_the_static_table_has_is_passed_over() {
        let long = [b'x'; 300];
        let fields = [
            field(b":status", b"200"),
            field(b"grpc-status", b"8"),
            field(b"content-type", b"application/grpc"),
            field(b"grpc-message", &long),
        ];
        let named = fields.iter().map(|(name, value)| (name.as_slice(), value.as_slice()));
        let block = Encoder::new().encode(named);
        let read = literals(&block).unwrap();
        assert_eq!(read, [fields[1].clone(), fields[3].clone()]);
        for end in 1..block.len() {
            // A truncated block is shorter or cannot be decoded.
            assert!(literals(&block[..end]).is_none_or(|read| read.len() < 2), "{end}");
        }
    }

    #[test]
    fn coded_strings_are_decoded() {
        // Appendix C.4.3 of RFC 7541, after its indexed fields: custom-key and custom-value.
        let block = hex::decode("828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf").unwrap();
        assert_eq!(literals(&block), Some(vec![field(b"custom-key", b"custom-value")]));
    }

    #[test]
    fn malformed_header_blocks_do_not_panic() {
        for block in [
            &b"\xff\xff"[..],
            b"\x00",
            b"\x00\x85",
            b"\x00\xff\xff\xff\xff\xff\xff\x7f",
            b"\x10\x81\x00\x81\x00",
        ] {
            let _ = literals(block);
        }
        assert_eq!(literals(b"\xff\xff"), None);
    }
}
