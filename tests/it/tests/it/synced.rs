//! Every response is sent after its sync: the test compares each response with the node's own system calls, as recorded
//! by strace.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::Deadline;
use rustix::process::{Pid, Signal, kill_process};

use crate::support::Node;

const HOUR: Duration = Duration::from_secs(3_600);
const CALLERS: usize = 8;
const EACH: usize = 20;
const BATCH: usize = 40;

/// The calls that write, sync or send.
const CALLS: &str = "write,writev,pwrite64,pwritev,pwritev2,fdatasync,fsync,sendto,sendmsg";

/// strace on all threads of a process. Its end leaves the process running.
struct Strace {
    child: Child,
    trace: PathBuf,
}

impl Strace {
    fn attach(process: u32, directory: &Path) -> Strace {
        let (trace, said) = (directory.join("trace"), directory.join("strace.err"));
        let child = Command::new("strace")
            .args(["-f", "-y", "-s", "16777216", "-e", "signal=none", "-e"])
            .arg(format!("trace={CALLS}"))
            .args(["-p", &process.to_string(), "-o"])
            .arg(&trace)
            .stderr(fs::File::create(&said).unwrap())
            .stdout(Stdio::null())
            .spawn()
            .expect("strace is there");
        let strace = Strace { child, trace };
        let deadline = Deadline::after(PATIENCE);
        while !fs::read_to_string(&said).unwrap().contains("attached") {
            assert!(!deadline.has_passed(), "{}", fs::read_to_string(&said).unwrap());
            std::thread::sleep(Duration::from_millis(5));
        }
        strace
    }

    /// Ends strace and returns its lines. Binary data is escaped.
    fn end(mut self) -> Vec<String> {
        let process = Pid::from_child(&self.child);
        kill_process(process, Signal::TERM).unwrap();
        self.child.wait().unwrap();
        let trace = fs::read(&self.trace).unwrap();
        String::from_utf8_lossy(&trace).lines().map(str::to_owned).collect()
    }
}

/// The current call of a thread.
enum Call {
    /// A write of these names to this file.
    Write(String, BTreeSet<String>),
    /// A sync of this file's earlier contents.
    Sync(BTreeSet<String>),
    Other,
}

/// The answered names, and those of them that were not on disk when the response was sent.
#[derive(Default)]
struct Judged {
    answered: BTreeSet<String>,
    unsynced: BTreeSet<String>,
}

/// Processes the calls in the order in which they began and ended. A name is on disk after a sync that began after the
/// end of its write, in the same file of the log.
fn judge(trace: &[String], names: &[String]) -> Judged {
    let mut judged = Judged::default();
    let mut written: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut synced = BTreeSet::new();
    let mut under_way: BTreeMap<&str, Call> = BTreeMap::new();
    for line in trace {
        let Some((thread, rest)) = line.split_once(' ') else {
            continue;
        };
        let rest = rest.trim_start();
        let resumed = rest.starts_with("<... ");
        let call = if resumed {
            under_way.remove(thread).unwrap_or(Call::Other)
        } else {
            let named = || names.iter().filter(|name| rest.contains(name.as_str())).cloned();
            let file = rest
                .split_once('<')
                .and_then(|(_, file)| file.split_once('>'))
                .map_or("", |(file, _)| file);
            let is_log = Path::new(file).extension().is_some_and(|extension| extension == "log");
            match rest.split_once('(').map_or("", |(call, _)| call) {
                "fdatasync" | "fsync" if is_log => Call::Sync(written.get(file).cloned().unwrap_or_default()),
                call if call.contains("write") && is_log => Call::Write(file.to_owned(), named().collect()),
                _ if file.starts_with("socket:") => {
                    for name in named() {
                        if !synced.contains(&name) {
                            judged.unsynced.insert(name.clone());
                        }
                        judged.answered.insert(name);
                    }
                    Call::Other
                }
                _ => Call::Other,
            }
        };
        if rest.ends_with("<unfinished ...>") {
            under_way.insert(thread, call);
            continue;
        }
        match call {
            Call::Write(file, names) => written.entry(file).or_default().extend(names),
            Call::Sync(names) if rest.ends_with("= 0") => synced.extend(names),
            Call::Sync(_) | Call::Other => {}
        }
    }
    judged
}

async fn create(client: Client, caller: usize) {
    for number in 0..EACH {
        client
            .create(timer(&name(caller, number)).fire_after(HOUR))
            .await
            .unwrap();
    }
}

fn name(caller: usize, number: usize) -> String {
    format!("synced-{caller:02}-{number:03}")
}

#[tokio::test]
async fn g1_each_answer_is_sent_after_what_it_answers_was_synced() {
    let node = Node::start().await;
    let strace = Strace::attach(node.server.pid(), node.home.path());
    let callers: Vec<_> = (0..CALLERS)
        .map(|caller| tokio::spawn(create(node.client.clone(), caller)))
        .collect();
    let batch = (0..BATCH).map(|number| timer(&name(CALLERS, number)).fire_after(HOUR));
    node.client.create_batch(batch.collect()).await.unwrap();
    for caller in callers {
        caller.await.unwrap();
    }
    let trace = strace.end();
    let singles = (0..CALLERS).flat_map(|caller| (0..EACH).map(move |number| name(caller, number)));
    let names: Vec<_> = singles.chain((0..BATCH).map(|number| name(CALLERS, number))).collect();
    let judged = judge(&trace, &names);
    assert_eq!(judged.answered.len(), names.len(), "each answer was seen");
    assert_eq!(judged.unsynced, BTreeSet::new(), "these were answered before");
    // The same calls without their syncs, which proves that the check detects a missing one.
    let unsynced: Vec<_> = trace.into_iter().filter(|line| !line.contains("fdatasync")).collect();
    assert_eq!(judge(&unsynced, &names).unsynced.len(), names.len());
}

#[test]
fn an_answer_amid_a_sync_or_after_one_that_began_too_early_or_failed_is_told() {
    let names = ["a-name".to_owned()];
    let write = r#"7 pwrite64(9</d/log/1.log>, "..a-name..", 10, 0) = 10"#;
    let sync = "7 fdatasync(9</d/log/1.log>) = 0";
    let answer = r#"8 sendto(5<socket:[1]>, "..a-name..", 10, 0, NULL, 0) = 10"#;
    let (begins, ends) = (
        "7 fdatasync(9</d/log/1.log> <unfinished ...>",
        "7 <... fdatasync resumed>) = 0",
    );
    for (calls, is_synced) in [
        (vec![write, sync, answer], true),
        (vec![write, begins, ends, answer], true),
        (vec![write, answer, sync], false),
        (vec![sync, write, answer], false),
        (vec![write, begins, answer, ends], false),
        (vec![write, "7 fdatasync(9</d/log/1.log>) = -1 EIO", answer], false),
        (vec![write, "7 fdatasync(9</d/log/2.log>) = 0", answer], false),
        (
            vec![
                r#"6 pwrite64(9</d/log/1.log>, "..a-name..", 10, 0 <unfinished ...>"#,
                sync,
                "6 <... pwrite64 resumed>) = 10",
                answer,
            ],
            false,
        ),
    ] {
        let trace: Vec<_> = calls.iter().map(|line| (*line).to_owned()).collect();
        let judged = judge(&trace, &names);
        assert_eq!(
            (judged.answered.len(), judged.unsynced.is_empty()),
            (1, is_synced),
            "{calls:?}"
        );
    }
}
