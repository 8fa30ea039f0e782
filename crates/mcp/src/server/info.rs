//! The server's description, which clients read first.

use rmcp::model::{Implementation, ServerCapabilities, ServerConfig};

const INSTRUCTIONS: &str = "MINOOTS keeps durable timers for you. Schedule a wake with minoots_schedule_timer and finish: it outlives this \
                            conversation. When you are here again, take what has fired with minoots_list_wakes, do what each message says, \
                            and call minoots_acknowledge. Answers that have `unacknowledged` tell of wakes that came and that nobody took.";

/// The description, with or without fixture capabilities.
pub(super) fn of(fixtures: bool) -> ServerConfig {
    let capabilities = ServerCapabilities::builder()
        .enable_tools()
        .enable_resources()
        .enable_resources_subscribe()
        .enable_tasks();
    let capabilities = match fixtures {
        true => capabilities
            .enable_prompts()
            .enable_completions()
            .enable_logging()
            .build(),
        false => capabilities.build(),
    };
    ServerConfig::new(capabilities)
        .with_server_info(Implementation::new("minoots", env!("CARGO_PKG_VERSION")).with_title("MINOOTS"))
        .with_instructions(INSTRUCTIONS)
}
