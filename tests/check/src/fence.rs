//! The parts of a fence's text: epoch, arm index, term, number.
//!
//! Order needs no parsing, texts are compared. The parts are read only to tell what they must agree with.

/// A fence taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Of the last restore.
    pub epoch: u64,
    /// Which decision to fire.
    pub arm: u64,
    /// Of the leader that released.
    pub term: u64,
}

const WIDTHS: [usize; 4] = [7, 16, 12, 6];

/// Takes a text apart, if it is of the fixed width that makes text order fence order.
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
