//! The process's variables in; a client for each service that a deploy asks out.

use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use ferrovia::Env;
use std::time::Duration;

/// A deploy is patient: it reads many pages, and services ask it to slow down.
const ATTEMPTS: u32 = 8;
const CONNECT: Duration = Duration::from_secs(5);
const ATTEMPT: Duration = Duration::from_secs(30);

/// The clients.
#[derive(Debug, Clone)]
pub struct Aws {
    pub(crate) cloudwatch: aws_sdk_cloudwatch::Client,
    pub(crate) lambda: aws_sdk_lambda::Client,
    pub(crate) rds: aws_sdk_rds::Client,
    pub(crate) states: aws_sdk_sfn::Client,
}

impl Aws {
    /// Clients with the region, the credentials and the endpoint of the process's `AWS_…` variables.
    pub async fn of_process() -> Self {
        ferrovia_aws::config::install_tls_provider();
        let config = ferrovia_aws::config::load(&Env::of_process()).await;
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT)
            .operation_attempt_timeout(ATTEMPT)
            .build();
        let config = config
            .to_builder()
            .timeout_config(timeouts)
            .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
            .build();
        Self::new(&config)
    }

    /// Clients with this configuration.
    #[must_use]
    pub fn new(config: &SdkConfig) -> Self {
        Self {
            cloudwatch: aws_sdk_cloudwatch::Client::new(config),
            lambda: aws_sdk_lambda::Client::new(config),
            rds: aws_sdk_rds::Client::new(config),
            states: aws_sdk_sfn::Client::new(config),
        }
    }
}
