//! The lines of an exported audit.

use crate::Record;
use minoots_kernel::{chain::Link, internal::AuditChain};
use serde::{Deserialize, Serialize};

/// A line: a JSON object. A file is one `begin`, `key`s, then `record`s in their order with each `head` behind the record it speaks for,
/// and one `end`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "lowercase", deny_unknown_fields)]
pub enum Line {
    /// What follows.
    Begin {
        /// Whose.
        tenant: String,
        /// `events` or `denials`.
        chain: String,
        /// The sequence of the first record.
        first: u64,
        /// The link before the first record, 64 hexadecimal digits.
        before: String,
    },
    /// A key that signed a head or the end.
    Key {
        /// Its id: the JWK thumbprint of the key (RFC 7638).
        kid: String,
        /// 32 bytes, base64.
        #[serde(rename = "publicKey")]
        public_key: String,
    },
    /// A row.
    Record {
        /// In words. Not signed: what counts is the row.
        record: Box<Record>,
        /// The stored bytes, base64.
        row: String,
        /// Its link, 64 hexadecimal digits.
        link: String,
    },
    /// What a node said of the chain up to the record before.
    Head {
        /// A compact JWS; see [`Statement`](crate::Statement).
        signed: String,
    },
    /// What the exporting node says of the whole. A file without it was cut off.
    End {
        /// A compact JWS; see [`Statement`](crate::Statement).
        signed: String,
    },
}

/// What a chain is called.
pub fn chain_name(chain: AuditChain) -> &'static str {
    match chain {
        AuditChain::Denials => "denials",
        AuditChain::Events | AuditChain::Unspecified => "events",
    }
}

/// The chain of this name.
pub fn chain_named(name: &str) -> Option<AuditChain> {
    match name {
        "events" => Some(AuditChain::Events),
        "denials" => Some(AuditChain::Denials),
        _ => None,
    }
}

pub(crate) fn link_of(text: &str) -> Option<Link> {
    let digits = text.as_bytes();
    let mut link = Link::default();
    if digits.len() != 2 * link.len() {
        return None;
    }
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    for (byte, pair) in link.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = value(pair[0])? << 4 | value(pair[1])?;
    }
    Some(link)
}
