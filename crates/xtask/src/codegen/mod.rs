//! `cargo xtask codegen`: generates Rust from `proto/`. The result is committed, so building MINOOTS needs no protobuf
//! compiler.
//!
//! Generation happens in memory and depends only on `proto/` and `Cargo.lock`. Writing and checking differ only in
//! their use of the result. A generated directory contains generated files only.

mod calls;
mod case;
mod choices;
mod commands;
mod holders;
mod internal;
mod judging;
mod levels;
mod methods;
mod options;
mod peer;
mod public;
mod reference;
mod resources;
mod rules;
mod schemas;
mod secrets;
mod spans;
mod tree;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use methods::Methods;
use public::Api;
use rules::Rules;
use secrets::Secrets;
use tree::Tree;

/// Updates the generated files.
pub fn write(root: &Path) -> Result<()> {
    for (directory, tree) in generate(root)? {
        tree.write(&directory)?;
        println!("{}: {} files", display(root, &directory), tree.len());
    }
    Ok(())
}

/// Fails and names the files if any generated file differs from the output for `proto/`.
pub fn check(root: &Path) -> Result<()> {
    let mut stale = Vec::new();
    for (directory, tree) in generate(root)? {
        stale.extend(tree.differences(&directory)?);
    }
    if stale.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = stale.iter().map(|path| display(root, path)).collect();
    bail!(
        "stale generated files (run `cargo xtask codegen`):\n  {}",
        names.join("\n  ")
    )
}

fn generate(root: &Path) -> Result<Vec<(PathBuf, Tree)>> {
    let proto = root.join("proto");
    let api = Api::read(&proto)?;
    let secrets = Secrets::of(&api.pool)?;
    let methods = Methods::of(&api.pool)?;
    let mut wire = api.messages(&secrets)?;
    wire.insert("secrets.rs", secrets.generate(&api.pool, "crate")?.into_bytes());
    wire.insert("methods.rs", methods.table()?.into_bytes());
    wire.insert("calls.rs", calls::generate(&api.pool)?.into_bytes());
    let rules = Rules::of(&api.pool)?;
    wire.insert("rules.rs", judging::generate(&api.pool, &rules)?.into_bytes());
    let mut server = schemas::generate(&api.files, &rules, &secrets)?;
    server.insert("routes.rs", methods.routes()?.into_bytes());
    server.insert("resources.rs", resources::generate(&api.pool)?.into_bytes());
    let reference = reference::generate(&api.pool, &methods, (&rules, &secrets))?;
    Ok(vec![
        (root.join("docs/reference"), reference),
        (root.join("crates/wire/src/gen"), wire),
        (root.join("crates/server/src/gen"), server),
        (root.join("crates/kernel/src/gen"), internal::generate(&proto)?),
        (root.join("crates/raft/src/gen"), peer::generate(&proto)?),
    ])
}

fn display(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}
