//! Replies of a model on file, by what was asked: evals that cost nothing, need no network and come out the same.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use clap::ValueEnum;
use ferrovia::language_model::{ChatError, ChatModel, ChatReply, ChatRequest, ChatRole, Finish, TokenUsage};
use ferrovia_guardrails::personal_data::redact;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::digest::{canonical, sha256};

/// How many characters of a question a reviewer sees.
const SHOWN: usize = 100;

/// Where replies come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Mode {
    /// From the file. A request that is not on it is a failure.
    Replay,
    /// From the model, all of them; the file is written anew.
    Record,
    /// From the file, and from the model what is not on it; the file then has what was asked, and nothing else.
    RefreshMissing,
    /// From the model. No file is read or written.
    Live,
}

/// One reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Recorded {
    /// SHA-256 of the request.
    request: String,
    /// The beginning of what was asked, for who reviews a change. Nothing is told by it.
    asked: String,
    /// Absent where the model or its provider's filter declined.
    #[serde(skip_serializing_if = "Option::is_none")]
    reply: Option<Said>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    text: String,
    finish: Finish,
    model: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    usage: Option<TokenUsage>,
}

/// A file of replies in front of a model.
pub struct Cassette {
    path: PathBuf,
    mode: Mode,
    model: Arc<dyn ChatModel>,
    name: String,
    recorded: Mutex<BTreeMap<String, Recorded>>,
    used: Mutex<BTreeSet<String>>,
    missing: Mutex<BTreeSet<String>>,
}

/// The file cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("error: {place}: {reason}\n  help: `--mode record` writes it anew")]
pub struct CassetteError {
    place: String,
    reason: String,
}

impl Cassette {
    /// The file at `path`, which need not be there yet.
    ///
    /// # Errors
    /// [`CassetteError`] if it is there and is none.
    pub fn open(path: &Path, mode: Mode, model: Arc<dyn ChatModel>) -> Result<Self, CassetteError> {
        let recorded = match mode {
            Mode::Replay | Mode::RefreshMissing => read(path)?,
            Mode::Record | Mode::Live => BTreeMap::new(),
        };
        Ok(Self {
            path: path.to_owned(),
            mode,
            name: model.name().to_owned(),
            model,
            recorded: Mutex::new(recorded),
            used: Mutex::default(),
            missing: Mutex::default(),
        })
    }

    /// How many different requests were not on the file and could not be answered.
    #[must_use]
    pub fn missing(&self) -> usize {
        lock(&self.missing).len()
    }

    /// Writes the file, if the mode does: what was asked, sorted, a line for each.
    ///
    /// # Errors
    /// [`io::Error`].
    pub fn save(&self) -> io::Result<()> {
        match self.mode {
            Mode::Replay | Mode::Live => return Ok(()),
            Mode::Record | Mode::RefreshMissing => {}
        }
        let used = lock(&self.used);
        let mut text = String::new();
        for recorded in lock(&self.recorded)
            .values()
            .filter(|one| used.contains(&one.request))
        {
            text.push_str(&serde_json::to_string(recorded)?);
            text.push('\n');
        }
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&self.path, text)
    }

    fn played(&self, key: &str) -> Option<Recorded> {
        lock(&self.used).insert(key.to_owned());
        lock(&self.recorded).get(key).cloned()
    }

    async fn record(&self, key: String, request: &ChatRequest) -> Result<ChatReply, ChatError> {
        let reply = match self.model.complete(request).await {
            Ok(reply) => Some(Said {
                text: redact(&reply.text),
                finish: reply.finish,
                model: reply.model,
                usage: reply.usage,
            }),
            Err(ChatError::ContentFiltered) => None,
            Err(error) => return Err(error),
        };
        let recorded = Recorded {
            asked: asked(request),
            request: key.clone(),
            reply,
        };
        // What is graded is what is on file: a replay comes to the same.
        let heard = heard(recorded.clone());
        lock(&self.recorded).insert(key, recorded);
        heard
    }
}

#[async_trait]
impl ChatModel for Cassette {
    fn name(&self) -> &str {
        &self.name
    }

    async fn complete(&self, request: &ChatRequest) -> Result<ChatReply, ChatError> {
        let key = key(request);
        match (self.mode, self.played(&key)) {
            (Mode::Live, _) => self.model.complete(request).await,
            (Mode::Replay | Mode::RefreshMissing, Some(recorded)) => heard(recorded),
            (Mode::Replay, None) => {
                lock(&self.missing).insert(key);
                Err(ChatError::NotFound)
            }
            (Mode::Record | Mode::RefreshMissing, _) => self.record(key, request).await,
        }
    }
}

/// What a request is found by: all of it but the deadline, in words of no provider.
#[must_use]
pub fn key(request: &ChatRequest) -> String {
    let schema = request.json_schema.as_ref();
    let schema: Option<Value> = schema.map(|schema| json!({ "name": schema.name, "schema": schema.schema }));
    let neutral = json!({
        "messages": request.messages,
        "max_output_tokens": request.max_output_tokens,
        // As it is written in code: a float of 32 bits has no short form in JSON.
        "temperature": request.temperature.map(|temperature| temperature.to_string()),
        "stop": request.stop,
        "seed": request.seed,
        "json_schema": schema,
    });
    sha256(canonical(&neutral).as_bytes())
}

/// The beginning of the customer's last words, without personal data.
fn asked(request: &ChatRequest) -> String {
    let last = request
        .messages
        .iter()
        .rev()
        .find(|message| message.role == ChatRole::User);
    let content = last.map_or("", |message| message.content.as_str());
    let value: Option<Value> = serde_json::from_str(content).ok();
    let written = value.as_ref().and_then(|value| {
        value
            .get("customer_message")
            .or_else(|| value.get("rubric"))?
            .as_str()
    });
    redact(written.unwrap_or(content)).chars().take(SHOWN).collect()
}

fn heard(recorded: Recorded) -> Result<ChatReply, ChatError> {
    let said = recorded.reply.ok_or(ChatError::ContentFiltered)?;
    Ok(ChatReply {
        text: said.text,
        finish: said.finish,
        usage: said.usage,
        model: said.model,
        provider_request_id: None,
        latency: Duration::ZERO,
        fallbacks: 0,
    })
}

fn read(path: &Path) -> Result<BTreeMap<String, Recorded>, CassetteError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => {
            return Err(CassetteError {
                place: path.display().to_string(),
                reason: error.to_string(),
            });
        }
    };
    let record = |(number, line): (usize, &str)| {
        let recorded: Recorded = serde_json::from_str(line).map_err(|error| CassetteError {
            place: format!("{}:{}", path.display(), number + 1),
            reason: error.to_string(),
        })?;
        Ok((recorded.request.clone(), recorded))
    };
    text.lines().enumerate().map(record).collect()
}

/// Whoever panicked while holding the lock left whole values behind.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
