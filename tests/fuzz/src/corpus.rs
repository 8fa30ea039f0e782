//! Inputs worth mutating, and the target's answers to them.

use crate::random::Random;
use std::collections::BTreeMap;

/// The number of inputs kept for their answers, beside the examples.
const KEPT_MAX: usize = 4_096;

#[derive(Default)]
pub struct Corpus {
    examples: Vec<Vec<u8>>,
    kept: Vec<Vec<u8>>,
    answers: BTreeMap<String, u64>,
}

impl Corpus {
    pub fn push(&mut self, example: Vec<u8>) {
        self.examples.push(example);
    }

    pub fn is_empty(&self) -> bool {
        self.examples.is_empty()
    }

    pub fn examples(&self) -> impl Iterator<Item = Vec<u8>> + '_ {
        self.examples.iter().cloned()
    }

    /// Keeps an input whose answer is new.
    pub fn note(&mut self, answer: String, input: Vec<u8>) {
        let count = self.answers.entry(without_numbers(&answer)).or_default();
        *count += 1;
        if *count == 1 && self.kept.len() < KEPT_MAX {
            self.kept.push(input);
        }
    }

    /// Returns an example or a kept input, each half of the time.
    pub fn pick(&self, random: &mut Random) -> &[u8] {
        let from_kept = random.below(2) == 0 && !self.kept.is_empty();
        let picked = random.pick(if from_kept { &self.kept } else { &self.examples });
        picked.map_or(&[], Vec::as_slice)
    }

    pub fn into_answers(self) -> Vec<(String, u64)> {
        self.answers.into_iter().collect()
    }
}

/// Replaces each number in an answer by one `#`, and removes quoted text: both vary with the input, not with the path
/// taken.
fn without_numbers(answer: &str) -> String {
    let mut plain = String::new();
    let mut quoted = false;
    for character in answer.chars() {
        if character == '"' {
            quoted = !quoted;
        }
        let shown = if character.is_ascii_digit() { '#' } else { character };
        let repeats = shown == '#' && plain.ends_with('#');
        if (!quoted || character == '"') && !repeats {
            plain.push(shown);
        }
    }
    plain.truncate(plain.char_indices().nth(160).map_or(plain.len(), |(at, _)| at));
    plain
}
