//! Conversion between openraft's messages and wire messages. Messages of a peer are not trusted: one that does not
//! decode is rejected.

use bytes::Bytes;
use minoots_kernel::Failure;
use minoots_store::tables::TableDigest;
use openraft::entry::RaftEntry;
use openraft::raft::{
    AppendEntriesRequest, AppendEntriesResponse, TransferLeaderError, TransferLeaderRequest, TransferLeaderResponse,
    VoteRequest, VoteResponse,
};
use openraft::vote::RaftLeaderId;

use crate::equality::{StateHash, WholeState};
use crate::format::{AppliedState, decode_applied, encode_applied, join_body, split_body};
use crate::r#gen::peer::v1 as wire;
use crate::snapshot::SnapshotMeta;
use crate::types::{LogEntry, LogId, Types, Vote, log_id, term_of};

use wire::append_entries_response::Outcome;
use wire::transfer_leader_response::Refusal;

type Decoded<T> = Result<T, Failure>;

impl From<&Vote> for wire::Vote {
    fn from(vote: &Vote) -> Self {
        let leader = vote.leader_id();
        Self {
            term: leader.term(),
            node: *leader.node_id(),
            committed: vote.is_committed(),
        }
    }
}

fn to_wire(id: Option<&LogId>) -> Option<wire::LogId> {
    id.map(|id| wire::LogId {
        term: term_of(id),
        index: id.index(),
    })
}

fn from_wire(id: Option<wire::LogId>) -> Option<LogId> {
    id.map(|id| log_id(id.term, id.index))
}

/// The vote of a message that must contain one.
pub(crate) fn vote(vote: Option<wire::Vote>) -> Decoded<Vote> {
    let vote = vote.ok_or_else(|| Failure::Corrupt("a message without a vote".to_owned()))?;
    Ok(if vote.committed {
        Vote::new_committed(vote.term, vote.node)
    } else {
        Vote::new(vote.term, vote.node)
    })
}

impl From<&AppendEntriesRequest<Types>> for wire::AppendEntriesRequest {
    fn from(request: &AppendEntriesRequest<Types>) -> Self {
        let entries = request.entries.iter().map(|entry| {
            let id = entry.log_id();
            let (kind, content) = split_body(&entry.payload);
            wire::LogEntry {
                term: term_of(&id),
                index: id.index(),
                kind: kind.into(),
                content,
            }
        });
        Self {
            vote: Some((&request.vote).into()),
            previous: to_wire(request.prev_log_id.as_ref()),
            entries: entries.collect(),
            committed: to_wire(request.leader_commit.as_ref()),
            acknowledged: 0,
            agreed: None,
            compare_at: 0,
            agreed_whole: None,
            pass: Vec::new().into(),
        }
    }
}

pub(crate) fn append_request(request: wire::AppendEntriesRequest) -> Decoded<AppendEntriesRequest<Types>> {
    let entries = request.entries.into_iter().map(log_entry);
    Ok(AppendEntriesRequest {
        vote: vote(request.vote)?,
        prev_log_id: from_wire(request.previous),
        entries: entries.collect::<Decoded<_>>()?,
        leader_commit: from_wire(request.committed),
    })
}

fn log_entry(entry: wire::LogEntry) -> Decoded<LogEntry> {
    let kind = u8::try_from(entry.kind).map_err(|_| Failure::Corrupt(format!("entry of kind {}", entry.kind)))?;
    let payload = join_body(kind, entry.content)?;
    Ok(LogEntry::new(log_id(entry.term, entry.index), payload))
}

impl From<AppendEntriesResponse<Types>> for wire::AppendEntriesResponse {
    fn from(response: AppendEntriesResponse<Types>) -> Self {
        let (outcome, last, vote) = match response {
            AppendEntriesResponse::Success => (Outcome::Done, None, None),
            AppendEntriesResponse::PartialSuccess(last) => (Outcome::Partly, to_wire(last.as_ref()), None),
            AppendEntriesResponse::Conflict => (Outcome::Conflict, None, None),
            AppendEntriesResponse::HigherVote(vote) => (Outcome::HigherVote, None, Some((&vote).into())),
        };
        Self {
            outcome: outcome.into(),
            last,
            vote,
            state: None,
            whole: None,
        }
    }
}

pub(crate) fn append_response(response: wire::AppendEntriesResponse) -> Decoded<AppendEntriesResponse<Types>> {
    Ok(match response.outcome() {
        Outcome::Done => AppendEntriesResponse::Success,
        Outcome::Partly => AppendEntriesResponse::PartialSuccess(from_wire(response.last)),
        Outcome::Conflict => AppendEntriesResponse::Conflict,
        Outcome::HigherVote => AppendEntriesResponse::HigherVote(vote(response.vote)?),
        Outcome::Unspecified => return Err(Failure::Corrupt("an answer to an append without an outcome".to_owned())),
    })
}

impl From<StateHash> for wire::StateHash {
    fn from(state: StateHash) -> Self {
        Self {
            index: state.index,
            hash: state.state.to_be_bytes().to_vec().into(),
        }
    }
}

/// A state to compare; `None` if this release does not know its form.
pub(crate) fn state_hash(state: &wire::StateHash) -> Option<StateHash> {
    let hash = state.hash.as_ref().try_into().ok()?;
    Some(StateHash {
        index: state.index,
        state: u128::from_be_bytes(hash),
    })
}

impl From<WholeState> for wire::WholeState {
    fn from(state: WholeState) -> Self {
        let tables = state.state.into_iter().map(|digest| wire::TableDigest {
            table: digest.table.into(),
            rows: digest.rows,
            hash: digest.hash.to_be_bytes().to_vec().into(),
        });
        Self {
            index: state.index,
            tables: tables.collect(),
        }
    }
}

/// A whole state to compare; `None` if this release does not know its form.
pub(crate) fn whole_state(state: wire::WholeState) -> Option<WholeState> {
    let tables = state.tables.into_iter().map(|digest| {
        Some(TableDigest {
            table: u8::try_from(digest.table).ok()?,
            rows: digest.rows,
            hash: u128::from_be_bytes(digest.hash.as_ref().try_into().ok()?),
        })
    });
    Some(WholeState {
        index: state.index,
        state: tables.collect::<Option<_>>()?,
    })
}

/// A request for a vote, or for a pre-vote.
pub(crate) fn vote_request_to_wire(request: &VoteRequest<Types>, pre_vote: bool) -> wire::RequestVoteRequest {
    wire::RequestVoteRequest {
        vote: Some((&request.vote).into()),
        last: to_wire(request.last_log_id.as_ref()),
        leadership_transfer: request.leadership_transfer,
        pre_vote,
    }
}

pub(crate) fn vote_request(request: wire::RequestVoteRequest) -> Decoded<VoteRequest<Types>> {
    let mut decoded = VoteRequest::new(vote(request.vote)?, from_wire(request.last));
    decoded.leadership_transfer = request.leadership_transfer;
    Ok(decoded)
}

impl From<VoteResponse<Types>> for wire::RequestVoteResponse {
    fn from(response: VoteResponse<Types>) -> Self {
        Self {
            vote: Some((&response.vote).into()),
            granted: response.vote_granted,
            last: to_wire(response.last_log_id.as_ref()),
        }
    }
}

pub(crate) fn vote_response(response: wire::RequestVoteResponse) -> Decoded<VoteResponse<Types>> {
    let vote = vote(response.vote)?;
    Ok(VoteResponse::new(vote, from_wire(response.last), response.granted))
}

impl From<&TransferLeaderRequest<Types>> for wire::TransferLeaderRequest {
    fn from(request: &TransferLeaderRequest<Types>) -> Self {
        Self {
            from: Some(request.from_leader().into()),
            to: *request.to_node_id(),
            last: to_wire(request.last_log_id()),
        }
    }
}

pub(crate) fn transfer_request(request: wire::TransferLeaderRequest) -> Decoded<TransferLeaderRequest<Types>> {
    let from = vote(request.from)?;
    Ok(TransferLeaderRequest::new(from, request.to, from_wire(request.last)))
}

impl From<TransferLeaderResponse<Types>> for wire::TransferLeaderResponse {
    fn from(response: TransferLeaderResponse<Types>) -> Self {
        let (refusal, vote, last) = match response {
            Ok(()) => (Refusal::Unspecified, None, None),
            Err(TransferLeaderError::VoteChanged { actual, .. }) => {
                (Refusal::VoteChanged, Some((&actual).into()), None)
            }
            Err(TransferLeaderError::LogNotFlushed { actual, .. }) => {
                (Refusal::LogBehind, None, to_wire(actual.as_ref()))
            }
        };
        Self {
            refusal: refusal.into(),
            vote,
            last,
        }
    }
}

/// A peer's answer to `request`.
pub(crate) fn transfer_response(
    request: &TransferLeaderRequest<Types>,
    response: wire::TransferLeaderResponse,
) -> Decoded<TransferLeaderResponse<Types>> {
    Ok(match response.refusal() {
        Refusal::Unspecified => Ok(()),
        Refusal::VoteChanged => Err(TransferLeaderError::VoteChanged {
            expected: *request.from_leader(),
            actual: vote(response.vote)?,
        }),
        Refusal::LogBehind => Err(TransferLeaderError::LogNotFlushed {
            expected: request.last_log_id().copied(),
            actual: from_wire(response.last),
        }),
    })
}

/// The state that a snapshot describes, in its stored form.
pub(crate) fn snapshot_state(meta: &SnapshotMeta) -> Bytes {
    let state = AppliedState {
        at: meta.last_log_id,
        membership: meta.last_membership.clone(),
        ..AppliedState::default()
    };
    encode_applied(&state).into()
}

pub(crate) fn snapshot_meta(state: &[u8]) -> Decoded<SnapshotMeta> {
    let state = decode_applied(state)?;
    Ok(SnapshotMeta {
        last_log_id: state.at,
        last_membership: state.membership,
    })
}
