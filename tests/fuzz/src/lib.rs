//! Mutation testing of decoders, on stable Rust and within the ordinary test run.
//!
//! A [`Campaign`] starts from valid examples, mutates them, and passes each result to a target. The target panics when
//! a property does not hold; otherwise it describes its result in a few words. An input with a new answer joins the
//! corpus, so that later mutations start from deeper within the format than the examples reach. The answer replaces the
//! coverage that instrumented fuzzers measure. Numbers in an answer do not make it new.
//!
//! The same seed gives the same inputs. `MINOOTS_FUZZ_INPUTS` sets the number of inputs of each campaign, and
//! `MINOOTS_FUZZ_SEED` its seed. A failure prints the input as hexadecimal; after the fix, add it to the campaign with
//! [`Campaign::once_failed`].

mod corpus;
mod mutate;
mod random;

pub use random::Random;

use corpus::Corpus;
use std::{
    any::Any,
    fmt::Write,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
};

/// The default number of inputs of a campaign.
const INPUTS: u64 = 20_000;

/// A series of tests of one decoder.
pub struct Campaign {
    name: &'static str,
    corpus: Corpus,
    dictionary: Vec<Vec<u8>>,
    inputs: u64,
    failures: Vec<Vec<u8>>,
}

/// The result of a campaign.
#[derive(Debug)]
pub struct Report {
    /// The number of inputs, including examples.
    pub inputs: u64,
    /// The distinct answers of the target, with the number of inputs for each.
    pub answers: Vec<(String, u64)>,
}

impl Campaign {
    /// Creates a campaign against one decoder. The name appears in failures and reports.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            corpus: Corpus::default(),
            dictionary: Vec::new(),
            inputs: INPUTS,
            failures: Vec::new(),
        }
    }

    /// Adds examples to start from.
    #[must_use]
    pub fn examples<T: AsRef<[u8]>>(mut self, examples: impl IntoIterator<Item = T>) -> Self {
        for example in examples {
            self.corpus.push(example.as_ref().to_vec());
        }
        self
    }

    /// Adds words for mutations to insert: keywords, separators, magic numbers.
    #[must_use]
    pub fn words<T: AsRef<[u8]>>(mut self, words: impl IntoIterator<Item = T>) -> Self {
        self.dictionary
            .extend(words.into_iter().map(|word| word.as_ref().to_vec()));
        self
    }

    /// Divides the number of inputs, for targets that do more than decode.
    #[must_use]
    pub fn slower_by(mut self, divisor: u64) -> Self {
        self.inputs /= divisor.max(1);
        self
    }

    /// Adds an input that a target failed on, in the hexadecimal of the failure message.
    #[must_use]
    pub fn once_failed(mut self, hex: &str) -> Self {
        self.failures.push(from_hex(hex));
        self
    }

    /// Runs the target over the examples, over earlier failures, and over mutations of the corpus.
    ///
    /// # Panics
    /// When the target does, after printing the input. Also when there is no example, or every input got the same
    /// answer, because then nothing was tested.
    pub fn run(self, mut target: impl FnMut(&[u8]) -> String) -> Report {
        let Campaign {
            name,
            mut corpus,
            dictionary,
            inputs,
            failures,
        } = self;
        assert!(!corpus.is_empty(), "{name}: a campaign needs an example");
        let seed = number("MINOOTS_FUZZ_SEED").unwrap_or(0);
        let inputs = number("MINOOTS_FUZZ_INPUTS").map_or(inputs, |asked| asked.saturating_mul(inputs) / INPUTS);
        let mut random = Random::new(seed);
        for example in corpus.examples().chain(failures).collect::<Vec<_>>() {
            let answer = attempt(name, &mut target, &example);
            corpus.note(answer, example);
        }
        for _ in 0..inputs {
            let input = mutate::one(&mut random, &corpus, &dictionary);
            let answer = attempt(name, &mut target, &input);
            corpus.note(answer, input);
        }
        let report = Report {
            inputs,
            answers: corpus.into_answers(),
        };
        assert!(
            report.answers.len() > 1,
            "{name}: every input got the same answer: {report:?}"
        );
        println!(
            "{name}: {} inputs, {} kinds of answer",
            report.inputs,
            report.answers.len()
        );
        for (answer, count) in &report.answers {
            println!("  {count:>8}  {answer}");
        }
        report
    }
}

fn attempt(name: &str, target: &mut impl FnMut(&[u8]) -> String, input: &[u8]) -> String {
    match catch_unwind(AssertUnwindSafe(|| target(input))) {
        Ok(answer) => answer,
        Err(panic) => failed(name, input, panic),
    }
}

fn failed(name: &str, input: &[u8], panic: Box<dyn Any + Send>) -> ! {
    let mut hex = String::with_capacity(2 * input.len());
    for byte in input {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    eprintln!("{name}: failed on {} bytes: {hex}", input.len());
    eprintln!("{name}: as text: {}", String::from_utf8_lossy(input));
    resume_unwind(panic)
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    let parsed = text.parse();
    assert!(parsed.is_ok(), "{variable}: {text:?} is not a number");
    parsed.ok()
}

/// Parses pairs of hexadecimal digits, and ignores white space between them.
///
/// # Panics
/// When the text is anything else.
#[must_use]
pub fn from_hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let pairs = digits.chunks(2).map(|pair| {
        let pair = std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2);
        let byte = pair.and_then(|pair| u8::from_str_radix(pair, 16).ok());
        byte.unwrap_or_else(|| panic!("not hexadecimal: {text:?}"))
    });
    pairs.collect()
}

#[cfg(test)]
mod tests;
