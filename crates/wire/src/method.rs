//! The methods of the API: what each asks for and how it is served, as `proto/` says it. Their table is generated.

use std::collections::HashMap;
use std::sync::LazyLock;

use foldhash::fast::FixedState;

#[path = "gen/methods.rs"]
#[rustfmt::skip]
mod table;

pub use table::*;

/// One method.
#[derive(Debug)]
pub struct Method {
    /// `/package.Service/Method`, as a call names it.
    pub path: &'static str,
    /// The credential that it asks for.
    pub needs: Needs,
    /// Only the leader answers; other nodes pass the call on to it. Else every node answers by itself.
    pub leader: bool,
    /// It creates, so it needs a place where more is offered than can be taken.
    pub creates: bool,
    /// It writes one thing and waits for its entry, which is too short for a task of its own.
    pub short: bool,
    /// It changes nothing, so a caller without an answer may just ask again.
    pub reads: bool,
    /// A node that has taken itself out of service answers it all the same.
    pub out_of_service: bool,
    /// The caller may go on sending messages.
    pub streams_requests: bool,
    /// It may be answered by any number of messages.
    pub streams_answers: bool,
}

/// The credential that a method asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing, not even a credential.
    Nothing,
    /// A credential: what the call does is asked for one by one.
    Credential,
    /// A credential with this permission.
    Permission(Permission),
}

impl Method {
    /// `package.Service/Method`, as people and documents name it.
    pub const fn name(&self) -> &'static str {
        self.path.split_at(1).1
    }

    /// The method of a path, if there is one.
    pub fn of(path: &str) -> Option<&'static Method> {
        static BY_PATH: LazyLock<HashMap<&str, &Method, FixedState>> =
            LazyLock::new(|| METHODS.iter().map(|method| (method.path, *method)).collect());
        BY_PATH.get(path).copied()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_method_is_found_by_its_whole_path() {
        let create = Method::of("/minoots.timer.v1.TimerService/CreateTimer").unwrap();
        assert_eq!(create.name(), "minoots.timer.v1.TimerService/CreateTimer");
        assert_eq!(create.needs, Needs::Permission(Permission::TimerWrite));
        for path in [
            "",
            "/",
            "minoots.timer.v1.TimerService/CreateTimer",
            "/minoots.timer.v1.TimerService/",
            "/minoots.timer.v1.TimerService/CreateTimer/",
            "/minoots.timer.v1.TimerService/createTimer",
        ] {
            assert!(Method::of(path).is_none(), "{path}");
        }
        let paths: Vec<&str> = METHODS.iter().map(|method| method.path).collect();
        let mut distinct = paths.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), paths.len());
    }
}
