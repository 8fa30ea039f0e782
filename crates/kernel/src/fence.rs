//! Fences: the order of the deliveries of an occurrence.
//!
//! A fence is (restore epoch, arm index, leader term, number in that term), compared in that order. Its text form is
//! fixed-width hexadecimal, so that text order is fence order and a receiver needs no parser to keep the largest.

use crate::internal::Fence;
use alloc::string::String;
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

/// Digits of each part of the text form.
const EPOCH: usize = 7;
const ARM: usize = 16;
const TERM: usize = 12;
const NUMBER: usize = 6;
/// Bytes of the text form.
const TEXT: usize = EPOCH + 1 + ARM + 1 + TERM + 1 + NUMBER;

/// Formats a fence: 7, 16, 12 and 6 hexadecimal digits joined by `-`. Each delivery needs one, so it is written digit
/// by digit. A number that needs more digits gets them, and [`parse`] rejects the text instead of truncating it.
pub fn format(fence: &Fence) -> String {
    let mut text = String::with_capacity(TEXT);
    push(&mut text, fence.epoch, EPOCH);
    text.push('-');
    push(&mut text, fence.arm, ARM);
    text.push('-');
    push(&mut text, fence.term, TERM);
    text.push('-');
    push(&mut text, fence.number, NUMBER);
    text
}

/// Writes a number with this many digits, or as many as it needs.
fn push(text: &mut String, number: u64, digits: usize) {
    let needed = (u64::BITS - number.leading_zeros()).div_ceil(4) as usize;
    for place in (0..digits.max(needed)).rev() {
        let digit = ((number >> (4 * place)) & 0xf) as u8;
        text.push(char::from(if digit < 10 { b'0' + digit } else { b'a' + digit - 10 }));
    }
}

/// Parses the text form, and nothing else.
pub fn parse(text: &str) -> Option<Fence> {
    let mut rest = text.as_bytes();
    let fence = Fence {
        epoch: part(&mut rest, EPOCH)?,
        arm: part(&mut rest, ARM)?,
        term: part(&mut rest, TERM)?,
        number: part(&mut rest, NUMBER)?,
    };
    rest.is_empty().then_some(fence)
}

/// Parses the number at the start of a text, and the separator after it.
fn part(rest: &mut &[u8], digits: usize) -> Option<u64> {
    let (part, behind) = rest.split_at_checked(digits)?;
    let mut number = 0_u64;
    for digit in part {
        let digit = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'f' => digit - b'a' + 10,
            _ => return None,
        };
        number = (number << 4) | u64::from(digit);
    }
    *rest = match behind.split_first() {
        Some((b'-', behind)) if !behind.is_empty() => behind,
        Some(_) => return None,
        None => behind,
    };
    Some(number)
}
