//! The text that `minoots --version` prints; `-V` prints the version alone.

use std::sync::LazyLock;

use minoots_terminal::build;

/// The enabled features that only tests use.
const TEST_FEATURES: Option<&str> = if cfg!(feature = "fault-hooks") {
    Some("fault-hooks")
} else {
    None
};

static LONG_VERSION: LazyLock<String> = LazyLock::new(|| match TEST_FEATURES {
    Some(features) => format!("{}\nfeatures: {features}", build::LONG_VERSION),
    None => build::LONG_VERSION.to_owned(),
});

/// The version, the cargo profile of the build, and the enabled test features, each on its own line.
pub fn long() -> &'static str {
    &LONG_VERSION
}
