//! Replaces the operating system's randomness by a function of the seed.
//!
//! `RandomState`, the `getrandom` crate and so `rand`, tokio and openraft, all draw from the C function `getrandom`.
//! This module defines that function in place of libc's. On a seeded thread it answers from a generator. On any other
//! thread it asks the kernel, as libc does.
#![allow(unsafe_code)]

use std::cell::Cell;
use std::ffi::{c_long, c_uint, c_void};

use crate::random::SplitMix;

thread_local! {
    // Constant and without a destructor: usable at any time in the life of a thread.
    static STATE: Cell<Option<u64>> = const { Cell::new(None) };
}

/// Makes this thread draw from a generator. Must be called before the first draw on this thread.
pub(crate) fn seed(seed: u64) {
    STATE.set(Some(seed));
}

/// Keeps the function below in every program that this library is linked into.
#[used]
static GETRANDOM: unsafe extern "C" fn(*mut c_void, usize, c_uint) -> isize = getrandom;

/// Replaces libc's `getrandom(2)`.
///
/// # Safety
/// As for libc's: `buffer` must be valid for writes of `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn getrandom(buffer: *mut c_void, length: usize, flags: c_uint) -> isize {
    let Some(state) = STATE.get() else {
        // SAFETY: the kernel checks the pointer; the caller vouches for the memory.
        let count: c_long = unsafe { libc::syscall(libc::SYS_getrandom, buffer, length, flags) };
        return count as isize;
    };
    if length == 0 {
        return 0;
    }
    // SAFETY: the caller vouches for `length` writable bytes. They may be uninitialised, so they are zeroed through the
    // pointer before a slice of them exists.
    let bytes = unsafe {
        buffer.cast::<u8>().write_bytes(0, length);
        std::slice::from_raw_parts_mut(buffer.cast::<u8>(), length)
    };
    let mut random = SplitMix::new(state);
    for chunk in bytes.chunks_mut(8) {
        chunk.copy_from_slice(&random.next().to_le_bytes()[..chunk.len()]);
    }
    STATE.set(Some(random.state()));
    length as isize
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use std::collections::hash_map::RandomState;
    use std::hash::BuildHasher;
    use std::thread;

    fn drawn(seed: Option<u64>) -> (u64, [u8; 16]) {
        let draw = move || {
            if let Some(seed) = seed {
                super::seed(seed);
            }
            let mut bytes = [0; 16];
            getrandom::fill(&mut bytes).unwrap();
            (RandomState::new().hash_one(7), bytes)
        };
        thread::spawn(draw).join().unwrap()
    }

    #[test]
    fn system_randomness_follows_the_thread_seed() {
        assert_eq!(drawn(Some(1)), drawn(Some(1)));
        let (one, two) = (drawn(Some(1)), drawn(Some(2)));
        assert_ne!(one.0, two.0);
        assert_ne!(one.1, two.1);
    }

    #[test]
    fn any_other_thread_draws_from_the_kernel() {
        let (one, two) = (drawn(None), drawn(None));
        assert_ne!(one.0, two.0);
        assert_ne!(one.1, two.1);
    }
}
