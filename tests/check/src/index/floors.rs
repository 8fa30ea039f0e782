//! Real time as bounds on indexes: responses before the start of a call are below it in the log, and calls that begin
//! after its end are above.

use super::{Moment, Op};

/// Sets `floor` and `ceiling` of every call. Records of the same moment are concurrent.
pub fn fill(ops: &mut [Op<'_>]) {
    // A local read may show the past, so it bounds no other call.
    let binding: Vec<bool> = ops.iter().map(|op| place(op).is_some() && !op.is_local()).collect();
    let index = |op: &Op<'_>| place(op).unwrap_or(0);

    let mut begins: Vec<usize> = (0..ops.len()).collect();
    begins.sort_by_key(|&at| ops[at].began);
    let mut ends: Vec<usize> = (0..ops.len()).filter(|&at| binding[at]).collect();
    ends.sort_by_key(|&at| ops[at].ended);

    let (mut largest, mut line, mut next) = (0, 0, 0);
    for &at in &begins {
        while let Some(&ended) = ends.get(next).filter(|&&ended| ops[ended].ended < ops[at].began) {
            if index(&ops[ended]) > largest {
                (largest, line) = (index(&ops[ended]), ops[ended].answer_line);
            }
            next += 1;
        }
        (ops[at].floor, ops[at].floor_line) = (largest, line);
    }

    let began: Vec<Moment> = begins.iter().map(|&at| ops[at].began).collect();
    let mut smallest = vec![u64::MAX; begins.len() + 1];
    for (place, &at) in begins.iter().enumerate().rev() {
        // A read shows the state at its index; a write is at its index itself.
        let own = match index(&ops[at]) {
            _ if !binding[at] => u64::MAX,
            read if ops[at].is_read() => read,
            write => write.saturating_sub(1),
        };
        smallest[place] = smallest[place + 1].min(own);
    }
    for op in ops {
        op.ceiling = smallest[began.partition_point(|&moment| moment <= op.ended)];
    }
}

/// Returns the index of an answered call: from its response, or for a refusal from the log.
fn place(op: &Op<'_>) -> Option<u64> {
    let refused = op
        .refused()
        .and_then(|_| op.commits.iter().map(|commit| commit.record.idx).max());
    op.ok().map(|(index, _)| index).or(refused)
}
