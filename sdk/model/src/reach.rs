//! A function's grants in, the networks and services it must reach out.

use crate::{App, Function, Grant, Kind, Provider};
use std::collections::BTreeSet;

/// What a function must be able to reach.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// The VPC: the database is in it.
    pub vpc: bool,
    /// The public internet: a model's API is there.
    pub internet: bool,
    /// The AWS services that its capabilities call, by the short names of their interface endpoints, which a function
    /// in the VPC needs: `states`, `sync-states`, `events`, `secretsmanager`, `bedrock-runtime`, `sqs`.
    pub aws_services: BTreeSet<&'static str>,
}

/// What `function` must reach. Grants on what the app does not list are passed over: [`App::check`] reports them.
#[must_use]
pub fn reach(app: &App, function: &Function) -> Reach {
    let mut all = Reach::default();
    for grant in function.grants() {
        let Reach {
            vpc,
            internet,
            aws_services,
        } = of_grant(app, grant);
        all.vpc |= vpc;
        all.internet |= internet;
        all.aws_services.extend(aws_services);
    }
    all
}

/// What one grant must reach.
pub(crate) fn of_grant(app: &App, grant: &Grant) -> Reach {
    let service = |name| Reach {
        aws_services: [name].into(),
        ..Reach::default()
    };
    match grant {
        // A database user's token is computed from the role's credentials: no service is asked for it.
        Grant::ReadTable(_) | Grant::AppendTable(_) | Grant::WriteTable(_) | Grant::EraseTable(_) => Reach {
            vpc: true,
            ..Reach::default()
        },
        Grant::InvokeModel(name) => {
            let mut reach = Reach::default();
            for candidate in app
                .language_model(name)
                .iter()
                .flat_map(|model| &model.candidates)
            {
                match candidate.provider {
                    Provider::Bedrock => {
                        reach.aws_services.insert("bedrock-runtime");
                    }
                    Provider::OpenAi { .. } => {
                        reach.internet = true;
                        reach.aws_services.insert("secretsmanager");
                    }
                }
            }
            reach
        }
        Grant::ReadSecret(_) => service("secretsmanager"),
        Grant::PublishEvent(_) => service("events"),
        Grant::StartWorkflow(name) => match app.workflow(name).map(|workflow| workflow.kind) {
            Some(Kind::Express) => service("sync-states"),
            Some(Kind::Standard) => service("states"),
            None => Reach::default(),
        },
        Grant::SendQueue(_) => service("sqs"),
    }
}
