//! The protocol between nodes: messages, gRPC clients and servers. Only nodes use it, so it has no JSON and no
//! descriptors.

use std::path::Path;

use anyhow::{Result, ensure};
use prost_build::{Config, Module};
use protox::Compiler;

use super::secrets::Secrets;
use super::tree::Tree;
use crate::workspace::files_below;

/// Generates the peers' messages and services.
pub fn generate(proto: &Path) -> Result<Tree> {
    let files = files_below(&proto.join("minoots/peer"), ".proto")?;
    ensure!(!files.is_empty(), "no .proto files of package peer");
    let mut compiler = Compiler::new([proto])?;
    compiler.include_source_info(true).open_files(files)?;
    let pool = compiler.descriptor_pool();
    let secrets = Secrets::of(&pool)?;
    let mut config = Config::new();
    config
        .bytes(["."])
        .skip_debug(secrets.messages(&pool))
        .service_generator(tonic_prost_build::configure().service_generator());
    let files = compiler.file_descriptor_set().file;
    let requests = files
        .into_iter()
        .map(|file| (Module::from_protobuf_package_name(file.package()), file))
        .collect();
    let mut tree = Tree::from_packages(config.generate(requests)?.into_iter().collect())?;
    tree.insert("secrets.rs", secrets.generate(&pool, "crate::r#gen")?.into_bytes());
    Ok(tree)
}
