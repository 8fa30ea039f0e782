//! The methods of the API: their required credentials and their properties, as declared in `proto/`. Their table is
//! generated.

use std::collections::HashMap;
use std::sync::LazyLock;

use foldhash::fast::FixedState;

#[path = "gen/methods.rs"]
#[rustfmt::skip]
mod table;

pub use table::*;

/// A method of the API.
#[derive(Debug)]
pub struct Method {
    /// `/package.Service/Method`, the path of a call.
    pub path: &'static str,
    /// The required credential.
    pub needs: Needs,
    /// Only the leader answers; other nodes forward the call to it. Otherwise every node answers itself.
    pub leader: bool,
    /// The method creates timers or events, so it needs a permit of admission control.
    pub creates: bool,
    /// The method writes one object and waits for its entry, which is too short for a task of its own.
    pub short: bool,
    /// The method changes nothing, so a caller without an answer may repeat it.
    pub reads: bool,
    /// A node that has taken itself out of service still answers the method.
    pub out_of_service: bool,
    /// The method is client-streaming.
    pub streams_requests: bool,
    /// The method is server-streaming.
    pub streams_answers: bool,
}

/// The credential that a method requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// No credential.
    Nothing,
    /// A credential; the call checks its permissions individually.
    Credential,
    /// A credential with this permission.
    Permission(Permission),
}

impl Method {
    /// `package.Service/Method`, for people and documents.
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
