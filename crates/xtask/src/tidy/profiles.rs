//! Everything shipped has full optimisation. The profile `release` may omit it for faster builds; `dist` may not.

use super::File;

const FULL: &str = "opt-level = 3";

/// Complains about a package whose optimisation level in profile `release` would also apply in `dist`.
pub fn complaints(file: &File) -> Vec<String> {
    if file.path != "Cargo.toml" {
        return Vec::new();
    }
    let lines: Vec<&str> = file.text.lines().collect();
    let level = |profile: &str, package: &str| {
        let header = format!("[profile.{profile}.package.{package}]");
        let at = lines.iter().position(|line| *line == header)?;
        let settings = lines[at + 1..].iter().take_while(|line| !line.starts_with('['));
        settings.copied().find(|line| line.starts_with("opt-level"))
    };
    let packages = lines.iter().filter_map(|line| {
        let package = line.strip_prefix("[profile.release.package.")?.strip_suffix(']')?;
        (package != "\"*\"").then_some(package)
    });
    let lowered = packages.filter(|package| {
        let shipped = level("dist", package).or_else(|| level("release", package));
        shipped.is_some_and(|level| level != FULL)
    });
    lowered
        .map(|package| format!("profile dist inherits a lower level of {package}: give it `{FULL}`"))
        .collect()
}
