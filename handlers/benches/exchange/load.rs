//! Clients in; how fast they were answered out.

use crate::platform::Platform;
use handlers::adapters::outbound::openai::http_client;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How many turns each conversation has before anything is measured.
const TURNS: usize = 20;

/// Somebody who waits for an answer before they write again.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    url: String,
    token: String,
    customer: String,
    conversation: Option<String>,
}

impl Client {
    /// Posts one message, and says which conversation it is in.
    async fn say(&self, content: &str) -> String {
        let message = json!({
            "customer_id": self.customer,
            "conversation_id": self.conversation,
            "content": content,
        });
        let request = self.http.post(&self.url).bearer_auth(&self.token);
        let request = request.header("Idempotency-Key", format!("\"{}\"", Uuid::now_v7()));
        let response = request.json(&message).send().await.unwrap();
        assert_eq!(response.status(), 201);
        let answer: Value = response.json().await.unwrap();
        answer["conversation_id"].as_str().unwrap().to_owned()
    }
}

/// So many clients, each in a conversation of twenty turns.
pub(crate) async fn talkative(platform: &Platform, count: usize) -> Vec<Client> {
    let (http, token) = (http_client().unwrap(), platform.token());
    let clients = (0..count).map(|number| {
        let mut client = Client {
            http: http.clone(),
            url: format!("{}/v1/messages", platform.address),
            token: token.clone(),
            customer: format!("c-{number}"),
            conversation: None,
        };
        tokio::spawn(async move {
            for _ in 0..TURNS {
                let conversation = client
                    .say("My parcel has not arrived yet. Could you look where it is?")
                    .await;
                client.conversation = Some(conversation);
            }
            client
        })
    });
    let mut talkative = Vec::new();
    for client in clients.collect::<Vec<_>>() {
        talkative.push(client.await.unwrap());
    }
    talkative
}

/// How long each answer took.
pub(crate) struct Measured {
    /// In order.
    times: Vec<Duration>,
    length: Duration,
}

impl Measured {
    pub(crate) fn answers(&self) -> usize {
        self.times.len()
    }

    pub(crate) fn per_second(&self) -> f64 {
        self.times.len() as f64 / self.length.as_secs_f64()
    }

    /// The time within which so many of a hundred were answered, in milliseconds.
    pub(crate) fn percentile(&self, percent: usize) -> f64 {
        let last = self.times.len().saturating_sub(1);
        let time = self.times.get(last * percent / 100);
        time.map_or(f64::NAN, |time| time.as_secs_f64() * 1e3)
    }
}

/// Has the clients write for so long, each as soon as it is answered.
pub(crate) async fn run(clients: &[Client], length: Duration) -> Measured {
    let begin = Instant::now();
    let clients = clients.iter().cloned().map(|client| {
        tokio::spawn(async move {
            let mut times = Vec::new();
            while begin.elapsed() < length {
                let asked = Instant::now();
                client.say("And when will the rest of it come?").await;
                times.push(asked.elapsed());
            }
            times
        })
    });
    let mut times = Vec::new();
    for client in clients.collect::<Vec<_>>() {
        times.extend(client.await.unwrap());
    }
    times.sort_unstable();
    let length = begin.elapsed();
    Measured { times, length }
}
