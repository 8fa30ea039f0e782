//! All artefacts of a release.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::program::{Completions, Program};
use crate::source::Source;
use crate::tarball::Tarball;
use crate::tools::Packaging;
use crate::tree::{Node, Tree};
use crate::{archive, checksums, deb, npm, oci, sbom, wheel};

/// The directory of the published files.
pub const FILES: &str = "release";
/// The directory of the unpacked image layout.
const LAYOUT: &str = "oci";

/// Files by name, and the image layout.
#[derive(Debug)]
pub struct Release {
    files: BTreeMap<String, Vec<u8>>,
    layout: Option<Tree>,
}

impl Release {
    /// Makes all artefacts of these programs.
    pub fn make(source: &Source, tools: &Packaging, programs: &[Program]) -> Result<Self> {
        ensure!(!programs.is_empty(), "there is no program to package");
        let mut release = Self {
            files: BTreeMap::new(),
            layout: None,
        };
        let completions = Completions::of(source, programs)?;
        let pure = wheel::Pure::build(source, tools)?;
        for program in programs {
            release.add_program(source, tools, program, &completions, &pure)?;
        }
        release.add((pure.name, pure.bytes))?;
        release.add(npm::launcher(source)?)?;
        let for_systems: Vec<&Program> = programs
            .iter()
            .filter(|program| program.target.is_for_systems())
            .collect();
        if !for_systems.is_empty() {
            let layout = oci::layout(source, &for_systems)?;
            let tar = Tarball::new(&layout, "", source.date)?;
            release.add((format!("minoots-{}.oci.tar", source.version), tar.bytes()))?;
            release.layout = Some(layout);
        }
        let sums = checksums::of(&release.files);
        release.add((checksums::NAME.to_owned(), sums.into_bytes()))?;
        Ok(release)
    }

    fn add_program(
        &mut self,
        source: &Source,
        tools: &Packaging,
        program: &Program,
        completions: &Completions,
        pure: &wheel::Pure,
    ) -> Result<()> {
        let bill = sbom::make(source, program)?;
        self.add(archive::program(source, program, completions, &bill)?)?;
        if let Some(debug) = archive::debug_info(source, program)? {
            self.add(debug)?;
        }
        let (name, bytes) = pure.with_program(source, program, &bill)?;
        wheel::audit(tools, program, &name, &bytes)?;
        self.add((name, bytes))?;
        self.add(npm::platform(source, program, &bill)?)?;
        if program.target.is_for_systems() {
            self.add(deb::package(source, program, completions, &bill)?)?;
        }
        self.add((format!("{}.cdx.json", archive::stem(source, program)), bill))
    }

    fn add(&mut self, (name, bytes): (String, Vec<u8>)) -> Result<()> {
        ensure!(!self.files.contains_key(&name), "two programs make {name}");
        self.files.insert(name, bytes);
        Ok(())
    }

    /// Writes everything below `out` and replaces the output of an earlier run.
    pub fn write(&self, out: &Path) -> Result<()> {
        for name in [FILES, LAYOUT] {
            let directory = out.join(name);
            if directory.exists() {
                fs::remove_dir_all(&directory).with_context(|| format!("removing {}", directory.display()))?;
            }
        }
        for (name, bytes) in &self.files {
            write(&out.join(FILES).join(name), bytes)?;
            println!("{:>12}  {name}", bytes.len());
        }
        for (path, node, _) in self.layout.iter().flat_map(Tree::iter) {
            if let Node::File(content) = node {
                write(&out.join(LAYOUT).join(path), content.bytes())?;
            }
        }
        Ok(())
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).with_context(|| format!("making {}", parent.display()))?;
    }
    fs::write(path, bytes).with_context(|| format!("writing {}", path.display()))
}
