//! Credentials: `byte(0) text(id)` holds the row; `byte(1) text(tenant) text(id)`, with an empty value, gives its
//! tenant.

use super::{
    Read, Tables,
    layout::{self, KeyReader, KeyWriter, table},
};
use crate::{
    failure::Failure,
    internal::{self, CredentialRow},
};
use alloc::{format, string::String, vec::Vec};

const ROW: u8 = 0;
const OWNER: u8 = 1;

/// The key of a row.
pub fn key(id: &str) -> Vec<u8> {
    KeyWriter::new(table::CREDENTIAL).byte(ROW).text(id).finish()
}

fn owned(tenant: &str, id: &str) -> Vec<u8> {
    of_tenant(tenant).text(id).finish()
}

fn of_tenant(tenant: &str) -> KeyWriter {
    KeyWriter::new(table::CREDENTIAL).byte(OWNER).text(tenant)
}

/// A credential by its id.
pub fn get(tables: &(impl Read + ?Sized), id: &str) -> Result<Option<CredentialRow>, Failure> {
    tables
        .get(&key(id))?
        .map(|value| internal::decode("credential row", &value))
        .transpose()
}

/// Up to `limit` credentials of a tenant after the id `after`, in the order of their ids.
pub fn list(
    tables: &(impl Read + ?Sized),
    tenant: &str,
    after: &str,
    limit: usize,
) -> Result<Vec<(String, CredentialRow)>, Failure> {
    let from = match after {
        "" => of_tenant(tenant).finish(),
        _ => layout::after(owned(tenant, after)),
    };
    let until = layout::after(of_tenant(tenant).finish());
    let found = tables.scan(&from, &until, limit)?;
    found
        .iter()
        .map(|(key, _)| {
            let id = owner(key)?.1;
            let row = get(tables, &id)?;
            row.map(|row| (id.clone(), row))
                .ok_or_else(|| Failure::Corrupt(format!("credential {id} has an owner and no row")))
        })
        .collect()
}

fn owner(key: &[u8]) -> Result<(String, String), Failure> {
    let mut reader = KeyReader::new(table::CREDENTIAL, key)?;
    if reader.byte()? != OWNER {
        return Err(Failure::Corrupt(format!(
            "key {key:02x?} does not say whose a credential is"
        )));
    }
    let (tenant, id) = (reader.text()?, reader.text()?);
    reader.end()?;
    Ok((tenant, id))
}

pub(crate) fn put(tables: &mut (impl Tables + ?Sized), id: &str, row: &CredentialRow) {
    tables.put(key(id), internal::encode(row));
    tables.put(owned(&row.tenant, id), Vec::new());
}

pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), id: &str, row: &CredentialRow) {
    tables.delete(key(id));
    tables.delete(owned(&row.tenant, id));
}
