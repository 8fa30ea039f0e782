//! One object of each kind, in a tenant.

use std::time::Duration;

use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::consumer::Consumer;
use minoots_it::raw::{Raw, frame};
use minoots_wire::admin::v1::{CreateKeyRequest, CreateKeyResponse};
use minoots_wire::checkpoint::v1::{PutCheckpointRequest, PutCheckpointResponse};
use minoots_wire::lease::v1::{AcquireLeaseRequest, AcquireLeaseResponse, SetBudgetRequest, SetBudgetResponse};
use minoots_wire::queue::v1::{CreateQueueRequest, CreateQueueResponse};
use minoots_wire::schedule::v1::{CreateScheduleRequest, CreateScheduleResponse, TimerTemplate};
use minoots_wire::time::duration;
use minoots_wire::timer::v1::{CreateTimerRequest, NewWatchdog, RetryPolicy, TimerStatus};
use minoots_wire::webhook::v1::{CreateWebhookRequest, CreateWebhookResponse};
use minoots_wire::workflow::v1::{
    ApplyDefinitionRequest, ApplyDefinitionResponse, CompletePhaseRequest, CompletePhaseResponse, Failure,
    FailureClass, HandoffParty, PauseExecutionRequest, PauseExecutionResponse, ProposeHandoffRequest,
    ProposeHandoffResponse, RegisterAgentRequest, RegisterAgentResponse, ReportFailureRequest, ReportFailureResponse,
    StartExecutionRequest, StartExecutionResponse,
};
use prost::Message;

use super::requests::{HOUR, HOUR_NS, timers::yearly};
use crate::access::{Guarded, id_of};

/// The definition of each tenant's executions.
pub const FLOW: &str = "flow";
/// The id of each handoff; handoffs of different executions may share one.
pub const HANDOFF: &str = "handoff";
/// The fence of a delivery that never existed.
const FENCE: &str = "0000000-0000000000000002-000000000002-000001";
const DELIVERIES: &str = "deliveries";

/// The kinds of objects in requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Tenant,
    Key,
    /// A key that is named together with its tenant.
    KeyOfTenant,
    Timer,
    Watchdog,
    /// A timer that is due, and delivered to a consumer.
    Delivery,
    /// A queue with a dead letter.
    DeadLetter,
    Queue,
    Webhook,
    Schedule,
    Checkpoint,
    Lease,
    Budget,
    Agent,
    Definition,
    /// An execution with a current attempt.
    Execution,
    /// An execution that waits for a decision.
    Approval,
    /// An execution with an attempt that failed for good.
    Blocked,
    /// An execution that is paused.
    Paused,
    /// An execution with a handoff.
    Handoff,
}

impl Kind {
    /// Whether a request for it names a tenant: an administrator of the cluster may name any.
    pub fn names_a_tenant(self) -> bool {
        matches!(self, Self::Tenant | Self::KeyOfTenant)
    }
}

/// An object, by the names in requests.
#[derive(Clone, Debug)]
pub struct Object {
    pub id: String,
    pub tenant: String,
    pub key: String,
    pub event: String,
    pub fence: String,
    /// The token of a lease, or the version of a timer.
    pub number: u64,
}

impl Object {
    /// Returns a missing object.
    pub fn absent(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            tenant: id.to_owned(),
            key: "000000000000".to_owned(),
            event: format!("timer:acme:{id}:1"),
            fence: FENCE.to_owned(),
            number: 1,
        }
    }

    pub fn id(&self) -> String {
        self.id.clone()
    }

    pub fn tenant(&self) -> String {
        self.tenant.clone()
    }

    pub fn key(&self) -> String {
        self.key.clone()
    }

    pub fn event(&self) -> String {
        self.event.clone()
    }

    pub fn fence(&self) -> String {
        self.fence.clone()
    }

    /// Removes the object's name from a text.
    pub fn taken_from(&self, words: &str) -> String {
        let words = words.replace(&self.event, "EVENT").replace(&self.id, "ID");
        words.replace(&self.key, "KEY").replace(&self.tenant, "TENANT")
    }
}

/// Returns a definition with this name: work, a decision, and a phase that waits for an arrival.
pub fn definition(name: &str) -> String {
    format!(
        "name: {name}\nchildren_max: 10\nphases:\n\
         - id: work\n  queue: work\n  handoff: {{ voters: [lead], deadline: 10h }}\n  to: [review]\n\
         - id: review\n  approval: {{ from: lead, deadline: 10h }}\n  to: [gather]\n  regress: [work]\n\
         - id: gather\n  join: {{ arrivals: 1, timeout: 10h, on_timeout: fail }}\n  to: [end]\n- id: end\n"
    )
}

pub fn party(agent: &str) -> Option<HandoffParty> {
    let agent = agent.to_owned();
    Some(HandoffParty { agent, epoch: 0 })
}

/// Builds a handoff of an execution's first attempt from ann to bob.
pub fn proposal(execution: &str) -> ProposeHandoffRequest {
    ProposeHandoffRequest {
        execution: execution.to_owned(),
        id: HANDOFF.to_owned(),
        from: party("ann"),
        to: party("bob"),
        fence: 1,
        state: b"{}".to_vec().into(),
        ..ProposeHandoffRequest::default()
    }
}

/// Creates objects of two tenants.
pub struct Makers {
    acme: Maker,
    rival: Maker,
    made: u32,
}

impl Makers {
    pub async fn new(node: &Guarded) -> Self {
        let (acme, rival) = (Maker::new(node, "acme").await, Maker::new(node, "rival").await);
        let made = 0;
        Self { acme, rival, made }
    }

    /// Returns an object of acme, one of rival, and a missing one. An object of rival with the name of acme's must not
    /// be affected by changes to acme's. All names have the same length, so that the details of refusals do, too.
    pub async fn three(&mut self, kind: Kind) -> [Object; 3] {
        self.made += 1;
        let [common, theirs, absent] = ["common", "theirs", "absent"].map(|whose| format!("{whose}-{}", self.made));
        let others = async {
            self.rival.make(kind, &common).await;
            self.rival.make(kind, &theirs).await
        };
        let (own, foreign) = tokio::join!(self.acme.make(kind, &common), others);
        [own, foreign, Object::absent(&absent)]
    }
}

/// Creates objects of a tenant, as its administrator.
struct Maker {
    tenant: &'static str,
    /// A text that every object with free text contains.
    mark: String,
    raw: Raw,
    client: Client,
    consumer: Consumer,
}

impl Maker {
    async fn new(node: &Guarded, tenant: &'static str) -> Self {
        let key = node.key(tenant, &["admin"]).await;
        let client = node.client(&key).await;
        let bearer = format!("Bearer {key}");
        let raw = Raw::connect(node.server.address()).await.unwrap().showing(&[&bearer]);
        let maker = Self {
            tenant,
            mark: mark(tenant),
            raw,
            consumer: Consumer::open(&client, DELIVERIES, 1_000).await.unwrap(),
            client,
        };
        maker.define(FLOW).await;
        for agent in ["ann", "bob"] {
            maker.register(agent).await;
        }
        maker
    }

    async fn ask<M: Message + Default>(&self, method: &str, message: &impl Message) -> M {
        let body = frame(false, &message.encode_to_vec());
        let answer = self.raw.call(&format!("minoots.{method}"), None, body).await.unwrap();
        assert_eq!(answer.status.code(), tonic::Code::Ok, "{method}: {:?}", answer.status);
        M::decode(&answer.body[5..]).unwrap()
    }

    /// Creates an object under a new name of its kind.
    async fn make(&mut self, kind: Kind, id: &str) -> Object {
        let mut object = Object {
            tenant: self.tenant.to_owned(),
            ..Object::absent(id)
        };
        match kind {
            Kind::Tenant => {}
            Kind::Key | Kind::KeyOfTenant => object.key = self.new_key().await,
            Kind::Timer => object.number = self.create(self.named(id).fire_after(HOUR)).await,
            Kind::Watchdog => self.watch(id).await,
            Kind::Delivery => self.deliver(&mut object).await,
            Kind::DeadLetter => self.give_up(&mut object).await,
            Kind::Queue => self.new_queue(id).await,
            Kind::Webhook => self.new_webhook(id).await,
            Kind::Schedule => self.schedule(id).await,
            Kind::Checkpoint => self.put_twice(id).await,
            Kind::Lease => object.number = self.lease(id).await,
            Kind::Budget => self.budget(id).await,
            Kind::Agent => self.register(id).await,
            Kind::Definition => self.define(id).await,
            Kind::Execution => self.start(id).await,
            Kind::Approval => self.start_and_complete(id).await,
            Kind::Blocked => self.start_and_fail(id).await,
            Kind::Paused => self.start_and_pause(id).await,
            Kind::Handoff => self.start_and_propose(id).await,
        }
        object
    }

    fn named(&self, id: &str) -> CreateTimerRequest {
        CreateTimerRequest {
            name: self.mark.clone(),
            ..timer(id)
        }
    }

    async fn create(&self, request: CreateTimerRequest) -> u64 {
        self.client.create(request).await.unwrap().timer.unwrap().state_version
    }

    async fn watch(&self, id: &str) {
        let watched = CreateTimerRequest {
            watchdog: Some(NewWatchdog {
                epoch: 1,
                stages: Vec::new(),
            }),
            ..self.named(id).fire_after(HOUR)
        };
        self.create(watched).await;
    }

    async fn deliver(&mut self, object: &mut Object) {
        let due = self.named(&object.id).fire_after(Duration::ZERO).into_queue(DELIVERIES);
        self.create(due.ack_within(Duration::from_secs(600))).await;
        // A returned delivery is redelivered.
        let mut received = self.consumer.delivery().await.unwrap();
        while !received.id().contains(&object.id) {
            received = self.consumer.delivery().await.unwrap();
        }
        received.id().clone_into(&mut object.event);
        received.fence().clone_into(&mut object.fence);
    }

    async fn give_up(&self, object: &mut Object) {
        let mut due = self.named(&object.id).fire_after(Duration::ZERO).into_queue(&object.id);
        due.retry_policy = Some(RetryPolicy {
            max_attempts: 1,
            ..RetryPolicy::default()
        });
        let mut consumer = Consumer::open(&self.client, &object.id, 1).await.unwrap();
        self.create(due).await;
        let received = consumer.delivery().await.unwrap();
        received.id().clone_into(&mut object.event);
        consumer.nack(&received).await.unwrap();
        self.client.wait_for(&object.id, TimerStatus::Failed).await.unwrap();
    }

    async fn new_key(&self) -> String {
        let request = CreateKeyRequest {
            name: self.mark.clone(),
            roles: vec!["viewer".to_owned()],
            ..CreateKeyRequest::default()
        };
        let made: CreateKeyResponse = self.ask("admin.v1.KeyService/CreateKey", &request).await;
        id_of(&made.secret).to_owned()
    }

    async fn new_queue(&self, id: &str) {
        let request = CreateQueueRequest {
            id: id.to_owned(),
            description: self.mark.clone(),
            ..CreateQueueRequest::default()
        };
        let _: CreateQueueResponse = self.ask("queue.v1.QueueService/CreateQueue", &request).await;
    }

    async fn new_webhook(&self, id: &str) {
        let request = CreateWebhookRequest {
            id: id.to_owned(),
            // No server listens on this port.
            url: format!("http://127.0.0.1:9/{}", self.mark),
            allow_private: true,
            ..CreateWebhookRequest::default()
        };
        let method = "webhook.v1.WebhookService/CreateWebhook";
        let _: CreateWebhookResponse = self.ask(method, &request).await;
    }

    async fn schedule(&self, id: &str) {
        let request = CreateScheduleRequest {
            id: id.to_owned(),
            calendar: Some(yearly()),
            timer: Some(TimerTemplate {
                name: self.mark.clone(),
                ..TimerTemplate::default()
            }),
            ..CreateScheduleRequest::default()
        };
        let method = "schedule.v1.ScheduleService/CreateSchedule";
        let _: CreateScheduleResponse = self.ask(method, &request).await;
    }

    async fn put_twice(&self, id: &str) {
        for expected_version in 0..2 {
            let request = PutCheckpointRequest {
                execution: id.to_owned(),
                name: "state".to_owned(),
                expected_version,
                data: self.mark.clone().into_bytes().into(),
                ..PutCheckpointRequest::default()
            };
            let method = "checkpoint.v1.CheckpointService/PutCheckpoint";
            let _: PutCheckpointResponse = self.ask(method, &request).await;
        }
    }

    async fn lease(&self, id: &str) -> u64 {
        let request = AcquireLeaseRequest {
            id: id.to_owned(),
            holder: self.mark.clone(),
            ttl: Some(duration::to_proto(HOUR_NS)),
            ..AcquireLeaseRequest::default()
        };
        let acquired: AcquireLeaseResponse = self.ask("lease.v1.LeaseService/AcquireLease", &request).await;
        acquired.lease.unwrap().token
    }

    async fn budget(&self, id: &str) {
        let request = SetBudgetRequest {
            id: id.to_owned(),
            limit: 10,
            window: Some(duration::to_proto(HOUR_NS)),
            ..SetBudgetRequest::default()
        };
        let _: SetBudgetResponse = self.ask("lease.v1.LeaseService/SetBudget", &request).await;
    }

    async fn register(&self, id: &str) {
        let request = RegisterAgentRequest {
            id: id.to_owned(),
            ttl: Some(duration::to_proto(HOUR_NS)),
            capabilities: vec![self.mark.clone()],
            ..RegisterAgentRequest::default()
        };
        let method = "workflow.v1.AgentService/RegisterAgent";
        let _: RegisterAgentResponse = self.ask(method, &request).await;
    }

    async fn define(&self, name: &str) {
        let request = ApplyDefinitionRequest {
            document: definition(name),
            dry_run: false,
        };
        let method = "workflow.v1.WorkflowService/ApplyDefinition";
        let _: ApplyDefinitionResponse = self.ask(method, &request).await;
    }

    async fn start(&self, id: &str) {
        let request = StartExecutionRequest {
            id: id.to_owned(),
            definition: FLOW.to_owned(),
            input: format!("\"{}\"", self.mark).into_bytes().into(),
            ..StartExecutionRequest::default()
        };
        let method = "workflow.v1.WorkflowService/StartExecution";
        let _: StartExecutionResponse = self.ask(method, &request).await;
    }

    async fn start_and_complete(&self, id: &str) {
        self.start(id).await;
        // The decision is requested when the second phase, which has no work, is completed.
        for phase in ["work", "review"] {
            let request = CompletePhaseRequest {
                id: id.to_owned(),
                phase: phase.to_owned(),
                ..CompletePhaseRequest::default()
            };
            let method = "workflow.v1.WorkflowService/CompletePhase";
            let _: CompletePhaseResponse = self.ask(method, &request).await;
        }
    }

    async fn start_and_fail(&self, id: &str) {
        self.start(id).await;
        let request = ReportFailureRequest {
            id: id.to_owned(),
            failure: Some(Failure {
                class: FailureClass::Permanent.into(),
                ..Failure::default()
            }),
            ..ReportFailureRequest::default()
        };
        let method = "workflow.v1.WorkflowService/ReportFailure";
        let _: ReportFailureResponse = self.ask(method, &request).await;
    }

    async fn start_and_pause(&self, id: &str) {
        self.start(id).await;
        let request = PauseExecutionRequest {
            id: id.to_owned(),
            ..PauseExecutionRequest::default()
        };
        let method = "workflow.v1.WorkflowService/PauseExecution";
        let _: PauseExecutionResponse = self.ask(method, &request).await;
    }

    async fn start_and_propose(&self, id: &str) {
        self.start(id).await;
        let method = "workflow.v1.HandoffService/ProposeHandoff";
        let _: ProposeHandoffResponse = self.ask(method, &proposal(id)).await;
    }
}

/// Returns the text that only a tenant's own objects contain.
pub fn mark(tenant: &str) -> String {
    format!("only-{tenant}-knows")
}
