//! What a handler is as data, and what it answers when it is invoked.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test's types explain themselves, and it may fail loudly"
)]

mod describe;
mod desk;
mod headers;
mod http;
mod start;
mod value;
