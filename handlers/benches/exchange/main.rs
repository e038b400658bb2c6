//! The whole exchange through `local`, as a process: how many messages a second are answered, how long each takes, and
//! what that costs in processor time and memory.
//!
//! ```sh
//! cargo bench -p handlers --bench exchange [-- SECONDS]
//! ```
//!
//! Clients, the stub of a model, the platform and PostgreSQL share the machine. Every message goes into a conversation
//! that is already 20 turns long, so each answer is asked for with a whole history.
#![expect(
    clippy::unwrap_used,
    reason = "a measurement ends at the first thing that should not be"
)]

mod load;
mod machine;
mod platform;

use load::Client;
use machine::Processor;
use platform::{Platform, Stub};
use std::time::Duration;

/// How long the stub of a model takes, in milliseconds.
const DELAYS: [u64; 2] = [0, 200];

/// How many clients wait for an answer at any time.
const CONCURRENCIES: [usize; 4] = [1, 16, 64, 256];

/// How long each figure is measured for, unless the command line says otherwise, in seconds.
const SECONDS: u64 = 5;

fn main() {
    // Cargo adds `--bench`.
    let seconds = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok());
    let length = Duration::from_secs(seconds.unwrap_or(SECONDS));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(measure(length));
}

async fn measure(length: Duration) {
    let stub = Stub::serve().await;
    let mut platform = Platform::start(&stub).await;
    let most = CONCURRENCIES.into_iter().max().unwrap_or_default();
    let clients = load::talkative(&platform, most).await;
    platform.count_rows().await;
    println!(
        "| model | clients | answers/s | p50 | p99 | API CPU/answer | PostgreSQL CPU/answer | API memory |\n\
         |---:|---:|---:|---:|---:|---:|---:|---:|"
    );
    for delay in DELAYS {
        stub.takes(Duration::from_millis(delay));
        for concurrency in CONCURRENCIES {
            let clients: Vec<Client> = clients.iter().take(concurrency).cloned().collect();
            // Connections, caches and plans as they are in the middle of a day.
            load::run(&clients, length / 5).await;
            let (api, database) = (platform.processor(), platform.database_processor());
            let measured = load::run(&clients, length).await;
            let spent = |before: Processor, after: Processor| {
                (after - before).as_secs_f64() * 1e3 / measured.answers() as f64
            };
            println!(
                "| {delay} ms | {concurrency} | {:.0} | {:.1} ms | {:.1} ms | {:.2} ms | {:.2} ms | {:.0} MB |",
                measured.per_second(),
                measured.percentile(50),
                measured.percentile(99),
                spent(api, platform.processor()),
                spent(database, platform.database_processor()),
                platform.memory_mb(),
            );
        }
    }
    platform.end();
}
