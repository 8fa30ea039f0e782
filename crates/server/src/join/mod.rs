//! Nodes that join with a token: what the token says, the members' answer, and the joining node's side.
//!
//! 1. An administrator has the leader make a token (`grpc/cluster/join_token.rs`). Its secret is in the answer and nowhere else; the
//!    digest goes into the log.
//! 2. The new node makes its key, and shows the token and a request for a certificate to a member (`enrol`), which it knows by the
//!    fingerprint of the authority in the token.
//! 3. A member that has the authority's key has the leader spend the token, through the log, and then signs (`crate::desk`).
//!
//! 4. Once two thirds of its certificate's time are over the node asks the members for another, on the connections that it proves itself by
//!    (`renew`). No token is spent on that.
//!
//! Invariants:
//! - A certificate is signed only after the entry that spends a token on its key and its node was applied.
//! - The secret is in no log line, no error and no table; the node's private key never leaves the node.

pub(crate) mod enrol;
pub(crate) mod renew;
pub(crate) mod token;

pub use enrol::{JoinError, joined_files};
