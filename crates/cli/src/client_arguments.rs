//! The flags of commands that call a server.

use std::path::PathBuf;

use clap::Args;
use minoots_client::Client;
use minoots_terminal::connect::{Channel, Shown, call, call_once, events, pages};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::COMMON_OPTIONS;
use minoots_wire::admin::v1::audit_service_client::AuditServiceClient;
use minoots_wire::admin::v1::cluster_service_client::ClusterServiceClient;
use minoots_wire::call::{ANSWER_BYTES_MAX, Paged, Unary};
use minoots_wire::event::v1::event_service_client::EventServiceClient;
use minoots_wire::workflow::v1::agent_service_client::AgentServiceClient;
use minoots_wire::workflow::v1::handoff_service_client::HandoffServiceClient;
use minoots_wire::workflow::v1::workflow_service_client::WorkflowServiceClient;

use crate::settings::{ApiKeyText, FileArguments, Sources, api_key, ca_file, endpoints, given};

/// The flags of every command that calls a server.
#[derive(Args, Clone, Debug)]
pub struct ClientArguments {
    /// URL of a server; repeat it or separate several by commas, and the command uses the first that answers [env:
    /// MINOOTS_ENDPOINT] [default: http://127.0.0.1:7411]
    #[arg(long, global = true, value_name = "URL", help_heading = COMMON_OPTIONS)]
    pub endpoint: Vec<String>,
    /// API key to authenticate with; prefer the environment variable, which other users of this machine cannot see
    /// [env: MINOOTS_API_KEY]
    #[arg(long, global = true, value_name = "KEY", help_heading = COMMON_OPTIONS)]
    pub api_key: Option<ApiKeyText>,
    /// Trusted certificate authorities for https:// servers, PEM [env: MINOOTS_CA_FILE] [default: the system's]
    #[arg(long, global = true, value_name = "FILE", help_heading = COMMON_OPTIONS)]
    pub ca_file: Option<PathBuf>,
    #[command(flatten)]
    pub file: FileArguments,
}

impl ClientArguments {
    /// Connects to the first reachable server that these arguments, the environment or the settings file name.
    pub async fn connect(&self) -> Result<Channel, Failure> {
        self.connect_from(0).await
    }

    /// Connects like [`Self::connect`], starting with the server at this position. The position wraps around.
    pub async fn connect_from(&self, place: usize) -> Result<Channel, Failure> {
        let sources = Sources::load(&self.file)?;
        let shown = self.shown_by(&sources)?;
        let mut servers = endpoints(&sources, self.endpoint.clone())?.value.0;
        let count = servers.len().max(1);
        servers.rotate_left(place % count);
        shown.connect_to_first(&servers).await
    }

    /// The URLs of the servers, in order.
    pub fn endpoints(&self) -> Result<Vec<String>, Failure> {
        Ok(endpoints(&Sources::load(&self.file)?, self.endpoint.clone())?.value.0)
    }

    /// The credential to send to servers, and the certificate authorities to trust.
    pub fn shown(&self) -> Result<Shown, Failure> {
        self.shown_by(&Sources::load(&self.file)?)
    }

    fn shown_by(&self, sources: &Sources) -> Result<Shown, Failure> {
        Ok(Shown {
            credential: api_key(sources, self.api_key.clone())?.value.0,
            ca_file: given(&ca_file(sources, self.ca_file.clone())?),
        })
    }

    /// The URL scheme for other nodes of the same cluster: that of the first configured server.
    pub fn scheme(&self) -> Result<&'static str, Failure> {
        let sources = Sources::load(&self.file)?;
        let named = endpoints(&sources, self.endpoint.clone())?.value;
        let is_secure = named.0.first().is_some_and(|url| url.starts_with("https://"));
        Ok(if is_secure { "https" } else { "http" })
    }

    /// The client library's client, which follows the leader.
    pub fn client(&self) -> Result<Client, Failure> {
        let shown = self.shown()?;
        let mut builder = Client::builder();
        for endpoint in self.endpoints()? {
            builder = builder.endpoint(endpoint);
        }
        if let Some(credential) = shown.credential {
            builder = builder.credential(credential);
        }
        if let Some(ca_file) = shown.ca_file {
            builder = builder.ca_file(ca_file);
        }
        builder.build().map_err(|error| Failure::usage(error.to_string()))
    }

    /// Makes a call that is safe to repeat: a read, or a write with an id or a request id.
    pub async fn call<R: Unary>(&self, request: &R) -> Result<R::Answer, Failure> {
        call(&self.connect().await?, request).await
    }

    /// Makes a call that must not be done twice.
    pub async fn call_once<R: Unary>(&self, request: &R) -> Result<R::Answer, Failure> {
        call_once(&self.connect().await?, request).await
    }

    /// Reads all rows of a list.
    pub async fn rows<R: Paged>(&self, request: &R) -> Result<Vec<R::Row>, Failure> {
        let (rows, _) = pages(&self.connect().await?, request, None, true).await?;
        Ok(rows)
    }

    /// A client of the cluster service.
    pub async fn cluster(&self) -> Result<ClusterServiceClient<Channel>, Failure> {
        Ok(ClusterServiceClient::new(self.connect().await?))
    }

    /// A client of the audit service.
    pub async fn audit(&self) -> Result<AuditServiceClient<Channel>, Failure> {
        Ok(AuditServiceClient::new(self.connect().await?).max_decoding_message_size(ANSWER_BYTES_MAX))
    }

    /// A client of the handoff service.
    pub async fn handoffs(&self) -> Result<HandoffServiceClient<Channel>, Failure> {
        Ok(HandoffServiceClient::new(self.connect().await?).max_decoding_message_size(ANSWER_BYTES_MAX))
    }

    /// A client of the agent service.
    pub async fn agents(&self) -> Result<AgentServiceClient<Channel>, Failure> {
        Ok(AgentServiceClient::new(self.connect().await?).max_decoding_message_size(ANSWER_BYTES_MAX))
    }

    /// A client of the workflow service.
    pub async fn workflows(&self) -> Result<WorkflowServiceClient<Channel>, Failure> {
        Ok(WorkflowServiceClient::new(self.connect().await?).max_decoding_message_size(ANSWER_BYTES_MAX))
    }

    /// A client of the event service, starting with the server at this position. The position wraps around.
    pub async fn events_from(&self, place: usize) -> Result<EventServiceClient<Channel>, Failure> {
        Ok(events(self.connect_from(place).await?))
    }
}
