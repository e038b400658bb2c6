//! A function's grants in, the networks and services it must reach out.

use crate::{App, Function, Grant, Kind, Provider};
use std::collections::BTreeSet;

/// What a function must be able to reach.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// The VPC: the database is in it.
    pub vpc: bool,
    /// The public internet: a model's API is there, and the token issuer.
    pub internet: bool,
    /// The AWS services that its capabilities call, by the short names of their interface endpoints, which a function
    /// in the VPC needs: `states`, `sync-states`, `events`, `secretsmanager`, `bedrock-runtime`, `sqs`,
    /// `appconfigdata`.
    pub aws_services: BTreeSet<&'static str>,
    /// The AWS services that they call and that have a gateway endpoint, a route that costs nothing: `s3`.
    pub gateways: BTreeSet<&'static str>,
}

/// What `function` must reach. Grants on what the app does not list are passed over: [`App::check`] reports them.
#[must_use]
pub fn reach(app: &App, function: &Function) -> Reach {
    Reach::of(app, function.grants())
}

impl Reach {
    /// What these grants must reach together.
    pub fn of<'a>(app: &App, grants: impl IntoIterator<Item = &'a Grant>) -> Self {
        let mut all = Self::default();
        grants.into_iter().for_each(|grant| all.add(app, grant));
        all
    }

    fn add(&mut self, app: &App, grant: &Grant) {
        let service = match grant {
            // A database user's token is computed from the role's credentials: no service is asked for it.
            Grant::ReadTable(_)
            | Grant::AppendTable(_)
            | Grant::UpdateTable(_)
            | Grant::WriteTable(_)
            | Grant::EraseTable(_) => {
                self.vpc = true;
                None
            }
            Grant::InvokeModel(name) => {
                let model = app.language_model(name);
                for candidate in model.into_iter().flat_map(|model| &model.candidates) {
                    self.aws_services.insert(match candidate.provider {
                        Provider::Bedrock | Provider::BedrockProfile { .. } => "bedrock-runtime",
                        Provider::OpenAi { .. } => {
                            self.internet = true;
                            "secretsmanager"
                        }
                    });
                }
                None
            }
            Grant::ReadSecret(_) => Some("secretsmanager"),
            Grant::PublishEvent(_) => Some("events"),
            Grant::StartWorkflow(name) => app.workflow(name).map(|workflow| match workflow.kind {
                Kind::Express => "sync-states",
                Kind::Standard => "states",
            }),
            Grant::LaunchWorkflow(_) => Some("states"),
            Grant::SendQueue(_) => Some("sqs"),
            Grant::ReadBucket(_) | Grant::WriteBucket(_) | Grant::EraseBucket(_) | Grant::VerifyTokens(_) => {
                self.gateways.insert("s3");
                None
            }
            // A user pool with a domain has no endpoint in a VPC.
            // https://docs.aws.amazon.com/cognito/latest/developerguide/vpc-interface-endpoints.html
            Grant::RefreshTokenKeys(_) => {
                self.internet = true;
                self.gateways.insert("s3");
                None
            }
            Grant::ReadConfiguration(_) => Some("appconfigdata"),
            // It is a line of the log, which Lambda carries.
            Grant::ReportGauge(_) => None,
            Grant::CompleteStep(_) => Some("states"),
            // The master's password is in a secret that RDS keeps.
            Grant::MigrateDatabase(_) => {
                self.vpc = true;
                Some("secretsmanager")
            }
        };
        self.aws_services.extend(service);
    }
}
