//! A MINOOTS node: the API surface, and the composition of everything below it.
//!
//! A request walks one way: listener → `grpc` (check, make a command) → sequencer → log → kernel → effect. One over plain HTTP becomes
//! a gRPC request before all of that (`rest`). `node` is where the parts are put together; nothing else knows them all.
//!
//! Modules name only modules below them, and none of them names itself by a detour:
//!
//! 1. `node`, `assembly`, `gauges`: a node, put together.
//! 2. `surface`, `rest`, `web`, `layers`, `grpc`: the port, and what stands in front of each method.
//! 3. `webhooks`, `schedules`, `audit`, `lead`, `desk`: tasks of the leader and of members.
//! 4. `app`: what handlers and tasks work with.
//! 5. `forward`, `policies`, `payloads`, `endpoints`, `trust`, `waits`, `overload`, `access`, `listener`, `tls`: one subject each.
//! 6. `validate`, `refusal`, `token`, `convert`, `telemetry`, `part`, `node_headers`: values and words.

mod access;
mod app;
mod assembly;
mod audit;
mod convert;
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
mod methods;
mod node;
mod node_headers;
pub mod offline;
mod options;
mod origins;
mod outlet;
mod overload;
mod part;
mod payloads;
mod policies;
pub mod priority;
mod quarantine;
mod raft_threads;
mod refusal;
mod rest;
mod schedules;
mod sinks;
mod spent;
mod start_error;
mod surface;
pub mod telemetry;
mod tls;
mod token;
mod trust;
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
