//! All limits of this crate.

use std::time::Duration;

/// The size limit of a protocol message, in bytes. A wake's message has at most 256 KiB, and JSON may write a byte as
/// six.
pub const MESSAGE_BYTES_MAX: usize = 2 << 20;
/// The limit of concurrent tool calls, over all sessions.
pub const CALLS_MAX: usize = 64;
/// The limit of agents of one server. Over HTTP each client may be another agent.
pub const AGENTS_MAX: usize = 256;
/// The limit of unacknowledged wakes held for an agent.
pub const HELD_MAX: usize = 100;
/// The number of unacknowledged wakes named in an answer.
pub const REPORTED_MAX: usize = 10;
/// The number of fired timers, and of failed ones, examined to count the unacknowledged wakes of an answer. The answer
/// reports if there are more.
pub const LATE_EXAMINED_MAX: usize = 10_000;
/// The longest time since the due instant of a failed wake that an answer still names. No queue's maximum age exceeds
/// 14 days, and a failure is reported for a day.
pub const FAILED_LOOKED_FOR: Duration = Duration::from_hours(16 * 24);
/// The length limit of a timer id, in bytes.
pub const ID_BYTES_MAX: usize = 128;
/// The number of characters of a resource's URI that an error repeats: no resource has a longer one.
pub const URI_CHARACTERS_NAMED: usize = 512;
/// The number of timers in one answer of the cluster.
pub const PAGE_MAX: u32 = 1_000;
/// The limit of timers or wakes in one answer.
pub const LIST_MAX: u64 = 100;
/// The longest wait of one call.
pub const WAIT_MAX: Duration = Duration::from_mins(5);
/// The time to wait for ready wakes after a queue was opened.
pub const TAKE_PATIENCE: Duration = Duration::from_secs(2);
/// The time to wait for further wakes after one arrived.
pub const TAKE_PAUSE: Duration = Duration::from_millis(150);
/// The time for which a failed wake is reported.
pub const FAILED_TOLD: Duration = Duration::from_hours(24);
/// The limit of concurrent HTTP connections.
pub const CONNECTIONS_MAX: usize = 256;
/// The limit of concurrent HTTP sessions. Each may occupy a connection for notifications; as many are left for calls.
pub const SESSIONS_MAX: usize = CONNECTIONS_MAX / 2;
/// A session ends after this long without a request, which is longer than any call waits.
pub const SESSION_IDLE: Duration = Duration::from_mins(10);
/// The time limit for a connection to send the head of a request.
pub const HEAD_PATIENCE: Duration = Duration::from_secs(10);
/// The number of timeline records in one answer.
pub const TIMELINE_MAX: usize = 1_000;
/// The number of attempts to schedule a wake while the agent's other servers schedule some.
pub const PLACE_TRIES_MAX: usize = 50;
/// A slot without a timer expires after this long, which is much longer than a call may take.
pub const PLACE_KEPT: Duration = Duration::from_mins(10);
/// The number of unused slots that a server remembers to return. Further slots expire by themselves.
pub const PLACES_UNUSED_MAX: usize = 1_000;
/// The limit of stored tasks of an agent.
pub const TASKS_MAX: usize = 100;
/// The number of attempts to create or change a task while the agent's other servers do so.
pub const TASK_TRIES_MAX: usize = 50;
/// The retention of a task after the end of its wait.
pub const TASK_KEPT: Duration = Duration::from_hours(24);
/// The shortest interval at which a client may poll a task.
pub const TASK_POLL: Duration = Duration::from_secs(1);
/// The limit of input lines that wait to be parsed, and of messages that wait to be written.
pub const LINES_WAITING_MAX: usize = 16;
/// The time for calls to finish after standard input ended or the process was asked to stop. Held wakes are then
/// returned within a second of the end.
pub const CALLS_GRACE: Duration = Duration::from_millis(400);
/// The time for the errors of cancelled calls to reach their clients over HTTP.
pub const ANSWERS_GRACE: Duration = Duration::from_millis(200);
/// The time limit for writing the answers to cancelled calls.
pub const ANSWERS_PATIENCE: Duration = Duration::from_millis(200);
/// The time limit for returning held wakes when a server ends.
pub const GIVE_BACK_PATIENCE: Duration = Duration::from_secs(3);
/// The limit of concurrent resource subscriptions, over all sessions.
pub const WATCHES_MAX: usize = 64;
/// The pause between two checks of a subscribed resource.
pub const WATCH_PAUSE: Duration = Duration::from_secs(2);
