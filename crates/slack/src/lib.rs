//! The part of the Slack app that needs neither the log nor sockets: parsing, verification and messages.
//!
//! - [`verify`]: verifies the signature and the age of a request;
//! - [`slash`], [`interaction`]: decode the body of a verified request; [`response_url`]: the URL for later answers;
//! - [`command`]: the language of `/ato`; [`markup`]: encodes and decodes Slack's escapes;
//! - [`message`]: answers as Block Kit; [`action`]: the signed values of their buttons;
//! - [`workspace`]: the tenant that a workspace acts for;
//! - [`answer`]: the choice between response URL and bot token for an answer.
//!
//! Invariants:
//! - Everything is a pure function of its arguments. The crate has no clock, no IO and no randomness: the caller passes
//!   the time.
//! - All input is bounded before it is stored ([`limits`]), and no input panics.
//! - A request is verified over its raw bytes before any of them is decoded. [`slash`] and [`interaction`] accept only
//!   verified bodies.
//! - Secrets, and URLs that are capabilities, appear in no `Debug` and no error.
//! - User text appears in messages as plain text only. It can neither mention, link nor format.
//! - A button acts only for the workspace and the tenant it was made for, and only as it was made.
//!
//! Durations and instants are those of the command line: `minoots-wire` parses both. The `hmac` crate belongs with
//! `sha2` and compares in constant time. Forms, signatures and blocks are a few lines each, so the crate depends on no
//! Slack library.

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
