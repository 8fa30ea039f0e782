//! The file of the private key: three lines (heading, seed in base64url, key id), readable by its owner alone.
//!
//! Invariants:
//! - The file appears whole or not at all, and is on disk before the key is used.
//! - Only [`replace`] replaces an existing file, with a file that is whole and on disk.
//! - Every buffer that held the key is wiped.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use super::Error;

/// The kind of the file, and the version of its format.
const HEADING: &[u8] = b"minoots-signing-key-1";

/// The maximum number of bytes read; a key file has 110.
const BYTES_MAX: usize = 256;

const SEED_BYTES: usize = 32;
/// The length of the seed in unpadded base64url.
const SEED_TEXT_BYTES: usize = 43;

const MODE: u32 = 0o600;

/// A private key and the id stored with it, which reveals a damaged key.
pub(super) struct KeyFile {
    pub(super) seed: Zeroizing<[u8; SEED_BYTES]>,
    pub(super) kid: String,
}

impl KeyFile {
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let content = read_private(path)?;
        let mut lines = content.split(|byte| *byte == b'\n');
        let parts = (lines.next(), lines.next(), lines.next(), lines.next(), lines.next());
        let (Some(HEADING), Some(seed), Some(kid), Some([]), None) = parts else {
            return Err(corrupt(path, "it is not a signing key file"));
        };
        let seed = decode_seed(seed).ok_or_else(|| corrupt(path, "its key is not 32 bytes of base64url"))?;
        Ok(Self {
            seed,
            kid: String::from_utf8_lossy(kid).into_owned(),
        })
    }

    /// Writes a file that does not exist yet, and syncs it and its directory.
    pub(super) fn write_new(&self, path: &Path) -> Result<(), Error> {
        let scratch = scratch_path(path);
        match fs::remove_file(&scratch) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(&scratch, "remove")(error)),
            _ => {}
        }
        self.write_scratch(&scratch).map_err(failed(&scratch, "write"))?;
        // Unlike a rename, a link does not replace a file that was created meanwhile.
        fs::hard_link(&scratch, path).map_err(failed(path, "create"))?;
        fs::remove_file(&scratch).map_err(failed(&scratch, "remove"))?;
        sync_directory(path)
    }

    fn write_scratch(&self, scratch: &Path) -> io::Result<()> {
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(MODE)
            .open(scratch)?;
        // The process's umask may have removed bits.
        file.set_permissions(Permissions::from_mode(MODE))?;
        file.write_all(&self.encode())?;
        file.sync_all()
    }

    fn encode(&self) -> Zeroizing<Vec<u8>> {
        // The buffer never grows, so that no copy of the key remains.
        let mut content = Zeroizing::new(Vec::with_capacity(BYTES_MAX));
        let mut seed = Zeroizing::new([0; SEED_TEXT_BYTES]);
        // The buffer is exactly as long as the text.
        let _ = URL_SAFE_NO_PAD.encode_slice(self.seed.as_slice(), &mut seed[..]);
        for line in [HEADING, &seed[..], self.kid.as_bytes()] {
            content.extend_from_slice(line);
            content.push(b'\n');
        }
        content
    }
}

/// Replaces a key file with another, and syncs the directory.
pub(super) fn replace(path: &Path, by: &Path) -> Result<(), Error> {
    fs::rename(by, path).map_err(failed(path, "replace"))?;
    sync_directory(path)
}

fn read_private(path: &Path) -> Result<Zeroizing<Vec<u8>>, Error> {
    let file = File::open(path).map_err(failed(path, "open"))?;
    let metadata = file.metadata().map_err(failed(path, "examine"))?;
    if !metadata.is_file() {
        return Err(corrupt(path, "it is not a regular file"));
    }
    let mode = metadata.permissions().mode() & 0o7777;
    if mode & !MODE != 0 {
        return Err(Error::Permissions {
            path: path.to_owned(),
            mode,
        });
    }
    let mut content = Zeroizing::new(Vec::with_capacity(2 * BYTES_MAX));
    file.take(BYTES_MAX as u64)
        .read_to_end(&mut content)
        .map_err(failed(path, "read"))?;
    Ok(content)
}

fn decode_seed(text: &[u8]) -> Option<Zeroizing<[u8; SEED_BYTES]>> {
    // base64 needs space for whole groups of three.
    let mut decoded = Zeroizing::new([0; SEED_BYTES + 1]);
    let length = URL_SAFE_NO_PAD.decode_slice(text, &mut decoded[..]).ok()?;
    let mut seed = Zeroizing::new([0; SEED_BYTES]);
    if length != SEED_BYTES {
        return None;
    }
    seed.copy_from_slice(&decoded[..SEED_BYTES]);
    Some(seed)
}

fn sync_directory(path: &Path) -> Result<(), Error> {
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    File::open(directory)
        .and_then(|directory| directory.sync_all())
        .map_err(failed(directory, "sync"))
}

fn scratch_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    name.into()
}

fn corrupt(path: &Path, problem: &'static str) -> Error {
    Error::Corrupt {
        path: path.to_owned(),
        problem,
    }
}

fn failed(path: &Path, action: &'static str) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Io { path, action, source }
}
