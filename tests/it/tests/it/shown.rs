//! Tables show every field of a create.

use std::collections::BTreeSet;

use minoots_it::cli::Cli;

use crate::support::Node;

/// Options, and the parts of the table that show them. Each created object has one line of options.
type Given = (&'static [&'static str], &'static [&'static str]);

const TIMERS: [Given; 4] = [
    (
        &[
            "--id=t1",
            "--name=tea",
            "--at=2099-01-02T03:04:05Z",
            "--queue=kitchen",
            "--payload=pot",
            "--content-type=text/x-tea",
            "--label=team=core",
            "--label=size=1",
            "--ack-deadline=77s",
            "--max-attempts=7",
            "--priority=now",
            "--action=queue:people@3",
            "--note=why it rings",
            "--concurrency-key=stove",
        ],
        &[
            "why it rings",
            "t1",
            "tea",
            "2099-01-02T03:04:05Z",
            "kitchen",
            "3 bytes, text/x-tea",
            "size=1 team=core",
            "1m17s",
            "7 attempts",
            "NOW",
            "queue people after 3",
            "stove",
        ],
    ),
    (&["--id=t2", "--name=t2", "--delay=1h"], &["t2", "SCHEDULED"]),
    (
        &[
            "--id=t3",
            "--name=t3",
            "--watchdog",
            "--ttl=1h",
            "--epoch=4",
            "--stage=30m=queue:early",
        ],
        &["1h", "4", "early after 30m"],
    ),
    (
        &[
            "--id=t4",
            "--name=t4",
            "--delay=1h",
            "--agent=ann",
            "--adapter=langgraph",
            "--template={\"a\":\"{{name}}\"}",
        ],
        &["agent.ann"],
    ),
];

const SCHEDULES: [Given; 5] = [
    (
        &[
            "--id=s1",
            "--cron=30 2 31 * *",
            "--zone=Europe/Berlin",
            "--gap=skip",
            "--repeat=both",
            "--month-end=last-day",
            "--start=2099-01-01T00:00:00Z",
            "--end=2199-01-01T00:00:00Z",
            "--max-runs=9",
            "--jitter=5s",
            "--name=poll",
            "--queue=work",
            "--payload=go",
            "--content-type=text/x-go",
            "--label=team=core",
            "--ack-deadline=77s",
            "--max-attempts=7",
            "--priority=now",
            "--action=queue:people@3",
            "--concurrency-key=door",
            "--missed-runs=all",
            "--missed-runs-max=12",
            "--overlap=buffer-one",
        ],
        &[
            "s1",
            "cron 30 2 31 * *",
            "Europe/Berlin",
            "SKIP",
            "BOTH",
            "LAST_DAY",
            "2099-01-01T00:00:00Z",
            "2199-01-01T00:00:00Z",
            "9",
            "5s",
            "poll",
            "work",
            "2 bytes, text/x-go",
            "team=core",
            "1m17s",
            "7 attempts",
            "NOW",
            "queue people after 3",
            "door",
            "ALL, at most 12",
            "BUFFER_ONE",
        ],
    ),
    (
        &["--id=s2", "--every=90m", "--anchor=2020-02-03T04:05:06Z", "--no-target"],
        &["every 1h30m", "2020-02-03T04:05:06Z", "none"],
    ),
    (
        &[
            "--id=s3",
            "--rrule=FREQ=MONTHLY;BYDAY=-1FR",
            "--dtstart=2026-03-01T09:00:00",
        ],
        &["FREQ=MONTHLY;BYDAY=-1FR", "2026-03-01T09:00:00"],
    ),
    (
        &[
            "--id=s5",
            "--instant=2098-01-01T00:00:00Z",
            "--instant=2099-01-01T00:00:00Z",
        ],
        &["2 instants", "2098-01-01T00:00:00Z 2099-01-01T00:00:00Z"],
    ),
    (&["--id=s4", "--cron=1 2 3 4 5 6", "--seconds"], &["cron 1 2 3 4 5 6"]),
];

/// Options that control the create itself, or need an object that this test does not create.
const NOT_SHOWN: [&str; 3] = ["--help", "--request-id", "--webhook"];

/// Returns the command's own options, from its help.
async fn options(cli: &Cli, noun: &str) -> BTreeSet<String> {
    let help = cli.run(&[noun, "create", "--help"]).await.unwrap().stdout;
    let own = help.split("Common options:").next().unwrap();
    let words = own
        .lines()
        .filter_map(|line| line.split_whitespace().find(|word| word.starts_with("--")));
    words
        .filter(|option| !NOT_SHOWN.contains(option))
        .map(str::to_owned)
        .collect()
}

async fn check(noun: &str, all: &[Given]) {
    let node = Node::start().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let given = all.iter().flat_map(|(options, _)| *options);
    let given: BTreeSet<String> = given
        .map(|option| option.split('=').next().unwrap().to_owned())
        .collect();
    assert_eq!(
        given,
        options(&cli, noun).await,
        "each option of `{noun} create` is in this test"
    );
    for (options, shown) in all {
        let made = cli.run(&[&[noun, "create"], *options].concat()).await.unwrap();
        assert_eq!(made.code, Some(0), "{options:?}: {made:?}");
        let id = options[0].strip_prefix("--id=").unwrap();
        let table = cli.run(&[noun, "get", id]).await.unwrap().stdout;
        for word in *shown {
            assert!(table.contains(word), "{word} is not in\n{table}");
        }
    }
}

#[tokio::test]
async fn a_timer_is_shown_with_all_that_it_was_given() {
    check("timer", &TIMERS).await;
}

#[tokio::test]
async fn a_schedule_is_shown_with_all_that_it_was_given() {
    check("schedule", &SCHEDULES).await;
}
