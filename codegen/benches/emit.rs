//! What `check` and all emitters cost, and how it grows: the reference application, repeated under other names.
//!
//! One thread and no I/O, so on an idle core this is CPU time. Compare rows of one run with each other; figures of
//! different machines say little.

use codegen::files::Files;
use ferrovia_model::{App, CheckedApp};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Functions wanted; copies of the whole application are made until there are at least as many.
const SIZES: [usize; 4] = [10, 100, 300, 1_000];

/// Runs per size; the shortest is printed.
const RUNS: usize = 15;

type Emitter = (&'static str, fn(&CheckedApp) -> Files);

/// Each emitter by itself; `codegen::emit` is all of them.
const EMITTERS: [Emitter; 9] = [
    ("terraform", codegen::terraform::emit),
    ("environments", codegen::environments::emit),
    ("asl", codegen::asl::emit),
    ("iam", codegen::iam::grants::emit),
    ("sql", codegen::sql::emit),
    ("contracts", codegen::contracts::emit),
    ("openapi", codegen::openapi::emit),
    ("diagram", codegen::diagram::emit),
    ("permissions", codegen::permissions::emit),
];

fn main() {
    println!(
        "{:>9}  {:>9}  {:>9}  {:>9}  {:>14}  {:>8}",
        "functions", "check", "emit", "total", "per function", "files"
    );
    for size in SIZES {
        let app = repeated(size);
        let functions = app.functions.len();
        let (check, checked) = shortest(|| app.clone(), checked);
        let (emit, files) = shortest(|| &checked, codegen::emit);
        let total = check + emit;
        let each = total / u32::try_from(functions).unwrap_or(u32::MAX);
        println!(
            "{functions:>9}  {:>6.2} ms  {:>6.2} ms  {:>6.2} ms  {:>11.1} µs  {:>8}",
            ms(check),
            ms(emit),
            ms(total),
            each.as_secs_f64() * 1e6,
            files.iter().count(),
        );
    }
    let checked = checked(repeated(300));
    println!("\nby emitter, {} functions", checked.functions.len());
    for (name, emit) in EMITTERS {
        let (time, files) = shortest(|| &checked, emit);
        println!(
            "{name:>14}  {:>6.2} ms  {:>8} files",
            ms(time),
            files.iter().count()
        );
    }
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

fn checked(app: App) -> CheckedApp {
    match app.check() {
        Ok(checked) => checked,
        Err(problems) => {
            eprintln!("{problems}");
            std::process::exit(1);
        }
    }
}

/// The shortest of some runs, since what disturbs a run only ever makes it longer; and what the last one made. What
/// `prepare` does is not timed.
fn shortest<P, T>(prepare: impl Fn() -> P, run: impl Fn(P) -> T) -> (Duration, T) {
    let timed = || {
        let prepared = black_box(prepare());
        let start = Instant::now();
        let made = black_box(run(prepared));
        (start.elapsed(), made)
    };
    (1..RUNS)
        .map(|_| timed())
        .fold(timed(), |(best, _), (time, made)| (best.min(time), made))
}

/// The reference application with its functions and workflows repeated: copies share its resources.
fn repeated(size: usize) -> App {
    let mut app = handlers::app().model();
    let copied: Vec<_> = app
        .functions
        .iter()
        .map(|function| function.name.clone())
        .chain(app.workflows.iter().map(|workflow| workflow.name.clone()))
        .collect();
    let (functions, workflows) = (app.functions.clone(), app.workflows.clone());
    let mut copy = 0;
    while app.functions.len() < size {
        copy += 1;
        let rename = |text: String| {
            let renamed = copied.iter().fold(text, |text, name| {
                text.replace(&format!("\"{name}\""), &format!("\"{name}_{copy}\""))
            });
            renamed
                .replace("\"/v1/messages\"", &format!("\"/v1/messages{copy}\""))
                .replace("\"/message\"", &format!("\"/message{copy}\""))
        };
        app.functions.extend(copied_as(&functions, rename));
        app.workflows.extend(copied_as(&workflows, rename));
    }
    app
}

fn copied_as<T: serde::Serialize + serde::de::DeserializeOwned>(
    items: &T,
    rename: impl Fn(String) -> String,
) -> T {
    let text = serde_json::to_string(items).map(rename);
    match text.and_then(|text| serde_json::from_str(&text)) {
        Ok(items) => items,
        Err(error) => {
            eprintln!("the application cannot be copied: {error}");
            std::process::exit(1);
        }
    }
}
