//! `minoots.admin.v1.SystemService`: the node's version and limits.

use crate::{
    access::{CallerLimits, Principal},
    app::App,
    convert,
    lateness::Counted,
    listener::ListenerOptions,
};
use minoots_kernel::limits;
use minoots_wire::{
    admin::v1::{
        GetLatenessStatsRequest, GetLatenessStatsResponse, GetLimitsRequest, GetLimitsResponse, GetVersionRequest,
        GetVersionResponse, LatenessBucket, LatenessDistribution, QueueLateness, system_service_server::SystemService,
    },
    time::{duration, instant},
};
use tonic::{Request, Response, Status};

/// The implementation of the service.
pub(crate) struct SystemApi {
    pub app: App,
    pub limits: GetLimitsResponse,
}

#[tonic::async_trait]
impl SystemService for SystemApi {
    async fn get_limits(&self, request: Request<GetLimitsRequest>) -> Result<Response<GetLimitsResponse>, Status> {
        Principal::admitted(request)?;
        Ok(Response::new(self.limits))
    }

    async fn get_version(&self, request: Request<GetVersionRequest>) -> Result<Response<GetVersionResponse>, Status> {
        Principal::admitted(request)?;
        let app = &self.app;
        let shard = app.reader.state()?.shard()?;
        let version = env!("CARGO_PKG_VERSION").to_owned();
        Ok(Response::new(GetVersionResponse {
            version,
            cluster_id: shard.cluster_id,
            node: app.node,
        }))
    }

    async fn get_lateness_stats(
        &self,
        request: Request<GetLatenessStatsRequest>,
    ) -> Result<Response<GetLatenessStatsResponse>, Status> {
        let (who, _) = Principal::admitted(request)?;
        let lateness = &self.app.lateness;
        let queues = lateness.of_tenant(who.tenant()).into_iter();
        let queues = queues.map(|(queue, distributions)| QueueLateness {
            queue,
            released: Some(distribution(&distributions.released)),
            delivered: Some(distribution(&distributions.delivered)),
        });
        Ok(Response::new(GetLatenessStatsResponse {
            node: self.app.node,
            since: Some(instant::to_proto(lateness.since)),
            queues: queues.collect(),
        }))
    }
}

fn distribution(counted: &Counted) -> LatenessDistribution {
    let buckets = counted.buckets.iter().map(|(below, count)| LatenessBucket {
        below: convert::span(*below),
        count: *count,
    });
    LatenessDistribution {
        count: counted.count,
        p50: convert::span(counted.percentile(500)),
        p90: convert::span(counted.percentile(900)),
        p99: convert::span(counted.percentile(990)),
        max: convert::span(counted.max),
        buckets: buckets.collect(),
    }
}

/// The limits of every node, and those of this one.
pub(crate) fn all_limits(connections: &ListenerOptions, keys: CallerLimits) -> GetLimitsResponse {
    let span = |nanos: i64| Some(duration::to_proto(nanos));
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    GetLimitsResponse {
        payload_bytes_max: count(limits::PAYLOAD_BYTES_MAX),
        labels_max: count(limits::LABELS_MAX),
        label_key_bytes_max: count(limits::LABEL_KEY_BYTES_MAX),
        label_value_bytes_max: count(limits::LABEL_VALUE_BYTES_MAX),
        name_bytes_max: count(limits::NAME_BYTES_MAX),
        id_bytes_max: count(limits::ID_BYTES_MAX),
        batch_max: count(limits::BATCH_MAX),
        page_size_max: count(limits::PAGE_SIZE_MAX),
        page_size_default: count(limits::PAGE_SIZE_DEFAULT),
        message_bytes_max: count(limits::MESSAGE_BYTES_MAX),
        horizon_max: span(limits::HORIZON_MAX),
        past_max: span(limits::PAST_MAX),
        lead_max: span(limits::LEAD_MAX),
        attempts_max: limits::ATTEMPTS_MAX,
        ack_deadline_max: span(limits::ACK_DEADLINE_MAX.cast_signed()),
        credits_max: limits::CREDITS_MAX,
        request_id_retention: span(limits::REQUEST_RETENTION),
        timer_retention: span(limits::TIMER_RETENTION),
        event_retention: span(limits::EVENT_RETENTION),
        queue_age_max: span(limits::QUEUE_AGE_MAX.cast_signed()),
        wait_max: span(limits::WAIT_MAX),
        header_bytes_max: connections.header_list_bytes_max,
        connection_streams_max: connections.streams_per_connection_max,
        key_calls_max: keys.calls_max,
        key_streams_max: keys.streams_max,
        tenant_streams_max: keys.tenant_streams_max,
        message_timeout: u64::try_from(connections.message_deadline.as_nanos())
            .ok()
            .and_then(convert::span),
    }
}
