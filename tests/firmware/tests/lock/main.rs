//! The lock of `ffi/examples/lock`, in QEMU: its life on every board with the simulator of Bold, one
//! row for each way in which a peer can be faulty, a flash that fails, resets, what stays in
//! memory, and requests that a key signs.

mod dpop;
mod faulty_flash;
mod faulty_peer;
mod life;
mod oidc_provider;
mod resets;
mod script;
mod secrets;
