//! All limits. Times and durations are nanoseconds.

/// A second.
pub const SECOND: i64 = 1_000_000_000;
const HOUR: i64 = 3_600 * SECOND;
/// A day of 24 hours.
pub const DAY: i64 = 24 * HOUR;

/// The longest time between arming and due. A cancel within it may come too late (G7).
pub const LEAD_MAX: i64 = SECOND / 2;
/// The time for which a terminal timer is visible and keeps its id.
pub const TIMER_RETENTION: i64 = 7 * DAY;
/// The time for which events are kept.
pub const EVENT_RETENTION: i64 = 30 * DAY;
/// The bytes of a tenant's events beyond which they are compacted early, but never before their timer's retention
/// ended.
pub const EVENT_BYTES_MAX: u64 = 10 << 30;
/// The time for which a repeated request id gets the first answer.
pub const REQUEST_RETENTION: i64 = DAY;
/// Remembered request ids per tenant.
pub const REQUESTS_MAX: u64 = 1_000_000;
/// The number of remembered requests of all kinds up to which cancels are remembered. They leave most of the space to
/// others, and a cancelled timer shows its state itself.
pub const CANCELS_REMEMBERED_MAX: u64 = REQUESTS_MAX / 10;
/// The bytes of a tenant's remembered answers at which no more are remembered; the last one may exceed it.
pub const REQUEST_BYTES_MAX: u64 = 1 << 30;
/// The label whose value names an agent, for quotas.
pub const AGENT_LABEL: &str = "agent";
/// The time in nanoseconds by which a tenant's creates may run ahead of its rate: an idle tenant may send a burst.
pub const CREATES_AHEAD_MAX: i64 = SECOND;
/// Credentials per tenant, including revoked and expired ones, without those exchanged for tokens.
pub const CREDENTIALS_MAX: u64 = 1_000;
/// The longest lifetime of a join token, in nanoseconds.
pub const JOIN_TOKEN_LIFE_MAX: u64 = 600 * SECOND as u64;
/// Unexpired join tokens, including spent ones.
pub const JOIN_TOKENS_MAX: u64 = 64;
/// Queues per tenant.
pub const QUEUES_MAX: u64 = 10_000;
/// The maximum age of an event in a queue before it expires.
pub const QUEUE_AGE_MAX: u64 = (14 * DAY) as u64;
/// The shortest maximum age of a queue, which is also the interval of its sweep.
pub const QUEUE_AGE_MIN: u64 = 10 * SECOND as u64;
/// Bytes of a concurrency key.
pub const CONCURRENCY_KEY_BYTES_MAX: usize = 64;
/// The maximum `key_concurrency` of a queue: deliveries of one concurrency key in flight.
pub const KEY_CONCURRENCY_MAX: u64 = 1_000;
/// Rows of one concurrency key and priority that may be offered at once, in a queue without a limit; the others wait
/// for their turn.
pub const KEY_SHARE: u64 = 256;
/// Rows that one change offers, or that one change of a queue's options checks, so that no entry takes long.
pub const TURNS_MAX: u64 = 1_000;
/// Bytes of a queue's description.
pub const DESCRIPTION_BYTES_MAX: usize = 255;
/// Rows that one portion of a purge scans, so that no entry takes long.
pub const PURGE_ROWS_MAX: usize = 1_000;
/// Events of the log that are dead letters of an endpoint; beyond these the oldest is forgotten.
pub const EVENT_LETTERS_MAX: u64 = 10_000;
/// Dead letters that one portion of a redrive scans, and at most offers, so that no entry takes long.
pub const REDRIVE_ROWS_MAX: usize = 1_000;
/// Rows counted of each kind for one queue, and for a queue in a list.
pub const COUNT_ROWS_MAX: usize = 10_000;
/// Rows counted of each kind for a queue of a list.
pub const COUNT_ROWS_OF_LIST_MAX: usize = 1_000;
/// Rows that one entry's sweeps may change, so that no entry takes long.
pub const SWEEP_ROWS_MAX: usize = 1_000;
/// Armed timers for which an entry with commands stores FIRED.
pub const SWEEP_ROWS_BESIDE_COMMANDS: usize = 100;
/// Held timers that one command scans, so that no entry takes long.
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
/// Timers that one bulk cancel withdraws, so that no entry takes long.
pub const CANCELS_MAX: usize = 1_000;
/// Bytes of one request after decompression, including a batch.
pub const MESSAGE_BYTES_MAX: usize = 1 << 20;
/// The default number of rows of a page.
pub const PAGE_SIZE_DEFAULT: usize = 50;
/// The maximum number of rows of a page.
pub const PAGE_SIZE_MAX: usize = 1_000;
/// Rows examined for one page.
pub const PAGE_ROWS_EXAMINED_MAX: usize = 10_000;
/// The furthest fire time of a timer.
pub const HORIZON_MAX: i64 = 36_525 * DAY;
/// The age up to which a past fire time counts as now.
pub const PAST_MAX: i64 = DAY;
/// The maximum attempts of a retry policy.
pub const ATTEMPTS_MAX: u32 = 100;
/// The default attempts.
pub const ATTEMPTS_DEFAULT: u32 = 20;
/// The default first backoff.
pub const BACKOFF_INITIAL_DEFAULT: u64 = SECOND as u64;
/// The shortest first backoff.
pub const BACKOFF_INITIAL_MIN: u64 = 1_000_000;
/// The default longest backoff.
pub const BACKOFF_MAX_DEFAULT: u64 = HOUR as u64;
/// The maximum longest backoff.
pub const BACKOFF_MAX_MAX: u64 = DAY as u64;
/// The default backoff multiplier, in thousandths.
pub const MULTIPLIER_MILLI_DEFAULT: u32 = 2_000;
/// The largest backoff multiplier, in thousandths.
pub const MULTIPLIER_MILLI_MAX: u32 = 10_000;
/// The default jitter, in thousandths.
pub const JITTER_MILLI_DEFAULT: u32 = 1_000;
/// The default ack deadline.
pub const ACK_DEADLINE_DEFAULT: u64 = (60 * SECOND) as u64;
/// The shortest ack deadline.
pub const ACK_DEADLINE_MIN: u64 = SECOND as u64;
/// The longest ack deadline.
pub const ACK_DEADLINE_MAX: u64 = (12 * HOUR) as u64;
/// The default number of outstanding deliveries of a consumer.
pub const CREDITS_DEFAULT: u32 = 256;
/// The maximum number of outstanding deliveries of a consumer.
pub const CREDITS_MAX: u32 = 10_000;
/// The longest time for which one call may wait for a timer. A connection lives as long after it is asked to close.
pub const WAIT_MAX: i64 = 60 * SECOND;
/// The default time for which a call waits for a timer.
pub const WAIT_DEFAULT: i64 = 30 * SECOND;
/// Webhook endpoints per tenant.
pub const WEBHOOKS_MAX: u64 = 1_000;
/// Attempts kept for an endpoint.
pub const WEBHOOK_ATTEMPTS_KEPT: u64 = 100;
/// Actions of a timer.
pub const ACTIONS_MAX: usize = 8;
/// Denials kept for a tenant.
pub const DENIALS_KEPT: u64 = 10_000;
/// Signed heads kept for an audit chain: those of the last day, with one each minute.
pub const SIGNED_HEADS_KEPT: u64 = 1_440;
/// Denials, or signed heads, recorded by one command.
pub const AUDIT_RECORDS_MAX: usize = 500;
/// Attempts, or cursors of endpoints, recorded by one command, so that no entry takes long.
pub const WEBHOOK_RECORDS_MAX: usize = 500;
/// The default time with failures only after which an endpoint is disabled.
pub const WEBHOOK_DISABLE_AFTER_DEFAULT: u64 = (5 * DAY) as u64;
/// The shortest such time.
pub const WEBHOOK_DISABLE_AFTER_MIN: u64 = SECOND as u64;
/// The longest such time.
pub const WEBHOOK_DISABLE_AFTER_MAX: u64 = (30 * DAY) as u64;
/// The default time for which replaced secrets continue to sign.
pub const WEBHOOK_OVERLAP_DEFAULT: u64 = DAY as u64;
/// The longest such time.
pub const WEBHOOK_OVERLAP_MAX: u64 = (30 * DAY) as u64;
/// Bytes of the text of a tenant's policy.
pub const POLICY_BYTES_MAX: usize = 64 << 10;
/// The maximum number of bytes that sealing adds to a payload.
pub const SEALED_EXTRA_BYTES: usize = 64;
/// The maximum size of a field that may have `bytes` unsealed; `key` is the number of its payload key, 0 if it is not
/// sealed.
pub const fn sealed_max(bytes: usize, key: u64) -> usize {
    if key == 0 { bytes } else { bytes + SEALED_EXTRA_BYTES }
}
/// Payload keys of a tenant.
pub const PAYLOAD_KEYS_MAX: usize = 256;
/// Bytes of one wrapped payload key.
pub const PAYLOAD_KEY_BYTES_MAX: usize = 256;
/// Trust rules of a tenant.
pub const TRUST_RULES_MAX: usize = 256;
/// The lifetime of a credential exchanged for a token.
pub const EXCHANGED_LIFE_MAX: i64 = 15 * 60 * SECOND;
/// Unexpired credentials of a tenant exchanged for tokens, including revoked ones.
pub const EXCHANGED_MAX: u64 = 500;
/// The longest time for which a used token is remembered: longer than any token is accepted.
pub const USED_TOKEN_LIFE_MAX: i64 = 2 * HOUR;
/// Used tokens remembered for a tenant.
pub const USED_TOKENS_MAX: u64 = 10_000;
/// Schedules per tenant.
pub const SCHEDULES_MAX: u64 = 10_000;
/// Timers made by one run of a schedule.
pub const SCHEDULE_INSTANTS_MAX: usize = 64;
/// Instants of a schedule that wait for the end of its last timer.
pub const SCHEDULE_WAITING_MAX: usize = 1_000;
/// Timers of a schedule remembered besides its last one; overlap is judged by them.
pub const SCHEDULE_OPEN_MAX: usize = 100;
/// Decided instants of a schedule with a future fire time.
pub const SCHEDULE_COMING_MAX: usize = 16;
/// The time in nanoseconds before its fire time at which an occurrence is decided.
pub const SCHEDULE_LEAD: i64 = 200_000_000;
/// The time in nanoseconds after an interruption for which a schedule catches up.
pub const SCHEDULE_CATCH_UP: i64 = 10_000_000_000;
/// Instants of one backfill.
pub const BACKFILL_INSTANTS_MAX: usize = 1_000;
/// The maximum rate of a backfill, in timers per second.
pub const BACKFILL_RATE_MAX: u32 = 500;
/// The shortest time between two occurrences of a schedule.
pub const SCHEDULE_PERIOD_MIN: i64 = SECOND;
/// Checkpoints per tenant, whatever versions they have, including removed ones that are still remembered.
pub const CHECKPOINTS_MAX: u64 = 1_000_000;
/// The time for which the versions of a removed checkpoint are remembered: longer than any proposal can be in flight.
pub const REMOVED_CHECKPOINT_RETENTION: i64 = HOUR;
/// Bytes of the versions of a tenant's checkpoints.
pub const CHECKPOINT_BYTES_MAX: u64 = 10 << 30;
/// The default number of kept versions of a checkpoint.
pub const CHECKPOINT_KEEP_DEFAULT: u32 = 100;
/// The maximum number of kept versions: one entry removes so many rows.
pub const CHECKPOINT_KEEP_MAX: u32 = 1_000;
/// Waiting timers bound to the versions of a checkpoint: one rollback cancels so many.
pub const CHECKPOINT_TIMERS_MAX: usize = 100;
/// Bytes of versions read by one page or one verification.
pub const CHECKPOINT_BYTES_READ_MAX: usize = 16 << 20;
/// Held leases per tenant.
pub const LEASES_MAX: u64 = 100_000;
/// The shortest duration of a lease.
pub const LEASE_TTL_MIN: u64 = SECOND as u64;
/// The longest duration of a lease.
pub const LEASE_TTL_MAX: u64 = DAY as u64;
/// Budgets per tenant.
pub const BUDGETS_MAX: u64 = 10_000;
/// The maximum limit of a budget in a window: each spend in it is stored.
pub const BUDGET_LIMIT_MAX: u64 = 1_000;
/// The shortest window of a budget.
pub const BUDGET_WINDOW_MIN: u64 = SECOND as u64;
/// The longest window of a budget, and its longest cooldown.
pub const BUDGET_WINDOW_MAX: u64 = (31 * DAY) as u64;
/// Operations of a transaction; its bytes are limited like those of any message.
pub const OPERATIONS_MAX: usize = 100;
/// Operations of a transaction that move or remove versions of checkpoints, which is expensive for one entry.
pub const MOVING_OPERATIONS_MAX: usize = 10;
/// Guards of a transaction.
pub const GUARDS_MAX: usize = 100;
/// Bytes of the data of an emitted event.
pub const EMITTED_BYTES_MAX: usize = 64 << 10;
/// Attributes that a caller adds to an event.
pub const EVENT_ATTRIBUTES_MAX: usize = 16;
/// The shortest time to live of a watchdog, and the shortest delay of a stage of its ladder.
pub const WATCHDOG_TTL_MIN: u64 = SECOND as u64;
/// The longest time to live of a watchdog.
pub const WATCHDOG_TTL_MAX: u64 = (7 * DAY) as u64;
/// Stages of a watchdog's ladder, before its own firing.
pub const WATCHDOG_STAGES_MAX: usize = 8;
/// Touches that share an entry, so that no entry takes long.
pub const TOUCHES_MAX: usize = 2_000;
/// Touches in one request.
pub const TOUCH_BATCH_MAX: usize = 1_000;
/// The age of the mark in the log up to which the leader's memory answers a touch. A new leader waits for the same time
/// for touches that the previous one may have answered.
pub const TOUCH_MEMORY: i64 = 5 * SECOND;
/// Event types in the filter of a tail or an endpoint.
pub const FILTER_TYPES_MAX: usize = 64;

// A payload must fit a message, and a terminal id must outlive the answers given about it.
const _: () = assert!(PAYLOAD_BYTES_MAX < MESSAGE_BYTES_MAX);
const _: () = assert!(REQUEST_RETENTION <= TIMER_RETENTION);
const _: () = assert!(TIMER_RETENTION < EVENT_RETENTION);
const _: () = assert!(WAIT_DEFAULT <= WAIT_MAX);
const _: () = assert!(QUEUE_AGE_MAX < EVENT_RETENTION as u64);
