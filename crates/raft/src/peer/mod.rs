//! Calls between the nodes of a cluster: admission, connections and messages. [`crate::service`] answers them.
//!
//! # Invariants
//! - Every call has a deadline. A peer that accepts and never answers costs one waiting task, never the core.
//! - A call is admitted or rejected by its metadata, before its body is decoded ([`identity`]). With TLS, the metadata
//!   must match the node of the connection's certificate ([`proven`]). A node without a certificate can only ask for
//!   one ([`join`]).
//! - A caller that the membership does not name is admitted once a member vouches for it ([`vouched`]).
//! - An append is sent only by a leader outside a silence ([`crate::heard`]).

pub(crate) mod client;
pub(crate) mod convert;
pub(crate) mod identity;
pub(crate) mod join;
pub(crate) mod network;
pub(crate) mod passes;
pub(crate) mod proven;
pub(crate) mod route;
pub(crate) mod send;
pub(crate) mod spoken;
pub(crate) mod transport;
pub(crate) mod vouched;
