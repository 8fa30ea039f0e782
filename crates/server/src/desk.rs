//! The join service of a member: a joining node sends a token and requests a certificate.
//!
//! A node may ask any member. A member with the authority's key checks the request, has the leader (possibly itself)
//! spend the token, and signs. A member without the key says so, and the node asks the next one.

use crate::{app::App, denials::Denial, join::token, refusal, tls::AuthorityFiles};
use minoots_kernel::{
    Reply,
    internal::{Caller, UseJoinToken, command::Command},
};
use minoots_raft::{JoinAsked, JoinCall, JoinSpent, Joined, RaftNode, RenewAsked};
use minoots_sequencer::Priority;
use minoots_tls::{CertificateRequest, PeerAuthority, PeerTls};
use minoots_wire::credential::SYSTEM;
use minoots_wire::error::{Reason, status};
use std::sync::Arc;
use tokio::{sync::mpsc, task::JoinSet};
use tonic::{Code, Status};

/// The number of calls that may wait, and the number that may run.
pub(crate) const CALLS_MAX: usize = 16;

/// The method that a joining node calls.
const METHOD: &str = "minoots.peer.v1.JoinService/Join";

/// The join service. It ends with its task.
pub(crate) struct Desk {
    pub(crate) app: App,
    pub(crate) raft: RaftNode,
    /// The certificates with which nodes authenticate each other.
    pub(crate) tls: PeerTls,
    pub(crate) authority: Option<AuthorityFiles>,
}

impl Desk {
    /// Answers calls until all senders are dropped.
    pub async fn run(self, mut calls: mpsc::Receiver<JoinCall>) {
        let desk = Arc::new(self);
        let mut under_way = JoinSet::new();
        while let Some(call) = calls.recv().await {
            while under_way.try_join_next().is_some() {}
            if under_way.len() >= CALLS_MAX {
                under_way.join_next().await;
            }
            let desk = desk.clone();
            // The caller may have disconnected; then the answer is dropped.
            under_way.spawn(async move {
                match call {
                    JoinCall::Join(asked, answer) => drop(answer.send(desk.join(asked).await)),
                    JoinCall::Spend(spent, answer) => drop(answer.send(desk.spend(spent).await)),
                    JoinCall::Renew(asked, answer) => drop(answer.send(desk.renew(asked).await)),
                }
            });
        }
    }

    async fn join(&self, asked: JoinAsked) -> Result<Joined, Status> {
        let source = asked.source.clone();
        let joined = self.sign(asked).await;
        if let Err(refused) = &joined {
            tracing::warn!(%source, why = refused.message(), "a node was given no certificate");
        }
        joined
    }

    /// Renews the certificate of a node of this cluster, for the same name and key. Another key could belong to an
    /// attacker.
    async fn renew(&self, asked: RenewAsked) -> Result<Vec<u8>, Status> {
        let files = self.files()?;
        let request = self.read(&asked.certificate_request)?;
        check_asker(&request, &asked)?;
        let life_s = files.life_s;
        let certificate = self.certificate(&open(files).await?, &request, life_s)?;
        tracing::info!(node = asked.node, "a node's certificate was renewed");
        Ok(certificate)
    }

    fn files(&self) -> Result<AuthorityFiles, Status> {
        let files = self.authority.clone();
        files.ok_or_else(|| no_authority("this node does not have the key of the nodes' authority"))
    }

    /// Parses a request, which must be for a node of this cluster.
    fn read(&self, request: &[u8]) -> Result<CertificateRequest, Status> {
        let request = CertificateRequest::read(request).map_err(|error| unsound(error.to_string()))?;
        let (name, ours) = (request.name(), self.tls.name());
        if name.cluster != ours.cluster {
            return Err(unsound(format!(
                "it is for cluster {:?}, and this is {:?}",
                name.cluster, ours.cluster
            )));
        }
        Ok(request)
    }

    fn certificate(
        &self,
        authority: &PeerAuthority,
        request: &CertificateRequest,
        life_s: i64,
    ) -> Result<Vec<u8>, Status> {
        let signed = authority.sign(request, self.app.clock.now() / 1_000_000_000, life_s);
        signed.map_err(|error| unusable(&error))
    }

    async fn sign(&self, asked: JoinAsked) -> Result<Joined, Status> {
        let files = self.files()?;
        let request = self.read(&asked.certificate_request)?;
        let (node, life_s) = (request.name().node, files.life_s);
        // Opens the authority before the token is spent, so that a failure here costs no token.
        let authority = open(files).await?;
        let spent = JoinSpent {
            token: token::id_of(&asked.secret),
            key_fingerprint: request.fingerprint().to_vec(),
            node,
            source: asked.source,
        };
        match self.app.standing.leads() {
            true => self.spend(spent).await?,
            false => self.raft.pass_join(spent).await?,
        }
        let certificate = self.certificate(&authority, &request, life_s)?;
        tracing::info!(node, "a node was given a certificate");
        Ok(Joined {
            certificate,
            authorities: self.tls.authorities(),
        })
    }

    /// Spends a token, on the leader. The leader records the denials, whichever member received the call.
    async fn spend(&self, spent: JoinSpent) -> Result<(), Status> {
        if !self.app.standing.leads() {
            return Err(refusal::not_leader(None));
        }
        let known = self.app.reader.state()?.join_token(&spent.token)?;
        // A denial with a known token goes to the tenant that made the token; one with an unknown token to the system
        // tenant.
        let mut denial = Denial {
            tenant: known.as_ref().map_or(SYSTEM.to_owned(), |row| row.tenant.clone()),
            method: METHOD,
            credential: known.as_ref().map_or(String::new(), |_| spent.token.clone()),
            source: spent.source.clone(),
            object: format!("node:{}", spent.node),
            ..Denial::default()
        };
        let answer = self.spend_known(spent, known.is_some()).await;
        let reason = answer.as_ref().err().and_then(Reason::of);
        if let Some(reason @ (Reason::JoinToken | Reason::NodeIdBurned)) = reason {
            denial.reason = reason.text();
            self.app.access.denials().add(denial);
        }
        answer
    }

    async fn spend_known(&self, spent: JoinSpent, known: bool) -> Result<(), Status> {
        // A caller without a valid token learns nothing about node ids.
        if !known {
            return Err(refusal::join_token());
        }
        if self.raft.is_taken(spent.node) {
            let message = format!(
                "id {} is or was that of a member: a node that joins has an id never used before",
                spent.node
            );
            return Err(status(Code::FailedPrecondition, Reason::NodeIdBurned, message).build());
        }
        let command = Command::UseJoinToken(UseJoinToken {
            caller: Some(Caller {
                actor: format!("node:{}", spent.node),
                source: spent.source,
                ..Caller::default()
            }),
            token: spent.token,
            key_fingerprint: spent.key_fingerprint,
            node: spent.node,
        });
        match self.app.writer.propose(command, Priority::Urgent).await? {
            (_, Reply::Done) => Ok(()),
            _ => Err(refusal::unexpected_reply()),
        }
    }
}

/// Checks that a request is for the node and key of its connection.
fn check_asker(request: &CertificateRequest, asked: &RenewAsked) -> Result<(), Status> {
    let node = request.name().node;
    if node != asked.node {
        return Err(unsound(format!("it is for node {node}, and node {} asks", asked.node)));
    }
    if request.fingerprint() != asked.key {
        let why = "it is for another key than that of the certificate that the node has shown: a renewal keeps the key. \
                   If the key was replaced on purpose, restart the node; for a new key, join again";
        return Err(unsound(why.to_owned()));
    }
    Ok(())
}

async fn open(files: AuthorityFiles) -> Result<PeerAuthority, Status> {
    let opened = tokio::task::spawn_blocking(move || PeerAuthority::open(&files.key, &files.ca)).await;
    let opened = opened.map_err(|error| no_authority(&error.to_string()))?;
    opened.map_err(|error| unusable(&error))
}

fn unusable(error: &dyn std::fmt::Display) -> Status {
    tracing::error!(%error, "no certificate can be made by this node");
    no_authority("the key of the nodes' authority cannot be used here; the log of the node says why")
}

fn no_authority(message: &str) -> Status {
    let message = format!("{message}: ask a node that was started with --peer-ca-key");
    status(Code::FailedPrecondition, Reason::PeerCaKey, message).build()
}

fn unsound(message: String) -> Status {
    let message = format!("certificate_request: {message}");
    status(Code::InvalidArgument, Reason::JoinRequest, message).build()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use minoots_tls::{NodeKey, PeerName};

    fn request(key: &NodeKey, node: u64) -> CertificateRequest {
        let name = PeerName {
            cluster: "a".to_owned(),
            node,
        };
        CertificateRequest::read(&key.request(&name).unwrap()).unwrap()
    }

    #[test]
    fn a_renewal_is_for_the_node_and_the_key_that_the_connection_proved() {
        let (held, other) = (NodeKey::generate().unwrap(), NodeKey::generate().unwrap());
        let asked = RenewAsked {
            node: 2,
            key: request(&held, 2).fingerprint(),
            certificate_request: Vec::new(),
        };
        check_asker(&request(&held, 2), &asked).unwrap();
        let refused = |key: &NodeKey, node: u64| {
            let refused = check_asker(&request(key, node), &asked).unwrap_err();
            assert_eq!(Reason::of(&refused), Some(Reason::JoinRequest));
            refused.message().to_owned()
        };
        assert!(refused(&held, 3).contains("it is for node 3, and node 2 asks"));
        assert!(refused(&other, 2).contains("another key"));
    }
}
