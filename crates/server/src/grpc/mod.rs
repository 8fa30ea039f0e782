//! The gRPC services: each method checks its request, makes one command or one read of it, and shows what came of it.

mod cluster;
mod event;
mod queue;
mod system;
mod timer;

pub(crate) use cluster::ClusterApi;
pub(crate) use event::{CURSOR, EventApi, verification_keys};
pub(crate) use queue::QueueApi;
pub(crate) use system::SystemApi;
pub(crate) use timer::TimerApi;
