//! Slack, as far as it needs neither the log nor sockets: what Slack sends, what people type, and what is answered.
//!
//! - [`verify`]: whether a request is Slack's, by its signature and its age;
//! - [`slash`], [`interaction`]: what a genuine request says, from its body; [`response_url`]: where it may be answered later;
//! - [`command`]: the language of `/ato`; [`markup`]: Slack's escapes, both ways;
//! - [`message`]: answers as Block Kit; [`action`]: what their buttons stand for, signed;
//! - [`workspace`]: which tenant a workspace acts for;
//! - [`answer`]: by which way an answer may still go.
//!
//! Invariants:
//! - Everything is a pure function of its arguments. No clock, no IO, no random number: time comes in.
//! - Everything read is bounded before it is kept ([`limits`]), and no input panics.
//! - A request is verified over its raw bytes before any of them is decoded; [`slash`] and [`interaction`] take only what was.
//! - Secrets, and URLs that are capabilities, appear in no `Debug` and no error.
//! - What people wrote stands in messages as plain text only. It can neither mention, link nor format.
//! - A button acts only for the workspace and the tenant it was made for, and only as it was made.
//!
//! Durations and instants are those of the command line: read by the same code, in `minoots-wire`. `hmac` is of the family of `sha2` and
//! compares in constant time. Forms, signatures and blocks are few lines each, so no Slack library is taken in for them.

pub mod action;
pub mod answer;
pub mod command;
mod form;
pub mod id;
pub mod interaction;
pub mod limits;
pub mod markup;
pub mod message;
pub mod response_url;
pub mod slash;
pub mod verify;
pub mod workspace;
