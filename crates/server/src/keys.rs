//! The keys beside a node's data: the key that signs events, and the key that seals secrets.
//!
//! The node makes them when the directory is new or comes from a restore, which contains none. It makes the secrets key
//! also where none was needed before. From then on a missing key means data loss, as with log and tables: another key
//! would not open the sealed data, nor sign as the node did. So the node refuses to start, unless an option tells it to
//! make new keys.

use crate::{
    endpoints::key_file,
    options::Options,
    start_error::{KeysMissing, StartError},
};
use minoots_delivery::signer::Signer;
use minoots_kernel::Effect;
use minoots_raft::RaftNode;
use minoots_seal::SecretsKey;
use minoots_sequencer::consensus::{EffectSink, Moment, Position};
use std::{
    fs,
    path::PathBuf,
    sync::{Arc, OnceLock},
};

const SIGNS: &str = "the key that this node signs events with would be another, and it cannot be made again";
const SEALS: &str = "the secrets of webhooks and the payloads that it sealed cannot be read without it";

fn signing_key(options: &Options) -> PathBuf {
    options.data.join("keys").join("signing.key")
}

/// The secrets key file of a single node without a configured one; nodes of a cluster must all get the same file. A new
/// node that names no peers is single. A node that was single keeps its key; `noted` says whether its directory has a
/// key of its own.
fn own_secrets_key(options: &Options, noted: bool) -> Option<PathBuf> {
    let is_alone = options
        .cluster
        .as_ref()
        .is_none_or(|cluster| match cluster.peers.is_empty() {
            true => minoots_raft::wants_keys(&options.data),
            false => cluster.peers.keys().all(|peer| *peer == cluster.node),
        });
    let file = options.data.join("keys").join("secrets.key");
    let was_alone = noted && (!options.new_keys || file.exists());
    let is_own = options.secrets_key.is_none() && (is_alone || was_alone);
    is_own.then_some(file)
}

/// Rejects a used directory that lacks keys, before anything changes in it.
pub(crate) fn check(options: &Options) -> Result<(), StartError> {
    if options.new_keys || minoots_raft::wants_keys(&options.data) {
        return Ok(());
    }
    let noted = minoots_raft::has_secrets_key(&options.data);
    let secrets = own_secrets_key(options, noted).filter(|_| noted);
    let files = [(Some(signing_key(options)), SIGNS), (secrets, SEALS)];
    for (file, what) in files {
        if let Some(file) = file
            && !file.try_exists()?
        {
            return Err(KeysMissing { file, what }.into());
        }
    }
    Ok(())
}

/// The id of the secrets key that exists before the node starts; empty if there is none. [`load`] reports errors of the
/// file.
pub(crate) fn secrets_key_id(options: &Options) -> Vec<u8> {
    let own = || own_secrets_key(options, minoots_raft::has_secrets_key(&options.data));
    let key = options
        .secrets_key
        .clone()
        .or_else(own)
        .map(|file| key_file::load(&file));
    key.and_then(Result::ok).map_or_else(Vec::new, |key| key.id().to_vec())
}

/// Loads the keys of a locked directory, and makes those that must be made.
pub(crate) fn load(options: &Options, raft: &RaftNode) -> Result<(Arc<Signer>, Option<SecretsKey>), StartError> {
    let may_make = options.new_keys || raft.wants_keys();
    let signing = signing_key(options);
    let signer = if may_make {
        fs::create_dir_all(options.data.join("keys"))?;
        Signer::load_or_create(&signing)?
    } else {
        Signer::load(&signing)?
    };
    let secrets = match (&options.secrets_key, own_secrets_key(options, raft.has_secrets_key())) {
        (Some(file), _) => Some(key_file::load(file)?),
        (None, Some(file)) if may_make || !raft.has_secrets_key() => Some(key_file::load_or_create(&file)?),
        (None, Some(file)) => Some(key_file::load(&file)?),
        (None, None) => None,
    };
    raft.note_keys(options.secrets_key.is_none() && secrets.is_some())?;
    Ok((Arc::new(signer), secrets))
}

/// Passes the key revocations of the log to the signer: the caller of a revocation may have disconnected, or have used
/// another node.
#[derive(Default)]
pub(crate) struct KeyRevocations(OnceLock<Arc<Signer>>);

impl KeyRevocations {
    /// Sets the signer that receives revocations from now on. It learns of earlier revocations when its node becomes
    /// the leader.
    pub fn tell(&self, signer: &Arc<Signer>) {
        let _ = self.0.set(signer.clone());
    }
}

impl EffectSink for KeyRevocations {
    fn applied(&self, _: Position, _: Moment, effects: &[Effect]) {
        let Some(signer) = self.0.get() else { return };
        for effect in effects {
            if let Effect::SigningKeyRevoked { kid } = effect {
                signer.revoke(kid);
            }
        }
    }
}
