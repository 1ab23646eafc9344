//! Runs the lock of `ffi/examples/lock` in QEMU. Its UART is a TCP connection of this program's,
//! which responds to its requests: from the simulator of Bold, or as badly as a test wants.
//!
//! | module | what it is |
//! |---|---|
//! | [`board`] | the five boards, and how an image is built for each |
//! | [`flash`] | the two pages where the lock keeps its session's record |
//! | [`bridge`] | the other end of the UART: requests come in, responses go out |
//! | [`key`] | the lock's key, on the side of the app |
//! | [`machine`] | one run in QEMU, which always ends |
//! | [`alone`] | one run in QEMU of a program that talks to nobody |
//! | [`server`] | the simulator, the app that logs in, and the way from the UART to the simulator |

pub mod alone;
pub mod board;
pub mod bridge;
pub mod flash;
pub mod key;
pub mod machine;
pub mod server;
