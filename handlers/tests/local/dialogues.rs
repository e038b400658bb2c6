//! Dialogues as conversations: whatever customers say, in their order, each message is answered after it was said, and
//! nothing is lost, doubled or changed.
//!
//! Two stand here. `FERROVIA_DIALOGUES` names a file with more: a line each, `{"id", "turns": [{"role", "text"}]}`.

use crate::process::{Local, command, folder};
use ferrovia_local::postgres::{Server, Template};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Dialogue {
    id: String,
    turns: Vec<Turn>,
}

#[derive(Deserialize)]
struct Turn {
    role: String,
    text: String,
}

impl Dialogue {
    fn own(id: &str, said: &[&str]) -> Self {
        let turn = |text: &&str| Turn {
            role: "customer".to_owned(),
            text: (*text).to_owned(),
        };
        Self {
            id: id.to_owned(),
            turns: said.iter().map(turn).collect(),
        }
    }

    fn customer(&self) -> Vec<&str> {
        let turns = self.turns.iter().filter(|turn| turn.role == "customer");
        turns.map(|turn| turn.text.as_str()).collect()
    }
}

fn dialogues() -> Vec<Dialogue> {
    let own = [
        Dialogue::own(
            "an order",
            &["Where is my order 88213?", "It was due on Monday.", "Thanks!"],
        ),
        Dialogue::own(
            "a person",
            &[
                "Olá!",
                "I want to talk to a human, please.",
                "Hello?",
                "Alguém aí?",
            ],
        ),
    ];
    let others = std::env::var_os("FERROVIA_DIALOGUES").map(|path| std::fs::read_to_string(path).unwrap());
    let others: Vec<Dialogue> = others
        .iter()
        .flat_map(|text| text.lines())
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    own.into_iter().chain(others).collect()
}

/// Says it all, and returns how many messages the assistant answered.
async fn replay(local: &Local, dialogue: &Dialogue) -> usize {
    let said = dialogue.customer();
    let (mut conversation, mut answers) = (Value::Null, Vec::new());
    for text in &said {
        let mut message = json!({ "customer_id": dialogue.id, "content": text });
        if !conversation.is_null() {
            message["conversation_id"] = conversation.clone();
        }
        let (status, posted) = local.post_as(&local.token, &message).await;
        let held = posted["conversation"]["state"] == "waiting_human";
        assert_eq!(status, if held { 202 } else { 201 }, "{}: {posted}", dialogue.id);
        conversation = posted["conversation_id"].clone();
        answers.push(posted["answer"]["content"].clone());
    }
    let path = format!(
        "/v1/conversations/{}/messages?limit=100&order=asc",
        conversation.as_str().unwrap()
    );
    let response = local.bare("GET", &path).bearer_auth(&local.token).send().await;
    let shown: Value = response.unwrap().json().await.unwrap();
    assert_eq!(shown["has_more"], false, "{}", dialogue.id);
    let shown = shown["data"].as_array().unwrap();
    for (place, message) in shown.iter().enumerate() {
        assert_eq!(message["sequence"], place + 1, "{}", dialogue.id);
    }
    let by = |role: &str| -> Vec<&Value> {
        let messages = shown.iter().filter(|message| message["role"] == role);
        messages.map(|message| &message["content"]).collect()
    };
    assert_eq!(by("customer"), said, "{}", dialogue.id);
    let answers: Vec<&Value> = answers.iter().filter(|answer| !answer.is_null()).collect();
    assert_eq!(by("assistant"), answers, "{}", dialogue.id);
    for pair in shown.windows(2) {
        let [question, answer] = pair else { continue };
        if answer["role"] == "assistant" {
            assert_eq!(answer["in_reply_to"], question["id"], "{}", dialogue.id);
        }
    }
    answers.len()
}

#[tokio::test]
async fn dialogues_are_conversations() {
    let nothing = Template::new("nothing", "", |_| async { Ok::<_, sqlx::Error>(()) });
    let database = Server::shared().await.unwrap().database(&nothing).await.unwrap();
    let data = folder();
    let local = Local::start(command(data.path()).args(["--database", database.url()])).await;
    let (mut said, mut answered, dialogues) = (0, 0, dialogues());
    for dialogue in &dialogues {
        said += dialogue.customer().len();
        answered += replay(&local, dialogue).await;
    }
    println!(
        "{} dialogues: {said} messages, {answered} answered by the assistant",
        dialogues.len()
    );
    assert!(answered > 0 && answered < said, "some are a person's to answer");
}
