//! Conversations that a person takes: asked for, queued, taken by one, answered, ended; and no model is asked meanwhile.

use crate::process::{Local, command, folder, token};
use ferrovia_local::postgres::{Database, Server, Template};
use futures_util::future::join_all;
use handlers::adapters::outbound::openai::http_client;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

/// A request that somebody sends while the model is thinking: its URL, its token.
type Meanwhile = Arc<Mutex<Option<(String, String)>>>;

/// A model that reads the wish for a person, and takes as long for an answer as `meanwhile` takes.
struct Model(Meanwhile);

impl Respond for Model {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let asked: Value = request.body_json().unwrap();
        let said = asked["messages"].to_string();
        let text = match asked.get("response_format") {
            Some(_) if said.contains("PERSON") => json!({ "intent": "human", "confidence": 0.9 }).to_string(),
            Some(_) => json!({ "intent": "other", "confidence": 0.75 }).to_string(),
            None => {
                if let Some((url, token)) = self.0.lock().unwrap().take() {
                    hand_over(url, token);
                }
                "Good evening.".to_owned()
            }
        };
        ResponseTemplate::new(200).set_body_json(json!({
            "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "test",
            "choices": [{ "index": 0, "message": { "role": "assistant", "content": text }, "finish_reason": "stop" }],
        }))
    }
}

/// Asks for a person and waits for the answer, on a thread of its own: this one serves the model.
fn hand_over(url: String, token: String) {
    let asked = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let body = json!({ "reason": "It takes too long." });
            let request = http_client().unwrap().post(url).json(&body).bearer_auth(token);
            assert_eq!(request.send().await.unwrap().status(), 202);
        });
    });
    asked.join().unwrap();
}

/// A platform, its model and its people.
struct Desk {
    local: Local,
    model: MockServer,
    meanwhile: Meanwhile,
    database: Database,
    /// Ten agents' tokens.
    agents: Vec<String>,
    /// An agent's token of another tenant.
    stranger: String,
    _data: TempDir,
}

impl Desk {
    async fn open() -> Self {
        let model = MockServer::start().await;
        let meanwhile = Meanwhile::default();
        Mock::given(method("POST"))
            .respond_with(Model(Arc::clone(&meanwhile)))
            .mount(&model)
            .await;
        let nothing = Template::new("nothing", "", |_| async { Ok::<_, sqlx::Error>(()) });
        let database = Server::shared().await.unwrap().database(&nothing).await.unwrap();
        let data = folder();
        let llm = format!("{}/v1", model.uri());
        let arguments = ["--database", database.url(), "--llm", &llm, "--skip-waits"];
        let mut command = command(data.path());
        let local = Local::start(command.args(arguments).env("OPENAI_API_KEY", "sk-mine")).await;
        let agent = |tenant: &str, subject: &str| {
            let arguments = ["--tenant", tenant, "--subject", subject, "--scope", "agent"];
            token(data.path(), &arguments)
        };
        Self {
            agents: (0..10)
                .map(|number| agent("acme", &format!("agent-{number}")))
                .collect(),
            stranger: agent("globex", "agent-0"),
            local,
            model,
            meanwhile,
            database,
            _data: data,
        }
    }

    /// Sends a request; what is answered.
    async fn post(&self, token: &str, path: &str, body: &Value) -> (u16, Value) {
        let request = self.local.request("POST", path, body).bearer_auth(token);
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        (status, response.json().await.unwrap())
    }

    /// The customer says something.
    async fn say(&self, conversation: Option<&Value>, content: &str) -> (u16, Value) {
        let mut message = json!({ "customer_id": "c-1041", "content": content });
        if let Some(conversation) = conversation {
            message["conversation_id"] = conversation.clone();
        }
        self.local.post_as(&self.local.token, &message).await
    }

    /// Asks for a person, who is to be waited for.
    async fn hand_over(&self, conversation: &Value) -> Value {
        let path = format!("/v1/conversations/{}/handover", text(conversation));
        let reason = json!({ "reason": "The parcel is lost." });
        let (status, body) = self.post(&self.local.token, &path, &reason).await;
        assert_eq!(status, 202, "{body}");
        body
    }

    /// What an agent sees.
    async fn sees(&self, token: &str, path: &str) -> (u16, Value) {
        let request = self.local.request("GET", path, &Value::Null).bearer_auth(token);
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    /// An agent does something with a hand-over.
    async fn agent(&self, token: &str, handover: &Value, what: &str, body: &Value) -> (u16, Value) {
        let path = format!("/v1/handovers/{}/{what}", text(handover));
        self.post(token, &path, body).await
    }

    /// How often a model was asked so far.
    async fn asked(&self) -> usize {
        self.model.received_requests().await.unwrap().len()
    }

    async fn count(&self, query: &'static str) -> i64 {
        let pool = self.database.pool().await.unwrap();
        sqlx::query_scalar(query).fetch_one(&pool).await.unwrap()
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// The slug of a problem, with its status.
fn refused(status: u16, slug: &str, (found, problem): (u16, Value)) {
    let kind = problem["type"].as_str().unwrap_or_default();
    assert!(
        found == status && kind.ends_with(&format!("/{slug}")),
        "{found} {problem}"
    );
}

#[tokio::test]
async fn one_agent_takes_a_conversation_and_gives_it_back() {
    let mut desk = Desk::open().await;
    let (_, first) = desk.say(None, "Where is my parcel?").await;
    let conversation = &first["conversation_id"];
    let handover = desk.hand_over(conversation).await;
    assert_eq!(
        (&handover["status"], &handover["conversation_id"]),
        (&json!("waiting"), conversation)
    );
    assert_eq!(
        desk.hand_over(conversation).await,
        handover,
        "it is asked for once"
    );
    let id = &handover["id"];

    let asked = desk.asked().await;
    let (status, queued) = desk.say(Some(conversation), "Is anybody there?").await;
    assert_eq!(status, 202, "{queued}");
    assert_eq!(
        (
            &queued["status"],
            &queued["answer"],
            &queued["conversation"]["state"]
        ),
        (&json!("queued_for_human"), &Value::Null, &json!("waiting_human"))
    );
    assert_eq!(
        desk.asked().await,
        asked,
        "no model is asked while a person has the conversation"
    );

    let nothing = json!({});
    let reply = json!({ "content": "I am looking for it." });
    let back = json!({ "outcome": "back_to_assistant", "note": "Found it." });
    refused(
        409,
        "handover-not-accepted",
        desk.agent(&desk.agents[0], id, "reply", &reply).await,
    );
    refused(
        409,
        "handover-not-accepted",
        desk.agent(&desk.agents[0], id, "complete", &back).await,
    );
    for what in [("accept", &nothing), ("reply", &reply), ("complete", &back)] {
        refused(
            404,
            "not-found",
            desk.agent(&desk.stranger, id, what.0, what.1).await,
        );
        let (status, _) = desk.agent(&desk.local.token, id, what.0, what.1).await;
        assert_eq!(status, 403, "a customer is no agent");
    }
    let racing = desk
        .agents
        .iter()
        .map(|agent| desk.agent(agent, id, "accept", &nothing));
    let answers = join_all(racing).await;
    let winners: Vec<usize> = (0..10).filter(|number| answers[*number].0 == 200).collect();
    let [winner] = winners[..] else {
        panic!("not one agent has it: {answers:?}");
    };
    let accepted = &answers[winner].1;
    assert_eq!(
        (&accepted["status"], &accepted["assignee"]),
        (&json!("accepted"), &json!(format!("agent-{winner}")))
    );
    for (_, answer) in answers.iter().enumerate().filter(|(number, _)| *number != winner) {
        refused(409, "handover-taken", answer.clone());
    }
    let (holder, other) = (&desk.agents[winner], &desk.agents[(winner + 1) % 10]);
    assert_eq!(
        desk.agent(holder, id, "accept", &nothing).await,
        (200, accepted.clone())
    );
    refused(
        409,
        "handover-taken",
        desk.agent(other, id, "reply", &reply).await,
    );
    refused(
        409,
        "handover-taken",
        desk.agent(other, id, "complete", &back).await,
    );

    let (status, said) = desk.agent(holder, id, "reply", &reply).await;
    assert_eq!(status, 201, "{said}");
    assert_eq!(
        (&said["role"], &said["sequence"], &said["in_reply_to"]),
        (&json!("agent"), &json!(4), &queued["id"])
    );
    let ended = desk.agent(holder, id, "complete", &back).await;
    assert_eq!((ended.0, &ended.1["status"]), (200, &json!("completed")));
    assert_eq!(
        desk.agent(holder, id, "complete", &back).await,
        ended,
        "once more is the same"
    );
    let resolved = json!({ "outcome": "resolved" });
    refused(
        409,
        "handover-over",
        desk.agent(holder, id, "complete", &resolved).await,
    );
    refused(
        409,
        "handover-over",
        desk.agent(holder, id, "reply", &reply).await,
    );
    refused(
        409,
        "handover-over",
        desk.agent(other, id, "accept", &nothing).await,
    );
    desk.local
        .says(&format!("execution  hand_over {} SUCCEEDED", text(id)))
        .await;

    let (status, next) = desk.say(Some(conversation), "Thanks!").await;
    assert_eq!(
        (status, &next["conversation"]["state"]),
        (201, &json!("open")),
        "{next}"
    );
    let requests = desk.model.received_requests().await.unwrap();
    let last = String::from_utf8(requests.last().unwrap().body.clone()).unwrap();
    assert!(
        last.contains("I am looking for it."),
        "the assistant knows what the agent said: {last}"
    );
    let said = desk.local.said();
    assert!(
        !said.contains("parcel") && !said.contains("looking for it"),
        "{said}"
    );
    for (query, expected) in [
        (
            "select count(*) from app.outbox where detail_type = 'ConversationStateChanged'",
            2,
        ),
        (
            "select count(*) from app.outbox where detail_type = 'AgentReplied'",
            1,
        ),
        (
            "select count(*) from app.messages where role = 'customer' and status = 'completed'",
            3,
        ),
        (
            "select count(*) from app.handovers where task_token is not null",
            0,
        ),
    ] {
        assert_eq!(desk.count(query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn whoever_wants_a_person_gets_one_and_no_answer_of_a_model() {
    let desk = Desk::open().await;
    let asked = desk.asked().await;
    let (status, message) = desk.say(None, "I want to talk to a PERSON").await;
    assert_eq!(status, 202, "{message}");
    assert_eq!(
        (&message["status"], &message["conversation"]["state"]),
        (&json!("queued_for_human"), &json!("waiting_human"))
    );
    assert_eq!(
        desk.asked().await,
        asked + 1,
        "only what the customer wants is asked"
    );
    let conversation = &message["conversation_id"];
    let elsewhere = desk.say(None, "A PERSON, please").await.1;
    let (mine, other) = (
        desk.hand_over(conversation).await,
        desk.hand_over(&elsewhere["conversation_id"]).await,
    );
    let agent = &desk.agents[0];
    let (status, page) = desk.sees(agent, "/v1/handovers?status=waiting&limit=1").await;
    assert_eq!(
        (status, &page["data"], &page["has_more"]),
        (200, &json!([mine]), &json!(true))
    );
    let next = format!(
        "/v1/handovers?status=waiting&after={}",
        text(&page["next_cursor"])
    );
    let (_, page) = desk.sees(agent, &next).await;
    assert_eq!(
        (&page["data"], &page["next_cursor"]),
        (&json!([other]), &Value::Null)
    );
    let foreign = next.replace("waiting", "accepted");
    refused(400, "validation", desk.sees(agent, &foreign).await);
    refused(
        400,
        "validation",
        desk.sees(agent, "/v1/handovers?status=lost").await,
    );
    let (_, nothing) = desk.sees(&desk.stranger, "/v1/handovers").await;
    assert_eq!(nothing["data"], json!([]), "another tenant has none");
    let path = format!("/v1/handovers/{}", text(&mine["id"]));
    assert_eq!(desk.sees(agent, &path).await, (200, mine.clone()));
    refused(404, "not-found", desk.sees(&desk.stranger, &path).await);
    desk.agent(agent, &mine["id"], "accept", &json!({})).await;
    let (status, ended) = desk
        .agent(agent, &mine["id"], "complete", &json!({ "outcome": "resolved" }))
        .await;
    assert_eq!((status, &ended["outcome"]), (200, &json!("resolved")), "{ended}");
    assert_eq!(
        desk.hand_over(&elsewhere["conversation_id"]).await,
        other,
        "each wait has a token of its own"
    );
    let path = format!("/v1/conversations/{}/handover", text(conversation));
    let reason = json!({ "reason": "Again." });
    refused(
        409,
        "conversation-closed",
        desk.post(&desk.local.token, &path, &reason).await,
    );
    let (status, _) = desk.post(&desk.stranger, &path, &reason).await;
    assert_eq!(status, 403, "an agent's scope is not enough to ask for a person");
    let nowhere = "/v1/conversations/conv_0190a6f2-0000-7000-8000-000000000000/handover";
    refused(
        404,
        "not-found",
        desk.post(&desk.local.token, nowhere, &reason).await,
    );
    let (status, next) = desk.say(Some(conversation), "One more thing").await;
    assert_eq!(
        (status, &next["conversation"]["state"]),
        (201, &json!("open")),
        "{next}"
    );
}

#[tokio::test]
async fn an_answer_that_comes_after_the_hand_over_is_not_stored() {
    let desk = Desk::open().await;
    let (_, first) = desk.say(None, "Hello").await;
    let conversation = &first["conversation_id"];
    let url = format!(
        "{}/v1/conversations/{}/handover",
        desk.local.address,
        text(conversation)
    );
    *desk.meanwhile.lock().unwrap() = Some((url, desk.local.token.clone()));
    let (status, late) = desk.say(Some(conversation), "Where is my parcel?").await;
    assert_eq!(status, 202, "{late}");
    assert_eq!(
        (&late["status"], &late["answer"], &late["conversation"]["state"]),
        (&json!("queued_for_human"), &Value::Null, &json!("waiting_human"))
    );
    assert_eq!(
        desk.meanwhile.lock().unwrap().clone(),
        None,
        "it was handed over meanwhile"
    );
    let answers = "select count(*) from app.messages where role = 'assistant'";
    assert_eq!(desk.count(answers).await, 1, "the first message's, and no other");
}

#[tokio::test]
async fn a_conversation_that_nobody_ends_returns_to_the_assistant() {
    let mut desk = Desk::open().await;
    let (_, first) = desk.say(None, "Where is my parcel?").await;
    let conversation = &first["conversation_id"];
    let handover = desk.hand_over(conversation).await;
    let (status, queued) = desk.say(Some(conversation), "Is anybody there?").await;
    assert_eq!((status, &queued["status"]), (202, &json!("queued_for_human")));
    // Somebody takes it, and forgets it.
    let agent = desk.agents[0].clone();
    let (status, _) = desk.agent(&agent, &handover["id"], "accept", &json!({})).await;
    assert_eq!(status, 200);
    let kept = "select count(*) from app.handovers where task_token is not null";
    while desk.count(kept).await == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }

    // The day is over.
    desk.local.signal("USR1");
    desk.local
        .says(&format!(
            "execution  hand_over {} SUCCEEDED",
            text(&handover["id"])
        ))
        .await;
    let path = format!("/v1/handovers/{}", text(&handover["id"]));
    let (_, ended) = desk.sees(&agent, &path).await;
    assert_eq!(ended["status"], "expired", "{ended}");
    let reply = json!({ "content": "Sorry, I was away." });
    refused(
        409,
        "handover-over",
        desk.agent(&agent, &handover["id"], "reply", &reply).await,
    );
    for (query, expected) in [
        (
            "select count(*) from app.outbox where detail_type = 'HandoverExpired'",
            1,
        ),
        (
            "select count(*) from app.outbox where detail_type = 'ConversationStateChanged'",
            2,
        ),
        (
            "select count(*) from app.messages where status = 'queued_for_human'",
            0,
        ),
        (
            "select count(*) from app.handovers where task_token is not null",
            0,
        ),
    ] {
        assert_eq!(desk.count(query).await, expected, "{query}");
    }
    let asked = desk.asked().await;
    let (status, next) = desk.say(Some(conversation), "Hello?").await;
    assert_eq!(
        (status, &next["conversation"]["state"]),
        (201, &json!("open")),
        "{next}"
    );
    assert_eq!(next["answer"]["content"], "Good evening.");
    assert!(desk.asked().await > asked, "the assistant is asked again");
}
