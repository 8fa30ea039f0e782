//! Starting, killing and stopping nodes.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

use crate::PATIENCE;
use crate::clock::Deadline;

const POLL: Duration = Duration::from_millis(10);

/// Returns the `minoots` binary under test: `MINOOTS_BIN`, else the release build, else the debug build of this
/// workspace.
///
/// # Errors
/// When there is none: these tests never pass by not running.
pub fn binary() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("MINOOTS_BIN") {
        let path = PathBuf::from(path);
        ensure!(path.is_file(), "MINOOTS_BIN: {} is not a file", path.display());
        return std::path::absolute(path).context("MINOOTS_BIN");
    }
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
    let built = ["release/minoots", "debug/minoots"].map(|name| target.join(name));
    let found = built.into_iter().find(|path| path.is_file());
    found.context("no minoots binary: run `cargo build --release --bin minoots`, or set MINOOTS_BIN")
}

/// Builds a command of the binary without the caller's settings.
///
/// # Errors
/// As [`binary`].
pub fn command(directory: &Path) -> Result<Command> {
    Ok(command_of(&binary()?, directory))
}

/// Builds a command of `minoots-bench`, which is beside the binary under test and starts nodes of it.
///
/// # Errors
/// When either is missing: these tests never pass by not running.
pub fn bench_command(directory: &Path) -> Result<Command> {
    let measured = binary()?;
    let bench = measured.with_file_name("minoots-bench");
    ensure!(
        bench.is_file(),
        "no minoots-bench: {} is not a file; run `cargo build --release --bin minoots-bench`",
        bench.display()
    );
    let mut command = command_of(&bench, directory);
    command.env("MINOOTS_BIN", measured);
    Ok(command)
}

/// Makes a key for the secrets of webhooks, in a file that only its owner can read. Returns its path.
///
/// # Errors
/// When the program does not make it, or the file cannot be written.
pub fn secrets_key(directory: &Path) -> Result<String> {
    let made = command(directory)?.args(["key", "generate", "--secrets"]).output()?;
    ensure!(made.status.success(), "{made:?}");
    let path = directory.join("secrets.key");
    let mut file = OpenOptions::new();
    let mut file = file.write(true).create_new(true).mode(0o600).open(&path)?;
    file.write_all(&made.stdout)?;
    Ok(path.to_string_lossy().into_owned())
}

fn command_of(binary: &Path, directory: &Path) -> Command {
    let mut command = Command::new(binary);
    command.current_dir(directory).stdin(Stdio::null());
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("MINOOTS_")) {
        command.env_remove(name);
    }
    command
}

/// The variable for the level up to which a node pretends to know levels, as an earlier release.
const LEVEL_VARIABLE: &str = "MINOOTS_FAULT_LEVEL";
/// The variable with the path of a program of the release before.
const EARLIER_VARIABLE: &str = "MINOOTS_EARLIER_BIN";

/// A release of the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Release {
    /// The one under test.
    #[default]
    This,
    /// The one before: the program that `MINOOTS_EARLIER_BIN` names, else the one under test, which pretends to know
    /// level 0 only.
    Earlier,
}

impl Release {
    fn command(self, directory: &Path) -> Result<Command> {
        if self == Self::This {
            return command(directory);
        }
        if let Some(earlier) = std::env::var_os(EARLIER_VARIABLE) {
            return Ok(command_of(Path::new(&earlier), directory));
        }
        let mut pretending = command(directory)?;
        pretending.env(LEVEL_VARIABLE, "0");
        Ok(pretending)
    }
}

/// The variable for the free bytes of disk that a node reserves.
pub const RESERVE_VARIABLE: &str = "MINOOTS_DISK_RESERVE_BYTES";

/// A temporary directory for one node's data, ready file and output. It outlives the node's processes.
#[derive(Debug)]
pub struct Home {
    directory: TempDir,
    environment: Vec<(String, String)>,
    release: Release,
}

impl Home {
    /// Makes an empty one. Its servers keep no disk reserve, because the disk may be nearly full with other data.
    ///
    /// # Errors
    /// When no temporary directory can be made.
    pub fn new() -> Result<Self> {
        Ok(Self::within(&std::env::temp_dir())?.with_variable(RESERVE_VARIABLE, "0"))
    }

    /// Makes an empty one below this directory, such as a separate file system.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn within(parent: &Path) -> Result<Self> {
        let directory = tempfile::Builder::new().prefix("minoots-it-").tempdir_in(parent)?;
        Ok(Self {
            directory,
            environment: Vec::new(),
            release: Release::This,
        })
    }

    /// Sets a variable of the servers started here.
    #[must_use]
    pub fn with_variable(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets the release of the servers started here from now on.
    pub fn set_release(&mut self, release: Release) {
        self.release = release;
    }

    /// Returns the outer directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Returns the node's data directory.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    fn ready_file(&self) -> PathBuf {
        self.path().join("ready.json")
    }

    /// Returns the standard output of the servers here so far.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn output(&self) -> Result<String> {
        Ok(fs::read_to_string(self.path().join("stdout.log"))?)
    }

    /// Returns the standard error of the servers here so far.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn errors(&self) -> Result<String> {
        Ok(fs::read_to_string(self.path().join("stderr.log"))?)
    }

    /// Waits until the servers here have written all of these to standard error: an effect may be visible before its
    /// log line.
    ///
    /// # Errors
    /// On a timeout, with the output so far.
    pub async fn until_told(&self, parts: &[&str]) -> Result<()> {
        let deadline = Deadline::after(PATIENCE);
        loop {
            let said = self.errors()?;
            if parts.iter().all(|part| said.contains(part)) {
                return Ok(());
            }
            ensure!(!deadline.has_passed(), "not told: {parts:?} in\n{said}");
            tokio::time::sleep(POLL).await;
        }
    }

    fn log(&self, name: &str) -> Result<File> {
        let path = self.path().join(name);
        Ok(File::options().create(true).append(true).open(path)?)
    }
}

/// A running node. Dropping it kills the process.
#[derive(Debug)]
pub struct Server {
    child: Child,
    endpoint: String,
    ready: Value,
    errors: PathBuf,
}

impl Server {
    /// Starts a node without the demo on the home's data, and waits until it is ready.
    ///
    /// # Errors
    /// When it ends first, or on a timeout; with its output.
    pub async fn start(home: &Home) -> Result<Self> {
        Self::start_with(home, &["--no-demo"]).await
    }

    /// Starts a node as [`start`](Self::start) does, with these arguments. Adds the data directory, unless the node is
    /// ephemeral.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub async fn start_with(home: &Home, arguments: &[&str]) -> Result<Self> {
        Self::spawn(home, arguments)?.ready().await
    }

    /// Starts a process and returns while it is still starting.
    ///
    /// # Errors
    /// When there is no binary, or it cannot be run.
    pub fn spawn(home: &Home, arguments: &[&str]) -> Result<Starting> {
        let mut all = vec!["dev", "--listen", "127.0.0.1:0"];
        let data = home.data().to_string_lossy().into_owned();
        if !arguments.contains(&"--ephemeral") {
            all.extend(["--data", &data]);
        }
        all.extend(arguments);
        Self::launch(home, &all)
    }

    /// Starts a process with exactly these arguments and a ready file.
    ///
    /// # Errors
    /// As [`spawn`](Self::spawn).
    pub fn launch(home: &Home, arguments: &[&str]) -> Result<Starting> {
        let ready_file = home.ready_file();
        if ready_file.exists() {
            fs::remove_file(&ready_file)?;
        }
        let mut command = home.release.command(home.path())?;
        command.args(arguments).arg("--ready-file").arg(&ready_file);
        command.envs(home.environment.iter().cloned());
        command.stdout(home.log("stdout.log")?).stderr(home.log("stderr.log")?);
        let child = command.spawn().context("starting minoots")?;
        Ok(Starting {
            server: Self {
                child,
                endpoint: String::new(),
                ready: Value::Null,
                errors: home.path().join("stderr.log"),
            },
            ready_file,
        })
    }

    /// `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// `127.0.0.1:PORT`.
    #[must_use]
    pub fn address(&self) -> &str {
        self.endpoint
            .trim_start_matches("http://")
            .trim_start_matches("https://")
    }

    /// Returns the contents of the ready file.
    #[must_use]
    pub fn ready_file(&self) -> &Value {
        &self.ready
    }

    /// Returns the process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Requires that the process has neither ended nor panicked.
    ///
    /// # Errors
    /// When it has; with its output.
    pub fn check_sound(&mut self) -> Result<()> {
        if let Some(status) = self.child.try_wait()? {
            bail!("the node had ended by itself: {status}\n{}", self.last_words());
        }
        let has_panicked = fs::read_to_string(&self.errors)?.contains("panicked at");
        ensure!(!has_panicked, "the node has panicked\n{}", self.last_words());
        Ok(())
    }

    /// Sends SIGKILL, and waits for the end.
    ///
    /// # Errors
    /// When the process had ended by itself before, or has panicked.
    pub fn kill(mut self) -> Result<()> {
        self.check_sound()?;
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Sends SIGINT, and waits for a clean end.
    ///
    /// # Errors
    /// When the process does not end in time.
    pub async fn stop(self) -> Result<ExitStatus> {
        self.end_by(Signal::INT).await
    }

    /// Sends a signal and waits for the end.
    ///
    /// # Errors
    /// When the process does not end in time.
    pub async fn end_by(mut self, signal: Signal) -> Result<ExitStatus> {
        self.signal(signal)?;
        self.ended().await
    }

    /// Sends a signal. Waits until a stop signal has taken effect: threads continue until one of them is scheduled to
    /// take the signal, and a node could answer in the meantime.
    ///
    /// # Errors
    /// When the process cannot be signalled, or does not stop.
    pub fn signal(&self, signal: Signal) -> Result<()> {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        kill_process(pid.context("the process has no id")?, signal)?;
        let deadline = Deadline::after(PATIENCE);
        while signal == Signal::STOP && !self.is_stopped()? {
            ensure!(!deadline.has_passed(), "the node does not stop");
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }

    /// Whether none of its threads runs: the state in proc_pid_stat(5), after the name, which may contain anything.
    fn is_stopped(&self) -> Result<bool> {
        for thread in fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
            // A thread that has ended in the meantime does not run.
            let stat = fs::read_to_string(thread?.path().join("stat")).unwrap_or_default();
            if stat
                .rsplit_once(") ")
                .is_some_and(|(_, state)| !state.starts_with(['T', 'Z', 'X']))
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Returns the exit status of the process, if it has ended.
    ///
    /// # Errors
    /// When the system call fails.
    pub fn has_ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    async fn ended(&mut self) -> Result<ExitStatus> {
        let deadline = Deadline::after(PATIENCE);
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            ensure!(!deadline.has_passed(), "the node did not stop\n{}", self.last_words());
            tokio::time::sleep(POLL).await;
        }
    }

    fn last_words(&self) -> String {
        let text = fs::read_to_string(&self.errors).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        let from = lines.len().saturating_sub(40);
        format!("standard error of the node:\n{}", lines[from..].join("\n"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already; errors are irrelevant in either case.
        drop(self.child.kill());
        drop(self.child.wait());
        if std::thread::panicking() {
            eprintln!("{}", self.last_words());
        }
    }
}

/// A process that may not be ready yet.
#[derive(Debug)]
pub struct Starting {
    server: Server,
    ready_file: PathBuf,
}

impl Starting {
    /// Sends a signal to the process.
    ///
    /// # Errors
    /// When it has ended.
    pub fn signal(&self, signal: Signal) -> Result<()> {
        self.server.signal(signal)
    }

    /// Waits until it is ready.
    ///
    /// # Errors
    /// When it ends first, or is not ready in time.
    pub async fn ready(mut self) -> Result<Server> {
        let deadline = Deadline::after(PATIENCE);
        // The file appears whole, by a rename.
        while !self.ready_file.exists() {
            if let Some(status) = self.server.child.try_wait()? {
                bail!(
                    "the node ended before it was ready: {status}\n{}",
                    self.server.last_words()
                );
            }
            ensure!(
                !deadline.has_passed(),
                "the node did not get ready\n{}",
                self.server.last_words()
            );
            tokio::time::sleep(POLL).await;
        }
        self.server.ready = serde_json::from_slice(&fs::read(&self.ready_file)?)?;
        let endpoint = self.server.ready["endpoint"]
            .as_str()
            .context("no endpoint in the ready file")?;
        self.server.endpoint = endpoint.to_owned();
        Ok(self.server)
    }

    /// Waits until it ends by itself.
    ///
    /// # Errors
    /// When it does not end in time.
    pub async fn ended(mut self) -> Result<ExitStatus> {
        self.server.ended().await
    }

    /// Sends SIGKILL before readiness.
    ///
    /// # Errors
    /// When the process had ended by itself before.
    pub fn kill(self) -> Result<()> {
        self.server.kill()
    }
}
