//! The command `run`: files in, files and a verdict out.

use std::collections::BTreeMap;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use evals::baseline::{Baseline, Comparison};
use evals::case::{self, Case};
use evals::cassette::{Cassette, Mode};
use evals::production::{CURRENT, Platform, Prompt, answer_prompts};
use evals::report::{Report, chart, junit, markdown, terminal};
use evals::run::{Graded, Runner};
use ferrovia::language_model::ChatModel;
use owo_colors::{OwoColorize as _, Stream};

use crate::command_line::Run;
use crate::{CLOSED, INPUT, IO, Stop, USAGE, models};

/// Where suites, cassettes and baselines are.
fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

pub(crate) fn run(run: &Run) -> Result<(), Stop> {
    let suites = suites(run)?;
    let floors = floors(run, &suites)?;
    let prompt = prompt(run.prompt.as_deref())?;
    let runtime = runtime()?;
    let mut progress = Progress::of(&suites);
    let (mut results, mut missing, mut model) = (Vec::new(), 0, String::new());
    for (suite, cases) in &suites {
        let answering = taped(run, &run.model, suite)?;
        let judge = run.judge.as_ref().filter(|judge| **judge != run.model);
        let judging = judge.map(|judge| taped(run, judge, suite)).transpose()?;
        let tapes = [Some(&answering), judging.as_ref()];
        let runner = Runner {
            platform: Platform {
                model: Arc::clone(&answering) as Arc<dyn ChatModel>,
                prompt,
            },
            judge: Arc::clone(judging.as_ref().unwrap_or(&answering)) as Arc<dyn ChatModel>,
            concurrent: run.concurrent,
        };
        results.extend(runtime.block_on(runner.run(cases, |graded| progress.show(graded))));
        for tape in tapes.into_iter().flatten() {
            missing += tape.missing();
            tape.save()
                .map_err(|error| Stop::new(IO, format!("error: {error}")))?;
        }
        answering.name().clone_into(&mut model);
    }
    progress.end();
    if missing > 0 {
        return Err(unrecorded(run, missing));
    }
    let comparison = compared(run, &model, &results)?;
    let report = Report::new(&model, mode(run.mode), results, &floors, comparison);
    println!("{}", terminal(&report).trim_end());
    if let Some(folder) = &run.report {
        write(folder, &report)
            .map_err(|error| Stop::new(IO, format!("error: {}: {error}", folder.display())))?;
    }
    if report.is_good() {
        Ok(())
    } else {
        let message = "error: the gate is closed";
        Err(Stop::new(
            CLOSED,
            message.if_supports_color(Stream::Stderr, |text| text.red()),
        ))
    }
}

/// The suites, each with its cases.
fn suites(run: &Run) -> Result<Vec<(String, Vec<Case>)>, Stop> {
    let mut suites: Vec<(String, Vec<Case>)> = Vec::new();
    for name in &run.suites {
        let cases = case::read(&suite(name)).map_err(|error| Stop::new(INPUT, error))?;
        let Some(suite) = cases.first().map(|first| first.suite.clone()) else {
            continue;
        };
        if suites.iter().any(|(known, _)| *known == suite) {
            return Err(Stop::new(
                USAGE,
                format!("error: the suite `{suite}` is named twice"),
            ));
        }
        suites.push((suite, cases));
    }
    Ok(suites)
}

pub(crate) fn suite(name: &str) -> PathBuf {
    if name.ends_with(".jsonl") {
        name.into()
    } else {
        folder("suites").join(format!("{name}.jsonl"))
    }
}

pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, Stop> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Stop::new(IO, format!("error: {error}")))
}

/// The prompt that answers, by its version.
pub(crate) fn prompt(version: Option<&str>) -> Result<Prompt, Stop> {
    let Some(version) = version else {
        return Ok(CURRENT);
    };
    answer_prompts()
        .find(|prompt| prompt.version == version)
        .ok_or_else(|| {
            let known: Vec<_> = answer_prompts().map(|prompt| prompt.version.to_owned()).collect();
            let known = known.join(", ");
            Stop::new(
                USAGE,
                format!("error: there is no prompt `answer` {version}\n  help: there is {known}"),
            )
        })
}

fn unrecorded(run: &Run, missing: usize) -> Stop {
    let (suites, model) = (run.suites.join(" "), &run.model);
    Stop::new(
        INPUT,
        format!(
            "error: {missing} requests are on no cassette: the prompt, a case or the model's settings changed\n  help: `cargo run \
             -p evals -- run {suites} --model {model} --mode refresh-missing` asks the model for them"
        ),
    )
}

/// How far it has come, where somebody looks on.
struct Progress {
    shown: bool,
    all: usize,
    done: usize,
    failed: usize,
}

impl Progress {
    fn of(suites: &[(String, Vec<Case>)]) -> Self {
        Self {
            shown: std::io::stderr().is_terminal(),
            all: suites.iter().map(|(_, cases)| cases.len()).sum(),
            done: 0,
            failed: 0,
        }
    }

    fn show(&mut self, graded: &Graded) {
        self.done += 1;
        self.failed += usize::from(!graded.pass);
        if self.shown {
            // Progress that cannot be shown is no reason to stop.
            let _ = write!(
                std::io::stderr(),
                "\r{} of {}, {} failed",
                self.done,
                self.all,
                self.failed
            );
        }
    }

    fn end(&self) {
        if self.shown {
            eprintln!();
        }
    }
}

const fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Replay => "replayed",
        Mode::Record => "recorded",
        Mode::RefreshMissing => "refreshed",
        Mode::Live => "live",
    }
}

/// A model with its cassette for this suite in front of it.
fn taped(run: &Run, name: &str, suite: &str) -> Result<Arc<Cassette>, Stop> {
    let model = models::named(name, run.mode != Mode::Replay)?;
    let fit = |letter: char| {
        if letter.is_ascii_alphanumeric() || "-._".contains(letter) {
            letter
        } else {
            '_'
        }
    };
    let owner: String = model.name().chars().map(fit).collect();
    let cassettes = run.cassettes.clone().unwrap_or_else(|| folder("cassettes"));
    let path = cassettes.join(owner).join(format!("{suite}.jsonl"));
    let cassette = Cassette::open(&path, run.mode, model).map_err(|error| Stop::new(INPUT, error))?;
    Ok(Arc::new(cassette))
}

fn floors(run: &Run, suites: &[(String, Vec<Case>)]) -> Result<Vec<(String, f64)>, Stop> {
    let path = folder("suites").join("floors.json");
    let wrong = |error: String| Stop::new(INPUT, format!("error: {}: {error}", path.display()));
    let text = std::fs::read_to_string(&path).map_err(|error| wrong(error.to_string()))?;
    let known: BTreeMap<String, f64> =
        serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    let floors = suites.iter().filter_map(|(suite, _)| {
        let floor = run.floor.or_else(|| known.get(suite).copied())?;
        Some((suite.clone(), floor))
    });
    let floors: Vec<(String, f64)> = floors.collect();
    match floors.iter().find(|(_, floor)| !(0.0..=1.0).contains(floor)) {
        None => Ok(floors),
        Some((suite, floor)) => Err(wrong(format!(
            "the floor of `{suite}` is {floor}: write a share from 0 to 1"
        ))),
    }
}

fn compared(run: &Run, model: &str, results: &[Graded]) -> Result<Comparison, Stop> {
    let folder = run.baseline.clone().unwrap_or_else(|| folder("baselines"));
    let mut suites: BTreeMap<&str, Vec<&Graded>> = BTreeMap::new();
    for graded in results {
        suites.entry(&graded.suite).or_default().push(graded);
    }
    let mut comparison = Comparison::default();
    for (suite, results) in suites {
        let path = folder.join(format!("{suite}.json"));
        let baseline = Baseline::read(&path, suite).map_err(|error| Stop::new(INPUT, error))?;
        comparison.add(baseline.as_ref(), &results);
        if run.save_baseline {
            let text = Baseline::of(suite, model, &results).text();
            let written = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, text));
            written.map_err(|error| Stop::new(IO, format!("error: {}: {error}", path.display())))?;
        }
    }
    Ok(comparison)
}

fn write(folder: &Path, report: &Report) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("report.json"), report.json())?;
    std::fs::write(folder.join("report.md"), markdown(report))?;
    std::fs::write(folder.join("junit.xml"), junit(report))?;
    std::fs::write(folder.join("chart.svg"), chart(report))
}
