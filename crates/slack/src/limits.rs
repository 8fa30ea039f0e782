//! All limits of this crate. Each comment names its origin: Slack, or us. The limits of timers equal those of the API.

/// Bytes of a request's body, ours. An interaction carries the message whose button was pressed.
pub const BODY_BYTES_MAX: usize = 256 << 10;
/// Fields of a form, ours; Slack sends about fifteen.
pub const FORM_FIELDS_MAX: usize = 64;
/// Bytes of a command's text as Slack sends it, ours. Slack lets people type 4,000 characters, and escapes them.
pub const TEXT_BYTES_MAX: usize = 16 << 10;
/// Bytes of the id of a team, user or channel, ours. Slack's ids have about eleven.
pub const SLACK_ID_BYTES_MAX: usize = 32;
/// Bytes of a trigger id, ours. It becomes a request id of the API.
pub const TRIGGER_ID_BYTES_MAX: usize = 120;
/// Bytes of a response URL, ours.
pub const RESPONSE_URL_BYTES_MAX: usize = 1_024;
/// Buttons pressed in one interaction, Slack's. An actions block has no more elements.
pub const PRESSES_MAX: usize = 25;

/// Largest difference between a request's timestamp and the clock, in either direction, seconds. Slack's advice.
pub const REQUEST_AGE_S_MAX: u64 = 300;
/// Signing secrets at a time, ours: the current one, and secrets before and after a rotation.
pub const SECRETS_MAX: usize = 4;
/// Fewest bytes of a signing secret, ours. Slack's secrets have 32.
pub const SECRET_BYTES_MIN: usize = 16;
/// Most bytes of a signing secret, ours.
pub const SECRET_BYTES_MAX: usize = 256;

/// Answers to one response URL, Slack's.
pub const RESPONSES_MAX: u32 = 5;
/// Lifetime of a response URL, Slack's, seconds.
pub const RESPONSE_AGE_S_MAX: u64 = 30 * 60;
/// Safety margin before the end of a response URL's lifetime, seconds. An answer takes time to arrive.
pub const RESPONSE_MARGIN_S: u64 = 30;

/// Blocks of a message, Slack's.
pub const BLOCKS_MAX: usize = 50;
/// Characters of a text, Slack's, after escaping.
pub const TEXT_CHARS_MAX: usize = 3_000;
/// Characters of a button's text, Slack's.
pub const BUTTON_CHARS_MAX: usize = 75;
/// Characters of an action id, Slack's.
pub const ACTION_ID_CHARS_MAX: usize = 255;
/// Characters of a button's value, Slack's.
pub const ACTION_VALUE_CHARS_MAX: usize = 2_000;
/// Timers shown in a list, ours. Each takes one block.
pub const LISTED_MAX: usize = 20;

/// Bytes of a name.
pub const NAME_BYTES_MAX: usize = 255;
/// Bytes of a timer's id, or a tenant's.
pub const ID_BYTES_MAX: usize = 128;
/// Labels of a timer.
pub const LABELS_MAX: usize = 32;
/// Bytes of a label's key.
pub const LABEL_KEY_BYTES_MAX: usize = 63;
/// Bytes of a label's value.
pub const LABEL_VALUE_BYTES_MAX: usize = 255;
/// Bytes of a region, ours.
pub const REGION_BYTES_MAX: usize = 63;
/// Bytes of metadata, ours; far below the limit of a payload.
pub const METADATA_BYTES_MAX: usize = 8 << 10;
/// Workspaces of one installation, ours. Each may hold a connection to a node, and a node accepts 2,000 connections
/// from one address.
pub const WORKSPACES_MAX: usize = 1_000;

// A list, with its heading and its last line, fits a message.
const _: () = assert!(LISTED_MAX + 2 <= BLOCKS_MAX);
// A request id made from a trigger id fits the API's limit.
const _: () = assert!("slack-".len() + TRIGGER_ID_BYTES_MAX <= ID_BYTES_MAX);
