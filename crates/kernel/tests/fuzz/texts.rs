//! Texts that clients send back.

use minoots_fuzz::Campaign;
use minoots_kernel::{
    fence,
    id::{Occurrence, fired_event_id},
    internal::Fence,
};

fn fence_text(epoch: u64, arm: u64, term: u64, number: u64) -> String {
    fence::format(&Fence {
        epoch,
        arm,
        term,
        number,
    })
}

#[test]
fn a_fence_is_read_from_its_own_text_only() {
    let examples = [
        fence_text(0, 1, 1, 1),
        fence_text(0xfff_ffff, u64::MAX, 0xffff_ffff_ffff, 0xff_ffff),
    ];
    Campaign::new("fence")
        .examples(examples)
        .words(["-", "0", "F", "f", "+"])
        .run(|input| {
            let Ok(text) = std::str::from_utf8(input) else {
                return "not text".to_owned();
            };
            match fence::parse(text) {
                Some(read) => {
                    assert_eq!(fence::format(&read), text);
                    "a fence".to_owned()
                }
                None => "refused".to_owned(),
            }
        });
}

#[test]
fn an_occurrence_is_read_from_its_own_key_only() {
    let examples = [
        fired_event_id("dev", "timer-1", 1),
        fired_event_id("t", "a.b_c", u64::MAX),
    ];
    Campaign::new("occurrence")
        .examples(examples)
        .words([":", "timer:", "0", "+", " ", "\u{0}"])
        .run(|input| {
            let Ok(text) = std::str::from_utf8(input) else {
                return "not text".to_owned();
            };
            match Occurrence::parse(text) {
                Some(read) => {
                    assert_eq!(read.event_id(), text);
                    "an occurrence".to_owned()
                }
                None => "refused".to_owned(),
            }
        });
}
