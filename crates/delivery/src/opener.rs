//! Opens sealed payloads. A payload that was sealed before its proposal is encrypted with a tenant's key in the log and
//! in the tables. It is opened here on its way to an authorised reader.

use minoots_kernel::{Failure, internal::NewTimer};
use std::borrow::Cow;

/// Opens sealed payloads.
pub trait Opener: Send + Sync {
    /// Opens a payload that this key of the tenant sealed for this place. `None`: the key was shredded, and with it
    /// everything that it sealed.
    ///
    /// # Errors
    /// This node should be able to open it, but cannot; the node is unusable then.
    fn open(&self, tenant: &str, place: &str, key: u64, sealed: &[u8]) -> Result<Option<Vec<u8>>, Failure>;
}

/// An opener for a cluster without sealed payloads.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clear;

impl Opener for Clear {
    fn open(&self, tenant: &str, place: &str, key: u64, _: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        let message = format!("{place} of tenant {tenant} is sealed by its key {key}, and nothing here opens it");
        Err(Failure::Corrupt(message))
    }
}

/// The result of opening a payload.
pub(crate) enum Opened<'a> {
    /// The payload's bytes.
    Bytes(Cow<'a, [u8]>),
    /// The payload's key was shredded.
    Shredded,
}

/// Opens bytes, if they are sealed.
pub(crate) fn opened<'a>(
    opener: &dyn Opener,
    tenant: &str,
    (place, key): (impl FnOnce() -> String, u64),
    bytes: &'a [u8],
) -> Result<Opened<'a>, Failure> {
    if key == 0 {
        return Ok(Opened::Bytes(Cow::Borrowed(bytes)));
    }
    let found = opener.open(tenant, &place(), key, bytes)?;
    Ok(found.map_or(Opened::Shredded, |bytes| Opened::Bytes(Cow::Owned(bytes))))
}

/// Opens a timer's payload.
pub(crate) fn payload_of<'a>(opener: &dyn Opener, tenant: &str, spec: &'a NewTimer) -> Result<Opened<'a>, Failure> {
    opened(opener, tenant, (|| spec.place(), spec.payload_key), &spec.payload)
}

/// The place for which the data of an emitted event is sealed.
pub fn emitted_place(kind: &str, subject: &str) -> String {
    format!("events/{kind}/{subject}")
}

/// The attribute of an event with a shredded payload.
pub(crate) const SHREDDED: (&str, &str) = ("payloadshredded", "true");
