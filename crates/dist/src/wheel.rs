//! Python wheels: the pure client, and for each platform the client with the program as a script.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use crate::blob::{Blob, sha256};
use crate::command::{output, quiet};
use crate::program::Program;
use crate::source::Source;
use crate::target::Libc;
use crate::tools::Packaging;
use crate::zip_archive::{self, ZipFile};

const PACKAGE: &str = "sdk/python";
const PURE_TAG: &str = "py3-none-any";

/// The pure wheel from the SDK's own build backend.
#[derive(Debug)]
pub struct Pure {
    /// Its file name.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
    files: Vec<ZipFile>,
}

impl Pure {
    /// Builds it.
    pub fn build(source: &Source, tools: &Packaging) -> Result<Self> {
        let directory = tempfile::tempdir()?;
        let mut hatchling = tools.python(["-m", "hatchling", "build", "--target", "wheel", "--directory"]);
        hatchling.arg(directory.path()).current_dir(source.root.join(PACKAGE));
        quiet(hatchling.env("SOURCE_DATE_EPOCH", source.date.seconds().to_string()))?;
        let name = format!("minoots-{}-{PURE_TAG}.whl", source.version);
        let path = directory.path().join(&name);
        let bytes = fs::read(&path)
            .with_context(|| format!("{PACKAGE}: the version in pyproject.toml is not {}", source.version))?;
        let files = files(&path)?;
        Ok(Self { name, bytes, files })
    }

    /// The name and content of the wheel with this program.
    pub fn with_program(&self, source: &Source, program: &Program, sbom: &[u8]) -> Result<(String, Vec<u8>)> {
        let tag = format!("py3-none-{}", program.target.wheel_tag(program.elf.glibc_minor));
        let stem = format!("minoots-{}", source.version);
        let record = format!("{stem}.dist-info/RECORD");
        let mut files = Vec::new();
        for file in self.files.iter().filter(|file| file.name != record) {
            let content = match file.name.strip_prefix(&format!("{stem}.dist-info/")) {
                Some("WHEEL") => Blob::new(platform_tags(file, &tag)?),
                Some("METADATA") => Blob::new(with_license(file)?),
                _ => file.content.clone(),
            };
            files.push(ZipFile {
                content,
                ..file.clone()
            });
        }
        let mut add = |name: String, mode, content| files.push(ZipFile { name, mode, content });
        add(format!("{stem}.data/scripts/minoots"), 0o755, program.content.clone());
        add(
            format!("{stem}.dist-info/licenses/LICENSE"),
            0o644,
            Blob::new(source.text("LICENSE")?),
        );
        add(
            format!("{stem}.dist-info/sboms/minoots.cdx.json"),
            0o644,
            Blob::new(sbom),
        );
        // The specification requires metadata at the end and the record last.
        files.sort_by_key(|file| (file.name.contains(".dist-info/"), file.name.clone()));
        let rows = Blob::new(record_of(&files, &record));
        files.push(ZipFile {
            name: record,
            mode: 0o644,
            content: rows,
        });
        Ok((format!("{stem}-{tag}.whl"), zip_archive::write(&files, source.date)?))
    }
}

fn files(wheel: &Path) -> Result<Vec<ZipFile>> {
    let mut archive = zip::ZipArchive::new(File::open(wheel)?)?;
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index)?;
        let mut content = Vec::new();
        file.read_to_end(&mut content)?;
        files.push(ZipFile {
            name: file.name()?.into_owned(),
            mode: 0o644,
            content: Blob::new(content),
        });
    }
    Ok(files)
}

/// The file WHEEL of a platform-specific package.
fn platform_tags(file: &ZipFile, tag: &str) -> Result<String> {
    let text = text(file)?;
    let changed = text.replace("Root-Is-Purelib: true", "Root-Is-Purelib: false");
    ensure!(
        changed != text && changed.contains(PURE_TAG),
        "{}: not the file of a pure wheel",
        file.name
    );
    Ok(changed.replace(PURE_TAG, tag))
}

/// The program's licence requires that its text accompanies the program.
fn with_license(file: &ZipFile) -> Result<String> {
    let text = text(file)?;
    let mark = "License-Expression: Apache-2.0\n";
    ensure!(text.contains(mark), "{}: has no {mark:?}", file.name);
    Ok(text.replacen(mark, &format!("{mark}License-File: LICENSE\n"), 1))
}

fn text(file: &ZipFile) -> Result<&str> {
    Ok(std::str::from_utf8(file.content.bytes())?)
}

/// Name, digest and length of every file. The record itself appears by name only.
fn record_of(files: &[ZipFile], record: &str) -> String {
    let row = |file: &ZipFile| {
        let bytes = file.content.bytes();
        let digest = URL_SAFE_NO_PAD.encode(sha256(bytes));
        format!("{},sha256={digest},{}\n", file.name, bytes.len())
    };
    files.iter().map(row).chain([format!("{record},,\n")]).collect()
}

/// Fails unless auditwheel confirms that the wheel runs on the platforms of its tag.
pub fn audit(tools: &Packaging, program: &Program, name: &str, bytes: &[u8]) -> Result<()> {
    #[derive(Deserialize)]
    struct Audit {
        overall_tag: String,
    }
    let directory = tempfile::tempdir()?;
    let path = directory.path().join(name);
    fs::write(&path, bytes)?;
    let said = output(tools.python(["-m", "auditwheel", "show", "--json"]).arg(&path))?;
    let audit: Audit = serde_json::from_str(&said).with_context(|| format!("auditwheel: {said}"))?;
    let tag = program.target.wheel_tag(program.elf.glibc_minor);
    if !is_as_wide(&audit.overall_tag, &tag) {
        bail!("{name}: auditwheel finds {}, not {tag}:\n{said}", audit.overall_tag);
    }
    if program.target.libc == Libc::Glibc && tag != program.target.wheel_tag(0) {
        println!("{name}: the program needs glibc 2.{}", program.elf.glibc_minor);
    }
    Ok(())
}

/// Whether a wheel with the requirements `found` may have the tag `tag`: equal libc and machine, and no newer version
/// than the tag's.
fn is_as_wide(found: &str, tag: &str) -> bool {
    let parts = |text: &str| {
        let (libc, rest) = text.split_once('_')?;
        let (major, rest) = rest.split_once('_')?;
        let (minor, machine) = rest.split_once('_')?;
        let version: (u32, u32) = (major.parse().ok()?, minor.parse().ok()?);
        Some(((libc.to_owned(), machine.to_owned()), version))
    };
    match (parts(found), parts(tag)) {
        (Some((found, found_version)), Some((tag, tag_version))) => found == tag && found_version <= tag_version,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
