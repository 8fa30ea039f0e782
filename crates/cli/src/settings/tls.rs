//! Files of certificates and keys.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use clap::Args;
use minoots_server::{PeerFiles, ServerFiles, joined_files};
use minoots_terminal::errors::Failure;

use super::{Setting, Sources};

/// The flags of `minoots server` that name certificate and key files.
#[derive(Args, Clone, Debug, Default)]
pub struct TlsArguments {
    /// Certificate chain for clients, PEM; the API port then speaks TLS [env: MINOOTS_TLS_CERT] [default: none]
    #[arg(long, value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,
    /// Private key of --tls-cert, PEM [env: MINOOTS_TLS_KEY] [default: none]
    #[arg(long, value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
    /// Certificate authorities of the other nodes' --tls-cert, PEM, for forwarded requests [env: MINOOTS_CA_FILE]
    /// [default: the system's]
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
    /// Certificate authorities of the cluster's nodes, PEM; peers then authenticate with mTLS [env: MINOOTS_PEER_CA]
    /// [default: none]
    #[arg(long, value_name = "FILE")]
    pub peer_ca: Option<PathBuf>,
    /// Certificate chain of this node for its peers, PEM [env: MINOOTS_PEER_CERT] [default: none]
    #[arg(long, value_name = "FILE")]
    pub peer_cert: Option<PathBuf>,
    /// Private key of --peer-cert, PEM [env: MINOOTS_PEER_KEY] [default: none]
    #[arg(long, value_name = "FILE")]
    pub peer_key: Option<PathBuf>,
    /// Private key of --peer-ca, PEM; this node then signs the certificates of joining nodes [env: MINOOTS_PEER_CA_KEY]
    /// [default: none]
    #[arg(long, value_name = "FILE")]
    pub peer_ca_key: Option<PathBuf>,
    /// Validity in seconds of certificates signed with --peer-ca-key, 30 to 315360000 [env: MINOOTS_PEER_CERT_LIFE_S]
    /// [default: 31536000]
    #[arg(long, value_name = "SECONDS")]
    pub peer_cert_life_s: Option<u64>,
    /// File with the join token with which a node without --peer-cert gets its certificate at its first start [env:
    /// MINOOTS_JOIN_TOKEN_FILE] [default: none]
    #[arg(long, value_name = "FILE")]
    pub join_token_file: Option<PathBuf>,
}

/// Certificate and key files with their origins; an empty path means none.
#[derive(Clone, Debug)]
pub struct TlsSettings {
    /// The certificate chain for clients.
    pub tls_cert: Setting<PathBuf>,
    /// The key of `tls_cert`.
    pub tls_key: Setting<PathBuf>,
    /// The certificate authorities that this process trusts.
    pub ca_file: Setting<PathBuf>,
    /// The certificate authorities of peers.
    pub peer_ca: Setting<PathBuf>,
    /// The certificate chain for peers.
    pub peer_cert: Setting<PathBuf>,
    /// The key of `peer_cert`.
    pub peer_key: Setting<PathBuf>,
    /// The key that signs the certificates of joining nodes.
    pub peer_ca_key: Setting<PathBuf>,
    /// The validity of these certificates, in seconds.
    pub peer_cert_life_s: Setting<u64>,
    /// The join token of this node.
    pub join_token_file: Setting<PathBuf>,
}

impl TlsSettings {
    /// Looks up every setting.
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

    /// The files for clients: both, or none.
    pub fn server(&self) -> Result<Option<ServerFiles>, Failure> {
        let given = all_or_none(&[("tls-cert", &self.tls_cert), ("tls-key", &self.tls_key)])?;
        Ok(given.then(|| ServerFiles {
            certificate: self.tls_cert.value.clone(),
            key: self.tls_key.value.clone(),
        }))
    }

    /// The files for peers of a node on this data directory: the named ones, or those from joining.
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

    /// The named files for peers: all three, or none.
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

/// Looks up the trusted certificate authorities; an empty path means the system's.
pub fn ca_file(sources: &Sources, flag: Option<PathBuf>) -> Result<Setting<PathBuf>, Failure> {
    sources.pick("ca-file", flag, sources.file.ca_file.clone(), PathBuf::new())
}

/// Returns the path, unless it is empty.
pub fn given(setting: &Setting<PathBuf>) -> Option<PathBuf> {
    Some(setting.value.clone()).filter(|path| !path.as_os_str().is_empty())
}

/// The permitted validity of certificates, in seconds: long enough for a renewal, and at most ten years.
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

/// Returns true if all files of a set are given, and an error if only some are.
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
