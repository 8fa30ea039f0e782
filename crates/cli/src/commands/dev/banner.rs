//! The output of a dev node that is ready.

use std::path::Path;

use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table};

/// The default endpoint of client commands.
const DEFAULT_ENDPOINT: &str = "http://127.0.0.1:7411";

/// The credential that callers need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// No credential.
    Nothing,
    /// An API key.
    Key,
}

/// Prints the URLs, the data directory and an example command.
pub fn print(output: Output, endpoint: &str, data: &Path, asked: Asked) -> Result<(), Failure> {
    output.line(&text(endpoint, data, &program(std::env::args().next()), asked))
}

fn text(endpoint: &str, data: &Path, program: &str, asked: Asked) -> String {
    let mut table = Table::of_fields();
    if cfg!(feature = "ui") {
        table.field("  dashboard", format!("{endpoint}/ui"));
    }
    table.field("  gRPC", endpoint);
    table.field("  health", format!("{endpoint}/readyz"));
    table.field("  metrics", format!("{endpoint}/metrics"));
    table.field("  keys", format!("{endpoint}/.well-known/jwks.json"));
    table.field("  data", data.display().to_string());
    let addressed = match endpoint {
        DEFAULT_ENDPOINT => String::new(),
        other => format!("export MINOOTS_ENDPOINT={other}; "),
    };
    let table = table.render(false);
    match asked {
        Asked::Nothing => format!(
            "MINOOTS dev node is ready: tenant dev, no credentials, this machine only. Ctrl-C stops it.\n\n{table}\n\
             Paste this into another terminal:\n\n  \
             {addressed}{program} timer create --name tea --delay 5s --payload hello && {program} event consume --max 1\n",
        ),
        Asked::Key => format!(
            "MINOOTS dev node is ready: everybody shows an API key, this machine only. Ctrl-C stops it.\n\n{table}\n\
             Make the first key in another terminal, with the root key in MINOOTS_API_KEY:\n\n  \
             {addressed}{program} key create --tenant dev --role admin --name first\n",
        ),
    }
}

/// The program's name for the example command: as it was invoked, if that works from any directory.
fn program(called: Option<String>) -> String {
    let plain = |path: &String| path.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
    match called.filter(plain) {
        Some(path) if path.contains('/') => std::path::absolute(&path).map_or(path, |path| path.display().to_string()),
        _ => "minoots".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_to_paste_names_an_endpoint_only_if_it_must() {
        let text = |endpoint| super::text(endpoint, Path::new("/data"), "minoots", Asked::Nothing);
        assert!(!text(DEFAULT_ENDPOINT).contains("MINOOTS_ENDPOINT"));
        assert!(
            text("http://127.0.0.1:9").contains("export MINOOTS_ENDPOINT=http://127.0.0.1:9; minoots timer create")
        );
    }

    #[cfg(feature = "ui")]
    #[test]
    fn the_dashboard_is_named_first() {
        let text = super::text("http://127.0.0.1:9", Path::new("/data"), "minoots", Asked::Nothing);
        let first = text.lines().find(|line| line.contains("http://")).unwrap_or_default();
        assert_eq!(
            first.split_whitespace().collect::<Vec<_>>(),
            ["dashboard", "http://127.0.0.1:9/ui"]
        );
    }

    #[test]
    fn where_a_key_is_asked_for_the_first_one_is_made() {
        let text = text(DEFAULT_ENDPOINT, Path::new("/data"), "minoots", Asked::Key);
        assert!(
            text.contains("minoots key create") && !text.contains("no credentials"),
            "{text}"
        );
    }

    #[test]
    fn a_program_called_by_path_is_named_by_path() {
        assert_eq!(program(Some("minoots".to_owned())), "minoots");
        assert_eq!(program(Some("/opt/minoots".to_owned())), "/opt/minoots");
        assert_eq!(program(Some("/opt/my programs/minoots".to_owned())), "minoots");
    }
}
