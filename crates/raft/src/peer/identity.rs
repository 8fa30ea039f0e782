//! The identity of caller and callee: the metadata of every call, and the checks on it.
//!
//! Invariant: a call is admitted or rejected by its metadata alone, before its body is decoded.

use std::sync::{Arc, OnceLock};

use minoots_tls::{Fingerprint, first_id, is_certificate_of};
use tonic::metadata::{Ascii, MetadataMap, MetadataValue};
use tonic::service::Interceptor;
use tonic::{Request, Status};

use super::passes::Passes;

/// The cluster, as 32 hexadecimal digits.
const CLUSTER: &str = "minoots-cluster";
/// The caller's node id, and its incarnation as 32 hexadecimal digits.
const FROM: &str = "minoots-from";
const INCARNATION: &str = "minoots-incarnation";
/// The node id of the callee.
const TO: &str = "minoots-to";
/// The responder's wall clock, nanoseconds UTC.
const WALL: &str = "minoots-wall";

/// The identity that this node presents to its peers. Cheap to clone; all clones learn the cluster at once.
#[derive(Clone)]
pub(crate) struct Identity {
    pub(crate) node: u64,
    pub(crate) incarnation: u128,
    cluster: Arc<OnceLock<u128>>,
    /// The id of the key with which this node seals secrets; empty if it has none.
    pub(crate) secrets_key: Arc<[u8]>,
    pub(crate) passes: Arc<Passes>,
}

/// The caller, from its metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) node: u64,
    pub(crate) incarnation: u128,
    /// `None` while the caller belongs to no cluster.
    pub(crate) cluster: Option<u128>,
    to: u64,
}

impl Identity {
    /// The identity of a node that belongs to a cluster, or to none yet.
    pub(crate) fn new(node: u64, incarnation: u128, cluster: Option<u128>) -> Self {
        let known = OnceLock::new();
        if let Some(cluster) = cluster {
            let _ = known.set(cluster);
        }
        Self {
            node,
            incarnation,
            cluster: Arc::new(known),
            secrets_key: Arc::from([]),
            passes: Arc::new(Passes::new()),
        }
    }

    /// The cluster, once known. It never changes.
    pub(crate) fn cluster(&self) -> Option<u128> {
        self.cluster.get().copied()
    }

    /// Sets the cluster. A second one is ignored.
    pub(crate) fn join(&self, cluster: u128) {
        let _ = self.cluster.set(cluster);
    }

    /// A request to a node, with the metadata of every call.
    pub(crate) fn request<T>(&self, to: u64, message: T) -> Request<T> {
        let mut request = Request::new(message);
        let metadata = request.metadata_mut();
        metadata.insert(FROM, self.node.into());
        metadata.insert(TO, to.into());
        insert_hex(metadata, INCARNATION, self.incarnation);
        if let Some(cluster) = self.cluster() {
            insert_hex(metadata, CLUSTER, cluster);
        }
        request
    }

    /// Checks that a caller addresses this node and does not belong to another cluster. `lives` admits calls to earlier
    /// lives of this node.
    pub(crate) fn admits(&self, caller: &Caller, lives: Lives) -> Result<(), Status> {
        let is_addressed = match lives {
            Lives::This => caller.to == self.node,
            Lives::All => first_id(caller.to) == first_id(self.node),
        };
        if !is_addressed {
            let message = format!("this is node {}, not node {}", self.node, caller.to);
            return Err(Status::failed_precondition(message));
        }
        match (caller.cluster, self.cluster()) {
            (Some(theirs), Some(ours)) if theirs != ours => Err(Status::failed_precondition(format!(
                "node {} belongs to another cluster",
                caller.node
            ))),
            _ => Ok(()),
        }
    }
}

/// The lives of a node to which a call may be addressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lives {
    This,
    All,
}

/// The identity that a connection's certificate proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Proven {
    pub(crate) node: u64,
    /// The fingerprint of its public key.
    pub(crate) key: Fingerprint,
}

/// Reads the caller from the metadata.
fn caller(metadata: &MetadataMap) -> Result<Caller, Status> {
    Ok(Caller {
        node: number(metadata, FROM)?,
        incarnation: hex(metadata, INCARNATION)?.ok_or_else(|| missing(INCARNATION))?,
        cluster: hex(metadata, CLUSTER)?,
        to: number(metadata, TO)?,
    })
}

/// The check whether a caller is a member of the cluster, as far as this node knows.
pub(crate) type Admission = Arc<dyn Fn(&Caller) -> Result<(), Status> + Send + Sync>;

/// The interceptor that admits callers by their metadata.
#[derive(Clone)]
pub(crate) struct Doorkeeper {
    identity: Identity,
    /// `None` admits callers without a cluster, on a node that may have none itself.
    members: Option<Admission>,
    /// Whether a caller must match the identity that its connection proved.
    asks_for_proof: bool,
}

impl Doorkeeper {
    /// For calls between members.
    pub(crate) fn of_members(identity: Identity, admission: Admission) -> Self {
        Self {
            identity,
            members: Some(admission),
            asks_for_proof: false,
        }
    }

    /// For the exchange of identities, which a node without a cluster may call.
    pub(crate) fn of_strangers(identity: Identity) -> Self {
        Self {
            identity,
            members: None,
            asks_for_proof: false,
        }
    }

    /// Requires that the connection proves the caller's identity.
    pub(crate) fn asking_for_proof(self) -> Self {
        Self {
            asks_for_proof: true,
            ..self
        }
    }

    fn check_proof(&self, caller: &Caller, proven: Option<&Proven>) -> Result<(), Status> {
        match proven {
            Some(Proven { node, .. }) if is_certificate_of(*node, caller.node) => Ok(()),
            Some(Proven { node, .. }) => Err(Status::permission_denied(format!(
                "the certificate is of node {node}, and the call of node {}",
                caller.node
            ))),
            None if self.asks_for_proof => Err(Status::permission_denied("the connection proves no node")),
            None => Ok(()),
        }
    }
}

impl Interceptor for Doorkeeper {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        let caller = caller(request.metadata())?;
        self.check_proof(&caller, request.extensions().get())?;
        // A caller that asks for the identity may know this node by an earlier id.
        let lives = match self.members {
            Some(_) => Lives::This,
            None => Lives::All,
        };
        self.identity.admits(&caller, lives)?;
        if let Some(admission) = &self.members {
            if caller.cluster.is_none() || self.identity.cluster().is_none() {
                return Err(Status::failed_precondition("one of us belongs to no cluster yet"));
            }
            admission(&caller)?;
        }
        request.extensions_mut().insert(caller);
        Ok(request)
    }
}

/// Adds the responder's wall clock to an answer.
pub(crate) fn stamp(metadata: &mut MetadataMap, wall: i64) {
    metadata.insert(WALL, wall.into());
}

/// The responder's wall clock, if the answer contains one.
pub(crate) fn stamped(metadata: &MetadataMap) -> Option<i64> {
    metadata.get(WALL)?.to_str().ok()?.parse().ok()
}

fn number(metadata: &MetadataMap, key: &'static str) -> Result<u64, Status> {
    let text = metadata.get(key).and_then(|value| value.to_str().ok());
    text.and_then(|text| text.parse().ok()).ok_or_else(|| missing(key))
}

fn hex(metadata: &MetadataMap, key: &'static str) -> Result<Option<u128>, Status> {
    let Some(value) = metadata.get(key) else {
        return Ok(None);
    };
    let text = value.to_str().map_err(|_| missing(key))?;
    u128::from_str_radix(text, 16).map(Some).map_err(|_| missing(key))
}

fn insert_hex(metadata: &mut MetadataMap, key: &'static str, value: u128) {
    // Hexadecimal digits are always valid metadata.
    if let Ok(value) = MetadataValue::<Ascii>::try_from(format!("{value:032x}")) {
        metadata.insert(key, value);
    }
}

fn missing(key: &str) -> Status {
    Status::invalid_argument(format!("{key} is missing or malformed"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    const OURS: u128 = 77;

    fn member(node: u64) -> Identity {
        Identity::new(node, 5, Some(OURS))
    }

    fn arrives(at: &mut Doorkeeper, sender: &Identity, to: u64) -> Result<Request<()>, Status> {
        at.call(sender.request(to, ()))
    }

    #[test]
    fn a_call_of_a_member_names_it() {
        let mut keeper = Doorkeeper::of_members(member(1), Arc::new(|_| Ok(())));
        let request = arrives(&mut keeper, &member(2), 1).unwrap();
        let caller = request.extensions().get::<Caller>().unwrap();
        assert_eq!((caller.node, caller.incarnation, caller.cluster), (2, 5, Some(OURS)));
    }

    #[test]
    fn a_call_of_another_cluster_or_for_another_node_is_refused() {
        let mut keeper = Doorkeeper::of_members(member(1), Arc::new(|_| Ok(())));
        let foreign = Identity::new(2, 5, Some(OURS + 1));
        assert!(arrives(&mut keeper, &foreign, 1).is_err());
        assert!(arrives(&mut keeper, &member(2), 3).is_err());
        let mut strangers = Doorkeeper::of_strangers(member(1));
        assert!(arrives(&mut strangers, &foreign, 1).is_err());
    }

    #[test]
    fn nodes_without_a_cluster_may_only_exchange_identities() {
        let empty = Identity::new(2, 5, None);
        let mut members = Doorkeeper::of_members(member(1), Arc::new(|_| Ok(())));
        assert!(arrives(&mut members, &empty, 1).is_err());
        assert!(arrives(&mut Doorkeeper::of_strangers(member(1)), &empty, 1).is_ok());
        let mut unborn = Doorkeeper::of_members(Identity::new(1, 5, None), Arc::new(|_| Ok(())));
        assert!(arrives(&mut unborn, &member(2), 1).is_err());
    }

    #[test]
    fn callers_rejected_by_the_membership_are_refused() {
        let refuse = Arc::new(|caller: &Caller| match caller.node {
            2 => Err(Status::failed_precondition("burned")),
            _ => Ok(()),
        });
        let mut keeper = Doorkeeper::of_members(member(1), refuse);
        assert!(arrives(&mut keeper, &member(2), 1).is_err());
        assert!(arrives(&mut keeper, &member(3), 1).is_ok());
    }

    #[test]
    fn a_call_is_of_the_node_that_the_connection_proved() {
        let admission: Admission = Arc::new(|_| Ok(()));
        for keeper in [
            Doorkeeper::of_members(member(1), admission),
            Doorkeeper::of_strangers(member(1)),
        ] {
            let mut keeper = keeper.asking_for_proof();
            let arrives = |keeper: &mut Doorkeeper, proven: Option<u64>| {
                let mut request = member(2).request(1, ());
                if let Some(node) = proven {
                    request.extensions_mut().insert(Proven { node, key: [0; 32] });
                }
                keeper.call(request).map_err(|status| status.code())
            };
            assert!(arrives(&mut keeper, Some(2)).is_ok());
            assert_eq!(
                arrives(&mut keeper, Some(3)).unwrap_err(),
                tonic::Code::PermissionDenied
            );
            assert_eq!(arrives(&mut keeper, None).unwrap_err(), tonic::Code::PermissionDenied);
        }
    }

    #[test]
    fn only_the_exchange_of_identities_reaches_a_later_life_by_an_earlier_id() {
        let admission: Admission = Arc::new(|_| Ok(()));
        let mut strangers = Doorkeeper::of_strangers(member(1_001));
        assert!(arrives(&mut strangers, &member(2), 1).is_ok());
        assert!(arrives(&mut strangers, &member(2), 3).is_err());
        let mut members = Doorkeeper::of_members(member(1_001), admission);
        assert!(arrives(&mut members, &member(2), 1).is_err());
        assert!(arrives(&mut members, &member(2), 1_001).is_ok());
    }

    #[test]
    fn a_certificate_of_the_first_life_proves_a_later_one() {
        let mut keeper = Doorkeeper::of_strangers(member(1)).asking_for_proof();
        let mut arrives = |node: u64, proven: u64| {
            let mut request = member(node).request(1, ());
            request.extensions_mut().insert(Proven {
                node: proven,
                key: [0; 32],
            });
            keeper.call(request).is_ok()
        };
        assert!(arrives(1_002, 2));
        assert!(!arrives(2, 1_002) && !arrives(1_002, 3));
    }

    #[test]
    fn malformed_metadata_is_refused() {
        let mut keeper = Doorkeeper::of_strangers(member(1));
        assert!(keeper.call(Request::new(())).is_err());
        let mut request = member(2).request(1, ());
        request.metadata_mut().insert(INCARNATION, "not hex".parse().unwrap());
        assert!(keeper.call(request).is_err());
    }
}
