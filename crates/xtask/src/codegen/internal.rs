//! The kernel's stored messages, for `no_std`.

use std::path::Path;

use anyhow::{Result, bail, ensure};
use prost_build::{Config, Module};
use protox::Compiler;
use protox::prost_reflect::Kind;

use super::commands;
use super::tree::Tree;
use crate::workspace::files_below;

/// Generates the kernel's messages.
pub fn generate(proto: &Path) -> Result<Tree> {
    let files = files_below(&proto.join("minoots/internal"), ".proto")?;
    ensure!(!files.is_empty(), "no .proto files of package internal");
    let mut compiler = Compiler::new([proto])?;
    compiler.include_source_info(true).open_files(files)?;
    refuse_ambiguous_encodings(&compiler)?;
    let files = compiler.file_descriptor_set().file;
    let requests = files
        .into_iter()
        .map(|file| (Module::from_protobuf_package_name(file.package()), file))
        .collect();
    let mut config = Config::new();
    // Rare and large commands. Unboxed, they would enlarge every other command.
    config.boxed(".minoots.internal.v1.Command.command.put_webhook");
    config.boxed(".minoots.internal.v1.Command.command.exchange_token");
    config.boxed(".minoots.internal.v1.Command.command.put_schedule");
    config.boxed(".minoots.internal.v1.Command.command.put_checkpoint");
    config.boxed(".minoots.internal.v1.Command.command.emit");
    config.boxed(".minoots.internal.v1.RequestRow.checkpoint");
    for operation in ["create", "put"] {
        config.boxed(format!(".minoots.internal.v1.Operation.operation.{operation}"));
    }
    for large in [
        "EventRow.emitted",
        "EventRow.lease",
        "EventRow.budget",
        "OperationRow.checkpoint",
    ] {
        config.boxed(format!(".minoots.internal.v1.{large}"));
    }
    let mut tree = Tree::from_packages(config.generate(requests)?.into_iter().collect())?;
    tree.insert(
        "commands.rs",
        commands::generate(&compiler.descriptor_pool())?.into_bytes(),
    );
    Ok(tree)
}

/// Stored messages need a unique encoding. Maps have many encodings, and floats have several zeros and NaNs.
fn refuse_ambiguous_encodings(compiler: &Compiler) -> Result<()> {
    let pool = compiler.descriptor_pool();
    for message in pool
        .all_messages()
        .filter(|message| message.package_name().starts_with("minoots."))
    {
        for field in message.fields() {
            if field.is_map() || matches!(field.kind(), Kind::Float | Kind::Double) {
                bail!(
                    "{} is a map or a float, which stored forms may not hold",
                    field.full_name()
                );
            }
        }
    }
    Ok(())
}
