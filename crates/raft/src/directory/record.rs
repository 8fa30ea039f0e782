//! The record in `NODE`.

use minoots_kernel::Failure;

/// The owner of a data directory, and the state of its parts.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct NodeRecord {
    #[prost(uint32, tag = "1")]
    pub(super) format: u32,
    #[prost(uint64, tag = "2")]
    pub(super) node: u64,
    /// Sixteen random bytes, drawn when the directory was made.
    #[prost(bytes = "vec", tag = "3")]
    pub(super) incarnation: Vec<u8>,
    /// The index of the last snapshot that replaced the tables; absent if none did.
    #[prost(uint64, optional, tag = "4")]
    pub(super) installed: Option<u64>,
    /// Sixteen bytes: the cluster the node belongs to; empty while it belongs to none.
    #[prost(bytes = "vec", tag = "5")]
    pub(super) cluster: Vec<u8>,
    /// Whether the keys beside the data are still to be made.
    #[prost(bool, tag = "6")]
    pub(super) wants_keys: bool,
    /// Whether the secrets key is among them. A node of a cluster receives one; directories of earlier releases needed
    /// none.
    #[prost(bool, tag = "7")]
    pub(super) has_secrets_key: bool,
    /// Whether `SYNCED` was made; directories of earlier releases have none.
    #[prost(bool, tag = "8")]
    pub(super) has_synced_mark: bool,
    /// Sixteen random bytes that `SYNCED` contains too; empty in directories of earlier releases.
    #[prost(bytes = "vec", tag = "9")]
    pub(super) log: Vec<u8>,
}

impl NodeRecord {
    /// The id of the log, equal to the one in `SYNCED`.
    pub(super) fn log_id(&self) -> Option<u128> {
        let bytes = self.log.as_slice().try_into().ok()?;
        Some(u128::from_be_bytes(bytes))
    }
}

/// The format number of a record, whatever its other content.
pub(super) fn format_of(record: &[u8]) -> Result<u32, Failure> {
    /// The field that every format has.
    #[derive(Clone, PartialEq, prost::Message)]
    struct Format {
        #[prost(uint32, tag = "1")]
        format: u32,
    }
    let format: Format = prost::Message::decode(record).map_err(|error| Failure::Corrupt(format!("NODE: {error}")))?;
    Ok(format.format)
}
