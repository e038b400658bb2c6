//! The workflow starter port on AWS Step Functions.

use crate::config::CONNECT;
use crate::failure::{port_error, refused, unavailable};
use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_sfn::Client;
use aws_sdk_sfn::config::interceptors::BeforeSerializationInterceptorContextMut;
use aws_sdk_sfn::config::{Builder, ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_sfn::operation::start_sync_execution::StartSyncExecutionOutput;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::endpoint::EndpointPrefix;
use aws_types::endpoint_config::EndpointUrl;
use ferrovia::model::{Kind, environment};
use ferrovia::{Env, ExecutionOutcome, PortError, WorkflowStarter};
use serde_json::Value;
use std::time::Duration;

const SERVICE: &str = "Step Functions";

/// How long an Express execution is waited for. API Gateway gives its caller up after 30 seconds; what took longer
/// has no one to answer to, and the rest of that time is for what the caller does before and after.
const EXPRESS: Duration = Duration::from_secs(24);

/// Starts the workflows whose ARNs stand in the variables `<NAME>_WORKFLOW_ARN`.
///
/// Express: waits for the execution, and for no longer than 24 seconds. It is started once: the SDK's retries are off,
/// since a repeated start is a second execution.
///
/// Launched: starts the execution and waits for nothing. An Express workflow runs each time that a name is started.
///
/// Standard: starts the execution, whose name is its identity. Starting a name again is no error, whatever its input
/// was and whether it has ended: the answer is the execution that has the name.
pub struct StepFunctions {
    client: Client,
    env: Env,
}

impl StepFunctions {
    /// A starter of the workflows that `env` names.
    #[must_use]
    pub fn new(config: &SdkConfig, env: Env) -> Self {
        Self {
            client: Client::from_conf(Builder::from(config).interceptor(HostPrefix).build()),
            env,
        }
    }

    async fn start_express(
        &self,
        arn: &str,
        name: &str,
        input: Value,
    ) -> Result<ExecutionOutcome, PortError> {
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT)
            .operation_attempt_timeout(EXPRESS)
            .operation_timeout(EXPRESS)
            .build();
        let once = Builder::new()
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeouts);
        let output = self
            .client
            .start_sync_execution()
            .state_machine_arn(arn)
            .name(name)
            .input(input.to_string())
            .customize()
            .config_override(once)
            .send()
            .await
            .map_err(|error| port_error(SERVICE, &error))?;
        outcome(output)
    }

    async fn start_and_go_on(&self, arn: &str, name: &str, input: Value) -> Result<String, PortError> {
        let started = self
            .client
            .start_execution()
            .state_machine_arn(arn)
            .name(name)
            .input(input.to_string())
            .send()
            .await;
        match started {
            Ok(output) => Ok(output.execution_arn),
            Err(error) => {
                let exists = error
                    .as_service_error()
                    .is_some_and(|error| error.is_execution_already_exists());
                match execution_arn(arn, name) {
                    Some(execution) if exists => Ok(execution),
                    Some(_) | None => Err(port_error(SERVICE, &error)),
                }
            }
        }
    }

    fn arn(&self, workflow: &str) -> Result<&str, PortError> {
        self.env
            .variable(&environment::workflow_arn(workflow))
            .map_err(|error| refused(SERVICE, &error.to_string()))
    }
}

#[async_trait]
impl WorkflowStarter for StepFunctions {
    async fn start(
        &self,
        workflow: &str,
        kind: Kind,
        execution: &str,
        input: Value,
    ) -> Result<ExecutionOutcome, PortError> {
        let arn = self.arn(workflow)?;
        match kind {
            Kind::Express => self.start_express(arn, execution, input).await,
            Kind::Standard => {
                let execution = self.start_and_go_on(arn, execution, input).await?;
                Ok(ExecutionOutcome::Started { execution })
            }
        }
    }

    async fn launch(&self, workflow: &str, execution: &str, input: Value) -> Result<String, PortError> {
        self.start_and_go_on(self.arn(workflow)?, execution, input).await
    }
}

/// How a synchronous execution ended. HTTP says 200 in any case: the status stands in the body.
fn outcome(output: StartSyncExecutionOutput) -> Result<ExecutionOutcome, PortError> {
    match output.status.as_str() {
        "SUCCEEDED" => {
            let text = output.output.unwrap_or_default();
            serde_json::from_str(&text)
                .map(ExecutionOutcome::Succeeded)
                .map_err(|_| unavailable(SERVICE, "the execution succeeded, but its output is no JSON"))
        }
        "FAILED" => Ok(ExecutionOutcome::Failed {
            error: output.error.unwrap_or_else(|| "States.Runtime".to_owned()),
            cause: output.cause.unwrap_or_default(),
        }),
        "TIMED_OUT" => Ok(ExecutionOutcome::TimedOut),
        // Step Functions may add statuses.
        status => Err(unavailable(SERVICE, &format!("the execution is `{status}`"))),
    }
}

/// The ARN of the execution `name` of a state machine, given the machine's ARN with or without an alias or version:
/// `…:stateMachine:NAME[:ALIAS]` becomes `…:execution:NAME:EXECUTION`.
fn execution_arn(machine: &str, name: &str) -> Option<String> {
    let (account, machine) = machine.split_once(":stateMachine:")?;
    let machine = machine.split(':').next()?;
    Some(format!("{account}:execution:{machine}:{name}"))
}

/// `StartSyncExecution` goes to the service's host with `sync-` before it. An endpoint that was set by hand is a whole
/// address already (`localhost`, an interface endpoint), and the prefix would make it another.
#[derive(Debug)]
struct HostPrefix;

impl Intercept for HostPrefix {
    fn name(&self) -> &'static str {
        "HostPrefix"
    }

    fn modify_before_serialization(
        &self,
        _: &mut BeforeSerializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if config.load::<EndpointUrl>().is_some() {
            config.interceptor_state().unset::<EndpointPrefix>();
        }
        Ok(())
    }
}
