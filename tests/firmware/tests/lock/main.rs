//! The lock of `ffi/examples/lock`, in QEMU: its life on every board with the simulator of Bold, one
//! row for each way in which a peer can be faulty, a flash that fails, resets, and what stays in memory.

mod faulty_flash;
mod faulty_peer;
mod life;
mod resets;
mod script;
mod secrets;
