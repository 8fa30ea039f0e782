//! A MINOOTS node: the API surface, and the composition of everything below it.
//!
//! A request walks one way: listener → `grpc` (check, make a command) → sequencer → log → kernel → effect. One over plain HTTP becomes
//! a gRPC request before all of that (`rest`). `node` is where the parts are put together; nothing else knows them all.

mod access;
mod app;
mod assembly;
mod audit;
mod convert;
pub mod disk;
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
mod lead;
pub mod listener;
mod methods;
mod node;
pub mod offline;
mod options;
mod origins;
mod overload;
mod payloads;
mod policies;
pub mod priority;
mod quarantine;
mod raft_threads;
mod refusal;
mod rest;
mod schedules;
mod sinks;
mod successor;
mod surface;
pub mod telemetry;
mod tls;
mod token;
mod trust;
mod validate;
mod waits;
mod webhooks;
mod workers;

pub use access::{ApiKey, CallerLimits, RootKeyError};
pub use forward::client_address;
pub use join::{JoinError, joined_files};
pub use listener::{Inside, ListenerOptions};
pub use minoots_kernel::limits::PAYLOAD_BYTES_MAX;
pub use minoots_oidc::issuer::IssuerList;
pub use minoots_raft::EngineChoice;
pub use minoots_tls::{FileError, PeerFiles, ServerFiles};
pub use minoots_webhook::address::{Networks, NetworksError};
pub use node::{Node, StartError, StopError};
pub use options::{ClusterOptions, ConsensusOptions, Mount, Options};
pub use origins::Origins;
pub use payloads::Unopened;
pub use webhooks::{KeyFileError, Reach as WebhookReach, WebhookCaError, new_secrets_key_file};
