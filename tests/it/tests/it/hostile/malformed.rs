//! Row 82 for every method: a malformed message is the sender's error.

use minoots_it::raw::{Raw, frame};
use minoots_wire::error::Details;
use prost::Message as _;
use prost_types::field_descriptor_proto::Type;
use prost_types::{DescriptorProto, FileDescriptorSet};
use tonic::Code;

use crate::support::Node;

/// Returns every method of the client port, with its request and whether that is a stream.
fn methods(set: &FileDescriptorSet) -> Vec<(String, DescriptorProto, bool)> {
    let messages = |name: &str| {
        set.file.iter().find_map(|file| {
            let mut found = file.message_type.iter();
            found
                .find(|message| format!(".{}.{}", file.package(), message.name()) == name)
                .cloned()
        })
    };
    let mut methods = Vec::new();
    for file in &set.file {
        for service in &file.service {
            for method in &service.method {
                let path = format!("{}.{}/{}", file.package(), service.name(), method.name());
                let is_stream = method.client_streaming() || method.server_streaming();
                methods.push((path, messages(method.input_type()).unwrap(), is_stream));
            }
        }
    }
    methods
}

fn tag(number: i32, kind: u64, into: &mut Vec<u8>) {
    prost::encoding::encode_varint(u64::try_from(number).unwrap() << 3 | kind, into);
}

fn groups(depth: usize) -> Vec<u8> {
    let (mut start, mut end) = (Vec::new(), Vec::new());
    tag(9_999, 3, &mut start);
    tag(9_999, 4, &mut end);
    [start.repeat(depth), end.repeat(depth)].concat()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_82_on_every_method() {
    let node = Node::start().await;
    let raw = Raw::connect(node.server.address()).await.unwrap();
    let set = FileDescriptorSet::decode(minoots_wire::FILE_DESCRIPTOR_SET).unwrap();
    let methods = methods(&set);
    assert!(methods.len() > 40, "{}", methods.len());
    let mut texts = 0;
    for (path, request, is_stream) in methods {
        let mut cases = vec![
            ("a truncated varint", vec![0x98, 0xf1, 0x04, 0xff]),
            ("a truncated tag", vec![0xff]),
            ("a field that ends too early", vec![0xfa, 0xf0, 0x04, 0x7f, b'x']),
            ("nesting 101 deep", groups(101)),
            ("a group without an end", groups(1)[..3].to_vec()),
        ];
        if let Some(text) = request.field.iter().find(|field| field.r#type() == Type::String) {
            texts += 1;
            let mut bytes = Vec::new();
            tag(text.number(), 2, &mut bytes);
            bytes.extend([2, 0xff, 0xfe]);
            cases.push(("text that is not UTF-8", bytes));
        }
        for (what, message) in cases {
            // A stream answers in its headers or in its trailers.
            let status = match is_stream {
                false => raw.call(&path, None, frame(false, &message)).await.unwrap().status,
                true => {
                    let answer = raw.call(&path, None, frame(false, &message)).await;
                    answer
                        .unwrap_or_else(|error| panic!("{path}: {what}: {error:#}"))
                        .status
                }
            };
            let told = (status.code(), Details::of(&status).reason_text);
            assert_eq!(
                told,
                (Code::InvalidArgument, "MALFORMED".to_owned()),
                "{path}: {what}: {status:?}"
            );
        }
    }
    assert!(texts > 25, "{texts} requests have a text");
}
