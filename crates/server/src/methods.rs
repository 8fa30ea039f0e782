//! The methods at the node's port: those of the API, and those of standard gRPC services.

use minoots_wire::method::{Method, Needs};

/// Methods of gRPC's health checking and reflection protocols, the latter in versions 1 and 1alpha.
static OTHERS: [Method; 4] = [
    Method {
        needs: Needs::Nothing,
        ..other("/grpc.health.v1.Health/Check")
    },
    Method {
        needs: Needs::Nothing,
        streams_answers: true,
        ..other("/grpc.health.v1.Health/Watch")
    },
    Method {
        streams_requests: true,
        streams_answers: true,
        ..other("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo")
    },
    // Tools from before 2023 know only this version.
    Method {
        streams_requests: true,
        streams_answers: true,
        ..other("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo")
    },
];

const fn other(path: &'static str) -> Method {
    Method {
        path,
        needs: Needs::Credential,
        leader: false,
        creates: false,
        short: false,
        reads: false,
        out_of_service: true,
        streams_requests: false,
        streams_answers: false,
    }
}

/// The method of a path, if there is one.
pub(crate) fn of(path: &str) -> Option<&'static Method> {
    Method::of(path).or_else(|| OTHERS.iter().find(|method| method.path == path))
}

/// Whether the method of a path is server-streaming.
pub(crate) fn streams_answers(path: &str) -> bool {
    of(path).is_some_and(|method| method.streams_answers)
}
