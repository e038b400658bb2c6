//! A deployed environment in, what its workflow and its event bus make of a request out: the same adapters as in a Lambda.
//!
//! `tests/apply.sh` runs it against what it has applied. The standard input is one JSON object: `workflow`, `execution`
//! and `input` of an Express workflow, `bus`, `origin`, `detail_type` and `detail` of an event. Where both are, the
//! environment says, as it does to a function: `<NAME>_WORKFLOW_ARN`, `<NAME>_EVENT_BUS`, `AWS_REGION`, `AWS_ENDPOINT_URL`.

use ferrovia::model::Kind;
use ferrovia::{Env, EventPublisher, ExecutionOutcome, WorkflowStarter};
use ferrovia_aws::{EventBridge, StepFunctions, config};
use serde_json::{Value, json};
use std::error::Error;
use std::io;

fn main() -> Result<(), Box<dyn Error>> {
    let asked: Value = serde_json::from_reader(io::stdin())?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    println!("{}", runtime.block_on(answer(&asked))?);
    Ok(())
}

async fn answer(asked: &Value) -> Result<Value, Box<dyn Error>> {
    let text = |name: &str| asked[name].as_str().unwrap_or_default();
    let env = Env::new(std::env::vars().collect());
    let config = config::load(&env).await;
    let outcome = StepFunctions::new(&config, env.clone())
        .start(
            text("workflow"),
            Kind::Express,
            text("execution"),
            asked["input"].clone(),
        )
        .await?;
    EventBridge::new(&config, env)
        .publish(
            text("bus"),
            text("origin"),
            text("detail_type"),
            vec![asked["detail"].clone()],
        )
        .await?;
    Ok(match outcome {
        ExecutionOutcome::Succeeded(output) => json!({ "succeeded": output }),
        ExecutionOutcome::Failed { error, cause } => json!({ "failed": error, "cause": cause }),
        ExecutionOutcome::TimedOut => json!({ "timed_out": true }),
        ExecutionOutcome::Started { execution } => json!({ "started": execution }),
    })
}
