//! MINOOTS for agents, over the Model Context Protocol: a wake-up that outlives whoever asked for it.
//!
//! An agent schedules a wake, may end, and takes the wake when it is due, whichever process it is by then. What it asked for is in
//! the fabric and nowhere else: a server of this crate holds only wakes that it has taken from the agent's queue and that nobody has
//! acknowledged, and whoever kills it loses none.
//!
//! Invariants:
//! - Standard output, where it is the transport, carries the protocol only.
//! - What a model can act on is the result of a tool, in words, and never an error of the protocol.
//! - An agent reaches its own wakes and no others; it has no more of them, and none later, than its [`Settings`] say.
//! - A wake that nobody took in time is told with every answer until somebody takes it.
//! - Calls at work, agents, sessions, subscriptions, messages and answers are bounded.

mod agent;
mod agent_name;
mod answer;
mod arguments;
mod clock;
mod fixtures;
mod http;
mod limits;
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
pub use settings::{Escalation, EscalationError, Settings};
pub use stdio::serve_stdio;
