//! Jobs that time makes due: `instant(at) byte(kind) text(tenant) …`, with an empty value. Sweeps run the jobs that
//! time has reached.

use super::{
    Row, Tables,
    layout::{KeyReader, KeyWriter, table},
};
use crate::failure::Failure;
use alloc::{format, string::String, vec::Vec};

/// A job and its subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Job {
    /// Retire and compact a tenant's past: kind 1.
    Retention {
        /// The tenant.
        tenant: String,
    },
    /// Forget a request id: kind 2, `text(request id)`.
    Request {
        /// The tenant.
        tenant: String,
        /// The request id.
        request_id: String,
    },
    /// Expire events that waited too long in their first position in a queue: kind 3, `text(queue)`.
    QueueAge {
        /// The tenant.
        tenant: String,
        /// The queue.
        queue: String,
    },
    /// Expire one delivery that left its first position: kind 4, `text(id) number(version) number(arm)`.
    DeliveryAge {
        /// The tenant.
        tenant: String,
        /// The timer.
        id: String,
        /// Its version.
        version: u64,
        /// The arm to which the deadline belongs.
        arm: u64,
    },
    /// Forget a join token, which belongs to no tenant: kind 0x13, `text(token)`.
    JoinToken {
        /// The token's id.
        token: String,
    },
    /// Forget a used token that no node accepts any more: kind 0x18, `text(digest in hexadecimal)`.
    Token {
        /// The tenant that counts it.
        tenant: String,
        /// Its digest.
        token: String,
    },
    /// Delete an expiring credential that was exchanged for a token: kind 26, `text(credential)`.
    Credential {
        /// The tenant that counts it.
        tenant: String,
        /// Its id.
        credential: String,
    },
    /// Offer rows of a concurrency key that waited for an instant: kind 25, `text(queue) text(key)`.
    Turn {
        /// The tenant.
        tenant: String,
        /// The queue.
        queue: String,
        /// The concurrency key.
        key: String,
    },
    /// Forget an expired lease: kind 31, `text(id) text(partition key)`.
    Lease {
        /// The tenant that counts it.
        tenant: String,
        /// Its id.
        id: String,
        /// Its partition key; empty if it equals the id.
        partition_key: String,
    },
    /// Forget the versions of a removed checkpoint: kind 33, `text(execution) text(name)`.
    RemovedCheckpoint {
        /// The tenant that counts it.
        tenant: String,
        /// The execution.
        execution: String,
        /// The checkpoint's name.
        name: String,
    },
}

/// The key of a job.
pub fn key(at: i64, job: &Job) -> Vec<u8> {
    let key = KeyWriter::new(table::DEADLINE).instant(at);
    match job {
        Job::Retention { tenant } => key.byte(1).text(tenant),
        Job::Request { tenant, request_id } => key.byte(2).text(tenant).text(request_id),
        Job::QueueAge { tenant, queue } => key.byte(3).text(tenant).text(queue),
        Job::DeliveryAge {
            tenant,
            id,
            version,
            arm,
        } => key.byte(4).text(tenant).text(id).number(*version).number(*arm),
        Job::JoinToken { token } => key.byte(0x13).text("").text(token),
        Job::Token { tenant, token } => key.byte(0x18).text(tenant).text(token),
        Job::Credential { tenant, credential } => key.byte(26).text(tenant).text(credential),
        Job::Turn {
            tenant,
            queue,
            key: name,
        } => key.byte(25).text(tenant).text(queue).text(name),
        Job::Lease {
            tenant,
            id,
            partition_key,
        } => key.byte(31).text(tenant).text(id).text(partition_key),
        Job::RemovedCheckpoint {
            tenant,
            execution,
            name,
        } => key.byte(33).text(tenant).text(execution).text(name),
    }
    .finish()
}

/// The first possible key at or after an instant.
pub fn start(at: i64) -> Vec<u8> {
    KeyWriter::new(table::DEADLINE).instant(at).finish()
}

/// The first key after the table.
pub fn end() -> Vec<u8> {
    alloc::vec![table::DEADLINE + 1]
}

/// Decodes a scanned row.
pub fn read((key, _): &Row) -> Result<(i64, Job), Failure> {
    let mut reader = KeyReader::new(table::DEADLINE, key)?;
    let (at, kind, tenant) = (reader.instant()?, reader.byte()?, reader.text()?);
    let job = match kind {
        1 => Job::Retention { tenant },
        2 => Job::Request {
            tenant,
            request_id: reader.text()?,
        },
        3 => Job::QueueAge {
            tenant,
            queue: reader.text()?,
        },
        4 => Job::DeliveryAge {
            tenant,
            id: reader.text()?,
            version: reader.number()?,
            arm: reader.number()?,
        },
        0x13 if tenant.is_empty() => Job::JoinToken { token: reader.text()? },
        0x18 => Job::Token {
            tenant,
            token: reader.text()?,
        },
        26 => Job::Credential {
            tenant,
            credential: reader.text()?,
        },
        25 => Job::Turn {
            tenant,
            queue: reader.text()?,
            key: reader.text()?,
        },
        31 => Job::Lease {
            tenant,
            id: reader.text()?,
            partition_key: reader.text()?,
        },
        33 => Job::RemovedCheckpoint {
            tenant,
            execution: reader.text()?,
            name: reader.text()?,
        },
        _ => return Err(Failure::Corrupt(format!("deadline of unknown kind {kind}"))),
    };
    reader.end()?;
    Ok((at, job))
}

pub(crate) fn put(tables: &mut (impl Tables + ?Sized), at: i64, job: &Job) {
    tables.put(key(at, job), Vec::new());
}

pub(crate) fn delete(tables: &mut (impl Tables + ?Sized), at: i64, job: &Job) {
    tables.delete(key(at, job));
}
