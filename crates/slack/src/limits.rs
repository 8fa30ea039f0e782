//! Every limit in one place. Those of Slack say so; the others are ours, and those of timers equal what the API takes.

/// Bytes of a request's body, ours: an interaction carries the message whose button was pressed.
pub const BODY_BYTES_MAX: usize = 256 << 10;
/// Fields of a form, ours; Slack sends about fifteen.
pub const FORM_FIELDS_MAX: usize = 64;
/// Bytes of a command's text as Slack sends it, ours: Slack lets people type 4,000 characters, and escapes them.
pub const TEXT_BYTES_MAX: usize = 16 << 10;
/// Bytes of a team's, user's or channel's id, ours; Slack's have about eleven.
pub const SLACK_ID_BYTES_MAX: usize = 32;
/// Bytes of a trigger id, ours: it becomes a request id of the API.
pub const TRIGGER_ID_BYTES_MAX: usize = 120;
/// Bytes of a URL to answer at, ours.
pub const RESPONSE_URL_BYTES_MAX: usize = 1_024;
/// Buttons pressed in one interaction, Slack's: an actions block has no more elements.
pub const PRESSES_MAX: usize = 25;

/// Age of a request, Slack's advice, seconds; either way.
pub const REQUEST_AGE_S_MAX: u64 = 300;
/// Signing secrets at a time, ours: the one in use, and one coming or going.
pub const SECRETS_MAX: usize = 4;
/// Fewest bytes of a signing secret, ours: Slack's have 32.
pub const SECRET_BYTES_MIN: usize = 16;
/// Most bytes of a signing secret, ours.
pub const SECRET_BYTES_MAX: usize = 256;

/// Answers to one response URL, Slack's.
pub const RESPONSES_MAX: u32 = 5;
/// How long a response URL is good for, Slack's, seconds.
pub const RESPONSE_AGE_S_MAX: u64 = 30 * 60;
/// How much earlier we stop to use one, seconds: an answer takes time to arrive.
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
/// Timers shown in a list, ours: each is one block.
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
/// Bytes of metadata, ours: far below what a payload may have.
pub const METADATA_BYTES_MAX: usize = 8 << 10;
/// Workspaces of one installation, ours: each may hold a connection to a node, which takes 2,000 of one address.
pub const WORKSPACES_MAX: usize = 1_000;

// A list with its heading and its last line fits a message.
const _: () = assert!(LISTED_MAX + 2 <= BLOCKS_MAX);
// A request id made of a trigger id fits.
const _: () = assert!("slack-".len() + TRIGGER_ID_BYTES_MAX <= ID_BYTES_MAX);
