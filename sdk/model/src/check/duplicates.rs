//! Names that two things share: their own, or one that is derived from theirs.

use crate::{App, Code, Problem, Source, Trigger, environment};
use std::collections::{BTreeMap, BTreeSet};

/// Something that wants a name for itself.
struct Claim<'a> {
    /// `table`
    kind: &'static str,
    /// Its own name.
    name: &'a str,
    source: &'a Source,
}

/// Where names must be unique. Where two things clash in several, the first explains best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Space {
    /// Things of one kind; functions and workflows are of one kind here, as both are called by their names.
    Own(&'static str),
    /// A Terraform label within its kind.
    Label(&'static str),
    Variable,
    Role,
    Queue,
}

impl Space {
    const fn noun(self) -> &'static str {
        match self {
            Self::Own(_) => "name",
            Self::Label(_) => "Terraform label",
            Self::Variable => "environment variable",
            Self::Role => "IAM role",
            Self::Queue => "SQS queue",
        }
    }
}

pub(super) fn check(app: &App) -> Vec<Problem> {
    let claims = claims(app);
    let mut problems = Vec::new();
    let mut reported = BTreeSet::new();
    for ((space, wanted), mut claims) in claims {
        if space == Space::Variable && is_taken(&wanted) {
            problems.extend(claims.iter().map(|claim| taken(&wanted, claim)));
        }
        claims.sort_by_key(|claim| (claim.source, claim.kind, claim.name));
        let mut claims = claims.into_iter();
        let Some(first) = claims.next() else { continue };
        for second in claims {
            if reported.insert([(first.kind, first.name), (second.kind, second.name)]) {
                problems.push(problem(space, &wanted, &first, &second));
            }
        }
    }
    problems.extend(errors(app));
    problems
}

/// Variables that Lambda sets (<https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html>) or that mean
/// something to the platform itself.
fn is_taken(variable: &str) -> bool {
    const TAKEN: [&str; 10] = [
        environment::DATABASE_AUTHENTICATION,
        "DATABASE_MASTER_SECRET_ARN",
        environment::DATABASE_URL,
        "LANG",
        "LD_LIBRARY_PATH",
        "OPENAI_BASE_URL",
        "PATH",
        "RUST_BACKTRACE",
        "RUST_LOG",
        "TZ",
    ];
    TAKEN.contains(&variable) || variable.starts_with("AWS_") || variable.starts_with("LAMBDA_")
}

fn taken(variable: &str, Claim { kind, name, source }: &Claim<'_>) -> Problem {
    let message =
        format!("{kind} `{name}` takes the environment variable `{variable}`, which has another meaning");
    Problem::new(source, Code::InvalidName, message, "rename it")
}

fn problem(space: Space, wanted: &str, first: &Claim<'_>, second: &Claim<'_>) -> Problem {
    let Claim { kind, name, source } = second;
    if first.source == *source && first.name == *name && first.kind == *kind {
        let message = format!("{kind} `{name}` is listed twice");
        return Problem::new(source, Code::DuplicateName, message, "list it once");
    }
    let message = match space {
        Space::Own(_) if first.kind == *kind => format!("two {kind}s are called `{name}`"),
        Space::Own(_) => format!("a {} and a {kind} are called `{name}`", first.kind),
        Space::Label(_) | Space::Variable | Space::Role | Space::Queue => format!(
            "{} `{}` and {kind} `{name}` share the {} `{wanted}`",
            first.kind,
            first.name,
            space.noun()
        ),
    };
    let help = format!("rename one of them; the other is at {}", first.source);
    Problem::new(source, Code::DuplicateName, message, help)
}

fn claims(app: &App) -> BTreeMap<(Space, String), Vec<Claim<'_>>> {
    let mut claims: BTreeMap<(Space, String), Vec<Claim<'_>>> = BTreeMap::new();
    let mut claim = |space, wanted: String, kind, name, source| {
        claims
            .entry((space, wanted))
            .or_default()
            .push(Claim { kind, name, source });
    };
    macro_rules! each {
        ($($list:ident, $kind:literal, $space:literal: [$($derived:expr),*];)+) => {
            $(for thing in &app.$list {
                let name = thing.name.as_str();
                claim(Space::Own($space), name.to_owned(), $kind, name, &thing.source);
                claim(Space::Label($space), name.replace('-', "_"), $kind, name, &thing.source);
                let derived: &[(Space, &dyn Fn(&str) -> String)] = &[$($derived),*];
                for (space, derive) in derived {
                    claim(*space, derive(name), $kind, name, &thing.source);
                }
            })+
        };
    }
    each! {
        functions, "function", "function": [];
        workflows, "workflow", "function": [(Space::Variable, &environment::workflow_arn)];
        databases, "database", "database": [];
        tables, "table", "table": [];
        language_models, "language model", "language model": [(Space::Variable, &environment::model)];
        secrets, "secret", "secret": [
            (Space::Variable, &environment::secret_arn), (Space::Variable, &environment::secret_value)];
        event_buses, "event bus", "event bus": [(Space::Variable, &environment::event_bus)];
        events, "event", "event": [];
        queues, "queue", "queue": [
            (Space::Queue, &str::to_owned), (Space::Queue, &|name| format!("{name}-dead-letter")),
            (Space::Variable, &environment::queue_url)];
        buckets, "bucket", "bucket": [(Space::Variable, &environment::bucket)];
        configurations, "configuration", "configuration": [(Space::Variable, &environment::configuration_arn)];
        gauges, "gauge", "gauge": [];
    }
    // Two of a kind that have one role have one name, or had one: each is a problem of its own.
    let mut roles = BTreeSet::new();
    for it in app.functions.iter().filter(|it| roles.insert(it.id())) {
        claim(Space::Role, it.id().to_owned(), "function", &it.name, &it.source);
        if it
            .trigger
            .as_ref()
            .is_some_and(|trigger| trigger.schedule().is_some())
        {
            let role = format!("{}-schedule", it.id());
            claim(Space::Role, role, "function", &it.name, &it.source);
        }
        if it.trigger.as_ref().is_some_and(Trigger::is_asynchronous) {
            let queue = format!("{}-undelivered", it.id());
            claim(Space::Queue, queue, "function", &it.name, &it.source);
        }
    }
    let mut roles = BTreeSet::new();
    for it in app.workflows.iter().filter(|it| roles.insert(it.id())) {
        let role = format!("{}-workflow", it.id());
        claim(Space::Role, role, "workflow", &it.name, &it.source);
    }
    claims
}

/// An error's name on the wire stands for one variant: who reads it must know which.
fn errors(app: &App) -> Vec<Problem> {
    let of_functions = app
        .functions
        .iter()
        .map(|it| ("function", &it.name, &it.source, &it.errors));
    let of_workflows = app
        .workflows
        .iter()
        .map(|it| ("workflow", &it.name, &it.source, &it.errors));
    let mut problems = Vec::new();
    for (kind, name, source, errors) in of_functions.chain(of_workflows) {
        let mut seen = BTreeMap::new();
        for variant in errors {
            if let Some(path) = seen.insert(&variant.name, &variant.path) {
                let message = format!(
                    "error `{}` of {kind} `{name}` is both `{path}` and `{}`",
                    variant.name, variant.path
                );
                let help = "absorb each error by one `#[from]` variant, or rename one of the enums";
                problems.push(Problem::new(source, Code::DuplicateName, message, help));
            }
        }
    }
    problems
}
