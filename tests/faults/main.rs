//! Proof by fault injection that a session keeps its refresh token: the real session and its real
//! bytes, against model providers, a flash, a network and a clock that fail.

mod fault;
mod flash;
mod history;
mod logout;
mod proof;
mod provider;
