//! A small platform in this process: the documents are codegen's, the functions a desk's, the doors the ports and HTTP.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test's types explain themselves, and it may fail loudly"
)]

mod buckets;
mod desk;
mod http;
mod ports;
mod starters;
mod workflows;
