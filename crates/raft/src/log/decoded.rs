//! The decoded form of entries that this node proposed.
//!
//! openraft reads an entry back from the log to apply it. This cache saves decoding entries proposed here. All others
//! are decoded from the log's bytes, also when memory is short. The entry is the same either way.

use std::collections::VecDeque;

use crate::types::Command;

/// A bounded run of commands by ascending index, which drops the oldest first.
pub(super) struct Decoded {
    commands: VecDeque<Held>,
    bytes: usize,
    bytes_max: usize,
}

struct Held {
    index: u64,
    term: u64,
    command: Command,
}

impl Decoded {
    pub(super) fn new(bytes_max: usize) -> Self {
        Self {
            commands: VecDeque::new(),
            bytes: 0,
            bytes_max,
        }
    }

    /// Adds the command appended at `index`. Any command at or after that index has been truncated, and is removed.
    pub(super) fn push(&mut self, index: u64, term: u64, command: Command) {
        while self.commands.back().is_some_and(|held| held.index >= index) {
            let removed = self.commands.pop_back();
            self.forget(removed);
        }
        self.bytes += command.bytes.len();
        self.commands.push_back(Held { index, term, command });
        while self.bytes > self.bytes_max {
            let removed = self.commands.pop_front();
            self.forget(removed);
        }
    }

    /// The command of the entry with this index and term, if present.
    pub(super) fn get(&self, index: u64, term: u64) -> Option<&Command> {
        let place = self.commands.binary_search_by_key(&index, |held| held.index).ok()?;
        let held = self.commands.get(place)?;
        (held.term == term).then_some(&held.command)
    }

    /// Drops applied commands.
    pub(super) fn release(&mut self, applied: u64) {
        while self.commands.front().is_some_and(|held| held.index <= applied) {
            let removed = self.commands.pop_front();
            self.forget(removed);
        }
    }

    fn forget(&mut self, removed: Option<Held>) {
        self.bytes -= removed.map_or(0, |held| held.command.bytes.len());
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn command(bytes: &'static [u8]) -> Command {
        Command::stored(Bytes::from_static(bytes))
    }

    fn found(decoded: &Decoded, index: u64, term: u64) -> Option<&[u8]> {
        decoded.get(index, term).map(|command| &command.bytes[..])
    }

    #[test]
    fn an_entry_is_found_by_index_and_term_only() {
        let mut decoded = Decoded::new(100);
        decoded.push(5, 1, command(b"five"));
        decoded.push(8, 1, command(b"eight"));
        assert_eq!(found(&decoded, 8, 1), Some(&b"eight"[..]));
        assert_eq!(found(&decoded, 8, 2), None);
        assert_eq!(found(&decoded, 6, 1), None);
    }

    #[test]
    fn an_entry_written_again_replaces_everything_after_it() {
        let mut decoded = Decoded::new(100);
        decoded.push(5, 1, command(b"five"));
        decoded.push(6, 1, command(b"six"));
        decoded.push(5, 2, command(b"new five"));
        assert_eq!(found(&decoded, 5, 2), Some(&b"new five"[..]));
        assert_eq!(found(&decoded, 6, 1), None);
        assert_eq!(decoded.bytes, b"new five".len());
    }

    #[test]
    fn memory_is_bounded_and_released_once_applied() {
        let mut decoded = Decoded::new(8);
        decoded.push(1, 1, command(b"aaaa"));
        decoded.push(2, 1, command(b"bbbb"));
        decoded.push(3, 1, command(b"cccc"));
        assert_eq!(found(&decoded, 1, 1), None, "the oldest gives way");
        decoded.release(2);
        assert_eq!(found(&decoded, 2, 1), None);
        assert_eq!(found(&decoded, 3, 1), Some(&b"cccc"[..]));
        assert_eq!(decoded.bytes, 4);
    }
}
