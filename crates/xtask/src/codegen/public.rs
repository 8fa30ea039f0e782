//! The public API: messages, proto-JSON, gRPC clients and servers, and the descriptors for reflection.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, ensure};
use prost_build::{Config, Module};
use prost_types::{FileDescriptorProto, FileDescriptorSet};
use protox::Compiler;
use protox::prost_reflect::DescriptorPool;
use protox::prost_reflect::prost::Message as _;

use super::secrets::Secrets;
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
/// Our own types, because no published crate reads and writes the JSON of timestamps and durations exactly as
/// specified.
const WELL_KNOWN: (&str, &str) = (".google.protobuf", "crate::well_known");
/// Files that only generators read.
const OPTIONS: &str = "minoots/options/";
const DESCRIPTORS: &str = "google/protobuf/descriptor.proto";
const EVERYTHING: [&str; 1] = ["."];
/// By far the largest variants. Unboxed, each move of a write or of its response would move that size.
const BOXED: [&str; 2] = [
    ".minoots.timer.v1.SubmitRequest.write.create",
    ".minoots.timer.v1.SubmitResponse.answer.create",
];

/// The public API, parsed from `proto/`.
pub struct Api {
    /// Its files with comments, without our options.
    pub files: Vec<FileDescriptorProto>,
    /// All descriptors, with our options.
    pub pool: DescriptorPool,
}

impl Api {
    /// Parses the API.
    pub fn read(proto: &Path) -> Result<Self> {
        let mut compiler = Compiler::new([proto])?;
        compiler.include_imports(true).include_source_info(true);
        for package in PACKAGES {
            let files = files_below(&proto.join("minoots").join(package), ".proto")?;
            ensure!(!files.is_empty(), "no .proto files of package {package}");
            compiler.open_files(files)?;
        }
        Ok(Self {
            files: without_options(compiler.file_descriptor_set().file),
            pool: compiler.descriptor_pool(),
        })
    }

    /// Generates the messages and services, their JSON, and the descriptors.
    pub fn messages(&self, secrets: &Secrets) -> Result<Tree> {
        let mut packages = messages(&self.files, &secrets.messages(&self.pool))?;
        let json = json(&self.files)?;
        // The JSON code shares the messages' module, because it names them without a path.
        for module in json.keys() {
            let file = json_file(module);
            let include = format!("#[cfg(feature = \"json\")]\ninclude!(\"{file}\");\n");
            packages.entry(module.clone()).or_default().push_str(&include);
        }
        let mut tree = Tree::from_packages(packages)?;
        for (module, code) in json {
            let package = module.parts().nth(1).unwrap_or_default();
            tree.insert(format!("{package}/{}", json_file(&module)), code.into_bytes());
        }
        tree.insert("descriptor.bin", descriptors(&self.files));
        Ok(tree)
    }
}

/// The name of the file with the JSON of a package, beside its messages.
fn json_file(module: &Module) -> String {
    format!("{}_json.rs", module.parts().last().unwrap_or_default())
}

/// Removes our options from the files. Only generators use them, and no message on the wire refers to them.
fn without_options(files: Vec<FileDescriptorProto>) -> Vec<FileDescriptorProto> {
    let is_option = |name: &str| name == DESCRIPTORS || name.starts_with(OPTIONS);
    let mut kept: Vec<_> = files.into_iter().filter(|file| !is_option(file.name())).collect();
    for file in &mut kept {
        file.dependency.retain(|name| !is_option(name));
        for method in file.service.iter_mut().flat_map(|service| &mut service.method) {
            unless_empty(&mut method.options);
        }
        for message in &mut file.message_type {
            unless_empty(&mut message.options);
            for field in &mut message.field {
                unless_empty(&mut field.options);
            }
        }
    }
    kept
}

/// Drops an option message that is empty. The Rust types do not know our options, so they parse as empty.
fn unless_empty<O: Default + PartialEq>(options: &mut Option<O>) {
    *options = options.take().filter(|options| *options != O::default());
}

/// The serialised descriptors, without comments.
fn descriptors(files: &[FileDescriptorProto]) -> Vec<u8> {
    let mut file = files.to_vec();
    for one in &mut file {
        one.source_code_info = None;
    }
    FileDescriptorSet { file }.encode_to_vec()
}

fn messages(files: &[FileDescriptorProto], secret: &[String]) -> Result<BTreeMap<Module, String>> {
    let services = tonic_prost_build::configure()
        .codec_path("crate::codec::StrictCodec")
        .server_mod_attribute(".", "#[cfg(feature = \"server\")]")
        .service_generator();
    let mut config = Config::new();
    config
        .bytes(EVERYTHING)
        // Maps in key order, so that equal messages have equal encodings.
        .btree_map(EVERYTHING)
        .compile_well_known_types()
        .extern_path(WELL_KNOWN.0, WELL_KNOWN.1)
        .skip_debug(secret)
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

fn json(files: &[FileDescriptorProto]) -> Result<BTreeMap<Module, String>> {
    let mut builder = pbjson_build::Builder::new();
    builder
        .register_descriptors(&FileDescriptorSet { file: files.to_vec() }.encode_to_vec())?
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
