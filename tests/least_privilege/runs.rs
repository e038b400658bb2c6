//! What each handler does when it does all that it can do: a run for each of them, with its real clients.

mod api;
mod handovers;
mod jobs;
mod privacy;

use crate::platform::Platform;
use ferrovia::model::environment;
use handlers::adapters::outbound::TimeOrderedIds;
use handlers::application::{PostedMessage, accept_message, resolve_conversation, save_turn};
use handlers::domain::{
    AcceptedMessage, Answer, Answering, Claim, ConversationState, Fingerprint, Intent, IntentName, Metadata,
    NewAnswer, Outcome, PrivacyRequestKind, PromptVersion, Reply, TenantId, Timings,
};
use handlers::migrations::MIGRATIONS;
use handlers::ports::{Acceptance, PrivacyStore as _};
use serde_json::{Value, json};

/// How often a run is repeated on a machine so busy that a connection takes longer than the platform waits for one.
const PATIENCE: usize = 10;

/// Runs a handler through everything that its signature permits; the error says what it did not do.
pub(crate) async fn run(platform: &Platform, handler: &str) -> Result<(), String> {
    let mut ended = once(platform, handler).await;
    for _ in 1..PATIENCE {
        match &ended {
            Err(failure) if failure.contains("navailable") => ended = once(platform, handler).await,
            Err(_) | Ok(()) => break,
        }
    }
    ended
}

async fn once(platform: &Platform, handler: &str) -> Result<(), String> {
    match handler {
        "add_tenant" => add_tenant(platform).await,
        "post_message" => post_message(platform).await,
        "post_in_conversation" => api::post_in_conversation(platform).await,
        "classify_intent" => {
            let question = json!({ "text": "Where is my order?" });
            with_each_model(
                platform,
                handler,
                "intent",
                question,
                "/intent/name",
                &json!("order_status"),
            )
            .await
        }
        "generate_reply" => {
            let question = json!({
                "text": "Where is my order?", "intent": intent(), "history": { "turns": [] }, "locale": null,
                "conversation_id": "conv_0190a6f2-7a3b-7cde-8f01-23456789abcd", "rollouts": {},
            });
            with_each_model(
                platform,
                handler,
                "answer",
                question,
                // The built-in one is another: the flag is on, as operators say.
                "/reply/prompt/version",
                &json!("0.2.0"),
            )
            .await
        }
        "load_history" => load_history(platform).await,
        "save_turn" => save(platform).await,
        "request_handover" | "escalate" | "wait_for_agent" | "accept_handover" | "reply_to_customer"
        | "complete_handover" | "end_handover" | "get_handover" | "list_handovers" => {
            handovers::run(platform, handler).await
        }
        "request_erasure"
        | "request_export"
        | "write_export"
        | "delete_exports"
        | "get_privacy_request"
        | "erase_customer"
        | "erase_again"
        | "finish_erasure"
        | "give_up_privacy_request" => privacy::run(platform, handler).await,
        "migrate_platform" => migrate(platform).await,
        "refresh_token_keys" => {
            let issuer = [(
                environment::TOKEN_ISSUER.to_owned(),
                platform.functions.endpoint(),
            )];
            let at = json!({ "at": "2026-11-23T12:00:00Z" });
            let done = platform.functions.invoke(handler, &issuer, at).await?;
            expect(done.is_null(), &done)
        }
        "publish_answered" => {
            let tenant = platform.tenant().await;
            let message = accepted(platform, tenant).await;
            let saved = save_turn(&platform.stores(), &answer(&message)).await;
            let saved = saved.map_err(|error| error.to_string())?;
            let event = json!({ "tenant_id": tenant, "answer": saved });
            let published = platform.functions.invoke(handler, &[], event).await?;
            expect(published["event_id"].is_string(), &published)?;
            // It is marked, so that the relay passes it over.
            let waiting = platform.events_that_wait(tenant).await;
            expect(waiting == 0, &json!({ "waiting": waiting }))
        }
        route if api::knows(route) => api::run(platform, route).await,
        "relay_outbox" | "sweep_messages" | "resolve_idle" | "delete_expired" => {
            jobs::run(platform, handler).await
        }
        _ => Err(format!(
            "`{handler}` has no run: write one, or nothing shows what it needs"
        )),
    }
}

/// A token for a program, and one for a person.
async fn add_tenant(platform: &Platform) -> Result<(), String> {
    let tenant = platform.tenant().await;
    let client = platform.client(tenant).await;
    let program = token("3", "ClientCredentials", json!({}), &client);
    let person = json!({ "sub": "u-1", "custom:tenant": tenant.to_string() });
    let person = token("2", "HostedAuth", person, "web");
    for event in [program, person] {
        let answered = platform.functions.invoke("add_tenant", &[], event).await?;
        let claims = "/response/claimsAndScopeOverrideDetails/accessTokenGeneration/claimsToAddOrOverride";
        expect(
            answered.pointer(claims) == Some(&json!({ "tenant": tenant })),
            &answered,
        )?;
    }
    Ok(())
}

/// What Cognito asks before it issues a token.
fn token(version: &str, occasion: &str, attributes: Value, client: &str) -> Value {
    json!({
        "version": version, "triggerSource": format!("TokenGeneration_{occasion}"), "region": "eu-central-1",
        "userPoolId": "eu-central-1_EXAMPLE", "userName": "JaneDoe",
        "callerContext": { "awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": client },
        "request": { "userAttributes": attributes, "groupConfiguration": {}, "scopes": ["api/messages:write"] },
        "response": { "claimsAndScopeOverrideDetails": {} },
    })
}

/// A customer's first message, which enters the customer and opens a conversation; the same again, which finds its answer;
/// and the next one. The tenant has a budget, so it is looked up what is spent.
async fn post_message(platform: &Platform) -> Result<(), String> {
    let tenant = platform.tenant().await;
    platform.give_budget(tenant).await;
    // 202 is what a customer gets when the workflow could not be started.
    let ask = async |headers: Value, body: &Value, status: u16| {
        let asked = api::Asked {
            route: ("POST", "/v1/messages"),
            body: Some(body.clone()),
            status,
        };
        api::ask_with(platform, "post_message", tenant, headers, asked).await
    };
    let post = async |key: &str, body: &Value| ask(json!({ "idempotency-key": key }), body, 201).await;
    let question = json!({ "customer_id": "c-1", "content": "Where is my order?" });
    let first = post("k-1", &question).await?;
    let conversation = &first["conversation_id"];
    let message = AcceptedMessage {
        tenant_id: tenant,
        conversation_id: conversation.as_str().unwrap_or_default().parse().unwrap(),
        conversation_state: ConversationState::Open,
        id: first["id"].as_str().unwrap_or_default().parse().unwrap(),
        sequence: 1,
        text: "Where is my order?".parse().unwrap(),
        locale: None,
        created_at: first["created_at"].as_str().unwrap_or_default().parse().unwrap(),
    };
    save_turn(&platform.stores(), &answer(&message)).await.unwrap();
    let again = post("k-1", &question).await?;
    expect(again["id"] == first["id"], &again)?;
    // Taken up again, the conversation tells of it.
    resolve_conversation(&platform.stores(), tenant, message.conversation_id)
        .await
        .unwrap();
    let next = json!({ "customer_id": "c-1", "conversation_id": conversation, "content": "Thanks!" });
    let next = post("k-2", &next).await?;
    expect(next["sequence"] == 3, &next)?;
    // Whoever does not wait.
    let headers = json!({ "idempotency-key": "k-3", "prefer": "respond-async" });
    let promised = ask(headers, &question, 202).await?;
    expect(promised["status"] == "processing", &promised)
}

/// Each candidate of the handler's model alone, so that none hides behind another that replies.
async fn with_each_model(
    platform: &Platform,
    handler: &str,
    model: &str,
    question: Value,
    member: &str,
    expected: &Value,
) -> Result<(), String> {
    let app = handlers::app();
    let models = &app.as_model().language_models;
    let known = models
        .iter()
        .find(|known| known.name == model)
        .ok_or("no such model")?;
    for candidate in &known.candidates {
        let active = [(environment::model(model), candidate.id())];
        let reply = platform
            .functions
            .invoke(handler, &active, question.clone())
            .await?;
        expect(reply.pointer(member) == Some(expected), &reply)?;
    }
    Ok(())
}

async fn load_history(platform: &Platform) -> Result<(), String> {
    let message = turn(platform, platform.tenant().await).await;
    let place = json!({
        "tenant_id": message.tenant_id, "conversation_id": message.conversation_id, "before": 3,
    });
    let history = platform.functions.invoke("load_history", &[], place).await?;
    let turns = history.pointer("/history/turns").and_then(Value::as_array);
    expect(
        turns.is_some_and(|turns| turns.len() == 1) && history["rollouts"]["concise_answers"] == 30,
        &history,
    )
}

/// An answer is saved, and saved again: the second save finds the first.
async fn save(platform: &Platform) -> Result<(), String> {
    let message = accepted(platform, platform.tenant().await).await;
    let event = serde_json::to_value(answer(&message)).unwrap();
    let first = platform.functions.invoke("save_turn", &[], event.clone()).await?;
    let again = platform.functions.invoke("save_turn", &[], event).await?;
    // Whoever finds the answer stored does not know how long it took.
    let mut untimed = first;
    untimed["timings"] = Value::Null;
    expect(untimed["sequence"] == 2 && untimed == again, &again)
}

/// An instance that RDS has just made is brought up to date, and left alone the second time.
async fn migrate(platform: &Platform) -> Result<(), String> {
    let database = platform.new_database().await;
    let url = [(environment::DATABASE_URL.to_owned(), platform.url_of(&database))];
    let ask = async |phase: &str| {
        let event = json!({ "phase": phase });
        platform.functions.invoke("migrate_platform", &url, event).await
    };
    let versions: Vec<i64> = MIGRATIONS.iter().map(|migration| migration.version).collect();
    let first = ask("expand").await?;
    expect(first["applied"] == json!(versions), &first)?;
    let again = ask("expand").await?;
    expect(
        again["applied"] == json!([]) && again["users"] == first["users"],
        &again,
    )?;
    let contracted = ask("contract").await?;
    expect(contracted["expelled"] == json!([]), &contracted)
}

fn expect(holds: bool, found: &Value) -> Result<(), String> {
    if holds {
        Ok(())
    } else {
        Err(format!("not what was expected: {found}"))
    }
}

/// A message that was answered, of a tenant that said and did what else it can.
pub(crate) async fn turn(platform: &Platform, tenant: TenantId) -> AcceptedMessage {
    let message = accepted(platform, tenant).await;
    save_turn(&platform.stores(), &answer(&message)).await.unwrap();
    handovers::requested(platform, &message).await;
    api::rated(platform, &message).await;
    api::flag_set(platform, tenant).await;
    privacy::copied(platform, tenant).await;
    message
}

/// A customer comes and is erased.
pub(crate) async fn erased(platform: &Platform, tenant: TenantId) {
    accepted(platform, tenant).await;
    let of = privacy::requested(platform, tenant, PrivacyRequestKind::Erase).await;
    platform.stores().erase(of).await.unwrap();
}

/// A message that is stored already.
async fn accepted(platform: &Platform, tenant_id: TenantId) -> AcceptedMessage {
    let posted = PostedMessage {
        tenant_id,
        customer: "c-1".parse().unwrap(),
        conversation_id: None,
        text: "Where is my order?".parse().unwrap(),
        locale: None,
        metadata: Metadata::default(),
        claim: Some(Claim {
            principal: "user-1".to_owned(),
            operation: "post_message",
            key: "k-1".parse().unwrap(),
            fingerprint: Fingerprint::of(&"Where is my order?"),
        }),
        promised: false,
    };
    match accept_message(&platform.stores(), &TimeOrderedIds, posted)
        .await
        .unwrap()
    {
        Acceptance::Stored { message, .. } => message,
        accepted @ (Acceptance::Resumed { .. } | Acceptance::Replayed { .. }) => panic!("{accepted:?}"),
    }
}

fn intent() -> Intent {
    Intent::new(IntentName::OrderStatus, 0.9).unwrap()
}

/// An answer to the message, not yet stored.
fn answer(message: &AcceptedMessage) -> NewAnswer {
    NewAnswer {
        tenant_id: message.tenant_id,
        conversation_id: message.conversation_id,
        message_id: message.id,
        intent: intent(),
        reply: Reply {
            text: "It left our warehouse yesterday.".parse().unwrap(),
            outcome: Outcome::Answered,
            truncated: false,
            prompt: PromptVersion {
                name: "answer".to_owned(),
                version: "0.1.0".to_owned(),
                sha256: Some("5eed".repeat(16)),
            },
            model: Some("a-model".to_owned()),
            fallbacks: 0,
            usage: None,
            latency_ms: 7,
        },
        timings: Timings {
            classify_ms: 210,
            history_ms: 4,
            answer_ms: 1830,
        },
    }
}

fn stored(answer: NewAnswer) -> Answer {
    answer.stored(2, serde_json::from_value(json!("2026-11-22T19:03:58Z")).unwrap())
}

/// What an execution of the workflow answers to its input.
pub(crate) fn execution(input: Value) -> Value {
    let message: AcceptedMessage = serde_json::from_value(input).unwrap();
    serde_json::to_value(Answering::Answered(stored(answer(&message)))).unwrap()
}
