#![allow(clippy::unwrap_used)]

use super::*;
use minoots_wire::FILE_DESCRIPTOR_SET;
use minoots_wire::method::{checkpoint_service, queue_service};

/// Requests whose handlers evaluate the policy, under actions of their own.
const BY_HANDLERS: [&str; 3] = ["PauseQueue", "ResumeQueue", "PurgeQueue"];

#[test]
fn every_action_that_is_asked_for_is_one_of_the_resource() {
    for (name, verb, kind, _) in &table::MESSAGES {
        assert!(verb.kinds().contains(kind), "{name}: {verb:?} of {kind:?}");
    }
}

#[test]
fn every_method_of_services_with_such_resources_is_asked_about() {
    let set = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).unwrap();
    let names = Names::of(FILE_DESCRIPTOR_SET);
    let packages = ["queue", "webhook", "checkpoint", "lease", "transaction", "workflow"];
    let packages = packages.map(|package| format!("minoots.{package}.v1"));
    let mut unasked = Vec::new();
    for file in set
        .file
        .iter()
        .filter(|file| packages.iter().any(|package| package == file.package()))
    {
        for service in &file.service {
            for method in service
                .method
                .iter()
                .filter(|method| !BY_HANDLERS.contains(&method.name()))
            {
                let path = format!("/{}.{}/{}", file.package(), service.name(), method.name());
                unasked.extend(names.request(&path).is_none().then_some(path));
            }
        }
    }
    assert_eq!(
        unasked,
        Vec::<String>::new(),
        "an option of the request's message says what it asks for"
    );
}

fn named(path: &str, message: &[u8]) -> Vec<(Verb, ResourceKind, String)> {
    let names = Names::of(FILE_DESCRIPTOR_SET);
    let request = names.request(path).unwrap();
    let facts = names.named(request, message).unwrap();
    facts
        .into_iter()
        .map(|facts| (facts.verb, facts.kind, facts.id))
        .collect()
}

#[test]
fn a_checkpoint_of_the_orchestrator_is_what_it_keeps() {
    let put = |execution: &str| minoots_wire::checkpoint::v1::PutCheckpointRequest {
        execution: execution.to_owned(),
        name: "state".to_owned(),
        ..Default::default()
    };
    let path = checkpoint_service::PUT_CHECKPOINT.path;
    for (execution, kind, id) in [
        ("run", ResourceKind::Checkpoint, "run/state"),
        ("wf.run", ResourceKind::Execution, "run"),
        ("wfdef.deploy", ResourceKind::Definition, "deploy"),
        ("ag.ann", ResourceKind::Agent, "ann"),
    ] {
        let found = named(path, &put(execution).encode_to_vec());
        assert_eq!(found, [(Verb::Change, kind, id.to_owned())]);
    }
}

#[test]
fn bytes_that_are_no_message_name_nothing_that_could_be_let_through() {
    let names = Names::of(FILE_DESCRIPTOR_SET);
    let request = names.request(queue_service::GET_QUEUE.path).unwrap();
    for bytes in [&[0x0a][..], &[0x0a, 5, b'a'], &[0x0f], &[0xff; 12]] {
        assert!(names.named(request, bytes).is_none(), "{bytes:?}");
    }
    assert_eq!(names.named(request, &[]).unwrap().len(), 1, "no name is an empty one");
}
