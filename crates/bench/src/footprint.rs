//! `minoots-bench footprint`: measures the memory and disk space of pending timers, and their effect on the cost of a
//! create.

use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use hdrhistogram::Histogram;
use minoots_terminal::errors::Failure;
use serde::Serialize;
use tokio::time::sleep;

use super::LoadArguments;
use super::batches::Batches;
use super::floor::Floor;
use super::program::Program;
use super::report::{Fields, Usage, mebibytes};
use super::samples::{Percentiles, pair};
use super::target::{self, Target};
use super::template::Template;
use super::{creates, machine};

/// A hundred bytes, the size of a small message.
const PAYLOAD: [u8; 100] = [b'x'; 100];
const BATCH: u32 = 500;
/// A small number of timers, at which the cost of a create is compared with that at the end.
const FEW: u32 = 10_000;
/// Number of measured creates, one after another.
const PROBES: u32 = 2_000;
/// The time after which a server's background work for a load is complete.
const SETTLE: Duration = Duration::from_secs(10);

/// The load.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    load: LoadArguments,
}

/// The report.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    bench: &'static str,
    count: u32,
    /// The node's proportional memory (PSS) before any timer, and ten seconds after the last create; null unless the
    /// target is one node of its own.
    idle_pss_bytes: Option<u64>,
    pss_bytes: Option<u64>,
    /// Memory per timer, without that of an idle node.
    memory_bytes_per_timer: Option<f64>,
    /// Disk space per timer, log included.
    disk_bytes_per_timer: Option<f64>,
    /// Latency of single creates: with few timers pending, and with all.
    create_few_us: Percentiles,
    create_all_us: Percentiles,
    /// The second median divided by the first.
    create_ratio: f64,
    #[serde(flatten)]
    usage: Usage,
    floor: Floor,
}

/// Measures and reports.
pub async fn run(arguments: Arguments, program: &Program) -> Result<Report, Failure> {
    let load = arguments.load;
    let measured = target::measured(program, &load.target, load.concurrency, async |target, endpoint| {
        grow(target, endpoint, load.count).await
    });
    let measured = measured.await?;
    let grown = measured.outcome;
    let each = |bytes: u64| (bytes as f64 / f64::from(load.count + 2 * PROBES)).round();
    let memory = grown.pss_bytes.zip(grown.idle_pss_bytes);
    let (create_few_us, create_all_us) = (Percentiles::of(&grown.create_few), Percentiles::of(&grown.create_all));
    Ok(Report {
        bench: "footprint",
        count: load.count,
        idle_pss_bytes: grown.idle_pss_bytes,
        pss_bytes: grown.pss_bytes,
        memory_bytes_per_timer: memory.map(|(all, idle)| each(all.saturating_sub(idle))),
        disk_bytes_per_timer: measured.usage.disk_bytes.map(each),
        create_few_us,
        create_all_us,
        create_ratio: (create_all_us.p50 / create_few_us.p50 * 100.0).round() / 100.0,
        usage: measured.usage,
        floor: measured.floor,
    })
}

/// The node before and after.
struct Grown {
    idle_pss_bytes: Option<u64>,
    pss_bytes: Option<u64>,
    /// Nanoseconds.
    create_few: Histogram<u64>,
    create_all: Histogram<u64>,
}

async fn grow(target: &Target, endpoint: &str, count: u32) -> Result<Grown, Failure> {
    let pss = || target.pid().and_then(machine::pss_bytes);
    let idle_pss_bytes = pss();
    let template = Arc::new(Template::new().with_payload(PAYLOAD.to_vec()));
    let few = count.min(FEW);
    Batches::of(BATCH).create(endpoint, &template, 0..few).await?;
    let create_few = creates::run(endpoint, PROBES, 1).await?.latency;
    Batches::of(BATCH).create(endpoint, &template, few..count).await?;
    let create_all = creates::run(endpoint, PROBES, 1).await?.latency;
    sleep(SETTLE).await;
    Ok(Grown {
        idle_pss_bytes,
        pss_bytes: pss(),
        create_few,
        create_all,
    })
}

impl Fields for Report {
    fn fields(&self) -> Vec<(&'static str, String)> {
        let bytes = |bytes: Option<u64>| bytes.map(mebibytes).unwrap_or_default();
        let each = |bytes: Option<f64>| bytes.map(|bytes| format!("{bytes} bytes")).unwrap_or_default();
        let mut fields = vec![
            ("timers", self.count.to_string()),
            ("memory before, share", bytes(self.idle_pss_bytes)),
            ("memory after, share", bytes(self.pss_bytes)),
            ("memory a timer", each(self.memory_bytes_per_timer)),
            ("disk a timer", each(self.disk_bytes_per_timer)),
            ("one create, few pending", pair(&self.create_few_us)),
            (
                "one create, all pending",
                format!("{} ({} times)", pair(&self.create_all_us), self.create_ratio),
            ),
        ];
        fields.extend(self.usage.fields());
        fields
    }

    fn floor(&self) -> &Floor {
        &self.floor
    }
}
