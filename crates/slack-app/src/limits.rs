//! Every bound of this crate, in one place.

use std::time::Duration;

/// How long Slack waits.
const SLACK_PATIENCE: Duration = Duration::from_secs(3);
/// Slack has an answer after this long at the latest; what is left of its patience is for the way there and back.
pub const ANSWER_PATIENCE: Duration = Duration::from_millis(400);
/// Commands and presses that are being worked on at a time; what comes beyond is told to come again.
pub const AT_WORK_MAX: usize = 256;
/// Connections at a time.
pub const CONNECTIONS_MAX: usize = 256;
/// How long a connection may take to send the head of a request, and then its body.
pub const REQUEST_PATIENCE: Duration = Duration::from_secs(5);
/// How long a connection may stand, whatever is or is not said by it: a request, its answer, and time to read that.
pub const CONNECTION_AGE_MAX: Duration = Duration::from_secs(20);
/// Firings in hand at a time, of one workspace.
pub const DELIVERIES_MAX: u32 = 32;
/// Firings of which it is remembered that they were told, of one workspace.
pub const TOLD_MAX: usize = 1_024;
/// How long a queue that could not be read is left alone.
pub const REOPEN_PAUSE: Duration = Duration::from_secs(5);
/// Keys whose tenants are asked for at a time, at the start.
pub const ESTABLISHED_AT_A_TIME: usize = 16;
/// Calls of Slack at a time, of all workspaces; others wait for [`PLACE_PATIENCE`] at most.
pub const CALLS_MAX: usize = 256;
/// See [`CALLS_MAX`].
pub const PLACE_PATIENCE: Duration = Duration::from_secs(5);
/// How long all of a call of Slack's may take, and of that its connection.
pub const CALL_PATIENCE: Duration = Duration::from_secs(10);
/// See [`CALL_PATIENCE`].
pub const CONNECT_PATIENCE: Duration = Duration::from_secs(5);
/// Bytes that are read of what Slack answers.
pub const CALLED_BYTES_MAX: usize = 16 << 10;
/// Bytes of a bot token.
pub const TOKEN_BYTES_MAX: usize = 512;
/// How often an answer that comes later is tried to be given.
pub const LATER_TRIES_MAX: u32 = 3;
/// Before such an answer is tried again, and the longest that Slack may ask for there.
pub const LATER_PAUSE: Duration = Duration::from_secs(2);
/// See [`LATER_PAUSE`].
pub const LATER_PAUSE_MAX: Duration = Duration::from_secs(30);
/// The shortest that a workspace is silent after Slack was called too often.
pub const RETRY_AFTER_MIN: Duration = Duration::from_secs(1);
/// The longest that a firing is kept in hand while its workspace is to be silent; for longer, it is given back.
pub const HELD_MAX: Duration = Duration::from_secs(15);
/// How long a firing is leased before it is told.
pub const LEASE: Duration = Duration::from_secs(60);
/// The longest that Slack may have a firing wait.
pub const RETRY_AFTER_MAX: Duration = Duration::from_hours(1);
/// How often a firing is tried to be told. With pauses that grow to [`RETRY_PAUSE_MAX`] this is most of a day.
pub const ATTEMPTS_MAX: u32 = 100;
/// The longest pause between two of them.
pub const RETRY_PAUSE_MAX: Duration = Duration::from_mins(10);
/// Bytes of a reason that is kept with a firing that could not be told.
pub const REASON_BYTES_MAX: usize = 255;
/// Requests that are being answered at the end have this long.
pub const GRACE: Duration = Duration::from_secs(5);
/// Firings that are being told at the end have this long, and are given back then.
pub const TELLING_GRACE: Duration = Duration::from_secs(5);
/// Work that Slack did not wait for has this long at the end, and so has giving back.
pub const END_GRACE: Duration = Duration::from_secs(15);

// A second is left for the way there and back.
const _: () = assert!(ANSWER_PATIENCE.as_millis() + 1_000 <= SLACK_PATIENCE.as_millis());
// An answer that is waited for is not cut off by its connection's age: a head, a body, the answer.
const _: () = assert!(2 * REQUEST_PATIENCE.as_millis() + ANSWER_PATIENCE.as_millis() < CONNECTION_AGE_MAX.as_millis());
// A lease outlasts what is done under it: silence, a look at the timer, and a call by each way, each with its wait for a place.
const _: () =
    assert!(HELD_MAX.as_millis() + 3 * CALL_PATIENCE.as_millis() + 2 * PLACE_PATIENCE.as_millis() < LEASE.as_millis());
// What is not told in time is given back before the process ends.
const _: () = assert!(TELLING_GRACE.as_millis() < END_GRACE.as_millis());
