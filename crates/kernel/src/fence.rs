//! Fences: which delivery of an occurrence is the newer one.
//!
//! A fence is (restore epoch, arm index, leader term, number in that term), compared in that order. Its text form is fixed-width
//! hexadecimal, so that text order is fence order and a receiver needs no parser to keep the largest.

use crate::internal::Fence;
use alloc::{format, string::String};
use core::cmp::Ordering;

impl PartialOrd for Fence {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Fence {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |fence: &Fence| (fence.epoch, fence.arm, fence.term, fence.number);
        key(self).cmp(&key(other))
    }
}

/// The text form: 7, 16, 12 and 6 hexadecimal digits joined by `-`, with more digits refused rather than cut.
pub fn format(fence: &Fence) -> String {
    format!(
        "{:07x}-{:016x}-{:012x}-{:06x}",
        fence.epoch, fence.arm, fence.term, fence.number
    )
}

/// Reads the text form, and nothing but the text form.
pub fn parse(text: &str) -> Option<Fence> {
    let mut parts = text.split('-');
    let mut part = |width: usize| {
        let digits = parts.next()?;
        let plain = digits.len() == width && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        plain.then(|| u64::from_str_radix(digits, 16).ok())?
    };
    let fence = Fence {
        epoch: part(7)?,
        arm: part(16)?,
        term: part(12)?,
        number: part(6)?,
    };
    parts.next().is_none().then_some(fence)
}
