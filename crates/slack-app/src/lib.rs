//! The Slack app as a service: it serves Slack's requests, and tells channels about fired timers.
//!
//! It is an ordinary client of MINOOTS and stores nothing. A timer carries its channel and its user, and fired timers
//! wait in the workspace's queue until Slack accepts the message. So the process may be killed at any instant, and
//! several processes may run.
//!
//! Invariants:
//! - The app parses a request only after it has verified Slack's signature.
//! - Slack receives an answer before its timeout, however long the cluster takes. The answer reports late work as
//!   pending, and the result follows.
//! - The app serves a workspace only after the cluster has confirmed that the workspace's key belongs to its tenant.
//! - The trigger id of a command names the timer, so a repeated request creates nothing new.
//! - A firing is acknowledged only after Slack has accepted the message. A message may arrive twice, but is never lost.
//! - The app calls only the two addresses of [`Settings`], whatever a request or a timer contains.
//! - Connections, requests in progress, calls of Slack, unacknowledged deliveries, bodies and answers are bounded. No
//!   log contains secrets, tokens or response URLs.

mod app;
mod approvals;
mod clock;
mod commands;
mod fired;
mod gate;
mod http;
mod limits;
mod metrics;
mod note;
mod outgoing;
mod presses;
mod problems;
mod question;
mod serving;
mod settings;
mod team;
mod tenancy;

pub use metrics::SlackMetrics;
pub use serving::serve;
pub use settings::{AddressError, Addresses, BotToken, Installation, ServeError, Settings, TokenError};
