//! The agents that a server acts for.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use futures::future::join_all;
use minoots_client::Client;

use super::Agent;
use crate::agent_name::AgentName;
use crate::answer::Refusal;
use crate::limits::AGENTS_MAX;
use crate::settings::Settings;

/// The agents, each shared by all its sessions; at most [`AGENTS_MAX`].
#[derive(Debug)]
pub struct Agents {
    client: Client,
    settings: Arc<Settings>,
    known: Mutex<BTreeMap<AgentName, Arc<Agent>>>,
}

impl Agents {
    /// No agents yet.
    pub fn new(client: Client, settings: Settings) -> Self {
        Self {
            client,
            settings: Arc::new(settings),
            known: Mutex::default(),
        }
    }

    /// The agent of the settings, otherwise the one that the client names.
    ///
    /// # Errors
    /// This server already serves the largest number of agents.
    pub fn of_client(&self, client: Option<&str>) -> Result<Arc<Agent>, Refusal> {
        let named = || AgentName::of_client(client.unwrap_or_default());
        let name = self.settings.agent.clone().unwrap_or_else(named);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(agent) = known.get(&name) {
            return Ok(Arc::clone(agent));
        }
        if known.len() >= AGENTS_MAX {
            // An agent with other handles is in use. One without may hold wakes, which are then redelivered.
            known.retain(|_, agent| Arc::strong_count(agent) > 1);
        }
        if known.len() >= AGENTS_MAX {
            let message = format!("this server acts for {AGENTS_MAX} agents already");
            return Err(Refusal::new(
                "MAX_AGENTS",
                message,
                "Call again later, or tell whoever runs this server.",
            ));
        }
        let agent = Arc::new(Agent::new(
            name.clone(),
            self.client.clone(),
            Arc::clone(&self.settings),
        ));
        known.insert(name, Arc::clone(&agent));
        Ok(agent)
    }

    /// Returns the held wakes of all agents.
    pub async fn give_back(&self) {
        let known: Vec<Arc<Agent>> = self
            .known
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
            .cloned()
            .collect();
        join_all(known.iter().map(|agent| agent.give_back())).await;
    }
}
