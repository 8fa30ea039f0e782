//! The text that `minoots --version` prints; `-V` prints the version alone.

use std::sync::LazyLock;

use minoots_terminal::build;

/// Features that only tests turn on.
const TEST_FEATURES: Option<&str> = if cfg!(feature = "fault-hooks") {
    Some("fault-hooks")
} else {
    None
};

static LONG_VERSION: LazyLock<String> = LazyLock::new(|| match TEST_FEATURES {
    Some(features) => format!("{}\nfeatures: {features}", build::LONG_VERSION),
    None => build::LONG_VERSION.to_owned(),
});

/// The version, the cargo profile of the build, and features that only tests turn on, each on a line of its own.
pub fn long() -> &'static str {
    &LONG_VERSION
}
