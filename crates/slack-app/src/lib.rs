//! Slack served: the endpoint that Slack calls, and the word to the channel when a timer fires.
//!
//! It is a client of the fabric like any other, and keeps nothing: who asked, and where, travels with the timer; what has fired waits in a queue of
//! the workspace until Slack has taken it. So it may be killed at any instant, and several may run.
//!
//! Invariants:
//! - Nothing is read of a request that is not Slack's by its signature.
//! - Slack has its answer before it gives up, whatever the fabric does; what is not known by then is said to be open, and told later.
//! - A workspace is served after the fabric has said that its key is of its tenant.
//! - What a command makes is named by its trigger id, so that the same request again makes nothing new.
//! - A firing is acknowledged after Slack has taken the message, and never before: a message may come twice, and is not lost.
//! - Calls go to the two addresses of [`Settings`] only, whatever a request or a timer says.
//! - Connections, requests at work, calls of Slack, deliveries in hand, bodies and answers are bounded. Secrets, tokens and response URLs are in no log.

mod app;
mod approvals;
mod clock;
mod commands;
mod fired;
mod gate;
mod http;
mod limits;
mod note;
mod outgoing;
mod presses;
mod problems;
mod question;
mod serving;
mod settings;
mod team;
mod tenancy;

pub use serving::serve;
pub use settings::{AddressError, Addresses, BotToken, Installation, ServeError, Settings, TokenError};
