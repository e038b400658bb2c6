//! Several models in, one model out: the first that replies in time.
//!
//! This is the only place that asks again after an error; a draft that the guard sends back is asked for again by the use
//! case, through here. What is done about which error is [`policy`]; what is told of each attempt has
//! OpenTelemetry's names for generative AI, and none of it is text that somebody wrote.

mod attempt;
mod link;
mod policy;
mod request;

use std::collections::VecDeque;
use std::convert::Infallible;
use std::fmt::Display;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use ferrovia::language_model::{ChatError, ChatModel, ChatReply, ChatRequest, Finish, TimeoutPhase};

use crate::domain::{Admission, Verdict};
use crate::ports::{BreakerStore, Clock};

pub use link::{Link, Terms};
pub use policy::{Again, LONGEST_RETRY_AFTER, Next, Treatment, policy};

/// The longest that the first pause of a request may be. Each may be twice as long as the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(200);

/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Models that are asked in order until one replies, within one deadline, each at most twice.
/// [`ChatReply::fallbacks`] says how many came before the one that did.
#[derive(Clone)]
pub struct Chain<'a> {
    links: Vec<Link>,
    reserve: Duration,
    clock: &'a dyn Clock,
    circuits: &'a dyn BreakerStore,
}

/// How it went with one model.
enum Heard<T> {
    /// Nobody else is asked.
    Settled(Result<T, ChatError>),
    /// Another one may be.
    InVain(ChatError, Next),
    /// It was not asked: it had no time left to be of use, or is known to be sick.
    PassedOver(ChatError),
}

/// What all models of one request share.
struct Budget {
    /// When the last attempt must be over.
    end: Instant,
    /// How often a pause was made.
    pauses: u32,
}

impl<'a> Chain<'a> {
    /// Models in order of preference. `reserve` is what must be left of a request's time after the last attempt.
    #[must_use]
    pub const fn new(
        links: Vec<Link>,
        reserve: Duration,
        clock: &'a dyn Clock,
        circuits: &'a dyn BreakerStore,
    ) -> Self {
        Self {
            links,
            reserve,
            clock,
            circuits,
        }
    }

    /// What `read` makes of the first reply that it can read. A mistake that it finds is told to the model.
    ///
    /// # Errors
    /// [`ChatError`]: the last model's. [`ChatError::Malformed`] also if `read` found mistakes to the end.
    pub async fn ask<T: Send, M: Display + Send>(
        &self,
        request: &ChatRequest,
        read: impl Fn(ChatReply) -> Result<T, M> + Send + Sync,
    ) -> Result<T, ChatError> {
        let end = request.deadline.checked_sub(self.reserve);
        let mut budget = Budget {
            end: end.unwrap_or(request.deadline),
            pauses: 0,
        };
        let (mut asked, mut not_asked) = (None, None);
        let mut left: VecDeque<&Link> = self.links.iter().collect();
        let mut before = 0;
        while let Some(link) = left.pop_front() {
            let read = |reply: ChatReply| {
                let fallbacks = reply.fallbacks.saturating_add(before);
                read(ChatReply { fallbacks, ..reply })
            };
            match self.ask_one(link, request, &read, &mut budget).await {
                Heard::Settled(result) => return result,
                Heard::PassedOver(error) => not_asked = Some(error),
                Heard::InVain(error, next) => {
                    asked = Some(error);
                    match next {
                        Next::No => break,
                        Next::InOrder => {}
                        Next::LargestContext => left
                            .make_contiguous()
                            .sort_by_key(|link| std::cmp::Reverse(link.context_tokens)),
                    }
                }
            }
            before += 1;
        }
        // A chain without models knows none.
        Err(asked.or(not_asked).unwrap_or(ChatError::NotFound))
    }

    /// Asks one model, and perhaps once more.
    async fn ask_one<T, M: Display>(
        &self,
        link: &Link,
        request: &ChatRequest,
        read: &(impl Fn(ChatReply) -> Result<T, M> + Sync),
        budget: &mut Budget,
    ) -> Heard<T> {
        let (error, mistake, kept) = match self.attempt(link, request, read, budget).await {
            Err(error) => return Heard::PassedOver(error),
            Ok(Attempted::Whole(value)) => return Heard::Settled(Ok(value)),
            Ok(Attempted::CutOff(value)) => (ChatError::Truncated, None, Some(value)),
            Ok(Attempted::Failed(error, mistake)) => (error, mistake, None),
        };
        let second = match self.once_more(link, request, &error, mistake, budget).await {
            Some(instead) => self.attempt(link, &instead, read, budget).await.ok(),
            None => None,
        };
        let last = match second {
            Some(Attempted::Whole(value) | Attempted::CutOff(value)) => return Heard::Settled(Ok(value)),
            Some(Attempted::Failed(error, _)) => error,
            None => error,
        };
        let next = policy(&last).next;
        match kept {
            // Half an answer is better than none, but a refusal stands.
            Some(value) if last != ChatError::ContentFiltered => Heard::Settled(Ok(value)),
            Some(_) | None if next == Next::No => Heard::Settled(Err(last)),
            Some(_) | None => Heard::InVain(last, next),
        }
    }

    /// Makes one attempt, if there is time for it and the model's circuit admits it.
    async fn attempt<T, M: Display>(
        &self,
        link: &Link,
        request: &ChatRequest,
        read: &(impl Fn(ChatReply) -> Result<T, M> + Sync),
        budget: &Budget,
    ) -> Result<Attempted<T>, ChatError> {
        let now = self.clock.now();
        let left = budget.end.saturating_duration_since(now);
        if left < link.min_useful || left.is_zero() {
            return Err(ChatError::Timeout {
                phase: TimeoutPhase::Connect,
            });
        }
        let name = link.model.name();
        let admission = self.circuits.admit(name).await;
        if admission == Admission::Refused {
            tracing::info!(gen_ai.request.model = name, "a language model's circuit is open");
            return Err(ChatError::Overloaded);
        }
        let request = ChatRequest {
            deadline: now + left.min(link.timeout),
            ..request::fitting(request, link.context_tokens).into_owned()
        };
        let attempted = match attempt::observed(link.model.as_ref(), &request).await {
            Err(error) => Attempted::Failed(error, None),
            Ok(reply) => {
                let finish = reply.finish;
                match (read(reply), finish) {
                    (Ok(value), Finish::Stop) => Attempted::Whole(value),
                    (Ok(value), Finish::Length) => Attempted::CutOff(value),
                    (Err(mistake), Finish::Stop | Finish::Length) => {
                        // Not the mistake: it may quote the reply.
                        tracing::warn!(
                            gen_ai.request.model = name,
                            "a language model's reply was not accepted"
                        );
                        Attempted::Failed(ChatError::Malformed, Some(mistake.to_string()))
                    }
                }
            }
        };
        let verdict = match &attempted {
            Attempted::Whole(_) | Attempted::CutOff(_) => Verdict::Success,
            Attempted::Failed(error, _) => policy(error).breaker,
        };
        self.circuits.record(name, admission, verdict).await;
        Ok(attempted)
    }

    /// What to ask the same model instead, after the pause that goes before; `None` if nothing, or if there is no time
    /// for it.
    async fn once_more(
        &self,
        link: &Link,
        asked: &ChatRequest,
        error: &ChatError,
        mistake: Option<String>,
        budget: &mut Budget,
    ) -> Option<ChatRequest> {
        let (pause, request) = match policy(error).again {
            Again::No => return None,
            Again::Jittered => (jittered(budget.pauses), asked.clone()),
            Again::After(pause) => (pause, asked.clone()),
            Again::Halved => (Duration::ZERO, request::halved(asked)?),
            Again::Corrected => match mistake
                .as_deref()
                .or(asked.json_schema.as_ref().map(|_| NOT_AS_ASKED))
            {
                Some(mistake) => (Duration::ZERO, request::corrected(asked, mistake)),
                // The provider's mistake, not the model's.
                None => (jittered(budget.pauses), asked.clone()),
            },
            Again::Longer => (Duration::ZERO, request::longer(asked)?),
        };
        let left = budget.end.saturating_duration_since(self.clock.now());
        if left < pause.saturating_add(link.min_useful) {
            return None;
        }
        if !pause.is_zero() {
            budget.pauses += 1;
            self.clock.sleep(pause).await;
        }
        Some(request)
    }
}

/// What a model is told whose reply could not be read at all.
const NOT_AS_ASKED: &str = "it must be one whole JSON object that satisfies the JSON Schema";

/// What an attempt came to.
enum Attempted<T> {
    Whole(T),
    /// Of use, though the limit on tokens ended it.
    CutOff(T),
    /// With the mistake in the reply, if it was one.
    Failed(ChatError, Option<String>),
}

/// Anything from nothing up to the longest pause that is due: whoever failed together shall not come back together.
fn jittered(pauses: u32) -> Duration {
    let factor = 2_u32.checked_pow(pauses).unwrap_or(u32::MAX);
    FIRST_PAUSE
        .saturating_mul(factor)
        .min(LONGEST_PAUSE)
        .mul_f64(fastrand::f64())
}

#[async_trait]
impl ChatModel for Chain<'_> {
    /// The model that is asked first.
    fn name(&self) -> &str {
        self.links.first().map_or("none", |link| link.model.name())
    }

    async fn complete(&self, request: &ChatRequest) -> Result<ChatReply, ChatError> {
        self.ask(request, Ok::<_, Infallible>).await
    }
}
