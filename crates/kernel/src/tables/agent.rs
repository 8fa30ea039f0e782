//! The number of waiting timers of each agent, by the label that names it: `text(tenant) text(agent)`, while there are
//! any.

use super::{
    Read, Tables,
    layout::{KeyWriter, table},
};
use crate::{
    failure::Failure,
    internal::{self, AgentRow},
};
use alloc::vec::Vec;

/// The key of a row.
pub fn key(tenant: &str, agent: &str) -> Vec<u8> {
    KeyWriter::new(table::AGENT).text(tenant).text(agent).finish()
}

/// An agent's row; the default if there is none.
pub fn get(tables: &(impl Read + ?Sized), tenant: &str, agent: &str) -> Result<AgentRow, Failure> {
    let row = tables.get(&key(tenant, agent))?;
    row.map_or(Ok(AgentRow::default()), |value| internal::decode("agent row", &value))
}

/// Writes a row. A default row is deleted.
pub(crate) fn put(tables: &mut (impl Tables + ?Sized), tenant: &str, agent: &str, row: &AgentRow) {
    if *row == AgentRow::default() {
        tables.delete(key(tenant, agent));
    } else {
        tables.put(key(tenant, agent), internal::encode(row));
    }
}
