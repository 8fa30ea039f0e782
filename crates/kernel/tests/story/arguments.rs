//! A parsed line of a script: a verb, plain words, and `name=value` pairs. An unused word is a mistake in the script.

use super::instant;
use minoots_kernel::internal::{Fence, TimerKey};
use std::collections::BTreeMap;

/// The default tenant.
pub const TENANT: &str = "acme";

/// The unused part of a line.
pub struct Arguments {
    line: String,
    words: Vec<String>,
    named: BTreeMap<String, String>,
}

impl Arguments {
    pub fn new(line: &str) -> Arguments {
        let (mut words, mut named) = (Vec::new(), BTreeMap::new());
        for word in line.split_whitespace() {
            match word.split_once('=') {
                Some((name, value)) => drop(named.insert(name.to_string(), value.to_string())),
                None => words.push(word.to_string()),
            }
        }
        Arguments {
            line: line.to_string(),
            words,
            named,
        }
    }

    /// The next plain word.
    pub fn word(&mut self) -> String {
        assert!(!self.words.is_empty(), "`{}` says too little", self.line);
        self.words.remove(0)
    }

    /// Takes a plain word if it is present, and returns whether it was.
    pub fn flag(&mut self, flag: &str) -> bool {
        let at = self.words.iter().position(|word| word == flag);
        at.map(|at| self.words.remove(at)).is_some()
    }

    pub fn has_words(&self) -> bool {
        !self.words.is_empty()
    }

    pub fn named(&mut self, name: &str) -> Option<String> {
        self.named.remove(name)
    }

    pub fn text(&mut self, name: &str) -> String {
        self.named(name).unwrap_or_default()
    }

    pub fn number(&mut self, name: &str) -> Option<u64> {
        self.named(name)
            .map(|value| value.parse().unwrap_or_else(|_| panic!("`{}`: bad {name}", self.line)))
    }

    pub fn instant(&mut self, name: &str) -> Option<i64> {
        self.named(name).map(|value| instant::parse(&value))
    }

    pub fn tenant(&mut self) -> String {
        self.named("tenant").unwrap_or_else(|| TENANT.to_string())
    }

    /// Parses `fence=<epoch>.<arm>.<term>.<number>`.
    pub fn fence(&mut self) -> Fence {
        let text = self.text("fence");
        let parts: Vec<u64> = text.split('.').map(|part| part.parse().expect("a fence")).collect();
        let [epoch, arm, term, number] = parts[..] else {
            panic!("`{}`: a fence has four parts", self.line)
        };
        Fence {
            epoch,
            arm,
            term,
            number,
        }
    }

    /// The next word as `<id>@<version>`, or `<id>` for version 0.
    pub fn occurrence(&mut self, tenant: &str) -> TimerKey {
        let word = self.word();
        let (id, version) = word.split_once('@').unwrap_or((&word, "0"));
        TimerKey {
            tenant: tenant.to_string(),
            id: id.to_string(),
            version: version.parse().expect("a version"),
        }
    }

    /// Checks that everything was used.
    pub fn finish(self) {
        let unused = self.words.is_empty() && self.named.is_empty();
        assert!(
            unused,
            "`{}`: not understood: {:?} {:?}",
            self.line, self.words, self.named
        );
    }
}
