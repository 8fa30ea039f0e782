//! The parts of a fence's text: epoch, arm index, term, number.
//!
//! The order needs no parsing, because texts are compared. The parts are read only for rules about them.

/// A parsed fence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// The epoch of the last restore.
    pub epoch: u64,
    /// The arm index: the entry of the decision to fire.
    pub arm: u64,
    /// The term of the releasing leader.
    pub term: u64,
}

const WIDTHS: [usize; 4] = [7, 16, 12, 6];

/// Parses a text. Returns `None` unless it has the fixed width that makes text order equal to fence order.
pub fn parts(text: &str) -> Option<Parts> {
    let pieces: Vec<&str> = text.split('-').collect();
    let widths: Vec<usize> = pieces.iter().map(|piece| piece.len()).collect();
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if widths != WIDTHS || !pieces.iter().all(|piece| piece.bytes().all(is_digit)) {
        return None;
    }
    let number = |at: usize| u64::from_str_radix(pieces[at], 16).ok();
    Some(Parts {
        epoch: number(0)?,
        arm: number(1)?,
        term: number(2)?,
    })
}
