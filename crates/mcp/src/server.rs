//! The protocol server: its description, and the dispatch of requests.

// The newest protocol version dropped these items; clients of the previous version still use them.
#![expect(deprecated)]

use std::sync::Arc;

use minoots_client::Client;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CancelTaskParams, CompleteRequestParams, CompleteResult, CreateTaskResult,
    CustomRequest, CustomResult, ErrorCode, ErrorData, GetPromptRequestMethod, GetPromptRequestParams,
    GetPromptResponse, GetTaskParams, GetTaskResult, ListPromptsResult, ListResourceTemplatesResult,
    ListResourcesResult, ListToolsResult, PaginatedRequestParams, ReadResourceRequestParams, ReadResourceResponse,
    ServerConfig, SetLevelRequestMethod, SetLevelRequestParams, SubscribeRequestParams, SubscriptionFilter, Tool,
    UnsubscribeRequestParams, UpdateTaskParams,
};
use rmcp::service::{RequestContext, SubscriptionContext};
use rmcp::{RoleServer, ServerHandler};
use tokio::sync::Semaphore;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

mod calls;
mod info;
pub mod methods;

use crate::agent::{Agent, Agents};
use crate::answer::Refusal;
use crate::fixtures::Fixtures;
use crate::limits::{CALLS_GRACE, CALLS_MAX};
use crate::metrics::McpMetrics;
use crate::settings::Settings;
use crate::watches::Watches;
use crate::{resources, tasks, tools, watches};
use calls::{ENDING, done, failed, no_tool, takes_tasks};

/// The server of one session, or of one request where there are no sessions. Clones share everything.
#[derive(Debug, Clone)]
pub struct McpServer {
    shared: Arc<Shared>,
    /// The subscriptions of this session.
    watches: Arc<Watches>,
}

#[derive(Debug)]
struct Shared {
    agents: Agents,
    calls: Semaphore,
    watches: Arc<Semaphore>,
    /// `None` unless enabled.
    fixtures: Option<Fixtures>,
    /// Cancelled when calls must end. A call may take wakes, and held wakes are about to be returned.
    ending: CancellationToken,
    metrics: McpMetrics,
}

impl McpServer {
    /// A server for the agents of this cluster.
    ///
    /// # Errors
    /// Fixtures are enabled, and their built-in data cannot be read.
    pub fn start(client: Client, settings: Settings, metrics: McpMetrics) -> Result<Self, String> {
        let fixtures = settings.fixtures.then(Fixtures::new).transpose();
        let shared = Shared {
            fixtures: fixtures.map_err(|error| format!("the fixtures cannot be read: {error}"))?,
            agents: Agents::new(client, settings),
            calls: Semaphore::new(CALLS_MAX),
            watches: watches::places(),
            ending: CancellationToken::new(),
            metrics,
        };
        Ok(Self::of(Arc::new(shared)))
    }

    fn of(shared: Arc<Shared>) -> Self {
        Self {
            watches: Arc::new(Watches::new(Arc::clone(&shared.watches))),
            shared,
        }
    }

    /// The server of another session, which shares everything except its subscriptions.
    pub fn for_session(&self) -> Self {
        Self::of(Arc::clone(&self.shared))
    }

    /// Cancels the calls of all sessions. Each, and every later one, gets an error.
    fn end_calls(&self) {
        self.shared.ending.cancel();
    }

    /// Waits until `stop` is cancelled, and [`CALLS_GRACE`] after that cancels the calls still running.
    pub async fn stopped(&self, stop: &CancellationToken) {
        stop.cancelled().await;
        sleep(CALLS_GRACE).await;
        self.end_calls();
    }

    /// Cancels all calls, and then returns the held wakes.
    pub async fn end(&self) {
        self.end_calls();
        self.shared.agents.give_back().await;
    }

    /// Whether fixture-only methods are enabled.
    pub fn has_fixtures(&self) -> bool {
        self.shared.fixtures.is_some()
    }

    fn fixtures(&self) -> Option<&Fixtures> {
        self.shared.fixtures.as_ref()
    }

    /// The agent of a request.
    ///
    /// # Errors
    /// This server already serves the largest number of agents.
    fn agent(&self, context: &RequestContext<RoleServer>) -> Result<Arc<Agent>, Refusal> {
        let client = context.client_info().map(|client| client.name);
        self.shared.agents.of_client(client.as_deref())
    }

    /// Whether the resource is a fixture, which never changes.
    fn is_fixture(&self, uri: &str) -> bool {
        self.fixtures().is_some_and(|fixtures| fixtures.has_resource(uri))
    }

    /// As [`agent`](Self::agent), for answers that no model reads.
    fn agent_or_error(&self, context: &RequestContext<RoleServer>) -> Result<Arc<Agent>, ErrorData> {
        self.agent(context).map_err(|refusal| {
            let message = refusal.message.clone();
            ErrorData::internal_error(message, Some(refusal.into_answer().into()))
        })
    }

    async fn answer_call(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        if let Some(fixtures) = self.fixtures() {
            let agent = self.agent_or_error(&context)?;
            let asked = (&context, takes_tasks(&context));
            if let Some(answer) = fixtures.call(&agent, &request, asked).await {
                return answer;
            }
        }
        if tools::named(&request.name).is_none() {
            return Err(no_tool(&request.name));
        }
        self.call(request, &context).await.ok_or_else(calls::cancelled)
    }

    /// `None` if there is no such tool, or the client cancelled the call.
    async fn call(
        &self,
        request: CallToolRequestParams,
        context: &RequestContext<RoleServer>,
    ) -> Option<CallToolResponse> {
        let agent = match self.agent(context) {
            Ok(agent) => agent,
            Err(refusal) => return Some(failed(refusal.into_answer())),
        };
        let Ok(_place) = self.shared.calls.try_acquire() else {
            let message = format!("{CALLS_MAX} calls are at work already");
            let refusal = Refusal::new(
                "MAX_CALLS",
                message,
                "Nothing was changed. Call again once others are answered.",
            );
            return Some(failed(refusal.into_answer()));
        };
        if request.name == tools::wait::NAME && takes_tasks(context) {
            return Some(match tasks::create(&agent, request.arguments).await {
                Ok(task) => CallToolResponse::Task(CreateTaskResult::new(task)),
                Err(refusal) => failed(refusal.into_answer()),
            });
        }
        let run = tools::run(&request.name, &agent, request.arguments);
        let outcome = tokio::select! {
            outcome = run => outcome?,
            () = context.ct.cancelled() => return None,
        };
        let (mut answer, is_error) = match outcome {
            Ok(answer) => (answer, false),
            Err(refusal) => (refusal.into_answer(), true),
        };
        if let Some(late) = agent.unacknowledged().await {
            answer.insert("unacknowledged".to_owned(), late);
        }
        Some(if is_error { failed(answer) } else { done(answer) })
    }
}

impl ServerHandler for McpServer {
    fn get_info(&self) -> ServerConfig {
        info::of(self.fixtures().is_some())
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let mut all = tools::all();
        all.extend(self.fixtures().map(Fixtures::tools).unwrap_or_default().iter().cloned());
        Ok(ListToolsResult::with_all_items(all))
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        let fixture = || self.fixtures()?.tools().iter().find(|tool| tool.name == name).cloned();
        tools::named(name).or_else(fixture)
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let tool = tools::label(&request.name);
        let mut call = self.shared.metrics.call(tool);
        let ending = self.shared.ending.cancelled();
        let answering = self.answer_call(request, context);
        let span = tracing::info_span!("call", tool);
        tokio::select! {
            biased;
            () = ending => Err(ErrorData::internal_error(ENDING, None)),
            answer = answering.instrument(span) => {
                calls::outcome(&answer).into_iter().for_each(|outcome| call.ended(outcome));
                answer
            }
        }
    }

    async fn list_resources(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        let mut all = resources::all();
        all.extend(
            self.fixtures()
                .map(Fixtures::resources)
                .unwrap_or_default()
                .iter()
                .cloned(),
        );
        Ok(ListResourcesResult::with_all_items(all))
    }

    async fn list_resource_templates(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        let mut all = resources::templates();
        all.extend(
            self.fixtures()
                .map(Fixtures::templates)
                .unwrap_or_default()
                .iter()
                .cloned(),
        );
        Ok(ListResourceTemplatesResult::with_all_items(all))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        if let Some(read) = self.fixtures().and_then(|fixtures| fixtures.read(&request.uri)) {
            return Ok(read.into());
        }
        let agent = self.agent_or_error(&context)?;
        Ok(resources::read(&agent, &request.uri).await?.into())
    }

    async fn get_task(
        &self,
        request: GetTaskParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetTaskResult, ErrorData> {
        let agent = self.agent_or_error(&context)?;
        Ok(GetTaskResult::new(tasks::get(&agent, &request.task_id).await?))
    }

    async fn update_task(
        &self,
        request: UpdateTaskParams,
        context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        let agent = self.agent_or_error(&context)?;
        tasks::update(&agent, &request.task_id, &request.input_responses).await
    }

    async fn cancel_task(
        &self,
        request: CancelTaskParams,
        context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        let agent = self.agent_or_error(&context)?;
        tasks::cancel(&agent, &request.task_id).await
    }

    async fn on_custom_request(
        &self,
        request: CustomRequest,
        context: RequestContext<RoleServer>,
    ) -> Result<CustomResult, ErrorData> {
        let method = request.method;
        let version = context.protocol_version();
        let wrong = methods::is_known(&method, version.as_ref(), self.has_fixtures())
            .then(|| methods::invalid_params(&method, &request.params.unwrap_or_default()));
        // The library dispatches a request with malformed params as a custom method.
        Err(wrong
            .flatten()
            .unwrap_or_else(|| ErrorData::new(ErrorCode::METHOD_NOT_FOUND, method, None)))
    }

    async fn list_prompts(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        let prompts = self.fixtures().map(Fixtures::prompts).unwrap_or_default();
        Ok(ListPromptsResult::with_all_items(prompts.to_vec()))
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        match self.fixtures() {
            Some(fixtures) => fixtures.prompt(&request, &context),
            None => Err(ErrorData::method_not_found::<GetPromptRequestMethod>()),
        }
    }

    async fn complete(
        &self,
        request: CompleteRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        match self.fixtures() {
            Some(fixtures) => fixtures.complete(&request.argument.value),
            None => Ok(CompleteResult::default()),
        }
    }

    async fn set_level(
        &self,
        _request: SetLevelRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        match self.fixtures() {
            Some(_) => Ok(()),
            None => Err(ErrorData::method_not_found::<SetLevelRequestMethod>()),
        }
    }

    async fn subscribe(
        &self,
        request: SubscribeRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        if self.is_fixture(&request.uri) {
            return Ok(());
        }
        if !resources::is_watched(&request.uri) {
            return Err(resources::not_found(&request.uri));
        }
        let agent = self.agent_or_error(&context)?;
        self.watches.begin(agent, request.uri, context.peer).await
    }

    async fn unsubscribe(
        &self,
        request: UnsubscribeRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        self.watches.end(&request.uri);
        Ok(())
    }

    fn accepted_subscription_filter(&self, requested: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        if self.fixtures().is_some() {
            return Some(requested.clone());
        }
        let filter = SubscriptionFilter::builder();
        Some(filter.resource_subscriptions(watches::watched(requested)).build())
    }

    async fn listen(&self, context: SubscriptionContext) -> Result<(), ErrorData> {
        let agent = self.agent_or_error(context.request_context())?;
        self.watches.listen(agent, &context).await
    }
}
