//! The lock of `ffi/examples/lock`, in QEMU: its life on every board with the simulator of Bold,
//! and one row for each way in which a peer can be faulty.

mod faulty_peer;
mod life;
mod script;
