#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};

use super::{arrows, std_dependencies, test_features, walls};
use crate::metadata::{Dependency, Package};

fn dependency(name: &str, kind: Option<&str>) -> Dependency {
    Dependency {
        name: name.into(),
        kind: kind.map(str::to_owned),
        uses_default_features: true,
        features: vec![],
    }
}

fn package(name: &str, dependencies: Vec<Dependency>) -> Package {
    Package {
        name: name.into(),
        manifest_path: "Cargo.toml".into(),
        dependencies,
        features: BTreeMap::new(),
    }
}

fn arrows_of(text: &str) -> BTreeSet<arrows::Arrow> {
    arrows::drawn(&format!(
        "# A\n\n## Arrows\n\nwords\n\n```text\n{text}\n```\n\n## After\n```\nx -> y\n```\n"
    ))
    .unwrap()
}

#[test]
fn the_block_below_the_heading_draws_the_arrows() {
    let drawn = arrows_of("kernel ->\nserver -> raft kernel");
    let expected = [("server", "kernel"), ("server", "raft")].map(|(from, to)| (from.to_owned(), to.to_owned()));
    assert_eq!(drawn, BTreeSet::from(expected));
}

#[test]
fn a_document_without_a_closed_block_is_refused() {
    assert!(arrows::drawn("## Arrows\n\n## After\n```\na -> b\n```\n").is_err());
    assert!(arrows::drawn("## Arrows\n```\na -> b\n").is_err());
    assert!(arrows::drawn("## Arrows\n```\na b\n```\n").is_err());
}

#[test]
fn an_arrow_missing_on_either_side_is_a_violation() {
    let packages = [package(
        "minoots-server",
        vec![dependency("minoots-raft", None), dependency("tonic", None)],
    )];
    let actual = arrows::actual(&packages);
    assert_eq!(
        arrows::violations(&arrows_of("server -> raft"), &actual),
        Vec::<String>::new()
    );
    let found = arrows::violations(&arrows_of("server -> kernel"), &actual);
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn a_development_dependency_is_no_arrow_but_may_not_cross_a_wall() {
    let packages = [package("minoots-it", vec![dependency("minoots-raft", Some("dev"))])];
    assert!(arrows::actual(&packages).is_empty());
    let walls = walls::declared("  { crate = \"minoots-raft\", wrappers = [\"minoots-server\"] },").unwrap();
    assert_eq!(walls::violations(&walls, &packages).len(), 1);
}

#[test]
fn a_wrapper_may_use_what_it_wraps() {
    let walls = walls::declared("  { crate = \"openraft\", wrappers = [\"minoots-raft\"] },").unwrap();
    let packages = [package("minoots-raft", vec![dependency("openraft", None)])];
    assert_eq!(walls::violations(&walls, &packages), Vec::<String>::new());
}

#[test]
fn a_wall_that_cannot_be_read_is_an_error() {
    assert!(walls::declared("wrappers = [\"minoots-raft\"]").is_err());
    assert!(walls::declared("[bans]").is_err());
}

#[test]
fn the_kernel_takes_dependencies_without_std_only() {
    let mut bare = dependency("prost", None);
    bare.uses_default_features = false;
    let mut with_std = dependency("sha2", None);
    with_std.uses_default_features = false;
    with_std.features = vec!["std".into()];
    let kernel = package(
        "minoots-kernel",
        vec![bare, with_std, dependency("proptest", Some("dev"))],
    );
    let found = std_dependencies(&kernel);
    assert_eq!(found, ["the kernel is no_std, but takes sha2 with std"]);
}

#[test]
fn a_feature_of_tests_is_turned_on_by_nothing_that_ships() {
    let mut cli = package("minoots-cli", vec![dependency("minoots-server", None)]);
    let on = |name: &str, turns_on: &str| (name.to_owned(), vec![turns_on.to_owned()]);
    cli.features.extend([on("fault-hooks", "minoots-server/fault-hooks")]);
    assert_eq!(test_features::violations(&cli), Vec::<String>::new());
    cli.features.extend([on("default", "fault-hooks")]);
    cli.dependencies[0].features.push("planted-defects".to_owned());
    assert_eq!(test_features::violations(&cli).len(), 2);
}
