//! The lines of an exported audit.

use crate::Record;
use minoots_kernel::{chain::Link, internal::AuditChain};
use serde::{Deserialize, Serialize};

/// A line: a JSON object. A file has one `begin`, then `key`s, then `record`s in order with each `head` after the last
/// record it covers, and one `end`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "lowercase", deny_unknown_fields)]
pub enum Line {
    /// The start of a file.
    Begin {
        /// The tenant of the chain.
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
        /// The readable form. It is not signed; the row is authoritative.
        record: Box<Record>,
        /// The stored bytes, base64.
        row: String,
        /// Its link, 64 hexadecimal digits.
        link: String,
    },
    /// A node's signed statement about the chain up to the preceding record.
    Head {
        /// A compact JWS; see [`Statement`](crate::Statement).
        signed: String,
    },
    /// The exporting node's signed statement about the whole file. A file without it is truncated.
    End {
        /// A compact JWS; see [`Statement`](crate::Statement).
        signed: String,
    },
}

/// The name of a chain.
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
