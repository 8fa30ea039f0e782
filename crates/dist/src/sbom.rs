//! The software bill of materials of a program: CycloneDX 1.6, made from the list of crates in the program.
//!
//! cargo-auditable writes the list during the build, so it contains the linked crates, not all crates of a lock file.
//! Cargo.lock adds checksums and must agree; `cargo metadata` adds licences.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::blob::{sha256, sha256_hex};
use crate::lock_file::LockFile;
use crate::program::Program;
use crate::source::Source;

mod crates;
mod licenses;

use crates::{Crate, Crates};
use licenses::Licenses;

const SCHEMA: &str = "http://cyclonedx.org/schema/bom-1.6.schema.json";

/// Makes the bill of a program as JSON. Fails if the program has no list, or contains a crate that is not in
/// Cargo.lock.
pub fn make(source: &Source, program: &Program) -> Result<Vec<u8>> {
    let list = program.elf.crates.as_ref().with_context(|| {
        format!(
            "{} has no list of its crates: build it with `cargo auditable`, as `cargo xtask dist` does",
            program.file.display()
        )
    })?;
    let crates = Crates::parse(list)?;
    let lock_file = LockFile::parse(&source.text("Cargo.lock")?)?;
    let licenses = Licenses::read(&source.root, program.target.triple)?;
    let bill = bill(source, program, &crates, &lock_file, &licenses)?;
    let mut text = serde_json::to_vec_pretty(&bill)?;
    text.push(b'\n');
    Ok(text)
}

fn bill(
    source: &Source,
    program: &Program,
    crates: &Crates,
    lock_file: &LockFile,
    licenses: &Licenses,
) -> Result<Value> {
    let bytes = program.content.bytes();
    let root = crates.root()?;
    ensure!(
        root.version == source.version,
        "the program's crate {} has version {}, the release {}",
        root.name,
        root.version,
        source.version
    );
    let mut components = Vec::new();
    let mut dependencies = Vec::new();
    for each in crates.iter() {
        let locked = lock_file.find(&each.name, &each.version)?;
        if !each.is_root {
            components.push(component(each, locked.checksum.as_deref(), licenses));
        }
        let needs: Vec<String> = crates.needed_by(each).map(reference).collect();
        dependencies.push(json!({ "ref": reference(each), "dependsOn": needs }));
    }
    Ok(json!({
        "$schema": SCHEMA,
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": serial_number(bytes),
        "version": 1,
        "metadata": {
            "timestamp": source.date.rfc3339()?,
            "lifecycles": [{ "phase": "build" }],
            "tools": { "components": [{ "type": "application", "name": "minoots-dist", "version": source.version }] },
            "component": {
                "type": "application",
                "bom-ref": reference(root),
                "name": "minoots",
                "version": source.version,
                "description": format!("minoots for {}", program.target.triple),
                "hashes": [{ "alg": "SHA-256", "content": sha256_hex(bytes) }],
                "licenses": [{ "expression": source.license }],
                "externalReferences": [{ "type": "vcs", "url": source.repository }],
            },
        },
        "components": components,
        "dependencies": dependencies,
    }))
}

fn component(each: &Crate, checksum: Option<&str>, licenses: &Licenses) -> Value {
    let mut component = json!({
        "type": "library",
        "bom-ref": reference(each),
        "name": each.name,
        "version": each.version,
        // Crates that only ran during the build are not part of the program.
        "scope": if each.is_for_build() { "excluded" } else { "required" },
        "purl": reference(each),
    });
    if let Some(checksum) = checksum {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
    }
    if let Some(license) = licenses.of(&each.name, &each.version) {
        component["licenses"] = json!([{ "expression": license }]);
    }
    component
}

/// The package URL.
fn reference(each: &Crate) -> String {
    format!("pkg:cargo/{}@{}", each.name, each.version.replace('+', "%2B"))
}

/// A UUID derived from the program's bytes, so that equal programs have equal bills.
fn serial_number(bytes: &[u8]) -> String {
    let mut id = [0; 16];
    id.copy_from_slice(&sha256(bytes)[..16]);
    id[6] = id[6] & 0x0f | 0x80;
    id[8] = id[8] & 0x3f | 0x80;
    let text = hex::encode(id);
    let parts = [&text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..]];
    format!("urn:uuid:{}", parts.join("-"))
}

#[cfg(test)]
mod tests;
