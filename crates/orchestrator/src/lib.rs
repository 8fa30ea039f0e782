//! The workflow engine and the agent registry, built on the public client only.
//!
//! A workflow is a [`definition`] and its executions. A checkpoint stores the state of an execution, timers are its
//! waits, and events are its history. One step changes all of these in one entry of the log. An agent is stored in the
//! same way. So an orchestrator has no state of its own: any number of them may run, none may run for a while, and each
//! may die at any instant.
//!
//! - [`definition`] the language of definitions, and its checks.
//! - [`execution`] the state machine of executions: pure.
//! - [`agent`] the state machine of agents: pure.
//! - [`place`] the WIP limits of phases: pure.
//! - [`outcome`] success counts of a definition's fixes: pure.
//! - [`report`] summaries of events and of blocked work: pure.
//! - [`add_services`] registers the calls of workflows, agents and handoffs; [`work`] processes due timers and
//!   messages.

pub mod agent;
mod agent_convert;
mod agent_service;
mod agents;
mod approvals;
mod boards;
mod clock;
mod connections;
mod convert;
pub mod definition;
mod event_counter;
pub mod execution;
mod failure;
mod failure_kind;
mod handoff_convert;
mod handoff_service;
mod inputs;
mod listing;
mod loaded;
mod name;
mod orders;
pub mod outcome;
mod outcomes;
pub mod place;
mod places;
mod priority;
mod repeat;
pub mod report;
mod reports;
mod service;
mod services;
mod steps;
mod store;
mod timeline;
mod turns;
mod work_metrics;
mod worker;

pub use connections::{Connections, MountedOn};
pub use event_counter::EventCounter;
pub use orders::QUEUE;
pub use services::add as add_services;
pub use work_metrics::WorkMetrics;
pub use worker::run as work;
