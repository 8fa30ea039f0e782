//! Every limit in one place. Times and durations are nanoseconds.

/// A second.
pub const SECOND: i64 = 1_000_000_000;
const HOUR: i64 = 3_600 * SECOND;
/// A day of 24 hours.
pub const DAY: i64 = 24 * HOUR;

/// Longest time between arming and due; what a cancel may lose to (G7).
pub const LEAD_MAX: i64 = SECOND / 2;
/// How long a terminal timer is shown and keeps its id.
pub const TIMER_RETENTION: i64 = 7 * DAY;
/// How long events are kept.
pub const EVENT_RETENTION: i64 = 30 * DAY;
/// Events beyond this many bytes of a tenant are compacted early, but never before their timer's retention ended.
pub const EVENT_BYTES_MAX: u64 = 10 << 30;
/// How long the first answer to a request id is given again.
pub const REQUEST_RETENTION: i64 = DAY;
/// Request ids remembered per tenant.
pub const REQUESTS_MAX: u64 = 1_000_000;
/// Cancels are remembered while there are fewer of all kinds: they leave most of the room to others, and what is cancelled says so by itself.
pub const CANCELS_REMEMBERED_MAX: u64 = REQUESTS_MAX / 10;
/// Bytes that remembered answers of a tenant take before no more are remembered; the last one may go beyond it.
pub const REQUEST_BYTES_MAX: u64 = 1 << 30;
/// The label whose value names an agent, for quotas.
pub const AGENT_LABEL: &str = "agent";
/// So much of a second's creates may come at once, nanoseconds: a tenant that was quiet is not held to an even pace.
pub const CREATES_AHEAD_MAX: i64 = SECOND;
/// Credentials per tenant, those that are over among them, and not those that tokens were exchanged for.
pub const CREDENTIALS_MAX: u64 = 1_000;
/// How long a token that nodes join with may hold, nanoseconds.
pub const JOIN_TOKEN_LIFE_MAX: u64 = 600 * SECOND as u64;
/// Such tokens that have not expired, spent ones among them.
pub const JOIN_TOKENS_MAX: u64 = 64;
/// Queues per tenant.
pub const QUEUES_MAX: u64 = 10_000;
/// How long an event waits in a queue before it expires.
pub const QUEUE_AGE_MAX: u64 = (14 * DAY) as u64;
/// Shortest maximum age of a queue: its sweep comes back as often.
pub const QUEUE_AGE_MIN: u64 = 10 * SECOND as u64;
/// Bytes of a concurrency key.
pub const CONCURRENCY_KEY_BYTES_MAX: usize = 64;
/// Deliveries of one concurrency key that a queue may be asked to have out at most.
pub const KEY_CONCURRENCY_MAX: u64 = 1_000;
/// Rows of one concurrency key and priority that may be offered at once, where a queue does not limit what is out: more wait for their turn.
pub const KEY_SHARE: u64 = 256;
/// Rows that one change lets stand, or that one change of a queue's options looks at, so that no entry takes long.
pub const TURNS_MAX: u64 = 1_000;
/// Bytes of a queue's description.
pub const DESCRIPTION_BYTES_MAX: usize = 255;
/// Rows one portion of a purge looks at, so that no entry takes long.
pub const PURGE_ROWS_MAX: usize = 1_000;
/// Events of the log that are dead letters of an endpoint: beyond these the oldest is forgotten.
pub const EVENT_LETTERS_MAX: u64 = 10_000;
/// Dead letters one portion of a redrive looks at, and offers again at most, for the same reason.
pub const REDRIVE_ROWS_MAX: usize = 1_000;
/// Rows counted of each kind for one queue, and for a queue in a list.
pub const COUNT_ROWS_MAX: usize = 10_000;
/// As above, for a queue of a list.
pub const COUNT_ROWS_OF_LIST_MAX: usize = 1_000;
/// Rows one entry's sweeps may change, so that no entry takes long.
pub const SWEEP_ROWS_MAX: usize = 1_000;
/// Armed timers whose FIRED an entry stores at most if it has commands.
pub const SWEEP_ROWS_BESIDE_COMMANDS: usize = 100;
/// Held timers one command looks at, for the same reason.
pub const RELEASE_ROWS_MAX: usize = 1_000;

/// Bytes of a payload.
pub const PAYLOAD_BYTES_MAX: usize = 256 << 10;
/// Bytes of a content type.
pub const CONTENT_TYPE_BYTES_MAX: usize = 255;
/// Labels of a timer.
pub const LABELS_MAX: usize = 32;
/// Bytes of a label's key.
pub const LABEL_KEY_BYTES_MAX: usize = 63;
/// Bytes of a label's value.
pub const LABEL_VALUE_BYTES_MAX: usize = 255;
/// Bytes of a name.
pub const NAME_BYTES_MAX: usize = 255;
/// Bytes of an id, a queue's name, a partition key, a request id.
pub const ID_BYTES_MAX: usize = 128;
/// Bytes of a reason given by a caller.
pub const REASON_BYTES_MAX: usize = 255;
/// Timers in one batch.
pub const BATCH_MAX: usize = 1_000;
/// Timers one bulk cancel withdraws, so that no entry takes long.
pub const CANCELS_MAX: usize = 1_000;
/// Bytes of one request after decompression, of a batch as of any other.
pub const MESSAGE_BYTES_MAX: usize = 1 << 20;
/// Rows of a page, unless asked.
pub const PAGE_SIZE_DEFAULT: usize = 50;
/// Rows of a page.
pub const PAGE_SIZE_MAX: usize = 1_000;
/// Rows examined for one page.
pub const PAGE_ROWS_EXAMINED_MAX: usize = 10_000;
/// How far ahead a timer may be set.
pub const HORIZON_MAX: i64 = 36_525 * DAY;
/// How far in the past still means now.
pub const PAST_MAX: i64 = DAY;
/// Attempts a retry policy may ask for.
pub const ATTEMPTS_MAX: u32 = 100;
/// Attempts unless asked.
pub const ATTEMPTS_DEFAULT: u32 = 20;
/// First backoff unless asked.
pub const BACKOFF_INITIAL_DEFAULT: u64 = SECOND as u64;
/// Shortest first backoff.
pub const BACKOFF_INITIAL_MIN: u64 = 1_000_000;
/// Longest backoff unless asked.
pub const BACKOFF_MAX_DEFAULT: u64 = HOUR as u64;
/// Longest backoff that may be asked for.
pub const BACKOFF_MAX_MAX: u64 = DAY as u64;
/// Backoff multiplier unless asked, in thousandths.
pub const MULTIPLIER_MILLI_DEFAULT: u32 = 2_000;
/// Largest backoff multiplier, in thousandths.
pub const MULTIPLIER_MILLI_MAX: u32 = 10_000;
/// Jitter unless asked, in thousandths.
pub const JITTER_MILLI_DEFAULT: u32 = 1_000;
/// Time to acknowledge unless asked.
pub const ACK_DEADLINE_DEFAULT: u64 = (60 * SECOND) as u64;
/// Shortest time to acknowledge.
pub const ACK_DEADLINE_MIN: u64 = SECOND as u64;
/// Longest time to acknowledge.
pub const ACK_DEADLINE_MAX: u64 = (12 * HOUR) as u64;
/// Outstanding deliveries of a consumer unless asked.
pub const CREDITS_DEFAULT: u32 = 256;
/// Outstanding deliveries of a consumer.
pub const CREDITS_MAX: u32 = 10_000;
/// How long one call may wait for a timer: no longer than a connection lives on once it is asked to go.
pub const WAIT_MAX: i64 = 60 * SECOND;
/// How long a call waits for a timer unless asked.
pub const WAIT_DEFAULT: i64 = 30 * SECOND;
/// Webhook endpoints per tenant.
pub const WEBHOOKS_MAX: u64 = 1_000;
/// Attempts that are kept of an endpoint.
pub const WEBHOOK_ATTEMPTS_KEPT: u64 = 100;
/// Actions of a timer.
pub const ACTIONS_MAX: usize = 8;
/// Denials that are kept of a tenant.
pub const DENIALS_KEPT: u64 = 10_000;
/// Signed heads that are kept of an audit chain: those of the last day, if something was written each minute.
pub const SIGNED_HEADS_KEPT: u64 = 1_440;
/// Denials, or signed heads, that one command records.
pub const AUDIT_RECORDS_MAX: usize = 500;
/// Attempts, or cursors of endpoints, that one command records, so that no entry takes long.
pub const WEBHOOK_RECORDS_MAX: usize = 500;
/// Nothing but failures for this long disables an endpoint, unless asked.
pub const WEBHOOK_DISABLE_AFTER_DEFAULT: u64 = (5 * DAY) as u64;
/// The shortest that may be asked for.
pub const WEBHOOK_DISABLE_AFTER_MIN: u64 = SECOND as u64;
/// The longest.
pub const WEBHOOK_DISABLE_AFTER_MAX: u64 = (30 * DAY) as u64;
/// How long secrets that were replaced sign along, unless asked.
pub const WEBHOOK_OVERLAP_DEFAULT: u64 = DAY as u64;
/// The longest that may be asked for.
pub const WEBHOOK_OVERLAP_MAX: u64 = (30 * DAY) as u64;
/// Bytes of the text of a tenant's policy.
pub const POLICY_BYTES_MAX: usize = 64 << 10;
/// Bytes that sealing adds to a payload at most.
pub const SEALED_EXTRA_BYTES: usize = 64;
/// How many bytes there may be of what may have `bytes` where it is not sealed; `key` says by what it is, 0 for nothing.
pub const fn sealed_max(bytes: usize, key: u64) -> usize {
    if key == 0 { bytes } else { bytes + SEALED_EXTRA_BYTES }
}
/// Keys that a tenant's payloads are sealed by.
pub const PAYLOAD_KEYS_MAX: usize = 256;
/// Bytes of one of them, wrapped.
pub const PAYLOAD_KEY_BYTES_MAX: usize = 256;
/// Trust rules of a tenant.
pub const TRUST_RULES_MAX: usize = 256;
/// How long a credential holds that a token was exchanged for.
pub const EXCHANGED_LIFE_MAX: i64 = 15 * 60 * SECOND;
/// Credentials of a tenant that tokens were exchanged for and that have not expired, revoked ones among them.
pub const EXCHANGED_MAX: u64 = 500;
/// How long a used token may be remembered: longer than any is accepted.
pub const USED_TOKEN_LIFE_MAX: i64 = 2 * HOUR;
/// Used tokens that are remembered of a tenant.
pub const USED_TOKENS_MAX: u64 = 10_000;
/// Schedules per tenant.
pub const SCHEDULES_MAX: u64 = 10_000;
/// Timers that one run of a schedule makes.
pub const SCHEDULE_INSTANTS_MAX: usize = 64;
/// Instants of a schedule that wait for the end of the timer it made last.
pub const SCHEDULE_WAITING_MAX: usize = 1_000;
/// Timers of a schedule that are remembered beside the one it made last: overlap is judged by them.
pub const SCHEDULE_OPEN_MAX: usize = 100;
/// Decided instants of a schedule whose fire times are to come.
pub const SCHEDULE_COMING_MAX: usize = 16;
/// So long before its fire time an occurrence is decided, nanoseconds.
pub const SCHEDULE_LEAD: i64 = 200_000_000;
/// So long after an interruption a schedule catches up, nanoseconds.
pub const SCHEDULE_CATCH_UP: i64 = 10_000_000_000;
/// Instants of one backfill.
pub const BACKFILL_INSTANTS_MAX: usize = 1_000;
/// Timers that a backfill makes a second, at most.
pub const BACKFILL_RATE_MAX: u32 = 500;
/// The shortest time between two occurrences of a schedule.
pub const SCHEDULE_PERIOD_MIN: i64 = SECOND;
/// Checkpoints per tenant, whatever versions they have; those that were removed and are not forgotten among them.
pub const CHECKPOINTS_MAX: u64 = 1_000_000;
/// How long it is known which versions a removed checkpoint had: longer than any proposal may be under way.
pub const REMOVED_CHECKPOINT_RETENTION: i64 = HOUR;
/// Bytes that the versions of a tenant's checkpoints take.
pub const CHECKPOINT_BYTES_MAX: u64 = 10 << 30;
/// Versions of a checkpoint that are kept, unless asked.
pub const CHECKPOINT_KEEP_DEFAULT: u32 = 100;
/// The most that may be asked for: so many rows one entry removes.
pub const CHECKPOINT_KEEP_MAX: u32 = 1_000;
/// Timers that hang on the versions of a checkpoint and wait: so many one rollback cancels.
pub const CHECKPOINT_TIMERS_MAX: usize = 100;
/// Bytes of versions that one page or one verification reads.
pub const CHECKPOINT_BYTES_READ_MAX: usize = 16 << 20;
/// Leases per tenant that are held.
pub const LEASES_MAX: u64 = 100_000;
/// The shortest that a lease is acquired or renewed for.
pub const LEASE_TTL_MIN: u64 = SECOND as u64;
/// The longest.
pub const LEASE_TTL_MAX: u64 = DAY as u64;
/// Budgets per tenant.
pub const BUDGETS_MAX: u64 = 10_000;
/// What a budget may allow in a window: each spend in it is kept.
pub const BUDGET_LIMIT_MAX: u64 = 1_000;
/// The shortest window of a budget.
pub const BUDGET_WINDOW_MIN: u64 = SECOND as u64;
/// The longest window of a budget, and its longest cooldown.
pub const BUDGET_WINDOW_MAX: u64 = (31 * DAY) as u64;
/// Operations of a transaction; its bytes are bounded as those of any message.
pub const OPERATIONS_MAX: usize = 100;
/// Operations of a transaction that move or remove versions of checkpoints, which is much for one entry.
pub const MOVING_OPERATIONS_MAX: usize = 10;
/// Guards of a transaction.
pub const GUARDS_MAX: usize = 100;
/// Bytes of the data of an event that a caller emits.
pub const EMITTED_BYTES_MAX: usize = 64 << 10;
/// Attributes that its caller adds to an event.
pub const EVENT_ATTRIBUTES_MAX: usize = 16;
/// The shortest time a watchdog lives without a touch, and the shortest delay of a stage of its ladder.
pub const WATCHDOG_TTL_MIN: u64 = SECOND as u64;
/// The longest.
pub const WATCHDOG_TTL_MAX: u64 = (7 * DAY) as u64;
/// Stages of a watchdog's ladder, before it itself.
pub const WATCHDOG_STAGES_MAX: usize = 8;
/// Touches that share an entry, so that none takes long.
pub const TOUCHES_MAX: usize = 2_000;
/// Touches in one request.
pub const TOUCH_BATCH_MAX: usize = 1_000;
/// A touch is answered from the leader's memory while the mark in the log is no older than this, and a new leader waits as long for the touches that
/// the one before may have answered.
pub const TOUCH_MEMORY: i64 = 5 * SECOND;
/// Event types a tail or an endpoint may name.
pub const FILTER_TYPES_MAX: usize = 64;

// A batch of the largest ids must fit a message, and a terminal id must outlive the answers given about it.
const _: () = assert!(PAYLOAD_BYTES_MAX < MESSAGE_BYTES_MAX);
const _: () = assert!(REQUEST_RETENTION <= TIMER_RETENTION);
const _: () = assert!(TIMER_RETENTION < EVENT_RETENTION);
const _: () = assert!(WAIT_DEFAULT <= WAIT_MAX);
const _: () = assert!(QUEUE_AGE_MAX < EVENT_RETENTION as u64);
