//! Thin services for agents and workflows, on the public client only.
//!
//! A workflow is a [`definition`] and its executions. What an execution has come to is a checkpoint; what it waits for
//! are timers; what happened to it are events; a step changes all of these in one entry of the log. An agent is kept in the same way. So an
//! orchestrator has no state of its own: any number of them may run, none may run for a while, and each may die at any instant.
//!
//! - [`definition`] what can be written, and whether it is sound.
//! - [`execution`] what becomes of an execution: pure.
//! - [`agent`] what becomes of an agent: pure.
//! - [`place`] who is in a phase that takes only so many at a time: pure.
//! - [`outcome`] how often the fixes of a definition have helped: pure.
//! - [`report`] what has happened, and what waits for somebody: pure.
//! - [`add_services`] registers the calls of workflows, agents and handoffs; [`work`] does what is due by itself.

pub mod agent;
mod agent_convert;
mod agent_service;
mod agents;
mod clock;
mod connections;
mod convert;
pub mod definition;
pub mod execution;
mod failure;
mod failure_kind;
mod handoff_convert;
mod handoff_service;
mod listing;
mod loaded;
mod name;
mod orders;
pub mod outcome;
mod outcomes;
pub mod place;
mod places;
mod priority;
pub mod report;
mod reports;
mod service;
mod services;
mod steps;
mod store;
mod timeline;
mod turns;
mod worker;

pub use connections::{Connections, MountedOn};
pub use orders::QUEUE;
pub use services::add as add_services;
pub use worker::run as work;
