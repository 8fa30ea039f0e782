//! Every bound of this crate, in one place.

use std::time::Duration;

/// Bytes of one message of the protocol. A wake's message has at most 256 KiB, and JSON may write a byte as six.
pub const MESSAGE_BYTES_MAX: usize = 2 << 20;
/// Calls of tools at work at a time, over all sessions.
pub const CALLS_MAX: usize = 64;
/// Agents that one server acts for; over HTTP each client may be another one.
pub const AGENTS_MAX: usize = 256;
/// Wakes of an agent that are held here until they are acknowledged.
pub const HELD_MAX: usize = 100;
/// Unacknowledged wakes that are named in an answer.
pub const REPORTED_MAX: usize = 10;
/// Timers that have fired, and as many that have failed, that are looked at for an answer to tell how many are unacknowledged. That there are
/// more is told.
pub const LATE_EXAMINED_MAX: usize = 10_000;
/// A failed wake was due no longer ago than this: no queue's maximum age is longer than 14 days, and then it is told for a day.
pub const FAILED_LOOKED_FOR: Duration = Duration::from_hours(16 * 24);
/// Bytes of an id of a timer.
pub const ID_BYTES_MAX: usize = 128;
/// Timers in one answer of the fabric.
pub const PAGE_MAX: u32 = 1_000;
/// Timers or wakes in one answer.
pub const LIST_MAX: u64 = 100;
/// A call waits for a timer no longer than this.
pub const WAIT_MAX: Duration = Duration::from_mins(5);
/// How long wakes that are ready are waited for once a queue was opened.
pub const TAKE_PATIENCE: Duration = Duration::from_secs(2);
/// How long others are waited for after a wake has come.
pub const TAKE_PAUSE: Duration = Duration::from_millis(150);
/// For how long a wake that has failed is told of.
pub const FAILED_TOLD: Duration = Duration::from_hours(24);
/// Connections of the HTTP server at a time.
pub const CONNECTIONS_MAX: usize = 256;
/// Sessions of the HTTP server at a time: each may keep a connection for what it is told, and as many are left for calls.
pub const SESSIONS_MAX: usize = CONNECTIONS_MAX / 2;
/// A session that says nothing for so long is over: longer than any call waits.
pub const SESSION_IDLE: Duration = Duration::from_mins(10);
/// How long a connection may take to send the head of a request.
pub const HEAD_PATIENCE: Duration = Duration::from_secs(10);
/// Records of a timeline in one answer.
pub const TIMELINE_MAX: usize = 1_000;
/// How often a wake is tried to be scheduled while other servers of the agent schedule some.
pub const PLACE_TRIES_MAX: usize = 50;
/// A place for a wake is free again after this long if there is no timer: much longer than a call may take.
pub const PLACE_KEPT: Duration = Duration::from_mins(10);
/// Places that a server remembers to give back. Others are free again by themselves.
pub const PLACES_UNUSED_MAX: usize = 1_000;
/// Tasks of an agent that are kept.
pub const TASKS_MAX: usize = 100;
/// How often a task is tried to be made, or changed, while other servers of the agent do so.
pub const TASK_TRIES_MAX: usize = 50;
/// How long a task is kept after the end of its wait.
pub const TASK_KEPT: Duration = Duration::from_hours(24);
/// How often a client may look at a task.
pub const TASK_POLL: Duration = Duration::from_secs(1);
/// Lines of standard input that wait to be read as messages, and messages that wait to be written.
pub const LINES_WAITING_MAX: usize = 16;
/// How long calls may go on once standard input has ended, or the process is to stop. Then wakes in hand are given back, within a second of
/// the end.
pub const CALLS_GRACE: Duration = Duration::from_millis(400);
/// How long the errors of calls that were cancelled then have to reach their clients over HTTP.
pub const ANSWERS_GRACE: Duration = Duration::from_millis(200);
/// How long the answers to calls that were cancelled may take to be written.
pub const ANSWERS_PATIENCE: Duration = Duration::from_millis(200);
/// How long giving back wakes in hand may take as a server ends.
pub const GIVE_BACK_PATIENCE: Duration = Duration::from_secs(3);
/// Subscriptions to resources at a time, over all sessions.
pub const WATCHES_MAX: usize = 64;
/// How long after it was looked at a resource that somebody has subscribed to is looked at again.
pub const WATCH_PAUSE: Duration = Duration::from_secs(2);
