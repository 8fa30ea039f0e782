//! The frames of HTTP/2 (RFC 9113, sections 4.1 and 6), as far as a load needs them.

/// Bytes before each frame's payload.
pub const HEAD_BYTES: usize = 9;
/// The client preface (section 3.4).
pub const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

pub const DATA: u8 = 0x0;
pub const HEADERS: u8 = 0x1;
pub const RST_STREAM: u8 = 0x3;
pub const SETTINGS: u8 = 0x4;
pub const PING: u8 = 0x6;
pub const GOAWAY: u8 = 0x7;
pub const WINDOW_UPDATE: u8 = 0x8;

/// For data and headers.
pub const END_STREAM: u8 = 0x1;
/// For settings and pings.
pub const ACK: u8 = 0x1;
pub const END_HEADERS: u8 = 0x4;
pub const PADDED: u8 = 0x8;
pub const PRIORITY: u8 = 0x20;

pub const HEADER_TABLE_SIZE: u16 = 0x1;
pub const ENABLE_PUSH: u16 = 0x2;
pub const MAX_CONCURRENT_STREAMS: u16 = 0x3;

/// The header of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The length of the payload, in bytes.
    pub length: usize,
    pub kind: u8,
    pub flags: u8,
    pub stream: u32,
}

impl Head {
    /// The header at the start of these bytes, if it is complete.
    pub fn read(bytes: &[u8]) -> Option<Head> {
        let (head, _) = bytes.split_first_chunk::<HEAD_BYTES>()?;
        let &[high, middle, low, kind, flags, a, b, c, d] = head;
        Some(Head {
            length: u32::from_be_bytes([0, high, middle, low]) as usize,
            kind,
            flags,
            // The first bit is reserved.
            stream: u32::from_be_bytes([a, b, c, d]) & 0x7fff_ffff,
        })
    }

    /// Appends the header; the caller appends the payload.
    pub fn write(self, out: &mut Vec<u8>) {
        let length = u32::try_from(self.length).unwrap_or(u32::MAX).to_be_bytes();
        out.extend_from_slice(length.get(1..).unwrap_or_default());
        out.extend_from_slice(&[self.kind, self.flags]);
        out.extend_from_slice(&self.stream.to_be_bytes());
    }

    pub fn has(self, flag: u8) -> bool {
        self.flags & flag != 0
    }
}

/// Appends a whole frame.
pub fn write(out: &mut Vec<u8>, kind: u8, flags: u8, stream: u32, payload: &[u8]) {
    let head = Head {
        length: payload.len(),
        kind,
        flags,
        stream,
    };
    head.write(out);
    out.extend_from_slice(payload);
}

/// The number at the start of a payload.
pub fn number(payload: &[u8]) -> Option<u32> {
    payload.first_chunk().map(|bytes| u32::from_be_bytes(*bytes))
}

/// The identifiers and values of a SETTINGS frame.
pub fn settings(payload: &[u8]) -> impl Iterator<Item = (u16, u32)> {
    payload.chunks_exact(6).filter_map(|setting| {
        let (id, value) = setting.split_first_chunk()?;
        Some((u16::from_be_bytes(*id), number(value)?))
    })
}

/// A payload without padding and priority (section 6.2); `None` if there is more padding than payload.
pub fn unpadded(head: Head, payload: &[u8]) -> Option<&[u8]> {
    let mut rest = payload;
    if head.has(PADDED) {
        let (padding, padded) = rest.split_first()?;
        rest = padded.get(..padded.len().checked_sub((*padding).into())?)?;
    }
    if head.kind == HEADERS && head.has(PRIORITY) {
        rest = rest.get(5..)?;
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_frame_is_read_as_it_was_written() {
        let mut out = Vec::new();
        write(&mut out, DATA, END_STREAM, 0x0102_0305, b"abc");
        assert_eq!(out, [0, 0, 3, 0, 1, 1, 2, 3, 5, b'a', b'b', b'c']);
        let head = Head::read(&out).unwrap();
        assert_eq!((head.length, head.kind, head.stream), (3, DATA, 0x0102_0305));
        assert!(head.has(END_STREAM) && !head.has(PADDED));
        assert_eq!(Head::read(&out[..8]), None);
    }

    #[test]
    fn padding_and_priority_are_left_out_and_no_more_than_there_is() {
        let head = |flags| Head {
            length: 0,
            kind: HEADERS,
            flags,
            stream: 1,
        };
        assert_eq!(unpadded(head(0), b"ab"), Some(&b"ab"[..]));
        assert_eq!(unpadded(head(PADDED), &[2, b'a', 0, 0]), Some(&b"a"[..]));
        assert_eq!(
            unpadded(head(PADDED | PRIORITY), &[1, 0, 0, 0, 0, 9, b'a', 0]),
            Some(&b"a"[..])
        );
        assert_eq!(unpadded(head(PADDED), &[4, b'a', 0, 0]), None);
        assert_eq!(unpadded(head(PADDED), &[]), None);
    }

    #[test]
    fn settings_are_pairs() {
        let payload = [0, 3, 0, 0, 0, 100, 0, 1, 0, 0, 16, 0];
        let read: Vec<_> = settings(&payload).collect();
        assert_eq!(read, [(MAX_CONCURRENT_STREAMS, 100), (HEADER_TABLE_SIZE, 4096)]);
    }
}
