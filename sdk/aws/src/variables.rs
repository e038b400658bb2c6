//! An app's model and one of its functions in; the variables that the function needs and does not have out.

use crate::database;
use ferrovia::model::environment as names;
use ferrovia::model::{App, Candidate, Function, Grant, Provider};
use ferrovia::{AcquireError, Env};

/// Everything that `env` lacks for `function`, each once, in the order of its signature.
pub(crate) fn missing(app: &App, function: &Function, env: &Env) -> Vec<AcquireError> {
    let mut mistakes = Vec::new();
    for grant in function.grants() {
        for mistake in of_grant(app, grant, env) {
            if !mistakes.contains(&mistake) {
                mistakes.push(mistake);
            }
        }
    }
    mistakes
}

fn of_grant(app: &App, grant: &Grant, env: &Env) -> Vec<AcquireError> {
    match grant {
        Grant::ReadTable(_)
        | Grant::AppendTable(_)
        | Grant::UpdateTable(_)
        | Grant::WriteTable(_)
        | Grant::EraseTable(_) => database::mistake(env).into_iter().collect(),
        Grant::InvokeModel(name) => {
            let model = app.language_models.iter().find(|model| &model.name == name);
            let candidates = model.map(|model| model.candidates.as_slice()).unwrap_or_default();
            active(candidates, env.optional(&names::model(name)))
                .filter_map(|candidate| match &candidate.provider {
                    Provider::OpenAi { secret: name } => secret(name, env),
                    Provider::Bedrock | Provider::BedrockProfile { .. } => None,
                })
                .collect()
        }
        Grant::ReadSecret(name) => secret(name, env).into_iter().collect(),
        // One variable each, and it must be there.
        Grant::PublishEvent(_)
        | Grant::StartWorkflow(_)
        | Grant::LaunchWorkflow(_)
        | Grant::SendQueue(_)
        | Grant::ReadBucket(_)
        | Grant::WriteBucket(_)
        | Grant::EraseBucket(_)
        | Grant::VerifyTokens(_)
        | Grant::RefreshTokenKeys(_)
        | Grant::ReportGauge(_)
        | Grant::ReadConfiguration(_) => names::of_grant(app, grant)
            .iter()
            .filter_map(|name| env.variable(name).err())
            .collect(),
        Grant::CompleteStep(_) => Vec::new(),
        Grant::MigrateDatabase(_) => database::master_mistake(env).into_iter().collect(),
    }
}

/// The candidates that `chosen` names; the first if nothing is chosen. A name that is none is found when the
/// capability is acquired.
fn active<'a>(candidates: &'a [Candidate], chosen: Option<&'a str>) -> impl Iterator<Item = &'a Candidate> {
    candidates
        .iter()
        .enumerate()
        .filter_map(move |(position, candidate)| {
            let active = match chosen {
                Some(chosen) => chosen.split(',').any(|id| id.trim() == candidate.id()),
                None => position == 0,
            };
            active.then_some(candidate)
        })
}

/// A secret is read by its ARN; on a laptop its value may stand in a variable itself.
fn secret(name: &str, env: &Env) -> Option<AcquireError> {
    match env.optional(&names::secret_value(name)) {
        Some(_) => None,
        None => env.variable(&names::secret_arn(name)).err(),
    }
}
