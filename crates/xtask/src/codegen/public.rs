//! The public API: messages, proto-JSON, gRPC clients and servers, and the descriptors for reflection.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, ensure};
use prost_build::{Config, Module};
use prost_types::FileDescriptorProto;
use protox::Compiler;

use super::tree::Tree;
use crate::workspace::files_below;

const PACKAGES: [&str; 10] = [
    "admin",
    "checkpoint",
    "event",
    "lease",
    "queue",
    "schedule",
    "timer",
    "transaction",
    "webhook",
    "workflow",
];
/// Our own: no published crate reads and writes the JSON of timestamps and durations exactly as specified.
const WELL_KNOWN: (&str, &str) = (".google.protobuf", "crate::well_known");
const EVERYTHING: [&str; 1] = ["."];
/// By far the largest of what may stand in their place: unboxed, each move of a write or of its answer moves as much.
const BOXED: [&str; 2] = [
    ".minoots.timer.v1.SubmitRequest.write.create",
    ".minoots.timer.v1.SubmitResponse.answer.create",
];

/// Generates what a client or a server of the public API needs, and gives the files it comes from, with their comments.
pub fn generate(proto: &Path) -> Result<(Tree, Vec<FileDescriptorProto>)> {
    let mut compiler = Compiler::new([proto])?;
    compiler.include_imports(true).include_source_info(true);
    for package in PACKAGES {
        let files = files_below(&proto.join("minoots").join(package), ".proto")?;
        ensure!(!files.is_empty(), "no .proto files of package {package}");
        compiler.open_files(files)?;
    }
    let files = compiler.file_descriptor_set().file;
    let mut packages = messages(&files)?;
    // The JSON code must share the messages' module: it names them without a path.
    for (module, json) in json(&compiler)? {
        packages.entry(module).or_default().push_str(&json);
    }
    let mut tree = Tree::from_packages(packages)?;
    compiler.include_source_info(false);
    tree.insert("descriptor.bin", compiler.encode_file_descriptor_set());
    Ok((tree, files))
}

fn messages(files: &[FileDescriptorProto]) -> Result<BTreeMap<Module, String>> {
    let services = tonic_prost_build::configure()
        .codec_path("crate::codec::StrictCodec")
        .service_generator();
    let mut config = Config::new();
    config
        .bytes(EVERYTHING)
        // Maps in key order: the same message always encodes to the same bytes.
        .btree_map(EVERYTHING)
        .compile_well_known_types()
        .extern_path(WELL_KNOWN.0, WELL_KNOWN.1)
        .service_generator(services);
    for field in BOXED {
        config.boxed(field);
    }
    let requests = files
        .iter()
        .map(|file| (Module::from_protobuf_package_name(file.package()), file.clone()))
        .collect();
    Ok(config.generate(requests)?.into_iter().collect())
}

fn json(compiler: &Compiler) -> Result<BTreeMap<Module, String>> {
    let mut builder = pbjson_build::Builder::new();
    builder
        .register_descriptors(&compiler.encode_file_descriptor_set())?
        .extern_path(WELL_KNOWN.0, WELL_KNOWN.1)
        .btree_map(EVERYTHING);
    let written = builder.generate(&[".minoots"], |_| Ok(Vec::new()))?;
    let mut packages = BTreeMap::new();
    for (package, code) in written {
        packages.insert(
            Module::from_protobuf_package_name(&package.to_string()),
            String::from_utf8(code)?,
        );
    }
    Ok(packages)
}
