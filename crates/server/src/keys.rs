//! The keys beside a node's data: what signs events, and what secrets are sealed by.
//!
//! They are made when the directory is new, or comes from a restore, which brings none; that of secrets also where none was needed before.
//! From then on a missing one means loss, as with
//! log and tables: another key would not open what was sealed, nor sign as the node did, so the node refuses to start, unless it is told
//! to make new ones.

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

/// The file of a node that is alone and was given none: those of a cluster must all be given the same one. A node that is new and names no
/// peers is alone. A node that was alone goes on with what it sealed by; `noted` says whether its directory has a key of its own.
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

/// Refuses a used directory that lacks keys, before anything is done in it.
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

/// The id of the key of secrets that is there before the node starts; empty if none is. What is wrong with it is for [`load`] to say.
pub(crate) fn secrets_key_id(options: &Options) -> Vec<u8> {
    let own = || own_secrets_key(options, minoots_raft::has_secrets_key(&options.data));
    let key = options
        .secrets_key
        .clone()
        .or_else(own)
        .map(|file| key_file::load(&file));
    key.and_then(Result::ok).map_or_else(Vec::new, |key| key.id().to_vec())
}

/// Loads the keys of a directory that is locked, and makes those that are to be made.
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

/// Tells the signer which keys the log has revoked: whoever asked for it may have gone before the answer, or have asked another node.
#[derive(Default)]
pub(crate) struct KeyRevocations(OnceLock<Arc<Signer>>);

impl KeyRevocations {
    /// Tells this signer from now on. What was revoked before, it is told when its node comes to lead.
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
