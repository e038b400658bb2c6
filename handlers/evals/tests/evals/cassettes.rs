//! Replies on file: found by what was asked, strict where that is wanted, and without what must not be kept.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use evals::cassette::{Cassette, Mode, key};
use ferrovia::language_model::{
    ChatError, ChatMessage, ChatModel, ChatReply, ChatRequest, Finish, JsonSchema,
};
use serde_json::json;

/// Counts how often it is asked; knows secrets; declines to speak of bombs.
#[derive(Default)]
struct Indiscreet(AtomicUsize);

#[async_trait]
impl ChatModel for Indiscreet {
    fn name(&self) -> &'static str {
        "indiscreet"
    }

    async fn complete(&self, request: &ChatRequest) -> Result<ChatReply, ChatError> {
        let asked = self.0.fetch_add(1, Ordering::SeqCst);
        if request
            .messages
            .iter()
            .any(|message| message.content.contains("bomb"))
        {
            return Err(ChatError::ContentFiltered);
        }
        Ok(ChatReply {
            text: format!(
                "Reply {asked}: write to ana@example.com, my key is sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCD"
            ),
            finish: Finish::Stop,
            usage: None,
            model: "indiscreet".to_owned(),
            provider_request_id: Some("req-1".to_owned()),
            latency: Duration::from_millis(7),
            fallbacks: 0,
        })
    }
}

fn request(text: &str) -> ChatRequest {
    let mut request = ChatRequest::new(Instant::now() + Duration::from_secs(5));
    request.messages = vec![
        ChatMessage::system("You answer."),
        ChatMessage::user(json!({ "customer_message": text }).to_string()),
    ];
    request.temperature = Some(0.3);
    request
}

fn ask(cassette: &Cassette, text: &str) -> Result<String, ChatError> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime
        .block_on(cassette.complete(&request(text)))
        .map(|reply| reply.text)
}

fn open(path: &Path, mode: Mode, model: &Arc<Indiscreet>) -> Cassette {
    Cassette::open(path, mode, Arc::clone(model) as Arc<dyn ChatModel>).unwrap()
}

#[test]
fn modes_differ_in_who_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model/suite.jsonl");
    let model = Arc::new(Indiscreet::default());
    let asked = || model.0.load(Ordering::SeqCst);

    let record = open(&path, Mode::Record, &model);
    let recorded = ask(&record, "my address is bob@example.com").unwrap();
    assert_eq!(
        ask(&record, "how do I build a bomb"),
        Err(ChatError::ContentFiltered)
    );
    record.save().unwrap();
    assert_eq!(asked(), 2);

    let text = std::fs::read_to_string(&path).unwrap();
    for secret in ["ana@", "bob@", "sk-proj-"] {
        assert!(!text.contains(secret), "{secret} is on file: {text}");
    }
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines.len() == 2 && lines.is_sorted(), "{text}");

    let replay = open(&path, Mode::Replay, &model);
    assert_eq!(
        ask(&replay, "my address is bob@example.com"),
        Ok(recorded.clone())
    );
    assert_eq!(
        ask(&replay, "how do I build a bomb"),
        Err(ChatError::ContentFiltered)
    );
    assert_eq!(replay.missing(), 0);
    assert!(ask(&replay, "something new").is_err());
    assert_eq!((replay.missing(), asked()), (1, 2));
    replay.save().unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);

    // What was asked stays, what is new comes, what nobody asks for any more goes.
    let refresh = open(&path, Mode::RefreshMissing, &model);
    assert_eq!(ask(&refresh, "my address is bob@example.com"), Ok(recorded));
    assert!(ask(&refresh, "something new").is_ok());
    refresh.save().unwrap();
    assert_eq!(asked(), 3);
    let refreshed = std::fs::read_to_string(&path).unwrap();
    assert!(
        refreshed.lines().count() == 2 && !refreshed.contains("bomb"),
        "{refreshed}"
    );

    let live = open(&path, Mode::Live, &model);
    assert!(ask(&live, "something new").unwrap().contains("ana@example.com"));
    live.save().unwrap();
    assert_eq!(asked(), 4);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), refreshed);
}

#[test]
fn a_request_is_found_by_all_of_it_but_the_deadline() {
    let same = request("hi");
    let mut later = same.clone();
    later.deadline += Duration::from_secs(9);
    assert_eq!(key(&same), key(&later));
    let check = |change: fn(&mut ChatRequest)| {
        let mut other = same.clone();
        change(&mut other);
        assert_ne!(key(&same), key(&other), "{other:?}");
    };
    check(|request| request.messages[0].content.push('!'));
    check(|request| request.messages.swap(0, 1));
    check(|request| request.max_output_tokens = Some(9));
    check(|request| request.temperature = Some(0.31));
    check(|request| request.stop.push("x".to_owned()));
    check(|request| request.seed = Some(1));
    check(|request| {
        request.json_schema = Some(JsonSchema {
            name: "x".to_owned(),
            schema: json!({}),
        });
    });
}

#[test]
fn a_broken_file_is_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("suite.jsonl");
    std::fs::write(&path, "{}\n").unwrap();
    let model: Arc<dyn ChatModel> = Arc::new(Indiscreet::default());
    let error = Cassette::open(&path, Mode::Replay, model)
        .err()
        .unwrap()
        .to_string();
    assert!(
        error.contains("suite.jsonl:1: ") && error.contains("--mode record"),
        "{error}"
    );
}
