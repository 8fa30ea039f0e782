#![allow(clippy::unwrap_used)]

use std::path::Path;

use super::*;
use crate::tree::Node;

fn source() -> Source {
    Source::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))).unwrap()
}

fn read(tree: &Tree, path: &str) -> Vec<u8> {
    let found = tree.iter().find(|(other, ..)| *other == path);
    match found {
        Some((_, Node::File(content), _)) => content.bytes().to_vec(),
        _ => panic!("no file {path}"),
    }
}

fn json_at(tree: &Tree, path: &str) -> Value {
    serde_json::from_slice(&read(tree, path)).unwrap()
}

/// The blob of a descriptor, with verified digest and size.
fn blob(tree: &Tree, descriptor: &Value) -> Vec<u8> {
    let digest = descriptor["digest"].as_str().unwrap();
    let bytes = read(tree, &format!("blobs/{}", digest.replace(':', "/")));
    assert_eq!(format!("sha256:{}", sha256_hex(&bytes)), digest);
    assert_eq!(descriptor["size"], bytes.len());
    bytes
}

/// The test binary itself is a program linked with glibc.
fn program() -> Program {
    Program::read(&std::env::current_exe().unwrap()).unwrap()
}

#[test]
fn every_descriptor_leads_to_its_blob() {
    let layout = layout(&source(), &[&program()]).unwrap();
    let outer = json_at(&layout, "index.json");
    let inner: Value = serde_json::from_slice(&blob(&layout, &outer["manifests"][0])).unwrap();
    assert_eq!(inner["manifests"][0]["platform"]["os"], "linux");
    let manifest: Value = serde_json::from_slice(&blob(&layout, &inner["manifests"][0])).unwrap();
    let config: Value = serde_json::from_slice(&blob(&layout, &manifest["config"])).unwrap();
    let layers = manifest["layers"].as_array().unwrap();
    for (layer, diff_id) in layers.iter().zip(config["rootfs"]["diff_ids"].as_array().unwrap()) {
        let mut tar = Vec::new();
        let compressed = blob(&layout, layer);
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&compressed[..]), &mut tar).unwrap();
        assert_eq!(*diff_id, format!("sha256:{}", sha256_hex(&tar)));
    }
    assert_eq!(
        (layers.len(), config["config"]["User"].as_str()),
        (2, Some("65532:65532"))
    );
}

#[test]
fn the_program_finds_its_loader_and_libraries_in_the_image() {
    let program = program();
    let libraries = Libraries::find(&program).unwrap();
    let tree = system(&libraries);
    let paths: Vec<&str> = tree.iter().map(|(path, ..)| path).collect();
    assert!(
        paths.contains(&program.elf.loader.as_deref().unwrap().trim_start_matches('/')),
        "{paths:?}"
    );
    assert!(
        paths.contains(&format!("{}/libc.so.6", program.target.libraries).as_str()),
        "{paths:?}"
    );
    assert!(libraries.packages().starts_with("libc6 2."), "{}", libraries.packages());
}

#[test]
fn authorities_are_certificates() {
    let text = authorities::pem();
    let blocks = text.matches("-----BEGIN CERTIFICATE-----\nMII").count();
    assert!(blocks > 100, "{blocks}");
    assert!(text.lines().all(|line| line.len() <= 64));
}
