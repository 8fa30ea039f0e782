//! Denials, and signed heads of the chains. The model has no rule for a chain's links, because they follow from the
//! rows.

use super::Model;
use minoots_kernel::{
    Reply,
    internal::{AuditChain, DenialRow, RecordDenials, RecordHeads},
};

impl Model {
    pub(super) fn record_denials(&mut self, command: &RecordDenials) -> Reply {
        for denial in &command.denials {
            let row = denial.row.clone().unwrap_or_default();
            self.denials.push((denial.tenant.clone(), row));
        }
        Reply::Done
    }

    pub(super) fn record_heads(&mut self, command: &RecordHeads) -> Reply {
        for head in &command.heads {
            let kind = head.chain();
            let newest = self.heads_of(&head.tenant, kind).last().map_or(0, |(at, _)| *at);
            if (newest + 1..=self.last_of(kind, &head.tenant)).contains(&head.sequence) {
                self.heads
                    .push((head.tenant.clone(), kind, head.sequence, head.signed.clone()));
            }
        }
        Reply::Done
    }

    /// The sequence of the last row.
    pub fn last_of(&self, chain: AuditChain, tenant: &str) -> u64 {
        match chain {
            AuditChain::Denials => self.denials_of(tenant).count() as u64,
            _ => self.next_event(tenant) - 1,
        }
    }

    pub fn denials_of(&self, tenant: &str) -> impl Iterator<Item = &DenialRow> {
        let of = self.denials.iter().filter(move |(owner, _)| owner == tenant);
        of.map(|(_, row)| row)
    }

    pub fn heads_of(&self, tenant: &str, chain: AuditChain) -> Vec<(u64, String)> {
        let of = self
            .heads
            .iter()
            .filter(|(owner, kind, ..)| owner == tenant && *kind == chain);
        of.map(|(_, _, at, signed)| (*at, signed.clone())).collect()
    }
}
