//! The text that `minoots --version` prints; `-V` prints the version alone.

use std::sync::LazyLock;

use minoots_terminal::build;

/// The enabled features that only tests use.
const TEST_FEATURES: Option<&str> = if cfg!(feature = "fault-hooks") {
    Some("fault-hooks")
} else {
    None
};

/// The allocator. Releases have jemalloc; see `docs/decisions/0024-allocator.md`.
const ALLOCATOR: &str = if cfg!(feature = "jemalloc") {
    "jemalloc"
} else {
    "system"
};

static LONG_VERSION: LazyLock<String> = LazyLock::new(|| {
    let version = format!("{}\nallocator: {ALLOCATOR}", build::LONG_VERSION);
    match TEST_FEATURES {
        Some(features) => format!("{version}\nfeatures: {features}"),
        None => version,
    }
});

/// The version, the cargo profile of the build, the allocator, and the enabled test features, each on its own line.
pub fn long() -> &'static str {
    &LONG_VERSION
}
