//! Renews the certificate of an enrolled node: well before it expires, through a member that has the authority's key.
//!
//! Only the certificate in the data directory is replaced; files that an operator configures are the operator's task.
//! The key stays, so one file changes, and every reader finds a whole certificate. It takes effect like any changed
//! file.

use super::enrol::put_certificate;
use minoots_raft::{JoinCall, RaftNode, RenewAsked};
use minoots_sequencer::clock::Clock;
use minoots_tls::{NodeKey, PeerFiles, PeerTls, renewal};
use std::{fs, sync::Arc, sync::atomic::Ordering, time::Duration};
use tokio::sync::{mpsc, oneshot};

use crate::tls::Renewals;

const SECOND_NS: i64 = 1_000_000_000;
/// The number of checks within a certificate's life.
const LOOKS: i64 = 60;
/// The bounds of the interval between checks, in seconds: at least the time until changed files take effect, at most an
/// hour.
const PAUSE_S: (i64, i64) = (3, 3_600);

/// The renewal task of this node's certificate.
pub(crate) struct Renewal {
    pub raft: RaftNode,
    pub tls: PeerTls,
    pub files: PeerFiles,
    pub clock: Clock,
    pub renewals: Arc<Renewals>,
    /// The join service of this node, if it has the authority's key.
    pub own: Option<mpsc::Sender<JoinCall>>,
}

impl Renewal {
    /// Runs until the node stops.
    pub async fn run(self) {
        loop {
            let (at_s, life_s) = renewal(self.tls.lasts());
            if self.clock.now() / SECOND_NS >= at_s {
                self.renew().await;
            }
            let pause = (life_s / LOOKS).clamp(PAUSE_S.0, PAUSE_S.1);
            tokio::time::sleep(Duration::from_secs(pause.unsigned_abs())).await;
        }
    }

    async fn renew(&self) {
        let (_, ends_s) = self.tls.lasts();
        let left_s = ends_s.saturating_sub(self.clock.now() / SECOND_NS);
        match self.try_renew().await {
            Ok(()) => {
                self.renewals.done.fetch_add(1, Ordering::Relaxed);
                tracing::info!(left_s, "this node's certificate for its peers was renewed");
            }
            Err(why) => {
                self.renewals.failed.fetch_add(1, Ordering::Relaxed);
                let path = self.files.certificate.display();
                tracing::warn!(
                    left_s,
                    %path,
                    why,
                    "this node's certificate for its peers was not renewed: start a member with --peer-ca-key, or replace the file before the certificate ends"
                );
            }
        }
    }

    async fn try_renew(&self) -> Result<(), String> {
        let pem = fs::read_to_string(&self.files.key).map_err(|error| error.to_string())?;
        let key = NodeKey::read(&pem).map_err(|error| error.to_string())?;
        let request = key.request(self.tls.name()).map_err(|error| error.to_string())?;
        let certificate = self.ask(request).await?;
        let (files, node) = (self.files.clone(), self.tls.name().node);
        let put = move || put_certificate(&files, node, &certificate, "a member".to_owned());
        let put = tokio::task::spawn_blocking(put)
            .await
            .map_err(|error| error.to_string())?;
        put.map_err(|error| error.to_string())
    }

    /// Requests a certificate from this node itself if it has the authority's key, else from another member.
    async fn ask(&self, certificate_request: Vec<u8>) -> Result<Vec<u8>, String> {
        if let Some(own) = &self.own {
            let asked = RenewAsked {
                node: self.tls.name().node,
                key: self.tls.key().ok_or("this node's certificate cannot be read")?,
                certificate_request,
            };
            let (answer, answered) = oneshot::channel();
            let stopping = "the node stops";
            own.send(JoinCall::Renew(asked, answer)).await.map_err(|_| stopping)?;
            let answer = answered.await.map_err(|_| stopping)?;
            return answer.map_err(|refused| refused.message().to_owned());
        }
        let refused = match self.raft.renew_certificate(&certificate_request).await {
            Ok(certificate) => return Ok(certificate),
            Err(refused) => refused,
        };
        let mut said: Vec<String> = refused.iter().map(|refused| refused.message().to_owned()).collect();
        said.sort_unstable();
        said.dedup();
        Err(match said.is_empty() {
            true => "there is no other member".to_owned(),
            false => said.join("; "),
        })
    }
}
