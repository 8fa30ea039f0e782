//! A node's signed statement about a chain: a CloudEvent with the key and the form of all events, so that any verifier
//! of events verifies it.

use crate::line::chain_name;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use minoots_kernel::{chain::Link, internal::AuditChain};
use minoots_wire::{
    envelope::{Verifier, VerifyError},
    time::instant,
};
use serde::{Deserialize, Serialize};

const HEAD: &str = "audit.head";
const EXPORT: &str = "audit.export";

/// "The last link of this chain, at this sequence, is this one." With `first`, for an export: "and it begins here".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The tenant of the chain.
    pub tenant: String,
    /// The chain.
    pub chain: AuditChain,
    /// For an export: the sequence of its first record, and the link before.
    pub first: Option<(u64, Link)>,
    /// The sequence of the last record.
    pub sequence: u64,
    /// The link of the last record.
    pub link: Link,
    /// The time of the statement, nanoseconds UTC.
    pub time: i64,
}

/// An error of checking a statement.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// It is no compact JWS over a statement.
    #[error("it is not a signed statement")]
    Malformed,
    /// Its signature is invalid.
    #[error("{0}")]
    Refused(#[from] VerifyError),
    /// It contradicts the records before it.
    #[error("it speaks of {0}")]
    Other(String),
}

/// The payload as it is encoded: the attributes of a CloudEvent, with the statement as its data.
#[derive(Serialize, Deserialize)]
struct Payload {
    specversion: String,
    id: String,
    source: String,
    #[serde(rename = "type")]
    kind: String,
    subject: String,
    time: String,
    datacontenttype: String,
    tenant: String,
    data: Data,
}

#[derive(Serialize, Deserialize)]
struct Data {
    chain: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    sequence: u64,
    link: String,
}

impl Statement {
    /// Signs it; `sign` makes the detached JWS over bytes.
    pub fn signed(&self, sign: impl FnOnce(&[u8]) -> String) -> String {
        let payload = self.payload();
        let detached = sign(payload.as_bytes());
        let (header, signature) = detached.split_once("..").unwrap_or((&detached, ""));
        format!("{header}.{}.{signature}", URL_SAFE_NO_PAD.encode(payload))
    }

    fn payload(&self) -> String {
        let chain = chain_name(self.chain);
        let kind = if self.first.is_some() { EXPORT } else { HEAD };
        let time = instant::format(self.time);
        let payload = Payload {
            specversion: "1.0".to_owned(),
            id: format!("{kind}:{}:{chain}:{}:{}", self.tenant, self.sequence, self.time),
            source: format!("/tenants/{}", self.tenant),
            kind: kind.to_owned(),
            subject: format!("audit/{chain}"),
            time,
            datacontenttype: "application/json".to_owned(),
            tenant: self.tenant.clone(),
            data: self.data(),
        };
        // Strings and numbers always serialize.
        serde_json::to_string(&payload).unwrap_or_default()
    }

    fn data(&self) -> Data {
        Data {
            chain: chain_name(self.chain).to_owned(),
            first: self.first.map(|(sequence, _)| sequence),
            before: self.first.map(|(_, link)| hex::encode(link)),
            sequence: self.sequence,
            link: hex::encode(self.link),
        }
    }

    /// Checks that a signed text makes this statement, with any time. Returns the time, RFC 3339, and the id of the key
    /// that signed.
    ///
    /// # Errors
    /// See [`StatementError`].
    pub fn check<'k>(&self, signed: &str, keys: &'k Verifier) -> Result<(String, &'k str), StatementError> {
        let mut parts = signed.split('.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(StatementError::Malformed);
        };
        let bytes = URL_SAFE_NO_PAD.decode(payload).map_err(|_| StatementError::Malformed)?;
        let kid = keys.verify(&bytes, &format!("{header}..{signature}"))?;
        let said: Payload = serde_json::from_slice(&bytes).map_err(|_| StatementError::Malformed)?;
        let expected = if self.first.is_some() { EXPORT } else { HEAD };
        let (data, own) = (&said.data, self.data());
        if said.kind != expected {
            return Err(StatementError::Other(format!("an event of type {}", said.kind)));
        }
        if said.tenant != self.tenant || data.chain != own.chain {
            return Err(StatementError::Other(format!(
                "{} of tenant {}",
                data.chain, said.tenant
            )));
        }
        if (data.first, &data.before) != (own.first, &own.before) {
            return Err(StatementError::Other("another beginning".to_owned()));
        }
        if data.sequence != own.sequence {
            return Err(StatementError::Other(format!("record {}", data.sequence)));
        }
        if data.link != own.link {
            return Err(StatementError::Other("other records up to there".to_owned()));
        }
        Ok((said.time, kid))
    }
}
