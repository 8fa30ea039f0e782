//! A sole node that retains its data and its address across processes.

use std::net::TcpListener;
use std::path::{Path, PathBuf};

use minoots_terminal::errors::Failure;
use serde_json::Value;
use tempfile::TempDir;

use super::process::{self, Process};
use super::program::Program;

/// The node. Its data is deleted on drop.
pub struct Single {
    /// The process, which may have ended.
    pub process: Process,
    /// Its URL.
    pub endpoint: String,
    /// Its data directory.
    pub data: PathBuf,
    port: u16,
    program: Program,
    folder: TempDir,
}

impl Single {
    /// Starts a node on an empty directory and waits until it is ready.
    pub async fn start(program: &Program) -> Result<Self, Failure> {
        program.note_profile().await?;
        let failed = |error| Failure::io("cannot start a node", &error);
        let folder = tempfile::Builder::new().prefix("minoots-bench-").tempdir();
        let folder = folder.map_err(failed)?;
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .map_err(failed)?
            .port();
        let data = folder.path().join("data");
        let mut node = Self {
            process: spawn(program, folder.path(), &data, port)?,
            endpoint: format!("http://127.0.0.1:{port}"),
            data,
            port,
            program: program.clone(),
            folder,
        };
        node.ready().await?;
        Ok(node)
    }

    /// The parent of its data directory.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts a new process, after the previous one has ended, without waiting for it.
    pub fn start_again(&mut self) -> Result<(), Failure> {
        self.process = spawn(&self.program, self.folder.path(), &self.data, self.port)?;
        Ok(())
    }

    /// Runs a command of the same program to its end; returns its JSON output.
    pub async fn run(&self, arguments: &[&str]) -> Result<Value, Failure> {
        process::run(&self.program.path()?, arguments).await
    }

    /// Waits until the process is ready.
    pub async fn ready(&mut self) -> Result<(), Failure> {
        self.process.ready(&ready_file(self.folder.path())).await.map(drop)
    }
}

fn ready_file(folder: &Path) -> PathBuf {
    folder.join("ready.json")
}

fn spawn(program: &Program, folder: &Path, data: &Path, port: u16) -> Result<Process, Failure> {
    let arguments = [
        "dev".into(),
        "--no-demo".into(),
        "--data".into(),
        data.into(),
        "--listen".into(),
        format!("127.0.0.1:{port}").into(),
    ];
    Process::spawn(program, &arguments, &ready_file(folder))
}
