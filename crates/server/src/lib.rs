//! A MINOOTS node: the API, and the composition of everything below it.
//!
//! A request moves in one direction: listener → `grpc` (checks it, makes a command) → sequencer → log → kernel →
//! effect. The `rest` module first turns a plain HTTP request into a gRPC request. `node` composes the parts; no other
//! module knows them all.
//!
//! Modules depend only on modules below them, and the dependencies form no cycle:
//!
//! 1. `node`, `assembly`, `gauges`: the composition of a node.
//! 2. `surface`, `rest`, `web`, `layers`, `grpc`: the port, and the middleware in front of each method.
//! 3. `webhooks`, `schedules`, `audit`, `lead`, `desk`: tasks of the leader and of cluster members.
//! 4. `app`: the state that handlers and tasks share.
//! 5. `forward`, `policies`, `payloads`, `endpoints`, `trust`, `waits`, `overload`, `access`, `listener`, `tls`: one
//!    subject each.
//! 6. `validate`, `refusal`, `token`, `convert`, `telemetry`, `part`, `node_headers`: values and texts.

mod access;
mod app;
mod assembly;
mod audit;
mod browser_hosts;
mod convert;
mod dashboard;
mod denials;
mod desk;
pub mod disk;
mod endpoints;
pub mod exposure;
mod fair_slots;
#[cfg(feature = "fault-hooks")]
mod faults;
mod forward;
mod gauges;
mod grpc;
mod hand_over;
mod health;
mod hold;
pub mod http;
mod join;
mod kept;
mod key_modes;
mod keys;
mod lateness;
mod layers;
mod lead;
pub mod listener;
mod lost_disks;
mod member_levels;
mod methods;
mod node;
mod node_headers;
mod node_requirements;
pub mod offline;
mod options;
mod origins;
mod outlet;
mod overload;
mod page;
mod part;
mod payloads;
mod policies;
pub mod priority;
mod quarantine;
mod queries;
mod raft_threads;
mod refusal;
mod rest;
mod schedules;
mod sinks;
mod spent;
mod start_error;
mod state;
mod surface;
pub mod telemetry;
mod timer_traces;
mod tls;
mod token;
mod trust;
mod upgrade;
mod validate;
mod waits;
mod web;
mod webhooks;
mod workers;

pub use access::{ApiKey, CallerLimits, RootKeyError};
pub use endpoints::{KeyFileError, Reach as WebhookReach, WebhookCaError, new_secrets_key_file};
pub use forward::client_address;
pub use join::{JoinError, joined_files};
pub use listener::{Inside, ListenerOptions};
pub use minoots_kernel::limits::PAYLOAD_BYTES_MAX;
pub use minoots_oidc::issuer::IssuerList;
pub use minoots_raft::EngineChoice;
pub use minoots_tls::{FileError, PeerFiles, ServerFiles};
pub use minoots_webhook::address::{Networks, NetworksError};
pub use node::Node;
pub use options::{ClusterOptions, ConsensusOptions, Mount, Options};
pub use origins::Origins;
pub use payloads::Unopened;
pub use start_error::{KeysMissing, StartError, StopError};
