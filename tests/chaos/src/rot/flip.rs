//! The choice of a bit.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use minoots_it::random::Random;

/// A bit of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Flip {
    /// The file, relative to the directory.
    pub(super) file: PathBuf,
    /// The offset of the byte.
    pub(super) byte: u64,
    /// The bit in the byte.
    pub(super) bit: u8,
}

/// Returns the non-empty files, sorted. A lock file is omitted, because no program reads its contents.
pub(super) fn files(directory: &Path) -> Result<Vec<(PathBuf, u64)>> {
    let mut found = Vec::new();
    collect(directory, directory, &mut found)?;
    found.retain(|(file, bytes)| *bytes > 0 && file.file_name().is_some_and(|name| name != "LOCK"));
    found.sort();
    ensure!(!found.is_empty(), "no files in {}", directory.display());
    Ok(found)
}

fn collect(root: &Path, directory: &Path, found: &mut Vec<(PathBuf, u64)>) -> Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, found)?;
        } else {
            found.push((path.strip_prefix(root)?.to_owned(), fs::metadata(&path)?.len()));
        }
    }
    Ok(())
}

/// Returns the number of bytes by kind of file.
pub(super) fn sizes(directory: &Path) -> Result<BTreeMap<String, u64>> {
    let mut sizes = BTreeMap::new();
    for (file, bytes) in files(directory)? {
        *sizes.entry(kind(&file)).or_default() += bytes;
    }
    Ok(sizes)
}

/// Returns the purpose of a file: its path, without the part that distinguishes files of one kind.
pub(super) fn kind(file: &Path) -> String {
    let number = |character: char| character.is_ascii_digit() || "-.".contains(character);
    let parts = file
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned());
    let parts = parts.map(|part| part.trim_matches(number).to_owned());
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
}

/// Draws a flip. Half of the flips are anywhere, like rot. The other half are in a file drawn first, so that small
/// files get their share. A third of those are near the file's beginning or end, where its structure is.
pub(super) fn draw(files: &[(PathBuf, u64)], seed: u64, number: u64) -> Result<Flip> {
    let mut random = Random::seeded(seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let (file, byte) = if number.is_multiple_of(2) {
        anywhere(files, &mut random)
    } else {
        in_some_file(files, &mut random)
    }
    .context("no files")?;
    Ok(Flip {
        file,
        byte,
        bit: (random.draw() % 8) as u8,
    })
}

fn anywhere(files: &[(PathBuf, u64)], random: &mut Random) -> Option<(PathBuf, u64)> {
    let mut byte = random.below(files.iter().map(|(_, bytes)| bytes).sum());
    for (file, bytes) in files {
        if byte < *bytes {
            return Some((file.clone(), byte));
        }
        byte -= bytes;
    }
    None
}

fn in_some_file(files: &[(PathBuf, u64)], random: &mut Random) -> Option<(PathBuf, u64)> {
    let (file, bytes) = files.get(random.place(files.len()))?;
    let edge = (*bytes).min(600);
    let byte = match random.below(6) {
        0 => random.below(edge),
        1 => bytes - edge + random.below(edge),
        _ => random.below(*bytes),
    };
    Some((file.clone(), byte))
}

impl Flip {
    /// Flips the bit. A second call undoes the first.
    pub(super) fn apply(&self, directory: &Path) -> Result<()> {
        let path = directory.join(&self.file);
        let file = fs::File::options().read(true).write(true).open(&path)?;
        let mut byte = [0];
        file.read_exact_at(&mut byte, self.byte)?;
        byte[0] ^= 1 << self.bit;
        file.write_all_at(&byte, self.byte)
            .with_context(|| path.display().to_string())
    }

    /// Whether the file is never rewritten once it exists, so that a wrong bit stays until it is restored.
    pub(super) fn is_for_good(&self) -> bool {
        kind(&self.file).starts_with("tables/generation")
    }

    /// Describes the flip for people.
    pub(super) fn text(&self) -> String {
        format!("bit {} of byte {} of {}", self.bit, self.byte, self.file.display())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn flips_reach_every_file_and_are_undone_by_themselves() {
        let directory = tempfile::tempdir().unwrap();
        fs::create_dir(directory.path().join("log")).unwrap();
        for (name, bytes) in [("log/1", 40_000_usize), ("log/2", 40_000), ("NODE", 7)] {
            fs::write(directory.path().join(name), vec![0xA5; bytes]).unwrap();
        }
        fs::write(directory.path().join("LOCK"), "17").unwrap();
        let files = files(directory.path()).unwrap();
        assert_eq!(sizes(directory.path()).unwrap().get("log"), Some(&80_000));
        let mut hit = BTreeMap::<PathBuf, u64>::new();
        for number in 0..200 {
            let flip = draw(&files, 3, number).unwrap();
            flip.apply(directory.path()).unwrap();
            let changed = fs::read(directory.path().join(&flip.file)).unwrap();
            assert_eq!(changed.iter().filter(|byte| **byte != 0xA5).count(), 1);
            flip.apply(directory.path()).unwrap();
            *hit.entry(flip.file).or_default() += 1;
        }
        assert_eq!(hit.len(), 3);
        assert!(hit.values().all(|count| *count > 10), "{hit:?}");
    }
}
