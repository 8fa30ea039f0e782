//! MINOOTS for agents, over the Model Context Protocol: wakes that outlive the process that scheduled them.
//!
//! An agent schedules a wake, may end, and takes the wake when it is due, perhaps in another process. All state is in
//! the cluster. A server of this crate holds only unacknowledged wakes that it took from the agent's queue, and killing
//! it loses none.
//!
//! Invariants:
//! - On the standard output transport, standard output carries only the protocol.
//! - Errors that a model can act on are tool results, in words, never protocol errors.
//! - An agent can access only its own wakes. Their number and their horizon are limited by its [`Settings`].
//! - Every answer names the overdue unacknowledged wakes, until a process takes them.
//! - Running calls, agents, sessions, subscriptions, messages and answers are bounded.

mod agent;
mod agent_name;
mod answer;
mod arguments;
mod clock;
mod fixtures;
mod http;
mod limits;
mod metrics;
mod moment;
mod resources;
mod server;
mod settings;
mod shown;
mod stdio;
mod tasks;
mod tools;
mod watches;

pub use agent_name::{AgentName, NameError};
pub use http::{HttpError, HttpSettings, Listening, serve_http};
pub use metrics::McpMetrics;
pub use settings::{Escalation, EscalationError, Settings};
pub use stdio::serve_stdio;
