//! Arguments of commands that read.

use clap::Args;
use minoots_client::Client;
use minoots_wire::timer::v1::{Consistency, ReadOptions};

/// How current the read has to be.
#[derive(Args, Debug, Clone, Copy, Default)]
pub struct ReadArguments {
    /// Read the state of the node that answers: it may be older, and needs no other node
    #[arg(long)]
    local: bool,
    /// Wait until the node has applied this entry of the log, such as the commitIndex of a write
    #[arg(long, value_name = "INDEX")]
    min_index: Option<u64>,
}

impl ReadArguments {
    /// The options of a request; none asks for the default, a linearizable read.
    pub fn options(self) -> Option<ReadOptions> {
        let is_default = !self.local && self.min_index.is_none();
        (!is_default).then(|| ReadOptions {
            consistency: match self.local {
                true => Consistency::Local.into(),
                false => Consistency::Linearizable.into(),
            },
            min_index: self.min_index.unwrap_or_default(),
        })
    }

    /// The client with these reads.
    pub fn apply_to(self, mut client: Client) -> Client {
        if self.local {
            client = client.with_local_reads();
        }
        if let Some(index) = self.min_index {
            client = client.with_min_index(index);
        }
        client
    }
}
