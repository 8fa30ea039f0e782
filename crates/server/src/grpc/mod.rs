//! The gRPC services: each method checks its request, makes one command or one read of it, and returns the result.

mod audit;
mod checkpoint;
mod cluster;
mod event;
mod keys;
mod lease;
mod payload_keys;
mod policies;
mod queue;
mod schedule;
mod system;
mod tenants;
mod timer;
mod transaction;
mod trust;
mod webhook;

pub(crate) use audit::AuditApi;
pub(crate) use checkpoint::CheckpointApi;
pub(crate) use cluster::ClusterApi;
pub(crate) use event::{EventApi, verification_keys};
pub(crate) use keys::KeyApi;
pub(crate) use lease::LeaseApi;
pub(crate) use queue::QueueApi;
pub(crate) use schedule::ScheduleApi;
pub(crate) use system::{SystemApi, all_limits};
pub(crate) use tenants::TenantApi;
pub(crate) use timer::TimerApi;
pub(crate) use transaction::TransactionApi;
pub(crate) use webhook::WebhookApi;
