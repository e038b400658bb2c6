//! What a task wants done in; a function's answer, as Step Functions receives it, out.

use super::Driver;
use super::execution::Told;
use crate::workflows::document::function_of;
use crate::{FunctionError, Functions};
use ferrovia_states::execution::TaskRequest;
use ferrovia_states::machine::{Pattern, Resource};
use serde_json::{Value, json};
use std::sync::Weak;
use tokio::sync::mpsc;

/// A call of a function.
struct Call {
    function: String,
    payload: Value,
    /// Whether the answer comes in the envelope of Lambda's `Invoke`.
    enveloped: bool,
}

impl Driver {
    /// Begins what a task wants done; `tell` is told how it ended.
    pub(super) fn begin(&self, task: TaskRequest, tell: &mpsc::UnboundedSender<Told>) {
        if let Some(token) = &task.token {
            self.waiting.borrow_mut().insert(token.to_string(), tell.clone());
        }
        let (id, tell) = (task.id, tell.clone());
        let functions = Weak::clone(&self.functions);
        match call(&task) {
            Ok(call) => {
                tokio::task::spawn_local(async move {
                    let answer = answer(&functions, call).await;
                    // The execution may have ended.
                    let _ = tell.send(Told::Answer(id, answer));
                });
            }
            Err(error) => drop(tell.send(Told::Answer(id, Err(error)))),
        }
    }
}

/// The function that a task calls. Codegen emits no other tasks.
fn call(task: &TaskRequest) -> Result<Call, FunctionError> {
    let not_here = |what: &str| {
        Err(FunctionError {
            error: "States.TaskFailed".to_owned(),
            cause: format!(
                "a workflow on a laptop invokes functions, and `{}` wants {what}",
                task.state
            ),
        })
    };
    match &*task.resource {
        Resource::Function { arn } => Ok(Call {
            function: function_of(arn).to_owned(),
            payload: task.arguments.to_json(),
            enveloped: false,
        }),
        Resource::Service {
            service,
            action,
            pattern: Pattern::RequestResponse | Pattern::WaitForTaskToken,
            ..
        } if &**service == "lambda" && &**action == "invoke" => {
            let mut arguments = task.arguments.to_json();
            let payload = arguments.get_mut("Payload").map(Value::take).unwrap_or_default();
            let function = arguments["FunctionName"].as_str().unwrap_or_default();
            Ok(Call {
                function: function_of(function).to_owned(),
                payload,
                enveloped: true,
            })
        }
        Resource::Service { service, name, .. } => not_here(&format!("`{service}:{name}`")),
        Resource::Activity { arn } => not_here(&format!("the activity `{arn}`")),
    }
}

async fn answer(functions: &Weak<Functions>, call: Call) -> Result<Value, FunctionError> {
    let Some(functions) = functions.upgrade() else {
        return Err(FunctionError {
            error: "Lambda.ServiceException".to_owned(),
            cause: "the functions have ended".to_owned(),
        });
    };
    let output = functions.invoke(&call.function, call.payload).await?;
    Ok(if call.enveloped {
        json!({ "ExecutedVersion": "$LATEST", "Payload": output, "StatusCode": 200 })
    } else {
        output
    })
}
