//! Event ids, which are also dedupe keys: stable, unique for ever, and human-readable.
//!
//! - `timer.fired`: `timer:<tenant>:<timer id>:<state version>`;
//! - any other event: `<tenant>:<shard>:<restore epoch>:<sequence>`.
//!
//! Tenants and timer ids contain no colon, so both forms parse without escapes. No tenant is called `timer`.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use sha2::{Digest, Sha256};

/// The only shard at present.
pub const SHARD: u32 = 0;

/// An occurrence of a timer, which is armed once and delivered under one key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Occurrence {
    /// The tenant.
    pub tenant: String,
    /// The timer's id.
    pub id: String,
    /// The timer's state version.
    pub version: u64,
}

impl Occurrence {
    /// The id of its `timer.fired` event, and its dedupe key.
    pub fn event_id(&self) -> String {
        fired_event_id(&self.tenant, &self.id, self.version)
    }

    /// Parses an event id; `None` if it is not the id of a `timer.fired` event.
    pub fn parse(event_id: &str) -> Option<Occurrence> {
        let mut parts = event_id.strip_prefix("timer:")?.split(':');
        let (tenant, id, version) = (parts.next()?, parts.next()?, parts.next()?);
        let canonical = version
            .parse::<u64>()
            .ok()
            .filter(|number| number.to_string() == version)?;
        let whole = parts.next().is_none() && !tenant.is_empty() && !id.is_empty();
        whole.then(|| Occurrence {
            tenant: tenant.to_string(),
            id: id.to_string(),
            version: canonical,
        })
    }
}

/// The id of the `timer.fired` event of an occurrence.
pub fn fired_event_id(tenant: &str, id: &str, version: u64) -> String {
    // Each event needs this twice, and `format` would allocate several times.
    ["timer:", tenant, ":", id, ":", &version.to_string()].concat()
}

/// The id of any other event.
pub fn log_event_id(tenant: &str, epoch: u64, sequence: u64) -> String {
    format!("{tenant}:{SHARD}:{epoch}:{sequence}")
}

/// Derives an id that no caller chose: a UUIDv8 (RFC 9562) over SHA-256 of the texts, each with a closing zero byte,
/// and of `rest`. It is the same on every node.
pub fn derived(texts: &[&str], rest: &[u8]) -> String {
    let mut hasher = Sha256::new();
    for text in texts {
        hasher.update(text);
        hasher.update([0]);
    }
    hasher.update(rest);
    let digest = hasher.finalize();
    let mut bytes: Vec<u8> = digest.as_slice().iter().take(16).copied().collect();
    if let [_, _, _, _, _, _, version, _, variant, ..] = bytes.as_mut_slice() {
        *version = (*version & 0x0F) | 0x80;
        *variant = (*variant & 0x3F) | 0x80;
    }
    let mut text = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

/// The prefix of the queues of webhook endpoints. No caller can name such a queue, because ids contain no colon.
const WEBHOOK: &str = "webhook:";

/// The queue of an endpoint.
pub fn webhook_queue(webhook: &str) -> String {
    format!("{WEBHOOK}{webhook}")
}

/// The endpoint to which a queue belongs, if any.
pub fn webhook_of(queue: &str) -> Option<&str> {
    queue.strip_prefix(WEBHOOK)
}

/// Whether a text may be an id: `[A-Za-z0-9][A-Za-z0-9._-]*`. The length is checked separately.
pub fn is_charset(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphanumeric())
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}
