//! Facts from an ELF file: machine, libraries, versions of glibc, list of crates.

use std::io::Read;

use anyhow::{Context, Result, bail};
use flate2::read::ZlibDecoder;
use object::Endianness;
use object::elf::{DT_NEEDED, FileHeader64, PT_INTERP};
use object::read::elf::{Dyn as _, FileHeader as _, ProgramHeader as _, SectionHeader as _};

/// Section of cargo-auditable's list of crates: JSON, compressed by zlib.
const CRATES_SECTION: &str = ".dep-v0";
const CRATES_BYTES_MAX: u64 = 8 << 20;
const GLIBC_VERSION: &str = "GLIBC_2.";

/// Facts about a program or a library.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Elf {
    /// The machine.
    pub machine: u16,
    /// The path of the dynamic loader, if the program has one.
    pub loader: Option<String>,
    /// The names of required libraries.
    pub needed: Vec<String>,
    /// The newest required minor version of glibc 2; 0 if none.
    pub glibc_minor: u32,
    /// The list of crates as JSON, if the file has one.
    pub crates: Option<Vec<u8>>,
}

impl Elf {
    /// Reads a 64-bit ELF file.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let header = FileHeader64::<Endianness>::parse(bytes).context("not a 64-bit ELF file")?;
        let endian = header.endian()?;
        let mut elf = Self {
            machine: header.e_machine(endian),
            ..Self::default()
        };
        for segment in header.program_headers(endian, bytes)? {
            if segment.p_type(endian) == PT_INTERP {
                let Ok(path) = segment.data(endian, bytes) else {
                    bail!("the loader's path is outside of the file");
                };
                elf.loader = Some(String::from_utf8(path.strip_suffix(&[0]).unwrap_or(path).to_vec())?);
            }
        }
        let sections = header.sections(endian, bytes)?;
        if let Some((entries, strings)) = sections.dynamic(endian, bytes)? {
            let strings = sections.strings(endian, bytes, strings)?;
            for entry in entries.iter().filter(|entry| entry.d_tag(endian) == DT_NEEDED) {
                let name = entry.string(endian, strings)?;
                elf.needed.push(String::from_utf8(name.to_vec())?);
            }
        }
        if let Some((mut versions, strings)) = sections.gnu_verneed(endian, bytes)? {
            let strings = sections.strings(endian, bytes, strings)?;
            while let Some((_, mut symbols)) = versions.next()? {
                while let Some(symbol) = symbols.next()? {
                    let name = String::from_utf8_lossy(symbol.name(endian, strings)?).into_owned();
                    elf.glibc_minor = elf.glibc_minor.max(glibc_minor(&name));
                }
            }
        }
        if let Some((_, section)) = sections.section_by_name(endian, CRATES_SECTION.as_bytes()) {
            elf.crates = Some(inflate(section.data(endian, bytes)?).context(CRATES_SECTION)?);
        }
        Ok(elf)
    }
}

/// The minor version in a symbol version such as `GLIBC_2.17` or `GLIBC_2.2.5`; 0 for another library.
fn glibc_minor(version: &str) -> u32 {
    let minor = version.strip_prefix(GLIBC_VERSION).unwrap_or_default();
    minor
        .split('.')
        .next()
        .and_then(|minor| minor.parse().ok())
        .unwrap_or_default()
}

fn inflate(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut json = Vec::new();
    ZlibDecoder::new(bytes).take(CRATES_BYTES_MAX).read_to_end(&mut json)?;
    Ok(json)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn this_test_needs_glibc_and_has_a_loader() {
        let bytes = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        let elf = Elf::read(&bytes).unwrap();
        assert!(elf.needed.iter().any(|name| name == "libc.so.6"), "{elf:?}");
        assert!(
            elf.loader.as_ref().is_some_and(|path| path.contains("/ld-linux")),
            "{elf:?}"
        );
        assert!((17..100).contains(&elf.glibc_minor), "{elf:?}");
    }

    #[test]
    fn versions_of_glibc_are_told_from_others() {
        let found = ["GLIBC_2.34", "GLIBC_2.2.5", "GCC_3.0", "GLIBC_PRIVATE"].map(glibc_minor);
        assert_eq!(found, [34, 2, 0, 0]);
    }

    #[test]
    fn non_elf_files_are_refused() {
        assert!(Elf::read(b"#!/bin/sh\n").is_err());
    }
}
