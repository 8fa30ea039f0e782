//! All limits of this crate.

use std::time::Duration;

/// Slack's timeout for an answer.
const SLACK_PATIENCE: Duration = Duration::from_secs(3);
/// Longest time until Slack receives an answer. The rest of its timeout remains for the network in both directions.
pub const ANSWER_PATIENCE: Duration = Duration::from_millis(400);
/// Commands and presses in progress at a time. A request above the limit is asked to retry later.
pub const AT_WORK_MAX: usize = 256;
/// Connections at a time.
pub const CONNECTIONS_MAX: usize = 256;
/// Time limit for the head of a request, and again for its body.
pub const REQUEST_PATIENCE: Duration = Duration::from_secs(5);
/// Longest age of a connection, whether it is active or not: a request, its answer, and time to read that.
pub const CONNECTION_AGE_MAX: Duration = Duration::from_secs(20);
/// Unacknowledged firings at a time, per workspace.
pub const DELIVERIES_MAX: u32 = 32;
/// Sent firings that are remembered to skip duplicates, per workspace.
pub const TOLD_MAX: usize = 1_024;
/// Pause before a queue is opened again after an error.
pub const REOPEN_PAUSE: Duration = Duration::from_secs(5);
/// Keys whose tenants are queried concurrently at the start.
pub const ESTABLISHED_AT_A_TIME: usize = 16;
/// Calls of Slack at a time, over all workspaces. A further call waits at most [`PLACE_PATIENCE`] for a permit.
pub const CALLS_MAX: usize = 256;
/// Longest wait for a permit; see [`CALLS_MAX`].
pub const PLACE_PATIENCE: Duration = Duration::from_secs(5);
/// Time limit of a whole call of Slack, including its connection.
pub const CALL_PATIENCE: Duration = Duration::from_secs(10);
/// Time limit for connecting, within [`CALL_PATIENCE`].
pub const CONNECT_PATIENCE: Duration = Duration::from_secs(5);
/// Bytes that are read of an answer from Slack.
pub const CALLED_BYTES_MAX: usize = 16 << 10;
/// Bytes of a bot token.
pub const TOKEN_BYTES_MAX: usize = 512;
/// Attempts to deliver a late answer.
pub const LATER_TRIES_MAX: u32 = 3;
/// Pause between attempts to deliver a late answer.
pub const LATER_PAUSE: Duration = Duration::from_secs(2);
/// Longest pause that Slack may request for a late answer.
pub const LATER_PAUSE_MAX: Duration = Duration::from_secs(30);
/// Shortest silence of a workspace after Slack has limited its rate.
pub const RETRY_AFTER_MIN: Duration = Duration::from_secs(1);
/// Longest time that a firing stays leased during the silence of its workspace. For a longer silence, it is given back.
pub const HELD_MAX: Duration = Duration::from_secs(15);
/// Lease of a firing, taken before the send.
pub const LEASE: Duration = Duration::from_secs(60);
/// Longest delay that Slack may request for a firing.
pub const RETRY_AFTER_MAX: Duration = Duration::from_hours(1);
/// Attempts to send a firing. With pauses that grow to [`RETRY_PAUSE_MAX`], they span most of a day.
pub const ATTEMPTS_MAX: u32 = 100;
/// Longest pause between two attempts.
pub const RETRY_PAUSE_MAX: Duration = Duration::from_mins(10);
/// Bytes of the failure reason that is stored with a firing.
pub const REASON_BYTES_MAX: usize = 255;
/// Time for requests in progress at shutdown.
pub const GRACE: Duration = Duration::from_secs(5);
/// Time for firings in progress at shutdown. After it, they are given back.
pub const TELLING_GRACE: Duration = Duration::from_secs(5);
/// Time at shutdown for work that continues after its answer to Slack, and for giving back.
pub const END_GRACE: Duration = Duration::from_secs(15);

// At least a second remains for the network in both directions.
const _: () = assert!(ANSWER_PATIENCE.as_millis() + 1_000 <= SLACK_PATIENCE.as_millis());
// The age limit of a connection does not cut off a pending answer: it allows a head, a body and the answer.
const _: () = assert!(2 * REQUEST_PATIENCE.as_millis() + ANSWER_PATIENCE.as_millis() < CONNECTION_AGE_MAX.as_millis());
// A lease outlasts the work under it: the silence, a read of the timer, and a call by each transport with its wait for
// a permit.
const _: () =
    assert!(HELD_MAX.as_millis() + 3 * CALL_PATIENCE.as_millis() + 2 * PLACE_PATIENCE.as_millis() < LEASE.as_millis());
// Unsent firings are given back before the process ends.
const _: () = assert!(TELLING_GRACE.as_millis() < END_GRACE.as_millis());
