//! Mutations of inputs: one to four small changes each, of the kinds that find faults in length-prefixed and textual
//! formats.

use crate::{corpus::Corpus, random::Random};

/// The exclusive upper bound of an input's size in bytes.
const INPUT_BYTES_MAX: usize = 1 << 16;

/// Boundary values of common integer types.
const EDGES: [u64; 12] = [
    0,
    1,
    0x7f,
    0x80,
    0xff,
    0x7fff,
    0xffff,
    0x7fff_ffff,
    0xffff_ffff,
    0x7fff_ffff_ffff_ffff,
    0x8000_0000_0000_0000,
    u64::MAX,
];

/// Returns a new input.
pub fn one(random: &mut Random, corpus: &Corpus, dictionary: &[Vec<u8>]) -> Vec<u8> {
    let mut input = corpus.pick(random).to_vec();
    for _ in 0..=random.below(4) {
        change(random, &mut input, corpus, dictionary);
    }
    input.truncate(INPUT_BYTES_MAX);
    input
}

fn change(random: &mut Random, input: &mut Vec<u8>, corpus: &Corpus, dictionary: &[Vec<u8>]) {
    let at = random.below(input.len() + 1);
    match random.below(11) {
        0 => flip_bit(random, input),
        1 => replace_byte(random, input),
        2 => input.truncate(at),
        3 => drop(input.drain(at..(at + 1 + random.below(8)).min(input.len()).max(at))),
        4 => insert(input, at, &bytes(random)),
        5 => insert(input, at, &edge(random)),
        6 => overwrite(input, at, &edge(random)),
        7 => repeat(random, input, at),
        8 => splice(random, input, at, corpus),
        9 => move_piece(random, input, at),
        _ => {
            if let Some(word) = random.pick(dictionary) {
                insert(input, at, word);
            } else {
                flip_bit(random, input);
            }
        }
    }
}

fn flip_bit(random: &mut Random, input: &mut [u8]) {
    let (at, bit) = (random.below(input.len()), random.below(8));
    if let Some(byte) = input.get_mut(at) {
        *byte ^= 1 << bit;
    }
}

fn replace_byte(random: &mut Random, input: &mut [u8]) {
    let (at, with) = (random.below(input.len()), random.byte());
    if let Some(byte) = input.get_mut(at) {
        *byte = with;
    }
}

fn insert(input: &mut Vec<u8>, at: usize, piece: &[u8]) {
    input.splice(at..at, piece.iter().copied());
}

fn overwrite(input: &mut [u8], at: usize, piece: &[u8]) {
    for (byte, with) in input.iter_mut().skip(at).zip(piece) {
        *byte = *with;
    }
}

fn bytes(random: &mut Random) -> Vec<u8> {
    (0..=random.below(8)).map(|_| random.byte()).collect()
}

/// Encodes a boundary value as a varint, or fixed in one of the usual widths and orders.
fn edge(random: &mut Random) -> Vec<u8> {
    let value = random.pick(&EDGES).copied().unwrap_or_default();
    match random.below(6) {
        0 => value.to_be_bytes().to_vec(),
        1 => value.to_le_bytes().to_vec(),
        2 => value.to_be_bytes()[4..].to_vec(),
        3 => value.to_le_bytes()[..4].to_vec(),
        4 => value.to_string().into_bytes(),
        _ => varint(value),
    }
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let [low, ..] = value.to_le_bytes();
        value >>= 7;
        if value == 0 {
            bytes.push(low & 0x7f);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

fn repeat(random: &mut Random, input: &mut Vec<u8>, at: usize) {
    let until = (at + 1 + random.below(16)).min(input.len());
    let piece = input.get(at..until).unwrap_or_default().to_vec();
    for _ in 0..=random.below(4) {
        insert(input, at, &piece);
    }
}

fn splice(random: &mut Random, input: &mut Vec<u8>, at: usize, corpus: &Corpus) {
    let other = corpus.pick(random);
    let from = random.below(other.len() + 1);
    input.truncate(at);
    input.extend(other.iter().skip(from));
}

fn move_piece(random: &mut Random, input: &mut Vec<u8>, at: usize) {
    let until = (at + 1 + random.below(16)).min(input.len()).max(at);
    let piece: Vec<u8> = input.drain(at..until).collect();
    let to = random.below(input.len() + 1);
    insert(input, to, &piece);
}
