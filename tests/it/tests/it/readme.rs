//! The README's commands, run unchanged: from a machine with the sources to a fired timer, and to three nodes.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use minoots_it::PATIENCE;
use minoots_it::clock::Deadline;
use minoots_it::cluster::free_port;
use minoots_it::server::{RESERVE_VARIABLE, binary};
use rustix::process::{Pid, Signal, kill_process_group};
use tempfile::TempDir;

/// A cargo that builds nothing, because the program exists, and runs it with the arguments after `--`.
const CARGO: &str = "#!/bin/sh\nwhile [ \"$1\" != -- ]; do shift; done\nshift\nexec target/release/minoots \"$@\"\n";

/// Returns the code fences of these languages below a heading, in order.
fn fences(heading: &str, languages: &[&str]) -> Vec<String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md")).unwrap();
    let section = text.split_once(heading).unwrap().1.split("\n## ").next().unwrap();
    let mut found = Vec::new();
    for part in section.split("\n```").skip(1).step_by(2) {
        let (language, body) = part.split_once('\n').unwrap();
        assert!(languages.contains(&language), "{heading}: a block of {language}");
        found.push(body.to_owned());
    }
    found
}

/// A checkout whose release build is the program under test, with its own ports instead of the README's.
struct Checkout {
    directory: TempDir,
    ports: Vec<(String, String)>,
    shells: Vec<Child>,
}

impl Checkout {
    fn new() -> Self {
        let directory = TempDir::new().unwrap();
        let release = directory.path().join("minoots/target/release");
        fs::create_dir_all(&release).unwrap();
        symlink(binary().unwrap(), release.join("minoots")).unwrap();
        let cargo = directory.path().join("bin/cargo");
        fs::create_dir(directory.path().join("bin")).unwrap();
        fs::write(&cargo, CARGO).unwrap();
        fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).unwrap();
        let named = ["7411", "7412", "7421", "7422", "7431", "7432"];
        // The system assigns none of these ports to another process while the node is down.
        let ports = named.map(|named| (named, free_port().unwrap())).into_iter();
        Self {
            ports: ports
                .map(|(named, free)| (format!(":{named}"), format!(":{free}")))
                .collect(),
            directory,
            shells: Vec::new(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join("minoots").join(name)
    }

    fn here(&self, text: &str) -> String {
        let replaced = |text: String, (named, free): &(String, String)| text.replace(named, free);
        self.ports.iter().fold(text.to_owned(), replaced)
    }

    /// Starts a script in its own terminal; its output goes to the file of this name.
    fn begin(&mut self, script: &str, said: &str) -> usize {
        let output = fs::File::create(self.path(said)).unwrap();
        let path = std::env::var("PATH").unwrap_or_default();
        let path = format!("{}:{path}", self.directory.path().join("bin").display());
        let shell = Command::new("bash")
            .args(["-euc", &format!("shopt -s expand_aliases\n{}", self.here(script))])
            .current_dir(self.path(""))
            .env_clear()
            .envs([("PATH", path.as_str()), (RESERVE_VARIABLE, "0")])
            .env("HOME", self.directory.path())
            .env("MINOOTS_LISTEN", self.here("127.0.0.1:7411"))
            .env("MINOOTS_ENDPOINT", self.here("http://127.0.0.1:7411"))
            .stdin(Stdio::null())
            .stderr(output.try_clone().unwrap())
            .stdout(output)
            .process_group(0)
            .spawn()
            .unwrap();
        self.shells.push(shell);
        self.shells.len() - 1
    }

    fn said(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    async fn until(&self, name: &str, words: &str) -> String {
        let deadline = Deadline::after(PATIENCE);
        while !self.said(name).contains(words) {
            assert!(!deadline.has_passed(), "no {words}:\n{}", self.said(name));
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        self.said(name)
    }

    /// Returns the output after a successful end.
    async fn ended(&mut self, shell: usize, name: &str) -> String {
        let deadline = Deadline::after(PATIENCE);
        loop {
            if let Some(status) = self.shells[shell].try_wait().unwrap() {
                assert!(status.success(), "{}", self.said(name));
                return self.said(name);
            }
            assert!(!deadline.has_passed(), "it does not end:\n{}", self.said(name));
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Checkout {
    fn drop(&mut self) {
        for shell in &mut self.shells {
            // Its own group: the shell, and the processes that it left running.
            let group = i32::try_from(shell.id()).ok().and_then(Pid::from_raw);
            let _ = group.map(|group| kill_process_group(group, Signal::KILL));
            let _ = shell.wait();
        }
    }
}

/// Returns the `$ ` commands of a block as a script, and the documented output.
fn console(block: &str) -> (String, String) {
    let (mut script, mut answers) = (String::new(), String::new());
    for line in block.lines() {
        let (to, line) = match line.strip_prefix("$ ") {
            Some(command) => (&mut script, command),
            None => (&mut answers, line),
        };
        to.push_str(line);
        to.push('\n');
    }
    (script, answers)
}

/// The length of a key's name; a few in ten thousand have no digit.
const KEY_CHARACTERS: usize = 43;

/// Returns the words of a line, without those that contain a digit, or belong to paths or keys.
fn shape(line: &str) -> String {
    let words = line.split(|character: char| " \",:".contains(character));
    let varies = |word: &&str| {
        word.len() == KEY_CHARACTERS || word.contains(|character: char| character == '/' || character.is_ascii_digit())
    };
    let kept = words.map(|word| if varies(&word) { "#" } else { word });
    kept.collect::<Vec<_>>().join(" ").trim().to_owned()
}

/// Requires that every documented line was printed, in that order.
fn assert_shown(shown: &str, said: &str) {
    let mut lines = said.lines().map(shape);
    for line in shown.lines().filter(|line| !line.is_empty()) {
        assert!(
            lines.any(|other| other == shape(line)),
            "{line}\n\nwas not said after what is before it:\n{said}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_readmes_one_command_fires_a_timer_and_its_walk_loses_nothing_g1() {
    let blocks = fences("\n## One command: a timer that fires\n", &["sh", "text", "console"]);
    let [command, shown, walk] = blocks.as_slice() else {
        panic!("{} blocks", blocks.len());
    };
    let mut checkout = Checkout::new();
    checkout.begin(command, "first");
    let said = checkout.until("first", "demo: fired at").await;
    // It prints its whole path, and its endpoint where that is not the default.
    let (before, after) = shown.split_once("Paste this into another terminal:").unwrap();
    assert_shown(before, &said);
    assert_shown(after.rsplit_once("\n\n").unwrap().1, &said);
    let pasted = said
        .lines()
        .find(|line| line.contains("event consume --max 1"))
        .unwrap()
        .trim()
        .to_owned();
    let shell = checkout.begin(&pasted, "pasted");
    let fired = checkout.ended(shell, "pasted").await;
    assert!(fired.contains("\"type\":\"timer.fired\""), "{fired}");
    let (script, answers) = console(walk);
    let shell = checkout.begin(&script, "walk");
    let said = checkout.ended(shell, "walk").await;
    assert_shown(&answers, &said);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_readmes_three_nodes_form_a_cluster() {
    let blocks = fences("\n## Three machines\n", &["sh", "console"]);
    let [servers, shown] = blocks.as_slice() else {
        panic!("{} blocks", blocks.len());
    };
    let mut checkout = Checkout::new();
    let alias = "alias minoots=target/release/minoots\n";
    let (peers, servers) = servers.split_once('\n').unwrap();
    for (number, server) in servers.lines().enumerate() {
        // Each in its own terminal, with no other settings.
        let terminal = format!("{alias}unset MINOOTS_LISTEN MINOOTS_ENDPOINT\n{peers}\n{server}\n");
        checkout.begin(&terminal, &format!("server-{number}"));
    }
    let (status, answers) = console(shown);
    let whole = "minoots cluster status > seen 2>&1 && grep -q 'leads in' seen && ! grep -q unreachable seen";
    let patient = format!("{alias}until {whole}; do sleep 0.1; done\n{status}");
    let shell = checkout.begin(&patient, "status");
    let said = checkout.ended(shell, "status").await;
    // The roles, whichever node leads.
    let roles = |text: &str| {
        let mut roles: Vec<String> = text.lines().map(shape).collect();
        roles.sort();
        roles
    };
    let table = said
        .lines()
        .skip_while(|line| !line.starts_with("NODE"))
        .collect::<Vec<_>>()
        .join("\n");
    assert_eq!(roles(&table), roles(answers.trim_end()), "{said}");
}
