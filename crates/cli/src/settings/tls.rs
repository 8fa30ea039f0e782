//! Files of certificates and keys.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use clap::Args;
use minoots_server::{PeerFiles, ServerFiles, joined_files};
use minoots_terminal::errors::Failure;

use super::{Setting, Sources};

/// The flags of `minoots server` that name files.
#[derive(Args, Clone, Debug, Default)]
pub struct TlsArguments {
    /// Certificate chain for clients, PEM: the port then speaks TLS [env: MINOOTS_TLS_CERT]
    #[arg(long, value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,
    /// Key of --tls-cert, PEM [env: MINOOTS_TLS_KEY]
    #[arg(long, value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
    /// Authorities of the other nodes' --tls-cert, for requests that are passed on [env: MINOOTS_CA_FILE] [default: the system's]
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
    /// Authorities of the cluster's nodes, PEM: peers then prove who they are [env: MINOOTS_PEER_CA]
    #[arg(long, value_name = "FILE")]
    pub peer_ca: Option<PathBuf>,
    /// This node's certificate chain for its peers, PEM [env: MINOOTS_PEER_CERT]
    #[arg(long, value_name = "FILE")]
    pub peer_cert: Option<PathBuf>,
    /// Key of --peer-cert, PEM [env: MINOOTS_PEER_KEY]
    #[arg(long, value_name = "FILE")]
    pub peer_key: Option<PathBuf>,
    /// Key of --peer-ca, PEM: this node signs the certificates of nodes that join [env: MINOOTS_PEER_CA_KEY]
    #[arg(long, value_name = "FILE")]
    pub peer_ca_key: Option<PathBuf>,
    /// How long certificates are valid that are signed with --peer-ca-key, seconds [env: MINOOTS_PEER_CERT_LIFE_S] [default: 31536000]
    #[arg(long, value_name = "SECONDS")]
    pub peer_cert_life_s: Option<u64>,
    /// Join token: a node without --peer-cert gets its certificate for it, at its first start [env: MINOOTS_JOIN_TOKEN_FILE]
    #[arg(long, value_name = "FILE")]
    pub join_token_file: Option<PathBuf>,
}

/// Files, each with its origin; an empty path is none.
#[derive(Clone, Debug)]
pub struct TlsSettings {
    /// What clients see.
    pub tls_cert: Setting<PathBuf>,
    /// Its key.
    pub tls_key: Setting<PathBuf>,
    /// Whose certificates this side believes.
    pub ca_file: Setting<PathBuf>,
    /// Whose certificates peers must have.
    pub peer_ca: Setting<PathBuf>,
    /// What peers see.
    pub peer_cert: Setting<PathBuf>,
    /// Its key.
    pub peer_key: Setting<PathBuf>,
    /// What nodes that join are signed with.
    pub peer_ca_key: Setting<PathBuf>,
    /// How long that is valid, seconds.
    pub peer_cert_life_s: Setting<u64>,
    /// What this node joins with.
    pub join_token_file: Setting<PathBuf>,
}

impl TlsSettings {
    /// Looks every setting up.
    pub fn resolve(flags: TlsArguments, sources: &Sources) -> Result<Self, Failure> {
        let file = &sources.file;
        let pick = |name, flag, file: &Option<PathBuf>| sources.pick(name, flag, file.clone(), PathBuf::new());
        Ok(Self {
            tls_cert: pick("tls-cert", flags.tls_cert, &file.tls_cert)?,
            tls_key: pick("tls-key", flags.tls_key, &file.tls_key)?,
            ca_file: ca_file(sources, flags.ca_file)?,
            peer_ca: pick("peer-ca", flags.peer_ca, &file.peer_ca)?,
            peer_cert: pick("peer-cert", flags.peer_cert, &file.peer_cert)?,
            peer_key: pick("peer-key", flags.peer_key, &file.peer_key)?,
            peer_ca_key: pick("peer-ca-key", flags.peer_ca_key, &file.peer_ca_key)?,
            peer_cert_life_s: life(sources, flags.peer_cert_life_s)?,
            join_token_file: pick("join-token-file", flags.join_token_file, &file.join_token_file)?,
        })
    }

    /// The files for clients: both or none.
    pub fn server(&self) -> Result<Option<ServerFiles>, Failure> {
        let given = all_or_none(&[("tls-cert", &self.tls_cert), ("tls-key", &self.tls_key)])?;
        Ok(given.then(|| ServerFiles {
            certificate: self.tls_cert.value.clone(),
            key: self.tls_key.value.clone(),
        }))
    }

    /// The files for peers of a node on this data directory: those that are named, or those that it got when it joined.
    pub fn peers(&self, data: &Path) -> Result<Option<PeerFiles>, Failure> {
        let (named, token) = (self.named_peers()?, given(&self.join_token_file).is_some());
        let files = match named {
            Some(_) if token => {
                let origin = &self.join_token_file.origin;
                let message =
                    format!("join-token-file: is given ({origin}), and so are --peer-ca, --peer-cert and --peer-key");
                return Err(
                    Failure::usage(message).hint("a node that has a certificate needs no token: give one or the other")
                );
            }
            Some(files) => Some(files),
            None => Some(joined_files(data)).filter(|files| token || files.certificate.exists()),
        };
        if files.is_none() && given(&self.peer_ca_key).is_some() {
            let message = "peer-ca-key: is given, and this node has no certificate for its peers";
            return Err(Failure::usage(message).hint("give --peer-ca, --peer-cert and --peer-key as well"));
        }
        Ok(files)
    }

    /// All three or none.
    fn named_peers(&self) -> Result<Option<PeerFiles>, Failure> {
        let given = all_or_none(&[
            ("peer-ca", &self.peer_ca),
            ("peer-cert", &self.peer_cert),
            ("peer-key", &self.peer_key),
        ])?;
        Ok(given.then(|| PeerFiles {
            ca: self.peer_ca.value.clone(),
            certificate: self.peer_cert.value.clone(),
            key: self.peer_key.value.clone(),
        }))
    }
}

/// Whose certificates this side believes; an empty path for the system's authorities.
pub fn ca_file(sources: &Sources, flag: Option<PathBuf>) -> Result<Setting<PathBuf>, Failure> {
    sources.pick("ca-file", flag, sources.file.ca_file.clone(), PathBuf::new())
}

/// The path, unless it is empty.
pub fn given(setting: &Setting<PathBuf>) -> Option<PathBuf> {
    Some(setting.value.clone()).filter(|path| !path.as_os_str().is_empty())
}

/// How long certificates hold: long enough to be renewed, and no longer than anybody wants.
const LIFE_S: RangeInclusive<u64> = 30..=315_360_000;
const LIFE_S_DEFAULT: u64 = 31_536_000;

fn life(sources: &Sources, flag: Option<u64>) -> Result<Setting<u64>, Failure> {
    let life = sources.pick("peer-cert-life-s", flag, sources.file.peer_cert_life_s, LIFE_S_DEFAULT)?;
    if LIFE_S.contains(&life.value) {
        return Ok(life);
    }
    let (value, min, max) = (life.value, LIFE_S.start(), LIFE_S.end());
    let failure = Failure::usage(format!("peer-cert-life-s: {value}: it is from {min} to {max} seconds"));
    Err(failure.hint(format!(
        "a certificate is renewed after two thirds of it; {LIFE_S_DEFAULT} is the default"
    )))
}

/// Whether files that need each other are given.
fn all_or_none(files: &[(&str, &Setting<PathBuf>)]) -> Result<bool, Failure> {
    let (with, without): (Vec<_>, Vec<_>) = files.iter().partition(|(_, setting)| given(setting).is_some());
    match (with.first(), without.first()) {
        (None, _) => Ok(false),
        (Some(_), None) => Ok(true),
        (Some((one, setting)), Some((other, _))) => {
            let message = format!("{other}: is missing, and {one} is given ({})", setting.origin);
            let names: Vec<String> = files.iter().map(|(name, _)| format!("--{name}")).collect();
            Err(Failure::usage(message).hint(format!("give all of {}, or none", names.join(", "))))
        }
    }
}
