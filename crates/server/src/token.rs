//! Opaque texts that callers send back: page tokens and cursors. They are not secret. A checksum identifies our own,
//! and their binding is checked again.

use crate::validate::violation;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use minoots_wire::error::Reason;
use sha2::{Digest, Sha256};
use tonic::Status;

/// The length of the checksum at the end, in bytes.
const SUM_BYTES: usize = 6;

/// The purpose of a token; kinds are never interchangeable.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Page = 1,
    Cursor = 2,
}

fn sum(kind: Kind, binding: &[u8], body: &[u8]) -> [u8; SUM_BYTES] {
    let mut hasher = Sha256::new();
    hasher.update([kind as u8]);
    hasher.update((binding.len() as u32).to_be_bytes());
    hasher.update(binding);
    hasher.update(body);
    let mut sum = [0; SUM_BYTES];
    sum.copy_from_slice(&hasher.finalize().as_slice()[..SUM_BYTES]);
    sum
}

/// Packs `body`; it opens only with the same kind and binding (tenant, filter).
pub(crate) fn seal(kind: Kind, binding: &[u8], body: &[u8]) -> String {
    let mut bytes = body.to_vec();
    bytes.extend(sum(kind, binding, body));
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Unpacks one of our tokens.
pub(crate) fn open(kind: Kind, binding: &[u8], token: &str) -> Option<Vec<u8>> {
    let mut bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let at = bytes.len().checked_sub(SUM_BYTES)?;
    let found = bytes.split_off(at);
    (found == sum(kind, binding, &bytes)).then_some(bytes)
}

/// The key after which a request with this page token continues; `None` for the first page.
pub(crate) fn page(binding: &[u8], text: &str) -> Result<Option<Vec<u8>>, Status> {
    if text.is_empty() {
        return Ok(None);
    }
    let key = open(Kind::Page, binding, text);
    key.map(Some).ok_or_else(|| {
        let description = "must be the next_page_token of a page with the same filters";
        violation("page_token", Reason::PageToken, description)
    })
}

/// A position in a tenant's event log: after this sequence, as of a restore epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub epoch: u64,
    pub sequence: u64,
}

impl Cursor {
    /// The cursor as text for its tenant.
    pub fn text(self, tenant: &str) -> String {
        let mut body = Vec::with_capacity(20);
        body.extend(minoots_kernel::id::SHARD.to_be_bytes());
        body.extend(self.epoch.to_be_bytes());
        body.extend(self.sequence.to_be_bytes());
        seal(Kind::Cursor, tenant.as_bytes(), &body)
    }

    /// Parses a cursor of this tenant.
    pub fn parse(tenant: &str, text: &str) -> Option<Cursor> {
        let body = open(Kind::Cursor, tenant.as_bytes(), text)?;
        let (shard, rest) = body.split_first_chunk::<4>()?;
        let (epoch, sequence) = rest.split_first_chunk::<8>()?;
        let sequence: &[u8; 8] = sequence.try_into().ok()?;
        (u32::from_be_bytes(*shard) == minoots_kernel::id::SHARD).then(|| Cursor {
            epoch: u64::from_be_bytes(*epoch),
            sequence: u64::from_be_bytes(*sequence),
        })
    }
}
