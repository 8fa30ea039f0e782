//! The interface to the operating system: tracing, stepping and marking; and the counting allocator.
#![allow(unsafe_code)]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    ffi::c_int,
    io, ptr,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};

/// Marks the start and the end of a counted section.
const MARK: c_int = libc::SIGUSR1;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

/// The system's allocator, with a count of its allocations.
#[derive(Debug)]
pub struct Counting;

// SAFETY: every call goes to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Relaxed);
        // SAFETY: the caller guarantees the requirements.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the caller guarantees the requirements.
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Relaxed);
        // SAFETY: the caller guarantees the requirements.
        unsafe { System.realloc(memory, layout, size) }
    }
}

/// Returns the number of allocations so far, including reallocations.
pub fn allocations() -> u64 {
    ALLOCATIONS.load(Relaxed)
}

/// Lets the parent trace this process.
pub fn trace_me() -> io::Result<()> {
    request(libc::PTRACE_TRACEME, 0, 0)
}

/// Marks the start or the end of a counted section for the parent. Without a tracing parent, this ends the process.
pub fn mark() {
    // SAFETY: takes no pointer.
    unsafe { libc::raise(MARK) };
}

/// The state of a traced process: stopped, with the reason, or ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// It called [`mark`].
    Mark,
    /// It took a step.
    Step,
    /// It received this signal.
    Signal(i32),
    /// It exited with this code.
    Exit(i32),
    /// This signal ended it.
    Killed(i32),
}

/// Waits until a traced child stops or ends.
pub fn wait(process: u32) -> io::Result<Stop> {
    let mut status = 0;
    // SAFETY: `status` outlives the call.
    if unsafe { libc::waitpid(process as libc::pid_t, &raw mut status, 0) } < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(if libc::WIFEXITED(status) {
        Stop::Exit(libc::WEXITSTATUS(status))
    } else if libc::WIFSIGNALED(status) {
        Stop::Killed(libc::WTERMSIG(status))
    } else {
        match libc::WSTOPSIG(status) {
            MARK => Stop::Mark,
            libc::SIGTRAP => Stop::Step,
            signal => Stop::Signal(signal),
        }
    })
}

/// Pins this thread, and later children, to the current processor. A step is two switches between two processes, and
/// waking another processor for each takes several times as long.
pub fn stay_on_one_processor() -> io::Result<()> {
    // SAFETY: a set of processors is plain bits, all zero for none; the set outlives the call.
    let answer = unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        libc::CPU_SET(libc::sched_getcpu() as usize, &mut set);
        libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &raw const set)
    };
    if answer < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

/// Makes the system kill a stopped child when this process ends.
pub fn kill_with_tracer(process: u32) -> io::Result<()> {
    request(libc::PTRACE_SETOPTIONS, process, libc::PTRACE_O_EXITKILL as usize)
}

/// Makes a stopped child execute one instruction. The signal that stopped it is dropped.
pub fn step(process: u32) -> io::Result<()> {
    request(libc::PTRACE_SINGLESTEP, process, 0)
}

/// Returns the address of a stopped child's next instruction.
pub fn next_instruction(process: u32) -> io::Result<u64> {
    peek(libc::PTRACE_PEEKUSER, process, 8 * libc::RIP as usize)
}

/// Returns the word on top of a stopped child's stack: at the entry of a function, the return address.
pub fn top_of_stack(process: u32) -> io::Result<u64> {
    let top = peek(libc::PTRACE_PEEKUSER, process, 8 * libc::RSP as usize)?;
    peek(libc::PTRACE_PEEKDATA, process, top as usize)
}

fn peek(request: libc::c_uint, process: u32, address: usize) -> io::Result<u64> {
    let none = ptr::null_mut::<libc::c_void>();
    let address = ptr::without_provenance_mut::<libc::c_void>(address);
    // SAFETY: the C library's wrapper returns the word; the system writes none of this process's memory. The word may
    // be `-1`, too, and then `errno` stays zero.
    unsafe {
        *libc::__errno_location() = 0;
        let word = libc::ptrace(request, process as libc::pid_t, address, none);
        match *libc::__errno_location() {
            0 => Ok(word as u64),
            error => Err(io::Error::from_raw_os_error(error)),
        }
    }
}

/// Resumes a stopped child, with a signal or without (0).
pub fn resume(process: u32, signal: i32) -> io::Result<()> {
    request(libc::PTRACE_CONT, process, signal as usize)
}

fn request(request: libc::c_uint, process: u32, data: usize) -> io::Result<()> {
    let none = ptr::null_mut::<libc::c_void>();
    let data = ptr::without_provenance_mut::<libc::c_void>(data);
    // SAFETY: none of these requests makes the system read or write this process's memory.
    let answer = unsafe { libc::ptrace(request, process as libc::pid_t, none, data) };
    if answer < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}
