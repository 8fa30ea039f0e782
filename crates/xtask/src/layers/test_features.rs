//! Features that change behaviour on purpose are for tests only. No default enables them, and no manifest requests
//! them.

use crate::metadata::Package;

/// Faults in nodes, and planted defects for the simulator to find.
const TEST_FEATURES: [&str; 2] = ["fault-hooks", "planted-defects"];

fn is_for_tests(feature: &str) -> bool {
    TEST_FEATURES.contains(&feature.rsplit('/').next().unwrap_or(feature))
}

/// The places where a package enables such a feature for all its dependents.
pub fn violations(package: &Package) -> Vec<String> {
    let by_default = package
        .features
        .iter()
        .filter(|(name, turns_on)| !is_for_tests(name) && turns_on.iter().any(|feature| is_for_tests(feature)))
        .map(|(name, _)| {
            format!(
                "{}: the feature `{name}` turns on one that only tests have",
                package.name
            )
        });
    let asked = package
        .dependencies
        .iter()
        .filter(|dependency| dependency.features.iter().any(|feature| is_for_tests(feature)))
        .map(|dependency| {
            format!(
                "{} asks {} for a feature that only tests have",
                package.name, dependency.name
            )
        });
    by_default.chain(asked).collect()
}
