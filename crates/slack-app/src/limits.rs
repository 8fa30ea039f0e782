//! Every bound of this crate, in one place.

use std::time::Duration;

/// Slack has an answer after this long. It waits 3 s itself; the way there and back is not counted here.
pub const ANSWER_PATIENCE: Duration = Duration::from_millis(400);
/// Commands and presses that are being worked on at a time; what comes beyond is told to come again.
pub const AT_WORK_MAX: usize = 256;
/// Connections at a time.
pub const CONNECTIONS_MAX: usize = 256;
/// How long a connection may take to send the head of a request, and then its body.
pub const REQUEST_PATIENCE: Duration = Duration::from_secs(5);
/// Firings in hand at a time, of one workspace.
pub const DELIVERIES_MAX: u32 = 32;
/// Firings of which it is remembered that they were told, of one workspace.
pub const TOLD_MAX: usize = 1_024;
/// How long a queue that could not be read is left alone.
pub const REOPEN_PAUSE: Duration = Duration::from_secs(5);
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
/// The longest that Slack may have a firing wait.
pub const RETRY_AFTER_MAX: Duration = Duration::from_hours(1);
/// How often a firing is tried to be told. With pauses that grow to [`RETRY_PAUSE_MAX`] this is most of a day.
pub const ATTEMPTS_MAX: u32 = 100;
/// The longest pause between two of them.
pub const RETRY_PAUSE_MAX: Duration = Duration::from_mins(10);
/// Bytes of a reason that is kept with a firing that could not be told.
pub const REASON_BYTES_MAX: usize = 255;
/// What is being done at the end has this long.
pub const GRACE: Duration = Duration::from_secs(5);
