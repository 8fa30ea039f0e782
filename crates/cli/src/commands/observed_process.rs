//! Logs, metrics, health and traces of a process beside a node: an orchestrator, an MCP server or a Slack app.

use std::net::SocketAddr;
use std::process;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use minoots_telemetry::{Error, Pages, Telemetry, TelemetryOptions};
use minoots_terminal::connect::Shown;
use minoots_terminal::errors::{Exit, Failure};
use minoots_wire::shown_url::shown_url;
use opentelemetry::metrics::Meter;
use tokio::net::TcpListener;

use super::health;
use crate::client_arguments::ClientArguments;
use crate::notice;
use crate::settings::{LogFormat, Sources, TelemetryArguments, TelemetrySettings};

/// The interval at which a node is asked whether it is ready.
const PROBE_INTERVAL: Duration = Duration::from_secs(5);

/// The telemetry of this process. Dropping it exports the remaining data and stops.
#[derive(Debug)]
pub struct ObservedProcess(Telemetry);

impl ObservedProcess {
    /// Starts logs and metrics. Serves `/metrics`, `/livez` and `/readyz` if there is an address for them, and then
    /// keeps asking the nodes whether one is ready.
    ///
    /// # Errors
    /// A setting is invalid, or the address is unavailable.
    pub async fn start(
        service: &'static str,
        arguments: TelemetryArguments,
        client: &ClientArguments,
    ) -> Result<Self, Failure> {
        let settings = TelemetrySettings::resolve(arguments, &Sources::load(&client.file)?)?;
        let system = rustix::system::uname();
        let options = TelemetryOptions {
            log_filter: settings.log_level.value,
            log_json: settings.log_format.value == LogFormat::Json,
            otlp_endpoint: Some(settings.otlp_endpoint.value).filter(|endpoint| !endpoint.is_empty()),
            service,
            service_instance: format!("{}:{}", system.nodename().to_string_lossy(), process::id()),
        };
        let telemetry = minoots_telemetry::init(&options).map_err(|error| did_not_start(&error))?;
        if settings.metrics_addr.value.0.is_some() || options.otlp_endpoint.is_some() {
            let probe = NodeProbe::start(telemetry.meter(), client.endpoints()?, client.shown()?);
            if let Some(address) = settings.metrics_addr.value.0 {
                let ready = move || probe.state().map(|()| None);
                serve(address, Pages::new(telemetry.registry().clone(), ready)).await?;
            }
        }
        Ok(Self(telemetry))
    }

    /// Creates the instruments of the process.
    pub fn meter(&self) -> &Meter {
        self.0.meter()
    }
}

async fn serve(address: SocketAddr, pages: Pages) -> Result<(), Failure> {
    let unavailable = |error: std::io::Error| {
        Failure::failed(format!("metrics-addr: cannot listen on {address}: {error}"))
            .hint("choose another address with --metrics-addr; port 0 takes a free port")
    };
    let listener = TcpListener::bind(address).await.map_err(unavailable)?;
    let address = listener.local_addr().map_err(unavailable)?;
    tokio::spawn(minoots_telemetry::serve(listener, pages));
    notice::tell(&format!("serving metrics at http://{address}/metrics"));
    Ok(())
}

fn did_not_start(error: &Error) -> Failure {
    let exit = match error {
        Error::LogFilter(_) | Error::Endpoint(_) => Exit::Usage,
        _ => Exit::Failed,
    };
    Failure::new(exit, error.to_string()).hint("see --log-level and --otlp-endpoint")
}

/// The last answer of the nodes to the question whether one is ready. Cheap to clone.
#[derive(Clone, Debug)]
struct NodeProbe(Arc<Mutex<Result<(), String>>>);

impl NodeProbe {
    /// Asks in the background until the process ends.
    fn start(meter: &Meter, endpoints: Vec<String>, shown: Shown) -> Self {
        let probe = Self(Arc::new(Mutex::new(Err("no node has answered yet".to_owned()))));
        let seen = probe.clone();
        meter
            .u64_observable_gauge("minoots_node_ready")
            .with_description("1 while a node that this process calls answers that it is ready, else 0.")
            .with_callback(move |observer| observer.observe(u64::from(seen.state().is_ok()), &[]))
            .build();
        let asking = probe.clone();
        tokio::spawn(async move {
            loop {
                asking.set(first_ready(&endpoints, &shown).await);
                tokio::time::sleep(PROBE_INTERVAL).await;
            }
        });
        probe
    }

    fn state(&self) -> Result<(), String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, state: Result<(), String>) {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match (&*last, &state) {
            (Ok(()), Err(reason)) => tracing::warn!(reason, "no node is ready"),
            (Err(_), Ok(())) => tracing::info!("a node is ready"),
            _ => {}
        }
        *last = state;
    }
}

/// Succeeds if one of the nodes is ready.
async fn first_ready(endpoints: &[String], shown: &Shown) -> Result<(), String> {
    let mut reasons = Vec::new();
    for url in endpoints {
        match health::of_node(shown.connect(url)).await {
            Ok(_) => return Ok(()),
            Err(failure) => reasons.push(format!("{}: {}", shown_url(url), failure.message)),
        }
    }
    Err(reasons.join("; "))
}
