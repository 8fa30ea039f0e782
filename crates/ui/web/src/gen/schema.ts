// Written by crates/ui/web/types.mjs from crates/server/src/gen/schemas.json. Do not edit.

export type Duration = string;

export type FieldMask = string;

export type Timestamp = string;

export interface AddNodeRequest {
  node?: string;
  peerAddress?: string;
}

export interface AddNodeResponse {
}

export type AuditChain = "AUDIT_CHAIN_UNSPECIFIED" | "AUDIT_CHAIN_EVENTS" | "AUDIT_CHAIN_DENIALS";

export interface AuditRecord {
  actor?: string;
  count?: string;
  credential?: string;
  digest?: string;
  method?: string;
  reason?: string;
  requestId?: string;
  sequence?: string;
  source?: string;
  subject?: string;
  time?: Timestamp;
  type?: string;
}

export interface BackupChunk {
  data?: string;
  offset?: string;
}

export interface BackupEnd {
  length?: string;
  sha256?: string;
  tables?: (TableRows)[];
}

export interface BackupHeader {
  appliedIndex?: string;
  appliedTerm?: string;
  clusterId?: string;
  epoch?: string;
  logTime?: Timestamp;
  node?: string;
  shard?: number;
  version?: string;
}

export interface BackupRequest {
  local?: boolean;
}

export interface BackupResponse {
  chunk?: BackupChunk;
  end?: BackupEnd;
  header?: BackupHeader;
}

export interface ClusterNode {
  advertise?: string;
  appliedIndex?: string;
  level?: number;
  node?: string;
  quarantine?: string;
  release?: string;
  role?: NodeRole;
}

export interface CreateJoinTokenRequest {
  ttl?: Duration;
}

export interface CreateJoinTokenResponse {
  commitIndex?: string;
  expireTime?: Timestamp;
  id?: string;
  shard?: number;
  token?: string;
}

export interface CreateKeyRequest {
  expireTime?: Timestamp;
  name?: string;
  roles?: (string)[];
  tenant?: string;
}

export interface CreateKeyResponse {
  commitIndex?: string;
  key?: Key;
  secret?: string;
  shard?: number;
}

export interface ExchangeTokenRequest {
  tenant?: string;
  token?: string;
}

export interface ExchangeTokenResponse {
  commitIndex?: string;
  key?: Key;
  secret?: string;
  shard?: number;
}

export interface ExportAuditRequest {
  chain?: AuditChain;
  tenant?: string;
}

export interface ExportAuditResponse {
  lines?: (string)[];
}

export interface FinalizeUpgradeRequest {
}

export interface FinalizeUpgradeResponse {
  commitIndex?: string;
  level?: number;
  shard?: number;
}

export interface GetCallerRequest {
}

export interface GetCallerResponse {
  actor?: string;
  keyId?: string;
  permissions?: (string)[];
  roles?: (string)[];
  tenant?: string;
}

export interface GetClusterStatusRequest {
}

export interface GetClusterStatusResponse {
  epoch?: string;
  heldUntil?: Timestamp;
  leader?: string;
  level?: number;
  nodes?: (ClusterNode)[];
  term?: string;
}

export interface GetKeyRequest {
  id?: string;
  tenant?: string;
}

export interface GetKeyResponse {
  key?: Key;
}

export interface GetLatenessStatsRequest {
}

export interface GetLatenessStatsResponse {
  node?: string;
  queues?: (QueueLateness)[];
  since?: Timestamp;
}

export interface GetLimitsRequest {
}

export interface GetLimitsResponse {
  ackDeadlineMax?: Duration;
  attemptsMax?: number;
  batchMax?: number;
  connectionStreamsMax?: number;
  creditsMax?: number;
  eventRetention?: Duration;
  headerBytesMax?: number;
  horizonMax?: Duration;
  idBytesMax?: number;
  keyCallsMax?: number;
  keyStreamsMax?: number;
  labelKeyBytesMax?: number;
  labelValueBytesMax?: number;
  labelsMax?: number;
  leadMax?: Duration;
  messageBytesMax?: number;
  messageTimeout?: Duration;
  nameBytesMax?: number;
  pageSizeDefault?: number;
  pageSizeMax?: number;
  pastMax?: Duration;
  payloadBytesMax?: number;
  queueAgeMax?: Duration;
  requestIdRetention?: Duration;
  tenantStreamsMax?: number;
  timerRetention?: Duration;
  waitMax?: Duration;
}

export interface GetPolicyRequest {
  tenant?: string;
}

export interface GetPolicyResponse {
  policy?: Policy;
}

export interface GetTenantRequest {
  tenant?: string;
}

export interface GetTenantResponse {
  tenant?: Tenant;
}

export interface GetTrustRequest {
  tenant?: string;
}

export interface GetTrustResponse {
  trust?: Trust;
}

export interface GetVersionRequest {
}

export interface GetVersionResponse {
  clusterId?: string;
  node?: string;
  version?: string;
}

export interface Key {
  createTime?: Timestamp;
  createdBy?: string;
  expireTime?: Timestamp;
  id?: string;
  name?: string;
  revokeReason?: string;
  revokeTime?: Timestamp;
  revokedBy?: string;
  roles?: (string)[];
  tenant?: string;
}

export interface LatenessBucket {
  below?: Duration;
  count?: string;
}

export interface LatenessDistribution {
  buckets?: (LatenessBucket)[];
  count?: string;
  max?: Duration;
  p50?: Duration;
  p90?: Duration;
  p99?: Duration;
}

export interface ListAuditRecordsRequest {
  actor?: string;
  chain?: AuditChain;
  pageSize?: number;
  pageToken?: string;
  since?: Timestamp;
  tenant?: string;
  until?: Timestamp;
}

export interface ListAuditRecordsResponse {
  nextPageToken?: string;
  records?: (AuditRecord)[];
}

export interface ListKeysRequest {
  pageSize?: number;
  pageToken?: string;
  tenant?: string;
}

export interface ListKeysResponse {
  keys?: (Key)[];
  nextPageToken?: string;
}

export interface ListTenantsRequest {
  pageSize?: number;
  pageToken?: string;
}

export interface ListTenantsResponse {
  nextPageToken?: string;
  tenants?: (Tenant)[];
}

export interface LogEntry {
  body?: string;
  index?: string;
  term?: string;
}

export type NodeRole = "NODE_ROLE_UNSPECIFIED" | "NODE_ROLE_LEADER" | "NODE_ROLE_FOLLOWER" | "NODE_ROLE_LEARNER" | "NODE_ROLE_UNREACHABLE" | "NODE_ROLE_QUARANTINED";

export type OverdueAction = "OVERDUE_ACTION_UNSPECIFIED" | "OVERDUE_ACTION_FIRE" | "OVERDUE_ACTION_MISS" | "OVERDUE_ACTION_CANCEL";

export interface PayloadKey {
  createTime?: Timestamp;
  number?: string;
}

export interface Policy {
  digest?: string;
  text?: string;
  updateTime?: Timestamp;
  updatedBy?: string;
  version?: string;
}

export type PolicyOutcome = "POLICY_OUTCOME_UNSPECIFIED" | "POLICY_OUTCOME_SILENT" | "POLICY_OUTCOME_FORBIDS" | "POLICY_OUTCOME_FAILED";

export interface PolicyQuery {
  action?: string;
  dueInSeconds?: string;
  id?: string;
  kind?: string;
  labels?: Record<string, string>;
  payloadBytes?: string;
  principal?: string;
  queue?: string;
  role?: string;
}

export interface PolicyRuleOutcome {
  outcome?: PolicyOutcome;
  rule?: string;
}

export interface QueueLateness {
  delivered?: LatenessDistribution;
  queue?: string;
  released?: LatenessDistribution;
}

export interface Quota {
  checkpointBytes?: string;
  createsPerDay?: string;
  createsPerSecond?: string;
  horizon?: Duration;
  pendingBytes?: string;
  pendingTimers?: string;
  pendingTimersPerAgent?: string;
  schedulePeriod?: Duration;
}

export interface ReadLogRequest {
  afterIndex?: string;
}

export interface ReadLogResponse {
  appliedIndex?: string;
  clusterId?: string;
  completeTime?: Timestamp;
  entries?: (LogEntry)[];
  epoch?: string;
  firstIndex?: string;
  latestTime?: Timestamp;
}

export type Reason = "REASON_UNSPECIFIED" | "REASON_NAME_EMPTY" | "REASON_NAME_TOO_LONG" | "REASON_NAME_CHARSET" | "REASON_ID_EMPTY" | "REASON_ID_TOO_LONG" | "REASON_ID_CHARSET" | "REASON_TIME_SPEC_CHOICE" | "REASON_TIMESTAMP_RANGE" | "REASON_HORIZON_EXCEEDED" | "REASON_FIRE_TIME_TOO_OLD" | "REASON_DELAY_NEGATIVE" | "REASON_DELAY_RANGE" | "REASON_PAYLOAD_TOO_LARGE" | "REASON_PAYLOAD_JSON" | "REASON_CONTENT_TYPE" | "REASON_LABEL_COUNT" | "REASON_LABEL_SIZE" | "REASON_LABEL_DUPLICATE" | "REASON_LABEL_CHARSET" | "REASON_RETRY_POLICY" | "REASON_ACK_DEADLINE_RANGE" | "REASON_REASON_TOO_LONG" | "REASON_BATCH_SIZE" | "REASON_BATCH_DUPLICATE" | "REASON_PAGE_SIZE" | "REASON_PAGE_TOKEN" | "REASON_WINDOW_EMPTY" | "REASON_CREDITS_RANGE" | "REASON_FENCE_INVALID" | "REASON_FILTER_TOO_COMPLEX" | "REASON_STREAM_ORDER" | "REASON_MALFORMED" | "REASON_WAIT_RANGE" | "REASON_FILTER_EMPTY" | "REASON_TIMER_EXISTS" | "REASON_IDEMPOTENCY_MISMATCH" | "REASON_TIMER" | "REASON_EVENT" | "REASON_NOT_DUE" | "REASON_STALE_FENCE" | "REASON_CURSOR_AHEAD" | "REASON_CURSOR_COMPACTED" | "REASON_CURSOR_INVALID" | "REASON_QUOTA" | "REASON_DISK_RESERVE" | "REASON_MESSAGE_TOO_LARGE" | "REASON_OVERLOADED" | "REASON_NO_QUORUM" | "REASON_NOT_LEADER" | "REASON_OUTCOME_UNKNOWN" | "REASON_SHUTTING_DOWN" | "REASON_INTERNAL" | "REASON_INDEX_NOT_REACHED" | "REASON_ALREADY_REDRIVEN" | "REASON_ALREADY_SETTLED" | "REASON_MEMBERSHIP_BUSY" | "REASON_QUORUM_LOSS" | "REASON_NODE_ID_BURNED" | "REASON_NODE" | "REASON_NODE_UNREACHABLE" | "REASON_ADDRESS_INVALID" | "REASON_REPLICA_DIVERGED" | "REASON_BACKUP_CHECKSUM" | "REASON_BACKUP_EXISTS" | "REASON_BACKUP_INCOMPLETE" | "REASON_NOT_EMPTY" | "REASON_EPOCH_NOT_LARGER" | "REASON_ACTION_REQUIRED" | "REASON_QUEUE_EXISTS" | "REASON_QUEUE" | "REASON_STATE_VERSION" | "REASON_MAX_AGE_RANGE" | "REASON_UPDATE_MASK" | "REASON_DESCRIPTION_TOO_LONG" | "REASON_CONCURRENCY_KEY" | "REASON_KEY_CONCURRENCY_RANGE" | "REASON_NOTE" | "REASON_FEATURE_NOT_ACTIVE" | "REASON_UPGRADE_BLOCKED" | "REASON_NODE_LEVEL" | "REASON_PATH" | "REASON_METHOD" | "REASON_MEDIA_TYPE" | "REASON_ORIGIN" | "REASON_TLS_REQUIRED" | "REASON_TOO_MANY_CALLS" | "REASON_TOO_MANY_STREAMS" | "REASON_MESSAGE_TOO_SLOW" | "REASON_CREDENTIALS_MISSING" | "REASON_CREDENTIALS_INVALID" | "REASON_CREDENTIALS_AMBIGUOUS" | "REASON_ROLE_INSUFFICIENT" | "REASON_TENANT_FORBIDDEN" | "REASON_ROLE_UNKNOWN" | "REASON_CREDENTIAL" | "REASON_TENANT_CHARSET" | "REASON_EXPIRE_TIME" | "REASON_SIGNING_KEY" | "REASON_TENANT_REQUIRED" | "REASON_JOIN_TOKEN" | "REASON_JOIN_TOKEN_TTL_RANGE" | "REASON_PEER_TLS_REQUIRED" | "REASON_PEER_CA_KEY" | "REASON_JOIN_REQUEST" | "REASON_POLICY_DENIED" | "REASON_POLICY_TOO_LARGE" | "REASON_POLICY_SYNTAX" | "REASON_POLICY_TYPE" | "REASON_POLICY_RULE" | "REASON_POLICY_VERSION" | "REASON_POLICY_CHANGED" | "REASON_POLICY_QUERY" | "REASON_WEBHOOK" | "REASON_WEBHOOK_EXISTS" | "REASON_WEBHOOK_VERSION" | "REASON_SECRETS_KEY" | "REASON_RATE_RANGE" | "REASON_DISABLE_AFTER_RANGE" | "REASON_EVENT_TYPE" | "REASON_URL_EMPTY" | "REASON_URL_TOO_LONG" | "REASON_URL_CHARSET" | "REASON_URL_SCHEME" | "REASON_URL_SYNTAX" | "REASON_URL_USERINFO" | "REASON_URL_FRAGMENT" | "REASON_URL_HOST" | "REASON_URL_PORT" | "REASON_URL_PRIVATE_ADDRESS" | "REASON_HEADERS_TOO_MANY" | "REASON_HEADER_INVALID" | "REASON_HEADER_RESERVED" | "REASON_ACTION_COUNT" | "REASON_ACTION_TARGET" | "REASON_AFTER_ATTEMPTS_RANGE" | "REASON_AGENT" | "REASON_AGENT_TEMPLATE" | "REASON_TRUST_RULE" | "REASON_TRUST_VERSION" | "REASON_TRUST_CHANGED" | "REASON_TOKEN_EXCHANGE_OFF" | "REASON_TOKEN_TOO_LARGE" | "REASON_TOKEN_MALFORMED" | "REASON_TOKEN_ALG" | "REASON_TOKEN_HEADER" | "REASON_TOKEN_KEY" | "REASON_TOKEN_KEYS_UNAVAILABLE" | "REASON_TOKEN_ISSUER" | "REASON_TOKEN_SIGNATURE" | "REASON_TOKEN_CLAIM" | "REASON_TOKEN_AUDIENCE" | "REASON_TOKEN_NOT_YET_VALID" | "REASON_TOKEN_EXPIRED" | "REASON_TOKEN_TOO_OLD" | "REASON_TOKEN_EVENT" | "REASON_NO_ROLE_MAPPING" | "REASON_TOKEN_REPLAYED" | "REASON_TOKEN_REPLAY_FULL" | "REASON_CRON_SYNTAX" | "REASON_CRON_FIELD_RANGE" | "REASON_CRON_RANGE_REVERSED" | "REASON_CRON_STEP_ZERO" | "REASON_CRON_TOO_LONG" | "REASON_CRON_NEVER_MATCHES" | "REASON_RRULE_SYNTAX" | "REASON_RRULE_UNSUPPORTED" | "REASON_RRULE_RANGE" | "REASON_RRULE_TOO_LONG" | "REASON_RRULE_NEVER_MATCHES" | "REASON_INTERVAL_RANGE" | "REASON_INSTANTS_RANGE" | "REASON_TIMEZONE_UNKNOWN" | "REASON_COUNT_RANGE" | "REASON_JITTER_RANGE" | "REASON_PERIOD_TOO_SHORT" | "REASON_CATCHUP_UNBOUNDED" | "REASON_SCHEDULE" | "REASON_SCHEDULE_EXISTS" | "REASON_SCHEDULE_MOVED" | "REASON_ZONE_DATA_OLDER" | "REASON_BACKFILL_TOO_LARGE" | "REASON_BACKFILL_RUNNING" | "REASON_SCHEDULE_PAUSED" | "REASON_BACKFILL_FORGOTTEN" | "REASON_VERSION_REQUIRED" | "REASON_VERSION_CONFLICT" | "REASON_CHECKPOINT" | "REASON_CHECKSUM_MISMATCH" | "REASON_KEEP_LAST_RANGE" | "REASON_ROLLBACK_VERSION" | "REASON_TIMER_COUNT" | "REASON_CHECKPOINT_PARTITION" | "REASON_LEASE" | "REASON_LEASE_HELD" | "REASON_LEASE_EXPIRED" | "REASON_TTL_RANGE" | "REASON_BUDGET" | "REASON_BUDGET_SPENT" | "REASON_AMOUNT_RANGE" | "REASON_LIMIT_RANGE" | "REASON_WINDOW_RANGE" | "REASON_COOLDOWN_RANGE" | "REASON_GUARD_FAILED" | "REASON_TRANSACTION" | "REASON_OPERATION_COUNT" | "REASON_TRANSACTION_PARTITION" | "REASON_OPERATION_OPTIONAL" | "REASON_EMIT_TYPE" | "REASON_EMIT_SUBJECT" | "REASON_EMIT_ATTRIBUTE" | "REASON_NOT_A_WATCHDOG" | "REASON_IS_A_WATCHDOG" | "REASON_WATCHDOG_STAGES" | "REASON_TOUCH_COUNT" | "REASON_CONDITION_FAILED" | "REASON_CONDITION" | "REASON_ABOVE_QUOTA" | "REASON_DEFINITION_INVALID" | "REASON_DEFINITION_NO_EXIT" | "REASON_DEFINITION_UNKNOWN_PHASE" | "REASON_DEFINITION_DUPLICATE" | "REASON_DEFINITION_TOO_LARGE" | "REASON_DEFINITION" | "REASON_EXECUTION" | "REASON_EXECUTION_EXISTS" | "REASON_EXECUTION_FIELD" | "REASON_TERMINAL" | "REASON_NOT_RUNNING" | "REASON_NOT_IN_PHASE" | "REASON_TRANSITION" | "REASON_GATE_NOT_MET" | "REASON_NOT_AWAITING_APPROVAL" | "REASON_CHILDREN" | "REASON_CHILD_EXISTS" | "REASON_NOTHING_TO_RETRY" | "REASON_AGENT_FIELD" | "REASON_AGENT_RULES" | "REASON_PHASE_TIMEOUT" | "REASON_STALE_EPOCH" | "REASON_AGENT_NOT_ACTIVE" | "REASON_PAYLOAD_KEY" | "REASON_PAYLOAD_KEYS_VERSION" | "REASON_PAYLOAD_KEYS_CHANGED" | "REASON_PAYLOAD_SHREDDED" | "REASON_HANDOFF" | "REASON_HANDOFF_EXISTS" | "REASON_HANDOFF_OPEN" | "REASON_HANDOFF_OVER" | "REASON_HANDOFF_PARTY" | "REASON_HANDOFF_STATE" | "REASON_JOINING" | "REASON_NO_POINT" | "REASON_ARRIVALS" | "REASON_QUEUED" | "REASON_NOTHING_TO_RESOLVE" | "REASON_FIX" | "REASON_RECOVERY_COMMAND" | "REASON_RECOVERY_COMMAND_OVER" | "REASON_EXECUTION_FULL" | "REASON_EVENT_SUBJECT" | "REASON_SELF_APPROVAL" | "REASON_SECRETS_TOO_MANY";

export interface ReleaseOverdueRequest {
  action?: OverdueAction;
}

export interface ReleaseOverdueResponse {
  commitIndex?: string;
  finished?: boolean;
  released?: string;
}

export interface RemoveNodeRequest {
  node?: string;
}

export interface RemoveNodeResponse {
}

export interface RevokeKeyRequest {
  id?: string;
  reason?: string;
  tenant?: string;
}

export interface RevokeKeyResponse {
  commitIndex?: string;
  shard?: number;
}

export interface RevokeSigningKeyRequest {
  kid?: string;
  reason?: string;
}

export interface RevokeSigningKeyResponse {
  commitIndex?: string;
  shard?: number;
}

export interface RotatePayloadKeyRequest {
  rewrapOnly?: boolean;
  tenant?: string;
}

export interface RotatePayloadKeyResponse {
  commitIndex?: string;
  keys?: (PayloadKey)[];
  shard?: number;
}

export interface RotateSigningKeyRequest {
}

export interface RotateSigningKeyResponse {
  kid?: string;
  node?: string;
  previousKid?: string;
}

export interface SetPolicyRequest {
  tenant?: string;
  text?: string;
  version?: string;
}

export interface SetPolicyResponse {
  commitIndex?: string;
  shard?: number;
  version?: string;
}

export interface SetQuotaRequest {
  quota?: Quota;
  tenant?: string;
}

export interface SetQuotaResponse {
  commitIndex?: string;
  shard?: number;
}

export interface SetTrustRequest {
  rules?: (TrustRule)[];
  tenant?: string;
  version?: string;
}

export interface SetTrustResponse {
  commitIndex?: string;
  shard?: number;
  version?: string;
}

export interface ShredPayloadKeysRequest {
  numbers?: (string)[];
  tenant?: string;
}

export interface ShredPayloadKeysResponse {
  commitIndex?: string;
  keys?: (PayloadKey)[];
  shard?: number;
}

export interface TableRows {
  rows?: string;
  table?: string;
}

export interface Tenant {
  name?: string;
  payloadKeys?: (PayloadKey)[];
  quota?: Quota;
  usage?: Usage;
}

export interface TransferLeadershipRequest {
  to?: string;
}

export interface TransferLeadershipResponse {
  leader?: string;
}

export interface Trust {
  digest?: string;
  rules?: (TrustRule)[];
  updateTime?: Timestamp;
  updatedBy?: string;
  version?: string;
}

export interface TrustRule {
  audience?: string;
  environment?: string;
  issuer?: string;
  jobWorkflowRef?: string;
  ref?: string;
  repositoryId?: string;
  repositoryOwnerId?: string;
  role?: string;
}

export interface TryPolicyRequest {
  query?: PolicyQuery;
  tenant?: string;
  text?: string;
}

export interface TryPolicyResponse {
  allowed?: boolean;
  message?: string;
  rule?: string;
  rules?: (PolicyRuleOutcome)[];
  version?: string;
}

export interface Usage {
  checkpointBytes?: string;
  checkpoints?: string;
  createsToday?: string;
  eventBytes?: string;
  keys?: string;
  pendingBytes?: string;
  pendingTimers?: string;
  queues?: string;
  removedCheckpoints?: string;
  requestBytes?: string;
  requestIds?: string;
}

export interface Checkpoint {
  checksum?: string;
  contentType?: string;
  createTime?: Timestamp;
  createdBy?: string;
  data?: string;
  dataShredded?: boolean;
  dataSize?: number;
  execution?: string;
  keepLast?: number;
  labels?: Record<string, string>;
  name?: string;
  oldestVersion?: string;
  partitionKey?: string;
  restoredVersion?: string;
  version?: string;
}

export type Comparison = "COMPARISON_UNSPECIFIED" | "COMPARISON_EXISTS" | "COMPARISON_ABSENT" | "COMPARISON_EQUAL" | "COMPARISON_NOT_EQUAL" | "COMPARISON_LESS" | "COMPARISON_LESS_OR_EQUAL" | "COMPARISON_GREATER" | "COMPARISON_GREATER_OR_EQUAL";

export interface Condition {
  comparison?: Comparison;
  pointer?: string;
  value?: string;
}

export interface DeleteCheckpointRequest {
  execution?: string;
  expectedVersion?: string;
  name?: string;
  partitionKey?: string;
  requestId?: string;
}

export interface DeleteCheckpointResponse {
  commitIndex?: string;
  originalCommitIndex?: string;
  shard?: number;
}

export interface GetCheckpointRequest {
  execution?: string;
  name?: string;
  partitionKey?: string;
  read?: ReadOptions;
  version?: string;
}

export interface GetCheckpointResponse {
  checkpoint?: Checkpoint;
  read?: ReadInfo;
}

export interface ListCheckpointsRequest {
  execution?: string;
  name?: string;
  pageSize?: number;
  pageToken?: string;
  partitionKey?: string;
  read?: ReadOptions;
}

export interface ListCheckpointsResponse {
  checkpoints?: (Checkpoint)[];
  nextPageToken?: string;
  read?: ReadInfo;
}

export interface CheckpointListExecutionsRequest {
  idPrefix?: string;
  pageSize?: number;
  pageToken?: string;
  read?: ReadOptions;
}

export interface CheckpointListExecutionsResponse {
  executions?: (string)[];
  nextPageToken?: string;
  read?: ReadInfo;
}

export interface PutCheckpointRequest {
  checksum?: string;
  contentType?: string;
  data?: string;
  execution?: string;
  expectedVersion?: string;
  keepLast?: number;
  labels?: Record<string, string>;
  name?: string;
  partitionKey?: string;
  postconditions?: (Condition)[];
  preconditions?: (Condition)[];
  requestId?: string;
  timerIds?: (string)[];
}

export interface PutCheckpointResponse {
  checkpoint?: Checkpoint;
  commitIndex?: string;
  originalCommitIndex?: string;
  shard?: number;
}

export interface RollbackCheckpointRequest {
  execution?: string;
  expectedVersion?: string;
  name?: string;
  partitionKey?: string;
  postconditions?: (Condition)[];
  preconditions?: (Condition)[];
  reason?: string;
  requestId?: string;
  version?: string;
}

export interface RollbackCheckpointResponse {
  cancelledTimerIds?: (string)[];
  checkpoint?: Checkpoint;
  commitIndex?: string;
  originalCommitIndex?: string;
  shard?: number;
  tooLateTimerIds?: (string)[];
}

export interface VerifyCheckpointRequest {
  beforeVersion?: string;
  execution?: string;
  name?: string;
  partitionKey?: string;
  read?: ReadOptions;
}

export interface VerifyCheckpointResponse {
  badVersion?: string;
  checked?: number;
  computedChecksum?: string;
  nextBeforeVersion?: string;
  read?: ReadInfo;
  shredded?: number;
  storedChecksum?: string;
}

export type AckOutcome = "ACK_OUTCOME_UNSPECIFIED" | "ACK_OUTCOME_SETTLED" | "ACK_OUTCOME_ALREADY_SETTLED" | "ACK_OUTCOME_ALREADY_FAILED";

export interface AckRequest {
  eventId?: string;
  fence?: string;
  partitionKey?: string;
}

export interface AckResponse {
  commitIndex?: string;
  outcome?: AckOutcome;
  shard?: number;
}

export interface BudgetEventData {
  actor?: string;
  amount?: string;
  cooldownNs?: string;
  id?: string;
  limit?: string;
  partitionKey?: string;
  remaining?: string;
  windowNs?: string;
}

export interface CheckpointEventData {
  actor?: string;
  checksum?: string;
  count?: string;
  execution?: string;
  name?: string;
  reason?: string;
  restoredVersion?: string;
  version?: string;
}

export interface ConsumeAck {
  eventId?: string;
  fence?: string;
}

export interface ConsumeCredits {
  credits?: number;
}

export interface ConsumeError {
  code?: number;
  message?: string;
  reason?: string;
}

export interface ConsumeExtend {
  ackDeadline?: Duration;
  eventId?: string;
  fence?: string;
}

export interface ConsumeNack {
  delay?: Duration;
  eventId?: string;
  fence?: string;
  reason?: string;
}

export interface ConsumeOpen {
  credits?: number;
  paused?: boolean;
  queue?: string;
}

export interface ConsumeOpened {
  credits?: number;
  queue?: string;
}

export interface ConsumeRequest {
  ack?: ConsumeAck;
  credits?: ConsumeCredits;
  extend?: ConsumeExtend;
  nack?: ConsumeNack;
  open?: ConsumeOpen;
}

export interface ConsumeResponse {
  delivery?: Delivery;
  opened?: ConsumeOpened;
  result?: ConsumeResult;
}

export interface ConsumeResult {
  ack?: AckResponse;
  error?: ConsumeError;
  eventId?: string;
  extend?: ExtendResult;
  fence?: string;
  nack?: NackResponse;
}

export interface CredentialEventData {
  actor?: string;
  id?: string;
  issuer?: string;
  name?: string;
  reason?: string;
  ref?: string;
  repositoryId?: string;
  runId?: string;
}

export interface Delivery {
  ackDeadlineTime?: Timestamp;
  attempt?: number;
  envelope?: Envelope;
  fence?: string;
  fireTime?: Timestamp;
  lateness?: Duration;
  releaseTime?: Timestamp;
  traceparent?: string;
}

export interface EmitRequest {
  attributes?: Record<string, string>;
  payload?: Payload;
  requestId?: string;
  subject?: string;
  type?: string;
}

export interface EmitResponse {
  commitIndex?: string;
  eventId?: string;
  originalCommitIndex?: string;
  shard?: number;
}

export interface Envelope {
  id?: string;
  payload?: string;
  signature?: string;
  subject?: string;
  time?: Timestamp;
  type?: string;
}

export interface ExtendResult {
  ackDeadlineTime?: Timestamp;
  commitIndex?: string;
  shard?: number;
}

export interface LeaseEventData {
  actor?: string;
  expireTime?: Timestamp;
  holder?: string;
  id?: string;
  partitionKey?: string;
  token?: string;
}

export interface ListVerificationKeysRequest {
}

export interface ListVerificationKeysResponse {
  keys?: (VerificationKey)[];
}

export interface LogEvent {
  cursor?: string;
  envelope?: Envelope;
  fireTime?: Timestamp;
  sequence?: string;
}

export interface NackRequest {
  delay?: Duration;
  eventId?: string;
  fence?: string;
  partitionKey?: string;
  reason?: string;
}

export interface NackResponse {
  attempts?: number;
  commitIndex?: string;
  retryTime?: Timestamp;
  shard?: number;
}

export interface PolicyEventData {
  actor?: string;
  digest?: string;
  version?: string;
}

export interface QueueEventData {
  actor?: string;
  count?: string;
  name?: string;
  reason?: string;
}

export interface RedriveDeadLettersRequest {
  pageSize?: number;
  pageToken?: string;
  queue?: string;
  reason?: FailureReason;
  since?: Timestamp;
}

export interface RedriveDeadLettersResponse {
  commitIndex?: string;
  nextPageToken?: string;
  redriven?: number;
  shard?: number;
}

export interface RedriveRequest {
  eventId?: string;
  partitionKey?: string;
}

export interface RedriveResponse {
  commitIndex?: string;
  shard?: number;
}

export interface ScheduleEventData {
  actor?: string;
  count?: string;
  id?: string;
  reason?: string;
  time?: Timestamp;
  timerId?: string;
  timerStateVersion?: string;
  until?: Timestamp;
}

export interface TailRequest {
  cursor?: string;
  start?: boolean;
  subject?: string;
  types?: (string)[];
  unsigned?: boolean;
}

export interface TailResponse {
  event?: LogEvent;
}

export interface TimerEventData {
  actor?: string;
  attempts?: number;
  fireTime?: Timestamp;
  id?: string;
  name?: string;
  parent?: string;
  reason?: string;
  schedule?: string;
  stateVersion?: string;
}

export interface TrustEventData {
  actor?: string;
  digest?: string;
  version?: string;
}

export interface VerificationKey {
  createTime?: Timestamp;
  kid?: string;
  node?: string;
  publicKey?: string;
}

export interface WebhookEventData {
  actor?: string;
  id?: string;
  reason?: string;
}

export interface AcquireLeaseRequest {
  holder?: string;
  id?: string;
  partitionKey?: string;
  requestId?: string;
  ttl?: Duration;
}

export interface AcquireLeaseResponse {
  commitIndex?: string;
  lease?: Lease;
  originalCommitIndex?: string;
  shard?: number;
}

export interface Budget {
  cooldown?: Duration;
  createTime?: Timestamp;
  id?: string;
  lastSpendTime?: Timestamp;
  limit?: number;
  nextSpendTime?: Timestamp;
  partitionKey?: string;
  remaining?: number;
  spendCount?: string;
  spentTotal?: string;
  tenant?: string;
  updateTime?: Timestamp;
  updatedBy?: string;
  window?: Duration;
}

export interface DeleteBudgetRequest {
  id?: string;
  partitionKey?: string;
}

export interface DeleteBudgetResponse {
  commitIndex?: string;
  shard?: number;
}

export interface GetBudgetRequest {
  id?: string;
  partitionKey?: string;
  read?: ReadOptions;
}

export interface GetBudgetResponse {
  budget?: Budget;
  read?: ReadInfo;
}

export interface GetLeaseRequest {
  id?: string;
  partitionKey?: string;
  read?: ReadOptions;
}

export interface GetLeaseResponse {
  lease?: Lease;
  read?: ReadInfo;
}

export interface Lease {
  acquireTime?: Timestamp;
  acquiredBy?: string;
  expireTime?: Timestamp;
  holder?: string;
  id?: string;
  partitionKey?: string;
  tenant?: string;
  token?: string;
  ttl?: Duration;
}

export interface ListBudgetsRequest {
  idPrefix?: string;
  pageSize?: number;
  pageToken?: string;
  read?: ReadOptions;
}

export interface ListBudgetsResponse {
  budgets?: (Budget)[];
  nextPageToken?: string;
  read?: ReadInfo;
}

export interface ListLeasesRequest {
  idPrefix?: string;
  pageSize?: number;
  pageToken?: string;
  read?: ReadOptions;
}

export interface ListLeasesResponse {
  leases?: (Lease)[];
  nextPageToken?: string;
  read?: ReadInfo;
}

export interface ReleaseLeaseRequest {
  id?: string;
  partitionKey?: string;
  token?: string;
}

export interface ReleaseLeaseResponse {
  commitIndex?: string;
  shard?: number;
}

export interface RenewLeaseRequest {
  id?: string;
  partitionKey?: string;
  token?: string;
  ttl?: Duration;
}

export interface RenewLeaseResponse {
  commitIndex?: string;
  lease?: Lease;
  shard?: number;
}

export interface SetBudgetRequest {
  cooldown?: Duration;
  id?: string;
  limit?: number;
  partitionKey?: string;
  window?: Duration;
}

export interface SetBudgetResponse {
  budget?: Budget;
  commitIndex?: string;
  existing?: boolean;
  shard?: number;
}

export interface SpendBudgetRequest {
  amount?: number;
  id?: string;
  partitionKey?: string;
  requestId?: string;
}

export interface SpendBudgetResponse {
  commitIndex?: string;
  originalCommitIndex?: string;
  remaining?: number;
  shard?: number;
  spendTime?: Timestamp;
}

export interface CreateQueueRequest {
  ackDeadline?: Duration;
  description?: string;
  id?: string;
  keyConcurrency?: number;
  maxAge?: Duration;
  retryPolicy?: RetryPolicy;
}

export interface CreateQueueResponse {
  commitIndex?: string;
  existing?: boolean;
  queue?: Queue;
  shard?: number;
}

export interface DeadLetter {
  attempts?: number;
  dueTime?: Timestamp;
  eventId?: string;
  eventType?: string;
  failTime?: Timestamp;
  failure?: TimerFailure;
  stateVersion?: string;
  timerId?: string;
  timerName?: string;
}

export interface GetQueueRequest {
  id?: string;
  read?: ReadOptions;
}

export interface GetQueueResponse {
  queue?: Queue;
  read?: ReadInfo;
}

export interface ListDeadLettersRequest {
  id?: string;
  pageSize?: number;
  pageToken?: string;
  read?: ReadOptions;
  reason?: FailureReason;
  since?: Timestamp;
}

export interface ListDeadLettersResponse {
  deadLetters?: (DeadLetter)[];
  nextPageToken?: string;
  read?: ReadInfo;
}

export interface ListQueuesRequest {
  idPrefix?: string;
  pageSize?: number;
  pageToken?: string;
  read?: ReadOptions;
}

export interface ListQueuesResponse {
  nextPageToken?: string;
  queues?: (Queue)[];
  read?: ReadInfo;
}

export interface Pause {
  by?: string;
  reason?: string;
  time?: Timestamp;
}

export interface PauseQueueRequest {
  id?: string;
  reason?: string;
}

export interface PauseQueueResponse {
  commitIndex?: string;
  queue?: Queue;
  shard?: number;
}

export interface PurgeQueueRequest {
  deadLetters?: boolean;
  id?: string;
  reason?: string;
}

export interface PurgeQueueResponse {
  commitIndex?: string;
  deadLetters?: string;
  finished?: boolean;
  purged?: string;
  shard?: number;
}

export interface Queue {
  ackDeadline?: Duration;
  counts?: QueueCounts;
  createTime?: Timestamp;
  description?: string;
  id?: string;
  keyConcurrency?: number;
  maxAge?: Duration;
  pause?: Pause;
  retryPolicy?: RetryPolicy;
  stateVersion?: string;
  tenant?: string;
  updateTime?: Timestamp;
}

export interface QueueCounts {
  dead?: string;
  deadExact?: boolean;
  delayed?: string;
  leased?: string;
  leasedExact?: boolean;
  ready?: string;
  readyExact?: boolean;
}

export interface ResumeQueueRequest {
  id?: string;
  reason?: string;
}

export interface ResumeQueueResponse {
  commitIndex?: string;
  queue?: Queue;
  shard?: number;
}

export interface UpdateQueueRequest {
  ackDeadline?: Duration;
  description?: string;
  id?: string;
  keyConcurrency?: number;
  maxAge?: Duration;
  retryPolicy?: RetryPolicy;
  stateVersion?: string;
  updateMask?: FieldMask;
}

export interface UpdateQueueResponse {
  commitIndex?: string;
  queue?: Queue;
  shard?: number;
}

export interface BackfillScheduleRequest {
  from?: Timestamp;
  id?: string;
  rate?: number;
  stateVersion?: string;
  to?: Timestamp;
}

export interface BackfillScheduleResponse {
  commitIndex?: string;
  existing?: boolean;
  schedule?: Schedule;
  shard?: number;
}

export interface Calendar {
  anchor?: Timestamp;
  count?: number;
  cron?: string;
  dtstart?: string;
  end?: Timestamp;
  gap?: GapPolicy;
  instants?: (Timestamp)[];
  interval?: Duration;
  jitter?: Duration;
  monthEnd?: MonthEndPolicy;
  repeat?: RepeatPolicy;
  rrule?: string;
  seconds?: boolean;
  start?: Timestamp;
  zone?: string;
}

export interface CreateScheduleRequest {
  calendar?: Calendar;
  id?: string;
  missedRunPolicy?: MissedRunPolicy;
  missedRunsMax?: number;
  overlapPolicy?: OverlapPolicy;
  timer?: TimerTemplate;
}

export interface CreateScheduleResponse {
  commitIndex?: string;
  existing?: boolean;
  schedule?: Schedule;
  shard?: number;
}

export interface DeleteScheduleRequest {
  id?: string;
  stateVersion?: string;
}

export interface DeleteScheduleResponse {
  commitIndex?: string;
  shard?: number;
}

export type GapPolicy = "GAP_POLICY_UNSPECIFIED" | "GAP_POLICY_AFTER" | "GAP_POLICY_SKIP";

export interface GetScheduleRequest {
  id?: string;
  read?: ReadOptions;
}

export interface GetScheduleResponse {
  read?: ReadInfo;
  schedule?: Schedule;
}

export interface ListSchedulesRequest {
  idPrefix?: string;
  pageSize?: number;
  pageToken?: string;
  read?: ReadOptions;
}

export interface ListSchedulesResponse {
  nextPageToken?: string;
  read?: ReadInfo;
  schedules?: (Schedule)[];
}

export type MissedRunPolicy = "MISSED_RUN_POLICY_UNSPECIFIED" | "MISSED_RUN_POLICY_LATEST" | "MISSED_RUN_POLICY_ALL" | "MISSED_RUN_POLICY_NONE";

export type MonthEndPolicy = "MONTH_END_POLICY_UNSPECIFIED" | "MONTH_END_POLICY_SKIP" | "MONTH_END_POLICY_LAST_DAY" | "MONTH_END_POLICY_NEXT_DAY";

export interface Occurrence {
  local?: string;
  note?: string;
  time?: Timestamp;
}

export type OverlapPolicy = "OVERLAP_POLICY_UNSPECIFIED" | "OVERLAP_POLICY_SKIP" | "OVERLAP_POLICY_ALLOW" | "OVERLAP_POLICY_BUFFER_ONE" | "OVERLAP_POLICY_BUFFER_ALL" | "OVERLAP_POLICY_CANCEL_OTHER";

export interface PauseScheduleRequest {
  id?: string;
  reason?: string;
  stateVersion?: string;
}

export interface PauseScheduleResponse {
  commitIndex?: string;
  schedule?: Schedule;
  shard?: number;
}

export interface PreviewScheduleRequest {
  calendar?: Calendar;
  count?: number;
  from?: Timestamp;
}

export interface PreviewScheduleResponse {
  occurrences?: (Occurrence)[];
}

export type RepeatPolicy = "REPEAT_POLICY_UNSPECIFIED" | "REPEAT_POLICY_FIRST" | "REPEAT_POLICY_SECOND" | "REPEAT_POLICY_BOTH";

export interface ResumeScheduleRequest {
  id?: string;
  reason?: string;
  stateVersion?: string;
}

export interface ResumeScheduleResponse {
  commitIndex?: string;
  schedule?: Schedule;
  shard?: number;
}

export interface Schedule {
  backfill?: ScheduleBackfill;
  calendar?: Calendar;
  createTime?: Timestamp;
  createdBy?: string;
  decidedTime?: Timestamp;
  id?: string;
  lastTimerId?: string;
  missed?: string;
  missedRunPolicy?: MissedRunPolicy;
  missedRunsMax?: number;
  nextTime?: Timestamp;
  overlapPolicy?: OverlapPolicy;
  pause?: SchedulePause;
  payloadShredded?: boolean;
  runs?: string;
  stateVersion?: string;
  tenant?: string;
  timer?: TimerTemplate;
  updateTime?: Timestamp;
  waiting?: number;
  zoneData?: string;
}

export interface ScheduleBackfill {
  beginTime?: Timestamp;
  by?: string;
  endReason?: string;
  endTime?: Timestamp;
  existing?: number;
  from?: Timestamp;
  instants?: number;
  made?: number;
  missed?: number;
  rate?: number;
  to?: Timestamp;
}

export interface SchedulePause {
  by?: string;
  reason?: string;
  time?: Timestamp;
}

export interface TimerTemplate {
  ackDeadline?: Duration;
  actions?: (Action)[];
  concurrencyKey?: string;
  labels?: Record<string, string>;
  name?: string;
  payload?: Payload;
  priority?: Priority;
  retryPolicy?: RetryPolicy;
  target?: Target;
}

export interface TriggerScheduleRequest {
  id?: string;
  requestId?: string;
}

export interface TriggerScheduleResponse {
  commitIndex?: string;
  existing?: boolean;
  shard?: number;
  timerId?: string;
  timerStateVersion?: string;
}

export interface UpdateScheduleRequest {
  calendar?: Calendar;
  id?: string;
  missedRunPolicy?: MissedRunPolicy;
  missedRunsMax?: number;
  overlapPolicy?: OverlapPolicy;
  stateVersion?: string;
  timer?: TimerTemplate;
  updateMask?: FieldMask;
}

export interface UpdateScheduleResponse {
  commitIndex?: string;
  schedule?: Schedule;
  shard?: number;
}

export interface Action {
  afterAttempts?: number;
  target?: Target;
}

export interface AgentBinding {
  adapter?: string;
  target?: string;
  template?: string;
}

export interface BatchCreateTimersRequest {
  requests?: (CreateTimerRequest)[];
}

export interface BatchCreateTimersResponse {
  commitIndex?: string;
  results?: (BatchCreateTimersResult)[];
  shard?: number;
}

export interface BatchCreateTimersResult {
  existing?: boolean;
  id?: string;
  stateVersion?: string;
}

export type CancelOutcome = "CANCEL_OUTCOME_UNSPECIFIED" | "CANCEL_OUTCOME_CANCELLED" | "CANCEL_OUTCOME_TOO_LATE" | "CANCEL_OUTCOME_SUPERSEDED";

export interface CancelTimerRequest {
  id?: string;
  partitionKey?: string;
  reason?: string;
  requestId?: string;
  stateVersion?: string;
}

export interface CancelTimerResponse {
  commitIndex?: string;
  eventId?: string;
  originalCommitIndex?: string;
  outcome?: CancelOutcome;
  shard?: number;
  stateVersion?: string;
}

export interface CancelTimersRequest {
  dueFrom?: Timestamp;
  dueUntil?: Timestamp;
  idPrefix?: string;
  labels?: Record<string, string>;
  namePrefix?: string;
  pageSize?: number;
  pageToken?: string;
  queue?: string;
  reason?: string;
  requestId?: string;
}

export interface CancelTimersResponse {
  alreadyCancelled?: number;
  cancelled?: number;
  commitIndex?: string;
  nextPageToken?: string;
  originalCommitIndex?: string;
  shard?: number;
  superseded?: number;
  tooLate?: number;
}

export interface Cancellation {
  by?: string;
  reason?: string;
  time?: Timestamp;
}

export type Consistency = "CONSISTENCY_UNSPECIFIED" | "CONSISTENCY_LINEARIZABLE" | "CONSISTENCY_LOCAL";

export interface CreateTimerRequest {
  ackDeadline?: Duration;
  actions?: (Action)[];
  agent?: AgentBinding;
  concurrencyKey?: string;
  delay?: Duration;
  fireTime?: Timestamp;
  id?: string;
  labels?: Record<string, string>;
  name?: string;
  note?: string;
  partitionKey?: string;
  payload?: Payload;
  priority?: Priority;
  requestId?: string;
  retryPolicy?: RetryPolicy;
  target?: Target;
  watchdog?: NewWatchdog;
}

export interface CreateTimerResponse {
  commitIndex?: string;
  existing?: boolean;
  shard?: number;
  timer?: Timer;
}

export interface TimerFailure {
  message?: string;
  reason?: FailureReason;
}

export type FailureReason = "FAILURE_REASON_UNSPECIFIED" | "FAILURE_REASON_ATTEMPTS_SPENT" | "FAILURE_REASON_EXPIRED" | "FAILURE_REASON_MISSED" | "FAILURE_REASON_PURGED" | "FAILURE_REASON_REFUSED";

export interface GetTimerRequest {
  id?: string;
  partitionKey?: string;
  read?: ReadOptions;
}

export interface GetTimerResponse {
  read?: ReadInfo;
  timer?: Timer;
}

export interface ListTimersRequest {
  dueFrom?: Timestamp;
  dueUntil?: Timestamp;
  idPrefix?: string;
  labels?: Record<string, string>;
  namePrefix?: string;
  pageSize?: number;
  pageToken?: string;
  queue?: string;
  read?: ReadOptions;
  statuses?: (TimerStatus)[];
}

export interface ListTimersResponse {
  nextPageToken?: string;
  read?: ReadInfo;
  timers?: (Timer)[];
}

export interface NewWatchdog {
  epoch?: string;
  stages?: (WatchdogStage)[];
}

export interface NoTarget {
}

export interface Origin {
  action?: number;
  parentId?: string;
  parentStateVersion?: string;
  scheduleId?: string;
  scheduleTime?: Timestamp;
  stage?: number;
}

export interface Payload {
  contentType?: string;
  data?: string;
}

export type Priority = "PRIORITY_UNSPECIFIED" | "PRIORITY_NOW" | "PRIORITY_NEXT" | "PRIORITY_FUTURE";

export interface ReadInfo {
  index?: string;
  maxAge?: Duration;
  shard?: number;
}

export interface ReadOptions {
  consistency?: Consistency;
  minIndex?: string;
}

export type RescheduleOutcome = "RESCHEDULE_OUTCOME_UNSPECIFIED" | "RESCHEDULE_OUTCOME_RESCHEDULED" | "RESCHEDULE_OUTCOME_TOO_LATE" | "RESCHEDULE_OUTCOME_SUPERSEDED" | "RESCHEDULE_OUTCOME_CANCELLED";

export interface RescheduleTimerRequest {
  delay?: Duration;
  fireTime?: Timestamp;
  id?: string;
  partitionKey?: string;
  requestId?: string;
  stateVersion?: string;
}

export interface RescheduleTimerResponse {
  commitIndex?: string;
  eventId?: string;
  fireTime?: Timestamp;
  originalCommitIndex?: string;
  outcome?: RescheduleOutcome;
  shard?: number;
  stateVersion?: string;
}

export interface RetryPolicy {
  initialBackoff?: Duration;
  jitter?: number;
  maxAttempts?: number;
  maxBackoff?: Duration;
  multiplier?: number;
}

export interface SubmitError {
  code?: number;
  fields?: (string)[];
  message?: string;
  metadata?: Record<string, string>;
  reason?: string;
  retryDelay?: Duration;
}

export interface SubmitRequest {
  cancel?: CancelTimerRequest;
  create?: CreateTimerRequest;
  reschedule?: RescheduleTimerRequest;
  sequence?: string;
}

export interface SubmitResponse {
  cancel?: CancelTimerResponse;
  create?: CreateTimerResponse;
  error?: SubmitError;
  reschedule?: RescheduleTimerResponse;
  sequence?: string;
}

export interface Target {
  none?: NoTarget;
  queue?: string;
  webhook?: string;
}

export interface Timer {
  ackDeadline?: Duration;
  actions?: (Action)[];
  armTime?: Timestamp;
  attempts?: number;
  cancel?: Cancellation;
  concurrencyKey?: string;
  createTime?: Timestamp;
  createdBy?: string;
  delay?: Duration;
  failure?: TimerFailure;
  fireTime?: Timestamp;
  id?: string;
  kind?: TimerKind;
  labels?: Record<string, string>;
  lateness?: Duration;
  name?: string;
  note?: string;
  origin?: Origin;
  partitionKey?: string;
  payload?: Payload;
  payloadShredded?: boolean;
  priority?: Priority;
  releaseTime?: Timestamp;
  retryPolicy?: RetryPolicy;
  settleTime?: Timestamp;
  stateVersion?: string;
  status?: TimerStatus;
  target?: Target;
  tenant?: string;
  watchdog?: Watchdog;
}

export type TimerKind = "TIMER_KIND_UNSPECIFIED" | "TIMER_KIND_ONE_SHOT" | "TIMER_KIND_WATCHDOG";

export type TimerStatus = "TIMER_STATUS_UNSPECIFIED" | "TIMER_STATUS_SCHEDULED" | "TIMER_STATUS_ARMED" | "TIMER_STATUS_FIRED" | "TIMER_STATUS_SETTLED" | "TIMER_STATUS_CANCELLED" | "TIMER_STATUS_FAILED";

export type TouchOutcome = "TOUCH_OUTCOME_UNSPECIFIED" | "TOUCH_OUTCOME_TOUCHED" | "TOUCH_OUTCOME_TOO_LATE" | "TOUCH_OUTCOME_SUPERSEDED" | "TOUCH_OUTCOME_CANCELLED" | "TOUCH_OUTCOME_NOT_FOUND" | "TOUCH_OUTCOME_NOT_A_WATCHDOG";

export interface TouchRequest {
  epoch?: string;
  id?: string;
  partitionKey?: string;
  sequence?: string;
  touches?: (WatchdogTouch)[];
}

export interface TouchResponse {
  results?: (TouchResult)[];
  shard?: number;
}

export interface TouchResult {
  commitIndex?: string;
  epoch?: string;
  eventId?: string;
  fireTime?: Timestamp;
  id?: string;
  outcome?: TouchOutcome;
  sequence?: string;
}

export interface TouchStreamRequest {
  touch?: WatchdogTouch;
}

export interface TouchStreamResponse {
  error?: SubmitError;
  result?: TouchResult;
}

export type WaitOutcome = "WAIT_OUTCOME_UNSPECIFIED" | "WAIT_OUTCOME_REACHED" | "WAIT_OUTCOME_TIMED_OUT";

export interface WaitTimerRequest {
  id?: string;
  partitionKey?: string;
  read?: ReadOptions;
  timeout?: Duration;
  until?: WaitUntil;
}

export interface WaitTimerResponse {
  outcome?: WaitOutcome;
  read?: ReadInfo;
  timer?: Timer;
}

export type WaitUntil = "WAIT_UNTIL_UNSPECIFIED" | "WAIT_UNTIL_FIRED" | "WAIT_UNTIL_TERMINAL";

export interface Watchdog {
  epoch?: string;
  sequence?: string;
  stages?: (WatchdogStage)[];
  stagesReached?: number;
  touchTime?: Timestamp;
  ttl?: Duration;
}

export interface WatchdogStage {
  delay?: Duration;
  target?: Target;
}

export interface WatchdogTouch {
  epoch?: string;
  id?: string;
  partitionKey?: string;
  sequence?: string;
}

export interface BudgetGuard {
  amount?: number;
  id?: string;
}

export interface CheckpointGuard {
  execution?: string;
  name?: string;
  version?: string;
}

export interface CheckpointResult {
  cancelledTimerIds?: (string)[];
  checkpoint?: Checkpoint;
  tooLateTimerIds?: (string)[];
}

export interface EmitResult {
  eventId?: string;
}

export interface Guard {
  budget?: BudgetGuard;
  checkpoint?: CheckpointGuard;
  lease?: LeaseGuard;
  timer?: TimerGuard;
}

export interface LeaseGuard {
  id?: string;
  token?: string;
}

export interface NotDone {
  cause?: string;
  stateVersion?: string;
}

export interface Operation {
  cancelTimer?: CancelTimerRequest;
  createTimer?: CreateTimerRequest;
  emit?: EmitRequest;
  optional?: boolean;
  putCheckpoint?: PutCheckpointRequest;
  rescheduleTimer?: RescheduleTimerRequest;
  rollbackCheckpoint?: RollbackCheckpointRequest;
  settle?: AckRequest;
  spendBudget?: SpendBudgetRequest;
  withdrawTimer?: WithdrawTimer;
}

export interface OperationResult {
  checkpoint?: CheckpointResult;
  emit?: EmitResult;
  notDone?: NotDone;
  settle?: SettleResult;
  spend?: SpendResult;
  timer?: TimerResult;
}

export interface SettleResult {
  eventId?: string;
}

export interface SpendResult {
  remaining?: number;
  spendTime?: Timestamp;
}

export interface TimerGuard {
  id?: string;
  stateVersion?: string;
}

export interface TimerResult {
  fireTime?: Timestamp;
  id?: string;
  stateVersion?: string;
}

export interface TransactRequest {
  guards?: (Guard)[];
  operations?: (Operation)[];
  partitionKey?: string;
  requestId?: string;
}

export interface TransactResponse {
  commitIndex?: string;
  originalCommitIndex?: string;
  results?: (OperationResult)[];
  shard?: number;
}

export interface WithdrawTimer {
  id?: string;
  reason?: string;
}

export interface CreateWebhookRequest {
  allowPrivate?: boolean;
  disableAfter?: Duration;
  disabled?: boolean;
  eventTypes?: (string)[];
  headers?: Record<string, string>;
  id?: string;
  rate?: WebhookRate;
  url?: string;
}

export interface CreateWebhookResponse {
  commitIndex?: string;
  existing?: boolean;
  publicKey?: string;
  secret?: string;
  shard?: number;
  webhook?: Webhook;
}

export interface DeleteWebhookRequest {
  id?: string;
  stateVersion?: string;
}

export interface DeleteWebhookResponse {
  commitIndex?: string;
  shard?: number;
}

export type DisabledReason = "DISABLED_REASON_UNSPECIFIED" | "DISABLED_REASON_OWNER" | "DISABLED_REASON_GONE" | "DISABLED_REASON_FAILING";

export interface GetWebhookRequest {
  id?: string;
  read?: ReadOptions;
}

export interface GetWebhookResponse {
  read?: ReadInfo;
  webhook?: Webhook;
}

export interface ListWebhookAttemptsRequest {
  id?: string;
  read?: ReadOptions;
}

export interface ListWebhookAttemptsResponse {
  attempts?: (WebhookAttempt)[];
  read?: ReadInfo;
}

export interface ListWebhooksRequest {
  pageSize?: number;
  pageToken?: string;
  read?: ReadOptions;
}

export interface ListWebhooksResponse {
  nextPageToken?: string;
  read?: ReadInfo;
  webhooks?: (Webhook)[];
}

export interface SigningPair {
  endTime?: Timestamp;
  publicKey?: string;
}

export interface TestWebhookRequest {
  id?: string;
}

export interface TestWebhookResponse {
  attempt?: WebhookAttempt;
  delivered?: boolean;
}

export interface UpdateWebhookRequest {
  allowPrivate?: boolean;
  disableAfter?: Duration;
  disabled?: boolean;
  eventTypes?: (string)[];
  headers?: Record<string, string>;
  id?: string;
  overlap?: Duration;
  rate?: WebhookRate;
  rotateSecrets?: boolean;
  stateVersion?: string;
  updateMask?: FieldMask;
  url?: string;
}

export interface UpdateWebhookResponse {
  commitIndex?: string;
  publicKey?: string;
  secret?: string;
  shard?: number;
  webhook?: Webhook;
}

export interface Webhook {
  allowPrivate?: boolean;
  createTime?: Timestamp;
  createdBy?: string;
  deadEvents?: string;
  deadEventsForgotten?: string;
  disableAfter?: Duration;
  disableTime?: Timestamp;
  disabled?: boolean;
  disabledReason?: DisabledReason;
  eventTypes?: (string)[];
  failingSince?: Timestamp;
  headerNames?: (string)[];
  id?: string;
  publicKeys?: (string)[];
  rate?: WebhookRate;
  signingPairs?: (SigningPair)[];
  stateVersion?: string;
  tenant?: string;
  updateTime?: Timestamp;
  url?: string;
}

export interface WebhookAttempt {
  answer?: string;
  duration?: Duration;
  eventId?: string;
  failure?: string;
  message?: string;
  number?: number;
  outcome?: WebhookAttemptOutcome;
  retryTime?: Timestamp;
  status?: number;
  time?: Timestamp;
}

export type WebhookAttemptOutcome = "WEBHOOK_ATTEMPT_OUTCOME_UNSPECIFIED" | "WEBHOOK_ATTEMPT_OUTCOME_DELIVERED" | "WEBHOOK_ATTEMPT_OUTCOME_RETRY" | "WEBHOOK_ATTEMPT_OUTCOME_FAILED" | "WEBHOOK_ATTEMPT_OUTCOME_GONE" | "WEBHOOK_ATTEMPT_OUTCOME_TEST";

export interface WebhookRate {
  burst?: number;
  concurrency?: number;
  perSecond?: number;
}

export interface AcceptHandoffRequest {
  by?: HandoffParty;
  execution?: string;
  id?: string;
}

export interface AcceptHandoffResponse {
  handoff?: Handoff;
}

export interface AddCommentRequest {
  by?: string;
  commentId?: string;
  id?: string;
  text?: string;
}

export interface AddCommentResponse {
  execution?: Execution;
}

export interface Agent {
  capabilities?: (string)[];
  doing?: AgentDoing;
  epoch?: string;
  id?: string;
  missed?: number;
  moneyMicros?: string;
  problems?: (string)[];
  progress?: string;
  progressTime?: Timestamp;
  queues?: (string)[];
  reason?: string;
  restarts?: string;
  status?: AgentStatus;
  tokens?: string;
  ttl?: Duration;
  version?: string;
  work?: AgentWork;
}

export type AgentDoing = "AGENT_DOING_UNSPECIFIED" | "AGENT_DOING_WORKING" | "AGENT_DOING_IDLE" | "AGENT_DOING_BETWEEN";

export type AgentStatus = "AGENT_STATUS_UNSPECIFIED" | "AGENT_STATUS_EXPECTED" | "AGENT_STATUS_LIVE" | "AGENT_STATUS_WARNED" | "AGENT_STATUS_DEGRADED" | "AGENT_STATUS_UNRESPONSIVE" | "AGENT_STATUS_QUARANTINED" | "AGENT_STATUS_RETIRED";

export interface AgentWork {
  execution?: string;
  fence?: string;
}

export interface ApplyDefinitionRequest {
  document?: string;
  dryRun?: boolean;
}

export interface ApplyDefinitionResponse {
  definition?: Definition;
  existing?: boolean;
}

export interface Approval {
  artifacts?: (string)[];
  checklist?: (string)[];
  execution?: Execution;
  from?: string;
  late?: boolean;
  moneyMicros?: string;
  omitted?: number;
  output?: string;
  quorum?: number;
  requestTime?: Timestamp;
  risk?: string;
  score?: number;
  tokens?: string;
  votes?: (ApprovalVote)[];
  worker?: string;
}

export interface ApprovalVote {
  approved?: boolean;
  by?: string;
  principal?: string;
  why?: string;
}

export interface ArriveRequest {
  arrivalId?: string;
  id?: string;
  point?: string;
  who?: string;
}

export interface ArriveResponse {
  execution?: Execution;
}

export interface Board {
  columns?: (BoardColumn)[];
  definition?: string;
  moneyMicros?: string;
  statuses?: (StatusCount)[];
  tokens?: string;
}

export interface BoardColumn {
  blocked?: number;
  count?: number;
  executions?: (Execution)[];
  phase?: string;
}

export interface CancelExecutionRequest {
  id?: string;
  reason?: string;
}

export interface CancelExecutionResponse {
  execution?: Execution;
}

export interface Child {
  definition?: string;
  id?: string;
  phase?: string;
  reason?: string;
  status?: ExecutionStatus;
}

export interface ClaimAttemptRequest {
  by?: string;
  fence?: string;
  id?: string;
  signalQueue?: string;
}

export interface ClaimAttemptResponse {
  execution?: Execution;
}

export type CommandStatus = "COMMAND_STATUS_UNSPECIFIED" | "COMMAND_STATUS_PENDING" | "COMMAND_STATUS_ACKNOWLEDGED" | "COMMAND_STATUS_IN_PROGRESS" | "COMMAND_STATUS_COMPLETED" | "COMMAND_STATUS_FAILED" | "COMMAND_STATUS_CANCELLED";

export interface Comment {
  by?: string;
  text?: string;
  time?: Timestamp;
}

export interface CompletePhaseRequest {
  artifacts?: (string)[];
  checklist?: (string)[];
  feedback?: string;
  fence?: string;
  id?: string;
  moneyMicros?: string;
  output?: string;
  phase?: string;
  score?: number;
  to?: string;
  tokens?: string;
}

export interface CompletePhaseResponse {
  execution?: Execution;
}

export interface CurrentPhase {
  approvalFrom?: string;
  approvalNext?: string;
  attempt?: number;
  deadline?: Timestamp;
  fence?: string;
  handoff?: string;
  heldBy?: string;
  id?: string;
  join?: JoinProgress;
  since?: Timestamp;
  status?: PhaseStatus;
  visit?: number;
}

export interface DecideApprovalRequest {
  approved?: boolean;
  by?: string;
  fence?: string;
  id?: string;
  phase?: string;
  why?: string;
}

export interface DecideApprovalResponse {
  eventId?: string;
  execution?: Execution;
}

export interface Definition {
  document?: string;
  name?: string;
  version?: string;
}

export interface DelegateApprovalRequest {
  by?: string;
  fence?: string;
  id?: string;
  to?: string;
  why?: string;
}

export interface DelegateApprovalResponse {
  execution?: Execution;
}

export interface Execution {
  assignee?: string;
  children?: (Child)[];
  comments?: (Comment)[];
  createTime?: Timestamp;
  deadline?: Timestamp;
  definition?: string;
  definitionVersion?: string;
  endTime?: Timestamp;
  failure?: WorkflowFailure;
  id?: string;
  input?: string;
  labels?: Record<string, string>;
  moneyMicros?: string;
  occurrenceTime?: Timestamp;
  outputPhase?: string;
  outputs?: (PhaseOutput)[];
  parent?: string;
  phase?: CurrentPhase;
  priority?: Priority;
  reason?: string;
  recovery?: Recovery;
  schedule?: string;
  startTime?: Timestamp;
  status?: ExecutionStatus;
  steps?: string;
  title?: string;
  tokens?: string;
  updateTime?: Timestamp;
  version?: string;
  visits?: Record<string, number>;
}

export type ExecutionOrder = "EXECUTION_ORDER_UNSPECIFIED" | "EXECUTION_ORDER_ID" | "EXECUTION_ORDER_CREATE_TIME" | "EXECUTION_ORDER_UPDATE_TIME" | "EXECUTION_ORDER_END_TIME" | "EXECUTION_ORDER_PHASE_TIME";

export type ExecutionStatus = "EXECUTION_STATUS_UNSPECIFIED" | "EXECUTION_STATUS_RUNNING" | "EXECUTION_STATUS_PAUSED" | "EXECUTION_STATUS_BLOCKED" | "EXECUTION_STATUS_COMPLETED" | "EXECUTION_STATUS_FAILED" | "EXECUTION_STATUS_CANCELLED";

export interface WorkflowFailure {
  class?: FailureClass;
  message?: string;
  signature?: string;
  type?: FailureType;
}

export type FailureClass = "FAILURE_CLASS_UNSPECIFIED" | "FAILURE_CLASS_TRANSIENT" | "FAILURE_CLASS_PERMANENT" | "FAILURE_CLASS_INDETERMINATE";

export type FailureType = "FAILURE_TYPE_UNSPECIFIED" | "FAILURE_TYPE_HALLUCINATION" | "FAILURE_TYPE_TOOL_ERROR" | "FAILURE_TYPE_LOGIC_ERROR" | "FAILURE_TYPE_TIMEOUT" | "FAILURE_TYPE_OTHER";

export interface FixCount {
  confidence?: number;
  failureType?: FailureType;
  fix?: string;
  succeeded?: string;
  tried?: string;
}

export interface GetAgentRequest {
  id?: string;
}

export interface GetAgentResponse {
  agent?: Agent;
}

export interface GetBoardRequest {
  assignee?: string;
  cards?: number;
  definition?: string;
  labels?: Record<string, string>;
  parent?: string;
  schedule?: string;
}

export interface GetBoardResponse {
  board?: Board;
}

export interface GetDefinitionRequest {
  name?: string;
  version?: string;
}

export interface GetDefinitionResponse {
  definition?: Definition;
}

export interface GetExecutionRequest {
  id?: string;
}

export interface GetExecutionResponse {
  execution?: Execution;
}

export interface GetHandoffRequest {
  execution?: string;
  id?: string;
}

export interface GetHandoffResponse {
  handoff?: Handoff;
}

export interface GetRecoveryCountsRequest {
  definition?: string;
}

export interface GetRecoveryCountsResponse {
  counts?: RecoveryCounts;
}

export interface GetTimelineRequest {
  id?: string;
}

export interface GetTimelineResponse {
  entry?: TimelineEntry;
}

export interface Handoff {
  deadline?: Timestamp;
  execution?: string;
  fence?: string;
  from?: HandoffParty;
  id?: string;
  newFence?: string;
  phase?: string;
  reason?: string;
  state?: string;
  stateSha256?: string;
  status?: HandoffStatus;
  to?: HandoffParty;
  voters?: (string)[];
  votes?: (HandoffVote)[];
  votesNeeded?: number;
  why?: string;
}

export interface HandoffParty {
  agent?: string;
  epoch?: string;
}

export type HandoffStatus = "HANDOFF_STATUS_UNSPECIFIED" | "HANDOFF_STATUS_PROPOSED" | "HANDOFF_STATUS_ACCEPTED" | "HANDOFF_STATUS_COMMITTED" | "HANDOFF_STATUS_REJECTED" | "HANDOFF_STATUS_EXPIRED" | "HANDOFF_STATUS_WITHDRAWN";

export interface HandoffVote {
  approved?: boolean;
  voter?: string;
  why?: string;
}

export interface HeartbeatRequest {
  doing?: AgentDoing;
  epoch?: string;
  failure?: string;
  fingerprint?: string;
  heartbeatId?: string;
  id?: string;
  moneyMicros?: string;
  progress?: string;
  tokens?: string;
  work?: AgentWork;
}

export interface HeartbeatResponse {
  aliveUntil?: Timestamp;
  epoch?: string;
  status?: AgentStatus;
}

export interface JoinProgress {
  arrivalsNeeded?: number;
  arrived?: (string)[];
  childrenNeeded?: number;
  completed?: number;
}

export interface ListAgentsRequest {
  capability?: string;
  idPrefix?: string;
  statuses?: (AgentStatus)[];
}

export interface ListAgentsResponse {
  agent?: Agent;
}

export interface ListApprovalsRequest {
  definition?: string;
  from?: string;
  idPrefix?: string;
  labels?: Record<string, string>;
}

export interface ListApprovalsResponse {
  approval?: Approval;
}

export interface ListDefinitionsRequest {
  namePrefix?: string;
}

export interface ListDefinitionsResponse {
  definition?: Definition;
}

export interface WorkflowListExecutionsRequest {
  after?: string;
  assignee?: string;
  definition?: string;
  descending?: boolean;
  idPrefix?: string;
  labels?: Record<string, string>;
  limit?: number;
  order?: ExecutionOrder;
  parent?: string;
  phase?: string;
  schedule?: string;
  statuses?: (ExecutionStatus)[];
}

export interface WorkflowListExecutionsResponse {
  execution?: Execution;
  position?: string;
}

export interface ListHandoffsRequest {
  agent?: string;
  execution?: string;
  statuses?: (HandoffStatus)[];
}

export interface ListHandoffsResponse {
  handoffs?: (Handoff)[];
}

export interface ListOutputsRequest {
  children?: boolean;
  id?: string;
  phase?: string;
}

export interface ListOutputsResponse {
  output?: Output;
}

export interface Output {
  data?: string;
  definition?: string;
  execution?: string;
  phase?: string;
  status?: ExecutionStatus;
  version?: string;
}

export interface PauseExecutionRequest {
  id?: string;
  reason?: string;
}

export interface PauseExecutionResponse {
  execution?: Execution;
}

export interface PhaseOutput {
  phase?: string;
  sizeBytes?: number;
  version?: string;
}

export type PhaseStatus = "PHASE_STATUS_UNSPECIFIED" | "PHASE_STATUS_WORKING" | "PHASE_STATUS_BACKING_OFF" | "PHASE_STATUS_AWAITING_APPROVAL" | "PHASE_STATUS_JOINING" | "PHASE_STATUS_QUEUED" | "PHASE_STATUS_RECOVERING";

export interface ProposeHandoffRequest {
  deadline?: Duration;
  execution?: string;
  fence?: string;
  from?: HandoffParty;
  id?: string;
  reason?: string;
  state?: string;
  to?: HandoffParty;
}

export interface ProposeHandoffResponse {
  handoff?: Handoff;
}

export interface QuarantineAgentRequest {
  id?: string;
  reason?: string;
}

export interface QuarantineAgentResponse {
  agent?: Agent;
}

export interface Recovery {
  by?: string;
  command?: RecoveryCommand;
  failed?: (string)[];
  failureType?: FailureType;
  fix?: string;
  rule?: string;
  status?: RecoveryStatus;
  suggestions?: (Suggestion)[];
}

export interface RecoveryCommand {
  by?: string;
  id?: string;
  note?: string;
  queue?: string;
  sent?: number;
  status?: CommandStatus;
}

export interface RecoveryCounts {
  failed?: string;
  fixes?: (FixCount)[];
  recoveredAutomatically?: string;
  recoveredByChoice?: string;
  withdrawn?: string;
}

export type RecoveryStatus = "RECOVERY_STATUS_UNSPECIFIED" | "RECOVERY_STATUS_LOOKING" | "RECOVERY_STATUS_ASKED" | "RECOVERY_STATUS_COMMANDED" | "RECOVERY_STATUS_APPLIED" | "RECOVERY_STATUS_SUCCEEDED" | "RECOVERY_STATUS_FAILED" | "RECOVERY_STATUS_WITHDRAWN";

export interface RegisterAgentRequest {
  capabilities?: (string)[];
  expected?: boolean;
  id?: string;
  queues?: (string)[];
  requestId?: string;
  rules?: string;
  ttl?: Duration;
}

export interface RegisterAgentResponse {
  agent?: Agent;
}

export interface RegressPhaseRequest {
  fence?: string;
  id?: string;
  reason?: string;
  to?: string;
}

export interface RegressPhaseResponse {
  execution?: Execution;
}

export interface RejectHandoffRequest {
  by?: HandoffParty;
  execution?: string;
  id?: string;
  why?: string;
}

export interface RejectHandoffResponse {
  handoff?: Handoff;
}

export interface ReleaseAgentRequest {
  id?: string;
}

export interface ReleaseAgentResponse {
  agent?: Agent;
}

export interface ReportFailureRequest {
  failure?: WorkflowFailure;
  fence?: string;
  id?: string;
  moneyMicros?: string;
  tokens?: string;
}

export interface ReportFailureResponse {
  execution?: Execution;
}

export interface ResolveFailureRequest {
  by?: string;
  fence?: string;
  fix?: string;
  id?: string;
  why?: string;
}

export interface ResolveFailureResponse {
  execution?: Execution;
}

export interface ResumeExecutionRequest {
  id?: string;
  phase?: string;
  version?: string;
}

export interface ResumeExecutionResponse {
  execution?: Execution;
}

export interface RetireAgentRequest {
  epoch?: string;
  id?: string;
  reason?: string;
}

export interface RetireAgentResponse {
  agent?: Agent;
}

export interface RetryExecutionRequest {
  id?: string;
}

export interface RetryExecutionResponse {
  execution?: Execution;
}

export interface SignalExecutionRequest {
  data?: string;
  id?: string;
  name?: string;
  signalId?: string;
}

export interface SignalExecutionResponse {
  execution?: Execution;
}

export interface SpawnChildRequest {
  childId?: string;
  definition?: string;
  id?: string;
  input?: string;
  phase?: string;
  reason?: string;
}

export interface SpawnChildResponse {
  execution?: Execution;
}

export interface StartExecutionRequest {
  definition?: string;
  definitionVersion?: string;
  id?: string;
  input?: string;
  labels?: Record<string, string>;
  phase?: string;
  priority?: Priority;
  title?: string;
}

export interface StartExecutionResponse {
  execution?: Execution;
  existing?: boolean;
}

export interface StatusCount {
  count?: number;
  status?: ExecutionStatus;
}

export interface Suggestion {
  confidence?: number;
  fix?: string;
  highRisk?: boolean;
  succeeded?: string;
  tried?: string;
}

export interface TimelineEntry {
  eventId?: string;
  number?: string;
  payload?: string;
  signature?: string;
  time?: Timestamp;
  type?: string;
}

export interface UpdateCommandRequest {
  by?: string;
  command?: string;
  id?: string;
  note?: string;
  status?: CommandStatus;
}

export interface UpdateCommandResponse {
  execution?: Execution;
}

export interface UpdateExecutionRequest {
  id?: string;
  priority?: Priority;
  removeLabels?: (string)[];
  setLabels?: Record<string, string>;
  title?: string;
}

export interface UpdateExecutionResponse {
  execution?: Execution;
}

export interface VoteHandoffRequest {
  approved?: boolean;
  execution?: string;
  id?: string;
  voter?: string;
  why?: string;
}

export interface VoteHandoffResponse {
  handoff?: Handoff;
}

export interface WithdrawHandoffRequest {
  by?: HandoffParty;
  execution?: string;
  id?: string;
  why?: string;
}

export interface WithdrawHandoffResponse {
  handoff?: Handoff;
}
