//! A chain over servers that do as they are told, with everything that can be seen of it.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use ferrovia::language_model::{ChatError, ChatMessage, ChatModel, ChatReply, ChatRequest, JsonSchema};
use handlers::adapters::outbound::openai::{ApiKey, OpenAi, http_client};
use handlers::adapters::outbound::{Chain, CircuitsInMemory, Link};
use handlers::domain::{Admission, Verdict};
use handlers::ports::{BreakerStore, Clock as _};
use serde_json::{Value, json};

use crate::behaviour::Says;
use crate::openai::OpenAiCompatible;
use crate::provider::{Provider as _, Response};
use crate::raw_server::{self, RawServer, Rhythm};
use crate::still_clock::StillClock;

/// What a customer or a model says has this word in it, and nothing else has.
pub(crate) const SAID: &str = "zebra";

/// Before the deadline, to be left over.
pub(crate) const RESERVE: Duration = Duration::from_secs(2);
/// For one attempt.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(8);
/// Less is not worth an attempt.
pub(crate) const MIN_USEFUL: Duration = Duration::from_secs(3);
/// For all together.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// What one server does with one request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Does {
    /// It answers.
    Says(Says),
    /// It closes the connection without a word.
    HangsUp,
    /// It says nothing, for ever.
    Silent,
    /// It begins to answer and never ends.
    Drips,
    /// Its machine takes no connection. Then no later request is heard either.
    Unreachable,
}

/// How long attempts take, by the clock of the test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    /// No time, unless they fail by taking too long.
    AtOnce,
    /// All they may.
    AtTheLastMoment,
}

/// What a chain is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asks {
    /// A text, with no history.
    Text,
    /// A text, with a history of three turns.
    TextWithHistory,
    /// JSON with an intent, which must be `other`.
    Intent,
}

impl Asks {
    fn request(self, deadline: Instant) -> ChatRequest {
        let mut request = ChatRequest::new(deadline);
        request.messages.push(ChatMessage::system("Be kind."));
        if self == Self::TextWithHistory {
            for turn in 1..=3 {
                request
                    .messages
                    .push(ChatMessage::user(format!("{SAID} question {turn}")));
                request
                    .messages
                    .push(ChatMessage::assistant(format!("{SAID} answer {turn}")));
            }
        }
        request
            .messages
            .push(ChatMessage::user(format!("where is my {SAID}?")));
        request.max_output_tokens = Some(100);
        if self == Self::Intent {
            let schema = json!({ "type": "object", "properties": { "intent": { "type": "string" } },
                                 "required": ["intent"], "additionalProperties": false });
            request.json_schema = Some(JsonSchema {
                name: "intent".to_owned(),
                schema,
            });
        }
        request
    }

    /// The text of a reply, or what is wrong with it.
    fn read(self, reply: ChatReply) -> Result<ChatReply, String> {
        if self != Self::Intent {
            return Ok(reply);
        }
        let json: Value = serde_json::from_str(&reply.text).map_err(|_| "not JSON".to_owned())?;
        if json == json!({ "intent": "other" }) {
            Ok(reply)
        } else {
            Err(format!("the {SAID} is no intent"))
        }
    }
}

/// A model of the chain: the real adapter, a server, and the test's clock between them.
struct Watched {
    model: OpenAi,
    does: Vec<Does>,
    server: Option<RawServer>,
    clock: Arc<StillClock>,
    pace: Mutex<Pace>,
    /// When each attempt was begun, and what was asked.
    asked: Mutex<Vec<(Instant, ChatRequest)>>,
}

impl Watched {
    async fn new(name: &str, does: &[Does], clock: Arc<StillClock>, full: &str) -> Self {
        let http = http_client().unwrap();
        let unreachable = does.iter().any(|does| matches!(does, Does::Unreachable));
        let (http, endpoint, server) = if unreachable {
            // The platform's own client waits for two seconds.
            let soon = Duration::from_millis(200);
            let http = reqwest::Client::builder().connect_timeout(soon).build().unwrap();
            (http, full.to_owned(), None)
        } else {
            let server = raw_server::start_each(does.iter().map(rhythm).collect()).await;
            (http, server.endpoint.clone(), Some(server))
        };
        let key = ApiKey::fixed("sk-test".into());
        Self {
            model: OpenAi::new(http, &format!("{endpoint}/v1"), key, name).unwrap(),
            does: does.to_vec(),
            server,
            clock,
            pace: Mutex::new(Pace::AtOnce),
            asked: Mutex::default(),
        }
    }
}

#[async_trait]
impl ChatModel for Watched {
    fn name(&self) -> &str {
        self.model.name()
    }

    async fn complete(&self, request: &ChatRequest) -> Result<ChatReply, ChatError> {
        let number = {
            let mut asked = self.asked.lock().unwrap();
            asked.push((self.clock.now(), request.clone()));
            asked.len() - 1
        };
        let does = *self.does.get(number).or(self.does.last()).unwrap();
        // Real servers need real time, of which there is enough; who waits in vain need not wait for long.
        let never = matches!(does, Does::Silent | Does::Drips);
        let patience = Duration::from_millis(if never { 400 } else { 60_000 });
        let in_real_time = ChatRequest {
            deadline: Instant::now() + patience,
            ..request.clone()
        };
        let reply = self.model.complete(&in_real_time).await;
        if never || *self.pace.lock().unwrap() == Pace::AtTheLastMoment {
            let left = request.deadline.saturating_duration_since(self.clock.now());
            self.clock.advance(left);
        }
        reply
    }
}

fn rhythm(does: &Does) -> Rhythm {
    match does {
        Does::Says(says) => Rhythm::AtOnce(bytes(&OpenAiCompatible("openai").response(says).unwrap())),
        Does::HangsUp => Rhythm::HangUp,
        Does::Silent => Rhythm::Silence,
        Does::Drips => Rhythm::Drip(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n{".to_vec()),
        Does::Unreachable => unreachable!("it has no server"),
    }
}

fn bytes(response: &Response) -> Vec<u8> {
    let headers: String = response
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let (status, length) = (response.status, response.body.len());
    let head =
        format!("HTTP/1.1 {status} So\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n");
    [head.as_bytes(), &response.body].concat()
}

/// Circuits that also remember what they heard.
struct Listening {
    circuits: CircuitsInMemory,
    heard: Mutex<Vec<(String, Verdict)>>,
}

#[async_trait]
impl BreakerStore for Listening {
    async fn admit(&self, model: &str) -> Admission {
        self.circuits.admit(model).await
    }

    async fn record(&self, model: &str, admission: Admission, verdict: Verdict) {
        let heard = (model.to_owned(), verdict);
        self.heard.lock().unwrap().push(heard);
        self.circuits.record(model, admission, verdict).await;
    }
}

/// A chain of models called `a`, `b` and so on, of which each reads a hundred tokens more than the one before.
pub(crate) struct Stage {
    pub(crate) clock: Arc<StillClock>,
    models: Vec<Arc<Watched>>,
    circuits: Listening,
    _full: Box<dyn std::any::Any>,
}

impl Stage {
    pub(crate) async fn new(servers: &[&[Does]]) -> Self {
        let clock = Arc::new(StillClock::default());
        let is_unreachable = |does: &Does| matches!(does, Does::Unreachable);
        let (endpoint, full): (String, Box<dyn std::any::Any>) =
            if servers.iter().any(|server| server.iter().any(is_unreachable)) {
                let (endpoint, full) = raw_server::full().await;
                (endpoint, Box::new(full))
            } else {
                (String::new(), Box::new(()))
            };
        let mut models = Vec::new();
        for (name, does) in ["a", "b", "c"].iter().zip(servers) {
            let model = Watched::new(name, does, Arc::clone(&clock), &endpoint).await;
            models.push(Arc::new(model));
        }
        Self {
            circuits: Listening {
                circuits: CircuitsInMemory::new(clock.clone()),
                heard: Mutex::default(),
            },
            clock,
            models,
            _full: full,
        }
    }

    /// Asks the chain.
    pub(crate) async fn ask(&self, asks: Asks, pace: Pace) -> Result<ChatReply, ChatError> {
        self.ask_within(PATIENCE, asks, pace).await
    }

    /// Asks the chain, with `patience` before the deadline.
    pub(crate) async fn ask_within(
        &self,
        patience: Duration,
        asks: Asks,
        pace: Pace,
    ) -> Result<ChatReply, ChatError> {
        let links = self
            .models
            .iter()
            .zip([10_000, 20_000, 30_000])
            .map(|(model, tokens)| {
                *model.pace.lock().unwrap() = pace;
                Link {
                    model: model.clone(),
                    timeout: TIMEOUT,
                    min_useful: MIN_USEFUL,
                    context_tokens: Some(tokens),
                }
            });
        let chain = Chain::new(links.collect(), RESERVE, &*self.clock, &self.circuits);
        let request = asks.request(self.clock.now() + patience);
        chain.ask(&request, |reply| asks.read(reply)).await
    }

    /// How often each model was asked. What its server saw is the same.
    pub(crate) fn calls(&self) -> Vec<usize> {
        let calls = |model: &Arc<Watched>| {
            let asked = model.asked.lock().unwrap().len();
            if let Some(server) = &model.server {
                assert_eq!(server.requests(), asked, "{}: what the server saw", model.name());
            }
            asked
        };
        self.models.iter().map(calls).collect()
    }

    /// When each attempt was begun and what was asked, model by model.
    pub(crate) fn asked(&self) -> Vec<(Instant, ChatRequest)> {
        let asked = self
            .models
            .iter()
            .map(|model| model.asked.lock().unwrap().clone());
        asked.flatten().collect()
    }

    /// What the circuits heard since they were last asked: the model's letter and the verdict.
    pub(crate) fn verdicts(&self) -> Vec<(char, Verdict)> {
        let heard = std::mem::take(&mut *self.circuits.heard.lock().unwrap());
        let letter = |model: &str| model.chars().last().unwrap();
        heard
            .iter()
            .map(|(model, verdict)| (letter(model), *verdict))
            .collect()
    }
}
