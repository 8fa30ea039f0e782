//! Enrolment of nodes with a join token: the token, the join service of members, and the joining node's part.
//!
//! 1. An administrator has the leader make a token (`grpc/cluster/join_token.rs`). Only the response contains its
//!    secret; the digest goes into the log.
//! 2. The new node makes its key, and sends the token and a certificate request to a member (`enrol`). It authenticates
//!    the member by the fingerprint of the authority in the token.
//! 3. A member that has the authority's key has the leader spend the token, through the log, and then signs
//!    (`crate::desk`).
//! 4. After two thirds of its certificate's life the node requests another one from the members, on connections
//!    authenticated by the present one (`renew`). A renewal needs no token.
//!
//! Invariants:
//! - A certificate is signed only after the entry is applied that spends a token on its key and its node.
//! - No log line, error or table contains the secret; the node's private key never leaves the node.

pub(crate) mod enrol;
pub(crate) mod renew;
pub(crate) mod token;

pub use enrol::{JoinError, joined_files};
