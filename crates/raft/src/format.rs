//! Stored formats of this crate: the frame of a log entry, and the records beside it.
//!
//! A log entry's body is one byte for its kind, then the content:
//!
//! | kind | content |
//! |---|---|
//! | 0 blank | nothing; a new leader's first entry |
//! | 1 normal | a `minoots.internal.v1.Entry` |
//! | 2 membership | a [`MembershipRecord`] |
//!
//! Records are prost messages without maps or floats, written in field order. As with all stored bytes, the node
//! rejects any that this version would not have written exactly so. Field numbers never change their meaning; golden
//! bytes are in the tests.

use std::collections::{BTreeMap, BTreeSet};

use bytes::{BufMut, Bytes, BytesMut};
use minoots_kernel::Failure;
use minoots_kernel::internal::{decode, encode};
use openraft::EntryPayload;
use openraft::vote::RaftLeaderId;

use crate::types::{Command, LogId, Member, Membership, Payload, StoredMembership, Vote, log_id, term_of};

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests;

const KIND_BLANK: u8 = 0;
const KIND_NORMAL: u8 = 1;
const KIND_MEMBERSHIP: u8 = 2;

/// A vote of this node.
#[derive(Clone, PartialEq, prost::Message)]
struct VoteRecord {
    #[prost(uint64, tag = "1")]
    term: u64,
    /// The node that received the vote.
    #[prost(uint64, tag = "2")]
    node: u64,
    /// A majority also voted for it: `node` leads `term`.
    #[prost(bool, tag = "3")]
    committed: bool,
}

/// A position in the log.
#[derive(Clone, PartialEq, prost::Message)]
struct LogIdRecord {
    #[prost(uint64, tag = "1")]
    term: u64,
    #[prost(uint64, tag = "2")]
    index: u64,
}

/// The membership: one configuration, or two during a change.
#[derive(Clone, PartialEq, prost::Message)]
struct MembershipRecord {
    #[prost(message, repeated, tag = "1")]
    configurations: Vec<ConfigurationRecord>,
    /// Voters and learners, by ascending id.
    #[prost(message, repeated, tag = "2")]
    members: Vec<MemberRecord>,
}

/// The voters of one configuration, ascending.
#[derive(Clone, PartialEq, prost::Message)]
struct ConfigurationRecord {
    #[prost(uint64, repeated, tag = "1")]
    voters: Vec<u64>,
}

/// A node.
#[derive(Clone, PartialEq, prost::Message)]
struct MemberRecord {
    #[prost(uint64, tag = "1")]
    node: u64,
    #[prost(string, tag = "2")]
    address: String,
    /// Sixteen bytes, big-endian.
    #[prost(bytes = "vec", tag = "3")]
    incarnation: Vec<u8>,
    /// Its address for clients.
    #[prost(string, tag = "4")]
    client_address: String,
}

/// The record beside the applied index in the tables.
#[derive(Clone, PartialEq, prost::Message)]
struct AppliedRecord {
    #[prost(message, optional, tag = "1")]
    at: Option<LogIdRecord>,
    /// The position of the membership in force; absent if none was logged.
    #[prost(message, optional, tag = "2")]
    membership_at: Option<LogIdRecord>,
    #[prost(message, optional, tag = "3")]
    membership: Option<MembershipRecord>,
    /// Nodes that were members and are no longer, ascending.
    #[prost(uint64, repeated, tag = "4")]
    burned: Vec<u64>,
}

/// The last applied entry of the state machine, and the membership as of that entry.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct AppliedState {
    pub(crate) at: Option<LogId>,
    pub(crate) membership: StoredMembership,
    /// Ids of nodes that were members and are no longer. They are never used again (G21).
    pub(crate) burned: BTreeSet<u64>,
}

impl AppliedState {
    /// Records an applied membership entry. Members that it no longer lists are burned.
    pub(crate) fn set_membership(&mut self, membership: StoredMembership) {
        let gone = self
            .membership
            .nodes()
            .map(|(node, _)| *node)
            .filter(|node| membership.get_node(node).is_none());
        self.burned.extend(gone);
        self.membership = membership;
    }
}

/// The stored body of a log entry.
pub(crate) fn encode_body(payload: &Payload) -> Bytes {
    let (kind, content) = split_body(payload);
    framed(kind, &content)
}

/// The kind byte of a payload's stored form, and its content. The content of a normal entry is not copied.
pub(crate) fn split_body(payload: &Payload) -> (u8, Bytes) {
    match payload {
        EntryPayload::Blank => (KIND_BLANK, Bytes::new()),
        EntryPayload::Normal(command) => (KIND_NORMAL, command.bytes.clone()),
        EntryPayload::Membership(membership) => (KIND_MEMBERSHIP, encode(&MembershipRecord::from(membership)).into()),
    }
}

/// The payload of a kind byte and its content.
pub(crate) fn join_body(kind: u8, content: Bytes) -> Result<Payload, Failure> {
    match kind {
        KIND_BLANK if content.is_empty() => Ok(EntryPayload::Blank),
        KIND_NORMAL => Ok(EntryPayload::Normal(Command::stored(content))),
        KIND_MEMBERSHIP => {
            let record: MembershipRecord = decode("membership entry", &content)?;
            record.membership().map(EntryPayload::Membership)
        }
        kind => Err(Failure::Corrupt(format!(
            "log entry of kind {kind} and {} bytes",
            content.len()
        ))),
    }
}

fn framed(kind: u8, content: &[u8]) -> Bytes {
    let mut body = BytesMut::with_capacity(1 + content.len());
    body.put_u8(kind);
    body.put_slice(content);
    body.freeze()
}

/// The payload of a log entry's body. A normal entry is decoded later, when it is applied.
pub(crate) fn decode_body(body: &Bytes) -> Result<Payload, Failure> {
    match body.first() {
        Some(kind) => join_body(*kind, body.slice(1..)),
        None => Err(Failure::Corrupt("log entry of no bytes".to_owned())),
    }
}

/// The stored form of a vote.
pub(crate) fn encode_vote(vote: &Vote) -> Bytes {
    let leader = vote.leader_id();
    encode(&VoteRecord {
        term: leader.term(),
        node: *leader.node_id(),
        committed: vote.is_committed(),
    })
    .into()
}

/// Decodes a vote.
pub(crate) fn decode_vote(bytes: &[u8]) -> Result<Vote, Failure> {
    let record: VoteRecord = decode("vote", bytes)?;
    Ok(if record.committed {
        Vote::new_committed(record.term, record.node)
    } else {
        Vote::new(record.term, record.node)
    })
}

/// Encodes the record beside the applied index in the tables.
pub(crate) fn encode_applied(state: &AppliedState) -> Vec<u8> {
    encode(&AppliedRecord {
        at: state.at.as_ref().map(LogIdRecord::from),
        membership_at: state.membership.log_id().as_ref().map(LogIdRecord::from),
        membership: Some(MembershipRecord::from(state.membership.membership())),
        burned: state.burned.iter().copied().collect(),
    })
}

/// Decodes the record beside the applied index in the tables.
pub(crate) fn decode_applied(bytes: &[u8]) -> Result<AppliedState, Failure> {
    let record: AppliedRecord = decode("applied record", bytes)?;
    let membership = record.membership.unwrap_or_default().membership()?;
    Ok(AppliedState {
        at: record.at.map(LogId::from),
        membership: StoredMembership::new(record.membership_at.map(LogId::from), membership),
        burned: record.burned.into_iter().collect(),
    })
}

impl From<&LogId> for LogIdRecord {
    fn from(id: &LogId) -> Self {
        Self {
            term: term_of(id),
            index: id.index(),
        }
    }
}

impl From<LogIdRecord> for LogId {
    fn from(record: LogIdRecord) -> Self {
        log_id(record.term, record.index)
    }
}

impl From<&Membership> for MembershipRecord {
    fn from(membership: &Membership) -> Self {
        let configurations = membership.get_joint_config().iter();
        Self {
            configurations: configurations
                .map(|voters| ConfigurationRecord {
                    voters: voters.iter().copied().collect(),
                })
                .collect(),
            members: membership
                .nodes()
                .map(|(node, member)| MemberRecord::new(*node, member))
                .collect(),
        }
    }
}

impl MembershipRecord {
    /// Rejects records that this version would have written differently: a node named twice, or out of order.
    fn membership(self) -> Result<Membership, Failure> {
        if self.configurations.is_empty() && self.members.is_empty() {
            return Ok(Membership::default());
        }
        let voters = |record: &ConfigurationRecord| record.voters.iter().copied().collect();
        let configurations: Vec<BTreeSet<u64>> = self.configurations.iter().map(voters).collect();
        let members = self.members.iter().map(MemberRecord::member);
        let members = members.collect::<Result<BTreeMap<_, _>, _>>()?;
        let membership = Membership::new(configurations, members)
            .map_err(|error| Failure::Corrupt(format!("membership: {error}")))?;
        if Self::from(&membership) == self {
            Ok(membership)
        } else {
            Err(Failure::Corrupt(
                "membership: a node is named twice, or out of order".to_owned(),
            ))
        }
    }
}

impl MemberRecord {
    fn new(node: u64, member: &Member) -> Self {
        let incarnation = member.incarnation.to_be_bytes().to_vec();
        Self {
            node,
            address: member.address.clone(),
            incarnation,
            client_address: member.client_address.clone(),
        }
    }

    fn member(&self) -> Result<(u64, Member), Failure> {
        let incarnation: [u8; 16] = self.incarnation.as_slice().try_into().map_err(|_| {
            Failure::Corrupt(format!(
                "incarnation of node {} has {} bytes, not 16",
                self.node,
                self.incarnation.len()
            ))
        })?;
        Ok((
            self.node,
            Member {
                address: self.address.clone(),
                client_address: self.client_address.clone(),
                incarnation: u128::from_be_bytes(incarnation),
            },
        ))
    }
}
