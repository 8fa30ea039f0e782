//! The chains of an audit. Each row of a tenant's event log, and of its denials, has a link that depends on the row and
//! on all rows before it. No row can therefore be changed, moved, removed or inserted without changing every later
//! link.
//!
//! `link(n) = SHA-256(link(n - 1) sequence(n) row(n))`: the previous link, 32 bytes; the sequence, 8 bytes big-endian;
//! the stored bytes of the row. Before the first row stands `SHA-256("minoots.audit.1" 0 chain tenant)`, the chain as a
//! byte: 1 events, 2 denials. Rows do not hold links. The tenant's row holds the last link, and the link before the
//! first row that is still held.

use crate::internal::{AuditChain, ChainRow, TenantRow};
use sha2::{Digest, Sha256};

/// A hash that represents a row and everything before it.
pub type Link = [u8; 32];

/// The link before the first row of a chain.
pub fn genesis(chain: AuditChain, tenant: &str) -> Link {
    let mut hasher = Sha256::new();
    hasher.update(b"minoots.audit.1\0");
    hasher.update([chain as u8]);
    hasher.update(tenant.as_bytes());
    hasher.finalize().into()
}

/// The link of the row after this link.
pub fn next(link: &Link, sequence: u64, row: &[u8]) -> Link {
    let mut hasher = Sha256::new();
    hasher.update(link);
    hasher.update(sequence.to_be_bytes());
    hasher.update(row);
    hasher.finalize().into()
}

impl ChainRow {
    /// Creates a chain whose first row will have this sequence.
    pub(crate) fn beginning(first: u64) -> ChainRow {
        ChainRow {
            first,
            ..ChainRow::default()
        }
    }

    /// The link of the last row, or the genesis link if there is none.
    pub fn head(&self, chain: AuditChain, tenant: &str) -> Link {
        whole(&self.link).unwrap_or_else(|| genesis(chain, tenant))
    }

    /// The link before the first held row.
    pub fn anchor(&self, chain: AuditChain, tenant: &str) -> Link {
        whole(&self.before).unwrap_or_else(|| genesis(chain, tenant))
    }

    /// Appends a row to the chain.
    pub(crate) fn append(&mut self, chain: AuditChain, tenant: &str, sequence: u64, row: &[u8]) {
        let link = next(&self.head(chain, tenant), sequence, row);
        set(&mut self.link, link);
    }

    /// Removes the first held row.
    pub(crate) fn forget_first(&mut self, chain: AuditChain, tenant: &str, sequence: u64, row: &[u8]) {
        let link = next(&self.anchor(chain, tenant), sequence, row);
        set(&mut self.before, link);
        self.first = sequence + 1;
    }
}

impl TenantRow {
    /// A chain, if anything was written to it.
    pub fn chain(&self, chain: AuditChain) -> Option<&ChainRow> {
        match chain {
            AuditChain::Events => self.events.as_ref(),
            AuditChain::Denials => self.denials.as_ref(),
            AuditChain::Unspecified => None,
        }
    }

    pub(crate) fn chain_mut(&mut self, chain: AuditChain) -> Option<&mut ChainRow> {
        match chain {
            AuditChain::Events => self.events.as_mut(),
            AuditChain::Denials => self.denials.as_mut(),
            AuditChain::Unspecified => None,
        }
    }

    /// The sequence of the last row of a chain; 0 if there is none.
    pub fn last_of(&self, chain: AuditChain) -> u64 {
        match chain {
            AuditChain::Events => self.next_sequence.saturating_sub(1),
            AuditChain::Denials => self.next_denial.saturating_sub(1),
            AuditChain::Unspecified => 0,
        }
    }
}

fn whole(link: &[u8]) -> Option<Link> {
    link.try_into().ok()
}

fn set(place: &mut alloc::vec::Vec<u8>, link: Link) {
    place.clear();
    place.extend_from_slice(&link);
}
