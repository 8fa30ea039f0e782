//! Between the nodes of a cluster: who may speak, how connections are made, and what is called. [`crate::service`] answers.
//!
//! # Invariants
//! - Every call has a deadline; a peer that accepts and never answers costs one waiting task, never the core.
//! - A call is admitted or refused by its metadata, before its body is decoded ([`identity`]). With TLS the metadata must be of the node
//!   whose certificate the connection began with ([`proven`]). Who has none can ask for one, and nothing else ([`join`]).
//! - A caller that the membership does not name is believed once a member vouches for it ([`vouched`]).
//! - An append is sent only by a leader that is not silent ([`crate::heard`]).

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
