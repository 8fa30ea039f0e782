//! The dynamically linked libraries of a program, from Debian's packages on the build machine.
//!
//! A static program would need none. But glibc cannot resolve names without its libraries, and a musl program would
//! differ from the tested program in the other artefacts. A label of the image lists the packages' versions. Files
//! unknown to dpkg are rejected.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::blob::Blob;
use crate::command::{command, output};
use crate::elf::Elf;
use crate::program::Program;
use crate::target::Target;
use crate::tree::Tree;

/// Libraries and their paths.
#[derive(Debug)]
pub struct Libraries {
    /// Content by path in the image.
    files: BTreeMap<String, Vec<u8>>,
    /// Versions by package.
    packages: BTreeMap<String, String>,
    /// Their licences, by package.
    copyrights: BTreeMap<String, Vec<u8>>,
}

impl Libraries {
    /// Finds the loader and all direct and indirect libraries of the program.
    pub fn find(program: &Program) -> Result<Self> {
        let mut found = Self {
            files: BTreeMap::new(),
            packages: BTreeMap::new(),
            copyrights: BTreeMap::new(),
        };
        let loader = program.elf.loader.as_deref().context("the program has no loader")?;
        let loader = loader.trim_start_matches('/');
        let mut waiting: Vec<String> = program.elf.needed.clone();
        waiting.push(file_name(loader).to_owned());
        let mut seen = BTreeSet::new();
        while let Some(name) = waiting.pop() {
            if !seen.insert(name.clone()) {
                continue;
            }
            let file = locate(program.target, &name)?;
            let bytes = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
            let elf = Elf::read(&bytes).with_context(|| file.display().to_string())?;
            ensure!(
                elf.machine == program.target.machine,
                "{} is for another machine",
                file.display()
            );
            waiting.extend(elf.needed);
            found.add_package(&file)?;
            let path = if name == file_name(loader) {
                loader.to_owned()
            } else {
                format!("{}/{name}", program.target.libraries)
            };
            found.files.insert(path, bytes);
        }
        Ok(found)
    }

    /// The files, and the licences of their packages.
    pub fn tree(&self) -> Tree {
        let mut tree = Tree::new();
        for (path, content) in &self.files {
            tree.program(path, &Blob::new(content.clone()));
        }
        for (package, copyright) in &self.copyrights {
            tree.file(format!("usr/share/doc/{package}/copyright"), copyright.clone());
        }
        tree
    }

    /// Names and versions of the packages.
    pub fn packages(&self) -> String {
        let packages = self.packages.iter().map(|(name, version)| format!("{name} {version}"));
        packages.collect::<Vec<_>>().join(", ")
    }

    /// Records the package of a file. dpkg must know the file unmodified.
    fn add_package(&mut self, file: &Path) -> Result<()> {
        let package = owner(file)?;
        let name = package.split(':').next().unwrap_or(&package).to_owned();
        if self.packages.contains_key(&name) {
            return Ok(());
        }
        let changed = output(&mut command("dpkg", ["--verify", &package]))?;
        if let Some(line) = changed
            .lines()
            .find(|line| line.contains(".so") || line.ends_with("/copyright"))
        {
            bail!("{package}: a file is not as the package installed it: {line}");
        }
        let version = output(&mut command(
            "dpkg-query",
            ["--show", "--showformat=${Version}", &package],
        ))?;
        let copyright = format!("/usr/share/doc/{name}/copyright");
        let text = fs::read(&copyright).with_context(|| format!("reading {copyright}"))?;
        self.copyrights.insert(name.clone(), text);
        self.packages.insert(name, version);
        Ok(())
    }
}

/// The path at which Debian's packages keep a library for this target.
fn locate(target: &Target, name: &str) -> Result<PathBuf> {
    let (cross_package, cross_directory) = target.cross;
    let is_native = target.architecture == std::env::consts::ARCH;
    let directories = if is_native {
        [format!("/{}", target.libraries), format!("/usr/{}", target.libraries)].to_vec()
    } else {
        vec![cross_directory.to_owned()]
    };
    let candidates = directories.iter().map(|directory| Path::new(directory).join(name));
    candidates.into_iter().find(|path| path.exists()).with_context(|| {
        let package = if is_native { "libc6" } else { cross_package };
        format!(
            "{name} is in none of {}: install {package}, on Debian or Ubuntu",
            directories.join(", ")
        )
    })
}

/// The package of a file, with its architecture if there are several.
fn owner(file: &Path) -> Result<String> {
    // dpkg knows the file by its path in the package, with or without a leading /usr.
    let path = file.to_string_lossy().into_owned();
    let other = match path.strip_prefix("/usr") {
        Some(rest) => rest.to_owned(),
        None => format!("/usr{path}"),
    };
    for path in [&path, &other] {
        let mut search = command("dpkg-query", ["--search", path]);
        search.stderr(std::process::Stdio::null());
        let found = search
            .output()
            .context("dpkg-query: images are made on Debian or Ubuntu")?;
        let text = String::from_utf8_lossy(&found.stdout).into_owned();
        if let Some((package, _)) = text.split_once(": /") {
            return Ok(package.to_owned());
        }
    }
    bail!("{path} is of no Debian package: install libc6, on Debian or Ubuntu")
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
