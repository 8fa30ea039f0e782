//! Payloads that were sealed before they were proposed: in the log and in the tables they are what a key of their tenant made of them. Here is
//! where they are opened on their way to who may have them.

use minoots_kernel::{Failure, internal::NewTimer};
use std::borrow::Cow;

/// Opens what is sealed.
pub trait Opener: Send + Sync {
    /// What was sealed for this place by this key of the tenant's. `None`: the key is gone, and with it what it sealed.
    ///
    /// # Errors
    /// This node cannot open it though it should; it is of no use then.
    fn open(&self, tenant: &str, place: &str, key: u64, sealed: &[u8]) -> Result<Option<Vec<u8>>, Failure>;
}

/// Of a fabric in which nothing is sealed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clear;

impl Opener for Clear {
    fn open(&self, tenant: &str, place: &str, key: u64, _: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        let message = format!("{place} of tenant {tenant} is sealed by its key {key}, and nothing here opens it");
        Err(Failure::Corrupt(message))
    }
}

/// What a payload was found as.
pub(crate) enum Opened<'a> {
    /// This.
    Bytes(Cow<'a, [u8]>),
    /// Its key is gone.
    Shredded,
}

/// Opens bytes, if they are sealed at all.
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

/// What a timer carries.
pub(crate) fn payload_of<'a>(opener: &dyn Opener, tenant: &str, spec: &'a NewTimer) -> Result<Opened<'a>, Failure> {
    opened(opener, tenant, (|| spec.place(), spec.payload_key), &spec.payload)
}

/// What the data of an emitted event is sealed for.
pub fn emitted_place(kind: &str, subject: &str) -> String {
    format!("events/{kind}/{subject}")
}

/// The attribute of an event whose payload is gone.
pub(crate) const SHREDDED: (&str, &str) = ("payloadshredded", "true");
