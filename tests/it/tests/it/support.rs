//! The start of most tests.

use minoots_it::client::Client;
use minoots_it::server::{Home, Server};
use minoots_wire::error::Details;
use tonic::Status;

/// A node on an empty directory, and a connection to it.
pub struct Node {
    pub home: Home,
    pub server: Server,
    pub client: Client,
}

impl Node {
    pub async fn start() -> Self {
        Self::start_in(Home::new().unwrap()).await
    }

    pub async fn start_in(home: Home) -> Self {
        let server = Server::start(&home).await.unwrap();
        let client = Client::connect(server.endpoint()).await.unwrap();
        Self { home, server, client }
    }

    /// Sends SIGKILL, then starts a new process on the same directory.
    pub async fn kill_and_restart(self) -> Self {
        self.server.kill().unwrap();
        Self::start_in(self.home).await
    }

    /// Opens another connection.
    pub async fn connect(&self) -> Client {
        Client::connect(self.server.endpoint()).await.unwrap()
    }
}

/// Returns `ErrorInfo.reason` of a refusal.
pub fn reason(status: &Status) -> String {
    Details::of(status).reason_text
}

/// Returns the id of the event of a timer's occurrence.
pub fn event_id(timer_id: &str, state_version: u64) -> String {
    format!("timer:dev:{timer_id}:{state_version}")
}
