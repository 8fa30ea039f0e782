//! Calls on a node, and their requests.

use std::collections::HashSet;
use std::time::Duration;

use anyhow::{Result, ensure};
use minoots_wire::admin::v1::cluster_service_client::ClusterServiceClient;
use minoots_wire::admin::v1::key_service_client::KeyServiceClient;
use minoots_wire::admin::v1::system_service_client::SystemServiceClient;
use minoots_wire::admin::v1::tenant_service_client::TenantServiceClient;
use minoots_wire::admin::v1::{
    AddNodeRequest, FinalizeUpgradeRequest, GetClusterStatusRequest, GetClusterStatusResponse, RemoveNodeRequest,
    TransferLeadershipRequest,
};
use minoots_wire::credential::{Credential, Showing};
use minoots_wire::envelope::{KeySet, Verifier};
use minoots_wire::event::v1::event_service_client::EventServiceClient;
use minoots_wire::event::v1::{AckRequest, AckResponse, ListVerificationKeysRequest, NackRequest, NackResponse};
use minoots_wire::time::{duration, instant};
use minoots_wire::timer::v1::timer_service_client::TimerServiceClient;
use minoots_wire::timer::v1::{
    BatchCreateTimersRequest, BatchCreateTimersResponse, CancelTimerRequest, CancelTimerResponse, CancelTimersRequest,
    CancelTimersResponse, Consistency, CreateTimerRequest, CreateTimerResponse, GetTimerRequest, ListTimersRequest,
    NoTarget, Payload, ReadOptions, RescheduleTimerRequest, RescheduleTimerResponse, Target, Timer, TimerStatus,
    WaitTimerRequest, WaitTimerResponse, WaitUntil, target,
};
use minoots_wire::webhook::v1::webhook_service_client::WebhookServiceClient;
use tonic::transport::{self, Endpoint};
use tonic::{Request, Status};

use crate::PATIENCE;
use crate::clock::Deadline;

const ANSWER_BYTES_MAX: usize = 512 << 20;

/// A connection that may carry a credential.
pub type Channel = Showing<transport::Channel>;

/// One HTTP/2 connection to a node.
#[derive(Clone, Debug)]
pub struct Client {
    /// The timer service.
    pub timers: TimerServiceClient<Channel>,
    /// The event service.
    pub events: EventServiceClient<Channel>,
    /// The system service.
    pub system: SystemServiceClient<Channel>,
    /// The cluster service.
    pub cluster: ClusterServiceClient<Channel>,
    /// The tenant service.
    pub tenants: TenantServiceClient<Channel>,
    /// The key service.
    pub keys: KeyServiceClient<Channel>,
    /// The webhook service.
    pub webhooks: WebhookServiceClient<Channel>,
}

impl Client {
    /// Connects.
    ///
    /// # Errors
    /// When nothing answers at the endpoint.
    pub async fn connect(endpoint: &str) -> Result<Self> {
        Self::connect_showing(endpoint, None).await
    }

    /// Connects, and sends an API key with every call.
    ///
    /// # Errors
    /// As [`connect`](Self::connect).
    pub async fn connect_showing(endpoint: &str, key: Option<&str>) -> Result<Self> {
        let credential = key.map(Credential::bearer).transpose()?;
        let endpoint = Endpoint::from_shared(endpoint.to_owned())?.tcp_nodelay(true);
        let channel = endpoint.connect_timeout(Duration::from_secs(5)).connect().await?;
        Ok(Self::showing(channel, credential))
    }

    /// Builds a client on an existing connection.
    #[must_use]
    pub fn over(channel: transport::Channel) -> Self {
        Self::showing(channel, None)
    }

    fn showing(channel: transport::Channel, credential: Option<Credential>) -> Self {
        let channel = Showing::new(channel, credential);
        Self {
            timers: TimerServiceClient::new(channel.clone()).max_decoding_message_size(ANSWER_BYTES_MAX),
            events: EventServiceClient::new(channel.clone()).max_decoding_message_size(ANSWER_BYTES_MAX),
            system: SystemServiceClient::new(channel.clone()),
            cluster: ClusterServiceClient::new(channel.clone()),
            tenants: TenantServiceClient::new(channel.clone()),
            keys: KeyServiceClient::new(channel.clone()),
            webhooks: WebhookServiceClient::new(channel),
        }
    }

    /// Creates a timer.
    ///
    /// # Errors
    /// The server's.
    pub async fn create(&self, request: CreateTimerRequest) -> Result<CreateTimerResponse, Status> {
        let mut timers = self.timers.clone();
        Ok(timers.create_timer(patient(request)).await?.into_inner())
    }

    /// Creates timers in one entry.
    ///
    /// # Errors
    /// The server's.
    pub async fn create_batch(&self, requests: Vec<CreateTimerRequest>) -> Result<BatchCreateTimersResponse, Status> {
        let mut timers = self.timers.clone();
        let request = BatchCreateTimersRequest { requests };
        Ok(timers.batch_create_timers(patient(request)).await?.into_inner())
    }

    /// Reads a timer.
    ///
    /// # Errors
    /// The server's.
    pub async fn get(&self, id: &str) -> Result<Timer, Status> {
        let request = GetTimerRequest {
            id: id.to_owned(),
            ..GetTimerRequest::default()
        };
        let answer = self.timers.clone().get_timer(patient(request)).await?.into_inner();
        answer
            .timer
            .ok_or_else(|| Status::internal("an answer without a timer"))
    }

    /// Reads a timer from this node's own state, however old.
    ///
    /// # Errors
    /// The server's.
    pub async fn get_local(&self, id: &str) -> Result<Timer, Status> {
        let request = GetTimerRequest {
            id: id.to_owned(),
            read: Some(ReadOptions {
                consistency: Consistency::Local.into(),
                min_index: 0,
            }),
            ..GetTimerRequest::default()
        };
        let answer = self.timers.clone().get_timer(patient(request)).await?.into_inner();
        answer
            .timer
            .ok_or_else(|| Status::internal("an answer without a timer"))
    }

    /// Reads a timer until it has this status.
    ///
    /// # Errors
    /// The server's, or a timeout.
    pub async fn wait_for(&self, id: &str, status: TimerStatus) -> Result<Timer> {
        let deadline = Deadline::after(PATIENCE);
        loop {
            let timer = self.get(id).await?;
            if timer.status() == status {
                return Ok(timer);
            }
            ensure!(!deadline.has_passed(), "{id} is {:?}, not {status:?}", timer.status());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits in one call.
    ///
    /// # Errors
    /// The server's.
    pub async fn wait(&self, id: &str, until: WaitUntil, timeout: Duration) -> Result<WaitTimerResponse, Status> {
        let request = WaitTimerRequest {
            id: id.to_owned(),
            until: until.into(),
            timeout: Some(duration::to_proto(span_ns(timeout))),
            ..WaitTimerRequest::default()
        };
        Ok(self.timers.clone().wait_timer(patient(request)).await?.into_inner())
    }

    /// Lists every timer that matches the filters, over all pages; no timer may be listed twice.
    ///
    /// # Errors
    /// The server's, or when a page repeats a timer.
    pub async fn list(&self, mut request: ListTimersRequest) -> Result<Vec<Timer>> {
        let (mut all, mut seen) = (Vec::new(), HashSet::new());
        loop {
            let page = self
                .timers
                .clone()
                .list_timers(patient(request.clone()))
                .await?
                .into_inner();
            for timer in page.timers {
                ensure!(seen.insert(timer.id.clone()), "{} is listed twice", timer.id);
                all.push(timer);
            }
            if page.next_page_token.is_empty() {
                return Ok(all);
            }
            request.page_token = page.next_page_token;
        }
    }

    /// Lists every timer in this status.
    ///
    /// # Errors
    /// As [`list`](Self::list).
    pub async fn list_of(&self, status: TimerStatus) -> Result<Vec<Timer>> {
        let request = ListTimersRequest {
            page_size: 1_000,
            statuses: vec![i32::from(status)],
            ..ListTimersRequest::default()
        };
        self.list(request).await
    }

    /// Cancels the current version.
    ///
    /// # Errors
    /// The server's.
    pub async fn cancel(&self, id: &str) -> Result<CancelTimerResponse, Status> {
        let request = CancelTimerRequest {
            id: id.to_owned(),
            ..CancelTimerRequest::default()
        };
        self.cancel_with(request).await
    }

    /// Sends a cancel request.
    ///
    /// # Errors
    /// The server's.
    pub async fn cancel_with(&self, request: CancelTimerRequest) -> Result<CancelTimerResponse, Status> {
        Ok(self.timers.clone().cancel_timer(patient(request)).await?.into_inner())
    }

    /// Cancels a page of the timers that a filter selects.
    ///
    /// # Errors
    /// The server's.
    pub async fn cancel_many(&self, request: CancelTimersRequest) -> Result<CancelTimersResponse, Status> {
        Ok(self.timers.clone().cancel_timers(patient(request)).await?.into_inner())
    }

    /// Reschedules the current version to this instant.
    ///
    /// # Errors
    /// The server's.
    pub async fn reschedule(&self, id: &str, fire_time_ns: i64) -> Result<RescheduleTimerResponse, Status> {
        let request = RescheduleTimerRequest {
            id: id.to_owned(),
            fire_time: Some(instant::to_proto(fire_time_ns)),
            ..RescheduleTimerRequest::default()
        };
        self.reschedule_with(request).await
    }

    /// Sends a reschedule request.
    ///
    /// # Errors
    /// The server's.
    pub async fn reschedule_with(&self, request: RescheduleTimerRequest) -> Result<RescheduleTimerResponse, Status> {
        let mut timers = self.timers.clone();
        Ok(timers.reschedule_timer(patient(request)).await?.into_inner())
    }

    /// Acknowledges without a stream.
    ///
    /// # Errors
    /// The server's.
    pub async fn ack(&self, event_id: &str, fence: &str) -> Result<AckResponse, Status> {
        let request = AckRequest {
            event_id: event_id.to_owned(),
            fence: fence.to_owned(),
            partition_key: String::new(),
        };
        Ok(self.events.clone().ack(patient(request)).await?.into_inner())
    }

    /// Returns a delivery as failed without a stream, for an immediate redelivery.
    ///
    /// # Errors
    /// The server's.
    pub async fn nack(&self, event_id: &str, fence: &str) -> Result<NackResponse, Status> {
        let request = NackRequest {
            event_id: event_id.to_owned(),
            fence: fence.to_owned(),
            reason: "not this time".to_owned(),
            delay: Some(duration::to_proto(0)),
            partition_key: String::new(),
        };
        Ok(self.events.clone().nack(patient(request)).await?.into_inner())
    }

    /// Returns the current state of every member of the cluster.
    ///
    /// # Errors
    /// The server's.
    pub async fn status(&self) -> Result<GetClusterStatusResponse, Status> {
        let request = patient(GetClusterStatusRequest {});
        Ok(self.cluster.clone().get_cluster_status(request).await?.into_inner())
    }

    /// Adds a node that waits at a peer address.
    ///
    /// # Errors
    /// The server's.
    pub async fn add_node(&self, node: u64, peer_address: &str) -> Result<(), Status> {
        let peer_address = peer_address.to_owned();
        let request = patient(AddNodeRequest { node, peer_address });
        self.cluster.clone().add_node(request).await.map(drop)
    }

    /// Removes a node for good.
    ///
    /// # Errors
    /// The server's.
    pub async fn remove_node(&self, node: u64) -> Result<(), Status> {
        let request = patient(RemoveNodeRequest { node });
        self.cluster.clone().remove_node(request).await.map(drop)
    }

    /// Raises the cluster to the newest level that its nodes know, and returns it.
    ///
    /// # Errors
    /// The server's.
    pub async fn finalize_upgrade(&self) -> Result<u32, Status> {
        let request = patient(FinalizeUpgradeRequest {});
        let answer = self.cluster.clone().finalize_upgrade(request).await?;
        Ok(answer.into_inner().level)
    }

    /// Transfers leadership to the voter with the longest log, and returns the new leader.
    ///
    /// # Errors
    /// The server's.
    pub async fn transfer(&self) -> Result<u64, Status> {
        self.transfer_to(0).await
    }

    /// Transfers leadership to this node, or for 0 to the one with the longest log, and returns the new leader.
    ///
    /// # Errors
    /// The server's.
    pub async fn transfer_to(&self, to: u64) -> Result<u64, Status> {
        let request = patient(TransferLeadershipRequest { to });
        let answer = self.cluster.clone().transfer_leadership(request).await?;
        Ok(answer.into_inner().leader)
    }

    /// Returns a verifier with the node's keys.
    ///
    /// # Errors
    /// The server's, or a key that allows forgery.
    pub async fn verifier(&self) -> Result<Verifier> {
        let request = ListVerificationKeysRequest {};
        let answer = self.events.clone().list_verification_keys(patient(request)).await?;
        let mut keys = KeySet::default();
        for key in answer.into_inner().keys {
            keys.insert(key.kid, &key.public_key)?;
        }
        Ok(Verifier::new(keys))
    }
}

/// Adds a deadline, so that a call that hangs fails the test instead of blocking it.
fn patient<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.set_timeout(PATIENCE);
    request
}

/// Builds the create of a timer with this id and a name, without a time.
#[must_use]
pub fn timer(id: &str) -> CreateTimerRequest {
    CreateTimerRequest {
        id: id.to_owned(),
        name: format!("timer {id}"),
        ..CreateTimerRequest::default()
    }
}

/// Builder methods for creates.
pub trait TimerRequest: Sized {
    /// Sets the due instant, in nanoseconds since 1970 UTC.
    #[must_use]
    fn fire_at(self, instant_ns: i64) -> Self;
    /// Sets the delay after the creation.
    #[must_use]
    fn fire_after(self, delay: Duration) -> Self;
    /// Sets the queue.
    #[must_use]
    fn into_queue(self, queue: &str) -> Self;
    /// Removes the target.
    #[must_use]
    fn to_nobody(self) -> Self;
    /// Sets the payload.
    #[must_use]
    fn with_payload(self, content_type: &str, data: impl Into<Vec<u8>>) -> Self;
    /// Sets the acknowledgement deadline.
    #[must_use]
    fn ack_within(self, deadline: Duration) -> Self;
}

impl TimerRequest for CreateTimerRequest {
    fn fire_at(mut self, instant_ns: i64) -> Self {
        self.fire_time = Some(instant::to_proto(instant_ns));
        self
    }

    fn fire_after(mut self, delay: Duration) -> Self {
        self.delay = Some(duration::to_proto(span_ns(delay)));
        self
    }

    fn into_queue(mut self, queue: &str) -> Self {
        self.target = Some(Target {
            target: Some(target::Target::Queue(queue.to_owned())),
        });
        self
    }

    fn to_nobody(mut self) -> Self {
        self.target = Some(Target {
            target: Some(target::Target::None(NoTarget {})),
        });
        self
    }

    fn with_payload(mut self, content_type: &str, data: impl Into<Vec<u8>>) -> Self {
        self.payload = Some(Payload {
            content_type: content_type.to_owned(),
            data: data.into().into(),
        });
        self
    }

    fn ack_within(mut self, deadline: Duration) -> Self {
        self.ack_deadline = Some(duration::to_proto(span_ns(deadline)));
        self
    }
}

fn span_ns(span: Duration) -> i64 {
    i64::try_from(span.as_nanos()).unwrap_or(i64::MAX)
}
