//! Language models that nothing may serve, or one model twice.

use crate::{App, Candidate, Code, Problem, Provider};
use std::collections::BTreeSet;

/// What AWS puts before a model's name to name the inference profile that routes to it ("Supported cross-region
/// inference profiles", Amazon Bedrock User Guide).
const GEOGRAPHIES: [&str; 8] = ["apac", "au", "ca", "eu", "global", "jp", "us", "us-gov"];

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
            if let Some((message, help)) = misrouted(candidate) {
                let message = format!(
                    "candidate `{}` of language model `{}` {message}",
                    candidate.id(),
                    model.name
                );
                problems.push(Problem::new(
                    &model.source,
                    Code::InvalidCandidates,
                    message,
                    help,
                ));
            }
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

/// What is wrong with how a candidate on Bedrock is reached, and the help.
fn misrouted(candidate: &Candidate) -> Option<(&'static str, &'static str)> {
    let is_profile = candidate
        .model
        .split_once('.')
        .is_some_and(|(first, _)| GEOGRAPHIES.contains(&first));
    match &candidate.provider {
        Provider::Bedrock if is_profile => Some((
            "is an inference profile, and no region is named that it may route to",
            "write `LanguageModel::bedrock_profile(\"…\", [\"us-east-1\", …])` with all of the profile's regions: the policy names the model in each",
        )),
        Provider::BedrockProfile { .. } if !is_profile => Some((
            "is not the name of an inference profile",
            "put the geography before the model's name, `us.amazon.nova-lite-v1:0`, or write `LanguageModel::bedrock(\"…\")`",
        )),
        Provider::BedrockProfile { regions } if regions.is_empty() => Some((
            "routes to no region",
            "name every region that the profile may route to",
        )),
        Provider::Bedrock | Provider::BedrockProfile { .. } | Provider::OpenAi { .. } => None,
    }
}
