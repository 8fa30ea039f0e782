//! The joining node's part: before its first start, it obtains a certificate with a token, once.
//!
//! Invariants:
//! - The certificate's file appears last and whole. If it exists, the node has joined, and the token is no longer used.
//! - The key is on disk before any member receives its request, so that an interrupted node repeats the request with
//!   the same key.

use super::token::JoinToken;
use minoots_raft::{JoinAsked, JoinFailure, Joined, ask_to_join};
use minoots_sequencer::clock;
use minoots_tls::{FileError, JoinConnector, NodeKey, PeerFiles, PeerTls, certificate_pem};
use minoots_wire::error::Reason;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::time::sleep;
use tonic::{Code, Status};

/// The maximum size of the token file.
const FILE_BYTES_MAX: u64 = 16 << 10;
const KEY_MODE: u32 = 0o600;
/// The time for which unreachable members, or members without a leader, are retried.
const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(500);

/// An error of obtaining a certificate.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// The token's file cannot be read.
    #[error("JOIN_TOKEN_FILE: {} cannot be read: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The cause.
        error: io::Error,
    },
    /// The file contains no token.
    #[error(
        "JOIN_TOKEN_FILE: {} holds no join token: put the one line of `minoots cluster join-token create` there, whole",
        path.display()
    )]
    NoToken {
        /// The file.
        path: PathBuf,
    },
    /// A member rejected the request.
    #[error("{reason}: {address}: {message}")]
    Refused {
        /// The reason code.
        reason: String,
        /// The member's address.
        address: String,
        /// The message.
        message: String,
    },
    /// No address belongs to a member of the token's cluster.
    #[error("PEER_AUTHORITY: {0}")]
    Untrusted(String),
    /// No member answered in time.
    #[error("JOIN_UNREACHABLE: no member gave a certificate within {} s; the last said: {last}", PATIENCE.as_secs())]
    Unreachable {
        /// The last failure.
        last: String,
    },
    /// The key or the certificate cannot be written.
    #[error("{} cannot be written: {error}", path.display())]
    Keep {
        /// The file.
        path: PathBuf,
        /// The cause.
        error: io::Error,
    },
    /// The existing key file contains no key.
    #[error("{} holds no private key: remove it, and join with a new token", path.display())]
    Key {
        /// The file.
        path: PathBuf,
    },
    /// The key or the request could not be made.
    #[error("a key could not be made: {0}")]
    Unmade(String),
    /// The certificate from a member is not valid for this node.
    #[error("the certificate that {address} gave cannot be used: {error}")]
    Unusable {
        /// The member's address.
        address: String,
        /// The cause.
        error: FileError,
    },
}

/// The files with which an enrolled node authenticates to its peers, below its data directory.
#[must_use]
pub fn joined_files(data: &Path) -> PeerFiles {
    let keys = data.join("keys");
    PeerFiles {
        ca: keys.join("peer-ca.pem"),
        certificate: keys.join("peer.pem"),
        key: keys.join("peer.key"),
    }
}

/// Obtains a certificate for this node, unless it has one.
pub(crate) async fn enrol(token_file: &Path, files: &PeerFiles, node: u64) -> Result<(), JoinError> {
    if files.certificate.exists() {
        return Ok(());
    }
    let token = read_token(token_file)?;
    let key = load_or_create_key(&files.key)?;
    let unmade = |error: &dyn std::fmt::Display| JoinError::Unmade(error.to_string());
    let request = key.request(&token.name(node)).map_err(|error| unmade(&error))?;
    let asked = JoinAsked {
        secret: token.secret().to_owned(),
        certificate_request: request,
        source: String::new(),
    };
    let (address, joined) = until_joined(&token, node, &asked).await?;
    keep(files, node, &joined, address)
}

fn read_token(path: &Path) -> Result<JoinToken, JoinError> {
    let failed = |error| JoinError::File {
        path: path.to_owned(),
        error,
    };
    let mut text = String::new();
    let file = File::open(path).map_err(failed)?;
    file.take(FILE_BYTES_MAX).read_to_string(&mut text).map_err(failed)?;
    JoinToken::parse(text.trim()).ok_or_else(|| JoinError::NoToken { path: path.to_owned() })
}

fn load_or_create_key(path: &Path) -> Result<NodeKey, JoinError> {
    match fs::read_to_string(path) {
        Ok(pem) => NodeKey::read(&pem).map_err(|_| JoinError::Key { path: path.to_owned() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let key = NodeKey::generate().map_err(|error| JoinError::Unmade(error.to_string()))?;
            write(path, &key.pem())?;
            Ok(key)
        }
        Err(error) => Err(JoinError::Keep {
            path: path.to_owned(),
            error,
        }),
    }
}

/// The consequence of an answer.
enum Next {
    /// All members would answer the same.
    Stop(JoinError),
    /// This member cannot help; another one may.
    Other(JoinError),
    /// A later attempt may succeed.
    Again(String),
}

/// Asks the members, one after the other.
async fn until_joined(token: &JoinToken, node: u64, asked: &JoinAsked) -> Result<(String, Joined), JoinError> {
    let authority = token.authority().unwrap_or_default();
    let connector = JoinConnector::new(&token.name(node).cluster, authority);
    let deadline = clock::instant() + PATIENCE;
    loop {
        let (mut refused, mut last) = (None, None);
        for address in token.peers() {
            match ask_to_join(address, connector.clone(), asked.clone()).await {
                Ok(joined) => return Ok((address.clone(), joined)),
                Err(failure) => match next(address, failure) {
                    Next::Stop(error) => return Err(error),
                    Next::Other(error) => refused = Some(error),
                    Next::Again(message) => last = Some(message),
                },
            }
        }
        match (last, refused) {
            // All members answered, and none can help.
            (None, Some(error)) => return Err(error),
            (Some(last), _) if clock::instant() >= deadline => return Err(JoinError::Unreachable { last }),
            _ => sleep(PAUSE).await,
        }
    }
}

fn next(address: &str, failure: JoinFailure) -> Next {
    match failure {
        JoinFailure::Unreachable(message) => Next::Again(message),
        JoinFailure::Untrusted(message) => Next::Other(JoinError::Untrusted(message)),
        JoinFailure::Refused(refused) => {
            let error = refusal(address, &refused);
            match (Reason::of(&refused), refused.code()) {
                (Some(Reason::PeerCaKey), _) => Next::Other(error),
                (_, Code::Unauthenticated | Code::InvalidArgument | Code::FailedPrecondition) => Next::Stop(error),
                _ => Next::Again(error.to_string()),
            }
        }
    }
}

fn refusal(address: &str, refused: &Status) -> JoinError {
    let reason = Reason::of(refused).map_or_else(|| format!("{:?}", refused.code()), |reason| reason.text().to_owned());
    JoinError::Refused {
        reason,
        address: address.to_owned(),
        message: refused.message().to_owned(),
    }
}

fn keep(files: &PeerFiles, node: u64, joined: &Joined, address: String) -> Result<(), JoinError> {
    let authorities: String = joined.authorities.iter().map(|der| certificate_pem(der)).collect();
    write(&files.ca, &authorities)?;
    put_certificate(files, node, &joined.certificate, address)
}

/// Checks that a certificate belongs to this node and its key, and writes it to its file atomically.
pub(super) fn put_certificate(
    files: &PeerFiles,
    node: u64,
    certificate: &[u8],
    address: String,
) -> Result<(), JoinError> {
    let mut tried = files.certificate.as_os_str().to_owned();
    tried.push(".new");
    let tried = PathBuf::from(tried);
    write(&tried, &certificate_pem(certificate))?;
    let trial = PeerFiles {
        certificate: tried.clone(),
        ..files.clone()
    };
    PeerTls::open(&trial, node).map_err(|error| JoinError::Unusable { address, error })?;
    let failed = |error| JoinError::Keep {
        path: files.certificate.clone(),
        error,
    };
    fs::rename(&tried, &files.certificate).map_err(failed)?;
    sync_folder(&files.certificate).map_err(failed)
}

/// Writes a file for its owner alone, and renames it only when it is complete.
fn write(path: &Path, text: &str) -> Result<(), JoinError> {
    let written = || -> io::Result<()> {
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        if part.try_exists()? {
            fs::remove_file(&part)?;
        }
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create_new(true).mode(KEY_MODE).open(&part)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&part, path)?;
        sync_folder(path)
    };
    written().map_err(|error| JoinError::Keep {
        path: path.to_owned(),
        error,
    })
}

fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
}
