//! The building blocks of keys. A text part ends with a zero byte, which no tenant, id or queue name contains. Numbers
//! are big-endian. Instants have the sign bit flipped, so that earlier ones sort first.

use crate::failure::Failure;
use alloc::{format, string::String, vec::Vec};

/// The first bytes of keys. The values are part of the stored format. 0xF0 and above belong to the store.
#[allow(missing_docs)]
pub mod table {
    pub const SHARD: u8 = 0x01;
    pub const TENANT: u8 = 0x02;
    pub const TIMER: u8 = 0x03;
    pub const RETIRED: u8 = 0x04;
    pub const DUE: u8 = 0x05;
    pub const EVENT: u8 = 0x06;
    pub const QUEUE: u8 = 0x07;
    pub const READY: u8 = 0x08;
    pub const DEAD: u8 = 0x09;
    pub const DEADLINE: u8 = 0x0A;
    pub const KEY: u8 = 0x0B;
    pub const REQUEST: u8 = 0x0C;
    pub const CREDENTIAL: u8 = 0x0D;
    pub const AGENT: u8 = 0x12;
    pub const LANE: u8 = 0x0E;
    pub const WEBHOOK: u8 = 0x10;
    pub const ATTEMPT: u8 = 0x11;
    pub const HEAD: u8 = 0x14;
    pub const DENIAL: u8 = 0x15;
    pub const JOIN_TOKEN: u8 = 0x13;
    pub const POLICY: u8 = 0x16;
    pub const TRUST: u8 = 0x17;
    pub const TOKEN: u8 = 0x18;
    pub const WAITING: u8 = 0x19;
    pub const TURN: u8 = 0x1A;
    pub const CHECKPOINT_VERSION: u8 = 0x1B;
    pub const SCHEDULE: u8 = 0x1C;
    pub const SCHEDULE_NEXT: u8 = 0x1D;
    pub const CHECKPOINT: u8 = 0x1E;
    pub const LEASE: u8 = 0x1F;
    pub const BUDGET: u8 = 0x20;
    pub const REMOVED_CHECKPOINT: u8 = 0x21;
    pub const LADDER: u8 = 0x22;
    pub const PAYLOAD_KEYS: u8 = 0x23;
    pub const EVENT_LETTER: u8 = 0x24;

    /// The human-readable name of a table.
    pub fn name(table: u8) -> &'static str {
        match table {
            SHARD => "shard",
            TENANT => "tenant",
            TIMER => "timer",
            RETIRED => "retired",
            DUE => "due",
            EVENT => "event",
            QUEUE => "queue",
            READY => "ready",
            DEAD => "dead",
            DEADLINE => "deadline",
            KEY => "key",
            REQUEST => "request",
            CREDENTIAL => "credential",
            AGENT => "agent",
            LANE => "lane",
            WEBHOOK => "webhook",
            ATTEMPT => "attempt",
            HEAD => "head",
            DENIAL => "denial",
            JOIN_TOKEN => "join token",
            POLICY => "policy",
            TRUST => "trust",
            TOKEN => "token",
            WAITING => "waiting",
            TURN => "turn",
            CHECKPOINT_VERSION => "checkpoint version",
            SCHEDULE => "schedule",
            SCHEDULE_NEXT => "schedule next",
            CHECKPOINT => "checkpoint",
            LEASE => "lease",
            BUDGET => "budget",
            REMOVED_CHECKPOINT => "removed checkpoint",
            LADDER => "ladder",
            PAYLOAD_KEYS => "payload keys",
            EVENT_LETTER => "event letter",
            _ => "unknown",
        }
    }
}

/// Builds a key part by part.
#[derive(Clone)]
pub struct KeyWriter(Vec<u8>);

impl KeyWriter {
    /// Starts a key of a table.
    pub fn new(table: u8) -> KeyWriter {
        let mut key = Vec::with_capacity(64);
        key.push(table);
        KeyWriter(key)
    }

    /// Appends a text, closed by a zero byte.
    pub fn text(mut self, text: &str) -> KeyWriter {
        debug_assert!(!text.as_bytes().contains(&0));
        self.0.extend_from_slice(text.as_bytes());
        self.0.push(0);
        self
    }

    /// Appends a number.
    pub fn number(mut self, number: u64) -> KeyWriter {
        self.0.extend_from_slice(&number.to_be_bytes());
        self
    }

    /// Appends an instant.
    pub fn instant(self, instant: i64) -> KeyWriter {
        self.number((instant as u64) ^ (1 << 63))
    }

    /// Appends a byte.
    pub fn byte(mut self, byte: u8) -> KeyWriter {
        self.0.push(byte);
        self
    }

    /// Returns the key.
    pub fn finish(self) -> Vec<u8> {
        self.0
    }
}

/// Decodes a key part by part.
pub struct KeyReader<'a> {
    key: &'a [u8],
    rest: &'a [u8],
}

impl<'a> KeyReader<'a> {
    /// Starts after the table byte, which must be this one.
    pub fn new(table: u8, key: &'a [u8]) -> Result<KeyReader<'a>, Failure> {
        match key.split_first() {
            Some((first, rest)) if *first == table => Ok(KeyReader { key, rest }),
            _ => Err(Failure::Corrupt(format!("key {key:02x?} is not of table {table:#04x}"))),
        }
    }

    fn corrupt(&self) -> Failure {
        Failure::Corrupt(format!("key {:02x?} has the wrong shape", self.key))
    }

    /// The next text.
    pub fn text(&mut self) -> Result<String, Failure> {
        let end = self
            .rest
            .iter()
            .position(|byte| *byte == 0)
            .ok_or_else(|| self.corrupt())?;
        let text = String::from_utf8(self.rest[..end].to_vec()).map_err(|_| self.corrupt())?;
        self.rest = &self.rest[end + 1..];
        Ok(text)
    }

    /// The next number.
    pub fn number(&mut self) -> Result<u64, Failure> {
        let (head, rest) = self.rest.split_first_chunk::<8>().ok_or_else(|| self.corrupt())?;
        self.rest = rest;
        Ok(u64::from_be_bytes(*head))
    }

    /// The next instant.
    pub fn instant(&mut self) -> Result<i64, Failure> {
        Ok((self.number()? ^ (1 << 63)) as i64)
    }

    /// The next byte.
    pub fn byte(&mut self) -> Result<u8, Failure> {
        let (byte, rest) = self.rest.split_first().ok_or_else(|| self.corrupt())?;
        self.rest = rest;
        Ok(*byte)
    }

    /// Checks that the key ends here.
    pub fn end(self) -> Result<(), Failure> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(self.corrupt())
        }
    }
}

/// The same key in another table.
pub(super) fn within(table: u8, key: &[u8]) -> Vec<u8> {
    let mut key = key.to_vec();
    if let Some(first) = key.first_mut() {
        *first = table;
    }
    key
}

/// The smallest key that is larger than `key`.
pub fn behind(key: &[u8]) -> Vec<u8> {
    [key, &[0]].concat()
}

/// The first key that does not begin with `prefix`.
pub fn after(mut prefix: Vec<u8>) -> Vec<u8> {
    while let Some(last) = prefix.pop() {
        if let Some(next) = last.checked_add(1) {
            prefix.push(next);
            break;
        }
    }
    prefix
}
