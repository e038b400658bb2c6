//! Language models that nothing may serve, or one model twice.

use crate::{App, Code, Problem};
use std::collections::BTreeSet;

pub(super) fn check(app: &App) -> Vec<Problem> {
    let mut problems = Vec::new();
    for model in &app.language_models {
        if model.candidates.is_empty() {
            let message = format!("language model `{}` has no candidate", model.name);
            let help = "name what may serve it: `LanguageModel::any_of([LanguageModel::bedrock(\"…\")])`";
            problems.push(Problem::new(
                &model.source,
                Code::InvalidCandidates,
                message,
                help,
            ));
        }
        let mut seen = BTreeSet::new();
        for candidate in &model.candidates {
            if !seen.insert(candidate.id()) {
                let message = format!(
                    "language model `{}` has the candidate `{}` twice",
                    model.name,
                    candidate.id()
                );
                let help = "configuration knows a candidate by that name: keep one";
                problems.push(Problem::new(
                    &model.source,
                    Code::InvalidCandidates,
                    message,
                    help,
                ));
            }
        }
    }
    problems
}
