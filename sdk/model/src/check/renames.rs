//! Former names that cannot be: what AWS knows a function or a workflow by must be its own, then and now.

use crate::{App, Code, Problem, Source};
use std::collections::BTreeSet;

/// Something that may have been called otherwise.
struct Named<'a> {
    name: &'a str,
    was: &'a [String],
    source: &'a Source,
}

pub(super) fn check(app: &App) -> Vec<Problem> {
    let functions = app.functions.iter().map(|it| Named {
        name: &it.name,
        was: &it.was,
        source: &it.source,
    });
    let workflows = app.workflows.iter().map(|it| Named {
        name: &it.name,
        was: &it.was,
        source: &it.source,
    });
    let mut problems = of_kind("function", &functions.collect::<Vec<_>>());
    problems.extend(of_kind("workflow", &workflows.collect::<Vec<_>>()));
    problems
}

fn of_kind(kind: &str, all: &[Named<'_>]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (position, one) in all.iter().enumerate() {
        let mut report = |message: String, help: String| {
            problems.push(Problem::new(one.source, Code::InvalidRename, message, help));
        };
        let mut known = BTreeSet::new();
        let claims = |other: &&Named<'_>, former| other.was.contains(former) && other.name != one.name;
        for former in one.was {
            let name = one.name;
            if former == name {
                report(
                    format!("{kind} `{name}` was called `{name}` before"),
                    "`was` lists the names it had before this one, newest first".to_owned(),
                );
            } else if !known.insert(former) {
                report(
                    format!("{kind} `{name}` was called `{former}` twice"),
                    "name each former name once, newest first".to_owned(),
                );
            }
            // The list is sorted by name: of two that claim one former name, the later is told.
            if let Some(other) = all
                .iter()
                .find(|other| other.name == *former && other.name != name)
            {
                report(
                    format!("{kind} `{name}` was called `{former}`, and so is another {kind}"),
                    format!(
                        "AWS knows `{name}` by its first name for ever: give the one at {} another",
                        other.source
                    ),
                );
            } else if let Some(other) = all.iter().take(position).find(|other| claims(other, former)) {
                report(
                    format!(
                        "{kind}s `{}` and `{name}` were both called `{former}`",
                        other.name
                    ),
                    format!("only one can have been; the other is at {}", other.source),
                );
            }
        }
    }
    problems
}
