//! Starts in; outcomes, retries, waits and answers by token out, in real time.

use crate::desk::Desk;
use ferrovia::model::Kind;
use ferrovia::{
    ErrorEnvelope, ExecutionOutcome, PortError, TaskTokenValue, TaskTokens, TokenError, WorkflowStarter,
};
use serde_json::{Value, json};

impl Desk {
    async fn run(&self, workflow: &str, input: Value) -> ExecutionOutcome {
        self.workflows
            .start(workflow, Kind::Express, "one", input)
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn branches_run_side_by_side_and_so_do_executions() {
    let desk = Desk::open().await;
    // Each would wait for the other for ever if they came one after the other.
    let pair = json!({ "one": "Ada", "other": "Grace" });
    assert_eq!(
        desk.run("gather", pair.clone()).await,
        ExecutionOutcome::Succeeded(pair.clone())
    );
    // Express executions of one name are as many as were started.
    let (one, other) = tokio::join!(desk.run("gather", pair.clone()), desk.run("gather", pair.clone()));
    assert_eq!(one, other);
    let printed = desk.printed.text();
    assert_eq!(
        printed.matches("execution  gather one SUCCEEDED").count(),
        3,
        "{printed}"
    );
}

#[tokio::test]
async fn a_retryable_failure_is_tried_again_and_a_final_one_ends_it() {
    let desk = Desk::open().await;
    let job = json!({ "failures": 1, "broken": false });
    assert_eq!(desk.run("toil", job).await, ExecutionOutcome::Succeeded(json!(2)));

    let desk = Desk::open().await;
    let job = json!({ "failures": 0, "broken": true });
    let ExecutionOutcome::Failed { error, cause } = desk.run("toil", job).await else {
        panic!("it is broken");
    };
    assert_eq!(error, "DeskError.Broken");
    let envelope = ErrorEnvelope::parse(&error, &cause);
    assert_eq!(
        (envelope.message.as_str(), &envelope.data["part"]),
        ("the lamp is broken", &json!("the lamp"))
    );
    let printed = desk.printed.text();
    assert!(
        printed.contains("execution  toil one FAILED") && printed.contains("with DeskError.Broken"),
        "{printed}"
    );
}

#[tokio::test]
async fn whoever_launches_waits_for_nothing() {
    let mut desk = Desk::open().await;
    let arn = desk
        .workflows
        .launch("gather", "one", json!({ "one": "Ada", "other": "Grace" }))
        .await;
    assert!(
        arn.as_ref().is_ok_and(|arn| arn.contains(":gather:one")),
        "{arn:?}"
    );
    // It goes on, and ends when it ends.
    while !desk.printed.text().contains("execution  gather one SUCCEEDED") {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    // A Standard one is the one of its name.
    let question = json!({ "text": "May I?" });
    let first = desk.workflows.launch("consult", "two", question.clone()).await;
    assert_eq!(desk.workflows.launch("consult", "two", question).await, first);
    assert!(desk.tokens.recv().await.is_some());
    assert!(desk.tokens.try_recv().is_err());
    let unknown = desk.workflows.launch("dance", "one", json!({})).await;
    assert!(matches!(unknown, Err(PortError::Refused { .. })), "{unknown:?}");
}

#[tokio::test]
async fn a_standard_execution_waits_for_its_token_and_is_one_by_its_name() {
    let mut desk = Desk::open().await;
    let workflows = desk.workflows.clone();
    let question = json!({ "text": "Shall we?" });
    let start = |name: &'static str| workflows.start("consult", Kind::Standard, name, question.clone());
    let started = ExecutionOutcome::Started {
        execution: "arn:aws:states:local:000000000000:execution:consult:first".to_owned(),
    };
    assert_eq!(start("first").await.as_ref(), Ok(&started));
    let token = desk.tokens.recv().await.unwrap();
    assert_eq!(start("first").await, Ok(started));

    workflows.heartbeat(&token).await.unwrap();
    workflows.succeed(&token, json!({ "yes": true })).await.unwrap();
    assert_eq!(desk.decisions.recv().await, Some(true));
    assert!(
        desk.tokens.try_recv().is_err(),
        "one name, one execution, one question"
    );
    // Told twice, or too late.
    assert_eq!(
        workflows.succeed(&token, json!({ "yes": false })).await,
        Err(TokenError::Closed)
    );
    assert_eq!(
        workflows.heartbeat(&TaskTokenValue::new("made up")).await,
        Err(TokenError::Unknown)
    );

    // Another name is another execution; its failure is caught.
    start("second").await.unwrap();
    let token = desk.tokens.recv().await.unwrap();
    let broken = ErrorEnvelope {
        name: "DeskError.Broken".to_owned(),
        message: "the phone is broken".to_owned(),
        data: json!({ "part": "the phone" }),
    };
    workflows.fail(&token, broken).await.unwrap();
    assert_eq!(desk.decisions.recv().await, Some(false));

    // A function that fails hands out no token; that is caught too.
    let empty = json!({ "text": "" });
    workflows
        .start("consult", Kind::Standard, "third", empty)
        .await
        .unwrap();
    assert_eq!(desk.decisions.recv().await, Some(false));
    assert!(desk.tokens.try_recv().is_err());
}

#[tokio::test]
async fn what_cannot_be_started_is_refused() {
    let desk = Desk::open().await;
    let start = |workflow: &'static str, input| desk.workflows.start(workflow, Kind::Express, "one", input);
    let refused = |detail: &str| {
        Err(PortError::Refused {
            service: "the workflows",
            detail: detail.to_owned(),
        })
    };
    assert_eq!(
        start("dance", json!({})).await,
        refused("there is no workflow `dance`")
    );
    let large = json!({ "text": "x".repeat(300_000) });
    let Err(PortError::Refused { detail, .. }) = start("toil", large).await else {
        panic!("Step Functions takes 256 KiB");
    };
    assert!(
        detail.contains("262,144") || detail.contains("262144"),
        "{detail}"
    );
}
