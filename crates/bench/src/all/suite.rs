//! The benchmarks with limits, their sizes, and the limits.

use super::figure::{Figure, Limit, at, at_least, at_most};

/// A benchmark, its arguments, and the figures from its reports.
pub struct Bench {
    /// The name in this suite: some benchmarks run twice, with different sizes.
    pub name: &'static str,
    words: &'static [&'static str],
    /// Further arguments, normally and with `--quick`.
    full: &'static [&'static str],
    quick: &'static [&'static str],
    /// Whether it runs only on request.
    pub is_long: bool,
    pub figures: &'static [Figure],
}

impl Bench {
    /// The arguments on the command line.
    pub fn words(&self, quick: bool) -> impl Iterator<Item = &'static str> {
        let sizes = if quick { self.quick } else { self.full };
        self.words.iter().chain(sizes).copied()
    }
}

const MEGABYTE: f64 = 1e6;
const MILLISECOND_US: f64 = 1e3;
const KIBIBYTE: f64 = 1024.0;
/// The size limit of the log, whatever the number of timers.
const LOG_BYTES: f64 = 268_435_456.0;

const ECHO: &str = "/floor/echoOpsPerSecond";
const STREAM_ECHO: &str = "/echoOpsPerSecond";
const SLEEP: &str = "/floor/sleepOvershootUs/p99";
const UNLOADED: &str = "/unloaded/latenessUs/p99";

const fn lateness(what: &'static str, of: fn(&serde_json::Value) -> Option<f64>) -> Figure {
    Figure {
        limit: Limit::OverFloorAtMost,
        ..at_most(what, " us", of).beside(SLEEP).must(1_000.0).aim(300.0)
    }
}

const fn early(what: &'static str) -> Figure {
    at_most(what, "", |told| at(told, "/early")).must(0.0).aim(0.0)
}

const fn burst(what: &'static str) -> Figure {
    at_most(what, " ms", |told| at(told, "/burstMs"))
}

const fn throughput(what: &'static str) -> Figure {
    at_least(what, "/s", |told| at(told, "/opsPerSecond"))
}

const fn memory(what: &'static str) -> Figure {
    at_most(what, " MB", |told| Some(at(told, "/pssBytes")? / MEGABYTE))
}

const fn disk(what: &'static str) -> Figure {
    at_most(what, " bytes", |told| {
        Some((at(told, "/diskBytes")? - LOG_BYTES).max(0.0) / at(told, "/count")?)
    })
}

const fn create(what: &'static str) -> Figure {
    at_most(what, "", |told| at(told, "/createRatio"))
}

const fn first_fire(what: &'static str) -> Figure {
    at_most(what, " ms", |told| at(told, "/startToFirstFireMsP50"))
}

/// All benchmarks, in order of execution.
pub static SUITE: &[Bench] = &[
    Bench {
        name: "lateness",
        words: &["lateness"],
        full: &[],
        quick: &["--count", "1000"],
        is_long: false,
        figures: &[
            lateness("lateness p99, one node", |told| at(told, "/latenessUs/p99")),
            early("early, one node"),
        ],
    },
    Bench {
        name: "lateness-3",
        words: &["lateness", "--nodes", "3"],
        full: &[],
        quick: &["--count", "1000"],
        is_long: false,
        figures: &[
            lateness("lateness p99, three nodes", |told| at(told, "/latenessUs/p99")),
            early("early, three nodes"),
        ],
    },
    Bench {
        name: "burst",
        words: &["burst"],
        full: &["--count", "10000"],
        quick: &["--count", "1000"],
        is_long: false,
        figures: &[burst("10,000 in one instant, the last arrives after")
            .must(100.0)
            .aim(50.0)],
    },
    Bench {
        name: "burst-100k",
        words: &["burst"],
        full: &["--count", "100000"],
        quick: &["--count", "10000"],
        is_long: false,
        figures: &[burst("100,000 in one instant, the last arrives after")
            .must(1_000.0)
            .aim(600.0)],
    },
    Bench {
        name: "schedule",
        words: &["schedule"],
        full: &[],
        quick: &["--count", "2000"],
        is_long: false,
        figures: &[Figure {
            limit: Limit::OfFloorAtLeast,
            ..throughput("single creates, 64 callers, beside an echo")
                .beside(ECHO)
                .must(0.5)
                .aim(0.7)
        }],
    },
    Bench {
        name: "submit",
        words: &["submit"],
        full: &["--count", "300000"],
        quick: &["--count", "10000"],
        is_long: false,
        figures: &[throughput("Submit, one node")
            .beside(STREAM_ECHO)
            .must(60_000.0)
            .aim(120_000.0)],
    },
    Bench {
        name: "submit-3",
        words: &["submit", "--nodes", "3"],
        full: &["--count", "300000"],
        quick: &["--count", "10000"],
        is_long: false,
        figures: &[throughput("Submit, three nodes")
            .beside(STREAM_ECHO)
            .must(25_000.0)
            .aim(50_000.0)],
    },
    Bench {
        name: "batch",
        words: &["batch"],
        full: &["--count", "500000"],
        quick: &["--count", "10000"],
        is_long: false,
        figures: &[throughput("batches of 500").must(80_000.0).aim(150_000.0)],
    },
    Bench {
        name: "settle",
        words: &["settle"],
        full: &[],
        quick: &["--count", "10000"],
        is_long: false,
        figures: &[at_least("fired, delivered and settled, sustained", "/s", |told| {
            at(told, "/settledPerSecond")
        })
        .must(15_000.0)
        .aim(35_000.0)],
    },
    Bench {
        name: "footprint",
        words: &["footprint"],
        full: &["--count", "1000000"],
        quick: &["--count", "20000"],
        is_long: false,
        figures: &[
            memory("a million pending, memory").must(150.0).aim(75.0),
            disk("a million pending, disk a timer beyond 256 MiB")
                .must(700.0)
                .aim(300.0),
            create("one create among a million against ten thousand")
                .must(1.3)
                .aim(1.1),
        ],
    },
    Bench {
        name: "footprint-10m",
        words: &["footprint"],
        full: &["--count", "10000000"],
        quick: &["--count", "20000"],
        is_long: true,
        figures: &[
            memory("ten million pending, memory").must(400.0).aim(200.0),
            disk("ten million pending, disk a timer beyond 256 MiB")
                .must(700.0)
                .aim(300.0),
            create("one create among ten million against ten thousand")
                .must(1.3)
                .aim(1.1),
        ],
    },
    Bench {
        name: "restart",
        words: &["restart", "--trials", "1"],
        full: &[],
        quick: &["--count", "20000"],
        is_long: false,
        figures: &[first_fire("a million pending, clean stop, start to first delivery")
            .must(300.0)
            .aim(100.0)],
    },
    Bench {
        name: "restart-kill",
        words: &["restart", "--trials", "1", "--kill"],
        full: &[],
        quick: &["--count", "20000"],
        is_long: false,
        figures: &[first_fire("a million pending, SIGKILL under load, the same")
            .must(1_000.0)
            .aim(300.0)],
    },
    Bench {
        name: "idle",
        words: &["idle"],
        full: &[],
        quick: &["--seconds", "5", "--streams", "1000"],
        is_long: false,
        figures: &[
            at_most("idle, processor", " %", |told| at(told, "/idleCpuPercent")).must(0.5),
            at_most("idle, memory", " MB", |told| {
                Some(at(told, "/idlePssBytes")? / MEGABYTE)
            })
            .must(60.0),
            at_most("10,000 waiting consumers, processor", " %", |told| {
                at(told, "/streamsCpuPercent")
            }),
            at_most("10,000 waiting consumers, memory each", " KiB", |told| {
                Some(at(told, "/bytesPerStream")? / KIBIBYTE)
            })
            .must(20.0),
        ],
    },
    Bench {
        name: "overload",
        words: &["overload"],
        full: &[],
        quick: &["--seconds", "5"],
        is_long: false,
        figures: &[
            at_least("overload, accepted", "/s", |told| {
                at(told, "/overloaded/acceptedPerSecond")
            })
            .beside("/sustainablePerSecond"),
            at_least("overload, refused", "/s", |told| {
                at(told, "/overloaded/refusedPerSecond")
            }),
            at_least("overload, refusals with a retry delay", "", |told| {
                at(told, "/overloaded/retryDelayShare")
            })
            .must(1.0),
            at_most("overload, p99 of accepted creates against half the load", "", |told| {
                at(told, "/latencyRatio")
            })
            .must(5.0),
            lateness("overload, lateness p99", |told| at(told, "/overloaded/latenessUs/p99")),
            at_most("overload, lateness p99 beside that of half the load", " us", |told| {
                at(told, "/overloaded/latenessUs/p99")
            })
            .beside(UNLOADED),
        ],
    },
    Bench {
        name: "neighbour",
        words: &["neighbour"],
        full: &[],
        quick: &["--seconds", "5"],
        is_long: false,
        figures: &[at_most(
            "neighbour at 100 times its quota, lateness p99 against alone",
            "",
            |told| at(told, "/latenessRatio"),
        )
        .must(2.0)],
    },
    Bench {
        name: "checkpoint",
        words: &["checkpoint"],
        full: &[],
        quick: &["--count", "1000"],
        is_long: false,
        figures: &[
            at_most("a version of a checkpoint, p99", " us", |told| {
                at(told, "/putLatencyUs/p99")
            })
            .must(20_000.0),
            at_most("a rollback with 100 timers, the longest", " ms", |told| {
                at(told, "/rollbackMaxMs")
            })
            .must(1_000.0),
        ],
    },
    Bench {
        name: "watchdogs",
        words: &["watchdogs"],
        full: &[],
        quick: &["--agents", "1000", "--every", "2", "--seconds", "4", "--silent", "20"],
        is_long: false,
        figures: &[
            at_most("10,000 agents that touch, entries a second", "/s", |told| {
                at(told, "/entriesPerSecond")
            })
            .must(20.0),
            at_most("10,000 agents that touch, processor", " %", |told| {
                at(told, "/cpuPercent")
            })
            .must(5.0),
            at_most("a silent agent, noticed p95 beyond its time to live", " ms", |told| {
                Some(at(told, "/noticedUs/p95")? / MILLISECOND_US)
            })
            .must(1_000.0),
            at_most("false alarms", "", |told| at(told, "/falseAlarms")).must(0.0),
        ],
    },
    Bench {
        name: "workflows",
        words: &["workflows"],
        full: &[],
        quick: &["--count", "40", "--rate", "20", "--agents", "2", "--ttl", "1"],
        is_long: false,
        figures: &[
            at_most("a phase's deadline, acted on p95 behind it", " ms", |told| {
                Some(at(told, "/deadlineLateUs/p95")? / MILLISECOND_US)
            })
            .must(250.0),
            at_most("an approval's deadline, acted on p95 behind it", " ms", |told| {
                Some(at(told, "/approvalLateUs/p95")? / MILLISECOND_US)
            })
            .must(250.0),
            at_most("a handoff, the longest", " ms", |told| {
                Some(at(told, "/handoffUs/max")? / MILLISECOND_US)
            })
            .must(2_000.0),
            at_most("the work of a silent agent, given on at the latest", " s", |told| {
                Some(at(told, "/replacedUs/max")? / MILLISECOND_US / 1e3)
            })
            .must(60.0),
        ],
    },
];
