//! CRC-32, the checksum at the end of keys and tokens.

/// Returns the CRC-32 of these bytes.
#[must_use]
pub fn of(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xEDB8_8320 * (sum & 1)))
    })
}
